//! Sealed files as they arrive in JSON, checked as far as they can be from outside.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sotomado_core::calendar::{Day, first_answer_from};
use sotomado_core::ids::{AuthorKey, Digest};
use sotomado_core::roster::Roster;

use crate::app::App;
use crate::http::refusal::Refusal;
use crate::sealing;
use crate::store::{Kept, KeyFile, Log, NewEntry, NewKey, Refused, Window};

/// Entries in one request at most.
const ENTRIES: usize = 8;
/// Key files in one request at most: the readers of a large firm, both purposes, and the reporter.
const KEYS: usize = 64;

/// An entry as sent.
#[derive(Debug, Deserialize)]
pub struct EntrySent {
    id: Digest,
    log: Log,
    file: String,
}

/// A key file as sent.
#[derive(Debug, Deserialize)]
pub struct KeySent {
    to: String,
    purpose: Log,
    file: String,
}

/// A key file as given out.
#[derive(Debug, Serialize)]
pub struct KeyGiven {
    purpose: Log,
    file: String,
}

/// What was kept of what was sent.
#[derive(Debug, Serialize)]
pub struct Receipt {
    kept: &'static str,
}

/// A promise of the first answer.
#[derive(Debug, Serialize)]
pub struct FirstAnswer {
    day: Day,
    hour: u8,
}

impl From<KeyFile> for KeyGiven {
    fn from(key: KeyFile) -> Self {
        Self {
            purpose: key.purpose,
            file: write(&key.file),
        }
    }
}

/// Standard base64.
pub fn write(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Standard base64.
///
/// # Errors
/// [`Refusal::MALFORMED`]
pub fn read(text: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD.decode(text).map_err(|_| Refusal::MALFORMED)
}

/// Checks entries: number, log, age, length, id.
///
/// # Errors
/// A [`Refusal`] of the first that is not right.
pub fn entries(sent: Vec<EntrySent>, logs: &[Log]) -> Result<Vec<NewEntry>, Refusal> {
    if sent.is_empty() || sent.len() > ENTRIES {
        return Err(Refusal::unfit("wrong-count"));
    }
    let mut all: Vec<NewEntry> = Vec::with_capacity(sent.len());
    for entry in sent {
        if !logs.contains(&entry.log) {
            return Err(Refusal::unfit("wrong-log"));
        }
        let file = age_file(&entry.file)?;
        let bucket = sealing::entry_bucket(&file).ok_or(Refusal::unfit("wrong-size"))?;
        if Digest::of(&file) != entry.id {
            return Err(Refusal::unfit("wrong-id"));
        }
        if all.iter().any(|other| other.id == entry.id) {
            return Err(Refusal::unfit("wrong-count"));
        }
        all.push(NewEntry {
            id: entry.id,
            log: entry.log,
            bucket,
            file,
        });
    }
    Ok(all)
}

/// Checks key files: number, age, length, and that each is for a reader on `roster` or for the reporter.
///
/// # Errors
/// A [`Refusal`] of the first that is not right.
pub fn keys(sent: Vec<KeySent>, roster: &Roster) -> Result<Vec<NewKey>, Refusal> {
    if sent.is_empty() || sent.len() > KEYS {
        return Err(Refusal::unfit("wrong-count"));
    }
    sent.into_iter()
        .map(|key| {
            let to = match key.to.as_str() {
                "reporter" => None,
                author => Some(
                    author
                        .parse::<AuthorKey>()
                        .map_err(|_| Refusal::MALFORMED)?,
                ),
            };
            if to.is_some_and(|author| roster.reader(&author).is_none()) {
                return Err(Refusal::unfit("not-on-roster"));
            }
            let file = age_file(&key.file)?;
            if !sealing::is_key_file_long(&file) {
                return Err(Refusal::unfit("wrong-size"));
            }
            Ok(NewKey {
                to,
                purpose: key.purpose,
                file,
            })
        })
        .collect()
}

fn age_file(text: &str) -> Result<Vec<u8>, Refusal> {
    let file = read(text)?;
    if sealing::is_age(&file) {
        Ok(file)
    } else {
        Err(Refusal::unfit("not-age"))
    }
}

/// The roster under which something may be written at a window today.
///
/// # Errors
/// 409 when there is none, when its days have passed, or when the desk was put back from before the one that followed it.
pub async fn roster_today(app: &App, window: &Window) -> Result<Roster, Refusal> {
    let roster = app
        .newest_roster(window)
        .await?
        .ok_or(Refusal::conflict("no-roster"))?;
    if !roster.covers(app.clock.today()) {
        return Err(Refusal::conflict("roster-expired"));
    }
    if app.store.is_followed(roster.digest()).await? {
        return Err(Refusal::conflict("roster-followed"));
    }
    Ok(roster)
}

/// 201 for what was kept now, 200 for what was kept before.
///
/// # Errors
/// 409 for what was refused.
pub fn receipt(answer: Result<Kept, Refused>) -> Result<(StatusCode, Receipt), Refusal> {
    match answer {
        Ok(Kept::Now) => Ok((StatusCode::CREATED, Receipt { kept: "now" })),
        Ok(Kept::Before) => Ok((StatusCode::OK, Receipt { kept: "before" })),
        Err(refused) => Err(refusal(refused)),
    }
}

/// Why nothing was kept, as it is answered.
pub fn refusal(refused: Refused) -> Refusal {
    match refused {
        Refused::MovedOn => Refusal::conflict("moved-on"),
        Refused::FirstKept => Refusal::conflict("first-kept"),
        Refused::CaseInUse => Refusal::conflict("case-in-use"),
        Refused::EntryElsewhere => Refusal::conflict("entry-elsewhere"),
        Refused::AlreadyRead => Refusal::conflict("already-read"),
        Refused::GoneReader => Refusal::conflict("gone-reader"),
        Refused::LastReader => Refusal::conflict("last-reader"),
        Refused::DraftsFull => Refusal::conflict("drafts-full"),
        Refused::IncidentsFull => Refusal::conflict("incidents-full"),
        Refused::CodingsFull => Refusal::conflict("codings-full"),
        Refused::TellingsFull => Refusal::conflict("tellings-full"),
        Refused::TellingInUse => Refusal::conflict("telling-in-use"),
        Refused::TellingOver => Refusal::conflict("telling-over"),
        Refused::AnswersFull => Refusal::conflict("answers-full"),
        Refused::Full => Refusal::conflict("case-full"),
        Refused::NoUpload => Refusal::NOT_FOUND,
        Refused::UploadInUse => Refusal::conflict("upload-in-use"),
        Refused::WrongPlace => Refusal::conflict("wrong-place"),
        Refused::WrongLength => Refusal::unfit("wrong-length"),
        Refused::Quota => Refusal::conflict("quota"),
        Refused::Unfinished => Refusal::conflict("file-unfinished"),
        Refused::Differs => Refusal::conflict("file-differs"),
        Refused::Over => Refusal::conflict("past-keeping"),
        Refused::TermMoved => Refusal::conflict("term-moved"),
        Refused::TooMany => Refusal::unfit("wrong-count"),
    }
}

/// Checks a draft: age, and the length of an entry.
///
/// # Errors
/// A [`Refusal`] of what is not right.
pub fn draft(file: &str) -> Result<Vec<u8>, Refusal> {
    let file = age_file(file)?;
    sealing::entry_bucket(&file).ok_or(Refusal::unfit("wrong-size"))?;
    Ok(file)
}

/// Checks the record of an incident: age, and one of the few lengths that it may have.
///
/// # Errors
/// A [`Refusal`] of what is not right.
pub fn incident(file: &str) -> Result<Vec<u8>, Refusal> {
    let file = age_file(file)?;
    if sealing::is_incident_long(&file) {
        Ok(file)
    } else {
        Err(Refusal::unfit("wrong-size"))
    }
}

/// Checks a coding or a ledger: age, and a length that one of them may have.
///
/// # Errors
/// A [`Refusal`] of what is not right.
pub fn coding(file: &str) -> Result<Vec<u8>, Refusal> {
    let file = age_file(file)?;
    if sealing::is_coding_long(&file) {
        Ok(file)
    } else {
        Err(Refusal::unfit("wrong-size"))
    }
}

/// Checks a text that somebody is told: age, and the length of an entry.
///
/// # Errors
/// A [`Refusal`] of what is not right.
pub fn telling(file: &str) -> Result<Vec<u8>, Refusal> {
    draft(file)
}

/// Checks what is given back: age, and a length that one of those may have.
///
/// # Errors
/// A [`Refusal`] of what is not right.
pub fn answer(file: &str) -> Result<Vec<u8>, Refusal> {
    let file = age_file(file)?;
    if sealing::is_answer_long(&file) {
        Ok(file)
    } else {
        Err(Refusal::unfit("wrong-size"))
    }
}

/// By when a case that came on `arrived` is first answered.
pub fn first_answer(app: &App, arrived: Day) -> FirstAnswer {
    let (day, hour) = first_answer_from(&app.policies, arrived);
    FirstAnswer { day, hour }
}
