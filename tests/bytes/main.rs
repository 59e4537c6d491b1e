//! The real program under bytes that nobody well-meaning sends: malformed, oversized, slow, and very many.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test may fail by panicking, may ask the machine's clock, and tells its story in one go"
)]

mod flood;
mod program;
mod raw;
mod slow;
