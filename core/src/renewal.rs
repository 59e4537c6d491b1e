//! Another code takes the place of a reporter's: the new one's own word, which stands in an entry that the old one signs.
//!
//! Both signatures are there, or it would be nobody's: the old code alone could name somebody else's key, the new one alone anybody's case.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, CaseId, Recipient, WindowId};
use crate::time::Time;

/// A code's word that it follows another in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    pub v: u8,
    pub window: WindowId,
    pub case: CaseId,
    /// The author key of the code until now.
    pub from: AuthorKey,
    /// That of the new one, which signs.
    pub author: AuthorKey,
    /// To which the reporter's key files are sealed from here on.
    pub recipient: Recipient,
    pub time: Time,
}

impl Renewal {
    /// Reads base64 of a frame and checks the new code's signature. Whether the old one may be followed is the caller's to ask.
    pub fn read(text: &str) -> Result<Self, FrameFault> {
        let bytes = STANDARD.decode(text).map_err(|_| FrameFault::Malformed)?;
        let frame = frame::read(Line::Code, &bytes)?;
        let word: Self = frame.parse()?;
        if word.v != 1 {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&word.author)?;
        Ok(word)
    }

    /// The signed frame as base64. `BadSignature` if `key` is not the new code's.
    pub fn compose(&self, key: &SigningKey) -> Result<String, FrameFault> {
        if AuthorKey::of(key) != self.author {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Code, self, key).map(|bytes| STANDARD.encode(bytes))
    }
}
