//! Passwords of staff: Argon2id, and the same work whether or not a name exists.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// Characters of a password at least.
pub const SHORTEST: usize = 12;

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
    is_of(password, &parsed).unwrap_or_default() && kept.is_some()
}

/// Memory of earlier comparisons. Each takes 19 MiB, and the system gets none of it back from a thread's own store:
/// so as many pieces are kept as were ever in use at once.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn is_of(password: &str, kept: &PasswordHash) -> Option<bool> {
    let algorithm = Algorithm::try_from(kept.algorithm.as_str()).ok()?;
    let version = Version::try_from(kept.version?).ok()?;
    let params = Params::try_from(kept).ok()?;
    let (salt, expected) = (kept.salt.as_ref()?, kept.hash.as_ref()?);
    let mut blocks = lend();
    if blocks.len() < params.block_count() {
        blocks.resize(params.block_count(), Block::default());
    }
    let mut made = vec![0; expected.len()];
    let done = Argon2::new(algorithm, version, params).hash_password_into_with_memory(
        password.as_bytes(),
        salt.as_ref(),
        &mut made,
        &mut blocks,
    );
    MEMORY
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(blocks);
    done.ok()?;
    // Two outputs are compared in a time that does not tell where they differ.
    Some(Output::new(&made).ok()? == *expected)
}

fn lend() -> Vec<Block> {
    let mut all = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    all.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits() {
        let kept = hash("correct horse").unwrap();
        assert!(fits("correct horse", Some(&kept)));
        assert!(!fits("correct house", Some(&kept)));
        assert!(!fits("correct horse", None));
        assert!(!fits(
            "correct horse",
            Some("$argon2id$v=19$m=8,t=1,p=1$c2FsdA")
        ));
        assert!(!fits("nobody has this password", None));
    }

    #[test]
    fn memory_is_used_again() {
        let kept = hash("correct horse").unwrap();
        for _ in 0..5 {
            assert!(fits("correct horse", Some(&kept)));
        }
        assert!(
            MEMORY.lock().unwrap().len() <= 2,
            "one for each test at once"
        );
    }
}
