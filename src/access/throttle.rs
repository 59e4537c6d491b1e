//! Slows down guessing of one sign-in name from one place, so that nobody keeps somebody at another place out. A place is a
//! number that stands for it today alone; where places cannot be told apart, all are one.

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
    pub fn may_try(&self, name: &str, place: Option<u64>, now: i64) -> bool {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= NAMES {
            tries.retain(|_, tries| now - tries.last < PAUSE);
        }
        let entry = tries.entry(key(name, place)).or_insert(Tries {
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
    pub fn right(&self, name: &str, place: Option<u64>) {
        self.tries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&key(name, place));
    }
}

fn key(name: &str, place: Option<u64>) -> Digest {
    let place = place.map_or_else(Vec::new, |tag| tag.to_be_bytes().to_vec());
    Digest::of(&[place.as_slice(), b" ", name.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_wrong_tries_one_waits() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert!(throttle.may_try("a", None, 100));
        }
        assert!(!throttle.may_try("a", None, 129));
        assert!(throttle.may_try("b", None, 129), "another name is free");
        assert!(throttle.may_try("a", None, 130));
        assert!(
            !throttle.may_try("a", None, 130),
            "one at a time from now on"
        );
        throttle.right("a", None);
        assert!(throttle.may_try("a", None, 130));
    }

    #[test]
    fn whoever_guesses_from_one_place_keeps_nobody_out_at_another() {
        let throttle = Throttle::default();
        for _ in 0..9 {
            throttle.may_try("a", Some(1), 100);
        }
        assert!(!throttle.may_try("a", Some(1), 101));
        assert!(throttle.may_try("a", Some(2), 101));
        throttle.right("a", Some(2));
        assert!(!throttle.may_try("a", Some(1), 102), "one is not the other");
    }
}
