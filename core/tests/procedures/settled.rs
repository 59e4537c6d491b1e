//! What is due can be settled: wherever a clock of a case runs, an act that stops it is offered.

use std::collections::BTreeSet;

use sotomado_core::policy::{self, Clock};
use sotomado_core::procedure::{Procedure, Stage};

use crate::{DIRECTORY, read};

/// Where a step leads from here, a call of 110 with it; not on from where it stops.
fn onward(
    procedure: &Procedure,
    from: &BTreeSet<usize>,
    stops: impl Fn(&Stage) -> bool,
) -> BTreeSet<usize> {
    let mut reached = from.clone();
    loop {
        let next: BTreeSet<usize> = reached
            .iter()
            .filter_map(|at| procedure.stage(*at))
            .filter(|stage| !stops(stage))
            .flat_map(|stage| stage.next.iter().map(|edge| edge.to))
            .chain([procedure.danger])
            .collect();
        let before = reached.len();
        reached.extend(next);
        if reached.len() == before {
            return reached;
        }
    }
}

fn offers(procedure: &Procedure, stage: &Stage, pattern: &str) -> bool {
    stage.acts.iter().any(|act| {
        let id = &procedure.acts[*act].id;
        if pattern.ends_with('_') {
            id.starts_with(pattern)
        } else {
            id == pattern
        }
    })
}

fn stops(clock: &Clock, stage: &Stage) -> bool {
    let mut until = clock.until.iter();
    until.any(|until| until.strip_prefix("stage:") == Some(stage.id.as_str()))
}

/// The stages of the course in which this clock can run: those where it begins, and all that follow; anywhere, where the reporter sets it
/// going.
fn runs(course: &Procedure, clock: &Clock) -> BTreeSet<usize> {
    // Before the desk has answered, an answer is what is due, and no form goes out.
    let answered: BTreeSet<usize> = (1..course.stages.len()).collect();
    let all: BTreeSet<usize> = (0..course.stages.len()).collect();
    let mut begins = BTreeSet::new();
    for from in &clock.from {
        match from.split_once(':') {
            Some(("stage", id)) => begins.extend(course.stage_named(id)),
            Some(("act", act)) => begins.extend(
                all.iter()
                    .filter(|at| offers(course, &course.stages[**at], act)),
            ),
            _ => return answered,
        }
    }
    onward(course, &begins, |stage| stops(clock, stage))
}

#[test]
fn wherever_a_clock_runs_an_act_that_stops_it_is_offered() {
    let of = |file: &str| {
        let text = std::fs::read_to_string(format!("{DIRECTORY}/../{file}.toml"));
        text.expect("a policy file")
    };
    let (clocks, _, _) =
        policy::clocks(&of("clocks"), &of("holidays"), &of("hours")).expect("good clocks");
    let course = read("course");
    let (mut seen, mut stuck) = (0, Vec::new());
    for clock in &clocks.clocks {
        let acts: Vec<&str> = clock
            .until
            .iter()
            .filter_map(|until| until.strip_prefix("act:"))
            .filter(|act| {
                let of_course = |one: &sotomado_core::procedure::Act| {
                    one.id == *act || act.ends_with('_') && one.id.starts_with(act)
                };
                course.acts.iter().any(of_course)
            })
            .collect();
        // Leaving the stage stops it, or what somebody else does.
        if acts.is_empty() || clock.until.iter().any(|until| until == "leave") {
            continue;
        }
        for at in runs(&course, clock) {
            let stage = &course.stages[at];
            let ended = stage.last && !clock.after_end;
            seen += 1;
            if !ended && !stops(clock, stage) && !acts.iter().any(|act| offers(&course, stage, act))
            {
                stuck.push(format!("{} in {}", clock.id, stage.id));
            }
        }
    }
    assert!(seen > 50, "{seen}");
    assert!(stuck.is_empty(), "{}", stuck.join("\n"));
}

/// Whoever is told something answers, or the desk asks until they have; after the city's part has ended as well.
#[test]
fn wherever_the_city_was_told_its_answer_can_be_noted() {
    let city = read("city");
    let told: BTreeSet<usize> = (0..city.stages.len())
        .filter(|at| city.stages[*at].tells.is_some())
        .collect();
    for at in onward(&city, &told, |_| false) {
        let stage = &city.stages[at];
        let calls = stage.calls.is_some();
        assert!(
            calls || offers(&city, stage, "kept_measure"),
            "{}",
            stage.id
        );
    }
}

/// In danger to life two may tell whatever was told before, and what has ended may begin again.
#[test]
fn from_every_stage_outside_there_is_a_way_by_two_and_one_by_consent() {
    for name in ["city", "police"] {
        let procedure = read(name);
        for stage in &procedure.stages {
            let by_two = stage
                .next
                .iter()
                .any(|edge| edge.persons == 2 && edge.reason);
            assert!(by_two, "{name} {}", stage.id);
            let agreed = stage.next.iter().any(|edge| edge.consent);
            assert!(agreed || stage.id == "P4_accusation", "{name} {}", stage.id);
        }
    }
}
