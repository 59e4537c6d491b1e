//! JSON that was sent as JSON: a form of another page cannot be it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::http::refusal::Refusal;

/// A body read as `T`.
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if kind.split(';').next().unwrap_or_default().trim() != "application/json" {
            return Err(Refusal::NOT_JSON);
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Refusal::of_body(&rejection))?;
        serde_json::from_slice(&body)
            .map(Self)
            .map_err(|_| Refusal::MALFORMED)
    }
}
