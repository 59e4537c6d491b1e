//! Codes of an authenticator app (RFC 6238): six digits, thirty seconds, and the step before and after for clocks that differ.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use totp_rs::{Algorithm, Builder, Totp};

use crate::access::AccountId;
use crate::chance::{self, NoChance};

const STEP: u64 = 30;
const SKEW: u16 = 1;

/// What app and program share, 20 bytes; not printed.
#[derive(Clone)]
pub struct Secret(pub Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A fresh one.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn fresh() -> Result<Self, NoChance> {
        Ok(Self(chance::bytes::<20>()?.to_vec()))
    }

    /// As one types it into an app.
    #[must_use]
    pub fn base32(&self) -> String {
        self.totp().secret().to_base32()
    }

    /// The step whose code this is, around `now` in seconds.
    fn step(&self, code: &str, now: i64) -> Option<u64> {
        let well = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let now = u64::try_from(now).ok()?;
        if well {
            self.totp().check(code, now)
        } else {
            None
        }
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(STEP)
            .with_secret(self.0.clone())
            .build_noncompliant()
    }
}

/// Why a code was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is none of these moments.
    Wrong,
    /// It is, and was taken before, or may have been before the program started.
    Spent,
}

/// The last step of each account whose code was taken. A step is a time of day: so it is in no table, and what may have been
/// used before the start is not taken after it.
#[derive(Debug)]
pub struct UsedSteps {
    floor: u64,
    last: Mutex<HashMap<AccountId, u64>>,
}

impl UsedSteps {
    /// From a start at `now`, in seconds.
    #[must_use]
    pub fn from(now: i64) -> Self {
        let now = u64::try_from(now).unwrap_or_default();
        Self {
            floor: now / STEP + u64::from(SKEW),
            last: Mutex::default(),
        }
    }

    /// Takes a code of `account`, once; none of an older step after it.
    ///
    /// # Errors
    /// [`NotTaken`]
    pub fn take(
        &self,
        account: AccountId,
        secret: &Secret,
        code: &str,
        now: i64,
    ) -> Result<(), NotTaken> {
        let step = secret.step(code, now).ok_or(NotTaken::Wrong)?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.get(&account).copied().unwrap_or(self.floor);
        if step <= before {
            return Err(NotTaken::Spent);
        }
        last.insert(account, step);
        Ok(())
    }

    /// Takes the first code of a secret that was made just now: nothing of it can have been taken before.
    ///
    /// # Errors
    /// [`NotTaken::Wrong`]
    pub fn take_first(
        &self,
        account: AccountId,
        secret: &Secret,
        code: &str,
        now: i64,
    ) -> Result<(), NotTaken> {
        let step = secret.step(code, now).ok_or(NotTaken::Wrong)?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(account, step);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: AccountId = AccountId([1; 16]);
    const OTHER: AccountId = AccountId([2; 16]);

    fn secret() -> Secret {
        Secret(b"12345678901234567890".to_vec())
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, the last six of its eight digits.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let used = UsedSteps::from(0);
            assert_eq!(secret().step(code, time), Some(time.unsigned_abs() / STEP));
            let taken = used.take(WHO, &secret(), code, time);
            assert_eq!(taken.is_ok(), time > 60, "{time}");
        }
        assert_eq!(secret().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_step_is_taken_once_and_none_before_it_after_it() {
        let used = UsedSteps::from(0);
        let (now, code) = (1_111_111_109, "081804");
        let at = |step: i64| {
            let time = u64::try_from(now + 30 * step).unwrap();
            secret().totp().generate(time).to_string()
        };
        assert_eq!(used.take(WHO, &secret(), &at(1), now), Ok(()), "early");
        for old in [code, &at(1), &at(-1)] {
            assert_eq!(
                used.take(WHO, &secret(), old, now),
                Err(NotTaken::Spent),
                "{old}"
            );
        }
        assert_eq!(
            used.take(OTHER, &secret(), code, now),
            Ok(()),
            "another's step"
        );
        for wrong in ["081805", "81804", "０８１８０４", "0818040", ""] {
            assert_eq!(
                used.take(OTHER, &secret(), wrong, now),
                Err(NotTaken::Wrong),
                "{wrong}"
            );
        }
        assert_eq!(
            used.take(WHO, &secret(), &at(3), now),
            Err(NotTaken::Wrong),
            "far ahead"
        );
    }

    #[test]
    fn what_may_have_been_used_before_a_start_is_not_taken_after_it() {
        let now = 1_111_111_109;
        let used = UsedSteps::from(now);
        let soon = secret().totp().generate(1_111_111_139).to_string();
        for old in ["081804", &soon] {
            assert_eq!(
                used.take(WHO, &secret(), old, now),
                Err(NotTaken::Spent),
                "{old}"
            );
        }
        assert_eq!(
            used.take_first(OTHER, &secret(), "081804", now),
            Ok(()),
            "but for a secret that is newer than the start"
        );
        assert_eq!(
            used.take(OTHER, &secret(), "081804", now),
            Err(NotTaken::Spent),
            "and then no more"
        );
        let next = secret().totp().generate(1_111_111_169).to_string();
        assert_eq!(used.take(WHO, &secret(), &next, now + 60), Ok(()));
    }
}
