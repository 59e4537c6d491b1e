//! The promises of the page "how this works", each by its number.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use crate::client;
use crate::http::Ask;
use crate::people::Pen;
use crate::people::Place;
use crate::people::Reporter;
use crate::people::key_file;
use crate::refusals::changing;
use crate::refusals::everything;
use crate::retention::worked_on;
use crate::tellings::{keeps, laid};
use crate::world::World;

/// Nobody in the employer's hands can open, list or count: all that HR can ask is answered as before the report came.
#[tokio::test]
async fn promise_01_outside_hr_opens_lists_and_counts_nothing() {
    let world = World::new().await;
    let hr = world.hr().await;
    let case = "0".repeat(32);
    let before = everything(&world, &hr.cookie, &case).await;
    for n in 0..3 {
        let mut reporter = Reporter::at(&world, "shiojiri").await;
        if n < 2 {
            reporter.report(&world, &format!("{n}"), "").await.is(201);
        } else {
            // Answered, noted upon, with a file; and a text lies there to be told by a link.
            reporter = worked_on(&world, "伝えたこと").await;
            let told = laid(&world, "伝える文", 14).await;
            assert_eq!(keeps(&world, &world.counsellors[0], &told).await, 201);
        }
        let after = everything(&world, &hr.cookie, &case).await;
        for (at, (status, text)) in &after {
            if !changing(at) {
                assert_eq!(
                    (status, text),
                    (&before[at].0, &before[at].1),
                    "HR sees at {at} that something came"
                );
            }
        }
        // Knowing the case's id, which nobody tells them, changes nothing.
        let knowing = everything(&world, &hr.cookie, &reporter.place.case).await;
        for (at, (status, text)) in &knowing {
            let same = text.replace(&reporter.place.case, &case) == before[at].1
                && *status == before[at].0;
            assert!(same || changing(at), "HR learns at {at} that the id is one");
        }
    }
    assert_eq!(
        world.counsellors[0].cases(&world).await.len(),
        3,
        "and yet they are there"
    );
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|part| part == needle)
}

/// A text as databases and files could hold it.
fn spellings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let base64 = client::b64(text.as_bytes())
        .trim_end_matches('=')
        .to_owned();
    vec![
        ("it is", text.as_bytes().to_vec()),
        ("UTF-16", utf16),
        ("hex", hex::encode(text).into_bytes()),
        ("HEX", hex::encode_upper(text).into_bytes()),
        ("base64", base64.as_bytes()[..base64.len() - 1].to_vec()),
    ]
}

/// Memory of the server aside: what it keeps on disk, in databases and in logs holds no word.
#[tokio::test]
async fn promise_02_sealed_the_server_keeps_no_word() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let words = "カナリア係長はわたしをなぐった";
    let body = reporter.report_body(words, "カナリア支所の係長", "C2_tell_city", &[]);
    let sealed = reporter.sealed_report(&world, &body, &[]);
    reporter.post(&world, "report", &sealed).await.is(201);
    let a = &world.counsellors[0];
    let mut case = a.opens(&world, &reporter.place.case).await;
    a.answers(&world, &mut case, "カナリアの返事です")
        .await
        .is(201);
    let everything = world.disk();
    assert!(everything.len() > 20_000, "the disk is not read");
    let secret = client::secret_of(&reporter.identity);
    let needles = [
        words,
        "カナリア支所の係長",
        "カナリアの返事です",
        "C2_tell_city",
        "families",
        "AGE-SECRET-KEY",
        &secret,
        &reporter.code,
    ];
    for needle in needles {
        for (how, spelt) in spellings(needle) {
            assert!(
                !contains(&everything, &spelt),
                "{needle} lies on the disk as {how}"
            );
        }
    }
    for key in [&reporter.keys.author, &reporter.keys.mailbox] {
        assert!(
            !contains(&everything, &key.to_bytes()),
            "a key made from the code lies on the disk"
        );
    }
    let author = reporter.keys.author.verifying_key().to_bytes();
    assert!(
        !contains(&everything, &author),
        "the reporter's author key stands outside ciphertext"
    );
    let mailbox = reporter.keys.mailbox.verifying_key().to_bytes();
    assert!(
        contains(&everything, &mailbox),
        "the mailbox key is what the server may know; else nothing was looked at"
    );
}

/// The code alone comes back; one character beside it does not; the server can make nothing of what it keeps.
#[tokio::test]
async fn promise_05_return_the_code_is_the_only_key() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "はじめ", "").await.is(201);
    let mut back = Reporter::back_with(&world, "shiojiri", &reporter.code).await;
    assert_eq!(back.mailbox(&world).await.1.len(), 1);

    let wrong = Reporter::back_with(&world, "shiojiri", &client::fresh_code()).await;
    let refused = world
        .send(wrong.signed(&world, "GET", "mailbox", "").await)
        .await;
    refused.is_problem(404, "no-such-mailbox");

    // Every file that the server gives to somebody: none opens with what the server has.
    let a = &world.counsellors[0];
    let case = a.opens(&world, &reporter.place.case).await;
    for file in case.raw["entries"].as_array().unwrap() {
        let file = client::unb64(file["file"].as_str().unwrap());
        let mailbox = client::identity_from(&reporter.keys.mailbox.verifying_key().to_bytes());
        assert!(client::open(&mailbox, &file).is_none());
    }
}

/// Who got no answer sends again; meanwhile the lead may have taken a reader off the roster.
#[tokio::test]
async fn promise_12_nothing_lost_sent_again_under_a_new_roster_it_is_still_kept() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let body = reporter.report_body("返事が来なかった", "", "C0_listen", &[]);
    let sealed = reporter.sealed_report(&world, &body, &[]);
    reporter.post(&world, "report", &sealed).await.is(201);
    let mut next = world.roster("shiojiri", 2);
    next["readers"].as_array_mut().unwrap().remove(0);
    world
        .lead_imports("shiojiri", &next, &world.desk_key)
        .await
        .is(201);
    let again = reporter.post(&world, "report", &sealed).await;
    again.is(200);
    assert_eq!(again.json()["kept"], "before");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// Whatever the script or the alphabet: of one bucket, of one size; and buckets are counted in bytes.
    #[test]
    fn promise_06_length_tells_nothing(
        text in prop_oneof!["[ -~]{0,9000}", "[一-龠ぁ-ん]{0,4000}", "[😀-🙏]{0,2500}", "(が\u{3099}|e\u{301}\u{323}|👩‍🚀){0,800}"],
    ) {
        let key = ed25519_dalek::SigningKey::from_bytes(&client::chance());
        let to = age::x25519::Identity::generate();
        let place = Place { window: "0".repeat(32), case: "1".repeat(32), roster: json!({"epoch": 1, "digest": "2".repeat(64)}) };
        let mut pen = Pen::new(key);
        let body = json!({"words": text});
        let file = pen.write(&place, "case", "message", "2026-11-24T07:03:13Z", &body, &to.to_public());
        let plain = client::open(&to, &file).unwrap();
        prop_assert_eq!(plain.len() % 4096, 0);
        prop_assert!(plain.len() <= 65536);
        let bare = 17 + 4 + 64 + serde_json::to_vec(&client::body_of(&plain)).unwrap().len();
        prop_assert_eq!(plain.len(), bare.div_ceil(4096) * 4096);
        // What the core fills is what a stranger fills.
        prop_assert!(sotomado_core::frame::read(sotomado_core::frame::Line::Entry, &plain).is_ok());
    }
}

/// Two reports whose words differ in script and in count of characters, of one bucket, leave the same sizes behind.
#[tokio::test]
async fn promise_06_length_of_what_is_kept_is_that_of_the_bucket() {
    let world = World::new().await;
    let mut sizes = BTreeSet::new();
    for words in [
        "",
        "a",
        &"b".repeat(2000),
        &"相談".repeat(300),
        &"🙇".repeat(500),
        &"か\u{3099}".repeat(300),
    ] {
        let mut reporter = Reporter::at(&world, "shiojiri").await;
        reporter.report(&world, words, "").await.is(201);
        sizes.insert(world.bucket_of(&reporter.place.case).await);
    }
    assert_eq!(sizes, BTreeSet::from([4096]), "one bucket");
}

/// A key file for someone off the roster, or for someone left out, is not even taken.
#[tokio::test]
async fn promise_07_right_readers_no_key_for_someone_off_the_roster() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let stranger = crate::people::Staff::new("stranger", "");
    let body = reporter.report_body("ことば", "", "C0_listen", &[]);
    let mut sealed = reporter.sealed_report(&world, &body, &[]);
    let recipient = stranger.identity.to_public();
    let (author, time) = (stranger.author(), world.now());
    let off = key_file(
        &reporter.place,
        "case",
        &reporter.identity,
        (&author, &recipient),
        &reporter.keys.author,
        &time,
    );
    sealed["keys"].as_array_mut().unwrap().push(off.clone());
    let refused = reporter.post(&world, "report", &sealed).await;
    refused.is_problem(422, "not-on-roster");
    assert_eq!(refused.json()["kept"], false);
    assert_eq!(
        world.counsellors[0].cases(&world).await.len(),
        0,
        "nothing was kept"
    );

    sealed["keys"].as_array_mut().unwrap().pop();
    reporter.post(&world, "report", &sealed).await.is(201);
    let a = &world.counsellors[0];
    let path = format!("/desk/api/cases/{}/keys", reporter.place.case);
    a.send(&world, "POST", &path, &json!({"keys": [off]}))
        .await
        .is_problem(422, "not-on-roster");
}

/// Someone left out holds no key file, is not told of the case, and what they write into it is marked.
#[tokio::test]
async fn promise_07_right_readers_someone_left_out_cannot_come_near() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let out = world.counsellors[0].author();
    let body = reporter.report_body("ことば", "", "C0_listen", &[&out]);
    let sealed = reporter.sealed_report(&world, &body, &[&out]);
    reporter.post(&world, "report", &sealed).await.is(201);
    let [a, b, c] = &world.counsellors[..] else {
        panic!("three counsellors")
    };
    assert!(a.cases(&world).await.is_empty());
    a.get(&world, &format!("/desk/api/cases/{}", reporter.place.case))
        .await
        .is(404);
    assert_eq!(
        (b.cases(&world).await.len(), c.cases(&world).await.len()),
        (1, 1)
    );

    // B slips the key to A outside the program, and A writes by way of B's session.
    let mut case = b.opens(&world, &reporter.place.case).await;
    case.case_pen = Pen::new(a.key.clone());
    b.answers(&world, &mut case, "Aが書きました").await.is(201);
    let seen = b.opens(&world, &reporter.place.case).await;
    let faults = world.faults(&seen).await;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(
        faults.values().next().unwrap(),
        &BTreeSet::from(["left-out"])
    );
}

/// From the mailbox the reporter sees who reads and which day each thing came.
#[tokio::test]
async fn promise_08_open_to_the_reporter() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "ことば", "").await.is(201);
    let a = &world.counsellors[0];
    let mut case = a.opens(&world, &reporter.place.case).await;
    world.next_day();
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
    a.makes_desk_key(&world, &mut case, &world.counsellors[..2])
        .await
        .is(201);
    let note = json!({"words": "内部のメモ"});
    a.writes(&world, &mut case, "desk", "note", &note)
        .await
        .is(201);
    let (mailbox, entries) = reporter.mailbox(&world).await;
    let by_kind: BTreeMap<&str, _> = entries
        .iter()
        .map(|entry| (entry["body"]["kind"].as_str().unwrap(), entry))
        .collect();
    let readers = by_kind["report"]["body"]["body"]["readers"]
        .as_array()
        .unwrap();
    assert_eq!(readers.len(), 2);
    assert_eq!(by_kind["seen"]["body"]["author"], a.author().as_str());
    assert_eq!(by_kind["seen"]["day"], world.today());
    assert_eq!(mailbox["arrived"], by_kind["report"]["day"]);
    assert_ne!(by_kind["report"]["day"], by_kind["seen"]["day"]);
    // The desk's own notes are not given out.
    let given = mailbox["entries"].as_array().unwrap();
    assert!(given.iter().all(|entry| entry["log"] == "case"));
}

/// Consent is given by the receipt's own signature: a reader cannot sign one in the reporter's stead.
#[tokio::test]
async fn promise_09_consent_signed_by_a_reader_is_refused() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "ことば", "").await.is(201);
    let a = &world.counsellors[0];
    let mut case = a.opens(&world, &reporter.place.case).await;
    let consent = json!({"sentence": "副市長に伝えてよい", "is": "agreed", "proposal": "0".repeat(64), "text": "…", "recipient": "副市長", "until": "2026-12-24"});
    a.writes(&world, &mut case, "case", "consent", &consent)
        .await
        .is(201);
    let seen = world.counsellors[1]
        .opens(&world, &reporter.place.case)
        .await;
    let faults = world.faults(&seen).await;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults.values().next().unwrap().contains("wrong-kind"),
        "{faults:?}"
    );
}

/// Whoever is given a script is given the licences of what stands in it.
#[tokio::test]
async fn what_others_wrote_is_named_with_its_licence() {
    let world = World::new().await;
    let page = world.send(Ask::get("window", "/how")).await.text();
    let address = page
        .split('"')
        .find(|part| part.starts_with("/assets/notices."))
        .unwrap();
    let given = world.send(Ask::get("window", address)).await;
    given.is(200);
    assert_eq!(
        given.header("content-type").unwrap(),
        "text/plain; charset=utf-8"
    );
    for words in [
        "@noble/curves",
        "age-encryption",
        "Apache License",
        "MIT License",
    ] {
        assert!(given.text().contains(words), "{words}");
    }
}
