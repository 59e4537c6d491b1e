//! Whatever honest authors write verifies clean; every single change to it has its code.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use sotomado_core::entry::{Entry, Header, Log};
use sotomado_core::ids::{CaseId, Digest, WindowId};
use sotomado_core::log::Fault;

use crate::only;
use crate::world::{File, REPORTER, World, author, key, message, note, roster_of};

/// Up to four authors; each step writes, some without having seen what is newest.
pub fn interleaved(steps: &[(u8, bool)]) -> World {
    let mut world = World::new();
    let mut stale = world.clone();
    for (at, (who, fresh)) in steps.iter().enumerate() {
        let by = [REPORTER, 11, 12, 13][usize::from(*who) % 4];
        if *fresh {
            stale = world.clone();
        }
        // Whoever has not seen the newest has at least seen what is his own.
        let mut known = stale.clone();
        let own = world.files.iter().filter(|file| {
            file.plain
                .as_deref()
                .and_then(|plain| Entry::read(plain).ok())
                .is_some_and(|e| e.header.author == author(by))
        });
        for file in own {
            if known.files.iter().all(|kept| kept.id != file.id) {
                known.files.push(file.clone());
            }
        }
        let text = format!("{at}");
        let (log, body) = match at % 3 {
            0 if by != REPORTER => (Log::Desk, note(&text)),
            _ => (Log::Case, message(&text)),
        };
        known.write(by, log, body);
        world.files.push(known.files.last().unwrap().clone());
    }
    world
}

/// How many histories a property is tried on: `quick`, or `SOTOMADO_HISTORIES` for a longer run.
pub fn histories(quick: u32) -> u32 {
    let asked = std::env::var("SOTOMADO_HISTORIES");
    asked
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(quick)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(histories(24)))]

    #[test]
    fn honest_interleavings_are_clean(steps in proptest::collection::vec((0u8..4, any::<bool>()), 0..12)) {
        let world = interleaved(&steps);
        prop_assert_eq!(world.view().faults(), []);
        let order: Vec<_> = world.view().entries.iter().map(|checked| checked.id).collect();
        let mut turned = world;
        turned.files.reverse();
        let again: Vec<_> = turned.view().entries.iter().map(|checked| checked.id).collect();
        prop_assert_eq!(order, again);
    }

    #[test]
    fn one_change_is_found(
        steps in proptest::collection::vec((0u8..4, any::<bool>()), 2..10),
        which in any::<Index>(),
        bit in any::<Index>(),
    ) {
        let world = interleaved(&steps);
        let place = which.index(world.files.len());
        let file = world.files[place].clone();
        let plain = file.plain.clone().unwrap();
        let entry = Entry::read(&plain).unwrap();

        let mut dropped = world.clone();
        dropped.files.remove(place);
        let built_on = world.files.iter().filter_map(|other| Entry::read(other.plain.as_deref()?).ok()).any(|other| {
            other.header.before == Some(file.id) || other.header.heads.iter().any(|head| head.entry == file.id)
        });
        prop_assert_eq!(dropped.codes().is_empty(), !built_on && place != 0);

        let mut resealed = world.clone();
        let id = Digest::of(&file.id.0);
        resealed.files.push(File { id, digest: id, ..file.clone() });
        prop_assert!(resealed.codes().contains(&Fault::Fork));

        let mut given_twice = world.clone();
        given_twice.files.push(file.clone());
        prop_assert_eq!(given_twice.codes(), BTreeSet::new());

        let mut swapped = world.clone();
        let other = (place + 1) % swapped.files.len();
        let (one, two) = (swapped.files[place].id, swapped.files[other].id);
        (swapped.files[place].id, swapped.files[other].id) = (two, one);
        prop_assert!(swapped.codes().contains(&Fault::WrongId));

        let mut bent = world.clone();
        let mut bytes = plain;
        let at = bit.index(bytes.len());
        bytes[at] ^= 1;
        bent.files[place].plain = Some(bytes);
        let codes = bent.faults_of(file.id);
        prop_assert!(codes.contains(&Fault::Malformed) || codes.contains(&Fault::BadSignature));

        for (change, fault) in [
            (Header { case: CaseId([1; 16]), ..entry.header.clone() }, Fault::WrongCase),
            (Header { window: WindowId([1; 16]), ..entry.header.clone() }, Fault::WrongWindow),
        ] {
            let by = (1..=13).find(|seed| author(*seed) == change.author).unwrap();
            let mut moved = world.clone();
            moved.files[place] = File::of(&Entry { header: change, body: entry.body.clone() }, by);
            let id = moved.files[place].id;
            prop_assert_eq!(moved.faults_of(id), only(fault));
        }
    }

    #[test]
    fn a_foreign_hand_and_another_roster_are_found(
        steps in proptest::collection::vec((0u8..4, any::<bool>()), 1..8),
        which in any::<Index>(),
    ) {
        let world = interleaved(&steps);
        let place = which.index(world.files.len());
        let entry = Entry::read(world.files[place].plain.as_deref().unwrap()).unwrap();

        let mut signed = world.clone();
        signed.reporter = Some(author(REPORTER));
        let header = Header { author: author(98), ..entry.header.clone() };
        signed.files[place] = File::of(&Entry { header, body: entry.body.clone() }, 98);
        let id = signed.files[place].id;
        prop_assert!(signed.faults_of(id).contains(&Fault::UnknownAuthor));

        let mut replaced = world.clone();
        replaced.rosters = vec![roster_of(2, &[11, 12, 13])];
        for file in &world.files {
            prop_assert!(replaced.faults_of(file.id).contains(&Fault::UnknownRoster));
        }

        // The server's order says nothing, and what is shown is what was honestly said.
        let mut turned = world.clone();
        turned.files.rotate_left(place);
        prop_assert_eq!(turned.view(), world.view());
    }

    #[test]
    fn arbitrary_bytes_never_panic(
        files in proptest::collection::vec((any::<[u8; 32]>(), any::<bool>(), proptest::option::of(proptest::collection::vec(any::<u8>(), 0..200))), 0..6),
    ) {
        let mut world = World::new();
        for (id, desk, plain) in files {
            let log = if desk { Log::Desk } else { Log::Case };
            world.files.push(File { id: Digest(id), digest: Digest(id), log, plain });
        }
        let view = world.view();
        prop_assert_eq!(view.entries.len(), world.files.len());
        let _ = view.next(&author(11), Log::Case);
    }

    /// Ids are given by the caller here, so even rings of heads can be made.
    #[test]
    fn rings_and_odd_numbers_never_panic(
        parts in proptest::collection::vec((0u8..4, 0u64..4, 0u8..5, 0u8..5), 1..8),
    ) {
        let mut world = World::new();
        for (place, (who, n, before, head)) in parts.into_iter().enumerate() {
            let by = [REPORTER, 11, 12, 13][usize::from(who)];
            let mut entry = world.draw(by, Log::Case, message("a"));
            entry.header.n = n.max(1);
            entry.header.before = Some(Digest([before; 32]));
            for (at, known) in entry.header.heads.iter_mut().enumerate() {
                known.entry = Digest([head.wrapping_add(u8::try_from(at).unwrap()) % 5; 32]);
            }
            let plain = entry.compose(&key(by)).unwrap();
            let id = Digest([u8::try_from(place).unwrap() % 5; 32]);
            world.files.push(File { id, digest: id, log: Log::Case, plain: Some(plain) });
        }
        let view = world.view();
        prop_assert!(!view.faults().is_empty());
    }
}
