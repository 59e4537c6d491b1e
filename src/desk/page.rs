//! The desk's shell page.
