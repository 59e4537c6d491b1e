//! The desk's deeds.
