//! One person and the keys by which they read, one after the other.
//!
//! What was written under an older key stays that person's, and what bars them from a case bars every later key of theirs. A key
//! that another has followed signs nothing any more: it stands on no roster.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Reader, Roster};
use crate::calendar::Day;
use crate::ids::AuthorKey;

/// So many earlier keys of one person at most.
pub const EARLIER_MOST: usize = 20;

/// A key that stands on the roster no more, and since when another of the same person stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub author: AuthorKey,
    pub since: Day,
}

impl Reader {
    /// Whether `author` is a key by which this person reads or read.
    #[must_use]
    pub fn was(&self, author: &AuthorKey) -> bool {
        self.author == *author || self.earlier.iter().any(|one| one.author == *author)
    }
}

/// No key of one person is another's, nobody stands on the roster twice under two keys, and no earlier key is the desk's.
pub(super) fn fit(readers: &[Reader], desk: &AuthorKey) -> bool {
    let mut all: BTreeSet<AuthorKey> = readers.iter().map(|reader| reader.author).collect();
    all.insert(*desk);
    readers.iter().all(|reader| {
        reader.earlier.len() <= EARLIER_MOST
            && reader.earlier.iter().all(|one| all.insert(one.author))
    })
}

/// Whose card of the roster before this is, under a key that nobody offers any more: the same person, as far as a card tells.
/// Whoever signs says whether it is so.
#[must_use]
pub fn person_before<'a>(
    before: &'a [Reader],
    card: &Reader,
    offered: &BTreeSet<AuthorKey>,
) -> Option<&'a Reader> {
    before.iter().find(|one| {
        !offered.contains(&one.author)
            && one.name == card.name
            && one.profession == card.profession
            && one.appointed_by == card.appointed_by
            && one.adviser == card.adviser
    })
}

/// All keys that the person of `before` had, where it has another one now.
#[must_use]
pub fn followed(before: &Reader, since: Day) -> Vec<Earlier> {
    let mut all = before.earlier.clone();
    all.push(Earlier {
        author: before.author,
        since,
    });
    all
}

/// Which keys are one person's, as signed rosters say.
#[derive(Clone, Debug, Default)]
pub struct Persons(BTreeMap<AuthorKey, BTreeSet<AuthorKey>>);

/// What these rosters say of earlier keys. Whom a roster calls one person is barred, and counts, as one; of whom none says it,
/// nobody can tell.
#[must_use]
pub fn persons<'a>(rosters: impl IntoIterator<Item = &'a Roster>) -> Persons {
    let mut next: BTreeMap<AuthorKey, BTreeSet<AuthorKey>> = BTreeMap::new();
    for reader in rosters.into_iter().flat_map(|one| &one.body().readers) {
        for earlier in &reader.earlier {
            next.entry(earlier.author)
                .or_default()
                .insert(reader.author);
        }
    }
    Persons(next)
}

impl Persons {
    /// `keys`, and every key that follows one of them.
    #[must_use]
    pub fn and_later(&self, keys: &BTreeSet<AuthorKey>) -> BTreeSet<AuthorKey> {
        let mut all = keys.clone();
        let mut open: Vec<AuthorKey> = keys.iter().copied().collect();
        while let Some(key) = open.pop() {
            for later in self.0.get(&key).into_iter().flatten() {
                if all.insert(*later) {
                    open.push(*later);
                }
            }
        }
        all
    }

    /// Whether both are keys of one person.
    #[must_use]
    pub fn same(&self, one: &AuthorKey, other: &AuthorKey) -> bool {
        let later = |key: &AuthorKey| self.and_later(&BTreeSet::from([*key]));
        !later(one).is_disjoint(&later(other))
    }
}
