//! How much work a challenge asks for: none in quiet times, more where more is asked for.
//!
//! Nobody is ever locked out. Who asks often from one place, and everybody while reports come in a flood, lets the
//! browser count for a moment; the person has nothing to solve. Places are told apart by an HMAC of the network address
//! under a key that is made anew each day and lies in memory alone, and are forgotten a minute after they fall silent.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use sotomado_core::calendar::Day;

use crate::chance::{self, NoChance};

/// Most zero bits that are ever asked for: some ten thousand digests, a fraction of a second on a phone without JIT.
pub const MOST: u8 = 14;
/// Places remembered at most; about 2 MB.
const PLACES: usize = 50_000;

/// So many askings at once are free, and one is forgotten each so many seconds.
#[derive(Clone, Copy, Debug)]
struct Measure {
    free: u32,
    each: i64,
}

/// One place: a household, an office, or all of a city behind one address.
const PLACE: Measure = Measure { free: 60, each: 1 };
/// All windows together, counted in what is newly kept: reports and drafts.
const NEW: Measure = Measure { free: 200, each: 1 };
/// New drafts besides: a window has places for some thousands, and each is held for days. Whoever fills them one by one
/// must not stay below what is noticed.
const DRAFTS: Measure = Measure { free: 50, each: 60 };

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Something new for the desk: a report.
    New,
    /// A draft.
    Draft,
    /// Coming back with a code.
    Return,
}

#[derive(Clone, Copy, Debug, Default)]
struct Level {
    height: u32,
    at: i64,
}

impl Level {
    fn now(self, measure: Measure, now: i64) -> u32 {
        self.drained(measure, now).height
    }

    fn raise(&mut self, measure: Measure, now: i64) -> u32 {
        *self = self.drained(measure, now);
        self.height = self.height.saturating_add(1);
        self.height
    }

    /// A clock set back drains nothing; one set far ahead drains everything.
    fn drained(self, measure: Measure, now: i64) -> Self {
        let gone = now.saturating_sub(self.at).max(0) / measure.each;
        let height = self
            .height
            .saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX));
        // Of a part of a step nothing is lost, however often it is raised within one.
        let at = if height == 0 || now < self.at {
            now
        } else {
            self.at.saturating_add(gone.saturating_mul(measure.each))
        };
        Self { height, at }
    }
}

/// Two bits for each doubling past what is free.
fn bits(height: u32, measure: Measure) -> u8 {
    match (height.saturating_sub(1) / measure.free).checked_ilog2() {
        None => 0,
        Some(doublings) => u8::try_from(2 * doublings + 2).map_or(MOST, |bits| bits.min(MOST)),
    }
}

struct Places {
    day: Option<Day>,
    key: [u8; 32],
    levels: HashMap<u64, Level>,
    swept: i64,
}

impl Places {
    fn tag(&mut self, address: IpAddr, today: Day) -> Result<u64, NoChance> {
        if self.day != Some(today) {
            self.key = chance::bytes()?;
            self.levels.clear();
            self.day = Some(today);
        }
        Ok(tag(&self.key, address))
    }
}

/// How busy each place is, and all windows together.
pub struct Effort {
    places: Mutex<Places>,
    new: Mutex<Level>,
    drafts: Mutex<Level>,
}

impl Effort {
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn new() -> Result<Self, NoChance> {
        Ok(Self {
            places: Mutex::new(Places {
                day: None,
                key: chance::bytes()?,
                levels: HashMap::new(),
                swept: 0,
            }),
            new: Mutex::default(),
            drafts: Mutex::default(),
        })
    }

    /// Zero bits that a challenge asked for from `place` must ask for. `now` is in seconds.
    ///
    /// # Errors
    /// [`NoChance`] when the day's key cannot be made.
    pub fn asked(
        &self,
        place: Option<IpAddr>,
        purpose: Purpose,
        today: Day,
        now: i64,
    ) -> Result<u8, NoChance> {
        let here = match place {
            Some(address) => self.place(address, today, now)?,
            None => 0,
        };
        Ok(match purpose {
            Purpose::New => here.max(self.new_now(now)),
            Purpose::Draft => here.max(self.draft_now(now)),
            Purpose::Return => here,
        })
    }

    /// Zero bits that something new must have been worth by now.
    pub fn new_now(&self, now: i64) -> u8 {
        let level = *self.new.lock().unwrap_or_else(PoisonError::into_inner);
        bits(level.now(NEW, now), NEW)
    }

    /// Zero bits that a new draft must have been worth by now.
    pub fn draft_now(&self, now: i64) -> u8 {
        let level = *self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        self.new_now(now).max(bits(level.now(DRAFTS, now), DRAFTS))
    }

    /// Something new was kept.
    pub fn kept_new(&self, now: i64) {
        let mut level = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        level.raise(NEW, now);
    }

    /// A new draft was kept.
    pub fn kept_draft(&self, now: i64) {
        self.kept_new(now);
        let mut level = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        level.raise(DRAFTS, now);
    }

    /// What stands for a place today, and for no other day.
    ///
    /// # Errors
    /// [`NoChance`] when the day's key cannot be made.
    pub fn tag(&self, address: IpAddr, today: Day) -> Result<u64, NoChance> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.tag(address, today)
    }

    fn place(&self, address: IpAddr, today: Day, now: i64) -> Result<u8, NoChance> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let tag = places.tag(address, today)?;
        if places.levels.len() >= PLACES && !places.levels.contains_key(&tag) {
            // Once a second: going through all for each newcomer would be what slows the others.
            if places.swept != now {
                places.swept = now;
                places.levels.retain(|_, level| level.now(PLACE, now) > 0);
            }
            if places.levels.len() >= PLACES {
                // Who cannot be told apart any more is asked for a little.
                return Ok(bits(2 * PLACE.free, PLACE));
            }
        }
        let height = places.levels.entry(tag).or_default().raise(PLACE, now);
        Ok(bits(height, PLACE))
    }
}

impl std::fmt::Debug for Effort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Effort")
    }
}

/// Whether SHA-256 of challenge and `work` begins with `bits` zero bits.
pub fn worked(challenge: &[u8; 32], work: [u8; 8], bits: u8) -> bool {
    let digest = Sha256::new()
        .chain_update(challenge)
        .chain_update(work)
        .finalize();
    let mut zeros = 0;
    for byte in digest {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros >= u32::from(bits)
}

/// An IPv6 customer has a whole /64.
fn tag(key: &[u8; 32], address: IpAddr) -> u64 {
    let octets: [u8; 8] = match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            [0, 0, 0, 0, a, b, c, d]
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => return tag(key, IpAddr::V4(v4)),
            None => {
                let [a, b, c, d, e, f, g, h, ..] = v6.octets();
                [a, b, c, d, e, f, g, h]
            }
        },
    };
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return 0;
    };
    mac.update(&octets);
    let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(mac.finalize().into_bytes());
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn ask(effort: &Effort, place: [u8; 4], now: i64) -> u8 {
        let today = day("2026-11-24");
        effort
            .asked(Some(place.into()), Purpose::Return, today, now)
            .unwrap()
    }

    #[test]
    fn three_hundred_behind_one_address_count_for_an_instant_and_are_never_locked_out() {
        let effort = Effort::new().unwrap();
        let most = (0..300).map(|_| ask(&effort, [10, 0, 0, 1], 0)).max();
        // 2⁶ digests: not to be felt on any phone.
        assert_eq!(most, Some(6));
        assert_eq!(
            ask(&effort, [10, 0, 0, 1], 300),
            0,
            "forgotten five minutes after"
        );
    }

    #[test]
    fn who_guesses_slows_nobody_else() {
        let effort = Effort::new().unwrap();
        for _ in 0..100_000 {
            ask(&effort, [192, 0, 2, 1], 0);
        }
        assert_eq!(ask(&effort, [192, 0, 2, 1], 0), MOST);
        assert_eq!(ask(&effort, [192, 0, 2, 2], 0), 0);
        let elsewhere = effort.asked(None, Purpose::New, day("2026-11-24"), 0);
        assert_eq!(elsewhere.unwrap(), 0, "nor anything new");
    }

    #[test]
    fn a_flood_of_reports_makes_new_ones_dearer_and_coming_back_no_dearer() {
        let effort = Effort::new().unwrap();
        for _ in 0..10_000 {
            effort.kept_new(0);
        }
        let today = day("2026-11-24");
        let ask = |purpose| effort.asked(None, purpose, today, 0).unwrap();
        assert_eq!(ask(Purpose::New), 12);
        assert_eq!(ask(Purpose::Return), 0);
        assert_eq!(effort.new_now(10_000), 0, "quiet again");
    }

    /// Slowly enough to be no flood: one in two seconds, until nearly all places are taken.
    #[test]
    fn whoever_takes_the_places_for_drafts_one_by_one_works_more_and_more_and_reports_do_not() {
        let effort = Effort::new().unwrap();
        let mut asked = Vec::new();
        for n in 0..5_000 {
            asked.push(effort.draft_now(2 * n));
            effort.kept_draft(2 * n);
        }
        assert_eq!(asked.first(), Some(&0));
        assert!(asked.is_sorted());
        assert_eq!(asked.last(), Some(&MOST));
        assert_eq!(effort.new_now(10_000), 0);
        let today = day("2026-11-24");
        let ask = |purpose| effort.asked(None, purpose, today, 10_000).unwrap();
        assert_eq!((ask(Purpose::New), ask(Purpose::Draft)), (0, MOST));
        assert_eq!(effort.draft_now(10_000 + 60 * 5_000), 0, "in four days");
    }

    #[test]
    fn a_clock_set_back_drains_nothing_and_one_set_ahead_everything() {
        let mut level = Level::default();
        for _ in 0..10 {
            level.raise(DRAFTS, 1_000_000);
        }
        assert_eq!(level.raise(DRAFTS, 0), 11);
        assert_eq!(level.now(DRAFTS, 120), 9);
        assert_eq!(level.now(DRAFTS, i64::MAX), 0);
    }

    #[test]
    fn places_are_told_apart_under_another_key_each_day_and_are_bounded() {
        let effort = Effort::new().unwrap();
        ask(&effort, [10, 0, 0, 1], 0);
        let before = effort.places.lock().unwrap().key;
        effort
            .asked(
                Some([10, 0, 0, 1].into()),
                Purpose::Return,
                day("2026-11-25"),
                0,
            )
            .unwrap();
        assert_ne!(effort.places.lock().unwrap().key, before);
        for n in 0..60_000_u32 {
            ask(&effort, n.to_be_bytes(), 0);
        }
        assert_eq!(effort.places.lock().unwrap().levels.len(), PLACES);
        assert_eq!(ask(&effort, [255, 0, 0, 1], 0), 2, "full");
        assert_eq!(ask(&effort, [255, 0, 0, 1], 61), 0, "and emptied");
    }

    #[test]
    fn neighbours_in_one_ipv6_network_are_one_place() {
        let key = [7; 32];
        let at = |text: &str| tag(&key, text.parse().unwrap());
        assert_eq!(at("2001:db8:0:1::1"), at("2001:db8:0:1:ffff::2"));
        assert_ne!(at("2001:db8:0:1::1"), at("2001:db8:0:2::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    #[test]
    fn work_is_leading_zero_bits() {
        let challenge = [3; 32];
        let found = (0_u64..)
            .find(|n| worked(&challenge, n.to_be_bytes(), 10))
            .unwrap();
        assert!(worked(&challenge, found.to_be_bytes(), 0));
        assert!(!worked(&challenge, found.to_be_bytes(), 40));
    }
}
