//! A first report as it is sent, by a mailbox key or by whoever takes it down: the same bytes, checked and kept in the same way.

use serde::Deserialize;
use sotomado_core::calendar::{Day, first_answer_from, last_kept_day};
use sotomado_core::ids::{AuthorKey, CaseId};
use sotomado_core::roster::Roster;

use crate::access::{Action, Actor, Resource};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::http::sealed::{self, EntrySent, KeySent};
use crate::store::{Kept, Log, NewKey, NewReport, Refused, Window};

/// A first report as sent.
#[derive(Debug, Deserialize)]
pub struct ReportSent {
    case: CaseId,
    /// By which its reporter comes back.
    pub mailbox: AuthorKey,
    #[serde(default)]
    urgent: bool,
    entries: Vec<EntrySent>,
    keys: Vec<KeySent>,
}

/// Keeps it under its mailbox key; returns the day it came, too. `may` is asked before anything new is kept.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn keep(
    app: &App,
    window: &Window,
    sent: ReportSent,
    may: impl FnOnce() -> Result<(), Refusal>,
) -> Result<(Result<Kept, Refused>, Day), Refusal> {
    let mailbox = sent.mailbox;
    let actor = Actor::Mailbox {
        window: window.id,
        key: mailbox,
    };
    let permit = app.permit(&actor, Action::FileReport, &Resource::Window(window.id))?;
    let entries = sealed::entries(sent.entries, &[Log::Case])?;
    // Before the roster is asked for: what is kept stays kept, whoever may read from today on.
    if let Some(answer) = app.store.answered(&permit, sent.case, &entries).await? {
        let first = app.store.case_of_mailbox(window.id, mailbox).await?;
        return Ok((answer, first.map_or(app.clock.today(), |case| case.arrived)));
    }
    may()?;
    let roster = sealed::roster_today(app, window).await?;
    let keys = sealed::keys(sent.keys, &roster)?;
    someone_can_open(&keys, &roster)?;
    let arrived = app.clock.today();
    let report = NewReport {
        case: sent.case,
        urgent: sent.urgent,
        arrived,
        next: first_answer_from(&app.policies, arrived).0,
        retention: last_kept_day(&app.policies, arrived),
        sealed_here: false,
        entries,
        keys,
    };
    let answer = app.store.file_report(&permit, report).await?;
    if answer == Ok(Kept::Before) {
        let first = app.store.case_of_mailbox(window.id, mailbox).await?;
        return Ok((answer, first.map_or(arrived, |case| case.arrived)));
    }
    Ok((answer, arrived))
}

/// The reporter and at least one reader get a key to the log both can open; the reporter gets no other, and a deputy none
/// before a reader of the case says so.
fn someone_can_open(keys: &[NewKey], roster: &Roster) -> Result<(), Refusal> {
    let to_deputy = |key: &NewKey| {
        let to = key.to.and_then(|author| roster.reader(&author));
        to.is_some_and(|reader| reader.deputy)
    };
    if keys.iter().any(to_deputy) {
        return Err(Refusal::unfit("not-on-roster"));
    }
    let to_reporter = keys.iter().filter(|key| key.to.is_none()).count();
    if to_reporter != 1
        || keys
            .iter()
            .any(|key| key.to.is_none() && key.purpose == Log::Desk)
    {
        return Err(Refusal::unfit("no-key-for-reporter"));
    }
    if keys
        .iter()
        .any(|key| key.to.is_some() && key.purpose == Log::Case)
    {
        Ok(())
    } else {
        Err(Refusal::unfit("no-reader"))
    }
}
