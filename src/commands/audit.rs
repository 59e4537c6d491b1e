//! The audit chain as the operator sees it: closes it, gives its head out, and says whether it is whole.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sotomado_core::audit::{Fault, Found, Head, Seen};

use crate::access::Action;
use crate::app::{self, look_at_audit};
use crate::commands::{Failure, init};
use crate::config::Config;
use crate::store::Store;

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// A file of heads that were kept outside, one a line; as often as there are files.
    #[arg(long = "head")]
    heads: Vec<PathBuf>,
}

/// `sotomado audit close`
pub(super) async fn close(config: &Path) -> Result<(), Failure> {
    match store(config).await?.close_audit().await? {
        Some(day) => println!("{day} is closed."),
        None => println!("All days before today were closed already."),
    }
    Ok(())
}

/// `sotomado audit head`
pub(super) async fn head(config: &Path) -> Result<(), Failure> {
    let seen = seen(config, Vec::new()).await?;
    let last = seen.heads.last();
    let last = last.ok_or("no day was closed yet: `sotomado audit close`")?;
    println!("{}", last.line());
    if let Some(fault) = sentence(&seen) {
        eprintln!("sotomado: {fault}");
    }
    Ok(())
}

/// `sotomado audit verify`
pub(super) async fn verify(asked: Verify) -> Result<ExitCode, Failure> {
    let mut held = Vec::new();
    for file in &asked.heads {
        held.extend(kept(file)?);
    }
    let (many, last) = (held.len(), held.iter().map(Head::day).max());
    let seen = seen(&asked.config, held).await?;
    if let Some(fault) = sentence(&seen) {
        println!("{fault}");
        return Ok(ExitCode::FAILURE);
    }
    let whole = match (seen.heads.first(), seen.heads.last()) {
        (Some(first), Some(last)) => {
            format!("The chain is whole from {} to {}", first.day(), last.day())
        }
        _ => "Nothing was recorded yet".to_owned(),
    };
    match last {
        Some(day) => println!(
            "{whole}, and bears every head held outside ({many}); of what came after {day} they say nothing."
        ),
        None => println!(
            "{whole}, as far as this machine can tell: whether its end was cut off, or all of it written anew by somebody with this machine, only a head kept outside can show (--head FILE)."
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// The heads in a file, among whatever else stands in it: a mail is kept as it came.
pub(super) fn kept(file: &Path) -> Result<Vec<Head>, Failure> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let heads: Vec<Head> = text
        .lines()
        .filter_map(|line| Head::from_line(line).ok())
        .collect();
    if heads.is_empty() {
        return Err(format!("{}: holds no head of a day", file.display()).into());
    }
    Ok(heads)
}

async fn store(config: &Path) -> Result<Store, Failure> {
    Ok(Store::open(app::place(&Config::load(config)?)).await?)
}

async fn seen(config: &Path, held: Vec<Head>) -> Result<Seen, Failure> {
    let permit = init::operator(Action::SeeAudit)?;
    Ok(look_at_audit(&store(config).await?, &permit, held).await?)
}

/// What is wrong, if something is: the first fault in a sentence, and how many there are more.
pub(super) fn sentence(seen: &Seen) -> Option<String> {
    let (first, more) = seen.faults.split_first()?;
    let mut text = of(first);
    if !more.is_empty() {
        // Writing to a string does not fail.
        let _ = write!(text, " Faults beside it: {}.", more.len());
    }
    Some(text)
}

fn of(found: &Found) -> String {
    let day = found
        .day
        .map_or("the beginning".to_owned(), |day| day.to_string());
    match found.fault {
        Fault::Edited => format!("A record of {day} is not the one that was written."),
        Fault::Cut => format!("Before a record of {day} something is gone, or was replaced."),
        Fault::Reordered => {
            format!(
                "Records of {day} are not in the order in which they were written, or one was put between them."
            )
        }
        Fault::WrongDay => format!("A record of {day} was added when that day was over."),
        Fault::BadSignature => {
            format!("The end of {day} is not signed by the key of this chain.")
        }
        Fault::ClosedTwice => format!("{day} ends twice."),
        Fault::TailCut => format!(
            "The chain ends before {day}, of which a head is held outside: its end was cut off, or an older copy was put back."
        ),
        Fault::Rewritten => {
            format!("{day} did not end as the head held outside says: the chain was written anew.")
        }
        Fault::Stranger => format!(
            "The head of {day} that is held outside is of another chain: of another desk, or this one was begun anew."
        ),
    }
}
