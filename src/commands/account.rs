//! Makes accounts of staff.

use std::path::PathBuf;

use clap::ValueEnum;
use secrecy::ExposeSecret as _;
use sotomado_core::calendar::Day;

use crate::access::{AccountId, Action, Actor, Door, Resource, password};
use crate::app::App;
use crate::clock::Clock;
use crate::commands::{Failure, account_kept, init, prompt};
use crate::config::Config;
use crate::store::{NewAccount, NewReader, Role, is_address};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum For {
    /// Keeps accounts and rosters.
    Lead,
    /// Opens and answers cases.
    Counsellor,
    /// Sees published releases of one organisation.
    Hr,
}

#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// What the account is for.
    #[arg(long = "for")]
    role: For,
    /// What is typed to sign in.
    #[arg(long)]
    sign_in: String,
    /// On the reader's card, or on the page.
    #[arg(long)]
    name: String,
    /// On a counsellor's card: 弁護士, 公認心理師, ….
    #[arg(long, default_value = "")]
    profession: String,
    /// On a counsellor's card: who appointed this person.
    #[arg(long, default_value = "")]
    appointed_by: String,
    /// On a counsellor's card: whether an adviser to the organisation.
    #[arg(long, default_value = "")]
    adviser: String,
    /// Short name of the HR reader's organisation.
    #[arg(long, required_if_eq("role", "hr"))]
    organisation: Option<String>,
    /// The account's last day, 2027-03-31; without it, it has none.
    #[arg(long, value_parser = account_kept::day)]
    ends: Option<Day>,
    /// File whose first line is the password; else it is asked for.
    #[arg(long)]
    password_file: Option<PathBuf>,
}

/// `sotomado account add`
pub(super) async fn add(asked: Asked) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let password = prompt::new_secret(
        "Password, 12 characters at least: ",
        asked.password_file.as_deref(),
    )?;
    let password = password::hash(password.expose_secret())?;
    let (sign_in, ends) = (asked.sign_in.clone(), asked.ends);
    let at_trends = asked.organisation.clone().filter(|_| asked.role == For::Hr);
    let made = match asked.role {
        For::Hr => hr_reader(&app, asked, password).await?,
        For::Lead | For::Counsellor => of_the_desk(&app, asked, password).await?,
    };
    if made.is_none() {
        return Err(format!("there is an account {sign_in} already").into());
    }
    if ends.is_some() {
        account_kept::set(&app, at_trends, &sign_in, ends).await?;
    }
    println!("{sign_in} can sign in.");
    Ok(())
}

async fn hr_reader(
    app: &App,
    asked: Asked,
    password: String,
) -> Result<Option<AccountId>, Failure> {
    let short = asked.organisation.unwrap_or_default();
    let window = app
        .window(&short)
        .ok_or_else(|| format!("no organisation {short}"))?;
    let permit = Door::shipped()?.permit(
        &Actor::Operator,
        Action::AddAccount,
        &Resource::Window(window.id),
    )?;
    let new = NewReader {
        sign_in: asked.sign_in,
        name: asked.name,
        password,
    };
    Ok(app.store.add_hr_reader(&permit, new).await?)
}

async fn of_the_desk(
    app: &App,
    asked: Asked,
    password: String,
) -> Result<Option<AccountId>, Failure> {
    let role = if asked.role == For::Lead {
        Role::Lead
    } else {
        Role::Counsellor
    };
    let new = NewAccount {
        sign_in: asked.sign_in,
        name: asked.name,
        profession: asked.profession,
        appointed_by: asked.appointed_by,
        adviser: asked.adviser,
        role,
        password,
    };
    let permit = init::operator(Action::AddAccount)?;
    Ok(app.store.add_account(&permit, new).await?)
}

#[derive(Debug, clap::Args)]
pub(super) struct MailAsked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// Whose: a lead's or a counsellor's sign-in name.
    #[arg(long)]
    sign_in: String,
    /// Where to; without it, no mail goes there any more.
    #[arg(long)]
    address: Option<String>,
}

/// `sotomado account mail`
pub(super) async fn mail(asked: MailAsked) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let address = asked.address;
    if address.as_deref().is_some_and(|text| !is_address(text)) {
        return Err("that is no mail address".into());
    }
    let gets = address.is_some();
    let permit = init::operator(Action::AddAccount)?;
    if !app.store.set_mail(&permit, &asked.sign_in, address).await? {
        return Err(format!("there is no desk account {}", asked.sign_in).into());
    }
    let does = if gets { "gets" } else { "gets no" };
    println!("{} {does} mail on each working day.", asked.sign_in);
    Ok(())
}
