//! JSON for the desk's script.

use axum::Router;

use crate::app::App;

/// `/desk/api/…`
pub fn router() -> Router<App> {
    Router::new()
}
