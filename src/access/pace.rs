//! How many reports the path without script takes: nobody works for them, so there is one measure for all. And how many texts one
//! account lays down for others in a day, and how many reports it takes down, or one laptop left open could fill the room of all.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sotomado_core::calendar::Day;

use crate::access::AccountId;

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

/// Of one account in a day at most.
const MOST: u32 = 40;

/// A day, and how many each account laid down on it.
type Counted = (Option<Day>, BTreeMap<[u8; 16], u32>);

/// How many of one kind each account laid down today; of yesterday nothing is remembered, and nothing on a disk.
#[derive(Debug, Default)]
pub struct Daily {
    today: Mutex<Counted>,
}

impl Daily {
    /// Whether this account may lay down one more.
    pub fn one_more(&self, account: AccountId, today: Day) -> bool {
        let mut kept = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != Some(today) {
            *kept = (Some(today), BTreeMap::new());
        }
        let laid = kept.1.entry(account.0).or_default();
        *laid = laid.saturating_add(1);
        *laid <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_fills_nobody_elses_room_and_another_day_begins_anew() {
        let daily = Daily::default();
        let [one, other] = [AccountId([1; 16]), AccountId([2; 16])];
        let day = Day::parse("2026-11-30").unwrap();
        let laid = (0..100).filter(|_| daily.one_more(one, day)).count();
        assert_eq!(u32::try_from(laid), Ok(MOST));
        assert!(daily.one_more(other, day));
        assert!(daily.one_more(one, day.plus_days(1)));
    }

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
