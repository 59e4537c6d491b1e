//! The path without script: the server is the reporter's client, after saying so and being agreed with.

pub mod act;
pub mod act_case;
pub mod act_file;
pub mod act_newkeys;
pub mod answers;
pub mod apart;
pub mod chosen;
pub mod form;
pub mod guard;
pub mod page;
pub mod page_ask;
pub mod page_asked;
pub mod page_case;
pub mod page_done;
pub mod page_file;
pub mod page_newkeys;
pub mod page_state;
pub mod page_steps;
pub mod page_write;
pub mod routes;
pub mod say;
pub mod visits;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;

/// The largest form that is read to its end, in bytes; of texts far less is kept, but what was typed comes back.
const BODY: usize = 32 * 1024 * 1024;
/// The same of a form with a file: read past what is kept, for no answer reaches a browser that still sends.
const BODY_WITH_FILE: usize = 1024 * 1024 * 1024;
/// How long a form with a file may take: ten million bytes on a poor line.
const PATIENCE: Duration = Duration::from_secs(900);

/// `/o/{org}/plain…`. Nothing here is compressed: a page that shows what was sent beside a secret would tell the secret
/// by its length.
pub fn router() -> Router<App> {
    routes::router()
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn(guard::check))
}

/// The forms with a file, which may take longer than all others.
pub fn patient_router() -> Router<App> {
    routes::patient_router()
        .layer(DefaultBodyLimit::max(BODY_WITH_FILE))
        .layer(from_fn(guard::check))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
}
