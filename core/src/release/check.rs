//! Whether the codings of a year are all there, each once, each its newest: what a server that gives them out could change.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::coding::{self, Coding};
use crate::disclosure::Count;
use crate::frame::{Line, Signers};
use crate::ids::{AuthorKey, Digest, Pseudonym, WindowId};
use crate::ledger::{self, Ledger, Written};
use crate::policy::Taxonomy;
use crate::roster::{Roster, RosterBody};

/// All that is known of a year.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub window: WindowId,
    pub year: i16,
    /// All rosters of this window that are believed.
    pub rosters: &'a [Roster],
    pub taxonomy: &'a Taxonomy,
    /// What the identity of this year opened, in any order.
    pub plains: &'a [Vec<u8>],
    /// The numbers that the counsellors told the lead after closing, as they were typed.
    pub numbers: &'a [String],
}

/// What stops a release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Wrong {
    pub code: Stop,
    /// Whose coding or ledger.
    pub author: Option<AuthorKey>,
    /// Which case, for its counsellor alone to tell.
    pub pseudonym: Option<Pseudonym>,
    /// A number that was typed, or should be.
    pub number: Option<String>,
}

/// The kinds of what stops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// Opened, and neither coding nor ledger, or its signature is wrong.
    Malformed,
    WrongWindow,
    WrongYear,
    /// Signed by nobody of the rosters.
    UnknownAuthor,
    /// Words that the taxonomy does not have.
    UnknownWord,
    /// No roster held in this year: nobody could have written, and nobody kept a ledger.
    NoRoster,
    /// A reader of this year without a ledger.
    NoLedger,
    OpenLedger,
    /// Two ledgers of one author.
    TwoLedgers,
    /// A ledger whose number nobody told.
    NoNumber,
    /// A number told of which there is no ledger: an older one was brought back, or it was mistyped.
    OtherNumber,
    /// On the ledger, and not there.
    Missing,
    /// There in an older version than the ledger says.
    Stale,
    /// There in a newer version than the ledger says.
    LedgerBehind,
    /// There, and on no ledger.
    Unlisted,
    /// The same twice.
    Doubled,
    /// Two counsellors coded one case and neither coding is the newer.
    Clash,
}

/// The newest coding of each case, once nothing is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codings(Vec<Coding>);

impl Codings {
    /// How many cases.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.0.len()
    }

    /// By family, in the taxonomy's order.
    #[must_use]
    pub fn counts(&self, taxonomy: &Taxonomy) -> Vec<Count> {
        let of = |family: &str, only: fn(&Coding) -> bool| {
            let codings = self
                .0
                .iter()
                .filter(|one| one.family == family && only(one));
            u32::try_from(codings.count()).unwrap_or(u32::MAX)
        };
        let families = taxonomy.families.iter();
        families
            .map(|family| Count {
                family: family.id.clone(),
                cases: of(&family.id, |_| true),
                told: of(&family.id, |one| one.told),
            })
            .collect()
    }
}

/// Whether there is a day of that fiscal year on which such a roster holds.
#[must_use]
pub fn held(roster: &RosterBody, year: i16) -> bool {
    roster.first_day.fiscal_year() <= year && year <= roster.last_day.fiscal_year()
}

/// Who may code: everybody on a roster. Who must have a ledger: everybody on one that holds in the year.
struct Readers {
    may: BTreeSet<AuthorKey>,
    must: BTreeSet<AuthorKey>,
}

impl Readers {
    fn of(given: &Given<'_>) -> Self {
        let (mut may, mut must) = (BTreeSet::new(), BTreeSet::new());
        for roster in given.rosters {
            let body = roster.body();
            let authors = body.readers.iter().map(|reader| reader.author);
            may.extend(authors.clone());
            if held(body, given.year) {
                must.extend(authors);
            }
        }
        Self { may, must }
    }
}

#[derive(Default)]
struct Found {
    wrong: BTreeSet<Wrong>,
    codings: BTreeMap<(AuthorKey, Pseudonym), BTreeMap<Digest, Coding>>,
    ledgers: BTreeMap<AuthorKey, (Ledger, Digest)>,
    signers: Signers,
}

impl Found {
    fn say(&mut self, code: Stop, author: Option<AuthorKey>, pseudonym: Option<Pseudonym>) {
        self.wrong.insert(Wrong {
            code,
            author,
            pseudonym,
            number: None,
        });
    }

    fn say_number(&mut self, code: Stop, author: Option<AuthorKey>, number: String) {
        self.wrong.insert(Wrong {
            code,
            author,
            pseudonym: None,
            number: Some(number),
        });
    }
}

/// Checks everything against everything. All that is wrong is named at once.
pub fn check(given: &Given<'_>) -> Result<Codings, Vec<Wrong>> {
    let readers = Readers::of(given);
    let mut found = Found::default();
    for plain in given.plains {
        if plain.starts_with(Line::Coding.text().as_bytes()) {
            take_coding(given, &readers, plain, &mut found);
        } else {
            take_ledger(given, &readers, plain, &mut found);
        }
    }
    closed(given, &readers, &mut found);
    let codings = listed(&mut found);
    if found.wrong.is_empty() {
        Ok(Codings(codings))
    } else {
        Err(found.wrong.into_iter().collect())
    }
}

fn take_coding(given: &Given<'_>, readers: &Readers, plain: &[u8], found: &mut Found) {
    let Ok(coding) = Coding::read_of(plain, &mut found.signers) else {
        return found.say(Stop::Malformed, None, None);
    };
    let (author, pseudonym) = (Some(coding.author), Some(coding.pseudonym));
    if let Some(code) = stranger(given, readers, (coding.window, coding.year, coding.author)) {
        return found.say(code, author, pseudonym);
    }
    let Coding {
        family,
        stage,
        outcome,
        channel,
        ..
    } = &coding;
    if !given.taxonomy.knows(family, stage, outcome, channel) {
        found.say(Stop::UnknownWord, author, pseudonym);
    }
    let digest = coding::digest(plain);
    let of_case = found
        .codings
        .entry((coding.author, coding.pseudonym))
        .or_default();
    if of_case.insert(digest, coding).is_some() {
        found.say(Stop::Doubled, author, pseudonym);
    }
}

fn take_ledger(given: &Given<'_>, readers: &Readers, plain: &[u8], found: &mut Found) {
    let Ok(ledger) = Ledger::read(plain) else {
        return found.say(Stop::Malformed, None, None);
    };
    let author = ledger.author;
    if let Some(code) = stranger(given, readers, (ledger.window, ledger.year, author)) {
        return found.say(code, Some(author), None);
    }
    let digest = Digest::of(plain);
    if found.ledgers.insert(author, (ledger, digest)).is_some() {
        found.say(Stop::TwoLedgers, Some(author), None);
    }
}

fn stranger(
    given: &Given<'_>,
    readers: &Readers,
    (window, year, author): (WindowId, i16, AuthorKey),
) -> Option<Stop> {
    if window != given.window {
        Some(Stop::WrongWindow)
    } else if year != given.year {
        Some(Stop::WrongYear)
    } else if !readers.may.contains(&author) {
        Some(Stop::UnknownAuthor)
    } else {
        None
    }
}

/// Every reader has a closed ledger, and its number is the one that this reader told.
fn closed(given: &Given<'_>, readers: &Readers, found: &mut Found) {
    let mut told: BTreeSet<String> = given
        .numbers
        .iter()
        .map(|number| ledger::typed(number))
        .filter(|number| !number.is_empty())
        .collect();
    if readers.must.is_empty() {
        found.say(Stop::NoRoster, None, None);
    }
    for author in &readers.must {
        if !found.ledgers.contains_key(author) {
            found.say(Stop::NoLedger, Some(*author), None);
        }
    }
    let ledgers: Vec<(AuthorKey, bool, String)> = found
        .ledgers
        .iter()
        .map(|(author, (ledger, digest))| {
            (*author, ledger.closed, ledger::number(ledger.n, digest))
        })
        .collect();
    for (author, is_closed, number) in ledgers {
        if !is_closed {
            found.say(Stop::OpenLedger, Some(author), None);
        }
        // What lies here is said, never what should: whoever copied it from here would compare nothing.
        if !told.remove(&number) {
            found.say(Stop::NoNumber, Some(author), None);
        }
    }
    for number in told {
        found.say_number(Stop::OtherNumber, None, number);
    }
}

/// Compares each ledger with what is there, and takes the newest coding of each case.
fn listed(found: &mut Found) -> Vec<Coding> {
    let mut there = std::mem::take(&mut found.codings);
    let ledgers: Vec<Ledger> = found
        .ledgers
        .values()
        .map(|(ledger, _)| ledger.clone())
        .collect();
    let mut newest: BTreeMap<Pseudonym, Coding> = BTreeMap::new();
    for ledger in ledgers {
        for written in &ledger.codings {
            let key = (ledger.author, written.pseudonym);
            let mut of_case = there.remove(&key).unwrap_or_default();
            let Some(coding) = of_case.remove(&written.digest) else {
                let code = unlike(written, of_case.values());
                found.say(code, Some(ledger.author), Some(written.pseudonym));
                continue;
            };
            if coding.version != written.version || !of_case.is_empty() {
                found.say(Stop::Doubled, Some(ledger.author), Some(written.pseudonym));
            }
            match newest.get(&coding.pseudonym) {
                Some(other) if other.version == coding.version => {
                    found.say(Stop::Clash, Some(other.author), Some(coding.pseudonym));
                    found.say(Stop::Clash, Some(coding.author), Some(coding.pseudonym));
                }
                Some(other) if other.version > coding.version => {}
                _ => {
                    newest.insert(coding.pseudonym, coding);
                }
            }
        }
    }
    for (author, pseudonym) in there.into_keys() {
        found.say(Stop::Unlisted, Some(author), Some(pseudonym));
    }
    newest.into_values().collect()
}

/// How what is there differs from what a ledger says.
fn unlike<'a>(written: &Written, mut there: impl Iterator<Item = &'a Coding>) -> Stop {
    match there.next() {
        None => Stop::Missing,
        Some(other) if other.version < written.version => Stop::Stale,
        Some(other) if other.version > written.version => Stop::LedgerBehind,
        Some(_) => Stop::Doubled,
    }
}
