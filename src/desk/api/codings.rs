//! JSON of the yearly table.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Serialize;
use sotomado_core::ids::CodingId;
use sotomado_core::policy::OF_THE_TABLE;

use crate::app::App;
use crate::desk::act_codings::{self as act, CodingsSent, ReleaseSent};
use crate::http::json::Sent;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::http::session::Staff;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/codings", put(keep))
        .route("/desk/api/codings/{org}/{coding}", get(read))
        .route("/desk/api/releases", post(publish))
        .route("/desk/api/releases/{org}", get(gather))
}

async fn keep(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<CodingsSent>,
) -> Result<StatusCode, Refusal> {
    let answer = act::keep(&app, &staff, sent.0).await?;
    answer.map_err(sealed::refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct Given {
    file: String,
}

async fn read(
    State(app): State<App>,
    staff: Staff,
    Path((org, coding)): Path<(String, CodingId)>,
) -> Result<Json<Given>, Refusal> {
    let file = act::read(&app, &staff, &org, coding).await?;
    Ok(Json(Given {
        file: sealed::write(&file),
    }))
}

#[derive(Serialize)]
struct Gathered {
    files: Vec<String>,
    releases: Vec<String>,
    /// Rule and words, as normalised.
    disclosure: String,
    taxonomy: String,
}

async fn gather(
    State(app): State<App>,
    staff: Staff,
    Path(org): Path<String>,
) -> Result<Json<Gathered>, Refusal> {
    let gathered = act::gather(&app, &staff, &org).await?;
    let text = |name: &str| {
        let file = app.policies.file(name);
        file.map_or_else(String::new, |file| file.text.clone())
    };
    let written = |files: &[Vec<u8>]| files.iter().map(|file| sealed::write(file)).collect();
    let [disclosure, taxonomy] = OF_THE_TABLE.map(text);
    Ok(Json(Gathered {
        files: written(&gathered.files),
        releases: written(&gathered.releases),
        disclosure,
        taxonomy,
    }))
}

async fn publish(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<ReleaseSent>,
) -> Result<StatusCode, Refusal> {
    act::publish(&app, &staff, sent.0).await?;
    Ok(StatusCode::CREATED)
}
