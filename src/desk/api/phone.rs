//! JSON about reports that somebody at the desk takes down.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};

use crate::app::App;
use crate::desk::act_phone::{self as act, HeardSent};
use crate::http::json::Sent;
use crate::http::refusal::Refusal;
use crate::http::sealed::{self, Receipt};
use crate::http::session::Staff;

pub(super) fn router() -> Router<App> {
    Router::new().route("/desk/api/reports", post(keep))
}

async fn keep(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<HeardSent>,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let kept = act::keep(&app, &staff, sent.0).await?;
    let (status, receipt) = sealed::receipt(kept)?;
    Ok((status, Json(receipt)))
}
