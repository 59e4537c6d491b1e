//! What somebody answered on the telephone, about a text that was read out to them: their code's own signature, made by the counsellor to
//! whom they read the code.
//!
//! So nobody makes one who does not have the code; and an agreement counts only once a second counsellor has heard it, too, and
//! made another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, CaseId, Digest, WindowId};
use crate::time::Time;

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Heard {
    Agreed,
    Declined,
    Revoked,
}

/// An answer by telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    pub v: u8,
    pub window: WindowId,
    pub case: CaseId,
    /// The author key of the code that was read out, which signs.
    pub author: AuthorKey,
    /// The counsellor who heard it.
    pub by: AuthorKey,
    pub is: Heard,
    /// The proposal; of what is taken back the consent.
    pub of: Digest,
    /// Of an agreement that somebody heard before: their entry.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub first: Option<Digest>,
    pub time: Time,
}

/// A member that may be left out; null is not that.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Digest>, D::Error> {
    Digest::deserialize(from).map(Some)
}

impl Spoken {
    /// Reads base64 of a frame and checks the code's signature. Whose code it is is the caller's to compare.
    pub fn read(text: &str) -> Result<Self, FrameFault> {
        let bytes = STANDARD.decode(text).map_err(|_| FrameFault::Malformed)?;
        let frame = frame::read(Line::Spoken, &bytes)?;
        let word: Self = frame.parse()?;
        if word.v != 1 || word.first.is_some() && word.is != Heard::Agreed {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&word.author)?;
        Ok(word)
    }

    /// The signed frame as base64. `BadSignature` if `key` is not the code's.
    pub fn compose(&self, key: &SigningKey) -> Result<String, FrameFault> {
        if AuthorKey::of(key) != self.author {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Spoken, self, key).map(|bytes| STANDARD.encode(bytes))
    }
}

/// The word in messages for what a step says was heard; whether the reporter's code signed it is not looked at here.
#[must_use]
pub fn kind(frame: &str) -> &'static str {
    match Spoken::read(frame) {
        Err(_) => "spoken",
        Ok(word) if word.first.is_some() => "spoken-second",
        Ok(word) => match word.is {
            Heard::Agreed => "spoken-agreed",
            Heard::Declined => "spoken-declined",
            Heard::Revoked => "spoken-revoked",
        },
    }
}
