//! Chains, heads and rosters: what entries say of each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Fault, order, people};
use crate::entry::{Entry, Kind, Log};
use crate::ids::{AuthorKey, Digest};
use crate::roster::Roster;

type Places = BTreeMap<(AuthorKey, Log, u64), BTreeSet<Digest>>;

fn standing(checked: &Checked) -> Option<&Entry> {
    checked.entry.as_ref().filter(|_| checked.belongs())
}

/// `fork`, `gap`, `broken-chain`, `missing-head`.
pub(super) fn check(entries: &mut [Checked]) {
    let (mut places, mut there) = (Places::new(), BTreeSet::new());
    for checked in entries.iter() {
        let Some(entry) = standing(checked) else {
            continue;
        };
        let header = &entry.header;
        there.insert((header.log, header.author, checked.id));
        if entry.kind() != Kind::Draft {
            places
                .entry((header.author, header.log, header.n))
                .or_default()
                .insert(checked.id);
        }
    }
    for checked in entries.iter_mut() {
        let Some(entry) = standing(checked) else {
            continue;
        };
        let header = &entry.header;
        let missing = header
            .heads
            .iter()
            .any(|head| !there.contains(&(header.log, head.author, head.entry)));
        let found = [
            missing.then_some(Fault::MissingHead),
            fork(entry, &places),
            previous(entry, &places),
        ];
        checked.faults.extend(found.into_iter().flatten());
    }
}

fn fork(entry: &Entry, places: &Places) -> Option<Fault> {
    let header = &entry.header;
    let same = places.get(&(header.author, header.log, header.n))?;
    (entry.kind() != Kind::Draft && same.len() > 1).then_some(Fault::Fork)
}

fn previous(entry: &Entry, places: &Places) -> Option<Fault> {
    let header = &entry.header;
    // A draft has n = 0 and nothing before it; the first of a chain has nothing before it either.
    let Some(earlier) = header.n.checked_sub(1).filter(|earlier| *earlier > 0) else {
        return header.before.map(|_| Fault::BrokenChain);
    };
    match (
        places.get(&(header.author, header.log, earlier)),
        header.before,
    ) {
        (None, _) => Some(Fault::Gap),
        (Some(ids), Some(before)) if ids.contains(&before) => None,
        (Some(_), _) => Some(Fault::BrokenChain),
    }
}

/// `unknown-roster`, `old-roster`, `expired-roster`. `order` lets each entry follow what it builds on.
pub(super) fn check_rosters(
    entries: &mut [Checked],
    order: &[usize],
    rosters: &BTreeMap<Digest, &Roster>,
) {
    let parents = order::parents(entries);
    // The newest epoch that stands in an entry or in anything that it builds on.
    let mut newest: BTreeMap<usize, u32> = BTreeMap::new();
    for place in order {
        let seen = parents
            .get(place)
            .into_iter()
            .flatten()
            .filter_map(|parent| newest.get(parent))
            .max()
            .copied();
        let Some(checked) = entries.get_mut(*place) else {
            continue;
        };
        let Some(header) = standing(checked).map(|entry| &entry.header) else {
            continue;
        };
        let seen = seen.unwrap_or(0);
        // Only a signed roster makes others old: a made-up epoch must not.
        let Some(roster) = people::named(rosters, &header.roster) else {
            checked.faults.insert(Fault::UnknownRoster);
            newest.insert(*place, seen);
            continue;
        };
        let (epoch, covered) = (header.roster.epoch, roster.covers(header.time.day()));
        if epoch < seen {
            checked.faults.insert(Fault::OldRoster);
        }
        if !covered {
            checked.faults.insert(Fault::ExpiredRoster);
        }
        newest.insert(*place, seen.max(epoch));
    }
}
