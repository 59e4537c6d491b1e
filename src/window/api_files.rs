//! Attached files, for the window's script: announced, sent in pieces, fetched.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use sotomado_core::ids::{Digest, UploadId};

use crate::access::Action;
use crate::app::App;
use crate::http::attached::{self, From, UploadGiven, UploadSent};
use crate::http::challenge::{Claim, Signed};
use crate::http::refusal::{Refusal, broken};
use crate::http::{chunk, sealed};
use crate::window::act;

/// `/o/{org}/api/uploads`, `…/uploads/{upload}` and `/o/{org}/api/files/{id}`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/o/{org}/api/uploads", post(begin))
        .route("/o/{org}/api/uploads/{upload}", get(look))
        .route("/o/{org}/api/files/{file}", get(file))
}

/// A piece may take long on a poor line.
pub fn patient_router() -> Router<App> {
    Router::new().route("/o/{org}/api/uploads/{upload}", put(piece))
}

async fn begin(
    State(app): State<App>,
    by: Signed,
) -> Result<(StatusCode, Json<UploadGiven>), Refusal> {
    let permit = act::mailbox_of(&app, &by.window, by.mailbox, Action::WriteToMailbox).await?;
    sealed::roster_today(&app, &by.window).await?;
    attached::begin(&app, &permit, &by.json::<UploadSent>()?).await
}

async fn look(
    State(app): State<App>,
    Path((_, upload)): Path<(String, UploadId)>,
    by: Signed,
) -> Result<Json<UploadGiven>, Refusal> {
    let permit = act::mailbox_of(&app, &by.window, by.mailbox, Action::WriteToMailbox).await?;
    attached::look(&app, &permit, upload).await
}

async fn piece(
    State(app): State<App>,
    Path((_, upload)): Path<(String, UploadId)>,
    Query(From { from }): Query<From>,
    claim: Claim,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<UploadGiven>, Refusal> {
    // Before anything is read: a key without a case, or a case without this upload, costs no memory.
    let action = Action::WriteToMailbox;
    let permit = act::mailbox_of(&app, &claim.window, claim.mailbox(), action).await?;
    let (_, case) = permit.case(action)?;
    attached::there(&app, &permit, upload).await?;
    let chunk = chunk::read(case, upload, &headers, body).await?;
    let with = app.clone();
    // Hashing four megabytes takes longer than others should wait.
    let proved = tokio::task::spawn_blocking(move || {
        let sha256 = Digest::of(&chunk.bytes);
        claim.prove(&with, &sha256)?;
        Ok::<_, Refusal>((chunk, sha256))
    });
    let (chunk, sha256) = proved.await.map_err(|error| broken(&error))??;
    let piece = attached::piece(upload, from, chunk, Some(sha256));
    attached::keep(&app, &permit, piece).await
}

async fn file(
    State(app): State<App>,
    Path((_, file)): Path<(String, Digest)>,
    by: Signed,
) -> Result<Response, Refusal> {
    let permit = act::mailbox_of(&app, &by.window, by.mailbox, Action::OpenMailbox).await?;
    attached::give(&app, &permit, file).await
}
