//! The desk's deeds about the yearly table: a counsellor's sealed codings, and the lead's releases.

use serde::Deserialize;
use sotomado_core::calendar::last_kept_day;
use sotomado_core::ids::{CodingId, Digest};
use sotomado_core::release::ChainFault;

use crate::access::{Action, Permit, Resource};
use crate::app::{App, PublishError, ReleaseRefused};
use crate::desk::act;
use crate::http::refusal::{Refusal, broken};
use crate::http::sealed;
use crate::http::session::Staff;
use crate::store::{NewCoding, Refused, Window};

/// A coding and a ledger, or one of them.
const FILES: usize = 2;

/// Codings as sent.
#[derive(Debug, Deserialize)]
pub struct CodingsSent {
    organisation: String,
    files: Vec<CodingSent>,
}

#[derive(Debug, Deserialize)]
struct CodingSent {
    id: CodingId,
    file: String,
    known: Option<Digest>,
}

/// A release as sent.
#[derive(Debug, Deserialize)]
pub struct ReleaseSent {
    organisation: String,
    release: String,
}

/// What the lead makes a table from; all of it sealed, signed or public.
#[derive(Debug)]
pub struct Gathered {
    /// Age files.
    pub files: Vec<Vec<u8>>,
    /// Frames.
    pub releases: Vec<Vec<u8>>,
}

/// Keeps a coding and the ledger that names it, both or neither.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn keep(
    app: &App,
    staff: &Staff,
    sent: CodingsSent,
) -> Result<Result<(), Refused>, Refusal> {
    let (window, permit) = own(app, staff, &sent.organisation).await?;
    sealed::roster_today(app, &window).await?;
    if sent.files.is_empty() || sent.files.len() > FILES {
        return Err(Refusal::unfit("wrong-count"));
    }
    let mut new: Vec<NewCoding> = Vec::with_capacity(FILES);
    for coding in sent.files {
        if new.iter().any(|other| other.id == coding.id) {
            return Err(Refusal::unfit("wrong-count"));
        }
        new.push(NewCoding {
            id: coding.id,
            file: sealed::coding(&coding.file)?,
            known: coding.known,
        });
    }
    let last = last_kept_day(&app.policies, app.clock.today());
    Ok(app.store.keep_codings(&permit, new, last).await?)
}

/// One of them, for whoever knows its id.
///
/// # Errors
/// [`Refusal::NOT_FOUND`]
pub async fn read(
    app: &App,
    staff: &Staff,
    organisation: &str,
    id: CodingId,
) -> Result<Vec<u8>, Refusal> {
    let (_, permit) = own(app, staff, organisation).await?;
    let file = app.store.coding(&permit, id).await?;
    file.ok_or(Refusal::NOT_FOUND)
}

/// Those who read at a window today write there.
async fn own(app: &App, staff: &Staff, organisation: &str) -> Result<(Window, Permit), Refusal> {
    let window = app.window(organisation).ok_or(Refusal::NOT_FOUND)?;
    let resource = Resource::Window(window.id);
    let permit = app.permit(&staff.account.actor(), Action::HoldCodings, &resource)?;
    if act::reads_for(app, window, staff).await? {
        Ok((window.clone(), permit))
    } else {
        Err(Refusal::NOT_FOUND)
    }
}

/// Everything that the table of any year is made from.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone but the lead.
pub async fn gather(app: &App, staff: &Staff, organisation: &str) -> Result<Gathered, Refusal> {
    let window = lead_window(app, staff, Action::GatherCodings, organisation)?;
    let files = app.store.codings(&window.1).await?;
    let releases = app.store.releases(Some(window.0.id)).await?;
    Ok(Gathered {
        files,
        releases: releases.into_iter().map(|release| release.file).collect(),
    })
}

/// Publishes a signed release.
///
/// # Errors
/// 422 with the reason; nothing was published then.
pub async fn publish(app: &App, staff: &Staff, sent: ReleaseSent) -> Result<(), Refusal> {
    let (window, _) = lead_window(app, staff, Action::ImportRelease, &sent.organisation)?;
    let frame = sealed::read(&sent.release)?;
    match app.publish(&staff.account.actor(), &window, &frame).await {
        Ok(_) => Ok(()),
        Err(PublishError::Refused(reason)) => Err(refused(reason)),
        Err(PublishError::Store(error)) => Err(broken(&error)),
    }
}

fn refused(reason: ReleaseRefused) -> Refusal {
    match reason {
        ReleaseRefused::Chain(ChainFault::Malformed) => Refusal::unfit("release-malformed"),
        ReleaseRefused::Chain(ChainFault::WrongWindow) => Refusal::unfit("release-window"),
        ReleaseRefused::Chain(ChainFault::Signer) | ReleaseRefused::Rosters => {
            Refusal::unfit("release-signer")
        }
        ReleaseRefused::Chain(ChainFault::Broken) => Refusal::unfit("release-chain"),
        ReleaseRefused::Chain(ChainFault::Year) => Refusal::unfit("release-year"),
        ReleaseRefused::Rule => Refusal::unfit("release-rule"),
        ReleaseRefused::NoDesk => Refusal::unfit("release-no-desk"),
        ReleaseRefused::Early => Refusal::unfit("release-early"),
    }
}

/// Asks first who it is: whoever is not the lead learns of no organisation.
fn lead_window(
    app: &App,
    staff: &Staff,
    action: Action,
    organisation: &str,
) -> Result<(Window, Permit), Refusal> {
    act::may_see_policies(app, staff)?;
    let window = app
        .window(organisation)
        .ok_or(Refusal::unfit("release-window"))?;
    let resource = Resource::Window(window.id);
    let permit = app
        .permit(&staff.account.actor(), action, &resource)
        .map_err(|_| Refusal::FORBIDDEN)?;
    Ok((window.clone(), permit))
}
