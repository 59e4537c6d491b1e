//! What an entry says, kind by kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Kind;
use super::attached::Attachment;
use super::deed::{Consent, Handover, Step};
use crate::calendar::Day;
use crate::ids::{AuthorKey, Digest, Recipient};

/// What an entry says. Members stand in the order of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Body {
    Report(Report),
    Message(Words),
    Seen(Seen),
    Note(Note),
    Grant(Grant),
    Attachment(Attachment),
    Consent(Consent),
    Step(Step),
    Handover(Handover),
    Coding(Coding),
    Code(Code),
    Draft(Words),
}

/// The first thing said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub words: String,
    pub people: String,
    pub answers: BTreeMap<String, Answer>,
    pub consent: String,
    pub consent_text: String,
    pub case_recipient: Recipient,
    pub reporter_recipient: Recipient,
    pub readers: Vec<AuthorKey>,
    pub left_out: Vec<AuthorKey>,
    /// Where a counsellor took it down: base64 of a frame, [`crate::heard::TakenDown`].
    #[serde(
        default,
        deserialize_with = "super::deed::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub heard: Option<String>,
}

/// Options chosen, or words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    Options(Vec<String>),
    Text(String),
}

/// Plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub words: String,
}

/// Words for colleagues, which the reporter never gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub words: String,
    /// What they are, if they are more than a note.
    #[serde(
        default,
        deserialize_with = "super::deed::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub is: Option<NoteIs>,
    /// Of what is to be done, by which day.
    #[serde(
        default,
        deserialize_with = "super::deed::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub until: Option<Day>,
    /// Of what was done, the note that wrote it down.
    #[serde(
        default,
        deserialize_with = "super::deed::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub of: Option<Digest>,
}

impl Note {
    /// A day belongs to what is to be done, another note to what was done, and neither to anything else.
    const fn is_shaped(&self) -> bool {
        let (task, done) = match self.is {
            Some(NoteIs::Task) => (true, false),
            Some(NoteIs::Done) => (false, true),
            None | Some(NoteIs::Answer) => (false, false),
        };
        self.until.is_some() == task && self.of.is_some() == done
    }
}

/// What a note is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteIs {
    /// What its author would answer: a colleague looks at it first.
    Answer,
    /// Something to be done by a day.
    Task,
    /// Somebody did it.
    Done,
}

/// Entries that the desk has opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub entries: Vec<Digest>,
}

/// A reader was given the identity of an epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub reader: AuthorKey,
    pub epoch: u32,
    pub recipient: Recipient,
    pub reason: String,
}

/// How the case was coded for the yearly table, so that whoever reads it next knows; the coding that counts lies sealed
/// to the statistics key ([`crate::coding`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    pub year: i16,
    pub version: u32,
    pub family: String,
    pub stage: String,
    pub outcome: String,
    pub channel: String,
    pub told: bool,
}

/// Another code takes the place of the reporter's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Base64 of a frame, [`crate::renewal::Renewal`].
    pub frame: String,
}

impl Body {
    /// What can be said of a body alone, beside the kinds of its members.
    pub(super) const fn is_shaped(&self) -> bool {
        match self {
            Self::Attachment(file) => file.is_shaped(),
            Self::Coding(coding) => coding.version > 0,
            Self::Grant(grant) => grant.epoch > 0,
            Self::Note(note) => note.is_shaped(),
            _ => true,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Report(_) => Kind::Report,
            Self::Message(_) => Kind::Message,
            Self::Seen(_) => Kind::Seen,
            Self::Note(_) => Kind::Note,
            Self::Grant(_) => Kind::Grant,
            Self::Attachment(_) => Kind::Attachment,
            Self::Consent(_) => Kind::Consent,
            Self::Step(_) => Kind::Step,
            Self::Handover(_) => Kind::Handover,
            Self::Coding(_) => Kind::Coding,
            Self::Code(_) => Kind::Code,
            Self::Draft(_) => Kind::Draft,
        }
    }
}
