//! Somebody reads by another key than before: the roster says so, the reporter may hand the case on to that key, and what barred
//! them bars them still.

use proptest::prelude::*;
use sotomado_core::entry::{Body, Grant, Handover, Leaving, Log, Removed};
use sotomado_core::ids::{Digest, Identity};
use sotomado_core::log::Fault;

use crate::only;
use crate::properties::histories;
use crate::steps::{approved, danger};
use crate::world::{LEFT_OUT, REPORTER, World, author, message, new_key, roster_followed};

/// A case of readers 11 and 12 of whom 11 has a new key, as 14 has, whom the reporter left out.
fn followed() -> World {
    let mut world = World::new();
    world.write(11, Log::Case, message("読みました"));
    let all = [11, 12, 13, LEFT_OUT];
    world
        .rosters
        .push(roster_followed(2, &all, &[11, LEFT_OUT]));
    world
}

fn grant(to: u8, epoch: u32) -> Body {
    Body::Grant(Grant {
        reader: author(to),
        epoch,
        recipient: Identity([3; 32]).recipient(),
        reason: String::new(),
    })
}

fn removes(reader: u8) -> Body {
    Body::Handover(Handover {
        what: "はずれます".into(),
        text: String::new(),
        leaving: Some(Leaving::Removed(Removed {
            reader: author(reader),
        })),
    })
}

fn granted(world: &mut World, by: u8, to: u8) -> std::collections::BTreeSet<Fault> {
    let id: Digest = world.write(by, Log::Case, grant(to, 1));
    world.faults_of(id)
}

#[test]
fn promise_07_the_reporter_hands_the_case_to_the_new_key_of_who_reads_it() {
    let mut world = followed();
    assert_eq!(granted(&mut world, REPORTER, new_key(11)), [].into());
    assert!(
        world
            .view()
            .current_readers()
            .contains(&author(new_key(11)))
    );
    world.write(new_key(11), Log::Case, message("また読めます"));
    assert_eq!(world.view().faults(), []);
}

#[test]
fn promise_07_the_reporter_hands_it_to_nobody_else() {
    for to in [13, 12, 11, new_key(LEFT_OUT), LEFT_OUT, 77] {
        let mut world = followed();
        let faults = granted(&mut world, REPORTER, to);
        assert_ne!(faults, [].into(), "{to}");
        let readers = world.view().readers;
        let first: Vec<_> = readers.values().flatten().copied().collect();
        assert_eq!(
            first,
            [author(11), author(12)]
                .into_iter()
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
    }
    // Nor is an identity made by it that others would go on under.
    let mut world = followed();
    let id = world.write(REPORTER, Log::Case, grant(new_key(11), 2));
    assert_eq!(world.faults_of(id), only(Fault::WrongEpoch));
}

#[test]
fn promise_07_whom_the_reporter_left_out_is_left_out_under_any_key() {
    let mut world = followed();
    assert_eq!(
        granted(&mut world, 12, new_key(LEFT_OUT)),
        only(Fault::LeftOut)
    );
    let word = world.write(new_key(LEFT_OUT), Log::Case, message("こんにちは"));
    assert!(world.faults_of(word).contains(&Fault::LeftOut));
}

#[test]
fn promise_07_whoever_was_removed_is_removed_under_any_key() {
    let mut world = World::new();
    world.write(12, Log::Case, removes(11));
    world.rosters.push(roster_followed(2, &[11, 12, 13], &[11]));
    for by in [12, REPORTER] {
        assert_eq!(
            granted(&mut world, by, new_key(11)),
            only(Fault::GoneReader)
        );
    }
    assert!(world.view().gone.contains(&author(new_key(11))));
}

/// The laptop is in other hands: its key is taken out of the case once another has followed it, and the person reads on.
#[test]
fn a_key_that_another_has_followed_is_removed_alone() {
    let mut world = followed();
    assert_eq!(granted(&mut world, 12, new_key(11)), [].into());
    let id = world.write(12, Log::Case, removes(11));
    assert_eq!(world.faults_of(id), [].into());
    let readers = world.view().current_readers();
    assert_eq!(readers, [author(new_key(11)), author(12)].into());
}

#[test]
fn a_key_that_another_has_followed_says_nothing_any_more() {
    let mut world = followed();
    let word = world.write(11, Log::Case, message("まだいます"));
    assert!(world.faults_of(word).contains(&Fault::UnknownAuthor));
}

#[test]
fn promise_09_two_keys_of_one_person_are_not_two_people() {
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, danger("つかまれた"));
    world.rosters.push(roster_followed(2, &[11, 12], &[11]));
    let own = world.on("2026-11-25", new_key(11), approved(proposal));
    assert_eq!(world.faults_of(own), only(Fault::OnePerson));
    let second = world.on("2026-11-25", 12, approved(proposal));
    assert_eq!(world.faults_of(second), [].into());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(histories(48)))]

    /// Whatever reporter and readers hand on, to whichever key, under whichever roster, and whoever was removed before: nobody
    /// left out, removed or off the roster is ever among those who read, under any key.
    #[test]
    fn promise_07_no_new_key_lets_anybody_in_who_is_barred(
        deeds in proptest::collection::vec((0u8..4, 0usize..8, any::<bool>()), 1..10),
        followed in proptest::sample::subsequence(vec![11u8, 12, 13, LEFT_OUT], 0..=4),
        at in 0usize..6,
    ) {
        let all = [11, 12, 13, LEFT_OUT];
        let mut world = World::new();
        let mut removed = Vec::new();
        for (place, (who, to, removing)) in deeds.iter().enumerate() {
            if place == at {
                world.rosters.push(roster_followed(2, &all[1..], &followed));
            }
            let on = world.rosters.len() > 1;
            let now = |seed: u8| if on && followed.contains(&seed) { new_key(seed) } else { seed };
            let by = match who { 0 => REPORTER, other => now(10 + other) };
            let target = [11, 12, 13, LEFT_OUT, new_key(11), new_key(12), new_key(13), new_key(LEFT_OUT)][*to];
            if *removing && by != REPORTER {
                let id = world.write(by, Log::Case, removes(target));
                let replaced = on && followed.contains(&target) && target != 11;
                if world.faults_of(id).is_empty() && !replaced {
                    removed.push(target % 100);
                }
            } else {
                world.write(by, Log::Case, grant(target, 1));
            }
        }
        let view = world.view();
        let can = view.current_readers();
        for seed in [LEFT_OUT, new_key(LEFT_OUT)] {
            prop_assert!(!can.contains(&author(seed)));
        }
        for seed in removed {
            let later = author(if seed >= 100 { seed } else { new_key(seed) });
            prop_assert!(!can.contains(&later), "{}", seed);
        }
        // 11 stands on the first roster alone, so no key of theirs comes in by the second.
        prop_assert!(!can.contains(&author(new_key(11))));
    }
}
