//! Going on from the names, or leaving, for the desk's script.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use sotomado_core::ids::CaseId;

use crate::app::App;
use crate::desk::act;
use crate::desk::act_leaving::{self, AsideSent, RemovalSent};
use crate::http::json::Sent;
use crate::http::refusal::Refusal;
use crate::http::sealed::{self, Receipt};
use crate::http::session::Staff;

/// `/desk/api/cases/{case}/read`, `…/aside` and `…/remove`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/cases/{case}/read", post(read))
        .route("/desk/api/cases/{case}/aside", post(aside))
        .route("/desk/api/cases/{case}/remove", post(remove))
}

async fn read(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
) -> Result<StatusCode, Refusal> {
    act::mark_read(&app, &staff, case).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn aside(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
    sent: Sent<AsideSent>,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let answer = act_leaving::step_aside(&app, &staff, case, sent.0).await?;
    let (status, receipt) = sealed::receipt(answer)?;
    Ok((status, Json(receipt)))
}

async fn remove(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
    sent: Sent<RemovalSent>,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let answer = act_leaving::remove_reader(&app, &staff, case, sent.0).await?;
    let (status, receipt) = sealed::receipt(answer)?;
    Ok((status, Json(receipt)))
}
