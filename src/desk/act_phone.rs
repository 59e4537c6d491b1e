//! The desk's deed for somebody who called, wrote on paper or came in person: their report, sealed in the counsellor's browser as
//! their own would have sealed it.

use serde::Deserialize;

use crate::access::{Action, Resource};
use crate::app::App;
use crate::desk::act;
use crate::http::refusal::Refusal;
use crate::http::reports::{self, ReportSent};
use crate::http::session::Staff;
use crate::store::{Kept, Refused};

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
    // Whoever is signed in is asked for no work.
    let (answer, _) = reports::keep(app, window, sent.report, || Ok(())).await?;
    Ok(answer)
}
