//! What HR and the public may see: published releases and nothing else.

use axum::Router;

use crate::app::App;

/// The trends host's routes.
pub fn router() -> Router<App> {
    Router::new()
}
