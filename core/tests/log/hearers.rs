//! Two hear a reporter, unless the reporter said that one is enough.

use sotomado_core::ids::Digest;

use crate::happened::{answers, asks, happened};
use crate::readback::did;
use crate::world::{REPORTER, World};

fn offered() -> (World, Digest) {
    let mut world = World::new();
    let asked = world.on("2026-11-25", 11, asks("hearing", "hearing_offered"));
    (world, asked)
}

fn was_held(world: &World) -> bool {
    happened(world, "2026-12-01").contains(&"act:hearing_held".to_owned())
}

#[test]
fn one_alone_has_not_heard_them_until_another_notes_it_too() {
    let (mut world, _) = offered();
    world.on("2026-11-26", 11, did("hearing_held"));
    world.on("2026-11-26", 11, did("hearing_held"));
    assert!(!was_held(&world), "saying it twice makes no two");
    world.on("2026-11-27", 12, did("hearing_held"));
    assert!(was_held(&world));
}

#[test]
fn one_is_enough_where_the_reporter_said_so_and_not_where_a_counsellor_says_it_for_them() {
    let (mut world, asked) = offered();
    let mut claimed = world.clone();
    claimed.on("2026-11-26", 11, did("one_hearer_said"));
    claimed.on("2026-11-26", 11, did("hearing_held"));
    assert!(!was_held(&claimed));
    let mut heard = world.clone();
    heard.on("2026-11-26", 11, did("one_hearer_heard"));
    heard.on("2026-11-26", 11, did("hearing_held"));
    assert!(
        was_held(&heard),
        "that it was heard by telephone stands in the case"
    );
    let mut two = world.clone();
    two.on("2026-11-26", REPORTER, answers(asked, &[("two", "yes")]));
    two.on("2026-11-27", 11, did("hearing_held"));
    assert!(!was_held(&two));
    world.on("2026-11-26", REPORTER, answers(asked, &[("two", "one")]));
    world.on("2026-11-27", 11, did("hearing_held"));
    assert!(was_held(&world));
}

#[test]
fn what_was_said_of_one_hearing_is_not_said_of_the_next() {
    let (mut world, asked) = offered();
    world.on("2026-11-26", REPORTER, answers(asked, &[("two", "one")]));
    world.on("2026-11-27", 11, asks("hearing", "hearing_offered"));
    world.on("2026-11-28", 11, did("hearing_held"));
    assert!(!was_held(&world));
}

#[test]
fn what_was_said_late_of_an_earlier_hearing_is_not_said_of_the_next() {
    let (mut world, asked) = offered();
    world.on("2026-11-27", 11, asks("hearing", "hearing_offered"));
    world.on("2026-11-28", REPORTER, answers(asked, &[("two", "one")]));
    world.on("2026-11-29", 11, did("hearing_held"));
    assert!(!was_held(&world));
}
