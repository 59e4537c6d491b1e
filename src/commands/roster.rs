//! Builds, signs and imports the next roster.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use sotomado_core::ids::AuthorKey;
use sotomado_core::roster::{self, DAYS_MOST, PolicyDigest, RosterBody};
use sotomado_core::succession::fingerprint;

use crate::access::{Action, Actor};
use crate::app::App;
use crate::clock::Clock;
use crate::commands::{Failure, init, key, prompt};
use crate::config::Config;
use crate::store::{Role, Window};

#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// The desk's signing key.
    #[arg(long)]
    desk_key: PathBuf,
    /// File whose first line is the key's passphrase; else it is asked for.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// Short name of one organisation; else all.
    #[arg(long)]
    organisation: Option<String>,
    /// How many days it is good, today counted.
    #[arg(long, default_value_t = DAYS_MOST, value_parser = clap::value_parser!(i32).range(1..=i64::from(DAYS_MOST)))]
    days: i32,
}

/// `sotomado roster sign`
pub(super) async fn sign(asked: Asked) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let windows: Vec<Window> = match &asked.organisation {
        Some(short) => vec![
            app.window(short)
                .cloned()
                .ok_or_else(|| format!("no organisation {short}"))?,
        ],
        None => app.windows.to_vec(),
    };
    let passphrase = prompt::secret(
        "Passphrase of the desk's key: ",
        asked.passphrase_file.as_deref(),
    )?;
    let key = key::read_desk_key(&asked.desk_key, &passphrase)?;
    for window in &windows {
        let body = sign_and_import(&app, window, &key, asked.days).await?;
        println!(
            "{}: roster {} with {} readers, {} to {}",
            window.short,
            body.epoch,
            body.readers.len(),
            body.first_day,
            body.last_day
        );
        let first = app.first_key(window).await?.unwrap_or(body.desk_key);
        println!(
            "{}: for posters: {}/o/{}#{}",
            window.short,
            app.config.window.url,
            window.short,
            fingerprint(&first)
        );
    }
    Ok(())
}

/// Signs the next roster of `window` with everyone's offered key, and puts it in force.
pub(super) async fn sign_and_import(
    app: &App,
    window: &Window,
    key: &SigningKey,
    days: i32,
) -> Result<RosterBody, Failure> {
    let accounts = app
        .store
        .offered_keys(&init::operator(Action::SeeOfferedKeys)?)
        .await?;
    let counsellors = accounts
        .iter()
        .filter(|account| account.role == Role::Counsellor);
    let last = app
        .store
        .rosters(window.id)
        .await?
        .first()
        .map_or(0, |roster| roster.epoch);
    let today = app.clock.today();
    let mut policies = Vec::new();
    for file in &app.policies.files {
        policies.push(PolicyDigest {
            file: file.name.clone(),
            sha256: file.sha256.parse()?,
        });
    }
    let last_day = today.plus_days(days - 1);
    let body = RosterBody {
        v: 1,
        window: window.id,
        organisation: window.short.clone(),
        name: window.name.clone(),
        epoch: last + 1,
        first_day: today,
        last_day,
        desk_key: AuthorKey::of(key),
        runs: app.config.runs,
        readers: counsellors.filter_map(|account| account.card()).collect(),
        policies,
        statistics: roster::statistics(key, &window.id, today, last_day),
    };
    let frame = roster::Roster::sign(&body, key)?;
    app.import_roster(&Actor::Operator, window, &frame).await?;
    Ok(body)
}
