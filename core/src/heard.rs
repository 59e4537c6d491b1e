//! A report that somebody at the desk took down: what they heard on the telephone, read on paper, or were told in person.
//!
//! The counsellor's own signature stands inside the report, which the code's key signs: so nobody takes such a report for one that
//! its reporter typed, and nobody can name a counsellor who did not say so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, CaseId, WindowId};
use crate::time::Time;

/// How it came to whoever wrote it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Heard {
    Phone,
    Paper,
    Person,
}

impl Heard {
    /// The word for it, in attributes and messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Paper => "paper",
            Self::Person => "person",
        }
    }
}

/// A counsellor's word that the report of this author in this case is what they took down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenDown {
    pub v: u8,
    pub window: WindowId,
    pub case: CaseId,
    /// The author key of the report's code.
    pub author: AuthorKey,
    /// The counsellor, who signs.
    pub by: AuthorKey,
    pub way: Heard,
    pub time: Time,
}

impl TakenDown {
    /// Reads base64 of a frame and checks the counsellor's signature. Whose report it is about is the caller's to compare.
    pub fn read(text: &str) -> Result<Self, FrameFault> {
        let bytes = STANDARD.decode(text).map_err(|_| FrameFault::Malformed)?;
        let frame = frame::read(Line::Heard, &bytes)?;
        let word: Self = frame.parse()?;
        if word.v != 1 {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&word.by)?;
        Ok(word)
    }

    /// The signed frame as base64. `BadSignature` if `key` is not the counsellor's.
    pub fn compose(&self, key: &SigningKey) -> Result<String, FrameFault> {
        if AuthorKey::of(key) != self.by {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Heard, self, key).map(|bytes| STANDARD.encode(bytes))
    }
}
