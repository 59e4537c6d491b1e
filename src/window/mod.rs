//! The window: where an employee reports without a name and comes back.

pub mod act;
pub mod api;
pub mod how;
pub mod page;
pub mod page_home;
pub mod page_mailbox;
pub mod page_report;
pub mod routes;

use axum::Router;
use tower_http::compression::CompressionLayer;

use crate::app::App;

/// The window's routes.
pub fn router() -> Router<App> {
    api::router()
        .merge(routes::router())
        .merge(how::router())
        // A report page must come over a poor line; nothing here echoes a request beside a secret.
        .layer(CompressionLayer::new().br(true))
}
