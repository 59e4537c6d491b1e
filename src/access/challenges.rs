//! Challenges for mailbox keys: made without a row, good for two minutes, good once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sotomado_core::ids::WindowId;

use crate::chance::{self, NoChance};

/// How long a challenge is good, in seconds.
pub const GOOD_FOR: i64 = 120;

/// 12 random bytes, 4 bytes of expiry since the key was made, 16 bytes of HMAC.
pub type Challenge = [u8; 32];

/// Makes and spends challenges. The key lives in memory: after a restart, old challenges are simply not good.
pub struct Challenges {
    key: [u8; 32],
    spent: Mutex<HashMap<Challenge, i64>>,
}

impl Challenges {
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn new() -> Result<Self, NoChance> {
        Ok(Self {
            key: chance::bytes()?,
            spent: Mutex::new(HashMap::new()),
        })
    }

    /// A new challenge of `window` at `now`, in seconds.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn issue(&self, window: &WindowId, now: i64) -> Result<Challenge, NoChance> {
        let nonce: [u8; 12] = chance::bytes()?;
        Ok(self.seal(window, &nonce, expiry_word(now + GOOD_FOR)))
    }

    /// Takes a challenge back: true once, and only within its time and at its window.
    pub fn spend(&self, window: &WindowId, challenge: &Challenge, now: i64) -> bool {
        let Some((nonce, expires)) = open(challenge) else {
            return false;
        };
        if self.seal(window, &nonce, expires) != *challenge {
            return false;
        }
        // The difference of wrapped seconds is right for any two moments less than 68 years apart.
        let left = expires.wrapping_sub(expiry_word(now)).cast_signed();
        if !(0..=GOOD_FOR).contains(&i64::from(left)) {
            return false;
        }
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, until| *until >= now);
        spent.insert(*challenge, now + GOOD_FOR).is_none()
    }

    fn seal(&self, window: &WindowId, nonce: &[u8; 12], expires: u32) -> Challenge {
        let mut out = [0; 32];
        let (head, tag) = out.split_at_mut(16);
        let (first, second) = head.split_at_mut(12);
        first.copy_from_slice(nonce);
        second.copy_from_slice(&expires.to_be_bytes());
        // HMAC takes keys of every length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) {
            mac.update(window.as_bytes());
            mac.update(head);
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

fn open(challenge: &Challenge) -> Option<([u8; 12], u32)> {
    let (nonce, rest) = challenge.split_first_chunk::<12>()?;
    let (expires, _) = rest.split_first_chunk::<4>()?;
    Some((*nonce, u32::from_be_bytes(*expires)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_good_once_in_time_and_at_its_window() {
        let all = Challenges::new().unwrap();
        let one = all.issue(&WindowId([1; 16]), 1_000).unwrap();
        assert!(
            !all.spend(&WindowId([2; 16]), &one, 1_010),
            "another window"
        );
        assert!(!all.spend(&WindowId([1; 16]), &one, 1_121), "too late");
        assert!(
            !all.spend(&WindowId([1; 16]), &one, 990),
            "made in the future"
        );
        assert!(all.spend(&WindowId([1; 16]), &one, 1_120));
        assert!(!all.spend(&WindowId([1; 16]), &one, 1_120), "twice");
        assert!(
            !all.spend(&WindowId([1; 16]), &[7; 32], 1_010),
            "never made"
        );
        assert!(
            !Challenges::new()
                .unwrap()
                .spend(&WindowId([1; 16]), &one, 1_010),
            "another key"
        );
    }
}
