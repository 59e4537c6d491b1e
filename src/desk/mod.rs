//! The desk: where counsellors open sealed cases and the lead keeps the roster.

pub mod act;
pub mod api;
pub mod described;
pub mod page;
pub mod routes;

use axum::Router;

use crate::app::App;

/// The desk's routes.
pub fn router() -> Router<App> {
    api::router().merge(routes::router())
}
