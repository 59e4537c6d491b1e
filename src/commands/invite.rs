//! Links by which people come in, from the shell.

use std::path::PathBuf;

use clap::ValueEnum;
use sotomado_core::ids::Digest;

use crate::access::Action;
use crate::app::App;
use crate::chance;
use crate::clock::Clock;
use crate::commands::{Failure, init};
use crate::config::Config;
use crate::store::{Card, DAYS_OPEN, Invitation, Purpose, Role};

#[derive(Clone, Copy, Debug, ValueEnum)]
enum For {
    /// Keeps accounts and rosters.
    Lead,
    /// Opens and answers cases.
    Counsellor,
}

#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// What the new account is for.
    #[arg(long = "for", required_unless_present = "back")]
    role: Option<For>,
    /// On the reader's card.
    #[arg(long, required_unless_present = "back", conflicts_with = "back")]
    name: Option<String>,
    /// On the reader's card: 弁護士, 公認心理師, ….
    #[arg(long, default_value = "")]
    profession: String,
    /// On the reader's card: who appointed this person.
    #[arg(long, default_value = "")]
    appointed_by: String,
    /// On the reader's card: whether an adviser to the organisation.
    #[arg(long, default_value = "")]
    adviser: String,
    /// Instead of all that: the sign-in name of somebody who is to set a new password.
    #[arg(long)]
    back: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ListAsked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// A link to be taken back, by the mark that the list shows.
    #[arg(long)]
    revoke: Option<String>,
}

/// `sotomado account invite`
pub(super) async fn invite(asked: Asked) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let (action, purpose) = match (asked.back, asked.role, asked.name) {
        (Some(sign_in), _, _) => {
            let account = app.store.account_by_sign_in(&sign_in).await?;
            let account = account.ok_or_else(|| format!("there is no desk account {sign_in}"))?;
            (Action::LetBackIn, Purpose::Back(account.id))
        }
        (None, Some(role), Some(name)) => {
            let role = match role {
                For::Lead => Role::Lead,
                For::Counsellor => Role::Counsellor,
            };
            let card = Card {
                role,
                name,
                profession: asked.profession,
                appointed_by: asked.appointed_by,
                adviser: asked.adviser,
            };
            (Action::Invite, Purpose::Join(card))
        }
        _ => return Err("either --for and --name, or --back".into()),
    };
    let secret = chance::bytes::<32>()?;
    let last_day = app.clock.today().plus_days(DAYS_OPEN);
    let new = Invitation {
        id: Digest::of(&secret),
        purpose,
        last_day,
    };
    app.store.invite(&init::operator(action)?, new).await?;
    println!(
        "{}/desk/invited#{}",
        app.config.desk.url,
        hex::encode(secret)
    );
    println!("Good once, until {last_day}. Whoever has it comes in: hand it over yourself.");
    Ok(())
}

/// `sotomado account invitations`
pub(super) async fn list(asked: ListAsked) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let permit = init::operator(Action::SeeAccounts)?;
    let open = app.store.invitations(&permit, app.clock.today()).await?;
    let accounts = app.store.accounts(&permit).await?;
    let Some(mark) = asked.revoke else {
        for one in &open {
            let whom = match &one.purpose {
                Purpose::Begin => "the desk's beginning in a browser".to_owned(),
                Purpose::Join(card) => format!("a new account for {}", card.name),
                Purpose::Back(whose) => {
                    let account = accounts.iter().find(|account| account.id == *whose);
                    let name = account.map_or("?", |account| account.sign_in.as_str());
                    format!("a new password for {name}")
                }
            };
            println!("{}  until {}  {whom}", mark_of(one), one.last_day);
        }
        return Ok(());
    };
    let found = open.iter().find(|one| mark_of(one) == mark);
    let found = found.ok_or_else(|| format!("no open link has the mark {mark}"))?;
    let permit = init::operator(Action::RevokeInvitation)?;
    app.store.revoke_invitation(&permit, found.id).await?;
    println!("{mark} is good for nothing any more.");
    Ok(())
}

/// Enough of the digest to tell links apart.
fn mark_of(one: &Invitation) -> String {
    one.id.to_string().chars().take(8).collect()
}
