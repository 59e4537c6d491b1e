//! Slows down guessing of one sign-in name. Addresses are not looked at: there are none to look at.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sotomado_core::ids::Digest;

/// So many wrong passwords in a row are free.
const FREE: u32 = 5;
/// Then one try in so many seconds.
const PAUSE: i64 = 30;
/// Names remembered at most; beyond it the oldest go.
const NAMES: usize = 10_000;

/// Wrong tries by the digest of the name, in memory alone: a name may be as long as a request.
#[derive(Debug, Default)]
pub struct Throttle {
    tries: Mutex<HashMap<Digest, Tries>>,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    last: i64,
}

impl Throttle {
    /// Whether `name` may try at `now`, in seconds. The try counts as a wrong one until [`Self::right`] is said, so
    /// that many at once are no more than one after the other.
    pub fn may_try(&self, name: &str, now: i64) -> bool {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= NAMES {
            tries.retain(|_, tries| now - tries.last < PAUSE);
        }
        let entry = tries.entry(Digest::of(name.as_bytes())).or_insert(Tries {
            wrong: 0,
            last: now,
        });
        if entry.wrong >= FREE && now - entry.last < PAUSE {
            return false;
        }
        entry.wrong = entry.wrong.saturating_add(1);
        entry.last = now;
        true
    }

    /// Forgets a name that signed in.
    pub fn right(&self, name: &str) {
        self.tries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&Digest::of(name.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_wrong_tries_one_waits() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert!(throttle.may_try("a", 100));
        }
        assert!(!throttle.may_try("a", 129));
        assert!(throttle.may_try("b", 129), "another name is free");
        assert!(throttle.may_try("a", 130));
        assert!(!throttle.may_try("a", 130), "one at a time from now on");
        throttle.right("a");
        assert!(throttle.may_try("a", 130));
    }
}
