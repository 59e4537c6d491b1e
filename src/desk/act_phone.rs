//! The desk's deed for somebody who called, wrote on paper or came in person: their report, sealed in the counsellor's browser as
//! their own would have sealed it.

use axum::http::StatusCode;
use serde::Deserialize;

use crate::access::{Action, Resource};
use crate::app::App;
use crate::desk::act;
use crate::http::refusal::Refusal;
use crate::http::reports::{self, ReportSent};
use crate::http::session::Staff;
use crate::store::{Kept, Refused};

/// This account has taken down as many today as anybody hears.
const TOO_MANY: Refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "reports-often");

/// A report as sent, and the window that it is for.
#[derive(Debug, Deserialize)]
pub struct HeardSent {
    organisation: String,
    #[serde(flatten)]
    report: ReportSent,
}

/// Keeps it as a report of its own mailbox key: its rows are those of any report, and nothing says who listened. Those who read at
/// the window today listen for it.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn keep(
    app: &App,
    staff: &Staff,
    sent: HeardSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let window = app.window(&sent.organisation).ok_or(Refusal::NOT_FOUND)?;
    let resource = Resource::Window(window.id);
    app.permit(&staff.account.actor(), Action::FileHeard, &resource)?;
    if !act::reads_for(app, window, staff).await? {
        return Err(Refusal::NOT_FOUND);
    }
    // Whoever is signed in is asked for no work: a day's measure stands in its place. What is kept already is not counted again.
    let may = || {
        let one_more = app
            .reports_today
            .one_more(staff.account.id, app.clock.today());
        one_more.then_some(()).ok_or(TOO_MANY)
    };
    let (answer, _) = reports::keep(app, window, sent.report, may).await?;
    Ok(answer)
}
