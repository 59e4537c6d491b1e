//! A case as its reader's browser opened it: what of it is true, and how to go on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::show::{self, Draw, Drawn};
use super::{Bytes, Fault, roster};
use crate::calendar::Day;
use crate::entry::{Body, Coding, Entry, Head, Kind, Log, Report, Role};
use crate::frame::Signers;
use crate::heard::{Heard, TakenDown};
use crate::ids::{AuthorKey, CaseId, Digest, Recipient, WindowId};
use crate::keyfile::{Asked, Holder, KeyFile, Purpose};
use crate::likeness::{self, Sketch};
use crate::log::{self, Found, LogInput, LogView, Next, Opened};
use crate::roster::Roster;

#[derive(Deserialize)]
pub(super) struct CaseQuestion {
    window: WindowId,
    case: CaseId,
    /// The author key of whoever asks.
    me: AuthorKey,
    /// The key by which they go on, where it is another one than that which opens.
    writes: Option<AuthorKey>,
    rosters: Vec<Bytes>,
    #[serde(default)]
    successions: Vec<Bytes>,
    entries: Vec<EntryFile>,
    #[serde(default)]
    keys: Vec<KeyPlain>,
    /// How to draw it; without this nothing is drawn.
    draw: Option<Draw>,
}

#[derive(Deserialize)]
struct EntryFile {
    id: Digest,
    log: Log,
    day: Option<Day>,
    /// The age file as it came.
    file: Bytes,
    /// What it holds; null if it does not open.
    plain: Option<Bytes>,
}

#[derive(Deserialize)]
struct KeyPlain {
    purpose: Purpose,
    plain: Option<Bytes>,
}

/// A case with all that was checked of it.
pub(super) struct ReadCase {
    pub(super) view: LogView,
    pub(super) rosters: Vec<Roster>,
    pub(super) me: AuthorKey,
    /// For each key file given, in its order: whether it holds.
    pub(super) keys: Vec<bool>,
    desk: Option<Target>,
}

/// The identity that a log is sealed to.
#[derive(Clone, Copy, Serialize)]
struct Target {
    recipient: Recipient,
    epoch: u32,
}

#[derive(Serialize)]
struct Place {
    n: u64,
    before: Option<Digest>,
    heads: Vec<Head>,
}

#[derive(Serialize)]
struct Places {
    case: Place,
    desk: Place,
}

#[derive(Serialize)]
pub(super) struct CaseAnswer {
    faults: Vec<Found>,
    /// A `seen` of mine stands in the log.
    read_before: bool,
    /// A reader has written a message.
    answered: bool,
    /// What the reporter wrote and no `seen` of mine names.
    to_see: Vec<Digest>,
    left_out: BTreeSet<AuthorKey>,
    can_read: BTreeSet<AuthorKey>,
    /// Who stood aside or was removed: nobody gives them the case again.
    gone: BTreeSet<AuthorKey>,
    /// Of those, who was given the identity to which is sealed now: what follows opens with what they kept, until there is a new one.
    could: BTreeSet<AuthorKey>,
    /// To whom the reporter's own key files are sealed.
    reporter_to: Option<Recipient>,
    /// The author keys of the reporter's codes, the one that is good now last.
    codes: Option<Vec<AuthorKey>>,
    places: Places,
    case_to: Option<Target>,
    desk_to: Option<Target>,
    keys: Vec<bool>,
    /// Rosters that are believed, by digest.
    rosters: Vec<Digest>,
    /// The newest coding for the yearly table that readers of this case signed.
    coded: Option<Coding>,
    /// Several readers signed one at once: neither is the newer, and no table is made of it.
    coded_at_once: bool,
    /// The day of the report, by its signed time.
    reported: Option<Day>,
    /// How the report came, where a counsellor took it down.
    heard: Option<Heard>,
    /// How the report looks from afar, to find others like it.
    sketch: Option<Sketch>,
    drawn: Option<Drawn>,
}

pub(super) fn read(asked: &CaseQuestion) -> ReadCase {
    let mut signers = Signers::default();
    let opened: Vec<Opened<'_>> = asked.entries.iter().map(opened).collect();
    let entries = log::read(&opened, &mut signers);
    let rosters = roster::believed(
        asked.window,
        &asked.rosters,
        &asked.successions,
        &anchors(asked.case, &entries),
    );
    let files: Vec<Option<KeyFile>> = asked
        .keys
        .iter()
        .map(|key| KeyFile::read_of(&key.plain.as_ref()?.0, &mut signers).ok())
        .collect();
    let input = LogInput {
        window: asked.window,
        case: asked.case,
        reporter: maker(asked, &rosters, &files),
        rosters: &rosters,
        left_out: &[],
        entries: &opened,
    };
    let view = log::verify_read(&input, entries);
    let left_out: Vec<AuthorKey> = view.left_out.iter().copied().collect();
    let holders = |epoch: u32| -> Vec<AuthorKey> {
        let given = view.readers.get(&epoch).into_iter().flatten();
        given.copied().collect()
    };
    let holds = |(file, given): (&Option<KeyFile>, &KeyPlain)| {
        let holders = holders(file.as_ref().map_or(1, |file| file.epoch));
        let question = Asked {
            given: Some(&holders),
            ..question(asked, &rosters, &left_out, given.purpose)
        };
        file.as_ref()
            .is_some_and(|file| holds(file, &question, &view))
    };
    let keys: Vec<bool> = files.iter().zip(&asked.keys).map(holds).collect();
    let desk = files
        .iter()
        .zip(&keys)
        .filter_map(|(file, good)| file.as_ref().filter(|_| *good))
        // One of an older epoch opens for somebody who was removed.
        .filter(|file| file.purpose == Purpose::Desk && file.epoch == view.epoch())
        .map(|file| (file.time, file.secret.recipient()))
        .min()
        .map(|(_, recipient)| Target {
            recipient,
            epoch: view.epoch(),
        });
    ReadCase {
        view,
        rosters,
        me: asked.me,
        keys,
        desk,
    }
}

/// The rosters under which reports of this case were written: the reporter compared them with a poster.
fn anchors(case: CaseId, entries: &[log::Read]) -> BTreeSet<Digest> {
    let read = entries
        .iter()
        .filter_map(|entry| entry.as_ref()?.as_ref().ok());
    read.filter(|entry| entry.kind() == Kind::Report && entry.header.case == case)
        .map(|entry| entry.header.roster.digest)
        .collect()
}

fn opened(entry: &EntryFile) -> Opened<'_> {
    Opened {
        id: entry.id,
        digest: Digest::of(&entry.file.0),
        log: entry.log,
        day: entry.day,
        plain: entry.plain.as_ref().map(|plain| plain.0.as_slice()),
    }
}

/// Whether a key file is the one that the checked log names.
fn holds(file: &KeyFile, question: &Asked<'_>, view: &LogView) -> bool {
    let recipient = view
        .recipients
        .get(&file.epoch)
        .copied()
        .filter(|_| question.purpose == Purpose::Case);
    // An epoch that neither report nor grant names is nobody's; the desk-only identity no entry names.
    let named = question.purpose == Purpose::Desk || recipient.is_some();
    let reporter = view.reporter.as_ref().map(|one| one.keys.as_slice());
    named
        && file
            .check(&Asked {
                reporter,
                recipient,
                ..*question
            })
            .is_ok()
}

fn question<'a>(
    asked: &CaseQuestion,
    rosters: &'a [Roster],
    left_out: &'a [AuthorKey],
    purpose: Purpose,
) -> Asked<'a> {
    Asked {
        window: asked.window,
        case: asked.case,
        purpose,
        to: Holder::Reader(asked.me),
        rosters,
        left_out,
        given: None,
        reporter: None,
        recipient: None,
    }
}

/// The maker of my first key file, who is the reporter unless a reader made it; `None` if several say so.
fn maker(asked: &CaseQuestion, rosters: &[Roster], files: &[Option<KeyFile>]) -> Option<AuthorKey> {
    let first = question(asked, rosters, &[], Purpose::Case);
    let by_reader = |file: &KeyFile| {
        rosters.iter().any(|roster| {
            roster.digest() == file.roster.digest && roster.reader(&file.maker).is_some()
        })
    };
    let makers: BTreeSet<AuthorKey> = files
        .iter()
        .flatten()
        .filter(|file| file.epoch == 1 && !by_reader(file) && file.check(&first).is_ok())
        .map(|file| file.maker)
        .collect();
    if makers.len() > 1 {
        None
    } else {
        makers.first().copied()
    }
}

/// What people of this role wrote in the case.
fn words_of(view: &LogView, role: Role) -> impl Iterator<Item = (&log::Checked, &Entry)> {
    view.entries
        .iter()
        .filter(move |checked| checked.counts() && checked.role == Some(role))
        .filter_map(|checked| checked.entry.as_ref().map(|entry| (checked, entry)))
}

/// Ids that a `seen` of this reader names.
fn named_by(view: &LogView, reader: &AuthorKey) -> BTreeSet<Digest> {
    words_of(view, Role::Reader)
        .filter(|(_, entry)| entry.header.author == *reader)
        .filter_map(|(_, entry)| match &entry.body {
            Body::Seen(seen) => Some(&seen.entries),
            _ => None,
        })
        .flatten()
        .copied()
        .collect()
}

/// The highest version counts, as it does for the table; and whether several readers signed one of that version.
fn coded(view: &LogView) -> (Option<Coding>, bool) {
    let all: Vec<(AuthorKey, &Coding)> = words_of(view, Role::Reader)
        .filter_map(|(_, entry)| match &entry.body {
            Body::Coding(coding) => Some((entry.header.author, coding)),
            _ => None,
        })
        .collect();
    let newest = all
        .iter()
        .map(|(_, coding)| coding)
        .max_by_key(|coding| coding.version);
    let authors: BTreeSet<AuthorKey> = all
        .iter()
        .filter(|(_, coding)| newest.is_some_and(|newest| newest.version == coding.version))
        .map(|(author, _)| *author)
        .collect();
    (newest.copied().cloned(), authors.len() > 1)
}

fn heard(report: &Report) -> Option<Heard> {
    let word = TakenDown::read(report.heard.as_deref()?).ok()?;
    Some(word.way)
}

fn reported(view: &LogView) -> Option<Day> {
    let report = view.reporter.as_ref()?.entry;
    let mut entries = view.entries.iter();
    let entry = entries.find(|checked| checked.id == report)?.entry.as_ref();
    Some(Day::of(entry?.header.time.timestamp()))
}

/// The fault `given` where it is to be drawn and the page gave nothing along.
pub(super) fn answer(mut asked: CaseQuestion) -> Result<CaseAnswer, Fault> {
    let read = read(&asked);
    let view = &read.view;
    let mine = named_by(view, &read.me);
    let case = asked.case.to_string();
    let how = asked.draw.take();
    let drawn = how
        .map(|how| show::draw(&read, (&case, !mine.is_empty()), how))
        .transpose()?;
    let waiting = |(checked, entry): (&log::Checked, &Entry)| {
        let new = entry.kind() != Kind::Draft && !mine.contains(&checked.id);
        new.then_some(checked.id)
    };
    let to_see = words_of(view, Role::Reporter).filter_map(waiting).collect();
    let answered = words_of(view, Role::Reader).any(|(_, entry)| entry.kind() == Kind::Message);
    let writes = asked.writes.unwrap_or(read.me);
    let case = view.next(&writes, Log::Case);
    let place = |next: Next| Place {
        n: next.n,
        before: next.before,
        heads: next.heads,
    };
    let report = view.reporter.as_ref().map(|reporter| &reporter.report);
    let (coded, coded_at_once) = coded(view);
    Ok(CaseAnswer {
        faults: view.faults(),
        read_before: !mine.is_empty(),
        answered,
        to_see,
        left_out: view.left_out.clone(),
        can_read: view.current_readers(),
        gone: view.gone.clone(),
        could: view
            .readers
            .get(&view.epoch())
            .into_iter()
            .flatten()
            .filter(|reader| view.gone.contains(*reader))
            .copied()
            .collect(),
        reporter_to: view.reporter.as_ref().map(|one| one.recipient),
        codes: view.reporter.as_ref().map(|one| one.keys.clone()),
        case_to: case.recipient.map(|recipient| Target {
            recipient,
            epoch: case.epoch,
        }),
        places: Places {
            case: place(case),
            desk: place(view.next(&writes, Log::Desk)),
        },
        desk_to: read.desk,
        keys: read.keys,
        coded,
        coded_at_once,
        reported: reported(view),
        heard: report.and_then(heard),
        sketch: report.map(|report| likeness::sketch(&report.words)),
        drawn,
        rosters: read.rosters.iter().map(Roster::digest).collect(),
    })
}
