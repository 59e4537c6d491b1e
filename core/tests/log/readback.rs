//! That somebody was understood is what they said themselves, or what a counsellor says that they heard.

use sotomado_core::calendar::Day;
use sotomado_core::entry::{Body, Deed, Did};
use sotomado_core::ids::Digest;

use crate::happened::{COURSE, answers, asks, goes, happened, step};
use crate::world::{REPORTER, World};

pub fn did(act: &str) -> Body {
    dated(act, None)
}

fn dated(act: &str, day: Option<&str>) -> Body {
    step(Deed::Did(Did {
        procedure: "course".into(),
        policy: Digest::of(COURSE.as_bytes()),
        act: act.into(),
        day: day.and_then(Day::parse),
    }))
}

/// An answered case in which what was understood was shown, and that form.
fn shown() -> (World, Digest) {
    let mut world = World::new();
    world.on("2026-11-25", 11, goes("S1_answered"));
    let asked = world.on("2026-11-25", 11, asks("readback", "readback_sent"));
    (world, asked)
}

fn says(world: &mut World, day: &str, asked: Digest, answer: &str) {
    world.on(day, REPORTER, answers(asked, &[("right", answer)]));
}

/// Whether a step to `S2_confirmed` on that day is taken.
fn confirms(world: &World, day: &str) -> bool {
    let mut world = world.clone();
    world.on(day, 11, goes("S2_confirmed"));
    happened(&world, day).contains(&"stage:S2_confirmed".to_owned())
}

#[test]
fn promise_08_nobody_confirms_in_the_reporter_s_place() {
    let (mut world, asked) = shown();
    assert!(
        !confirms(&world, "2026-11-26"),
        "it was shown, not answered"
    );
    world.on("2026-11-26", 11, did("readback_said"));
    assert!(
        !confirms(&world, "2026-11-26"),
        "a counsellor noted it for them"
    );
    assert!(!happened(&world, "2026-11-26").contains(&"act:readback_said".to_owned()));
    says(&mut world, "2026-11-27", asked, "yes");
    assert!(confirms(&world, "2026-11-27"));
}

#[test]
fn a_no_closes_the_way_again_until_it_is_right_or_was_heard_to_be() {
    let (mut world, asked) = shown();
    says(&mut world, "2026-11-26", asked, "yes");
    says(&mut world, "2026-11-27", asked, "no");
    assert!(!confirms(&world, "2026-11-27"));
    assert!(happened(&world, "2026-11-27").contains(&"said:readback_no".to_owned()));
    let mut heard = world.clone();
    heard.on("2026-11-28", 11, did("readback_heard"));
    assert!(confirms(&heard, "2026-11-28"));
    says(&mut heard, "2026-11-29", asked, "no");
    assert!(!confirms(&heard, "2026-11-29"), "they have the last word");
    says(&mut world, "2026-11-30", asked, "yes");
    assert!(confirms(&world, "2026-11-30"));
}

#[test]
fn another_text_is_confirmed_anew_and_a_stage_once_entered_stays() {
    let (mut world, asked) = shown();
    says(&mut world, "2026-11-26", asked, "yes");
    let other = world.on("2026-11-27", 11, asks("readback", "readback_sent"));
    assert!(
        !confirms(&world, "2026-11-27"),
        "the yes was to another text"
    );
    says(&mut world, "2026-11-28", other, "yes");
    world.on("2026-11-28", 11, goes("S2_confirmed"));
    says(&mut world, "2026-11-29", other, "no");
    let all = happened(&world, "2026-11-29");
    assert!(all.contains(&"stage:S2_confirmed".to_owned()), "{all:?}");
}

#[test]
fn a_yes_to_an_earlier_text_says_nothing_of_the_newest() {
    let (mut world, asked) = shown();
    let other = world.on("2026-11-27", 11, asks("readback", "readback_sent"));
    let mut denied = world.clone();
    says(&mut world, "2026-11-28", asked, "yes");
    assert!(!confirms(&world, "2026-11-28"), "they saw the first alone");
    says(&mut denied, "2026-11-28", other, "no");
    says(&mut denied, "2026-11-29", asked, "yes");
    assert!(!confirms(&denied, "2026-11-29"));
    let said = "said:readback".to_owned();
    assert!(!happened(&denied, "2026-11-29").contains(&said));
    says(&mut denied, "2026-11-30", other, "yes");
    assert!(confirms(&denied, "2026-11-30"));
    assert!(happened(&denied, "2026-11-30").contains(&said));
}

#[test]
fn a_case_that_was_confirmed_by_the_version_before_stands_where_it_stood() {
    let (mut world, _) = shown();
    world.on("2026-11-26", 11, did("readback_confirmed"));
    world.on("2026-11-26", 11, goes("S2_confirmed"));
    world.on("2026-11-27", 11, goes("S3_planned"));
    let all = happened(&world, "2026-11-27");
    for stage in ["stage:S2_confirmed", "stage:S3_planned"] {
        assert!(all.contains(&stage.to_owned()), "{all:?}");
    }
}

#[test]
fn a_time_that_began_before_it_was_noted_runs_from_its_own_day() {
    let mut world = World::new();
    world.on(
        "2026-11-25",
        11,
        dated("disposition_known", Some("2026-11-05")),
    );
    let view = world.view();
    let entry = view.entries.iter().find_map(|one| {
        let entry = one.entry.as_ref()?;
        matches!(entry.body, Body::Step(_)).then_some(entry)
    });
    let json = String::from_utf8(entry.unwrap().json().unwrap()).unwrap();
    assert!(
        json.contains("\"act\":\"disposition_known\",\"day\":\"2026-11-05\""),
        "{json}"
    );
}
