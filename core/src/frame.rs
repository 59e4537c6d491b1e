//! The one shape of everything that is signed.
