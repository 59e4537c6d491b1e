//! Fills the demonstration's databases: people by role, keys, rosters.

use std::fs;
use std::path::Path;

use secrecy::SecretString;
use sotomado_core::ids::AuthorKey;
use sotomado_core::roster::DAYS_MOST;
use sotomado_core::succession::fingerprint;

use crate::access::{Action, Actor, Door, Resource, password};
use crate::app::App;
use crate::chance;
use crate::clock::Clock;
use crate::commands::demo::{Demo, DemoKey, DemoOrganisation, DemoPerson};
use crate::commands::{Failure, init, key, roster};
use crate::config::Config;
use crate::store::{KeyOffer, NewAccount, NewReader, OfferedKey, Role, Store, Window};

/// Sign-in name, name, profession.
const COUNSELLORS: [(&str, &str, &str); 3] = [
    ("counsellor-a", "相談員A（弁護士）", "弁護士"),
    ("counsellor-b", "相談員B（公認心理師・女性）", "公認心理師"),
    ("counsellor-c", "相談員C（弁護士）", "弁護士"),
];
const APPOINTED_BY: &str = "外部の相談事務所（見本）";
const NO_ADVISER: &str = "市の顧問ではありません";
/// An office as a desk would sign its own, so that slips and forms name a telephone. Nobody has this number.
const OFFICE: &str = r#"
[desk]
name = "外部相談窓口の事務所（見本）"
address = "〒000-0000 見本県見本市見本町1-1（見本）"
telephone = "03-0000-0000"
hours = "平日 9時から17時まで（見本）"
"#;

/// Makes everything in `folder`, which holds no demonstration yet.
pub(super) async fn make(folder: &Path, config: &Config) -> Result<Demo, Failure> {
    let begun = folder.join("data");
    if begun.exists() {
        // A start that was interrupted left no list of its passwords: it can only be begun again.
        fs::remove_dir_all(begun)?;
        let _ = fs::remove_dir_all(folder.join("keys"));
        let _ = fs::remove_file(folder.join("desk-key.age"));
    }
    init::write_policies(config)?;
    write_office(&config.policies.join("window.toml"))?;
    let store = init::make_store(config).await?;
    fs::create_dir_all(folder.join("keys"))?;
    let mut people = vec![lead(&store).await?];
    for (sign_in, name, profession) in COUNSELLORS {
        people.push(counsellor(&store, folder, sign_in, name, profession).await?);
    }
    let windows = in_order(store.windows().await?, config);
    for window in &windows {
        people.push(hr_reader(&store, window).await?);
    }
    let desk_key = DemoKey {
        file: folder.join("desk-key.age"),
        passphrase: chance::passphrase(7)?,
    };
    let signing = key::make_desk_key(&desk_key.file, &desk_key.passphrase.clone().into())?;
    let poster = fingerprint(&AuthorKey::of(&signing)).to_string();
    let organisations = windows
        .into_iter()
        .map(|window| DemoOrganisation {
            short: window.short,
            name: window.name,
            fingerprint: poster.clone(),
            address: String::new(),
        })
        .collect();
    let (window, desk, trends) = (String::new(), String::new(), String::new());
    Ok(Demo {
        window,
        desk,
        trends,
        organisations,
        people,
        desk_key,
    })
}

/// Puts the sample's office where nobody wrote one.
fn write_office(file: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(file)?;
    if !text.lines().any(|line| line.trim() == "[desk]") {
        fs::write(file, text + OFFICE)?;
    }
    Ok(())
}

/// Signs a roster where none is in force today, or where a policy file was changed since. Gives the names of those that have
/// none in force and that `demo.json`'s key may not sign any more, because somebody let another key follow it.
pub(super) async fn keep_rosters_fresh(
    config: &Config,
    demo: &Demo,
) -> Result<Vec<String>, Failure> {
    let app = App::open(config.clone(), Clock::system()).await?;
    let mut signing = None;
    let mut ended = Vec::new();
    for window in app.windows.iter() {
        let newest = app.newest_roster(window).await?;
        let changed = newest.as_ref().and_then(|r| app.changed_policy(r));
        let covers = newest.as_ref().is_some_and(|r| r.covers(app.clock.today()));
        if covers && changed.is_none() {
            continue;
        }
        let passphrase = SecretString::from(demo.desk_key.passphrase.clone());
        let key = match signing {
            Some(key) => key,
            None => key::read_desk_key(&demo.desk_key.file, &passphrase)?,
        };
        let followed = newest.is_some_and(|r| r.body().desk_key != AuthorKey::of(&key));
        match (followed, changed) {
            (false, _) => roster::sign_and_import(&app, window, &key, DAYS_MOST).await?,
            (true, None) => ended.push(window.name.clone()),
            (true, Some(file)) => return Err(followed_by_another(window, &file)),
        }
        signing = Some(key);
    }
    Ok(ended)
}

fn followed_by_another(window: &Window, file: &str) -> Failure {
    format!(
        "{}: {file} is not the file that was signed, and another key has followed the one of demo.json: write the new key's file and passphrase there, under desk_key",
        window.short
    )
    .into()
}

/// As the settings name them, not by their word.
fn in_order(mut windows: Vec<Window>, config: &Config) -> Vec<Window> {
    windows.sort_by_key(|window| {
        let mut named = config.organisations.iter();
        named.position(|one| one.short == window.short)
    });
    windows
}

async fn lead(store: &Store) -> Result<DemoPerson, Failure> {
    let (password, hash) = fresh_password().await?;
    let new = NewAccount {
        sign_in: "lead".into(),
        name: "窓口責任者".into(),
        profession: String::new(),
        appointed_by: APPOINTED_BY.into(),
        adviser: NO_ADVISER.into(),
        role: Role::Lead,
        password: hash,
    };
    add(store, new).await?;
    Ok(person("lead", "窓口責任者", "lead", password, None))
}

async fn counsellor(
    store: &Store,
    folder: &Path,
    sign_in: &str,
    name: &str,
    profession: &str,
) -> Result<DemoPerson, Failure> {
    let (password, hash) = fresh_password().await?;
    let new = NewAccount {
        sign_in: sign_in.into(),
        name: name.into(),
        profession: profession.into(),
        appointed_by: APPOINTED_BY.into(),
        adviser: NO_ADVISER.into(),
        role: Role::Counsellor,
        password: hash,
    };
    let account = add(store, new).await?;
    let passphrase = chance::passphrase(7)?;
    let made = key::make_reader_key(&passphrase.clone().into())?;
    let file = folder.join("keys").join(format!("{sign_in}.age"));
    key::write_private(&file, &made.file)?;
    let permit = Door::shipped()?.permit(
        &Actor::Operator,
        Action::OfferKey,
        &Resource::Account(account),
    )?;
    let offered = OfferedKey {
        author: AuthorKey::of(&made.signing),
        recipient: made.identity.recipient(),
        file: made.file,
    };
    if store.offer_key(&permit, offered, &[]).await? != KeyOffer::Kept {
        return Err("another account has this key".into());
    }
    let mut person = person("counsellor", name, sign_in, password, None);
    person.key_file = Some(file);
    person.passphrase = Some(passphrase);
    Ok(person)
}

async fn hr_reader(store: &Store, window: &Window) -> Result<DemoPerson, Failure> {
    let permit = Door::shipped()?.permit(
        &Actor::Operator,
        Action::AddAccount,
        &Resource::Window(window.id),
    )?;
    let (sign_in, name) = (
        format!("hr-{}", window.short),
        format!("{}の人事担当", window.name),
    );
    let (password, hash) = fresh_password().await?;
    let reader = NewReader {
        sign_in: sign_in.clone(),
        name: name.clone(),
        password: hash,
    };
    store
        .add_hr_reader(&permit, reader)
        .await?
        .ok_or("an account was there already")?;
    Ok(person(
        "hr",
        &name,
        &sign_in,
        password,
        Some(window.short.clone()),
    ))
}

async fn add(store: &Store, new: NewAccount) -> Result<crate::access::AccountId, Failure> {
    let id = store
        .add_account(&init::operator(Action::AddAccount)?, new)
        .await?;
    Ok(id.ok_or("an account was there already")?)
}

async fn fresh_password() -> Result<(String, String), Failure> {
    let password = chance::passphrase(4)?;
    let typed = password.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(&typed)).await??;
    Ok((password, hash))
}

fn person(
    role: &str,
    name: &str,
    sign_in: &str,
    password: String,
    organisation: Option<String>,
) -> DemoPerson {
    DemoPerson {
        role: role.into(),
        name: name.into(),
        sign_in: sign_in.into(),
        password,
        organisation,
        key_file: None,
        passphrase: None,
    }
}
