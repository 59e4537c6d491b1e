//! Attached files as they are announced, come in pieces, end, and are given out: the same at window and desk.

use axum::Json;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sotomado_core::entry::attached::{filled, filled_before, sealed_length};
use sotomado_core::ids::{Digest, UploadId};
use tokio_util::io::ReaderStream;

use crate::access::Permit;
use crate::app::App;
use crate::http::chunk::Chunk;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::sealing;
use crate::store::{Finished, Kept, NewUpload, Piece, Streamed, Upload};

/// Files that end with one request.
const FILES: usize = 8;
/// Read from the disk at one time, in bytes.
const PIECE: usize = 128 * 1024;

/// An upload as announced.
#[derive(Debug, Deserialize)]
pub struct UploadSent {
    upload: UploadId,
    length: u64,
}

/// How far an upload has come, as answered.
#[derive(Debug, Serialize)]
pub struct UploadGiven {
    received: u64,
    length: u64,
}

/// A file that is said to have come whole.
#[derive(Debug, Deserialize)]
pub struct FileSent {
    upload: UploadId,
    id: Digest,
}

/// Where a piece begins.
#[derive(Debug, Deserialize)]
pub struct From {
    /// In bytes from the beginning of the file.
    pub from: u64,
}

impl std::convert::From<Upload> for UploadGiven {
    fn from(upload: Upload) -> Self {
        Self {
            received: upload.received,
            length: upload.length,
        }
    }
}

/// Begins an upload.
///
/// # Errors
/// 413 when it is too large, 422 when no filled file is so long, 409 when the case has too much.
pub async fn begin(
    app: &App,
    permit: &Permit,
    sent: &UploadSent,
) -> Result<(StatusCode, Json<UploadGiven>), Refusal> {
    let largest = filled(app.config.largest_file).unwrap_or(u64::MAX);
    if sent.length > sealed_length(largest).1 {
        return Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "file-too-large",
        ));
    }
    let new = NewUpload {
        id: sent.upload,
        length: sent.length,
        bucket: filled_before(sent.length).ok_or(Refusal::unfit("wrong-size"))?,
        day: app.clock.today(),
    };
    let begun = app
        .store
        .begin_upload(permit, new, app.config.quota)
        .await?;
    let (kept, upload) = begun.map_err(sealed::refusal)?;
    let status = match kept {
        Kept::Now => StatusCode::CREATED,
        Kept::Before => StatusCode::OK,
    };
    Ok((status, Json(upload.into())))
}

/// Says how far an upload has come.
///
/// # Errors
/// 404
pub async fn look(
    app: &App,
    permit: &Permit,
    upload: UploadId,
) -> Result<Json<UploadGiven>, Refusal> {
    let found = app.store.upload(permit, upload).await?;
    Ok(Json(found.ok_or(Refusal::NOT_FOUND)?.into()))
}

/// That an upload is on its way, before a piece of it is read.
///
/// # Errors
/// 404
pub async fn there(app: &App, permit: &Permit, upload: UploadId) -> Result<(), Refusal> {
    let found = app.store.upload(permit, upload).await?;
    found.map(|_| ()).ok_or(Refusal::NOT_FOUND)
}

/// A piece that has come whole; its room in memory is held until it is on the disk.
#[must_use]
pub fn piece(
    upload: UploadId,
    from: u64,
    chunk: Chunk,
    sha256: Option<Digest>,
) -> Piece<impl Send + 'static> {
    Piece {
        upload,
        from,
        bytes: chunk.bytes,
        sha256,
        hold: chunk.room,
    }
}

/// Keeps a piece.
///
/// # Errors
/// 404, 409 and 422; nothing was kept then.
pub async fn keep(
    app: &App,
    permit: &Permit,
    piece: Piece<impl Send + 'static>,
) -> Result<Json<UploadGiven>, Refusal> {
    let kept = app.store.append(permit, piece, app.config.quota).await?;
    Ok(Json(kept.map_err(sealed::refusal)?.into()))
}

/// Reads files through that are said to have come whole.
///
/// # Errors
/// 409 and 422; what can never be kept was taken away.
pub async fn finish(
    app: &App,
    permit: &Permit,
    sent: &[FileSent],
) -> Result<Vec<Finished>, Refusal> {
    if sent.len() > FILES {
        return Err(Refusal::unfit("wrong-count"));
    }
    let mut all: Vec<Finished> = Vec::with_capacity(sent.len());
    for (at, file) in sent.iter().enumerate() {
        let twice = |other: &FileSent| other.id == file.id || other.upload == file.upload;
        if sent.iter().skip(at + 1).any(twice) {
            return Err(Refusal::unfit("wrong-count"));
        }
        let finished = app
            .store
            .finish_upload(permit, file.upload, file.id)
            .await?;
        let finished = finished.map_err(sealed::refusal)?;
        let head = finished.head.as_deref();
        if head.is_some_and(|head| !sealing::is_sealed_to_one(head)) {
            app.store.drop_upload(permit, finished.upload).await?;
            return Err(Refusal::unfit("not-age"));
        }
        all.push(finished);
    }
    Ok(all)
}

/// Gives a kept file out, a piece at a time.
///
/// # Errors
/// 404
pub async fn give(app: &App, permit: &Permit, id: Digest) -> Result<Response, Refusal> {
    let found = app.store.file(permit, id).await?;
    let Streamed { file, length } = found.ok_or(Refusal::NOT_FOUND)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
    ];
    let body = Body::from_stream(ReaderStream::with_capacity(file, PIECE));
    Ok((headers, body).into_response())
}
