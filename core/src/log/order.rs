//! One order for everybody: what an entry builds on stands before it, else time decides.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::Checked;
use crate::time::Time;

/// For each place that stands in its log, the places that its `before` and heads name.
pub(super) fn parents(entries: &[Checked]) -> BTreeMap<usize, BTreeSet<usize>> {
    let standing = || {
        entries
            .iter()
            .enumerate()
            .filter(|(_, checked)| checked.belongs())
            .filter_map(|(place, checked)| {
                checked
                    .entry
                    .as_ref()
                    .map(|entry| (place, checked.id, &entry.header))
            })
    };
    let places: BTreeMap<_, _> = standing()
        .map(|(place, id, header)| ((header.log, id), place))
        .collect();
    standing()
        .map(|(place, _, header)| {
            let named = header
                .before
                .iter()
                .chain(header.heads.iter().map(|head| &head.entry));
            let known = named.filter_map(|id| places.get(&(header.log, *id)).copied());
            (place, known.filter(|parent| *parent != place).collect())
        })
        .collect()
}

/// Whether who wrote the entry at `place` had `other` before them, or had what was written with it.
pub(super) fn builds_on(
    parents: &BTreeMap<usize, BTreeSet<usize>>,
    place: usize,
    other: usize,
) -> bool {
    ancestors(parents, place).contains(&other)
}

/// All that the entry at `place` builds on.
pub(super) fn ancestors(
    parents: &BTreeMap<usize, BTreeSet<usize>>,
    place: usize,
) -> BTreeSet<usize> {
    let mut known = BTreeSet::new();
    let mut open = vec![place];
    while let Some(next) = open.pop() {
        for parent in parents.get(&next).into_iter().flatten() {
            if known.insert(*parent) {
                open.push(*parent);
            }
        }
    }
    known
}

/// The places of `entries` in reading order, each once.
pub(super) fn readable(entries: &[Checked]) -> Vec<usize> {
    let parents = parents(entries);
    let key = |place: usize| {
        let checked = entries.get(place);
        let time = checked
            .and_then(|checked| checked.entry.as_ref())
            .map(|entry| entry.header.time);
        Reverse((time, checked.map(|checked| checked.id), place))
    };
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut waits: BTreeMap<usize, usize> = BTreeMap::new();
    let mut ready: BinaryHeap<Reverse<(Option<Time>, Option<_>, usize)>> = BinaryHeap::new();
    for (place, named) in &parents {
        waits.insert(*place, named.len());
        for parent in named {
            children.entry(*parent).or_default().push(*place);
        }
        if named.is_empty() {
            ready.push(key(*place));
        }
    }
    let mut order = Vec::with_capacity(entries.len());
    while let Some(Reverse((_, _, place))) = ready.pop() {
        order.push(place);
        for child in children.get(&place).into_iter().flatten() {
            let Some(left) = waits.get_mut(child) else {
                continue;
            };
            *left = left.saturating_sub(1);
            if *left == 0 {
                ready.push(key(*child));
            }
        }
    }
    // What belongs nowhere, and rings, which no honest digest can make.
    let placed: BTreeSet<_> = order.iter().copied().collect();
    let mut rest: Vec<_> = (0..entries.len())
        .filter(|place| !placed.contains(place))
        .map(key)
        .collect();
    rest.sort_unstable_by(|one, other| other.cmp(one));
    order.extend(rest.into_iter().map(|Reverse((_, _, place))| place));
    order
}

/// Puts `entries` in `order`.
pub(super) fn arrange(entries: Vec<Checked>, order: &[usize]) -> Vec<Checked> {
    let mut slots: Vec<Option<Checked>> = entries.into_iter().map(Some).collect();
    order
        .iter()
        .filter_map(|place| slots.get_mut(*place)?.take())
        .collect()
}
