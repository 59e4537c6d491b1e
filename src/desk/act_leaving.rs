//! Deeds by which somebody reads a case no further.

use serde::Deserialize;
use sotomado_core::ids::{AuthorKey, CaseId};

use crate::access::Action;
use crate::app::App;
use crate::desk::act::case_permit;
use crate::http::refusal::Refusal;
use crate::http::sealed::{self, EntrySent, KeySent};
use crate::http::session::Staff;
use crate::store::{Kept, Leave, Log, NewKey, Refused, Window};

/// What whoever stands aside says of it, and the keys of who reads instead.
#[derive(Debug, Deserialize)]
pub struct AsideSent {
    entries: Vec<EntrySent>,
    #[serde(default)]
    keys: Vec<KeySent>,
    /// How many entries of the case the sender has seen.
    known: u64,
}

/// The same of another reader.
#[derive(Debug, Deserialize)]
pub struct RemovalSent {
    reader: AuthorKey,
    /// They stood aside before, and what follows is sealed to a new identity now.
    #[serde(default)]
    aside: bool,
    #[serde(flatten)]
    said: AsideSent,
}

/// Lets whoever asks leave the case for good.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn step_aside(
    app: &App,
    staff: &Staff,
    case: CaseId,
    sent: AsideSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let (window, permit) = case_permit(app, staff, case, Action::StepAside).await?;
    let reader = permit.author().ok_or(Refusal::NOT_FOUND)?;
    let leave = leave(app, &window, reader, sent).await?;
    Ok(app.store.leave(&permit, app.clock.today(), leave).await?)
}

/// Removes another reader from the case for good.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn remove_reader(
    app: &App,
    staff: &Staff,
    case: CaseId,
    sent: RemovalSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let (window, permit) = case_permit(app, staff, case, Action::RemoveReader).await?;
    if permit.author() == Some(sent.reader) {
        return Ok(Err(Refused::GoneReader));
    }
    let mut leave = leave(app, &window, sent.reader, sent.said).await?;
    leave.aside = sent.aside;
    Ok(app.store.leave(&permit, app.clock.today(), leave).await?)
}

/// What was sent, checked as far as it can be from outside.
async fn leave(
    app: &App,
    window: &Window,
    reader: AuthorKey,
    sent: AsideSent,
) -> Result<Leave, Refusal> {
    let roster = sealed::roster_today(app, window).await?;
    // Who leaves says so where the reporter sees it.
    let entries = sealed::entries(sent.entries, &[Log::Case])?;
    let keys = if sent.keys.is_empty() {
        Vec::new()
    } else {
        sealed::keys(sent.keys, &roster)?
    };
    let to_reporter = |key: &NewKey| key.to.is_none() && key.purpose == Log::Desk;
    if keys.iter().any(to_reporter) {
        return Err(Refusal::unfit("wrong-log"));
    }
    if keys.iter().any(|key| key.to == Some(reader)) {
        return Err(Refusal::conflict("gone-reader"));
    }
    let leaver = roster.reader(&reader);
    let earlier = leaver.into_iter().flat_map(|one| &one.earlier);
    let earlier = earlier.map(|one| one.author).collect();
    let all = roster.body().readers.iter();
    let follower = all
        .filter(|one| one.author != reader && one.was(&reader))
        .flat_map(|one| {
            let before = one.earlier.iter().map(|key| key.author);
            before.chain([one.author]).filter(|key| *key != reader)
        });
    let followed = follower.collect();
    Ok(Leave {
        reader,
        earlier,
        followed,
        aside: false,
        entries,
        keys,
        known: sent.known,
    })
}
