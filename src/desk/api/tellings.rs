//! JSON about texts that somebody in the city is told by a link.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use sotomado_core::calendar::Day;
use sotomado_core::ids::TellingId;

use crate::app::App;
use crate::desk::act_tellings::{self as act, TellingSent};
use crate::http::json::Sent;
use crate::http::refusal::Refusal;
use crate::http::sealed::{self, Receipt};
use crate::http::session::Staff;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/tellings", post(keep))
        .route("/desk/api/tellings/{org}/{telling}", get(came_back))
        .route("/desk/api/tellings/{org}/{telling}/end", post(end))
}

async fn keep(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<TellingSent>,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let kept = act::keep(&app, &staff, sent.0).await?;
    let (status, receipt) = sealed::receipt(kept)?;
    Ok((status, Json(receipt)))
}

#[derive(Serialize)]
struct CameBack {
    last_day: Day,
    ended: bool,
    answers: Vec<String>,
}

async fn came_back(
    State(app): State<App>,
    staff: Staff,
    Path((org, telling)): Path<(String, TellingId)>,
) -> Result<Json<CameBack>, Refusal> {
    let found = act::came_back(&app, &staff, &org, telling).await?;
    let answers = found.answers.iter().map(|file| sealed::write(file));
    Ok(Json(CameBack {
        last_day: found.last,
        ended: found.ended,
        answers: answers.collect(),
    }))
}

async fn end(
    State(app): State<App>,
    staff: Staff,
    Path((org, telling)): Path<(String, TellingId)>,
) -> Result<StatusCode, Refusal> {
    act::end(&app, &staff, &org, telling).await?;
    Ok(StatusCode::NO_CONTENT)
}
