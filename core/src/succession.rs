//! From the poster's key to today's.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, Digest, NotAnId, WindowId};

/// One key's word for the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    pub v: u8,
    pub window: WindowId,
    pub from: AuthorKey,
    pub to: AuthorKey,
    pub day: Day,
}

impl Succession {
    /// Reads a frame and checks that `from` signed it.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Succession, bytes)?;
        let body: Self = frame.parse()?;
        if body.v != 1 || body.from == body.to {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&body.from)?;
        Ok(body)
    }

    /// Signs that `to` follows the key given.
    pub fn sign(
        window: WindowId,
        to: AuthorKey,
        day: Day,
        from: &SigningKey,
    ) -> Result<Vec<u8>, FrameFault> {
        let body = Self {
            v: 1,
            window,
            from: AuthorKey::of(from),
            to,
            day,
        };
        frame::write_json(Line::Succession, &body, from)
    }
}

/// The poster's 32 hex characters: the first half of the SHA-256 of a window's first desk key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 16]);

/// The fingerprint of a window's first desk key.
#[must_use]
pub fn fingerprint(first: &AuthorKey) -> Fingerprint {
    let digest = Digest::of(first.as_bytes());
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(digest.as_bytes()) {
        *to = *from;
    }
    Fingerprint(half)
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        WindowId::from_str(text).map(|half| Self(half.0))
    }
}

/// Why no way leads from the first key to the roster's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionFault {
    #[error("a succession belongs to another window")]
    WrongWindow,
    #[error("one key names two followers, or the way goes round")]
    Forked,
    #[error("no key here has the fingerprint of the poster")]
    WrongFingerprint,
    #[error("the successions do not end at the roster's key")]
    Broken,
}

impl SuccessionFault {
    /// A code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongWindow => "wrong-window",
            Self::Forked => "succession-fork",
            Self::WrongFingerprint => "wrong-fingerprint",
            Self::Broken => "succession-broken",
        }
    }
}

/// The key that stands at the end of the way from `first`. The order of `successions` does not matter.
pub fn follow(
    window: WindowId,
    first: AuthorKey,
    successions: &[Succession],
) -> Result<AuthorKey, SuccessionFault> {
    if successions.iter().any(|step| step.window != window) {
        return Err(SuccessionFault::WrongWindow);
    }
    let mut key = first;
    // Each step uses one up at most, so a way longer than the list goes round.
    for _ in 0..=successions.len() {
        let mut next = successions
            .iter()
            .filter(|step| step.from == key)
            .map(|step| step.to);
        let Some(to) = next.next() else {
            return Ok(key);
        };
        if next.any(|other| other != to) {
            return Err(SuccessionFault::Forked);
        }
        key = to;
    }
    Err(SuccessionFault::Forked)
}

/// `first` and the keys to which successions lead on from it, in order; a key with two followers leads nowhere.
#[must_use]
pub fn line(window: WindowId, first: AuthorKey, successions: &[Succession]) -> Vec<AuthorKey> {
    let mut keys = vec![first];
    loop {
        let at = keys.last().copied().unwrap_or(first);
        let mut next = successions
            .iter()
            .filter(|step| step.window == window && step.from == at)
            .map(|step| step.to);
        match next.next() {
            Some(to) if next.all(|other| other == to) && !keys.contains(&to) => keys.push(to),
            _ => return keys,
        }
    }
}

/// Whether `desk_key` follows from the poster's fingerprint; without one, from the first key that the
/// successions name (then the page says that no poster was compared).
pub fn trace(
    window: WindowId,
    poster: Option<Fingerprint>,
    successions: &[Succession],
    desk_key: AuthorKey,
) -> Result<(), SuccessionFault> {
    let first = match poster {
        Some(poster) => std::iter::once(desk_key)
            .chain(successions.iter().map(|step| step.from))
            .find(|key| fingerprint(key) == poster)
            .ok_or(SuccessionFault::WrongFingerprint)?,
        None => successions.first().map_or(desk_key, |step| step.from),
    };
    if follow(window, first, successions)? == desk_key {
        Ok(())
    } else {
        Err(SuccessionFault::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn step(from: u8, to: u8) -> Succession {
        let day = Day::new(2026, 11, 24).unwrap();
        let bytes =
            Succession::sign(WindowId([9; 16]), AuthorKey::of(&key(to)), day, &key(from)).unwrap();
        Succession::read(&bytes).unwrap()
    }

    #[test]
    fn follows_to_the_end() {
        let window = WindowId([9; 16]);
        let at = |seed| AuthorKey::of(&key(seed));
        let way = [step(1, 2), step(2, 3)];
        assert_eq!(follow(window, at(1), &way), Ok(at(3)));
        assert_eq!(follow(window, at(7), &way), Ok(at(7)));
        let poster = Some(fingerprint(&at(1)));
        assert_eq!(trace(window, poster, &way, at(3)), Ok(()));
        assert_eq!(trace(window, None, &way, at(3)), Ok(()));
        assert_eq!(trace(window, None, &[], at(3)), Ok(()));
        // A key that was followed by another signs no roster any more.
        assert_eq!(
            trace(window, poster, &way, at(2)),
            Err(SuccessionFault::Broken)
        );
        assert_eq!(
            trace(window, Some(fingerprint(&at(8))), &way, at(3)),
            Err(SuccessionFault::WrongFingerprint)
        );
        assert_eq!(
            trace(WindowId([8; 16]), poster, &way, at(3)),
            Err(SuccessionFault::WrongWindow)
        );
        assert_eq!(
            follow(window, at(1), &[step(1, 2), step(1, 3)]),
            Err(SuccessionFault::Forked)
        );
        assert_eq!(
            follow(window, at(1), &[step(1, 2), step(2, 1)]),
            Err(SuccessionFault::Forked)
        );
    }

    #[test]
    fn the_line_ends_where_two_follow() {
        let window = WindowId([9; 16]);
        let at = |seed| AuthorKey::of(&key(seed));
        let line_of = |steps: &[Succession]| line(window, at(1), steps);
        assert_eq!(line_of(&[step(2, 3), step(1, 2)]), [at(1), at(2), at(3)]);
        assert_eq!(line_of(&[step(1, 2), step(1, 3)]), [at(1)]);
        assert_eq!(line_of(&[step(1, 2), step(2, 1)]), [at(1), at(2)]);
        assert_eq!(line_of(&[step(4, 1)]), [at(1)]);
    }

    #[test]
    fn fingerprint_is_half_a_digest() {
        let first = AuthorKey::of(&key(1));
        let text = fingerprint(&first).to_string();
        assert_eq!(text.len(), 32);
        assert!(Digest::of(first.as_bytes()).to_string().starts_with(&text));
        assert_eq!(text.parse(), Ok(fingerprint(&first)));
    }
}
