//! How many reports the path without script takes: nobody works for them, so there is one measure for all.

use std::sync::{Mutex, PoisonError};

/// So many at once,
const ROOM: i64 = 60;
/// and then one in so many seconds.
const EACH: i64 = 2;

/// A bucket that fills again.
#[derive(Debug, Default)]
pub struct Pace {
    /// The second up to which what was taken is paid for.
    until: Mutex<i64>,
}

impl Pace {
    /// Whether one more may come at `now`, in seconds.
    pub fn one_more(&self, now: i64) -> bool {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock set back must not close the door for long.
        *until = (*until).clamp(now, now.saturating_add(ROOM * EACH));
        if *until > now.saturating_add((ROOM - 1) * EACH) {
            return false;
        }
        *until = until.saturating_add(EACH);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_slowed_and_does_not_close_the_door() {
        let pace = Pace::default();
        let taken = (0..1000).filter(|_| pace.one_more(1000)).count();
        assert_eq!(i64::try_from(taken), Ok(ROOM));
        assert!(!pace.one_more(1000 + EACH - 1));
        assert!(pace.one_more(1000 + EACH));
        let later = (0..1000).filter(|_| pace.one_more(9000)).count();
        assert_eq!(i64::try_from(later), Ok(ROOM));
    }
}
