//! JSON for the window's script.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{CaseId, Digest};

use crate::access::effort::Purpose;
use crate::app::App;
use crate::http::challenge::Signed;
use crate::http::given::{self, Seat};
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::reports::ReportSent;
use crate::http::sealed::{self, FirstAnswer, KeyGiven, Receipt};
use crate::http::shell::Surface;
use crate::window::act::{self, CodeSent, DraftSent, EntriesSent};
use crate::window::described::openapi;

/// `/o/{org}/api/…`, `/o/{org}/bundle`, `/o/{org}/roster/{digest}` and `/o/{org}/policy/{digest}`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/openapi.json", get(async || Json(openapi())))
        .route("/o/{org}/bundle", get(bundle))
        .route("/o/{org}/roster/{digest}", get(roster))
        .route("/o/{org}/policy/{digest}", get(policy))
        .route("/o/{org}/api/challenge", post(challenge))
        .route("/o/{org}/api/report", post(report))
        .route("/o/{org}/api/mailbox", get(mailbox).delete(take_back))
        .route("/o/{org}/api/entries", post(entries))
        .route("/o/{org}/api/code", post(code))
        .route(
            "/o/{org}/api/draft",
            get(draft).put(keep_draft).delete(drop_draft),
        )
}

#[derive(Serialize)]
struct Bundle {
    roster: String,
    /// The desk was put back from before the roster that followed this one.
    followed: bool,
    successions: Vec<String>,
    policies: BTreeMap<String, String>,
}

async fn bundle(State(app): State<App>, Path(org): Path<String>) -> Result<Json<Bundle>, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    // An old roster is given out too: who reads it sees that its days have passed.
    let roster = app
        .newest_roster(window)
        .await?
        .ok_or(Refusal::conflict("no-roster"))?;
    let successions = app.store.successions(window.id).await?;
    let files = app.policies.of_a_report();
    Ok(Json(Bundle {
        roster: sealed::write(roster.frame()),
        followed: app.store.is_followed(roster.digest()).await?,
        successions: successions
            .iter()
            .map(|kept| sealed::write(&kept.frame))
            .collect(),
        policies: files
            .map(|file| (file.name.clone(), file.text.clone()))
            .collect(),
    }))
}

async fn roster(
    State(app): State<App>,
    Path((org, digest)): Path<(String, Digest)>,
) -> Result<impl IntoResponse, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let roster = app
        .store
        .roster(window.id, digest)
        .await?
        .ok_or(Refusal::NOT_FOUND)?;
    Ok((
        [(header::CONTENT_TYPE, "application/octet-stream")],
        roster.frame,
    ))
}

/// The text of a policy file that the roster names: those that a report needs come with the bundle, the others from here.
async fn policy(
    State(app): State<App>,
    Path((org, digest)): Path<(String, Digest)>,
) -> Result<impl IntoResponse, Refusal> {
    app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let digest = digest.to_string();
    let mut files = app.policies.files.iter();
    let file = files.find(|file| file.sha256 == digest);
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    Ok((kind, file.ok_or(Refusal::NOT_FOUND)?.text.clone()))
}

#[derive(Serialize)]
struct Challenge {
    challenge: String,
    work: u8,
}

#[derive(Deserialize)]
struct Asked {
    /// `new` for a report, `draft` for a draft.
    #[serde(rename = "for")]
    purpose: Option<String>,
}

async fn challenge(
    State(app): State<App>,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
    Place(place): Place,
) -> Result<Json<Challenge>, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let purpose = match asked.purpose.as_deref() {
        Some("new") => Purpose::New,
        Some("draft") => Purpose::Draft,
        _ => Purpose::Return,
    };
    let now = app.clock.now().as_second();
    let work = app.effort.asked(place, purpose, app.clock.today(), now)?;
    let challenge = app.challenges.issue(&window.id, work, now)?;
    Ok(Json(Challenge {
        challenge: hex::encode(challenge),
        work,
    }))
}

#[derive(Serialize)]
struct ReportKept {
    #[serde(flatten)]
    receipt: Receipt,
    day: Day,
    first_answer: FirstAnswer,
}

async fn report(
    State(app): State<App>,
    by: Signed,
) -> Result<(StatusCode, Json<ReportKept>), Refusal> {
    let (answer, day) = act::file_report(&app, &by, by.json::<ReportSent>()?).await?;
    let (status, receipt) = sealed::receipt(answer)?;
    let first_answer = sealed::first_answer(&app, day);
    Ok((
        status,
        Json(ReportKept {
            receipt,
            day,
            first_answer,
        }),
    ))
}

#[derive(Serialize)]
struct Mailbox {
    case: CaseId,
    open: bool,
    arrived: Day,
    next: Day,
    retention: Day,
    held: Option<Day>,
    /// No reader has fetched it: it can be taken back.
    unread: bool,
    keys: Vec<KeyGiven>,
}

async fn mailbox(State(app): State<App>, by: Signed) -> Result<Response, Refusal> {
    let case = act::open_mailbox(&app, &by).await?;
    let seat = Seat::take(Surface::Window, case.case)?;
    let head = Mailbox {
        case: case.case,
        open: case.open,
        arrived: case.arrived,
        next: case.next,
        retention: case.retention,
        held: case.held,
        unread: !case.read,
        keys: case.keys.into_iter().map(KeyGiven::from).collect(),
    };
    given::case(&app, seat, &head, case.entries)
}

async fn take_back(State(app): State<App>, by: Signed) -> Result<StatusCode, Refusal> {
    act::take_back(&app, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct DraftKept {
    last_day: Day,
}

async fn keep_draft(State(app): State<App>, by: Signed) -> Result<Json<DraftKept>, Refusal> {
    let last_day = act::keep_draft(&app, &by, &by.json::<DraftSent>()?).await?;
    Ok(Json(DraftKept { last_day }))
}

#[derive(Serialize)]
struct DraftGiven {
    file: String,
    last_day: Day,
}

async fn draft(State(app): State<App>, by: Signed) -> Result<Json<DraftGiven>, Refusal> {
    let draft = act::open_draft(&app, &by).await?;
    Ok(Json(DraftGiven {
        file: sealed::write(&draft.file),
        last_day: draft.last,
    }))
}

async fn drop_draft(State(app): State<App>, by: Signed) -> Result<StatusCode, Refusal> {
    act::drop_draft(&app, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn entries(
    State(app): State<App>,
    by: Signed,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let answer = act::add_entries(&app, &by, by.json::<EntriesSent>()?).await?;
    let (status, receipt) = sealed::receipt(answer)?;
    Ok((status, Json(receipt)))
}

async fn code(State(app): State<App>, by: Signed) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let answer = act::renew(&app, &by, by.json::<CodeSent>()?).await?;
    let (status, receipt) = sealed::receipt(answer)?;
    Ok((status, Json(receipt)))
}
