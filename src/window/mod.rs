//! The window: where an employee reports without a name and comes back.

pub mod act;
pub mod api;
pub mod how;
pub mod page;
pub mod routes;
