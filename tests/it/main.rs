//! The program as its people meet it: one binary, the real application with real databases on files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may fail by panicking, and may ask the machine's clock"
)]

mod client;
