//! JSON for the desk's script.
