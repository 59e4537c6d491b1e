//! The door's answers about a case, as a reader's browser asks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sotomado_core::door;
use sotomado_core::entry::{Body, Log, Report, RosterName, Seen};
use sotomado_core::ids::Identity;
use sotomado_core::keyfile::{Holder, KeyFile, Purpose};
use sotomado_core::page::words::bare;
use sotomado_core::policy::{self, Lang};
use sotomado_core::roster::{Roster, RosterBody};
use sotomado_core::succession::Succession;

use crate::world::{CASE, REPORTER, TIME, WINDOW, World, author, key, message, report};

fn b64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn asked(question: &Value) -> Value {
    serde_json::from_slice(&door::ask(&serde_json::to_vec(question).unwrap())).unwrap()
}

fn key_file(world: &World, maker: u8, purpose: Purpose, secret: u8) -> Value {
    let file = KeyFile {
        v: 1,
        window: WINDOW,
        case: CASE,
        purpose,
        epoch: 1,
        secret: Identity([secret; 32]),
        to: Holder::Reader(author(11)),
        maker: author(maker),
        time: TIME.parse().unwrap(),
        roster: RosterName {
            epoch: 1,
            digest: world.rosters[0].digest(),
        },
    };
    json!({"purpose": purpose, "plain": b64(&file.compose(&key(maker)).unwrap())})
}

fn question(world: &World, keys: &[Value]) -> Value {
    let entries: Vec<Value> = world
        .files
        .iter()
        .map(|file| {
            let plain = b64(file.plain.as_deref().unwrap());
            json!({"id": file.id, "log": file.log, "file": plain, "plain": plain})
        })
        .collect();
    let rosters: Vec<String> = world
        .rosters
        .iter()
        .map(|roster| b64(roster.frame()))
        .collect();
    json!({"ask": "case", "window": WINDOW, "case": CASE, "me": author(11), "rosters": rosters, "entries": entries, "keys": keys})
}

#[test]
fn a_case_says_how_to_go_on() {
    let mut world = World::new();
    let first = world.files[0].id;
    let keys = [
        key_file(&world, REPORTER, Purpose::Case, 3),
        key_file(&world, REPORTER, Purpose::Case, 4),
        key_file(&world, 12, Purpose::Desk, 6),
        key_file(&world, 13, Purpose::Desk, 7),
    ];
    let answer = &asked(&question(&world, &keys))["ok"];
    assert_eq!(answer["faults"], json!([]));
    // Another secret than the report names, and a desk-only identity by a reader who does not have the case.
    assert_eq!(answer["keys"], json!([true, false, true, false]));
    assert_eq!(
        answer["desk_to"]["recipient"],
        json!(Identity([6; 32]).recipient())
    );
    assert_eq!(
        answer["case_to"],
        json!({"recipient": Identity([3; 32]).recipient(), "epoch": 1})
    );
    assert_eq!(answer["to_see"], json!([first]));
    assert_eq!(
        (&answer["read_before"], &answer["answered"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(
        answer["places"]["case"],
        json!({"n": 1, "before": null, "heads": [{"author": author(REPORTER), "entry": first}]})
    );
    world.write(
        11,
        Log::Case,
        Body::Seen(Seen {
            entries: vec![first],
        }),
    );
    world.write(12, Log::Case, message("はい"));
    let answer = &asked(&question(&world, &keys))["ok"];
    assert_eq!(answer["to_see"], json!([]));
    assert_eq!(
        (&answer["read_before"], &answer["answered"]),
        (&json!(true), &json!(true))
    );
}

#[test]
fn a_roster_of_another_desk_is_not_believed() {
    let world = World::new();
    let honest = &world.rosters[0];
    let body = RosterBody {
        epoch: 9,
        desk_key: author(66),
        ..honest.body().clone()
    };
    let forged = Roster::sign(&body, &key(66)).unwrap();
    let mut asking = question(&world, &[]);
    asking["rosters"] = json!([b64(&forged), b64(honest.frame())]);
    let answer = &asked(&asking)["ok"];
    assert_eq!(answer["rosters"], json!([honest.digest()]));
    assert_eq!(answer["faults"], json!([]));
}

#[test]
fn a_key_that_names_the_desks_as_its_follower_signs_no_roster() {
    let world = World::new();
    let honest = &world.rosters[0];
    let sign = |epoch: u32, by: u8| {
        let body = RosterBody {
            epoch,
            desk_key: author(by),
            ..honest.body().clone()
        };
        b64(&Roster::sign(&body, &key(by)).unwrap())
    };
    let step = |from: u8, to: u8| {
        let day = honest.body().first_day;
        b64(&Succession::sign(WINDOW, author(to), day, &key(from)).unwrap())
    };
    let believed = |rosters: Value, successions: Value| {
        let mut asking = question(&world, &[]);
        asking["rosters"] = rosters;
        asking["successions"] = successions;
        asked(&asking)["ok"]["rosters"].clone()
    };
    let genuine = b64(honest.frame());
    assert_eq!(
        believed(json!([sign(9, 66), genuine]), json!([step(66, 5)])),
        json!([honest.digest()])
    );
    // Nor does it when the roster that the reporter saw is held back.
    assert_eq!(
        believed(json!([sign(9, 66)]), json!([step(66, 5)])),
        json!([])
    );
    // The desk's own word for its next key is believed.
    let both = believed(json!([sign(2, 6), genuine]), json!([step(5, 6)]));
    assert_eq!(both.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_question_that_cannot_be_read_tells_only_where() {
    let answer = asked(&json!({"ask": "case", "window": "SECRET"}));
    assert_eq!(answer["fault"]["code"], "question");
    assert!(!answer.to_string().contains("SECRET"));
    for bytes in [&b""[..], b"\xff", b"[[[[", b"{\"ask\":\"roster\""] {
        let _ = door::ask(bytes);
    }
}

fn drawn(world: &World, show: &str) -> Value {
    drawn_of(world, show, false)
}

fn given(seen: &str) -> Value {
    json!({"lang": "ja", "words": {"desk-js-line-seen": seen, "desk-js-sealed-here": "サーバーの封"}})
}

fn drawn_of(world: &World, show: &str, sealed_here: bool) -> Value {
    let mut question = question(world, &[key_file(world, REPORTER, Purpose::Case, 3)]);
    question["draw"] = json!({"show": show, "given": given("{$count}件"), "organisation": "塩尻市", "sealed_here": sealed_here});
    asked(&question)["ok"]["drawn"].clone()
}

#[test]
fn before_reading_the_names_alone_leave_the_core() {
    let world = World::new();
    let people = drawn(&world, "people");
    assert_eq!(people.as_object().unwrap().len(), 1);
    assert!(!people.to_string().contains("話を聞いて"));
    let whole = drawn(&world, "whole");
    assert!(whole["story"].as_str().unwrap().contains("話を聞いて"));
    assert_eq!(whole["trouble"], json!(null));
    assert_eq!(whole["texts"][0]["path"], json!("README.txt"));
    assert_eq!(whole["texts"][1]["path"], json!("entries/001-report.txt"));
}

#[test]
fn an_export_says_that_the_server_sealed_the_report() {
    let world = World::new();
    for here in [true, false] {
        let texts = drawn_of(&world, "whole", here)["texts"].clone();
        let readme = texts[0]["text"].as_str().unwrap();
        assert_eq!(readme.contains("サーバーの封"), here, "{readme}");
    }
}

#[test]
fn what_was_said_stays_text() {
    let mut world = World::new();
    let first = world.files[0].id;
    world.write(REPORTER, Log::Case, message("<img src=x onerror=alert(1)>"));
    world.write(
        11,
        Log::Case,
        Body::Seen(Seen {
            entries: vec![first],
        }),
    );
    let story = drawn(&world, "whole")["story"].clone();
    let story = story.as_str().unwrap();
    assert!(story.contains("&lt;img") && !story.contains("<img"));
    assert!(story.contains("1件"));
}

#[test]
fn what_the_page_gave_before_all_cases_is_drawn_with() {
    let world = World::new();
    let mut question = question(&world, &[key_file(&world, REPORTER, Purpose::Case, 3)]);
    question["draw"] = json!({"show": "people"});
    let nothing = asked(&question);
    assert_eq!(nothing["fault"]["code"], "given");
    for name in ["だれのことか", "名前の挙がった人"] {
        let words = json!({"desk-js-people": name});
        let kept = asked(&json!({"ask": "given", "lang": "ja", "words": words}));
        assert_eq!(kept["ok"]["kept"], json!(true));
        let drawn = asked(&question)["ok"]["drawn"]["people"].clone();
        let mut inside = question.clone();
        inside["draw"]["given"] = json!({"lang": "ja", "words": words});
        assert_eq!(drawn, asked(&inside)["ok"]["drawn"]["people"]);
    }
}

/// The report names no language: the sentence of consent stands in the one of its page.
#[test]
fn on_the_page_of_which_language_it_was_written_is_told_by_the_sentence_shown() {
    let ladder = include_str!("../../../policies/consent.toml");
    let levels = policy::ladder(ladder).unwrap().levels;
    let text = &levels.first().unwrap().text;
    for (lang, says) in [
        (Lang::Ja, None),
        (Lang::JaYasashii, Some("ja-yasashii")),
        (Lang::En, Some("en")),
    ] {
        let mut world = World::new();
        world.files.clear();
        let body = Report {
            consent_text: bare(text.get(lang)),
            ..report()
        };
        world.write(REPORTER, Log::Case, Body::Report(body));
        let mut question = question(&world, &[key_file(&world, REPORTER, Purpose::Case, 3)]);
        let given = json!({"lang": "ja", "words": {}, "policies": {"consent.toml": ladder}});
        question["draw"] = json!({"show": "whole", "given": given});
        let story = asked(&question)["ok"]["drawn"]["story"].clone();
        let said = story.as_str().unwrap().split_once("data-written-in=\"");
        let said = said.and_then(|(_, rest)| rest.split('"').next());
        assert_eq!(said, says);
    }
}
