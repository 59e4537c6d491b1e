//! JSON of the counter's page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use sotomado_core::calendar::Day;

use crate::app::App;
use crate::http::challenge::Signed;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::window::act_counter::{self, IncidentSent};

/// `/o/{org}/api/counter`
pub fn router() -> Router<App> {
    Router::new().route(
        "/o/{org}/api/counter",
        get(given).put(keep).delete(forgotten),
    )
}

#[derive(Serialize)]
struct IncidentKept {
    last_day: Day,
}

async fn keep(State(app): State<App>, by: Signed) -> Result<Json<IncidentKept>, Refusal> {
    let last_day = act_counter::keep(&app, &by, &by.json::<IncidentSent>()?).await?;
    Ok(Json(IncidentKept { last_day }))
}

#[derive(Serialize)]
struct IncidentGiven {
    file: String,
    last_day: Day,
}

async fn given(State(app): State<App>, by: Signed) -> Result<Json<IncidentGiven>, Refusal> {
    let incident = act_counter::open(&app, &by).await?;
    Ok(Json(IncidentGiven {
        file: sealed::write(&incident.file),
        last_day: incident.last,
    }))
}

async fn forgotten(State(app): State<App>, by: Signed) -> Result<StatusCode, Refusal> {
    act_counter::forget(&app, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}
