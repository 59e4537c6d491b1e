//! What HR and the public may see: published releases and nothing else.

mod act;
mod page;
mod page_table;
mod routes;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// The trends host: HR readers sign in.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(routes::own))
        .route("/tables/{file}", get(routes::own_file))
        .route("/signin", post(routes::sign_in))
        .route("/signout", post(routes::sign_out))
}

/// The same figures on the window's host, for everyone.
pub fn public_router() -> Router<App> {
    Router::new()
        .route("/trends", get(routes::of_the_desk))
        .route("/o/{org}/trends", get(routes::of_an_organisation))
        .route("/o/{org}/trends/{file}", get(routes::file))
}
