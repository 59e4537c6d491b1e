//! Slows down guessing of one sign-in name. Addresses are not looked at: there are none to look at.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many wrong passwords in a row are free.
const FREE: u32 = 5;
/// Then one try in so many seconds.
const PAUSE: i64 = 30;
/// Names remembered at most; beyond it the oldest go.
const NAMES: usize = 10_000;

/// Wrong tries by name, in memory alone.
#[derive(Debug, Default)]
pub struct Throttle {
    tries: Mutex<HashMap<String, Tries>>,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    last: i64,
}

impl Throttle {
    /// Whether `name` may try at `now`, in seconds.
    pub fn may_try(&self, name: &str, now: i64) -> bool {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries
            .get(name)
            .is_none_or(|tries| tries.wrong < FREE || now - tries.last >= PAUSE)
    }

    /// Notes a wrong password.
    pub fn wrong(&self, name: &str, now: i64) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= NAMES {
            tries.retain(|_, tries| now - tries.last < PAUSE);
        }
        let entry = tries.entry(name.to_owned()).or_insert(Tries {
            wrong: 0,
            last: now,
        });
        entry.wrong = entry.wrong.saturating_add(1);
        entry.last = now;
    }

    /// Forgets a name that signed in.
    pub fn right(&self, name: &str) {
        self.tries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
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
            throttle.wrong("a", 100);
        }
        assert!(!throttle.may_try("a", 129));
        assert!(throttle.may_try("b", 129), "another name is free");
        assert!(throttle.may_try("a", 130));
        throttle.right("a");
        assert!(throttle.may_try("a", 130));
    }
}
