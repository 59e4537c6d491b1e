//! Chains, heads and rosters: what entries say of each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Fault, Reporter, order, people};
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

/// `unknown-roster`, `old-roster`, `expired-roster`. `order` lets each entry follow what it builds on; on the report
/// everything builds.
pub(super) fn check_rosters(
    entries: &mut [Checked],
    order: &[usize],
    reporter: Option<&Reporter>,
    rosters: &BTreeMap<Digest, &Roster>,
) {
    let parents = order::parents(entries);
    let report = reporter.map(|reporter| reporter.entry);
    let first = entries
        .iter()
        .find(|checked| Some(checked.id) == report && checked.belongs())
        .and_then(|checked| named(checked, rosters));
    // The newest epochs that stand in an entry or in anything that it builds on, each with its roster.
    let mut newest: BTreeMap<usize, BTreeSet<(u32, Digest)>> = BTreeMap::new();
    for place in order {
        let built_on = parents.get(place).into_iter().flatten();
        let mut seen: BTreeSet<_> = built_on
            .filter_map(|parent| newest.get(parent))
            .flatten()
            .copied()
            .collect();
        let Some(checked) = entries.get_mut(*place) else {
            continue;
        };
        seen.extend(first.filter(|_| Some(checked.id) != report));
        let Some(header) = standing(checked).map(|entry| &entry.header) else {
            continue;
        };
        // Only a signed roster makes others old: a made-up epoch must not.
        let name = (header.roster.epoch, header.roster.digest);
        match people::named(rosters, &header.roster) {
            None => {
                checked.faults.insert(Fault::UnknownRoster);
            }
            Some(roster) => {
                let covered = roster.covers(header.time.day());
                // A desk signs one roster of each epoch.
                if seen.iter().any(|other| other.0 >= name.0 && *other != name) {
                    checked.faults.insert(Fault::OldRoster);
                }
                if !covered {
                    checked.faults.insert(Fault::ExpiredRoster);
                }
                seen.insert(name);
            }
        }
        let most = seen.iter().map(|(epoch, _)| *epoch).max();
        seen.retain(|(epoch, _)| Some(*epoch) == most);
        newest.insert(*place, seen);
    }
}

/// The roster that it names, if it is a signed one.
fn named(checked: &Checked, rosters: &BTreeMap<Digest, &Roster>) -> Option<(u32, Digest)> {
    let name = &standing(checked)?.header.roster;
    people::named(rosters, name).map(|_| (name.epoch, name.digest))
}
