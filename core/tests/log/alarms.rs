//! What may be retaliation is taken on by another than whoever asked, and each answer by somebody.

use sotomado_core::work;

use crate::happened::{answers, asks, goes, happened, known};
use crate::readback::did;
use crate::world::{REPORTER, World, author};

fn followed() -> World {
    let mut world = World::new();
    world.on("2026-11-25", 11, goes("S1_answered"));
    world.on("2026-11-25", 11, goes("S7_following"));
    world
}

/// A form that is answered with a yes.
fn says_yes(world: &mut World, asker: u8, act: &str) {
    let asked = world.on("2026-12-25", asker, asks("followup", act));
    world.on("2026-12-26", REPORTER, answers(asked, &[("search", "yes")]));
}

/// How often it counts that somebody took on what waited.
fn taken_on(world: &World) -> usize {
    let all = happened(world, "2026-12-28");
    all.iter()
        .filter(|what| *what == "act:retaliation_handed")
        .count()
}

fn takes_none(world: &World, by: u8) -> bool {
    known(|known| work::takes_none(&world.view(), known, &author(by)))
}

#[test]
fn whoever_asked_does_not_take_on_themselves_what_may_be_retaliation() {
    let mut world = followed();
    says_yes(&mut world, 11, "followup_month");
    assert!(takes_none(&world, 11) && !takes_none(&world, 12));
    world.on("2026-12-27", 11, did("retaliation_handed"));
    assert_eq!(taken_on(&world), 0);
    world.on("2026-12-27", 12, did("retaliation_handed"));
    assert_eq!(taken_on(&world), 1);
    assert!(!takes_none(&world, 11));
}

#[test]
fn of_two_who_asked_each_takes_on_what_the_other_heard() {
    let mut world = followed();
    says_yes(&mut world, 11, "followup_week");
    says_yes(&mut world, 12, "followup_month");
    assert!(!takes_none(&world, 11) && !takes_none(&world, 12));
    world.on("2026-12-27", 11, did("retaliation_handed"));
    assert_eq!(
        taken_on(&world),
        0,
        "what they asked themselves waits still"
    );
    assert!(takes_none(&world, 11) && !takes_none(&world, 12));
    world.on("2026-12-27", 12, did("retaliation_handed"));
    assert_eq!(taken_on(&world), 1);
}

#[test]
fn whoever_asked_once_may_take_on_what_another_asked_later() {
    let mut world = followed();
    says_yes(&mut world, 11, "followup_week");
    world.on("2026-12-27", 12, did("retaliation_handed"));
    says_yes(&mut world, 12, "followup_month");
    assert!(takes_none(&world, 12) && !takes_none(&world, 11));
    world.on("2026-12-28", 11, did("retaliation_handed"));
    assert_eq!(taken_on(&world), 2);
}
