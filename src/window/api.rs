//! JSON for the window's script.

use axum::Router;

use crate::app::App;

/// `/o/{org}/api/…`, `/o/{org}/bundle` and `/o/{org}/roster/{digest}`.
pub fn router() -> Router<App> {
    Router::new()
}
