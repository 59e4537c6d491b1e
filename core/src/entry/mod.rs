//! One thing said in a case.

pub mod attached;
mod body;
mod deed;

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use crate::frame::{self, Frame, FrameFault, Line, Signers};
use crate::ids::{AuthorKey, CaseId, Digest, WindowId};
use crate::time::Time;

pub use attached::{Attachment, Copied, Form, OtherForm};
pub use body::{Answer, Body, Code, Coding, Grant, Note, NoteIs, Report, Seen, Words};
pub use deed::{
    Agreed, Answered, Approval, Asks, Consent, Declined, Deed, Did, Filled, Handover, Leaving,
    Link, Linked, Moved, Proposal, Removed, Reply, Revoked, Routed, SpokenStep, Step, Taken,
    Unlinked, Within,
};

/// The two logs of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// Read by readers and reporter.
    Case,
    /// Read by readers alone.
    Desk,
}

/// What an entry says, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Report,
    Message,
    Seen,
    Note,
    Grant,
    Attachment,
    Consent,
    Step,
    Handover,
    Coding,
    Code,
    Draft,
}

/// In which of the two parts somebody writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Reporter,
    Reader,
}

impl Kind {
    /// The log it stands in.
    #[must_use]
    pub const fn log(self) -> Log {
        match self {
            Self::Note | Self::Coding => Log::Desk,
            _ => Log::Case,
        }
    }

    /// Whether somebody of this role may write it.
    #[must_use]
    pub const fn may_write(self, role: Role) -> bool {
        match self {
            // The reporter's is for a new key of somebody who reads the case already; see the log.
            Self::Message | Self::Attachment | Self::Grant => true,
            // It lies beside every log.
            Self::Draft => false,
            Self::Report | Self::Consent | Self::Code => matches!(role, Role::Reporter),
            Self::Seen | Self::Note | Self::Step | Self::Handover | Self::Coding => {
                matches!(role, Role::Reader)
            }
        }
    }
}

/// Names a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterName {
    pub epoch: u32,
    pub digest: Digest,
}

/// The newest entry seen from another author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub author: AuthorKey,
    pub entry: Digest,
}

/// Where an entry stands; everything but what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub window: WindowId,
    pub case: CaseId,
    pub log: Log,
    pub author: AuthorKey,
    /// Counts from 1 for each author in each log; 0 for a draft.
    pub n: u64,
    pub before: Option<Digest>,
    pub heads: Vec<Head>,
    pub time: Time,
    pub roster: RosterName,
    /// The epoch of the identity it is sealed to.
    pub epoch: u32,
}

/// An entry whose shape and signature are right. Whether it belongs where it stands, and whether its
/// author may write it, is [`crate::log::verify`]'s to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub header: Header,
    pub body: Body,
}

/// The members in the order of the protocol.
#[derive(Serialize, Deserialize)]
struct Wire<B> {
    v: u8,
    window: WindowId,
    case: CaseId,
    log: Log,
    author: AuthorKey,
    n: u64,
    before: Option<Digest>,
    heads: Vec<Head>,
    kind: Kind,
    time: Time,
    roster: RosterName,
    epoch: u32,
    body: B,
}

/// A member may be null only where the protocol says so; missing is not the same.
#[derive(Deserialize)]
struct HasBefore {
    #[serde(rename = "before", deserialize_with = "Option::deserialize")]
    _before: Option<IgnoredAny>,
}

impl Entry {
    /// Reads the opened bytes of an entry's age file and checks the author's signature.
    pub fn read(plain: &[u8]) -> Result<Self, FrameFault> {
        Self::read_of(plain, &mut Signers::default())
    }

    /// The same as [`Entry::read`] for many of a few authors, whose keys are checked once.
    pub fn read_of(plain: &[u8], signers: &mut Signers) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Entry, plain)?;
        let wire: Wire<IgnoredAny> = frame.parse()?;
        frame.parse::<HasBefore>()?;
        let body = read_body(&frame, wire.kind)?;
        if wire.v != 1 || !shaped(&wire) || !body.is_shaped() {
            return Err(FrameFault::Malformed);
        }
        signers.verify(&frame, &wire.author)?;
        let Wire {
            window,
            case,
            log,
            author,
            n,
            before,
            heads,
            time,
            roster,
            epoch,
            ..
        } = wire;
        let header = Header {
            window,
            case,
            log,
            author,
            n,
            before,
            heads,
            time,
            roster,
            epoch,
        };
        Ok(Self { header, body })
    }

    /// The word for what it says.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.body.kind()
    }

    /// The JSON that is signed.
    pub fn json(&self) -> Result<Vec<u8>, FrameFault> {
        let header = &self.header;
        let wire = Wire {
            v: 1,
            window: header.window,
            case: header.case,
            log: header.log,
            author: header.author,
            n: header.n,
            before: header.before,
            heads: header.heads.clone(),
            kind: self.kind(),
            time: header.time,
            roster: header.roster,
            epoch: header.epoch,
            body: &self.body,
        };
        if !shaped(&wire) || !self.body.is_shaped() {
            return Err(FrameFault::Malformed);
        }
        serde_json::to_vec(&wire).map_err(|_| FrameFault::Malformed)
    }

    /// The signed and filled bytes, ready to be sealed. `TooLong` says how many bytes there are and
    /// how many there may be; `BadSignature` if `key` is not the author's.
    pub fn compose(&self, key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
        if AuthorKey::of(key) != self.header.author {
            return Err(FrameFault::BadSignature);
        }
        frame::write(Line::Entry, &self.json()?, key)
    }
}

fn read_body(frame: &Frame<'_>, kind: Kind) -> Result<Body, FrameFault> {
    fn only<B: DeserializeOwned>(frame: &Frame<'_>) -> Result<B, FrameFault> {
        #[derive(Deserialize)]
        struct Only<B> {
            body: B,
        }
        frame.parse::<Only<B>>().map(|only| only.body)
    }
    Ok(match kind {
        Kind::Report => Body::Report(only(frame)?),
        Kind::Message => Body::Message(only(frame)?),
        Kind::Seen => Body::Seen(only(frame)?),
        Kind::Note => Body::Note(only(frame)?),
        Kind::Grant => Body::Grant(only(frame)?),
        Kind::Attachment => Body::Attachment(only(frame)?),
        Kind::Consent => deed::read_consent(frame)?,
        Kind::Step => deed::read_step(frame)?,
        Kind::Handover => deed::read_handover(frame)?,
        Kind::Coding => Body::Coding(only(frame)?),
        Kind::Code => Body::Code(only(frame)?),
        Kind::Draft => Body::Draft(only(frame)?),
    })
}

/// What can be said of a header alone: numbers where numbers belong, one head for each other author.
fn shaped<B>(wire: &Wire<B>) -> bool {
    let draft = wire.kind == Kind::Draft;
    let heads: BTreeSet<_> = wire.heads.iter().map(|head| head.author).collect();
    draft == (wire.n == 0)
        && (!draft || wire.before.is_none())
        && wire.epoch > 0
        && wire.roster.epoch > 0
        && heads.len() == wire.heads.len()
        && !heads.contains(&wire.author)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn message(words: &str) -> Entry {
        let header = Header {
            window: WindowId([9; 16]),
            case: CaseId([8; 16]),
            log: Log::Case,
            author: AuthorKey::of(&key()),
            n: 1,
            before: None,
            heads: Vec::new(),
            time: "2026-11-24T07:03:13Z".parse().unwrap(),
            roster: RosterName {
                epoch: 1,
                digest: Digest([7; 32]),
            },
            epoch: 1,
        };
        Entry {
            header,
            body: Body::Message(Words {
                words: words.into(),
            }),
        }
    }

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[1; 32])
    }

    fn signed(json: &str) -> Result<Entry, FrameFault> {
        Entry::read(&frame::write(Line::Entry, json.as_bytes(), &key()).unwrap())
    }

    #[test]
    fn reads_back_and_fills() {
        let entry = message("窓口へ");
        let plain = entry.compose(&key()).unwrap();
        assert_eq!(plain.len(), 4096);
        assert_eq!(Entry::read(&plain), Ok(entry));
    }

    #[test]
    fn too_long_is_counted() {
        let fits = Line::Entry.room() - message("").json().unwrap().len();
        assert_eq!(
            message(&"a".repeat(fits)).compose(&key()).unwrap().len(),
            65_536
        );
        let refused = message(&"a".repeat(fits + 1)).compose(&key());
        assert_eq!(
            refused,
            Err(FrameFault::TooLong {
                size: 65_452,
                room: 65_451
            })
        );
    }

    #[test]
    fn refuses_odd_shapes() {
        let good = String::from_utf8(message("a").json().unwrap()).unwrap();
        assert!(signed(&good).is_ok());
        let bent = |from: &str, to: &str| {
            assert!(good.contains(from), "{from}");
            signed(&good.replacen(from, to, 1))
        };
        assert!(bent("\"epoch\":1,\"body\"", "\"epoch\":1,\"later\":[0],\"body\"").is_ok());
        for (from, to) in [
            ("\"v\":1", "\"v\":2"),
            ("\"n\":1", "\"n\":0"),
            ("\"n\":1", "\"n\":1.0"),
            ("\"n\":1", "\"n\":\"1\""),
            ("\"n\":1", "\"n\":9007199254740992"),
            ("\"before\":null,", ""),
            ("\"kind\":\"message\"", "\"kind\":\"draft\""),
            ("\"kind\":\"message\"", "\"kind\":\"other\""),
            ("\"kind\":\"message\"", "\"kind\":\"report\""),
            ("\"words\":\"a\"", "\"words\":\"a\",\"words\":\"b\""),
            ("\"words\":\"a\"", "\"words\":null"),
            ("07:03:13Z", "07:03:13+00:00"),
        ] {
            assert_eq!(bent(from, to).unwrap_err(), FrameFault::Malformed, "{to}");
        }
        let stranger = AuthorKey::of(&SigningKey::from_bytes(&[2; 32])).to_string();
        let forged = bent(&AuthorKey::of(&key()).to_string(), &stranger);
        assert_eq!(forged.unwrap_err(), FrameFault::BadSignature);
    }

    proptest! {
        #[test]
        fn any_words_of_a_step_have_one_size(words in "\\PC{0,200}") {
            prop_assert_eq!(message(&words).compose(&key()).unwrap().len(), 4096);
        }
    }
}
