//! The path without script: the server is the reporter's client, after saying so and being agreed with.

pub mod act;
pub mod form;
pub mod guard;
pub mod page;
pub mod page_ask;
pub mod page_case;
pub mod page_done;
pub mod page_write;
pub mod routes;
pub mod say;
pub mod visits;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;

use crate::app::App;

/// The largest form that is read to its end, in bytes; of texts far less is kept, but what was typed comes back.
const BODY: usize = 32 * 1024 * 1024;

/// `/o/{org}/plain…`. Nothing here is compressed: a page that shows what was sent beside a secret would tell the secret
/// by its length.
pub fn router() -> Router<App> {
    routes::router()
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn(guard::check))
}
