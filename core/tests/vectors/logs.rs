//! Whole logs, with the faults of each entry. The plain bytes stand for the age file: an id is their SHA-256.

use serde_json::{Value, json};
use sotomado_core::entry::{Body, Grant, Header, Log, RosterName, Seen};
use sotomado_core::ids::{CaseId, Digest, Identity, WindowId};

use crate::heard;
use crate::leaving;
use crate::newkeys;
use crate::renewals;
use crate::spoken;
use crate::steps;
use crate::tellings;
use crate::told;
use crate::world::{
    CASE, File, LEFT_OUT, REPORTER, WINDOW, World, author, message, note, roster_of,
};
use crate::{agree, b64};

pub fn judged(name: &str, world: &World) -> Value {
    let view = world.view();
    let faults: Vec<Value> = world
        .files
        .iter()
        .map(|file| {
            let checked = view
                .entries
                .iter()
                .find(|checked| checked.id == file.id && checked.log == file.log)
                .unwrap();
            json!(checked.faults)
        })
        .collect();
    let files: Vec<Value> = world
        .files
        .iter()
        .zip(faults)
        .map(|(file, faults)| {
            // A file that does not open stands as some other bytes.
            let bytes = file.plain.as_deref().unwrap_or(b"sealed");
            json!({"id": file.id, "log": file.log, "file": b64(bytes), "opens": file.plain.is_some(), "faults": faults})
        })
        .collect();
    let rosters: Vec<String> = world
        .rosters
        .iter()
        .map(|roster| b64(roster.frame()))
        .collect();
    json!({"name": name, "window": WINDOW, "case": CASE, "reporter": world.reporter, "rosters": rosters, "entries": files, "seen": view.seen})
}

fn bent(name: &str, by: u8, log: Log, body: Body, change: &dyn Fn(&mut Header)) -> Value {
    let mut world = World::new();
    world.write(11, Log::Case, message("はい"));
    world.bent(by, log, body, change);
    judged(name, &world)
}

fn grants() -> Vec<Value> {
    let grant = |reader: u8, epoch: u32, secret: u8| {
        let (reader, recipient) = (author(reader), Identity([secret; 32]).recipient());
        Body::Grant(Grant {
            reader,
            epoch,
            recipient,
            reason: "応援".into(),
        })
    };
    let one = |name: &str, body: Body| {
        let mut world = World::new();
        world.write(11, Log::Case, body);
        world.write(REPORTER, Log::Case, message("a"));
        judged(name, &world)
    };
    let mut twice = World::new();
    let (first, second) = (
        twice.draw(11, Log::Case, grant(11, 2, 33)),
        twice.draw(12, Log::Case, grant(12, 2, 34)),
    );
    twice
        .files
        .extend([File::of(&first, 11), File::of(&second, 12)]);
    vec![
        one("a grant", grant(13, 1, 3)),
        one("a grant to somebody left out", grant(LEFT_OUT, 1, 3)),
        one("a grant to a stranger", grant(98, 1, 3)),
        one("a grant with another recipient", grant(13, 1, 33)),
        one("a grant of the next epoch", grant(11, 2, 33)),
        one("a grant that leaps", grant(11, 3, 33)),
        judged("two at once grant the next epoch", &twice),
        bent(
            "sealed to an epoch that nothing names",
            11,
            Log::Case,
            message("a"),
            &|header| header.epoch = 2,
        ),
    ]
}

/// A history with days: who writes, and what, given the ids of what was written before.
type Told<'a> = (&'a str, u8, fn(&[Digest]) -> Body);

fn history(name: &str, all: &[Told<'_>]) -> Value {
    let mut world = World::new();
    let mut ids = Vec::new();
    for (day, by, body) in all {
        let body = body(&ids);
        ids.push(world.on(day, *by, body));
    }
    judged(name, &world)
}

/// Told under a time before it was taken back, by somebody who did not name the taking back.
fn crossed() -> Value {
    let mut world = World::new();
    let asked = world.on("2026-11-25", 11, steps::proposed("2027-02-20"));
    let consent = world.on(
        "2026-11-26",
        REPORTER,
        steps::agreed(asked, steps::STRUCK, "2026-12-10"),
    );
    let mut told = world.draw(11, Log::Case, steps::taken(consent, steps::STRUCK));
    told.header.time = "2026-11-27T03:00:00Z".parse().unwrap();
    world.on("2026-11-28", REPORTER, steps::revoked(consent));
    world.files.push(File::of(&told, 11));
    world.on("2026-11-29", REPORTER, steps::revoked(consent));
    judged("not there when it was taken back", &world)
}

fn consents() -> Vec<Value> {
    use steps::{STRUCK, TEXT};
    let asked: Told<'_> = ("2026-11-25", 11, |_| steps::proposed("2027-02-20"));
    let agreed: Told<'_> = ("2026-11-26", REPORTER, |ids| {
        steps::agreed(ids[0], STRUCK, "2026-12-10")
    });
    let told: Told<'_> = ("2026-12-10", 12, |ids| steps::taken(ids[1], STRUCK));
    let danger: Told<'_> = ("2026-11-25", 11, |_| steps::danger("命が危ない"));
    let second: Told<'_> = ("2026-11-25", 12, |ids| steps::approved(ids[0]));
    let by_two: Told<'_> = ("2026-11-28", 11, |ids| steps::taken(ids[1], TEXT));
    let on = |day: &'static str, told: Told<'static>| (day, told.1, told.2);
    vec![
        history(
            "told as agreed, and once more",
            &[asked, agreed, told, told, on("2026-12-10", agreed)],
        ),
        history(
            "told after the last day",
            &[asked, agreed, on("2026-12-11", told)],
        ),
        history(
            "agreed after thirty days",
            &[asked, on("2026-12-26", agreed), on("2026-12-26", told)],
        ),
        history(
            "told after thirty days",
            &[
                asked,
                ("2026-12-25", REPORTER, |ids| {
                    steps::agreed(ids[0], STRUCK, "2027-02-20")
                }),
                on("2027-01-25", told),
            ],
        ),
        history(
            "told after it was taken back",
            &[
                asked,
                agreed,
                ("2026-11-27", REPORTER, |ids| steps::revoked(ids[1])),
                told,
            ],
        ),
        crossed(),
        history(
            "told what was struck",
            &[
                asked,
                agreed,
                ("2026-11-27", 11, |ids| steps::taken(ids[1], TEXT)),
            ],
        ),
        history(
            "agreed to other words",
            &[
                asked,
                ("2026-11-26", REPORTER, |ids| {
                    steps::agreed(ids[0], "窓口で笑われています。", "2026-12-10")
                }),
            ],
        ),
        history(
            "declined, and told",
            &[
                asked,
                ("2026-11-26", REPORTER, |ids| steps::declined(ids[0])),
                told,
                ("2026-11-26", 11, |_| steps::moved("P9_closed")),
            ],
        ),
        history("danger by two", &[danger, second, by_two, by_two]),
        history(
            "danger by one",
            &[
                danger,
                ("2026-11-25", 11, |ids| steps::approved(ids[0])),
                by_two,
            ],
        ),
        history(
            "the second reader tells",
            &[
                danger,
                second,
                ("2026-11-28", 12, |ids| steps::taken(ids[1], TEXT)),
            ],
        ),
        history(
            "danger after three days",
            &[danger, second, on("2026-11-29", by_two)],
        ),
        history(
            "danger without a reason",
            &[
                ("2026-11-25", 11, |_| steps::danger("\u{3000}\n")),
                second,
                by_two,
            ],
        ),
        history(
            "agreed twice, the later taken back, told by the first",
            &[
                asked,
                ("2026-11-26", REPORTER, |ids| {
                    steps::agreed(ids[0], TEXT, "2026-12-10")
                }),
                on("2026-11-27", agreed),
                ("2026-11-28", REPORTER, |ids| steps::revoked(ids[2])),
                ("2026-11-29", 11, |ids| steps::taken(ids[1], TEXT)),
            ],
        ),
        history(
            "a form is answered twice, and what was no form",
            &[
                ("2026-11-25", 11, |_| told::asks()),
                ("2026-11-26", REPORTER, |ids| told::filled(ids[0])),
                ("2026-11-27", REPORTER, |ids| told::filled(ids[0])),
                ("2026-11-28", REPORTER, |ids| told::filled(ids[1])),
            ],
        ),
        history(
            "the reporter takes back what two decided",
            &[
                danger,
                second,
                ("2026-11-26", REPORTER, |ids| steps::revoked(ids[1])),
            ],
        ),
    ]
}

#[test]
fn logs() {
    let mut world = World::new();
    let report = world.files[0].id;
    world.write(
        11,
        Log::Case,
        Body::Seen(Seen {
            entries: vec![report],
        }),
    );
    world.write(12, Log::Desk, note("控え"));
    world.write(11, Log::Case, message("読みました"));
    world.write(REPORTER, Log::Case, message("ありがとう"));
    let mut vectors = vec![judged("a conversation", &world)];
    let mut gap = world.clone();
    gap.files.remove(1);
    vectors.push(judged("one entry is missing", &gap));
    let mut sealed_twice = world.clone();
    let mut file = world.files[3].clone();
    let mut plain = file.plain.clone().unwrap();
    let end = plain.iter().rposition(|byte| *byte != 0).unwrap();
    plain[end] ^= 1;
    (file.id, file.digest, file.plain) = (Digest::of(&plain), Digest::of(&plain), Some(plain));
    sealed_twice.files.push(file);
    vectors.push(judged("a bent signature", &sealed_twice));
    let roster = roster_of(1, &[11]).digest();
    let say = || message("a");
    let nothing = |_: &mut Header| ();
    vectors.extend([
        bent("another window", 11, Log::Case, say(), &|header| {
            header.window = WindowId([1; 16])
        }),
        bent("another case", 11, Log::Case, say(), &|header| {
            header.case = CaseId([1; 16])
        }),
        bent("a stranger", 99, Log::Case, say(), &nothing),
        bent("a reader left out", LEFT_OUT, Log::Case, say(), &nothing),
        bent(
            "a consent by a reader",
            11,
            Log::Case,
            steps::agreed(Digest([1; 32]), "a", "2026-12-24"),
            &nothing,
        ),
        bent(
            "a consent to nothing",
            REPORTER,
            Log::Case,
            steps::agreed(Digest([1; 32]), "a", "2026-12-24"),
            &nothing,
        ),
        bent("a note in the case log", 11, Log::Case, note("a"), &nothing),
        bent(
            "seen by the reporter",
            REPORTER,
            Log::Case,
            Body::Seen(Seen { entries: vec![] }),
            &nothing,
        ),
        bent("n leaps", 11, Log::Case, say(), &|header| header.n = 4),
        bent("one n twice", 11, Log::Case, say(), &|header| {
            (header.n, header.before) = (1, None)
        }),
        bent("before is another", 11, Log::Case, say(), &|header| {
            header.before = Some(Digest([1; 32]))
        }),
        bent("first with a before", 12, Log::Case, say(), &|header| {
            header.before = Some(Digest([1; 32]))
        }),
        bent(
            "a head that is not there",
            12,
            Log::Case,
            say(),
            &|header| header.heads[0].entry = Digest([1; 32]),
        ),
        bent(
            "a head of another author",
            12,
            Log::Case,
            say(),
            &|header| header.heads[0].author = author(13),
        ),
        bent(
            "a roster nobody signed",
            REPORTER,
            Log::Case,
            say(),
            &|header| header.roster.digest = Digest([1; 32]),
        ),
        bent(
            "another epoch of the roster",
            REPORTER,
            Log::Case,
            say(),
            &|header| header.roster.epoch = 2,
        ),
        bent(
            "a roster not given",
            REPORTER,
            Log::Case,
            say(),
            &|header| header.roster.digest = roster,
        ),
        bent(
            "after the roster's last day",
            11,
            Log::Case,
            say(),
            &|header| header.time = "2027-03-03T15:00:00Z".parse().unwrap(),
        ),
    ]);
    let mut old = World::new();
    let name = RosterName {
        epoch: 1,
        digest: old.rosters[0].digest(),
    };
    old.rosters.push(roster_of(2, &[11, 12]));
    old.write(11, Log::Case, message("a"));
    old.bent(REPORTER, Log::Case, message("b"), |header| {
        header.roster = name
    });
    vectors.push(judged("an older roster", &old));
    let mut odd = World::new();
    odd.write(11, Log::Case, message("a"));
    odd.files[1].id = Digest([0; 32]);
    vectors.push(judged("another id", &odd));
    vectors.extend(grants());
    vectors.extend(leaving::leavings());
    vectors.extend(tellings::logs());
    vectors.extend(newkeys::newkeys());
    vectors.extend(heard::heards());
    vectors.extend(renewals::renewals());
    vectors.extend(spoken::spoken());
    vectors.extend(consents());
    agree("logs", &json!(vectors));
}
