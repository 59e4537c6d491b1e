//! What the pages of a case are given: values already checked, none of them trusted as markup.

use jiff::Timestamp;

use crate::calendar::Day;
use crate::entry::{Attachment, Copied};
use crate::policy::Lang;

/// A case as a reader of it sees it.
#[derive(Clone, Debug, Default)]
pub struct ShownCase {
    /// What the reporter wrote about the people concerned; empty if nothing.
    pub people: String,
    /// In the order in which they are read.
    pub entries: Vec<ShownEntry>,
    /// Names of those who can open the case.
    pub readers: Vec<String>,
    /// Names of those whom the reporter left out.
    pub left_out: Vec<String>,
    /// Names of those who stood aside or were removed.
    pub gone: Vec<String>,
    /// How many of this reader's own key files do not hold.
    pub bad_keys: usize,
    /// Codes of what is wrong with the case as a whole.
    pub faults: Vec<String>,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct ShownEntry {
    /// 64 hex characters.
    pub id: String,
    /// In the log that the readers alone open.
    pub internal: bool,
    pub who: Who,
    /// The moment the author wrote into it; `None` where it cannot be read.
    pub time: Option<Timestamp>,
    pub content: Content,
    /// Codes of `docs/protocol.md` section 7; empty for an entry without fault.
    pub faults: Vec<String>,
    /// Whether it is its author's word in this case, whatever is missing around it.
    pub counts: bool,
    /// Names of the readers who said that they opened it.
    pub seen_by: Vec<String>,
}

/// Who wrote an entry, as far as its signature says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Reporter,
    /// Whoever asked; their name on the roster.
    Me(String),
    /// Name on the roster.
    Reader(String),
    Unknown,
}

/// How a copy differs from its file, and the name of who made it.
pub type Copy = (Copied, String);

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Report {
        words: String,
        /// Question and answer, both as people read them.
        answers: Vec<(String, String)>,
        consent: String,
        /// Of the page on which it was written, where that is known.
        language: Option<Lang>,
        /// Where somebody at the desk took it down: how it came to them, and their name.
        heard: Option<(&'static str, String)>,
    },
    Message(String),
    Note(String),
    /// Something to be done, by that day.
    Task(String, Option<Day>),
    /// Something that was written down to be done was.
    Done,
    /// How many entries it names.
    Seen(usize),
    Grant {
        reader: String,
        reason: String,
    },
    /// Somebody reads no further.
    Leaving {
        /// `unread` for one who stood aside before reading, `aside` after it, `removed`.
        how: &'static str,
        reader: String,
        reason: String,
    },
    /// The file, and that it is a copy which somebody at the desk made.
    Attachment(Attachment, Option<Copy>),
    Reply {
        /// `agreed`, `declined` or `revoked`.
        is: &'static str,
        sentence: String,
        /// Of what was agreed to; empty for the others.
        text: String,
        recipient: String,
        until: String,
    },
    Step {
        /// `proposed`, `danger`, `approved`, `taken`, `moved`, `did`, `called`, `linked`, `unlinked`, `answered`,
        /// `measured`; empty for a step of no procedure.
        is: &'static str,
        what: String,
        text: String,
        /// Empty where nobody is told.
        recipient: String,
        until: String,
        /// Of danger to life.
        reason: String,
    },
    /// What a colleague would answer.
    Draft(String),
    /// Another code took the place of the reporter's.
    Code,
    /// Sealed to another, or not an entry at all, or of a kind that has no page yet.
    Unread,
}

impl Content {
    /// Whether it is the reporter's word as somebody else wrote it down.
    #[must_use]
    pub const fn is_heard(&self) -> bool {
        matches!(self, Self::Report { heard: Some(_), .. })
    }

    /// ASCII, for file names.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Report { .. } => "report",
            Self::Message(_) => "message",
            Self::Note(_) | Self::Task(..) | Self::Done => "note",
            Self::Seen(_) => "seen",
            Self::Grant { .. } => "grant",
            Self::Leaving { .. } => "handover",
            Self::Attachment(..) => "attachment",
            Self::Reply { .. } => "consent",
            Self::Step { .. } => "step",
            Self::Draft(_) => "draft",
            Self::Code => "code",
            Self::Unread => "unread",
        }
    }
}
