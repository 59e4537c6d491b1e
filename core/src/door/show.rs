//! A checked case as markup and as texts, for the reader who asked.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::case::ReadCase;
use super::deeds::{Awaited, awaited};
use super::given::{Asked, Given, GivenQuestion, kept};
use super::{Fault, asking, steps, told, work};
use crate::calendar::Day;
use crate::entry::{Answer, Attachment, Body, Coding, Entry, Handover, Leaving, NoteIs, Role};
use crate::heard::TakenDown;
use crate::ids::{AuthorKey, Digest};
use crate::log::{Checked, LogView};
use crate::page::shown::{Content, Copy, ShownCase, ShownEntry, Who};
use crate::page::{conversation, export, faults, people, readers};
use crate::time::Time;

/// How the case is to be drawn.
#[derive(Deserialize)]
pub(super) struct Draw {
    show: Show,
    /// The organisation's name, for the README of an export.
    #[serde(default)]
    organisation: String,
    /// Whether the server says that it sealed the report itself, for the same README.
    #[serde(default)]
    sealed_here: bool,
    /// The day of whoever asks: proposals and consents lapse.
    today: Option<Day>,
    /// The moment of whoever asks, where something is due within hours.
    now: Option<Time>,
    /// What the page gave along; without it, what it gave before all cases.
    given: Option<GivenQuestion>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Show {
    /// The names alone: nothing of the story leaves the core.
    People,
    /// For a list over many cases: what is due and the words to search, once the reader went on from the names; else those alone.
    Board,
    Whole,
}

#[derive(Default, Serialize)]
pub(super) struct Drawn {
    people: String,
    /// What is due; of a case that was not read yet, what calls every reader.
    #[serde(rename = "work", skip_serializing_if = "Option::is_none")]
    due: Option<work::Work>,
    #[serde(rename = "texts", skip_serializing_if = "Option::is_none")]
    searched: Option<Vec<export::TextFile>>,
    /// For the list over many cases: by which links something may have come back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    awaited: Vec<Awaited>,
    #[serde(flatten)]
    whole: Option<Whole>,
}

#[derive(Serialize)]
struct Whole {
    story: String,
    trouble: Option<String>,
    readers: String,
    texts: Vec<export::TextFile>,
    files: Vec<Attached>,
    /// In the order in which they are shown.
    told: Vec<told::Told>,
    work: Option<work::Work>,
    /// What an answer may begin from: names and texts.
    templates: Vec<(String, String)>,
    /// What may be asked in a form.
    asking: Option<asking::Asking>,
    /// Where else the person may go.
    referrals: Option<String>,
}

/// A file that somebody of this case attached; what is not their word here is none.
#[derive(Serialize)]
struct Attached {
    /// The entry that names it.
    entry: Digest,
    /// The epoch of the identity it is sealed to.
    epoch: u32,
    #[serde(flatten)]
    named: Attachment,
}

/// The fault `given` where the page gave nothing along.
pub(super) fn draw(read: &ReadCase, of: (&str, bool), mut asked: Draw) -> Result<Drawn, Fault> {
    let given = match asked.given.take() {
        Some(given) => Rc::new(given.into()),
        None => kept().ok_or(Fault::of("given"))?,
    };
    Ok(drawn(read, of, &asked, &given))
}

fn drawn(read: &ReadCase, (case, read_before): (&str, bool), asked: &Draw, given: &Given) -> Drawn {
    let (words, policies) = (&given.words, &given.policies);
    // A server may say an older day; entries bear the time of this machine.
    let now = asked.now.map(Time::day);
    let today = asked
        .today
        .map(|today| now.map_or(today, |now| now.max(today)));
    let report = read.view.reporter.as_ref().map(|reporter| &reporter.report);
    let named = report
        .map(|report| report.people.as_str())
        .unwrap_or_default();
    let people = people::people(words, named).into_string();
    let due = |whole: bool| {
        today.and_then(|today| work::work(read, words, (today, asked.now, whole), policies))
    };
    let of_case = (case, asked.organisation.as_str());
    if asked.show == Show::People || asked.show == Show::Board && !read_before {
        return Drawn {
            people,
            due: due(false),
            ..Drawn::default()
        };
    }
    let shown = shown(read, named, given);
    if asked.show == Show::Board {
        return Drawn {
            people,
            due: due(true),
            searched: Some(export::texts(words, &shown, of_case, asked.sealed_here)),
            awaited: awaited(&read.view.asked),
            whole: None,
        };
    }
    let whole = Whole {
        story: conversation::conversation(words, &shown).into_string(),
        trouble: faults::summary(words, &shown).map(maud::Markup::into_string),
        readers: readers::readers(words, &shown).into_string(),
        texts: export::texts(words, &shown, of_case, asked.sealed_here),
        files: attached(&read.view),
        told: today
            .map(|today| told::all(read, words, today, policies))
            .unwrap_or_default(),
        work: due(true),
        templates: asking::templates(words, policies),
        asking: asking::asking(read, words, policies),
        referrals: work::referrals(read, words, policies),
    };
    Drawn {
        people,
        whole: Some(whole),
        ..Drawn::default()
    }
}

fn attached(view: &LogView) -> Vec<Attached> {
    let counting = view.entries.iter().filter(|checked| checked.counts());
    counting
        .filter_map(|checked| {
            let entry = checked.entry.as_ref()?;
            let Body::Attachment(named) = &entry.body else {
                return None;
            };
            Some(Attached {
                entry: checked.id,
                epoch: entry.header.epoch,
                named: named.clone(),
            })
        })
        .collect()
}

fn shown(read: &ReadCase, people: &str, given: &Given) -> ShownCase {
    let view = &read.view;
    let seen_by = seen_by(read);
    let of_case = view
        .faults()
        .into_iter()
        .filter(|found| found.entry.is_none());
    ShownCase {
        people: people.to_owned(),
        entries: view
            .entries
            .iter()
            .map(|checked| entry(read, checked, &seen_by, given))
            .collect(),
        readers: people_of(read, &view.current_readers()),
        left_out: people_of(read, &view.left_out),
        gone: people_of(read, &view.gone),
        bad_keys: read.keys.iter().filter(|good| !**good).count(),
        faults: of_case.map(|found| found.code.code().to_owned()).collect(),
    }
}

fn entry(
    read: &ReadCase,
    checked: &Checked,
    seen_by: &BTreeMap<Digest, Vec<String>>,
    given: &Given,
) -> ShownEntry {
    let header = checked.entry.as_ref().map(|entry| &entry.header);
    ShownEntry {
        id: checked.id.to_string(),
        internal: checked.log == crate::entry::Log::Desk,
        who: match (checked.role, header) {
            (Some(Role::Reporter), _) => Who::Reporter,
            (Some(Role::Reader), Some(header)) if header.author == read.me => {
                Who::Me(name(read, &read.me))
            }
            (Some(Role::Reader), Some(header)) => Who::Reader(name(read, &header.author)),
            _ => Who::Unknown,
        },
        time: header.map(|header| header.time.timestamp()),
        content: checked
            .entry
            .as_ref()
            .map_or(Content::Unread, |entry| content(read, entry, given)),
        faults: checked
            .faults
            .iter()
            .map(|fault| fault.code().to_owned())
            .collect(),
        counts: checked.counts(),
        seen_by: seen_by.get(&checked.id).cloned().unwrap_or_default(),
    }
}

/// Readers by the entries that they said they opened.
fn seen_by(read: &ReadCase) -> BTreeMap<Digest, Vec<String>> {
    let mut names: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
    for entry in sound(&read.view) {
        let Body::Seen(seen) = &entry.body else {
            continue;
        };
        let reader = name(read, &entry.header.author);
        for id in &seen.entries {
            let known = names.entry(*id).or_default();
            if !known.contains(&reader) {
                known.push(reader.clone());
            }
        }
    }
    names
}

fn sound(view: &LogView) -> impl Iterator<Item = &crate::entry::Entry> {
    view.entries
        .iter()
        .filter(|checked| checked.is_sound())
        .filter_map(|checked| checked.entry.as_ref())
}

/// A reader's name on the newest roster that knows them; else the beginning of the key.
pub(super) fn name(read: &ReadCase, author: &AuthorKey) -> String {
    let known = read
        .rosters
        .iter()
        .filter_map(|roster| Some((roster.body().epoch, roster.reader(author)?)));
    known.max_by_key(|(epoch, _)| *epoch).map_or_else(
        || author.to_string().chars().take(16).collect(),
        |(_, reader)| reader.name.clone(),
    )
}

/// The names of these, each person once: an older key is left out where a later one of the same person stands beside it.
pub(super) fn people_of(read: &ReadCase, keys: &BTreeSet<AuthorKey>) -> Vec<String> {
    let cards = || {
        read.rosters
            .iter()
            .flat_map(|roster| &roster.body().readers)
    };
    let followed = |key: &AuthorKey| {
        cards().any(|card| card.author != *key && keys.contains(&card.author) && card.was(key))
    };
    let people = keys.iter().filter(|key| !followed(key));
    people.map(|author| name(read, author)).collect()
}

fn handover(read: &ReadCase, said: &Handover, author: &AuthorKey) -> Content {
    let (how, who) = match &said.leaving {
        None => {
            return Content::Step {
                is: "",
                what: said.what.clone(),
                text: said.text.clone(),
                recipient: String::new(),
                until: String::new(),
                reason: String::new(),
            };
        }
        Some(Leaving::Aside) if read.view.has_read(author) => ("aside", author),
        Some(Leaving::Aside) => ("unread", author),
        Some(Leaving::Removed(removed)) => ("removed", &removed.reader),
    };
    Content::Leaving {
        how,
        reader: name(read, who),
        reason: said.text.clone(),
    }
}

/// That a reader of some roster says they made it of another file; of whoever reports nothing of the kind is believed.
fn copied(read: &ReadCase, entry: &Entry, file: &Attachment) -> Option<Copy> {
    let author = &entry.header.author;
    let known = read.rosters.iter().any(|one| one.reader(author).is_some());
    file.copy
        .filter(|_| known)
        .map(|is| (is, name(read, author)))
}

fn content(read: &ReadCase, entry: &Entry, given: &Given) -> Content {
    let questions = &given.questions;
    match &entry.body {
        Body::Report(report) => Content::Report {
            words: report.words.clone(),
            answers: report
                .answers
                .iter()
                .map(|(id, answer)| said(id, answer, questions))
                .collect(),
            consent: report.consent_text.clone(),
            // Whoever took it down chose the language of their own page.
            language: given
                .policies
                .language_of(&report.consent, &report.consent_text)
                .filter(|_| report.heard.is_none()),
            heard: report.heard.as_deref().map(|word| heard(read, word)),
        },
        Body::Message(said) => Content::Message(said.words.clone()),
        Body::Note(said) => match said.is {
            None => Content::Note(said.words.clone()),
            Some(NoteIs::Answer) => Content::Draft(said.words.clone()),
            Some(NoteIs::Task) => Content::Task(said.words.clone(), said.until),
            Some(NoteIs::Done) => Content::Done,
        },
        Body::Draft(said) => Content::Draft(said.words.clone()),
        Body::Seen(seen) => Content::Seen(seen.entries.len()),
        Body::Grant(grant) => Content::Grant {
            reader: name(read, &grant.reader),
            reason: grant.reason.clone(),
        },
        Body::Attachment(file) => Content::Attachment(file.clone(), copied(read, entry, file)),
        Body::Consent(consent) => steps::reply(consent),
        Body::Step(step) => steps::step(step),
        Body::Handover(step) => handover(read, step, &entry.header.author),
        Body::Coding(coding) => Content::Note(coded(coding, questions)),
        Body::Code(_) => Content::Code,
    }
}

/// How a report came to whoever took it down, and their name; whether it is their word stands beside it as a fault if it is not.
fn heard(read: &ReadCase, word: &str) -> (&'static str, String) {
    TakenDown::read(word).map_or_else(
        |_| ("unknown", String::new()),
        |word| (word.way.word(), name(read, &word.by)),
    )
}

/// Under this name the page gives the words of the yearly table; no question has a dot in its id.
const TABLE: &str = "coding.";

/// A coding as its readers see it, in the words of the table.
fn coded(coding: &Coding, questions: &BTreeMap<String, Asked>) -> String {
    let table = questions.get(TABLE);
    let word = |kind: &str, id: &str| {
        let options = table.map(|table| &table.options);
        options
            .and_then(|options| options.get(&format!("{kind}.{id}")))
            .map_or_else(|| id.to_owned(), Clone::clone)
    };
    let told = if coding.told { "yes" } else { "no" };
    let words = [
        word("family", &coding.family),
        word("stage", &coding.stage),
        word("outcome", &coding.outcome),
        word("channel", &coding.channel),
        word("told", told),
    ];
    let lead = table.map_or("", |table| table.text.as_str());
    format!("{lead}{}", words.join("\n"))
}

/// Question and answer as people read them; what the present questions do not know stays as it was written.
fn said(id: &str, answer: &Answer, questions: &BTreeMap<String, Asked>) -> (String, String) {
    let asked = questions.get(id);
    let option = |chosen: &String| {
        asked
            .and_then(|asked| asked.options.get(chosen))
            .unwrap_or(chosen)
            .clone()
    };
    let answer = match answer {
        Answer::Options(chosen) => chosen.iter().map(option).collect::<Vec<_>>().join("\n"),
        Answer::Text(text) => text.clone(),
    };
    (
        asked.map_or(id, |asked| asked.text.as_str()).to_owned(),
        answer,
    )
}
