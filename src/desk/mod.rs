//! The desk: where counsellors open sealed cases and the lead keeps the roster.

pub mod act;
pub mod act_audit;
pub mod act_beginning;
pub mod act_codings;
pub mod act_keys;
pub mod act_leaving;
pub mod act_lists;
pub mod act_mail;
pub mod act_own;
pub mod act_people;
pub mod act_phone;
pub mod act_retention;
pub mod act_returning;
pub mod act_sign_in;
pub mod act_tellings;
pub mod api;
pub mod described;
mod described_leaving;
mod described_own;
mod described_people;
mod described_phone;
mod described_retention;
mod described_rosters;
mod described_tellings;
pub mod page;
pub mod page_look;
pub mod routes;

use axum::Router;

use crate::app::App;

/// The desk's routes.
pub fn router() -> Router<App> {
    api::router().merge(routes::router())
}

/// Routes that take longer, and more at once, than all others: each has bounds of its own.
pub fn patient_router() -> Router<App> {
    api::files::patient_router()
}
