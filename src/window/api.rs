//! JSON for the window's script.
