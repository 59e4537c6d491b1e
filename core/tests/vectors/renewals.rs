//! Logs in which a reporter's code is replaced.

use serde_json::Value;
use sotomado_core::entry::{Body, Code, Log};
use sotomado_core::ids::{CaseId, Identity};
use sotomado_core::renewal::Renewal;

use crate::logs::judged;
use crate::steps::{STRUCK, agreed, proposed};
use crate::world::{CASE, File, REPORTER, TIME, WINDOW, World, author, key, message};

const OWN: u8 = 15;
const THIRD: u8 = 16;

fn word(from: u8, to: u8) -> Renewal {
    Renewal {
        v: 1,
        window: WINDOW,
        case: CASE,
        from: author(from),
        author: author(to),
        recipient: Identity([to; 32]).recipient(),
        time: TIME.parse().unwrap(),
    }
}

fn code(word: &Renewal, by: u8) -> Body {
    let frame = word.compose(&key(by)).unwrap();
    Body::Code(Code { frame })
}

pub fn renews(world: &mut World) {
    world.write(REPORTER, Log::Case, code(&word(REPORTER, OWN), OWN));
}

pub fn renewals() -> Vec<Value> {
    let mut sound = World::new();
    sound.write(REPORTER, Log::Case, message("前の番号"));
    sound.write(REPORTER, Log::Case, code(&word(REPORTER, OWN), OWN));
    let proposal = sound.write(11, Log::Case, proposed("2026-12-24"));
    sound.write(OWN, Log::Case, agreed(proposal, STRUCK, "2026-12-24"));
    let mut known = sound.clone();
    known.reporter = Some(author(OWN));
    let mut twice = sound.clone();
    twice.write(OWN, Log::Case, code(&word(OWN, THIRD), THIRD));
    twice.write(THIRD, Log::Case, message("三つ目"));
    twice.write(OWN, Log::Case, message("二つ目"));
    let mut late = sound.clone();
    late.write(REPORTER, Log::Case, message("まだ書ける？"));
    let mut crossed = World::new();
    let unseen = crossed.draw(REPORTER, Log::Case, message("知らずに"));
    crossed.write(REPORTER, Log::Case, code(&word(REPORTER, OWN), OWN));
    crossed.files.push(File::of(&unseen, REPORTER));
    let mut both = World::new();
    let (one, other) = (
        both.draw(REPORTER, Log::Case, code(&word(REPORTER, OWN), OWN)),
        both.draw(REPORTER, Log::Case, code(&word(REPORTER, THIRD), THIRD)),
    );
    both.files
        .extend([File::of(&one, REPORTER), File::of(&other, REPORTER)]);
    both.write(OWN, Log::Case, message("一方"));
    let mut held = both.clone();
    held.reporter = Some(author(OWN));
    let told = |name: &str, by: u8, body: Body| {
        let mut world = World::new();
        world.write(by, Log::Case, body);
        world.write(OWN, Log::Case, message("だれ？"));
        judged(name, &world)
    };
    let elsewhere = Renewal {
        case: CaseId([1; 16]),
        ..word(REPORTER, OWN)
    };
    let nothing = Code {
        frame: "word".into(),
    };
    vec![
        judged("a code is replaced", &sound),
        judged("a code is replaced, and the new one is known", &known),
        judged("a code is replaced twice", &twice),
        judged("a replaced code writes on", &late),
        judged(
            "a replaced code wrote what its replacement had not seen",
            &crossed,
        ),
        judged("two codes follow one", &both),
        judged("two codes follow one, and one of them is known", &held),
        told("a code in another case", REPORTER, code(&elsewhere, OWN)),
        told(
            "a code after another's",
            REPORTER,
            code(&word(99, OWN), OWN),
        ),
        told(
            "a reader's key as a code",
            REPORTER,
            code(&word(REPORTER, 11), 11),
        ),
        told("a code by a reader", 11, code(&word(11, OWN), OWN)),
        told("a code without a word", REPORTER, Body::Code(nothing)),
    ]
}
