//! What becomes of accounts: their last day, and second factors that were lost.

use std::path::PathBuf;

use sotomado_core::calendar::Day;

use crate::access::{Action, Actor, Door, Permit, Resource};
use crate::app::App;
use crate::clock::Clock;
use crate::commands::{Failure, init};
use crate::config::Config;
use crate::store::EndSet;

#[derive(Debug, clap::Args)]
pub(super) struct EndAsked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// Whose: what is typed to sign in.
    #[arg(long)]
    sign_in: String,
    /// Short name of the organisation, for its HR reader; without it, an account of the desk.
    #[arg(long)]
    organisation: Option<String>,
    /// The last day, 2027-03-31, to its end.
    #[arg(long, value_parser = day, required_unless_present_any = ["now", "none"], conflicts_with_all = ["now", "none"])]
    day: Option<Day>,
    /// At once: yesterday was the last day.
    #[arg(long, conflicts_with = "none")]
    now: bool,
    /// Takes the last day back: the account has none any more.
    #[arg(long)]
    none: bool,
}

/// `sotomado account end`
pub(super) async fn end(asked: EndAsked) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let last = if asked.now {
        Some(app.clock.today().plus_days(-1))
    } else {
        asked.day
    };
    set(&app, asked.organisation, &asked.sign_in, last).await?;
    match last {
        Some(_) if asked.now => println!(
            "{} signs in no more. Of a lead every open link fell too, those of other leads with it: make anew what is still meant.",
            asked.sign_in
        ),
        Some(day) => println!("{} signs in until {day}.", asked.sign_in),
        None => println!("{} has no last day.", asked.sign_in),
    }
    Ok(())
}

/// Writes the last day down, of an HR reader where an organisation is named.
pub(super) async fn set(
    app: &App,
    organisation: Option<String>,
    sign_in: &str,
    ends: Option<Day>,
) -> Result<(), Failure> {
    let there = match organisation {
        Some(short) => {
            let window = app
                .window(&short)
                .ok_or_else(|| format!("no organisation {short}"))?;
            let permit = operator(Action::AddAccount, &Resource::Window(window.id))?;
            app.store.set_hr_end(&permit, sign_in, ends).await?
        }
        None => {
            let permit = init::operator(Action::EndAccount)?;
            app.store.set_end(&permit, sign_in, ends).await? == EndSet::Kept
        }
    };
    if there {
        Ok(())
    } else {
        Err(format!("there is no account {sign_in}").into())
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct FactorAsked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// Whose: a lead's or a counsellor's sign-in name.
    #[arg(long)]
    sign_in: String,
    /// Take all of them away; without this word, only their number is said.
    #[arg(long)]
    remove: bool,
}

/// `sotomado account second-factor`
pub(super) async fn second_factor(asked: FactorAsked) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let name = &asked.sign_in;
    let account = app.store.account_by_sign_in(name).await?;
    let account = account.ok_or_else(|| format!("there is no desk account {name}"))?;
    if asked.remove {
        let permit = operator(Action::ResetSignIn, &account.resource())?;
        app.store.reset_sign_in(&permit).await?;
        println!("{name} signs in with the password alone, and is signed in nowhere.");
        println!("The seven words still open the key. Tell {name} to add a passkey at once.");
        return Ok(());
    }
    let factors = app.store.second_factors(account.id).await?;
    let codes = factors.codes.map_or("no", |_| "an");
    let passkeys = factors.passkeys.len();
    println!("{name} has {passkeys} passkeys and {codes} app that makes codes.");
    Ok(())
}

/// Reads a day of the calendar.
pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "must be a day, like 2027-03-31".to_owned())
}

fn operator(action: Action, resource: &Resource) -> Result<Permit, Failure> {
    Ok(Door::shipped()?.permit(&Actor::Operator, action, resource)?)
}
