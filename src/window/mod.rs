//! The window: where an employee reports without a name and comes back.

pub mod act;
pub mod act_counter;
pub mod act_told;
pub mod api;
mod api_counter;
mod api_files;
mod api_told;
pub mod described;
pub mod how;
pub mod page;
pub mod page_code;
pub mod page_counter;
pub mod page_draft;
pub mod page_files;
pub mod page_home;
pub mod page_mailbox;
pub mod page_paper;
pub mod page_report;
pub mod page_takeback;
pub mod page_told;
pub mod routes;

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::http::header::ACCEPT_ENCODING;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::app::App;

/// A tenth less than at the usual four, for half as much time again, a tenth of a millisecond a page. From nine on it is ten times as long.
const BROTLI: CompressionLevel = CompressionLevel::Precise(6);

/// The window's routes.
pub fn router() -> Router<App> {
    api::router()
        .merge(routes::router())
        .merge(how::router())
        .merge(api_counter::router())
        .merge(api_told::router())
        // A report page must come over a poor line.
        .layer(CompressionLayer::new().br(true).quality(BROTLI))
        .layer(from_fn(secrets_as_they_are))
        .merge(api_files::router())
}

/// Routes that take longer, and more at once, than all others: each has bounds of its own.
pub fn patient_router() -> Router<App> {
    api_files::patient_router()
}

/// Lets nothing be compressed but what is the same for everyone: the length of a compressed answer tells of its words.
async fn secrets_as_they_are(mut request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || request.uri().path().contains("/api/") {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}
