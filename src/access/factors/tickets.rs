//! What was begun and waits for an answer, by a random number that its owner holds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sotomado_core::ids::Digest;

use crate::chance::{self, NoChance};

/// How long an answer is waited for, in seconds.
const GOOD_FOR: i64 = 300;
/// So many are held at one time; only who knows a password begins one.
const HELD: usize = 1_000;
/// So many answers may be wrong before one begins anew.
const ANSWERS: u8 = 5;

/// Begun things. After a restart, all are forgotten.
#[derive(Debug)]
pub struct Tickets<T> {
    held: Mutex<HashMap<Digest, Held<T>>>,
}

/// One of them, taken out.
#[derive(Debug)]
pub struct Held<T> {
    until: i64,
    wrong: u8,
    /// What was begun.
    pub what: T,
}

impl<T> Default for Tickets<T> {
    fn default() -> Self {
        Self {
            held: Mutex::default(),
        }
    }
}

impl<T> Tickets<T> {
    /// Holds `what` from `now` on, in seconds, and says under which number.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn hold(&self, what: T, now: i64) -> Result<String, NoChance> {
        let ticket = hex::encode(chance::bytes::<32>()?);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, one| one.until >= now);
        if held.len() >= HELD {
            let oldest = held.iter().min_by_key(|(_, one)| one.until);
            if let Some(name) = oldest.map(|(name, _)| *name) {
                held.remove(&name);
            }
        }
        let one = Held {
            until: now + GOOD_FOR,
            wrong: 0,
            what,
        };
        held.insert(Digest::of(ticket.as_bytes()), one);
        Ok(ticket)
    }

    /// Takes it out, once.
    pub fn take(&self, ticket: &str, now: i64) -> Option<Held<T>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let one = held.remove(&Digest::of(ticket.as_bytes()))?;
        (one.until >= now).then_some(one)
    }

    /// Puts back what was answered wrongly, for another answer, but not without end.
    pub fn again(&self, ticket: &str, mut one: Held<T>) {
        one.wrong += 1;
        if one.wrong < ANSWERS {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.insert(Digest::of(ticket.as_bytes()), one);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_in_time() {
        let all = Tickets::default();
        let one = all.hold("a", 1_000).unwrap();
        assert!(all.take(&"0".repeat(64), 1_000).is_none(), "never given");
        assert_eq!(all.take(&one, 1_300).unwrap().what, "a");
        assert!(all.take(&one, 1_000).is_none(), "twice");
        let late = all.hold("b", 1_000).unwrap();
        assert!(all.take(&late, 1_301).is_none(), "too late");
    }

    #[test]
    fn wrong_answers_come_to_an_end() {
        let all = Tickets::default();
        let one = all.hold("a", 1_000).unwrap();
        for _ in 0..ANSWERS {
            let held = all.take(&one, 1_000).unwrap();
            all.again(&one, held);
        }
        assert!(all.take(&one, 1_000).is_none());
    }

    #[test]
    fn no_more_are_held_than_there_is_room_for() {
        let all = Tickets::default();
        let first = all.hold(0, 1_000).unwrap();
        for number in 1..=HELD {
            all.hold(number, 1_001).unwrap();
        }
        assert!(all.take(&first, 1_001).is_none(), "the oldest goes");
        assert_eq!(all.held.lock().unwrap().len(), HELD);
    }
}
