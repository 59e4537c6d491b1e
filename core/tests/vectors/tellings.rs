//! What somebody in the city is told by a link and a code, and what they give back.

use serde_json::{Value, json};
use sotomado_core::calendar::Day;
use sotomado_core::code::ShortCode;
use sotomado_core::derive;
use sotomado_core::entry::RosterName;
use sotomado_core::frame::{self, Line};
use sotomado_core::ids::{AuthorKey, Identity, TellingId, WindowId};
use sotomado_core::telling::{Answer, Measure, Returned, Telling};

use crate::logs::judged;
use crate::steps::{STRUCK, agreed, answered, linked, proposed, revoked, taken, unlinked};
use crate::told::by_link;
use crate::world::{REPORTER, WINDOW, World, author, key, roster_of};
use crate::{agree, b64};

fn code() -> ShortCode {
    ShortCode::make(&[0, 31, 7, 12, 27, 3, 9, 30, 1, 16, 22])
}

fn telling() -> Telling {
    let roster = roster_of(1, &[11]);
    Telling {
        v: 1,
        window: WINDOW,
        telling: TellingId([41; 16]),
        author: author(11),
        time: "2026-11-27T03:00:00Z".parse().unwrap(),
        roster: RosterName {
            epoch: 1,
            digest: roster.digest(),
        },
        organisation: "塩尻市".into(),
        recipient: "副市長".into(),
        text: STRUCK.into(),
        agreed: true,
        until: Day::parse("2026-12-11").unwrap(),
        to: Identity([3; 32]).recipient(),
        key: author(41),
        came: Vec::new(),
    }
}

fn answer(is: Returned) -> Answer {
    Answer {
        v: 1,
        window: WINDOW,
        telling: TellingId([41; 16]),
        author: author(41),
        time: "2026-11-28T03:00:00Z".parse().unwrap(),
        is,
    }
}

fn received() -> Vec<u8> {
    answer(Returned::Received).compose(&key(41)).unwrap()
}

fn measure() -> Vec<u8> {
    let measure = Measure {
        what: "席を離しました".into(),
        from: Day::parse("2026-12-01").unwrap(),
    };
    answer(Returned::Measure(measure))
        .compose(&key(41))
        .unwrap()
}

/// The good one, and the same bent in one place each.
fn bent(line: Line, good: &[u8], by: u8, bends: &[(&str, &str)]) -> Vec<Value> {
    let words = String::from_utf8(frame::read(line, good).unwrap().body().to_vec()).unwrap();
    let all = bends.iter().map(|(from, to)| {
        assert!(words.contains(from), "{from}");
        let body = words.replacen(from, to, 1);
        let bytes = frame::write(line, body.as_bytes(), &key(by)).unwrap();
        (format!("{from} → {to}"), bytes)
    });
    let read = |bytes: &[u8]| match line {
        Line::Telling => Telling::read(bytes).map(|_| ()),
        _ => Answer::read(bytes).map(|_| ()),
    };
    let one = |(name, bytes): (String, Vec<u8>)| json!({"name": name, "frame": b64(&bytes), "fault": read(&bytes).err().map(|fault| fault.code())});
    [("good".to_owned(), good.to_vec())]
        .into_iter()
        .chain(all)
        .map(one)
        .collect()
}

#[test]
fn tellings() {
    let codes: Vec<Value> = [[0, 31, 7, 12, 27, 3, 9, 30, 1, 16, 22], [0; 11], [255; 11]]
        .iter()
        .map(|random| {
            let code = ShortCode::make(random);
            json!({"random": hex::encode(random), "code": code.canonical(), "shown": code.shown()})
        })
        .collect();
    let typed: Vec<Value> = [
        code().shown(),
        code().shown().to_lowercase().replace(' ', "－"),
        code().canonical().replace('0', "o").replace('1', "l"),
        code().canonical().chars().rev().collect(),
        "1234 5678 9AB".into(),
        "あ123 4567 89AB".into(),
        String::new(),
    ]
    .iter()
    .map(|typed: &String| {
        let read = ShortCode::read(typed);
        json!({"typed": typed, "code": read.as_ref().ok().map(ShortCode::canonical), "fault": read.as_ref().err().map(|fault| format!("{fault:?}"))})
    })
    .collect();
    let keys: Vec<Value> = [[0; 16], [9; 16]]
        .iter()
        .map(|window| {
            let keys = derive::telling_keys(&[6; 16], &code(), &WindowId(*window));
            json!({
                "link": hex::encode([6; 16]), "code": code().canonical(), "window": WindowId(*window), "identity": keys.identity,
                "author": AuthorKey::of(&keys.author), "mailbox": AuthorKey::of(&keys.mailbox),
            })
        })
        .collect();
    let good = telling().compose(&key(11)).unwrap();
    let told = bent(
        Line::Telling,
        &good,
        11,
        &[
            ("\"v\":1", "\"v\":2"),
            ("\"agreed\":true", "\"agreed\":1"),
            ("\"until\":\"2026-12-11\"", "\"until\":\"2026-12-32\""),
            ("\"text\":", "\"texts\":"),
            ("\"to\":\"age1", "\"to\":\"AGE1"),
            (
                &format!("\"author\":\"{}", author(11)),
                &format!("\"author\":\"{}", author(12)),
            ),
            ("\"recipient\":", "\"more\":[],\"recipient\":"),
            ("\"to\":", "\"came\":[\"2026-12-01\"],\"to\":"),
            ("\"to\":", "\"came\":[\"2026-12-32\"],\"to\":"),
            ("\"to\":", "\"came\":null,\"to\":"),
        ],
    );
    let back = bent(
        Line::Answer,
        &received(),
        41,
        &[
            ("\"is\":\"received\"", "\"is\":\"read\""),
            ("\"v\":1", "\"v\":2"),
        ],
    );
    let measures = bent(
        Line::Answer,
        &measure(),
        41,
        &[
            ("\"from\":\"2026-12-01\"", "\"from\":\"2026-12-1\""),
            ("\"what\":", "\"how\":"),
            (
                &format!("\"author\":\"{}", author(41)),
                &format!("\"author\":\"{}", author(42)),
            ),
        ],
    );
    let answers = [back, measures].concat();
    agree(
        "tellings",
        &json!({
            "codes": codes, "typed": typed, "keys": keys, "tellings": told, "answers": answers,
            "seeds": {"author": hex::encode([11; 32]), "recipient": hex::encode([41; 32])},
            "body": telling(), "measure": answer(Returned::Received),
        }),
    );
}

/// Logs in which somebody was told by a link.
pub fn logs() -> Vec<Value> {
    let (mut world, mut other) = (World::new(), World::new());
    for world in [&mut world, &mut other] {
        let proposal = world.on("2026-11-25", 11, proposed("2026-12-20"));
        world.on(
            "2026-11-26",
            REPORTER,
            agreed(proposal, STRUCK, "2026-12-10"),
        );
    }
    let consent = world.files[2].id;
    let step = world.on("2026-11-27", 11, by_link(consent));
    world.on("2026-11-28", 11, answered(step, &received()));
    world.on("2026-11-28", 12, linked(step, 42));
    world.on("2026-11-28", 12, unlinked(step));
    world.on("2026-11-28", 11, answered(step, &measure()));
    let mut wrong = world.clone();
    wrong.on("2026-11-29", 11, answered(step, b"frame"));
    let stranger = Answer {
        author: author(43),
        ..answer(Returned::Received)
    };
    wrong.on(
        "2026-11-29",
        11,
        answered(step, &stranger.compose(&key(43)).unwrap()),
    );
    wrong.on("2026-11-29", 11, answered(consent, &received()));
    wrong.on("2026-11-29", 11, linked(consent, 43));
    wrong.on("2026-11-29", 11, unlinked(consent));
    // A link is telling again: not after the last day of the consent, nor once it was taken back.
    let mut late = world.clone();
    late.on("2026-12-10", 11, linked(step, 43));
    late.on("2026-12-11", 11, linked(step, 44));
    late.on("2026-12-11", REPORTER, revoked(consent));
    late.on("2026-12-12", 11, linked(step, 45));
    // Told without a link: nothing can come back by one.
    let step = other.on("2026-11-27", 11, taken(consent, STRUCK));
    other.on("2026-11-28", 11, answered(step, &received()));
    other.on("2026-11-28", 11, linked(step, 41));
    other.on("2026-11-28", 11, answered(step, &received()));
    vec![
        judged("told by a link, and answered", &world),
        judged("answers of others, and of nothing", &wrong),
        judged("told without a link, which follows", &other),
        judged(
            "links after the last day, and after it was taken back",
            &late,
        ),
    ]
}
