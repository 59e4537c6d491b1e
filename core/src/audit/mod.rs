//! The chain of what staff did: each record bears the digest of the one before, and each day ends with a signed head.
//!
//! A record says a day, an account, a deed, and of which case by a mark that nobody can follow once the case is gone. The
//! day's last record is its close; the digest of that is the head, which somebody outside keeps. Each record has random bytes of
//! its own, so that a head says neither how many records there were nor whether there were any.

#[cfg(test)]
mod tests;
mod verify;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::calendar::Day;
use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, CaseId, CaseMark, Digest, Salt, StaffId};

pub use verify::{Fault, Found, Seen, verify};

/// The deed of the record that ends a day.
pub const CLOSE: &str = "close";

/// What the bytes of a record, and what stands before the first one, begin with.
const RECORD: &str = "sotomado audit 1\n";

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The Japanese day; of a close, the day that it ends.
    pub day: Day,
    /// Who did it; nobody: the machine, or whoever has its shell.
    pub account: Option<StaffId>,
    /// What was done, in one word.
    pub action: String,
    /// In which case.
    pub case: Option<CaseMark>,
    /// Its own random bytes.
    pub salt: Salt,
    /// Digest of the record before.
    pub before: Digest,
}

impl Record {
    /// One line for each member, in this order; a dash stands for none. Whoever doubts this program counts them by `sha256sum`.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let account = or_dash(self.account.map(|account| account.to_string()));
        let case = or_dash(self.case.map(|case| case.to_string()));
        let (day, action, salt, before) = (self.day, &self.action, self.salt, self.before);
        format!("{RECORD}{day}\n{account}\n{action}\n{case}\n{salt}\n{before}\n").into_bytes()
    }

    /// SHA-256 of its bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes())
    }
}

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// None where what is kept cannot be read as a record.
    pub record: Option<Record>,
    /// The digest that stands beside it.
    pub digest: Digest,
    /// Of a close: the signed head.
    pub head: Option<Vec<u8>>,
}

/// What stands before the first record of the chain that `key` closes.
#[must_use]
pub fn beginning(key: &AuthorKey) -> Digest {
    Digest::of(&[RECORD.as_bytes(), key.as_bytes()].concat())
}

/// A case as records name it, under a key that is destroyed with the case.
#[must_use]
pub fn mark(key: &[u8; 32], case: &CaseId) -> CaseMark {
    let mut mark = [0; 32];
    // HMAC takes keys of every length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        mac.update(RECORD.as_bytes());
        mac.update(case.as_bytes());
        mark = mac.finalize().into_bytes().into();
    }
    CaseMark(mark)
}

/// The signed end of a day, as somebody outside keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    body: Body,
    frame: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Body {
    v: u8,
    key: AuthorKey,
    day: Day,
    head: Digest,
}

/// A line that is no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the head of a day, or not as it was signed")]
pub struct NotAHead;

impl Head {
    /// Signs that `day` ended with the record of this digest.
    ///
    /// # Errors
    /// [`FrameFault`], never for a day that can be written.
    pub fn sign(day: Day, head: Digest, key: &SigningKey) -> Result<Self, FrameFault> {
        let body = Body {
            v: 1,
            key: AuthorKey::of(key),
            day,
            head,
        };
        let frame = frame::write_json(Line::Head, &body, key)?;
        Ok(Self { body, frame })
    }

    /// Reads a frame and checks that the key which it names signed it.
    ///
    /// # Errors
    /// [`FrameFault`]
    pub fn read(bytes: &[u8]) -> Result<Self, FrameFault> {
        let read = frame::read(Line::Head, bytes)?;
        let body: Body = read.parse()?;
        if body.v != 1 {
            return Err(FrameFault::Malformed);
        }
        read.verify(&body.key)?;
        let frame = bytes.to_vec();
        Ok(Self { body, frame })
    }

    /// Day, mark and frame in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let frame = STANDARD.encode(&self.frame);
        format!("{} {} {frame}", self.day(), self.mark())
    }

    /// Reads such a line; its day and mark must be the frame's.
    ///
    /// # Errors
    /// [`NotAHead`]
    pub fn from_line(line: &str) -> Result<Self, NotAHead> {
        let mut words = line.split_ascii_whitespace();
        let (Some(day), Some(mark), Some(frame), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(NotAHead);
        };
        let frame = STANDARD.decode(frame).map_err(|_| NotAHead)?;
        let head = Self::read(&frame).map_err(|_| NotAHead)?;
        if head.day().to_string() == day && head.mark() == mark {
            Ok(head)
        } else {
            Err(NotAHead)
        }
    }

    /// The first 80 bits of the head in five groups, for people who compare.
    #[must_use]
    pub fn mark(&self) -> String {
        let hex = self.body.head.to_string();
        let groups: Vec<String> = hex
            .as_bytes()
            .chunks(4)
            .take(5)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect();
        groups.join("-")
    }

    /// The day that it ends.
    #[must_use]
    pub const fn day(&self) -> Day {
        self.body.day
    }

    /// Digest of the day's close.
    #[must_use]
    pub const fn head(&self) -> Digest {
        self.body.head
    }

    /// The key that closes this chain.
    #[must_use]
    pub const fn key(&self) -> AuthorKey {
        self.body.key
    }

    /// The signed bytes.
    #[must_use]
    pub fn frame(&self) -> &[u8] {
        &self.frame
    }
}
