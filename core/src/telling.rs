//! Somebody in the city is told by a link and a code: the very text, signed by a counsellor, and what they give back.

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::entry::RosterName;
use crate::frame::{self, Frame, FrameFault, Line};
use crate::ids::{AuthorKey, Recipient, TellingId, WindowId};
use crate::time::Time;

/// What the desk puts in the place of every part of a text that it masks, however long that was.
pub const MASK: &str = "■■■";

/// What whoever is told opens. It names no entry and no case: the server knows those ids, and a recipient who has the machine
/// would know whose mailbox it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    pub v: u8,
    pub window: WindowId,
    pub telling: TellingId,
    /// The counsellor who tells.
    pub author: AuthorKey,
    pub time: Time,
    pub roster: RosterName,
    /// The organisation's name.
    pub organisation: String,
    pub recipient: String,
    /// What was agreed to, to the letter.
    pub text: String,
    /// Whether the reporter agreed; else two counsellors decided, in danger to life.
    pub agreed: bool,
    /// The last day on which it opens.
    pub until: Day,
    /// To which answers are sealed.
    pub to: Recipient,
    /// The key that signs answers.
    pub key: AuthorKey,
    /// By another link to a text that was told before: the days of the answers that the desk has written down. Their words stay out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<Day>,
}

impl Telling {
    /// Reads opened bytes and checks the author's signature. Whether the author reads for the window is the caller's to ask.
    pub fn read(plain: &[u8]) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Telling, plain)?;
        let telling: Self = frame.parse()?;
        if telling.v != 1 {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&telling.author)?;
        Ok(telling)
    }

    /// The signed and filled bytes, ready to be sealed. `BadSignature` if `key` is not the author's.
    pub fn compose(&self, key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
        if AuthorKey::of(key) != self.author {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Telling, self, key)
    }
}

/// One thing that whoever was told gives back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub v: u8,
    pub window: WindowId,
    pub telling: TellingId,
    pub author: AuthorKey,
    pub time: Time,
    #[serde(flatten)]
    pub is: Returned,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Returned {
    /// It arrived and was read.
    Received,
    Measure(Measure),
}

/// What is done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub what: String,
    /// From which day.
    pub from: Day,
}

#[derive(Deserialize)]
struct Head {
    v: u8,
    window: WindowId,
    telling: TellingId,
    author: AuthorKey,
    time: Time,
    is: String,
}

impl Answer {
    /// Reads opened bytes and checks the signature by the key that they name. Whether it is the key of a telling is the
    /// caller's to ask.
    pub fn read(plain: &[u8]) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Answer, plain)?;
        let head: Head = frame.parse()?;
        let is = returned(&head.is, &frame)?;
        if head.v != 1 {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&head.author)?;
        Ok(Self {
            v: head.v,
            window: head.window,
            telling: head.telling,
            author: head.author,
            time: head.time,
            is,
        })
    }

    /// The signed and filled bytes, ready to be sealed. `BadSignature` if `key` is not the author's.
    pub fn compose(&self, key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
        if AuthorKey::of(key) != self.author {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Answer, self, key)
    }
}

fn returned(is: &str, frame: &Frame<'_>) -> Result<Returned, FrameFault> {
    match is {
        "received" => Ok(Returned::Received),
        "measure" => frame.parse().map(Returned::Measure),
        _ => Err(FrameFault::Malformed),
    }
}
