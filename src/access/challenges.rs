//! Challenges for mailbox keys: made without a row, good for two minutes, good once.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sotomado_core::ids::{AuthorKey, WindowId};

use crate::access::effort;
use crate::chance::{self, NoChance};

/// How long a challenge is good, in seconds.
pub const GOOD_FOR: i64 = 120;

/// 10 random bytes, the work asked for, whether it is for one key alone, 4 bytes of expiry, 16 bytes of HMAC.
pub type Challenge = [u8; 32];

/// What tells one challenge from all others: what stands before its expiry.
type Name = [u8; 12];

/// Why a challenge was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotGood {
    /// Not one of ours, too old, another window's or key's, or spent.
    Stale,
    /// The work it asks for was not done.
    NoWork,
}

/// Makes and spends challenges. The key lives in memory: after a restart, old challenges are simply not good.
pub struct Challenges {
    key: [u8; 32],
    spent: Mutex<Spent>,
}

/// Those spent in this and in the last span of [`GOOD_FOR`]; what is older is too old to be spent again anyway.
#[derive(Default)]
struct Spent {
    span: i64,
    now: HashSet<Name>,
    before: HashSet<Name>,
}

impl Spent {
    fn first(&mut self, name: Name, now: i64) -> bool {
        let span = now.div_euclid(GOOD_FOR);
        match span - self.span {
            0 => {}
            1 => self.before = std::mem::take(&mut self.now),
            _ => {
                // A clock that was set back forgets nothing: what was spent stays so.
                if span > self.span {
                    self.before.clear();
                    self.now.clear();
                }
            }
        }
        self.span = self.span.max(span);
        !self.before.contains(&name) && self.now.insert(name)
    }
}

impl Challenges {
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn new() -> Result<Self, NoChance> {
        Ok(Self {
            key: chance::bytes()?,
            spent: Mutex::new(Spent::default()),
        })
    }

    /// A new challenge of `window` at `now`, in seconds, for whoever does the work: so many zero bits.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn issue(&self, window: &WindowId, work: u8, now: i64) -> Result<Challenge, NoChance> {
        self.make(window, None, work, now)
    }

    /// A new challenge for one mailbox key alone, which has shown itself: without work.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn issue_to(
        &self,
        window: &WindowId,
        mailbox: &AuthorKey,
        now: i64,
    ) -> Result<Challenge, NoChance> {
        self.make(window, Some(mailbox), 0, now)
    }

    fn make(
        &self,
        window: &WindowId,
        mailbox: Option<&AuthorKey>,
        work: u8,
        now: i64,
    ) -> Result<Challenge, NoChance> {
        let [a, b, c, d, e, f, g, h, i, j] = chance::bytes()?;
        let bound = u8::from(mailbox.is_some());
        let name = [a, b, c, d, e, f, g, h, i, j, work, bound];
        Ok(self.seal(window, mailbox, &name, expiry_word(now + GOOD_FOR)))
    }

    /// Takes a challenge back: once, and only within its time, at its window, by its key and with its work done.
    /// Says how much work that was.
    ///
    /// # Errors
    /// [`NotGood`]
    pub fn spend(
        &self,
        window: &WindowId,
        mailbox: &AuthorKey,
        challenge: &Challenge,
        work: [u8; 8],
        now: i64,
    ) -> Result<u8, NotGood> {
        let (name, expires) = open(challenge).ok_or(NotGood::Stale)?;
        let [.., bits, bound] = name;
        let to = (bound == 1).then_some(mailbox);
        if self.seal(window, to, &name, expires) != *challenge {
            return Err(NotGood::Stale);
        }
        // The difference of wrapped seconds is right for any two moments less than 68 years apart.
        let left = expires.wrapping_sub(expiry_word(now)).cast_signed();
        if !(0..=GOOD_FOR).contains(&i64::from(left)) {
            return Err(NotGood::Stale);
        }
        if !effort::worked(challenge, work, bits) {
            return Err(NotGood::NoWork);
        }
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.first(name, now) {
            Ok(bits)
        } else {
            Err(NotGood::Stale)
        }
    }

    fn seal(
        &self,
        window: &WindowId,
        mailbox: Option<&AuthorKey>,
        name: &Name,
        expires: u32,
    ) -> Challenge {
        let mut out = [0; 32];
        let (head, tag) = out.split_at_mut(16);
        let (first, second) = head.split_at_mut(12);
        first.copy_from_slice(name);
        second.copy_from_slice(&expires.to_be_bytes());
        // HMAC takes keys of every length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) {
            mac.update(window.as_bytes());
            mac.update(head);
            mac.update(mailbox.map_or(&[][..], |key| &key.0));
            for (to, from) in tag.iter_mut().zip(mac.finalize().into_bytes()) {
                *to = from;
            }
        }
        out
    }
}

impl std::fmt::Debug for Challenges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Challenges")
    }
}

fn expiry_word(seconds: i64) -> u32 {
    let [.., a, b, c, d] = seconds.to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

fn open(challenge: &Challenge) -> Option<(Name, u32)> {
    let (name, rest) = challenge.split_first_chunk::<12>()?;
    let (expires, _) = rest.split_first_chunk::<4>()?;
    Some((*name, u32::from_be_bytes(*expires)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: WindowId = WindowId([1; 16]);
    const MINE: AuthorKey = AuthorKey([5; 32]);
    const NONE: [u8; 8] = [0; 8];

    #[test]
    fn a_challenge_is_good_once_in_time_and_at_its_window() {
        let all = Challenges::new().unwrap();
        let one = all.issue(&HERE, 0, 1_000).unwrap();
        let spend = |window, challenge, now| all.spend(window, &MINE, challenge, NONE, now);
        let stale = Err(NotGood::Stale);
        assert_eq!(spend(&WindowId([2; 16]), &one, 1_010), stale, "elsewhere");
        assert_eq!(spend(&HERE, &one, 1_121), stale, "too late");
        assert_eq!(spend(&HERE, &one, 990), stale, "made in the future");
        assert_eq!(spend(&HERE, &one, 1_120), Ok(0));
        assert_eq!(spend(&HERE, &one, 1_120), stale, "twice");
        assert_eq!(spend(&HERE, &[7; 32], 1_010), stale, "never made");
        let others = Challenges::new().unwrap();
        let by_others = others.spend(&HERE, &MINE, &one, NONE, 1_010);
        assert_eq!(by_others, stale, "another key");
    }

    #[test]
    fn spent_is_remembered_as_long_as_it_could_be_spent_again() {
        let all = Challenges::new().unwrap();
        let at = |start: i64| all.issue(&HERE, 0, start).unwrap();
        for (made, first, again) in [
            (1_199, 1_199, 1_200),
            (1_250, 1_319, 1_369),
            (2_000, 2_000, 2_120),
        ] {
            let one = at(made);
            assert_eq!(all.spend(&HERE, &MINE, &one, NONE, first), Ok(0));
            let twice = all.spend(&HERE, &MINE, &one, NONE, again);
            assert_eq!(twice, Err(NotGood::Stale), "{made}");
        }
        // Set back by an hour: what was spent before is too young then, and what is spent now stays spent.
        let one = at(-1_600);
        assert_eq!(all.spend(&HERE, &MINE, &one, NONE, -1_600), Ok(0));
        let twice = all.spend(&HERE, &MINE, &one, NONE, -1_500);
        assert_eq!(twice, Err(NotGood::Stale));
    }

    #[test]
    fn one_given_to_a_mailbox_is_good_for_no_other() {
        let all = Challenges::new().unwrap();
        let one = all.issue_to(&HERE, &MINE, 1_000).unwrap();
        let other = all.spend(&HERE, &AuthorKey([6; 32]), &one, NONE, 1_000);
        assert_eq!(other, Err(NotGood::Stale));
        assert_eq!(all.spend(&HERE, &MINE, &one, NONE, 1_000), Ok(0));
    }

    #[test]
    fn work_is_asked_for_and_nobody_can_ask_for_less() {
        let all = Challenges::new().unwrap();
        let one = all.issue(&HERE, 8, 1_000).unwrap();
        let done = (0_u64..)
            .map(u64::to_be_bytes)
            .find(|work| effort::worked(&one, *work, 8))
            .unwrap();
        let idle = (0_u64..)
            .map(u64::to_be_bytes)
            .find(|work| !effort::worked(&one, *work, 1))
            .unwrap();
        let spend = |challenge, work| all.spend(&HERE, &MINE, challenge, work, 1_000);
        assert_eq!(spend(&one, idle), Err(NotGood::NoWork));
        let mut less = one;
        less[10] = 0;
        assert_eq!(spend(&less, idle), Err(NotGood::Stale), "tampered with");
        assert_eq!(spend(&one, done), Ok(8));
    }
}
