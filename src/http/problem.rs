//! RFC 9457 problem documents.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// One fault as programs and people read it.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// Always `about:blank`: `code` tells faults apart.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// A sentence for the person: what to do, and whether anything was kept.
    pub detail: String,
    /// For programs.
    pub code: &'static str,
    /// Whether anything was kept of what was sent.
    pub kept: bool,
}

impl Problem {
    /// Nothing was kept.
    pub fn new(status: StatusCode, code: &'static str, detail: String) -> Self {
        let title = status.canonical_reason().unwrap_or("Fault");
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail,
            code,
            kept: false,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
