//! Makes what a desk begins with.

use std::fs;
use std::path::PathBuf;

use sotomado_core::ids::Digest;
use sotomado_core::policy;

use crate::access::{Action, Actor, Door, Permit, Resource, password};
use crate::app;
use crate::chance;
use crate::clock::Clock;
use crate::commands::{Failure, key};
use crate::config::Config;
use crate::store::{DAYS_OPEN, Invitation, NewAccount, Purpose, Role, Store};

/// The policies that come with the program, to begin from.
const POLICIES: [(&str, &str); 21] = [
    (
        "access/desk.cedar",
        include_str!("../../policies/access/desk.cedar"),
    ),
    (
        "access/desk.cedarschema",
        include_str!("../../policies/access/desk.cedarschema"),
    ),
    ("answers.toml", include_str!("../../policies/answers.toml")),
    ("asking.toml", include_str!("../../policies/asking.toml")),
    ("clocks.toml", include_str!("../../policies/clocks.toml")),
    ("consent.toml", include_str!("../../policies/consent.toml")),
    (
        "contacts.toml",
        include_str!("../../policies/contacts.toml"),
    ),
    (
        "disclosure.toml",
        include_str!("../../policies/disclosure.toml"),
    ),
    (
        "holidays.toml",
        include_str!("../../policies/holidays.toml"),
    ),
    ("hours.toml", include_str!("../../policies/hours.toml")),
    ("intake.toml", include_str!("../../policies/intake.toml")),
    (
        "procedures/city.toml",
        include_str!("../../policies/procedures/city.toml"),
    ),
    (
        "procedures/counter.toml",
        include_str!("../../policies/procedures/counter.toml"),
    ),
    (
        "procedures/course.toml",
        include_str!("../../policies/procedures/course.toml"),
    ),
    (
        "procedures/police.toml",
        include_str!("../../policies/procedures/police.toml"),
    ),
    (
        "procedures/rooms.toml",
        include_str!("../../policies/procedures/rooms.toml"),
    ),
    (
        "referrals.toml",
        include_str!("../../policies/referrals.toml"),
    ),
    (
        "retention.toml",
        include_str!("../../policies/retention.toml"),
    ),
    ("routes.toml", include_str!("../../policies/routes.toml")),
    (
        "taxonomy.toml",
        include_str!("../../policies/taxonomy.toml"),
    ),
    ("window.toml", include_str!("../../policies/window.toml")),
];

#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// Prints an address at which a browser makes everything else, once: signing key, lead, organisation, roster.
    #[arg(long, conflicts_with = "desk_key")]
    browser: bool,
    /// Where the desk's signing key is to lie, sealed: outside the data folder, best on a stick kept in a safe.
    #[arg(long, required_unless_present = "browser")]
    desk_key: Option<PathBuf>,
    /// The lead's sign-in name.
    #[arg(long, default_value = "lead")]
    lead: String,
    /// The lead's name as others see it.
    #[arg(long, default_value = "窓口責任者")]
    lead_name: String,
}

/// `sotomado init`
pub(super) async fn init(asked: Asked) -> Result<(), Failure> {
    let config = Config::load(&asked.config)?;
    write_policies(&config)?;
    app::read_policies(&config)?;
    let Some(desk_key) = &asked.desk_key else {
        return begin_in_browser(&config).await;
    };
    if desk_key.starts_with(&config.data) {
        return Err("the desk's key must not lie in the data folder".into());
    }
    if config.organisations.is_empty() {
        return Err(
            "the settings name no organisation: [[organisation]] with short and name; or --browser, where the page asks for it".into(),
        );
    }
    let store = make_store(&config).await?;
    if desk_key.exists() {
        println!("The desk's key is there already: {}", desk_key.display());
    } else {
        let passphrase = chance::passphrase(7)?;
        key::make_desk_key(desk_key, &passphrase.clone().into())?;
        println!("The desk's key: {}", desk_key.display());
        println!("Its passphrase, shown this once, to be written down: {passphrase}");
    }
    let password = chance::passphrase(4)?;
    let lead = NewAccount {
        sign_in: asked.lead.clone(),
        name: asked.lead_name,
        profession: String::new(),
        appointed_by: String::new(),
        adviser: String::new(),
        role: Role::Lead,
        password: password::hash(&password)?,
    };
    match store
        .add_account(&operator(Action::AddAccount)?, lead)
        .await?
    {
        Some(_) => println!("The lead signs in as {} with: {password}", asked.lead),
        None => println!(
            "There is an account {} already; it was left as it is.",
            asked.lead
        ),
    }
    Ok(())
}

/// Makes the databases, and the one address at which a lead goes on. It is printed by a command and not by `serve`, whose words
/// stand in a journal for others to read.
async fn begin_in_browser(config: &Config) -> Result<(), Failure> {
    let store = make_store(config).await?;
    let accounts = store.accounts(&operator(Action::SeeAccounts)?).await?;
    if accounts.iter().any(|account| account.role == Role::Lead) {
        return Err(
            "there is a lead already, who signs in and goes on; for another: `sotomado account invite --for lead`".into(),
        );
    }
    let secret = chance::bytes::<32>()?;
    let last_day = Clock::system().today().plus_days(DAYS_OPEN);
    let begin = Invitation {
        id: Digest::of(&secret),
        purpose: Purpose::Begin,
        last_day,
    };
    store.invite(&operator(Action::BeginDesk)?, begin).await?;
    let desk = &config.desk.url;
    println!("{desk}/desk/begin#{}", hex::encode(secret));
    println!("Good once, until {last_day}, and in the place of any that was printed before.");
    println!("Start `sotomado serve`, and hand the address to the lead: whoever has it begins.");
    Ok(())
}

/// Makes the databases and a window for each organisation of the settings.
pub(super) async fn make_store(config: &Config) -> Result<Store, Failure> {
    let store = Store::create(app::place(config)).await?;
    for organisation in &config.organisations {
        let permit = operator(Action::AddWindow)?;
        store
            .add_window(&permit, &organisation.short, &organisation.name)
            .await?;
    }
    Ok(store)
}

/// Puts the program's own policies where none are.
pub(super) fn write_policies(config: &Config) -> Result<(), Failure> {
    if config.policies.is_dir() {
        return Ok(());
    }
    write_absent_policies(config)
}

/// Puts each of the program's own policy files where none of that name is.
pub(super) fn write_absent_policies(config: &Config) -> Result<(), Failure> {
    for folder in policy::APART {
        fs::create_dir_all(config.policies.join(folder))?;
    }
    debug_assert_eq!(POLICIES.map(|(name, _)| name), policy::FILES);
    for (name, text) in POLICIES {
        let place = config.policies.join(name);
        if !place.exists() {
            fs::write(place, text)?;
        }
    }
    Ok(())
}

/// A permit for what the operator may do to the desk as a whole.
pub(super) fn operator(action: Action) -> Result<Permit, Failure> {
    Ok(Door::shipped()?.permit(&Actor::Operator, action, &Resource::Desk)?)
}
