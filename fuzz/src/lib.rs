//! What must hold of every parser of outside bytes, whatever the bytes: one function for each, which panics if it does not.

#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    reason = "these are tests: they fail by panicking"
)]

pub mod cases;
pub mod forms;
pub mod pictures;
pub mod request;
pub mod sealed;
pub mod seeds;
pub mod signed;
pub mod texts;

/// A name and what it does with any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them. `fuzz/corpus/NAME` holds inputs that once broke one, or lead far into it.
pub const TARGETS: &[Target] = &[
    ("frame", signed::frame),
    ("entry", signed::entry),
    ("keyfile", signed::keyfile),
    ("roster", signed::roster),
    ("succession", signed::succession),
    ("yearly", signed::yearly),
    ("told", signed::told),
    ("json", texts::json),
    ("code", texts::code),
    ("words", texts::words),
    ("normalise", texts::normalise),
    ("policy", texts::policy),
    ("config", texts::config),
    ("case", cases::case),
    ("chain", cases::chain),
    ("taps", cases::taps),
    ("door", cases::door),
    ("sealed", sealed::sealed),
    ("request", request::request),
    ("form", forms::form),
    ("slip", forms::slip),
    ("picture", pictures::picture),
];
