//! Another desk key: the old one names it, and it signs the next roster at once.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use sotomado_core::ids::AuthorKey;
use sotomado_core::roster::Roster;

use crate::chance;
use crate::commands::roster::hand_out;
use crate::commands::signing::{Choice, Frame, Request, SignedWindow, describe, read};
use crate::commands::{Failure, key, prompt};

#[derive(Debug, clap::Args)]
pub(super) struct ToMake {
    /// What `roster request` wrote.
    #[arg(long)]
    request: PathBuf,
    /// The desk's signing key until now.
    #[arg(long)]
    desk_key: PathBuf,
    /// File whose first line is that key's passphrase; else it is asked for.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// The desk's signing key from now on. It is made if no file lies there.
    #[arg(long)]
    new_desk_key: PathBuf,
    /// File whose first line is the passphrase of a new key that is there already; else it is asked for.
    #[arg(long)]
    new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Signs without asking once more.
    #[arg(long)]
    yes: bool,
    /// Where what was signed is to lie.
    #[arg(long)]
    to: PathBuf,
}

/// `sotomado succession make`: needs no network, no database and no settings.
pub(super) fn make(asked: &ToMake) -> Result<(), Failure> {
    let request: Request = read(&asked.request)?;
    let passphrase = prompt::secret(
        "Passphrase of the desk's key until now: ",
        asked.passphrase_file.as_deref(),
    )?;
    let old = key::read_desk_key(&asked.desk_key, &passphrase)?;
    let new = new_key(asked)?;
    if AuthorKey::of(&old) == AuthorKey::of(&new) {
        return Err("the new key is the old one; nothing was signed".into());
    }
    let mut windows = Vec::new();
    for window in &request.windows {
        let before = window.before(AuthorKey::of(&old))?;
        if before.is_none() {
            let name = &window.organisation;
            let why =
                "has no roster yet, and so no key to follow: sign its first one with the new key";
            return Err(format!("{name}: {why}; nothing was signed").into());
        }
        let body = window.next(&request, &asked.choice, before.as_ref(), &new)?;
        println!("{}", describe(&body, before.as_ref(), &request.offered));
        println!("  follows the key {}", AuthorKey::of(&old));
        windows.push(SignedWindow {
            organisation: window.organisation.clone(),
            succession: Some(window.succession(&old, AuthorKey::of(&new), request.day)?),
            roster: Frame(Roster::sign(&body, &new)?),
        });
    }
    hand_out(windows, asked.yes, &asked.to)
}

fn new_key(asked: &ToMake) -> Result<SigningKey, Failure> {
    if asked.new_desk_key.exists() {
        let passphrase = prompt::secret(
            "Passphrase of the new key: ",
            asked.new_passphrase_file.as_deref(),
        )?;
        return key::read_desk_key(&asked.new_desk_key, &passphrase);
    }
    let passphrase = chance::passphrase(7)?;
    let made = key::make_desk_key(&asked.new_desk_key, &passphrase.clone().into())?;
    println!("The desk's new key: {}", asked.new_desk_key.display());
    println!("Its passphrase, shown this once, to be written down: {passphrase}");
    Ok(made)
}
