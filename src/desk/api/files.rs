//! Attached files, for the desk's script: announced, sent in pieces, fetched.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use sotomado_core::ids::{CaseId, Digest, UploadId};

use crate::app::App;
use crate::desk::act;
use crate::http::attached::{self, From, UploadGiven, UploadSent};
use crate::http::chunk;
use crate::http::json::Sent;
use crate::http::refusal::Refusal;
use crate::http::session::Staff;

/// `/desk/api/cases/{case}/uploads`, `…/uploads/{upload}` and `…/files/{file}`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/cases/{case}/uploads", post(begin))
        .route("/desk/api/cases/{case}/uploads/{upload}", get(look))
        .route("/desk/api/cases/{case}/files/{file}", get(file))
}

/// A piece may take long on a poor line.
pub fn patient_router() -> Router<App> {
    Router::new().route("/desk/api/cases/{case}/uploads/{upload}", put(piece))
}

async fn begin(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
    sent: Sent<UploadSent>,
) -> Result<(StatusCode, Json<UploadGiven>), Refusal> {
    let permit = act::may_attach(&app, &staff, case).await?;
    attached::begin(&app, &permit, &sent.0).await
}

async fn look(
    State(app): State<App>,
    staff: Staff,
    Path((case, upload)): Path<(CaseId, UploadId)>,
) -> Result<Json<UploadGiven>, Refusal> {
    let permit = act::may_attach(&app, &staff, case).await?;
    attached::look(&app, &permit, upload).await
}

async fn piece(
    State(app): State<App>,
    staff: Staff,
    Path((case, upload)): Path<(CaseId, UploadId)>,
    Query(From { from }): Query<From>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<UploadGiven>, Refusal> {
    let permit = act::may_attach(&app, &staff, case).await?;
    attached::there(&app, &permit, upload).await?;
    let chunk = chunk::read(case, upload, &headers, body).await?;
    let piece = attached::piece(upload, from, chunk, None);
    attached::keep(&app, &permit, piece).await
}

async fn file(
    State(app): State<App>,
    staff: Staff,
    Path((case, file)): Path<(CaseId, Digest)>,
) -> Result<Response, Refusal> {
    let permit = act::may_fetch(&app, &staff, case).await?;
    attached::give(&app, &permit, file).await
}
