//! A deputy is never drawn, is given a case by a reader of it, and is then the second of two. Without one, what two decide is
//! refused, and the page says why.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sotomado_core::door;
use sotomado_core::entry::{Body, Grant, Log, Report};
use sotomado_core::ids::{Digest, Identity};
use sotomado_core::roster::{PolicyDigest, Roster, RosterBody, version};

use crate::steps::{approved, danger};
use crate::world::{CASE, REPORTER, WINDOW, World, author, key, report, roster_of};

const DEPUTY: u8 = 13;
const PROCEDURE: &str = include_str!("../../../policies/procedures/police.toml");

/// A roster that names the procedure, and of these readers the deputy as such.
fn roster(epoch: u32, readers: &[u8]) -> Roster {
    let mut body: RosterBody = roster_of(epoch, readers).body().clone();
    for reader in &mut body.readers {
        reader.deputy = reader.author == author(DEPUTY);
    }
    body.v = version(&body.readers);
    body.policies = vec![PolicyDigest {
        file: "procedures/police.toml".into(),
        sha256: Digest::of(PROCEDURE.as_bytes()),
    }];
    Roster::read(&Roster::sign(&body, &key(5)).unwrap()).unwrap()
}

/// A case of reader 11 alone.
fn case_under(roster: Roster, left_out: &[u8]) -> World {
    let mut world = World::new();
    world.rosters = vec![roster];
    world.files.clear();
    let body = Report {
        readers: vec![author(11), author(DEPUTY)],
        left_out: left_out.iter().map(|seed| author(*seed)).collect(),
        ..report()
    };
    world.write(REPORTER, Log::Case, Body::Report(body));
    world
}

fn granted(world: &mut World) {
    let grant = Grant {
        reader: author(DEPUTY),
        epoch: 1,
        recipient: Identity([3; 32]).recipient(),
        reason: "二人で決めるため".into(),
    };
    let id = world.write(11, Log::Case, Body::Grant(grant));
    assert_eq!(world.faults_of(id), [].into());
}

#[test]
fn promise_07_a_deputy_whom_a_report_names_is_not_given_the_case() {
    let mut world = case_under(roster(1, &[11, DEPUTY]), &[]);
    assert_eq!(world.view().faults(), []);
    assert_eq!(world.view().current_readers(), [author(11)].into());
    granted(&mut world);
    let both = [author(11), author(DEPUTY)].into();
    assert_eq!(world.view().current_readers(), both);
}

#[test]
fn promise_09_with_one_reader_a_deputy_is_the_second() {
    let mut world = case_under(roster(1, &[11, DEPUTY]), &[]);
    granted(&mut world);
    let proposal = world.on("2026-11-25", 11, danger("つかまれた"));
    let own = world.on("2026-11-25", 11, approved(proposal));
    assert!(!world.faults_of(own).is_empty(), "nobody alone");
    let second = world.on("2026-11-25", DEPUTY, approved(proposal));
    assert_eq!(world.faults_of(second), [].into());
}

/// What the page of reader 11 offers, as its markup says it.
fn told(world: &World) -> String {
    let words: Value = ["consent-desk-way-alone", "consent-desk-bring"]
        .iter()
        .map(|id| ((*id).to_owned(), json!(id)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let entries: Vec<Value> = world
        .files
        .iter()
        .map(|file| {
            let plain = STANDARD.encode(file.plain.as_deref().unwrap());
            json!({"id": file.id, "log": file.log, "file": plain, "plain": plain})
        })
        .collect();
    let rosters: Vec<String> = world
        .rosters
        .iter()
        .map(|roster| STANDARD.encode(roster.frame()))
        .collect();
    let question = json!({
        "ask": "case", "window": WINDOW, "case": CASE, "me": author(11), "rosters": rosters, "entries": entries,
        "draw": {"show": "whole", "today": "2026-11-25",
            "given": {"lang": "ja", "words": words, "policies": {"procedures/police.toml": PROCEDURE}}},
    });
    let answer: Value =
        serde_json::from_slice(&door::ask(&serde_json::to_vec(&question).unwrap())).unwrap();
    let told = answer["ok"]["drawn"]["told"][0]["part"].as_str();
    told.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Whether what two decide can be asked for, cannot, or needs somebody to be brought in first.
fn second(world: &World) -> &'static str {
    let told = told(world);
    let (two, alone) = (
        told.contains(r#"data-needs="two""#),
        told.contains(r#"data-needs="alone""#),
    );
    match (two, alone, told.contains(r#"data-second="to-bring""#)) {
        (true, false, false) => "here",
        (true, false, true) => "to bring",
        (false, true, false) => "nobody",
        other => panic!("{other:?} in {told}"),
    }
}

#[test]
fn what_two_decide_is_refused_where_nobody_is_the_second() {
    // One reader on the roster, and nobody besides.
    let mut world = case_under(roster(1, &[11]), &[]);
    assert_eq!(second(&world), "nobody");
    // Proposed on another page all the same: it says there, too, what is missing.
    world.on("2026-11-25", 11, danger("つかまれた"));
    assert!(told(&world).contains(r#"data-second="nobody""#));
    // The lead names a deputy: the page offers to bring them in.
    world.rosters.push(roster(2, &[11, DEPUTY]));
    assert_eq!(second(&world), "to bring");
    granted(&mut world);
    assert_eq!(second(&world), "here");
    // Whom the reporter left out is nobody's second.
    let world = case_under(roster(1, &[11, DEPUTY]), &[DEPUTY]);
    assert_eq!(second(&world), "nobody");
}
