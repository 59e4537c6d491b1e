//! Coming back by the number on the paper copy of one's key.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{post, put};

use crate::app::App;
use crate::desk::act_returning::{self as act, RecoverySent, Return};
use crate::http::json::Sent;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::{self, Staff};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/recovery", put(keep))
        .route("/desk/api/return", post(come_back))
}

async fn keep(
    State(app): State<App>,
    place: Place,
    staff: Staff,
    sent: Sent<RecoverySent>,
) -> Result<StatusCode, Refusal> {
    act::keep(&app, place, &staff, sent.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn come_back(
    State(app): State<App>,
    place: Place,
    sent: Sent<Return>,
) -> Result<impl IntoResponse, Refusal> {
    let (cookie, token) = session::fresh(session::DESK, &app.config.desk)?;
    act::come_back(&app, place, sent.0, token).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}
