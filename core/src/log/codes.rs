//! The keys by which a reporter writes, one after the other: a code that was replaced says nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Fault, LogInput, Reporter, order};
use crate::entry::{Body, Log};
use crate::ids::{AuthorKey, CaseId, Digest, Recipient, WindowId};
use crate::renewal::Renewal;
use crate::roster::Roster;
use crate::spoken::Spoken;

type Rosters<'a> = BTreeMap<Digest, &'a Roster>;

/// A replacement that holds: where it stands, and the word of the code that follows.
#[derive(Clone, Debug)]
pub(super) struct Followed {
    place: usize,
    pub(super) author: AuthorKey,
    pub(super) recipient: Recipient,
}

/// The word in an entry of the reporter's log that names the code which follows its author's, if it holds: about this case, by both
/// keys, and by none that stands on a roster. One hand would else stand on both sides.
fn word(input: &LogInput<'_>, rosters: &Rosters<'_>, checked: &Checked) -> Option<Renewal> {
    let entry = checked.entry.as_ref().filter(|_| checked.belongs())?;
    let Body::Code(code) = &entry.body else {
        return None;
    };
    if entry.header.log != Log::Case {
        return None;
    }
    let word = Renewal::read(&code.frame).ok()?;
    let reads = rosters
        .values()
        .any(|roster| roster.reader(&word.author).is_some());
    let own =
        (word.window, word.case, word.from) == (input.window, input.case, entry.header.author);
    (own && !reads && word.author != word.from).then_some(word)
}

/// What follows `first`, in the order in which everybody reads it; of two that follow one key the first counts, and no key comes twice.
pub(super) fn after(
    first: AuthorKey,
    (input, rosters): (&LogInput<'_>, &Rosters<'_>),
    entries: &[Checked],
    order: &[usize],
) -> Vec<Followed> {
    let words: Vec<(usize, Renewal)> = order
        .iter()
        .filter_map(|place| Some((*place, word(input, rosters, entries.get(*place)?)?)))
        .collect();
    let mut keys = vec![first];
    let mut found = Vec::new();
    while let Some(at) = keys.last().copied() {
        let next = words
            .iter()
            .find(|(_, word)| word.from == at && !keys.contains(&word.author));
        let Some((place, word)) = next else {
            break;
        };
        keys.push(word.author);
        found.push(Followed {
            place: *place,
            author: word.author,
            recipient: word.recipient,
        });
    }
    found
}

/// `old-code` of what a replaced code wrote besides what its replacement builds on; `code-differs` of a replacement that is none.
pub(super) fn check(entries: &mut [Checked], followed: &[Followed]) {
    let parents = order::parents(entries);
    for one in followed {
        let Some(old) = author_at(entries, one.place) else {
            continue;
        };
        let before = order::ancestors(&parents, one.place);
        for (at, checked) in entries.iter_mut().enumerate() {
            let theirs = checked.log == Log::Case
                && checked.belongs()
                && checked
                    .entry
                    .as_ref()
                    .is_some_and(|entry| entry.header.author == old);
            if theirs && at != one.place && !before.contains(&at) {
                checked.faults.insert(Fault::OldCode);
            }
        }
    }
    for (at, checked) in entries.iter_mut().enumerate() {
        let entry = checked.entry.as_ref();
        let code = entry.is_some_and(|entry| matches!(entry.body, Body::Code(_)));
        let here = checked.log == Log::Case && checked.belongs();
        if code && here && followed.iter().all(|one| one.place != at) {
            checked.faults.insert(Fault::CodeDiffers);
        }
    }
}

fn author_at(entries: &[Checked], place: usize) -> Option<AuthorKey> {
    let entry = entries.get(place)?.entry.as_ref()?;
    Some(entry.header.author)
}

/// By which keys a reporter could speak at a place of the log: a code that was replaced speaks only where its replacement builds on
/// it, whatever time is given.
pub(super) struct Voices {
    window: WindowId,
    case: CaseId,
    keys: Vec<AuthorKey>,
    /// For each key that was followed, the places that its replacement builds on.
    before: BTreeMap<AuthorKey, BTreeSet<usize>>,
}

impl Voices {
    pub(super) fn of(
        (window, case): (WindowId, CaseId),
        entries: &[Checked],
        reporter: Option<&Reporter>,
        followed: &[Followed],
    ) -> Self {
        let parents = if followed.is_empty() {
            BTreeMap::new()
        } else {
            order::parents(entries)
        };
        let before = followed.iter().filter_map(|one| {
            let old = author_at(entries, one.place)?;
            Some((old, order::ancestors(&parents, one.place)))
        });
        Self {
            window,
            case,
            keys: reporter.map_or_else(Vec::new, |one| one.keys.clone()),
            before: before.collect(),
        }
    }

    /// The answer in a step at `place`, if the reporter's code signed it for whoever wrote it down.
    pub(super) fn heard(&self, place: usize, by: &AuthorKey, frame: &str) -> Option<Spoken> {
        let word = Spoken::read(frame).ok()?;
        let here = (word.window, word.case, word.by) == (self.window, self.case, *by);
        let before = self.before.get(&word.author);
        let good =
            self.keys.contains(&word.author) && before.is_none_or(|all| all.contains(&place));
        (here && good).then_some(word)
    }
}
