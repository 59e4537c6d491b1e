//! The seized server: everything it keeps, column by column and file by file, and what a thief learns from it.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;
use std::time::SystemTime;

use serde_json::json;

use crate::consents;
use crate::counter;
use crate::dump::{Dump, bare, files, payload, seize, sizes};
use crate::people::plain::PlainReporter;
use crate::people::plain::code_on;
use crate::people::{Reporter, filled};
use crate::release::coded;
use crate::tellings;
use crate::world::World;

struct Told {
    words: [&'static str; 3],
    people: &'static str,
    families: &'static str,
    consent: &'static str,
    answer: &'static str,
    note: &'static str,
    /// Proposed, agreed to and told; or only talked about.
    police: bool,
}

/// Three reports, one of them worked on, over three days.
async fn lived(told: &Told) -> World {
    let world = World::new().await;
    for words in told.words {
        let mut reporter = Reporter::at(&world, "shiojiri").await;
        let mut body = reporter.report_body(words, told.people, told.consent, &[]);
        body["answers"] = json!({"families": [told.families]});
        let sealed = reporter.sealed_report(&world, &body, &[]);
        reporter.post(&world, "report", &sealed).await.is(201);
        world.next_day();
        // A session does not outlast its day.
        let mut a = world.counsellors[0].clone();
        a.signs_in(&world, "desk").await.is(204);
        let mut case = a.opens(&world, &reporter.place.case).await;
        let report = case.entries[0]["id"].clone();
        a.writes(
            &world,
            &mut case,
            "case",
            "seen",
            &json!({"entries": [report]}),
        )
        .await
        .is(201);
        a.answers(&world, &mut case, told.answer).await.is(201);
        a.makes_desk_key(&world, &mut case, &world.counsellors[..2])
            .await
            .is(201);
        a.writes(
            &world,
            &mut case,
            "desk",
            "note",
            &json!({"words": told.note}),
        )
        .await
        .is(201);
        let next = format!("/desk/api/cases/{}/next", reporter.place.case);
        a.send(&world, "POST", &next, &json!({"day": "2026-12-24"}))
            .await
            .is(204);
        reporter.mailbox(&world).await;
        reporter.write(&world, told.words[0]).await.is(201);
        stepped(&world, &mut reporter, told).await;
        attached(&world, &mut reporter, told).await;
    }
    without_script(&world, told).await;
    let waiting = Reporter::at(&world, "shiojiri").await;
    waiting.keeps_draft(&world, told.words[1]).await.is(200);
    counter::saves(&world, &told.words).await;
    tellings::lived(&world, [told.words[0], told.answer, told.note]).await;
    coded(&world, "shiojiri", &[(told.families, 2)]).await;
    world.hr().await;
    world
}

/// A report, its file, an answer and a reply with another file, all sealed here.
async fn without_script(world: &World, told: &Told) {
    let file = told.words.join(told.note).repeat(300);
    let mut reporter = PlainReporter::agrees(world, "shiojiri").await;
    let out = world.counsellors[2].author();
    let said = [
        ("words", told.words[0]),
        ("people", told.people),
        ("q-families", told.families),
        ("consent", told.consent),
        ("out", &out),
        ("to", "send"),
    ];
    let mut a = world.counsellors[0].clone();
    a.signs_in(world, "desk").await.is(204);
    let before = a.cases(world).await;
    let done = reporter.sends_file(world, "/report", &said, (told.note, file.as_bytes()));
    let done = done.await;
    done.is(200);
    assert!(done.text().contains("id=\"file-kept\""));
    let after = a.cases(world).await;
    let new = after
        .iter()
        .find(|one| !before.iter().any(|old| old["case"] == one["case"]));
    let mut case = a.opens(world, new.unwrap()["case"].as_str().unwrap()).await;
    a.answers(world, &mut case, told.answer).await.is(201);
    reporter.opens(world, &code_on(&done.text())).await.is(200);
    let reply = [
        ("words", told.words[2]),
        ("evidence", "yes"),
        ("to", "send"),
    ];
    let file = told.answer.repeat(50);
    let sent = reporter.sends_file(world, "/reply", &reply, (told.words[0], file.as_bytes()));
    let sent = sent.await;
    sent.is(200);
    assert!(sent.text().contains(told.answer) && !sent.text().contains("data-fault"));
    reporter.sends(world, "/end", &[]).await.is(200);
}

/// Three entries, by the desk, the reporter and the desk: of one desk a consent that was given and used, of the other talk.
async fn stepped(world: &World, reporter: &mut Reporter, told: &Told) {
    let mut a = world.counsellors[0].clone();
    a.signs_in(world, "desk").await.is(204);
    let mut case = a.opens(world, &reporter.place.case).await;
    let talk = json!({"words": told.answer});
    let proposal = consents::proposal("窓口で怒鳴られています。", None);
    let (kind, body) = if told.police {
        ("step", &proposal)
    } else {
        ("message", &talk)
    };
    let asked = consents::signs(world, &a, &mut case, kind, body).await;
    let agreed = consents::agreed(&asked, "怒鳴られています。");
    let (reply, body) = if told.police {
        ("consent", &agreed)
    } else {
        ("message", &talk)
    };
    let agreed = reporter.signs(world, reply, body).await;
    let mut case = a.opens(world, &reporter.place.case).await;
    let taken = consents::taken(&agreed, "怒鳴られています。");
    let body = if told.police { &taken } else { &talk };
    consents::signs(world, &a, &mut case, kind, body).await;
    assert!(
        world
            .faults(&a.opens(world, &reporter.place.case).await)
            .await
            .is_empty()
    );
}

/// One file kept, one by the desk, one still on its way; of other words and names, and of the same step.
async fn attached(world: &World, reporter: &mut Reporter, told: &Told) {
    let plain = told.words.join(told.note).repeat(300);
    assert_eq!(filled(plain.len()), 65_536);
    reporter
        .attaches(world, told.words[0], plain.as_bytes())
        .await;
    let a = &mut world.counsellors[0].clone();
    a.signs_in(world, "desk").await.is(204);
    let mut case = a.opens(world, &reporter.place.case).await;
    a.attaches(world, &mut case, told.note, plain.as_bytes())
        .await;
    let begun = reporter.seals(plain.as_bytes());
    // The library's grease has any length; a browser's header has one.
    let length = json!({"upload": begun.upload, "length": 65_536 + 16 + 184});
    reporter.post(world, "uploads", &length).await.is(201);
    let head = begun.sealed.len() - payload(&begun.sealed).unwrap();
    reporter.sends(world, &begun, 0, head + 100).await.is(200);
}

const ONE: Told = Told {
    words: [
        "係長にどなられる",
        "客にさわられた",
        "妊娠を理由に異動と言われた",
    ],
    people: "係長",
    families: "power",
    consent: "C0_listen",
    answer: "読みました",
    note: "弁護士に相談する",
    police: true,
};
const OTHER: Told = Told {
    words: [
        "nothing of the kind",
        "",
        "🙇🙇🙇 もう大丈夫です。ありがとうございました。",
    ],
    people: "",
    families: "unknown",
    consent: "C3_act",
    answer: "We have read it and ask for a time to talk, if you like.",
    note: "-",
    police: false,
};

#[tokio::test]
async fn every_column_is_on_the_list_of_what_the_server_may_know() {
    let world = lived(&ONE).await;
    let dump = seize(&world.data()).await;
    let listed = listed();
    let new: Vec<_> = dump.columns.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&dump.columns).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "not in docs/server-knows.toml: {new:?}; not in the databases: {gone:?}"
    );
    // What was looked at was not empty.
    for table in [
        "cases",
        "entries",
        "files",
        "uploads",
        "case_readers",
        "drafts",
        "incidents",
        "codings",
        "tellings",
        "telling_files",
        "key_files",
        "audit",
        "audit_keys",
        "rosters",
        "desk_accounts",
        "trends_accounts",
    ] {
        assert!(!dump.tables[table].is_empty(), "{table} is empty");
    }
}

/// `table.column` of everything on the list that /how prints.
fn listed() -> BTreeSet<String> {
    let text = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/server-knows.toml"
    ))
    .unwrap();
    let list: toml::Table = toml::from_str(&text).unwrap();
    let mut columns = BTreeSet::new();
    for table in list["table"].as_array().unwrap() {
        let name = table["name"].as_str().unwrap();
        for column in table["column"].as_array().unwrap() {
            columns.insert(format!("{name}.{}", column["name"].as_str().unwrap()));
        }
    }
    columns
}

#[tokio::test]
async fn two_desks_told_different_things_differ_in_random_bytes_alone() {
    let (one, other) = (lived(&ONE).await, lived(&OTHER).await);
    let (one, other) = (seize(&one.data()).await, seize(&other.data()).await);
    for (table, rows) in bare(&one) {
        assert_eq!(rows, bare(&other)[&table], "{table}");
    }
    assert_eq!(sizes(&one), sizes(&other));
    assert!(
        sizes(&one).iter().all(|(length, _)| length.is_some()),
        "a file that is no age file"
    );

    // What was taken away as random is random: nothing short, nothing that both have.
    let blobs = |dump: &Dump| -> BTreeSet<String> {
        dump.tables
            .values()
            .flatten()
            .flat_map(|row| row.values())
            .filter(|cell| cell.starts_with("X'"))
            .cloned()
            .collect()
    };
    let shared: Vec<_> = blobs(&one).intersection(&blobs(&other)).cloned().collect();
    assert!(shared.is_empty(), "the same in both: {shared:?}");
    assert!(
        blobs(&one).iter().all(|blob| blob.len() >= 3 + 32),
        "too short to be random"
    );
}

/// Neither times of files nor the order of rows say who came when.
#[tokio::test]
async fn order_and_times_tell_nothing() {
    let world = World::new().await;
    let mut came = Vec::new();
    for n in 0..12 {
        let mut reporter = Reporter::at(&world, "shiojiri").await;
        reporter.report(&world, &n.to_string(), "").await.is(201);
        came.push(format!("X'{}'", reporter.place.case.to_uppercase()));
    }
    // PostgreSQL lays rows as they come until then.
    world.app.tidy().await.unwrap();
    let dump = seize(&world.data()).await;
    let rows: Vec<String> = dump.tables["cases"]
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    let mut by_key = came.clone();
    by_key.sort();
    assert_eq!(rows, by_key, "rows lie by their random key");
    assert_ne!(rows, came, "and not as they came");
    let times: BTreeSet<SystemTime> = dump.files.iter().map(|(_, _, time)| *time).collect();
    assert_eq!(times.len(), 1, "files bear one time");
    let age = SystemTime::now()
        .duration_since(*times.first().unwrap())
        .unwrap();
    assert!(
        age > Duration::from_hours(24 * 365),
        "and it is not today's"
    );
    let names: BTreeSet<String> = dump.tables["entries"]
        .iter()
        .map(|row| row["name"].to_lowercase())
        .collect();
    for (path, _, _) in &dump.files {
        let name = path.rsplit('/').next().unwrap();
        assert!(names.contains(&format!("x'{name}'")), "{path} has no row");
        assert!(!came.iter().any(|case| case.to_lowercase().contains(name)));
    }
}

/// The program serves, and imports what was signed elsewhere, with the signing key on no disk that it can read.
#[tokio::test]
async fn the_signing_key_is_on_no_disk() {
    let world = lived(&ONE).await;
    let key = world.desk_key.to_bytes();
    for needle in [
        key.to_vec(),
        hex::encode(key).into_bytes(),
        crate::client::b64(&key).into_bytes(),
    ] {
        for (path, bytes, _) in files(world.folder()) {
            assert!(
                !bytes.windows(needle.len()).any(|part| part == needle),
                "the desk's signing key lies in {path}"
            );
        }
    }
    assert!(
        !files(world.folder())
            .iter()
            .any(|(path, _, _)| path.contains("desk-key") || path.contains("desk.key"))
    );
}
