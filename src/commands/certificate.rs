//! Whether a file is a certificate of this desk that cases were destroyed, and what it says.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use sotomado_core::audit::{Head, Record, verify as look};
use sotomado_core::certificate::{Body, Certificate, Deeds, Discord, Export, Hands};
use sotomado_core::frame::FrameFault;
use sotomado_core::ids::{CaseMark, StaffId};

use crate::access::Action;
use crate::access::audited::Audited;
use crate::app;
use crate::commands::{Failure, audit, init};
use crate::config::Config;
use crate::store::Store;

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The certificate, as it was saved.
    file: PathBuf,
    /// A file of heads of the audit chain that were kept outside: they bear the desk's key. As often as there are files.
    #[arg(long = "head")]
    heads: Vec<PathBuf>,
    /// On the server: compares it with the desk's own chain and key as well.
    #[arg(long)]
    config: Option<PathBuf>,
}

/// `sotomado retention verify`: without `--config` it needs no network, no database and no settings.
pub(super) async fn verify(asked: Verify) -> Result<ExitCode, Failure> {
    let bytes = fs::read(&asked.file).map_err(|e| format!("{}: {e}", asked.file.display()))?;
    let mut held = Vec::new();
    for file in &asked.heads {
        held.extend(audit::kept(file)?);
    }
    let wrong = match Certificate::read(&bytes) {
        Ok(certificate) => {
            println!("{}", told(certificate.body()));
            let hands = certificate.hands();
            if let Some(text) = signed(&hands) {
                println!("{text}");
            }
            match stranger(&certificate, &held) {
                Some(text) => vec![text],
                None if hands == Hands::Wrong => vec![WRONG_HANDS.to_owned()],
                None => match &asked.config {
                    Some(config) => beside(&certificate, &Config::load(config)?).await?,
                    None => Vec::new(),
                },
            }
        }
        Err(fault) => vec![unread(fault).to_owned()],
    };
    for text in &wrong {
        println!("{text}");
    }
    if !wrong.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    println!(
        "{}",
        match (&asked.config, held.is_empty()) {
            (Some(_), _) =>
                "It is as it was signed, by this desk's key, and says what the desk's chain says.",
            (None, false) => "It is as it was signed, by the key of the heads held outside.",
            (None, true) =>
                "It is as it was signed, by the key that it names; whether that is the desk's, only a head kept outside can show (--head FILE), or the desk itself (--config FILE).",
        }
    );
    Ok(ExitCode::SUCCESS)
}

const fn unread(fault: FrameFault) -> &'static str {
    match fault {
        FrameFault::BadSignature => {
            "It is not what was signed: something in it was changed, or another key than the one it names signed it."
        }
        FrameFault::Malformed | FrameFault::TooLong { .. } => {
            "It is no certificate, or it was cut off or damaged."
        }
    }
}

const WRONG_HANDS: &str = "What stands in it as signed by the two is not of two keys about these cases: whoever has the desk's machine put it there.";

/// Who of the two signed by which key: rosters of that time name them.
fn signed(hands: &Hands) -> Option<String> {
    match hands {
        Hands::Before => {
            Some("  It is from before the two signed with keys of their own.".to_owned())
        }
        Hands::Two(confirmed, proposed) => {
            let proposed: Vec<String> = proposed.iter().map(ToString::to_string).collect();
            Some(format!(
                "  signed by two: proposed by the key {}, confirmed by the key {confirmed}; the rosters of that time say whose they are",
                proposed.join(", ")
            ))
        }
        Hands::Wrong => None,
    }
}

/// Heads and certificates of a desk bear one key, for it never changes.
fn stranger(certificate: &Certificate, held: &[Head]) -> Option<String> {
    let key = certificate.body().key;
    let other = held.iter().find(|head| head.key() != key)?;
    Some(format!(
        "It is signed by the key {key}, and the head of {} held outside by {}: it is of another desk, or forged.",
        other.day(),
        other.key()
    ))
}

/// What the desk's own key and chain say otherwise.
async fn beside(certificate: &Certificate, config: &Config) -> Result<Vec<String>, Failure> {
    let store = Store::open(app::place(config)).await?;
    let key = certificate.body().key;
    match store.audit_key() {
        Some(own) if own != key => {
            return Ok(vec![format!(
                "It is signed by the key {key}, and this desk's is {own}: it is of another desk, or forged."
            )]);
        }
        Some(_) => {}
        None => {
            return Err("audit.key is missing, so there is nothing to compare its key with".into());
        }
    }
    let links = store.audit(&init::operator(Action::SeeAudit)?).await?;
    let seen = look(&links, Some(key), &[]);
    let records: Vec<Record> = links.into_iter().filter_map(|link| link.record).collect();
    let taken_out = [Action::ExportCase, Action::TakeOutCase].map(name);
    let deeds = Deeds {
        destroyed: name(Action::ConfirmDestruction),
        taken_out: &taken_out,
    };
    let discords = certificate.beside(&records, deeds);
    let chain =
        audit::sentence(&seen).map(|text| format!("The desk's audit chain is not whole: {text}"));
    let lines = discords.iter().map(|one| sentence(certificate.body(), one));
    Ok(lines.chain(chain).collect())
}

const fn name(action: Action) -> &'static str {
    match action.audited() {
        Audited::Each(name) | Audited::Daily(name) | Audited::Not(name) => name,
    }
}

fn sentence(body: &Body, discord: &Discord) -> String {
    match discord {
        Discord::NotDestroyed(case) => format!(
            "The desk's chain does not say that the case {} was destroyed on {} by {}.",
            short(case),
            body.day,
            body.confirmed.name
        ),
        Discord::NotNamed(case, day, by) => format!(
            "The case {} was taken out on {day} by {}, and the certificate does not say so.",
            short(case),
            account(*by)
        ),
        Discord::NotRecorded(case, day, by) => format!(
            "The certificate says that the case {} was taken out on {day} by {}, and the desk's chain does not.",
            short(case),
            account(*by)
        ),
    }
}

fn account(by: Option<StaffId>) -> String {
    by.map_or("the operator".to_owned(), |by| format!("the account {by}"))
}

/// As much of a mark as tells the cases of a certificate apart.
fn short(case: &CaseMark) -> String {
    case.to_string().chars().take(16).collect()
}

/// What it says, a line for each case.
fn told(body: &Body) -> String {
    let mut lines = vec![format!(
        "{} ({}), {}: {} cases destroyed, confirmed by {}; copies of their keys are kept until {}",
        body.name,
        body.organisation,
        body.day,
        body.cases.len(),
        body.confirmed.name,
        body.copies_until
    )];
    for case in &body.cases {
        lines.push(format!(
            "  {}  kept until {}, proposed by {} on {}, {}",
            short(&case.mark),
            case.kept_until,
            case.proposed.name,
            case.proposed_day,
            out(&case.exports)
        ));
    }
    lines.join("\n")
}

fn out(exports: &[Export]) -> String {
    if exports.is_empty() {
        return "never taken out as far as the desk knows".to_owned();
    }
    let each = exports.iter().map(|one| {
        let by = one
            .by
            .as_ref()
            .map_or("the operator, sealed", |by| &by.name);
        format!("{} by {by}", one.day)
    });
    format!("taken out: {}", each.collect::<Vec<_>>().join("; "))
}
