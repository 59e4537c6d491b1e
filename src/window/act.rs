//! The window's deeds: keep a report, keep entries, open a mailbox, take a report back, keep a draft.

use serde::Deserialize;
use sotomado_core::calendar::Day;
use sotomado_core::derive;
use sotomado_core::frame;
use sotomado_core::ids::{AuthorKey, Digest};
use sotomado_core::roster::Roster;

use crate::access::{Action, Actor, Permit, Resource};
use crate::app::App;
use crate::http::attached::{self, FileSent};
use crate::http::challenge::Signed;
use crate::http::refusal::Refusal;
use crate::http::reports::{self, ReportSent};
use crate::http::sealed::{self, EntrySent, KeySent};
use crate::store::{
    CaseFacts, Draft, DraftDays, Grant, Kept, Log, Lying, NewCode, NewKey, OpenCase, Refused,
    Window,
};

/// How long a draft is kept where the places for drafts are nearly taken: over a weekend. So a flood of them goes soon,
/// and nobody's is thrown away before the day that was told.
const CROWDED_DAYS: i32 = 3;

/// Drafts that a sender may name as the one that it follows.
const KNOWN: usize = 32;

/// Entries as sent.
#[derive(Debug, Deserialize)]
pub struct EntriesSent {
    entries: Vec<EntrySent>,
    #[serde(default)]
    files: Vec<FileSent>,
    /// How many entries of the case the sender has seen.
    known: Option<u64>,
    /// With a grant: for the new key of somebody who reads the case.
    #[serde(default)]
    keys: Vec<KeySent>,
}

/// Keeps a first report; returns the day it came, too.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn file_report(
    app: &App,
    by: &Signed,
    sent: ReportSent,
) -> Result<(Result<Kept, Refused>, Day), Refusal> {
    // It stands in the signed header too; two that differ are a fault of the client.
    if sent.mailbox != by.mailbox {
        return Err(Refusal::unfit("wrong-mailbox"));
    }
    let may = || worth(by, app.effort.new_now(app.clock.now().as_second()));
    let (answer, day) = reports::keep(app, &by.window, sent, may).await?;
    if answer == Ok(Kept::Now) {
        app.effort.kept_new(app.clock.now().as_second());
    }
    Ok((answer, day))
}

/// Something new is kept only for the work that is asked for by now; a little less counts too, for it may have risen
/// while the browser was counting.
pub(super) fn worth(by: &Signed, asked: u8) -> Result<(), Refusal> {
    if by.work + 2 >= asked {
        Ok(())
    } else {
        Err(Refusal::STALE)
    }
}

/// The case of the mailbox that signed.
///
/// # Errors
/// [`Refusal::NOT_FOUND`] when there is none.
pub async fn open_mailbox(app: &App, by: &Signed) -> Result<OpenCase<Lying>, Refusal> {
    let permit = mailbox(app, by, Action::OpenMailbox).await?;
    Ok(app.store.open_mailbox(&permit).await?)
}

/// Keeps what the reporter adds.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn add_entries(
    app: &App,
    by: &Signed,
    sent: EntriesSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let permit = mailbox(app, by, Action::WriteToMailbox).await?;
    let roster = sealed::roster_today(app, &by.window).await?;
    let entries = sealed::entries(sent.entries, &[Log::Case])?;
    if !sent.keys.is_empty() {
        let keys = sealed::keys(sent.keys, &roster)?;
        let facts = app.store.case_of_mailbox(by.window.id, by.mailbox).await?;
        let facts = facts.ok_or(Refusal::NOT_FOUND)?;
        if !keys.iter().all(|key| follows(key, &roster, &facts)) {
            return Err(Refusal::unfit("not-on-roster"));
        }
        let known = sent.known.ok_or(Refusal::MALFORMED)?;
        let grant = Grant {
            entries,
            keys,
            known,
        };
        let today = app.clock.today();
        return Ok(app.store.grant(&permit, today, grant).await?);
    }
    let files = attached::finish(app, &permit, &sent.files).await?;
    Ok(app
        .store
        .add_with_files(&permit, app.clock.today(), entries, &files, sent.known)
        .await?)
}

/// Another code as sent.
#[derive(Debug, Deserialize)]
pub struct CodeSent {
    entries: Vec<EntrySent>,
    keys: Vec<KeySent>,
    known: u64,
    /// The new code's mailbox key, and its word that it follows the one that asks.
    mailbox: AuthorKey,
    proof: String,
}

/// Lets another code take the place of the one whose mailbox key signed.
///
/// # Errors
/// A [`Refusal`]; the code until now opens the mailbox then.
pub async fn renew(
    app: &App,
    by: &Signed,
    sent: CodeSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let permit = mailbox(app, by, Action::WriteToMailbox).await?;
    let proof = hex::decode(&sent.proof).ok();
    let proof: Option<[u8; 64]> = proof.and_then(|bytes| bytes.try_into().ok());
    let word = derive::follows(&by.window.id, &by.mailbox, &sent.mailbox);
    let (Some(proof), Some(word)) = (proof, word) else {
        return Err(Refusal::MALFORMED);
    };
    // Whoever asks has both, or somebody would be given a mailbox that they cannot open.
    if sent.mailbox == by.mailbox || !frame::verifies(&sent.mailbox, &word, &proof) {
        return Err(Refusal::unfit("wrong-mailbox"));
    }
    let roster = sealed::roster_today(app, &by.window).await?;
    let entries = sealed::entries(sent.entries, &[Log::Case])?;
    let keys = sealed::keys(sent.keys, &roster)?;
    if !keys
        .iter()
        .all(|key| key.to.is_none() && key.purpose == Log::Case)
    {
        return Err(Refusal::unfit("no-key-for-reporter"));
    }
    let new = NewCode {
        mailbox: sent.mailbox,
        entries,
        keys,
        known: sent.known,
    };
    Ok(app.store.renew(&permit, app.clock.today(), new).await?)
}

/// Whether a key file is for the new key of somebody who holds the case by another: the reporter adds nobody else.
fn follows(key: &NewKey, roster: &Roster, facts: &CaseFacts) -> bool {
    let to = key.to.and_then(|author| roster.reader(&author));
    let of_case = key.purpose == Log::Case;
    to.filter(|_| of_case).is_some_and(|reader| {
        let mut earlier = reader.earlier.iter();
        let barred = |key: &AuthorKey| facts.gone.contains(key);
        let left = barred(&reader.author) || reader.earlier.iter().any(|one| barred(&one.author));
        !left && earlier.any(|one| facts.readers.contains(&one.author))
    })
}

/// Destroys the case of the mailbox that signed, unless somebody has read it.
///
/// # Errors
/// [`Refusal::NOT_FOUND`] when there is none, 409 `already-read`.
pub async fn take_back(app: &App, by: &Signed) -> Result<(), Refusal> {
    let permit = mailbox(app, by, Action::TakeBack).await?;
    app.store.take_back(&permit).await?.map_err(sealed::refusal)
}

/// A draft as sent.
#[derive(Debug, Deserialize)]
pub struct DraftSent {
    file: String,
    /// SHA-256 of the age files of which one may lie there: what the sender read, and what it sent without hearing back.
    known: Vec<Digest>,
}

/// Keeps a draft in the place of the one before; returns the day on which it is kept last. One that was written elsewhere
/// meanwhile, which the sender cannot know, is not replaced.
///
/// # Errors
/// A [`Refusal`]; the one before is kept then.
pub async fn keep_draft(app: &App, by: &Signed, sent: &DraftSent) -> Result<Day, Refusal> {
    if sent.known.len() > KNOWN {
        return Err(Refusal::MALFORMED);
    }
    let permit = hold_draft(app, by)?;
    let file = sealed::draft(&sent.file)?;
    // A page saves its draft again and again; only the first is something new.
    let new = !app.store.holds_draft(&permit).await?;
    if new {
        worth(by, app.effort.draft_now(app.clock.now().as_second()))?;
    }
    let days = i32::from(app.policies.retention.draft_days);
    let today = app.clock.today();
    let days = DraftDays {
        last: today.plus_days(days),
        last_if_crowded: today.plus_days(days.min(CROWDED_DAYS)),
    };
    let kept = app
        .store
        .keep_draft(&permit, file, &sent.known, days)
        .await?;
    let last = kept.map_err(sealed::refusal)?;
    if new {
        app.effort.kept_draft(app.clock.now().as_second());
    }
    Ok(last)
}

/// The draft of the mailbox key that signed.
///
/// # Errors
/// 404 `no-draft` when there is none.
pub async fn open_draft(app: &App, by: &Signed) -> Result<Draft, Refusal> {
    let permit = hold_draft(app, by)?;
    let draft = app.store.draft(&permit, app.clock.today()).await?;
    draft.ok_or(Refusal::new(Refusal::NOT_FOUND.status, "no-draft"))
}

/// Throws the draft away, if there is one.
///
/// # Errors
/// A [`Refusal`]
pub async fn drop_draft(app: &App, by: &Signed) -> Result<(), Refusal> {
    Ok(app.store.drop_draft(&hold_draft(app, by)?).await?)
}

fn hold_draft(app: &App, by: &Signed) -> Result<Permit, Refusal> {
    let window = Resource::Window(by.window.id);
    Ok(app.permit(&by.actor, Action::HoldDraft, &window)?)
}

async fn mailbox(app: &App, by: &Signed, action: Action) -> Result<Permit, Refusal> {
    mailbox_of(app, &by.window, by.mailbox, action).await
}

/// Asks the door about the case of a mailbox key.
///
/// # Errors
/// 404 when there is none.
pub(super) async fn mailbox_of(
    app: &App,
    window: &Window,
    mailbox: AuthorKey,
    action: Action,
) -> Result<Permit, Refusal> {
    let facts = app.store.case_of_mailbox(window.id, mailbox).await?;
    let facts = facts.ok_or(Refusal::new(Refusal::NOT_FOUND.status, "no-such-mailbox"))?;
    let actor = Actor::Mailbox {
        window: window.id,
        key: mailbox,
    };
    Ok(app.permit(&actor, action, &facts.resource())?)
}
