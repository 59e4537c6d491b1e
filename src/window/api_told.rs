//! JSON of the page of whoever is told by a link and a code.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use sotomado_core::calendar::Day;

use crate::app::App;
use crate::http::challenge::Signed;
use crate::http::refusal::Refusal;
use crate::http::sealed::{self, Receipt};
use crate::window::act_told::{self, AnswerSent};

/// `/o/{org}/api/told`
pub fn router() -> Router<App> {
    Router::new().route("/o/{org}/api/told", get(given).post(answered))
}

#[derive(Serialize)]
struct ToldGiven {
    /// None once its last day has passed or it was ended.
    file: Option<String>,
    last_day: Day,
    answers: Vec<String>,
}

async fn given(State(app): State<App>, by: Signed) -> Result<Json<ToldGiven>, Refusal> {
    let told = act_told::open(&app, &by).await?;
    let answers = told.answers.iter().map(|file| sealed::write(file));
    Ok(Json(ToldGiven {
        file: told.file.map(|file| sealed::write(&file)),
        last_day: told.last,
        answers: answers.collect(),
    }))
}

async fn answered(
    State(app): State<App>,
    by: Signed,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let kept = act_told::answer(&app, &by, &by.json::<AnswerSent>()?).await?;
    let (status, receipt) = sealed::receipt(kept)?;
    Ok((status, Json(receipt)))
}
