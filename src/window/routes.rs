//! The window's pages over HTTP.
