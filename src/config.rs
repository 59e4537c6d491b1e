//! Reads the one settings file and refuses to start on a bad one.
