//! What is given to be kept, and what is said of it.

use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, Digest};

use crate::store::Log;

/// A first report, checked from outside.
#[derive(Debug)]
pub struct NewReport {
    /// Its case, named by the reporter's browser.
    pub case: CaseId,
    /// Whether the reporter asked for a call.
    pub urgent: bool,
    /// The day it came.
    pub arrived: Day,
    /// The day by which something is to be done.
    pub next: Day,
    /// The last day for which it is to be kept.
    pub retention: Day,
    /// Whether it was sealed here, on the path without script, and not in the reporter's browser.
    pub sealed_here: bool,
    /// The report, and what was sent with it.
    pub entries: Vec<NewEntry>,
    /// For the readers chosen, and for the reporter.
    pub keys: Vec<NewKey>,
}

/// A sealed entry.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// SHA-256 of the file.
    pub id: Digest,
    /// Its log.
    pub log: Log,
    /// Length before sealing, in bytes.
    pub bucket: u32,
    /// The age file.
    pub file: Vec<u8>,
}

/// A sealed key file.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// A reader; nobody means the reporter.
    pub to: Option<AuthorKey>,
    /// The log it opens.
    pub purpose: Log,
    /// The age file.
    pub file: Vec<u8>,
}

/// That somebody leaves a case, with what is said of it and the keys of those who go on.
#[derive(Debug)]
pub struct Leave {
    /// Who.
    pub reader: AuthorKey,
    /// What is said of it in the case.
    pub entries: Vec<NewEntry>,
    /// Their earlier keys: whoever leaves, leaves under all.
    pub earlier: Vec<AuthorKey>,
    /// Where it is a key that another has followed: the other keys of the same person. What lay there for it may be gone already.
    pub followed: Vec<AuthorKey>,
    /// The reader stood aside before: what follows is sealed to a new identity.
    pub aside: bool,
    /// For those who go on.
    pub keys: Vec<NewKey>,
    /// How many entries of the case the sender has seen.
    pub known: u64,
}

/// What the reporter says of a new key of somebody who reads the case, and the key files for it.
#[derive(Clone, Debug)]
pub struct Grant {
    /// What is said.
    pub entries: Vec<NewEntry>,
    /// For the new key.
    pub keys: Vec<NewKey>,
    /// How many entries of the log `case` the sender has seen.
    pub known: u64,
}

/// Another code of a reporter's, with what is said of it.
#[derive(Debug)]
pub struct NewCode {
    /// Its mailbox key, which takes the place of the one that asks.
    pub mailbox: AuthorKey,
    /// What is said.
    pub entries: Vec<NewEntry>,
    /// For the new code.
    pub keys: Vec<NewKey>,
    /// How many entries of the log `case` the sender has seen.
    pub known: u64,
}

/// A case that somebody hands on to a newer key of their own.
#[derive(Clone, Debug)]
pub struct HandedOn {
    /// The newer one.
    pub to: AuthorKey,
    pub earlier: Vec<AuthorKey>,
}

/// That it is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Just now.
    Now,
    /// It was there already; nothing changed.
    Before,
}

/// Why nothing was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Something came to the case that the sender had not seen.
    MovedOn,
    /// This mailbox key has a report already, another one.
    FirstKept,
    /// Another case has this id.
    CaseInUse,
    /// This very entry belongs to another case.
    EntryElsewhere,
    /// A reader has fetched it; it cannot be taken back any more.
    AlreadyRead,
    /// Whoever is to leave does not hold the case, or a key is for somebody who left.
    GoneReader,
    /// Nobody would be left to read it.
    LastReader,
    /// The window keeps all the drafts that it may.
    DraftsFull,
    /// The window keeps all the records of incidents that it may.
    IncidentsFull,
    /// The window keeps all the codings that it may.
    CodingsFull,
    /// The window keeps all the tellings that it may.
    TellingsFull,
    /// Another telling has this id, or this key.
    TellingInUse,
    /// Its last day has passed, or it was ended.
    TellingOver,
    /// All that can be given back was.
    AnswersFull,
    /// The case has all the entries, keys or files that one case may have.
    Full,
    /// No such file is on its way in this case.
    NoUpload,
    /// A file of another length is on its way under this id.
    UploadInUse,
    /// The piece does not begin where the last one ended.
    WrongPlace,
    /// The piece is empty, or goes beyond the length that was declared.
    WrongLength,
    /// All files of the case together would be more than is allowed.
    Quota,
    /// The file has not come whole, or is not on its way at all.
    Unfinished,
    /// What has come is not the file of that id; it was taken away.
    Differs,
    /// The last day of the case has passed, and nobody holds it: nothing new is written.
    Over,
    /// Who proposed what, or whether the case is held or due, is not as it was when the door was asked.
    TermMoved,
    /// More cases at once than one certificate names.
    TooMany,
}
