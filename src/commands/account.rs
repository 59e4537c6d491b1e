//! Makes accounts of staff.

use std::path::PathBuf;

use clap::ValueEnum;
use secrecy::ExposeSecret as _;
use sotomado_core::calendar::Day;

use crate::access::{Action, Actor, Door, Resource, password};
use crate::app::App;
use crate::clock::Clock;
use crate::commands::{Failure, account_kept, init, prompt};
use crate::config::Config;
use crate::mail::is_address;
use crate::store::{NewAccount, NewReader, Role};

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
    let (sign_in, name) = (asked.sign_in.clone(), asked.name);
    let whose = asked.organisation.clone();
    let made = match asked.role {
        For::Hr => {
            let short = asked.organisation.unwrap_or_default();
            let window = app
                .window(&short)
                .ok_or_else(|| format!("no organisation {short}"))?;
            let permit = Door::shipped()?.permit(
                &Actor::Operator,
                Action::AddAccount,
                &Resource::Window(window.id),
            )?;
            app.store
                .add_hr_reader(
                    &permit,
                    NewReader {
                        sign_in,
                        name,
                        password,
                    },
                )
                .await?
        }
        For::Lead | For::Counsellor => {
            let role = if asked.role == For::Lead {
                Role::Lead
            } else {
                Role::Counsellor
            };
            let (profession, appointed_by, adviser) =
                (asked.profession, asked.appointed_by, asked.adviser);
            let new = NewAccount {
                sign_in,
                name,
                profession,
                appointed_by,
                adviser,
                role,
                password,
            };
            app.store
                .add_account(&init::operator(Action::AddAccount)?, new)
                .await?
        }
    };
    match made {
        Some(_) => {
            if asked.ends.is_some() {
                account_kept::set(&app, whose, &asked.sign_in, asked.ends).await?;
            }
            println!("{} can sign in.", asked.sign_in);
        }
        None => return Err(format!("there is an account {} already", asked.sign_in).into()),
    }
    Ok(())
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
