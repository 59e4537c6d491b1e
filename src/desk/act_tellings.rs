//! The desk's deeds about texts that somebody in the city is told by a link: keep one, take what came back, end it.

use axum::http::StatusCode;
use serde::Deserialize;
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, TellingId};

use crate::access::{Action, Permit, Resource};
use crate::app::App;
use crate::desk::act;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::http::session::Staff;
use crate::store::{CameBack, Kept, NewTelling, Refused, Window};

/// A link opens for so many days at most.
const DAYS: i32 = 62;

/// This account has laid down as many today as anybody tells.
const TOO_MANY: Refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "tellings-often");

/// A text as sent.
#[derive(Debug, Deserialize)]
pub struct TellingSent {
    organisation: String,
    telling: TellingId,
    mailbox: AuthorKey,
    last_day: Day,
    file: String,
}

/// Keeps a text, sealed.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn keep(
    app: &App,
    staff: &Staff,
    sent: TellingSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let (window, permit) = own(app, staff, &sent.organisation).await?;
    sealed::roster_today(app, &window).await?;
    let today = app.clock.today();
    if sent.last_day < today || sent.last_day > today.plus_days(DAYS) {
        return Err(Refusal::unfit("wrong-day"));
    }
    if !app.tellings_today.one_more(staff.account.id, today) {
        return Err(TOO_MANY);
    }
    let new = NewTelling {
        id: sent.telling,
        mailbox: sent.mailbox,
        last: sent.last_day,
        file: sealed::telling(&sent.file)?,
    };
    Ok(app.store.keep_telling(&permit, new).await?)
}

/// What came back for one, for whoever knows its id.
///
/// # Errors
/// [`Refusal::NOT_FOUND`]
pub async fn came_back(
    app: &App,
    staff: &Staff,
    organisation: &str,
    id: TellingId,
) -> Result<CameBack, Refusal> {
    let (_, permit) = own(app, staff, organisation).await?;
    let found = app.store.telling(&permit, id).await?;
    found.ok_or(Refusal::NOT_FOUND)
}

/// Ends one: nothing opens it any more.
///
/// # Errors
/// [`Refusal::NOT_FOUND`]
pub async fn end(
    app: &App,
    staff: &Staff,
    organisation: &str,
    id: TellingId,
) -> Result<(), Refusal> {
    let (_, permit) = own(app, staff, organisation).await?;
    if app.store.end_telling(&permit, id).await? {
        Ok(())
    } else {
        Err(Refusal::NOT_FOUND)
    }
}

/// Those who read at a window today tell from there.
async fn own(app: &App, staff: &Staff, organisation: &str) -> Result<(Window, Permit), Refusal> {
    let window = app.window(organisation).ok_or(Refusal::NOT_FOUND)?;
    let resource = Resource::Window(window.id);
    let permit = app.permit(&staff.account.actor(), Action::HoldTellings, &resource)?;
    if act::reads_for(app, window, staff).await? {
        Ok((window.clone(), permit))
    } else {
        Err(Refusal::NOT_FOUND)
    }
}
