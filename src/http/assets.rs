//! Serves what the browser loads, by hashed name.
