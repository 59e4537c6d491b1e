//! The keys by which a reporter writes, one after the other: a code that was replaced says nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Fault, LogInput, Reporter, order};
use crate::entry::{Body, Log};
use crate::ids::{AuthorKey, CaseId, Digest, Recipient, WindowId};
use crate::renewal::Renewal;
use crate::roster::Roster;
use crate::spoken::Spoken;

type Rosters<'a> = BTreeMap<Digest, &'a Roster>;

/// What follows one key: the entry that says so, and the new key; or, where entries compete of which neither has seen the other, all of them
/// and no key.
#[derive(Clone, Debug)]
pub(super) struct Followed {
    from: AuthorKey,
    places: Vec<usize>,
    pub(super) next: Option<(AuthorKey, Recipient)>,
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

/// What follows `first`, in the order in which everybody reads it; no key comes twice. Whoever holds a key that is known follows the
/// way to it. Anybody else follows the first of several that follow one key where all others build on it; else nothing says which is the
/// reporter's, and none is followed.
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
    if words.is_empty() {
        return Vec::new();
    }
    let parents = order::parents(entries);
    let builds = |place: usize, on: usize| order::ancestors(&parents, place).contains(&on);
    let mut keys = vec![first];
    let mut found = Vec::new();
    while let Some(from) = keys.last().copied() {
        let all: Vec<&(usize, Renewal)> =
            words.iter().filter(|(_, word)| word.from == from).collect();
        let mut open = all.iter().filter(|(_, word)| !keys.contains(&word.author));
        let own = input.reporter.filter(|own| !keys.contains(own));
        let way = own.and_then(|own| {
            open.clone()
                .find(|(_, word)| leads(&words, word.author, own, &keys))
        });
        let Some((place, word)) = way.or_else(|| open.next()) else {
            break;
        };
        let competes = |(other, _): &&(usize, Renewal)| other != place && !builds(*other, *place);
        if way.is_none() && all.iter().any(competes) {
            let places = all.iter().map(|(place, _)| *place).collect();
            found.push(Followed {
                from,
                places,
                next: None,
            });
            break;
        }
        keys.push(word.author);
        found.push(Followed {
            from,
            places: vec![*place],
            next: Some((word.author, word.recipient)),
        });
    }
    found
}

/// Whether some way of words leads from one key to another.
fn leads(words: &[(usize, Renewal)], from: AuthorKey, to: AuthorKey, before: &[AuthorKey]) -> bool {
    if from == to {
        return true;
    }
    let known = [before, &[from]].concat();
    words.iter().any(|(_, word)| {
        word.from == from && !known.contains(&word.author) && leads(words, word.author, to, &known)
    })
}

/// What all entries that say so have seen.
fn before_all(parents: &BTreeMap<usize, BTreeSet<usize>>, one: &Followed) -> BTreeSet<usize> {
    let mut all = one
        .places
        .iter()
        .map(|place| order::ancestors(parents, *place));
    let first = all.next().unwrap_or_default();
    all.fold(first, |seen, other| {
        seen.into_iter()
            .filter(|place| other.contains(place))
            .collect()
    })
}

/// `old-code` of what a replaced code wrote besides what its replacement builds on; `code-differs` of a replacement that is none.
pub(super) fn check(entries: &mut [Checked], followed: &[Followed]) {
    let parents = order::parents(entries);
    for one in followed {
        let before = before_all(&parents, one);
        for (at, checked) in entries.iter_mut().enumerate() {
            let theirs = checked.log == Log::Case
                && checked.belongs()
                && checked
                    .entry
                    .as_ref()
                    .is_some_and(|entry| entry.header.author == one.from);
            if theirs && !one.places.contains(&at) && !before.contains(&at) {
                checked.faults.insert(Fault::OldCode);
            }
        }
    }
    let good: BTreeSet<usize> = followed
        .iter()
        .filter(|one| one.next.is_some())
        .flat_map(|one| one.places.iter().copied())
        .collect();
    for (at, checked) in entries.iter_mut().enumerate() {
        let entry = checked.entry.as_ref();
        let code = entry.is_some_and(|entry| matches!(entry.body, Body::Code(_)));
        let here = checked.log == Log::Case && checked.belongs();
        if code && here && !good.contains(&at) {
            checked.faults.insert(Fault::CodeDiffers);
        }
    }
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
        let before = followed
            .iter()
            .map(|one| (one.from, before_all(&parents, one)));
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
