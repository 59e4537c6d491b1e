//! Entries, key files, rosters and successions.

use serde_json::{Value, json};
use sotomado_core::calendar::Day;
use sotomado_core::entry::attached::{ID_PIECE, IdOf};
use sotomado_core::entry::{Attachment, Body, Form, Log, OtherForm, RosterName, Seen};
use sotomado_core::frame::FrameFault;
use sotomado_core::frame::{self, Line};
use sotomado_core::ids::{Digest, Identity, WindowId};
use sotomado_core::keyfile::Asked;
use sotomado_core::keyfile::{Holder, KeyFault, KeyFile, Purpose};
use sotomado_core::roster::{Roster, RosterFault};
use sotomado_core::succession::{self, Succession, SuccessionFault};

use crate::world::{CASE, REPORTER, TIME, WINDOW, World, author, key, message, roster_of};
use crate::{agree, b64};

pub fn read_entry(name: &str, plain: &[u8]) -> Value {
    let read = sotomado_core::entry::Entry::read(plain);
    let body = read
        .as_ref()
        .ok()
        .map(|entry| String::from_utf8(entry.json().unwrap()).unwrap());
    json!({"name": name, "plain": b64(plain), "fault": read.err().map(FrameFault::code), "body": body})
}

#[test]
fn entries() {
    let world = World::new();
    let first = world.files[0].plain.clone().unwrap();
    let mut vectors = vec![read_entry("report", &first)];
    let seen = world.draw(
        11,
        Log::Case,
        Body::Seen(Seen {
            entries: vec![world.files[0].id],
        }),
    );
    vectors.push(read_entry("seen", &seen.compose(&key(11)).unwrap()));
    let long = world.draw(REPORTER, Log::Case, message(&"字".repeat(5000)));
    vectors.push(read_entry(
        "message in four steps",
        &long.compose(&key(REPORTER)).unwrap(),
    ));
    let good = String::from_utf8(world.draw(11, Log::Case, message("a")).json().unwrap()).unwrap();
    for (from, to) in [
        ("\"epoch\":1,\"body\"", "\"epoch\":1,\"later\":[0],\"body\""),
        ("\"v\":1", "\"v\":2"),
        ("\"n\":1", "\"n\":0"),
        ("\"n\":1", "\"n\":9007199254740992"),
        ("\"before\":null,", ""),
        ("\"kind\":\"message\"", "\"kind\":\"draft\""),
        ("\"kind\":\"message\"", "\"kind\":\"other\""),
        ("\"words\":\"a\"", "\"words\":null"),
        ("07:03:13Z", "07:03:13+00:00"),
        ("2026-11-24T", "2026-02-30T"),
        (&author(REPORTER).to_string(), &author(11).to_string()),
        (&author(11).to_string(), &author(12).to_string()),
    ] {
        assert!(good.contains(from), "{from}");
        let plain =
            frame::write(Line::Entry, good.replacen(from, to, 1).as_bytes(), &key(11)).unwrap();
        vectors.push(read_entry(&format!("{from} → {to}"), &plain));
    }
    vectors.extend(attachments(&world));
    vectors.extend(crate::told::told(&world));
    agree("entries", &json!(vectors));
}

fn attachments(world: &World) -> Vec<Value> {
    let attached = |form, digest, other| {
        Body::Attachment(Attachment {
            name: "写真《しゃしん》.jpg".into(),
            media_type: "image/jpeg".into(),
            bytes: 100_000,
            digest,
            form,
            other,
            file: Digest([2; 32]),
            length: 131_288,
            copy: None,
        })
    };
    let other = Some(OtherForm {
        bytes: 120_000,
        digest: Digest([3; 32]),
    });
    let digest = Some(Digest([1; 32]));
    let cleaned = world.draw(REPORTER, Log::Case, attached(Form::Cleaned, digest, other));
    let mut vectors: Vec<Value> = [
        (
            "attachment as it is",
            REPORTER,
            attached(Form::AsIs, None, None),
        ),
        (
            "attachment as it is, with its digest",
            REPORTER,
            attached(Form::AsIs, digest, None),
        ),
        (
            "attachment as evidence",
            11,
            attached(Form::Evidence, digest, other),
        ),
    ]
    .into_iter()
    .map(|(name, by, body)| {
        let entry = world.draw(by, Log::Case, body);
        read_entry(name, &entry.compose(&key(by)).unwrap())
    })
    .collect();
    assert!(vectors.iter().all(|vector| vector["fault"].is_null()));
    let good = String::from_utf8(cleaned.json().unwrap()).unwrap();
    for (from, to) in [
        ("\"kind\":\"attachment\"", "\"kind\":\"attachment\""),
        ("\"cleaned\"", "\"as-is\""),
        ("\"cleaned\"", "\"evidence\""),
        ("\"cleaned\"", "\"Cleaned\""),
        ("\"as\":\"cleaned\",", ""),
        ("\"other\":{", "\"another\":{"),
        ("\"bytes\":120000,", ""),
        ("\"bytes\":100000", "\"bytes\":-1"),
        (
            &format!("\"digest\":\"{}\",\"as\"", Digest([1; 32])),
            "\"digest\":null,\"as\"",
        ),
        (
            &format!("\"digest\":\"{}\",\"as\"", Digest([1; 32])),
            "\"as\"",
        ),
        (&Digest([3; 32]).to_string(), &"0".repeat(63)),
        (&Digest([3; 32]).to_string(), &"A".repeat(64)),
        (
            &good[good.find("{\"bytes\":120000").unwrap()..=good.find("},\"file\"").unwrap()],
            "null",
        ),
        ("\"length\":131288", "\"length\":\"131288\""),
        ("\"length\":131288", "\"length\":131288,\"copy\":\"masked\""),
        (
            "\"length\":131288",
            "\"length\":131288,\"copy\":\"painted\"",
        ),
        ("\"length\":131288", "\"length\":131288,\"copy\":null"),
    ] {
        assert!(good.contains(from), "{from}");
        let json = good.replacen(from, to, 1);
        let plain = frame::write(Line::Entry, json.as_bytes(), &key(REPORTER)).unwrap();
        vectors.push(read_entry(
            &format!("cleaned attachment, {from} → {to}"),
            &plain,
        ));
    }
    vectors
}

#[test]
fn key_files() {
    let rosters = [roster_of(1, &[11, 12, 14])];
    let file = |maker: u8| KeyFile {
        v: 1,
        window: WINDOW,
        case: CASE,
        purpose: Purpose::Case,
        epoch: 1,
        secret: Identity([3; 32]),
        to: Holder::Reader(author(11)),
        maker: author(maker),
        time: TIME.parse().unwrap(),
        roster: RosterName {
            epoch: 1,
            digest: rosters[0].digest(),
        },
    };
    let left_out = [author(14)];
    let own = [author(REPORTER)];
    let asked = Asked {
        window: WINDOW,
        case: CASE,
        purpose: Purpose::Case,
        to: Holder::Reader(author(11)),
        rosters: &rosters,
        left_out: &left_out,
        given: None,
        reporter: Some(&own),
        recipient: Some(Identity([3; 32]).recipient()),
    };
    let other_roster = RosterName {
        epoch: 2,
        digest: rosters[0].digest(),
    };
    let cases = [
        ("by the reporter", REPORTER, file(REPORTER)),
        ("by a reader", 12, file(12)),
        ("by a stranger", 99, file(99)),
        ("by a reader left out", 14, file(14)),
        (
            "another window",
            REPORTER,
            KeyFile {
                window: WindowId([1; 16]),
                ..file(REPORTER)
            },
        ),
        (
            "for another reader",
            REPORTER,
            KeyFile {
                to: Holder::Reader(author(12)),
                ..file(REPORTER)
            },
        ),
        (
            "for the reporter",
            REPORTER,
            KeyFile {
                to: Holder::Reporter,
                ..file(REPORTER)
            },
        ),
        (
            "another purpose",
            12,
            KeyFile {
                purpose: Purpose::Desk,
                ..file(12)
            },
        ),
        (
            "the reporter's, of a later epoch",
            REPORTER,
            KeyFile {
                epoch: 2,
                ..file(REPORTER)
            },
        ),
        (
            "another secret",
            REPORTER,
            KeyFile {
                secret: Identity([4; 32]),
                ..file(REPORTER)
            },
        ),
        (
            "another roster",
            REPORTER,
            KeyFile {
                roster: other_roster,
                ..file(REPORTER)
            },
        ),
        (
            "after its roster",
            REPORTER,
            KeyFile {
                time: "2027-03-03T15:00:00Z".parse().unwrap(),
                ..file(REPORTER)
            },
        ),
    ];
    let vectors: Vec<Value> = cases
        .iter()
        .map(|(name, maker, file)| {
            let plain = file.compose(&key(*maker)).unwrap();
            let checked = KeyFile::read(&plain)
                .map_err(KeyFault::from)
                .and_then(|file| file.check(&asked));
            json!({"name": name, "plain": b64(&plain), "fault": checked.err().map(KeyFault::code)})
        })
        .collect();
    let context = json!({
        "window": WINDOW, "case": CASE, "purpose": "case", "to": author(11), "roster": b64(rosters[0].frame()),
        "left_out": left_out, "reporter": author(REPORTER), "recipient": asked.recipient,
    });
    agree("keyfiles", &json!({"asked": context, "files": vectors}));
}

#[test]
fn rosters() {
    let good = roster_of(1, &[11, 12]);
    let judged = |name: &str, bytes: &[u8]| {
        let read = Roster::read(bytes);
        json!({"name": name, "frame": b64(bytes), "digest": read.as_ref().ok().map(Roster::digest), "fault": read.err().map(RosterFault::code)})
    };
    let signed = |change: &dyn Fn(&mut sotomado_core::roster::RosterBody), by: u8| {
        let mut body = good.body().clone();
        change(&mut body);
        frame::write_json(Line::Roster, &body, &key(by)).unwrap()
    };
    let vectors = [
        judged("good", good.frame()),
        judged("signed by another", &signed(&|_| (), 6)),
        judged(
            "101 days",
            &signed(&|body| body.last_day = body.last_day.plus_days(1), 5),
        ),
        judged(
            "last before first",
            &signed(&|body| body.last_day = body.first_day.plus_days(-1), 5),
        ),
        judged(
            "a reader twice",
            &signed(&|body| body.readers.push(body.readers[0].clone()), 5),
        ),
        judged(
            "the desk's key as a reader",
            &signed(&|body| body.readers[0].author = body.desk_key, 5),
        ),
        judged("epoch 0", &signed(&|body| body.epoch = 0, 5)),
        judged(
            "a deputy",
            &signed(&|body| (body.v, body.readers[1].deputy) = (2, true), 5),
        ),
        judged(
            "a deputy in a roster of before",
            &signed(&|body| body.readers[1].deputy = true, 5),
        ),
        judged(
            "no deputy in one of those with deputies",
            &signed(&|body| body.v = 2, 5),
        ),
        judged(
            "deputies alone",
            &signed(
                &|body| {
                    body.v = 2;
                    body.readers
                        .iter_mut()
                        .for_each(|reader| reader.deputy = true);
                },
                5,
            ),
        ),
    ];
    let day = Day::new(2026, 11, 24).unwrap();
    let step = |window: WindowId, from: u8, to: u8| {
        Succession::sign(window, author(to), day, &key(from)).unwrap()
    };
    let other = WindowId([1; 16]);
    let mut bent = step(WINDOW, 2, 5);
    *bent.last_mut().unwrap() ^= 1;
    let ways = [
        ("no successor", 5, vec![]),
        ("two steps", 2, vec![step(WINDOW, 2, 3), step(WINDOW, 3, 5)]),
        (
            "in any order",
            2,
            vec![step(WINDOW, 3, 5), step(WINDOW, 2, 3)],
        ),
        ("another poster", 9, vec![step(WINDOW, 2, 5)]),
        ("of another window", 2, vec![step(other, 2, 5)]),
        ("to another key", 2, vec![step(WINDOW, 2, 3)]),
        (
            "the roster's key was followed by another",
            5,
            vec![step(WINDOW, 5, 6)],
        ),
        (
            "two followers",
            2,
            vec![step(WINDOW, 2, 3), step(WINDOW, 2, 5)],
        ),
        ("round", 2, vec![step(WINDOW, 2, 3), step(WINDOW, 3, 2)]),
        ("bent", 2, vec![bent]),
    ];
    let ways: Vec<Value> = ways
        .iter()
        .map(|(name, first, frames)| {
            let poster = succession::fingerprint(&author(*first));
            let read: Result<Vec<_>, _> = frames.iter().map(|frame| Succession::read(frame)).collect();
            let fault = match read {
                Err(fault) => Some(fault.code()),
                Ok(steps) => succession::trace(WINDOW, Some(poster), &steps, good.body().desk_key).err().map(SuccessionFault::code),
            };
            let frames: Vec<String> = frames.iter().map(|frame| b64(frame)).collect();
            json!({"name": name, "fingerprint": poster.to_string(), "successions": frames, "fault": fault})
        })
        .collect();
    agree(
        "rosters",
        &json!({"rosters": vectors, "window": WINDOW, "ways": ways}),
    );
}

/// Files whose byte n is n modulo 251: on both sides of where a piece ends.
#[test]
fn file_ids() {
    let lengths = [1, ID_PIECE - 1, ID_PIECE, ID_PIECE + 1, 2 * ID_PIECE];
    let vectors: Vec<Value> = lengths
        .into_iter()
        .map(|length| {
            let bytes: Vec<u8> = (0_u8..251).cycle().take(length).collect();
            json!({"length": length, "id": IdOf::whole(&bytes)})
        })
        .collect();
    agree("file-ids", &Value::Array(vectors));
}
