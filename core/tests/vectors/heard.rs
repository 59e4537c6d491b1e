//! Reports that somebody at the desk took down.

use serde_json::Value;
use sotomado_core::entry::{Body, Log, Report};
use sotomado_core::heard::{Heard, TakenDown};
use sotomado_core::ids::CaseId;

use crate::logs::judged;
use crate::world::{CASE, REPORTER, TIME, WINDOW, World, author, key, message, report};

pub fn word(by: u8) -> TakenDown {
    TakenDown {
        v: 1,
        window: WINDOW,
        case: CASE,
        author: author(REPORTER),
        by: author(by),
        way: Heard::Phone,
        time: TIME.parse().unwrap(),
    }
}

pub fn case_with(heard: String) -> World {
    let mut world = World::new();
    world.files.clear();
    let body = Report {
        heard: Some(heard),
        ..report()
    };
    world.write(REPORTER, Log::Case, Body::Report(body));
    world
}

pub fn heards() -> Vec<Value> {
    let signed = |word: &TakenDown, by: u8| case_with(word.compose(&key(by)).unwrap());
    let mut sound = signed(&word(11), 11);
    sound.write(11, Log::Case, message("聞きました"));
    let elsewhere = TakenDown {
        case: CaseId([1; 16]),
        ..word(11)
    };
    let another = TakenDown {
        author: author(99),
        ..word(11)
    };
    vec![
        judged("taken down by a reader", &sound),
        judged("taken down in another case", &signed(&elsewhere, 11)),
        judged("taken down of another author", &signed(&another, 11)),
        judged("taken down by a stranger", &signed(&word(99), 99)),
        judged("taken down, and nobody's word", &case_with("word".into())),
    ]
}
