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

use crate::app::App;

/// The window's routes.
pub fn router() -> Router<App> {
    api::router().merge(how::router())
}
