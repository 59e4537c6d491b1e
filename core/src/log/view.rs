//! What follows from a checked case: faults in one list, what was seen, how to go on.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Checked, Fault, LogView};
use crate::entry::{Body, Head, Kind, Log, Role};
use crate::ids::{AuthorKey, Digest, Recipient};

/// A fault and what it affects; without an entry it affects the whole case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub code: Fault,
    pub entry: Option<Digest>,
    pub author: Option<AuthorKey>,
}

/// Where an author's next entry stands in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Next {
    pub n: u64,
    pub before: Option<Digest>,
    pub heads: Vec<Head>,
    /// The epoch to seal to.
    pub epoch: u32,
    /// The recipient to seal to; `None` for the desk-only identity, which no entry names.
    pub recipient: Option<Recipient>,
}

pub(super) fn seen(entries: &[Checked]) -> BTreeSet<Digest> {
    let sound = entries
        .iter()
        .filter(|checked| checked.is_sound())
        .filter_map(|checked| checked.entry.as_ref());
    sound
        .filter_map(|entry| match &entry.body {
            Body::Seen(seen) => Some(seen.entries.iter().copied()),
            _ => None,
        })
        .flatten()
        .collect()
}

impl LogView {
    /// All faults, those of the whole case first, then in the order of the entries.
    #[must_use]
    pub fn faults(&self) -> Vec<Found> {
        let none = self.reporter.is_none().then_some(Found {
            code: Fault::NoReport,
            entry: None,
            author: None,
        });
        let of = |checked: &Checked| {
            let (entry, author) = (
                checked.id,
                checked.entry.as_ref().map(|entry| entry.header.author),
            );
            let found = move |code: &Fault| Found {
                code: *code,
                entry: Some(entry),
                author,
            };
            checked.faults.iter().map(found).collect::<Vec<_>>()
        };
        none.into_iter()
            .chain(self.entries.iter().flat_map(of))
            .collect()
    }

    /// What the reporter wrote and no `seen` entry without fault names yet.
    #[must_use]
    pub fn unseen(&self) -> Vec<Digest> {
        let waiting = |checked: &&Checked| {
            let draft = checked
                .entry
                .as_ref()
                .is_some_and(|entry| entry.kind() == Kind::Draft);
            checked.counts()
                && checked.role == Some(Role::Reporter)
                && !draft
                && !self.seen.contains(&checked.id)
        };
        self.entries
            .iter()
            .filter(waiting)
            .map(|checked| checked.id)
            .collect()
    }

    /// The newest epoch of the case identity; 1 before anything is known.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.recipients.keys().next_back().copied().unwrap_or(1)
    }

    /// Who can read what is written now.
    #[must_use]
    pub fn current_readers(&self) -> BTreeSet<AuthorKey> {
        let given = self.readers.get(&self.epoch()).into_iter().flatten();
        given
            .filter(|reader| !self.gone.contains(*reader))
            .copied()
            .collect()
    }

    /// Whether somebody said, before they left if they did, that they opened something.
    #[must_use]
    pub fn has_read(&self, reader: &AuthorKey) -> bool {
        let said = self.entries.iter().filter(|checked| checked.counts());
        said.filter_map(|checked| checked.entry.as_ref())
            .any(|entry| entry.header.author == *reader && entry.kind() == Kind::Seen)
    }

    /// How `me` goes on in `log`.
    #[must_use]
    pub fn next(&self, me: &AuthorKey, log: Log) -> Next {
        let mut last: Option<(u64, Digest)> = None;
        let mut heads: BTreeMap<AuthorKey, (u64, Digest)> = BTreeMap::new();
        for checked in self
            .entries
            .iter()
            .filter(|checked| checked.log == log && checked.belongs())
        {
            let Some(entry) = checked
                .entry
                .as_ref()
                .filter(|entry| entry.kind() != Kind::Draft)
            else {
                continue;
            };
            let (author, at) = (entry.header.author, (entry.header.n, checked.id));
            // My own chain goes on after all that I signed, or I would fork it; of others only what is
            // their word here.
            if author == *me {
                last = last.max(Some(at));
            } else if checked.counts() {
                let newest = heads.entry(author).or_insert(at);
                *newest = at.max(*newest);
            }
        }
        let epoch = if log == Log::Case { self.epoch() } else { 1 };
        Next {
            n: last.map_or(1, |(n, _)| n.saturating_add(1)),
            before: last.map(|(_, id)| id),
            heads: heads
                .into_iter()
                .map(|(author, (_, entry))| Head { author, entry })
                .collect(),
            epoch,
            recipient: self
                .recipients
                .get(&epoch)
                .copied()
                .filter(|_| log == Log::Case),
        }
    }
}
