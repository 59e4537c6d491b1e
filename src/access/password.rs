//! Passwords of staff: Argon2id, and the same work whether or not a name exists.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// A hash could not be made: the system has no randomness or no memory for it.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashFault;

/// Hashes a password with a fresh salt. Takes tens of milliseconds: call it where blocking is allowed.
///
/// # Errors
/// [`HashFault`] when the system has no randomness.
pub fn hash(password: &str) -> Result<String, HashFault> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| HashFault)
}

/// Whether `password` is the one behind `kept`. With nothing kept the same work is done for nothing.
pub fn fits(password: &str, kept: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> =
        LazyLock::new(|| hash("nobody has this password").unwrap_or_default());
    let text = kept.unwrap_or(&NOBODY);
    let Ok(parsed) = PasswordHash::new(text) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    fits && kept.is_some()
}
