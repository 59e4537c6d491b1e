//! The next roster: asked for where the desk is served, signed where the desk's key lies, and brought back.

use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use sotomado_core::ids::AuthorKey;
use sotomado_core::roster::Roster;
use sotomado_core::succession::fingerprint;

use crate::access::Actor;
use crate::app::{App, Next};
use crate::clock::Clock;
use crate::commands::signing::{
    Choice, Frame, Request, Signed, SignedWindow, describe, read, request,
};
use crate::commands::{Failure, key, prompt};
use crate::config::Config;
use crate::store::Window;

#[derive(Debug, clap::Args)]
pub(super) struct ToRequest {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// Short name of one organisation; else all.
    #[arg(long)]
    organisation: Option<String>,
    /// Where the request is to lie.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct ToSign {
    /// What `roster request` wrote.
    #[arg(long)]
    request: PathBuf,
    /// The desk's signing key.
    #[arg(long)]
    desk_key: PathBuf,
    /// File whose first line is the key's passphrase; else it is asked for.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Signs without asking once more.
    #[arg(long)]
    yes: bool,
    /// Where the signed rosters are to lie.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct ToImport {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// What `roster sign` or `succession make` wrote.
    file: PathBuf,
}

/// `sotomado roster request`
pub(super) async fn ask(asked: ToRequest) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let windows: Vec<Window> = match &asked.organisation {
        Some(short) => vec![
            app.window(short)
                .cloned()
                .ok_or_else(|| format!("no organisation {short}"))?,
        ],
        None => app.windows.to_vec(),
    };
    let request = request(&app, &windows).await?;
    key::write_private(&asked.to, &serde_json::to_vec_pretty(&request)?)?;
    println!("{}: sign it where the desk's key is", asked.to.display());
    Ok(())
}

/// `sotomado roster sign`: needs no network, no database and no settings.
pub(super) fn sign(asked: &ToSign) -> Result<(), Failure> {
    let request: Request = read(&asked.request)?;
    let passphrase = prompt::secret(
        "Passphrase of the desk's key: ",
        asked.passphrase_file.as_deref(),
    )?;
    let key = key::read_desk_key(&asked.desk_key, &passphrase)?;
    let mut windows = Vec::new();
    for window in &request.windows {
        let before = window.before(AuthorKey::of(&key))?;
        let body = window.next(&request, &asked.choice, before.as_ref(), &key)?;
        println!("{}", describe(&body, before.as_ref(), &request.offered));
        windows.push(SignedWindow {
            organisation: window.organisation.clone(),
            roster: Frame(Roster::sign(&body, &key)?),
            succession: None,
        });
    }
    hand_out(windows, asked.yes, &asked.to)
}

/// Writes what was signed, once whoever signs has read it.
pub(super) fn hand_out(windows: Vec<SignedWindow>, sure: bool, to: &Path) -> Result<(), Failure> {
    if !sure {
        print!("Sign this? Type yes: ");
        io::stdout().flush()?;
        let mut typed = String::new();
        io::stdin().lock().read_line(&mut typed)?;
        if typed.trim() != "yes" {
            return Err("nothing was signed".into());
        }
    }
    key::write_private(to, &serde_json::to_vec_pretty(&Signed::of(windows))?)?;
    println!("{}: bring it back and import it", to.display());
    Ok(())
}

/// `sotomado roster import`
pub(super) async fn import(asked: ToImport) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let signed: Signed = read(&asked.file)?;
    put_in_force(&app, &signed).await
}

async fn put_in_force(app: &App, signed: &Signed) -> Result<(), Failure> {
    let mut next = Vec::new();
    for one in &signed.windows {
        next.push(Next {
            window: app
                .window(&one.organisation)
                .ok_or_else(|| format!("no organisation {}", one.organisation))?,
            roster: &one.roster.0,
            succession: one.succession.as_ref().map(|frame| frame.0.as_slice()),
        });
    }
    app.import_rosters(&Actor::Operator, &next).await?;
    for one in next {
        let short = &one.window.short;
        let roster = Roster::read(one.roster)?;
        let body = roster.body();
        println!(
            "{short}: roster {} with {} readers, {} to {}",
            body.epoch,
            body.readers.len(),
            body.first_day,
            body.last_day
        );
        let first = app.first_key(one.window).await?.unwrap_or(body.desk_key);
        println!(
            "{short}: for posters: {}/o/{short}#{}",
            app.config.window.url,
            fingerprint(&first)
        );
    }
    Ok(())
}

/// Signs the next roster of `window`, of everybody who stood on the last one or, if there was none, offered a key, and puts
/// it in force: for a demonstration, whose key lies beside it.
pub(super) async fn sign_and_import(
    app: &App,
    window: &Window,
    key: &SigningKey,
    days: i32,
) -> Result<(), Failure> {
    let request = request(app, std::slice::from_ref(window)).await?;
    for asked in &request.windows {
        let before = asked.before(AuthorKey::of(key))?;
        let body = asked.next(&request, &Choice::of_days(days), before.as_ref(), key)?;
        let frame = Roster::sign(&body, key)?;
        let next = Next {
            window,
            roster: &frame,
            succession: None,
        };
        app.import_rosters(&Actor::Operator, &[next]).await?;
    }
    Ok(())
}
