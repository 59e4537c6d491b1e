//! One change to an honest history shows a fault, or shows nothing that the history does not show.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use sotomado_core::entry::{Entry, Log};
use sotomado_core::ids::{CaseId, Digest};
use sotomado_core::log::{Fault, LogView};

use crate::properties::{histories, interleaved};
use crate::world::{File, REPORTER, World, author, roster_of};

/// What a server, or one who holds a case's key besides, does to what it keeps.
#[derive(Clone, Debug)]
enum Mutation {
    Drop,
    /// A beginning of the history only.
    HoldBack(Index),
    Duplicate(Index),
    Move(Index),
    /// An entry of the same people in another case; opened, or as it opens here: not at all.
    Splice {
        from: Index,
        opens: bool,
        instead: bool,
    },
    /// One bit of what was sealed, or of the age file itself.
    Flip {
        bit: Index,
        sealed: bool,
    },
    /// Two files under each other's id.
    SwapIds(Index),
    Relabel,
    /// By a key of nobody, with that key's name or under the author's.
    Resign {
        own_name: bool,
    },
    /// Under another roster with the same people, or without them.
    Roster {
        epoch: u32,
        same: bool,
        besides: bool,
    },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    use Mutation::{
        Drop, Duplicate, Flip, HoldBack, Move, Relabel, Resign, Roster, Splice, SwapIds,
    };
    prop_oneof![
        Just(Drop),
        any::<Index>().prop_map(HoldBack),
        any::<Index>().prop_map(Duplicate),
        any::<Index>().prop_map(Move),
        (any::<Index>(), any::<bool>(), any::<bool>()).prop_map(|(from, opens, instead)| Splice {
            from,
            opens,
            instead
        }),
        (any::<Index>(), any::<bool>()).prop_map(|(bit, sealed)| Flip { bit, sealed }),
        any::<Index>().prop_map(SwapIds),
        Just(Relabel),
        any::<bool>().prop_map(|own_name| Resign { own_name }),
        (1u32..3, any::<bool>(), any::<bool>()).prop_map(|(epoch, same, besides)| Roster {
            epoch,
            same,
            besides
        }),
    ]
}

fn apply(world: &mut World, place: usize, mutation: &Mutation, other: impl FnOnce() -> World) {
    let count = world.files.len();
    let file = world.files[place].clone();
    match mutation {
        Mutation::Drop => drop(world.files.remove(place)),
        Mutation::HoldBack(from) => world.files.truncate(from.index(count)),
        Mutation::Duplicate(to) => world.files.insert(to.index(count), file),
        Mutation::Move(to) => {
            world.files.remove(place);
            world.files.insert(to.index(count), file);
        }
        Mutation::Splice {
            from,
            opens,
            instead,
        } => {
            let mut theirs = other().files[from.index(count)].clone();
            theirs.plain = theirs.plain.filter(|_| *opens);
            if *instead {
                world.files[place] = theirs;
            } else {
                world.files.insert(place, theirs);
            }
        }
        Mutation::Flip { bit, sealed } => world.files[place] = flipped(file, *bit, *sealed),
        Mutation::SwapIds(with) => {
            let with = with.index(count);
            world.files[place].id = world.files[with].id;
            world.files[with].id = file.id;
        }
        Mutation::Relabel => {
            world.files[place].log = if file.log == Log::Case {
                Log::Desk
            } else {
                Log::Case
            };
        }
        Mutation::Resign { own_name } => world.files[place] = resigned(file, *own_name),
        Mutation::Roster {
            epoch,
            same,
            besides,
        } => {
            let people: &[u8] = if *same { &[11, 12, 13, 14] } else { &[98, 99] };
            let replaced = roster_of(*epoch, people);
            if *besides {
                world.rosters.insert(0, replaced);
            } else {
                world.rosters = vec![replaced];
            }
        }
    }
}

fn flipped(file: File, bit: Index, sealed: bool) -> File {
    if sealed {
        let mut bytes = file.plain.unwrap();
        let at = bit.index(bytes.len() * 8);
        bytes[at / 8] ^= 1 << (at % 8);
        // Whoever bends what is inside the seal seals it anew.
        return File::holding(bytes, file.log);
    }
    let mut digest = file.digest.0;
    digest[bit.index(32)] ^= 1;
    File {
        digest: Digest(digest),
        plain: None,
        ..file
    }
}

fn resigned(file: File, own_name: bool) -> File {
    let mut plain = file.plain.unwrap();
    let mut entry = Entry::read(&plain).unwrap();
    entry.header.author = author(98);
    let strange = File::of(&entry, 98);
    if own_name {
        return strange;
    }
    let signature = |plain: &[u8]| {
        let last = plain.iter().rposition(|byte| *byte != 0).unwrap();
        last - 63..=last
    };
    let theirs = strange.plain.unwrap();
    let bytes = theirs[signature(&theirs)].to_vec();
    let own = signature(&plain);
    plain[own].copy_from_slice(&bytes);
    File::holding(plain, file.log)
}

/// Another case, in which the same people speak.
fn elsewhere(world: &World) -> World {
    let mut other = world.clone();
    for file in &mut other.files {
        let mut entry = Entry::read(file.plain.as_deref().unwrap()).unwrap();
        let by = (1..=13)
            .find(|seed| author(*seed) == entry.header.author)
            .unwrap();
        entry.header.case = CaseId([7; 16]);
        *file = File::of(&entry, by);
    }
    other
}

/// Whatever stands in `shown` without fault stands so in `honest`, and nothing that it builds on is missing; in the same order
/// if nothing at all bears a fault: where something is missing, what it held together may stand apart.
fn is_part_of(shown: &LogView, honest: &LogView) -> bool {
    let mut sound: Vec<_> = shown.entries.iter().filter(|one| one.is_sound()).collect();
    let ids: BTreeSet<_> = sound.iter().map(|one| one.id).collect();
    let mut same: Vec<_> = honest
        .entries
        .iter()
        .filter(|one| ids.contains(&one.id))
        .collect();
    if !shown.faults().is_empty() {
        sound.sort_by_key(|one| one.id);
        same.sort_by_key(|one| one.id);
    }
    let whole = sound
        .iter()
        .filter_map(|one| one.entry.as_ref())
        .all(|entry| {
            let heads = entry.header.heads.iter().map(|head| head.entry);
            heads
                .chain(entry.header.before)
                .all(|on| shown.entries.iter().any(|one| one.id == on))
        });
    sound == same && whole && shown.seen.is_subset(&honest.seen)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(histories(256)))]

    #[test]
    fn one_mutation_shows_a_fault_or_nothing_new(
        steps in proptest::collection::vec((0u8..4, any::<bool>()), 0..10),
        which in any::<Index>(),
        mutation in mutation(),
    ) {
        let mut world = interleaved(&steps);
        world.reporter = Some(author(REPORTER));
        let honest = world.view();
        let mut bent = world.clone();
        apply(&mut bent, which.index(world.files.len()), &mutation, || elsewhere(&world));
        let shown = bent.view();

        // Beside a fault too, what bears none is what was said.
        prop_assert!(is_part_of(&shown, &honest), "{shown:?}");
        let faults: BTreeSet<Fault> = shown.faults().iter().map(|found| found.code).collect();
        match mutation {
            Mutation::Duplicate(_) | Mutation::Move(_) => prop_assert_eq!(&shown, &honest),
            // The tail alone may be missing in silence.
            Mutation::Drop | Mutation::HoldBack(_) => if faults.is_empty() {
                prop_assert!(shown.entries.len() < honest.entries.len());
                prop_assert_eq!(&shown.reporter, &honest.reporter);
            },
            Mutation::SwapIds(_) | Mutation::Roster { besides: true, .. } => prop_assert!(!faults.is_empty() || shown == honest),
            // The same roster again is the same roster.
            Mutation::Roster { epoch: 1, same: true, .. } => prop_assert_eq!(&shown, &honest),
            _ => prop_assert!(!faults.is_empty(), "{mutation:?} in silence"),
        }
        for (of, was) in shown.readers.iter().flat_map(|(epoch, readers)| readers.iter().map(move |reader| (epoch, reader))) {
            prop_assert!(honest.readers.get(of).is_some_and(|readers| readers.contains(was)), "somebody was let in");
        }
    }
}
