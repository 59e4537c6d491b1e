//! Attached files: the way there and back, resumed anywhere, refused where they do not belong.

use std::sync::Arc;

use serde_json::Value;
use serde_json::json;
use tokio::task::JoinSet;

use crate::client;
use crate::client::chance;
use crate::http::Ask;
use crate::people::Reporter;
use crate::people::filled;
use crate::people::next_challenge;
use crate::world::World;

/// `length` bytes of which none is like the one before.
pub fn plain(length: usize) -> Vec<u8> {
    let seed = chance::<8>();
    let mut state = u64::from_be_bytes(seed) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        })
        .collect()
}

/// Someone whose report is kept.
pub async fn reported(world: &World) -> Reporter {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    reporter.report(world, "録音があります", "").await.is(201);
    reporter
}

#[tokio::test]
async fn a_file_goes_there_and_is_opened_by_the_desk_and_back() {
    let world = World::new().await;
    let mut reporter = reported(&world).await;
    let words = plain(100_000);
    let file = reporter.attaches(&world, "録音.m4a", &words).await;

    let a = &world.counsellors[0];
    let mut case = a.opens(&world, &reporter.place.case).await;
    let of_kind = |entry: &&Value| entry["body"]["kind"] == "attachment";
    let named = case.entries.iter().find(of_kind).unwrap()["body"]["body"].clone();
    assert_eq!(named["name"], "録音.m4a");
    let id = named["file"].as_str().unwrap();
    let given = a.fetches(&world, &reporter.place.case, id).await;
    given.is(200);
    assert_eq!(
        given.header("content-length").unwrap(),
        file.sealed.len().to_string()
    );
    assert_eq!(given.header("content-encoding"), None);
    assert_eq!(given.body, file.sealed);
    let opened = client::open(&case.identities["case"], &given.body).unwrap();
    assert_eq!(opened.len(), filled(words.len()));
    assert_eq!(&opened[..words.len()], words);

    let answer = a
        .attaches(&world, &mut case, "規程.pdf", &plain(70_000))
        .await;
    let given = reporter.fetches(&world, &answer.id()).await;
    given.is(200);
    assert_eq!(given.body, answer.sealed);
    // Both of their own, again.
    assert_eq!(reporter.fetches(&world, &file.id()).await.body, file.sealed);
}

#[tokio::test]
async fn sending_again_changes_nothing_at_any_step() {
    let world = World::new().await;
    let mut reporter = reported(&world).await;
    let file = reporter.seals(&plain(200_000));
    reporter.announces(&world, &file).await.is(201);
    reporter.sends(&world, &file, 0, 70_000).await.is(200);
    let again = reporter.announces(&world, &file).await;
    again.is(200);
    assert_eq!(
        again.json(),
        json!({"received": 70_000, "length": file.sealed.len()})
    );
    // The answer was lost, the piece was not.
    reporter
        .sends(&world, &file, 0, 70_000)
        .await
        .is_problem(409, "wrong-place");
    reporter.sends_on(&world, &file, 70_000).await;
    let entry = reporter.names(&world, &file, "写真.jpg");
    let finished = file.finished(&entry);
    reporter.post(&world, "entries", &finished).await.is(201);
    let twice = reporter.post(&world, "entries", &finished).await;
    twice.is(200);
    assert_eq!(twice.json()["kept"], "before");
    reporter.asks_how_far(&world, &file).await.is(404);
    let (_, entries) = reporter.mailbox(&world).await;
    assert_eq!(entries.len(), 2);
}

#[tokio::test]
async fn every_answer_to_a_good_signature_gives_the_next_challenge() {
    let world = World::new().await;
    let reporter = reported(&world).await;
    let file = reporter.seals(b"a");
    let answer = reporter.announces(&world, &file).await;
    let challenge = next_challenge(&answer.headers).unwrap().to_owned();
    let window = hex::decode(&reporter.place.window)
        .unwrap()
        .try_into()
        .unwrap();
    let path = format!("/o/shiojiri/api/uploads/{}?from=9", file.upload);
    let key = &reporter.keys.mailbox;
    let header = client::authorization(key, &challenge, &window, "PUT", &path, b"piece");
    let ask = Ask::new("PUT", "window", &path, "piece").with("authorization", &header);
    let refused = world.send(ask.clone()).await;
    refused.is_problem(409, "wrong-place");
    // A no gives one too; what was replayed or is another key's gets none.
    let next = next_challenge(&refused.headers).unwrap().to_owned();
    assert_ne!(next, challenge);
    let replayed = world.send(ask).await;
    replayed.is_problem(401, "stale-challenge");
    assert_eq!(next_challenge(&replayed.headers), None);
    let other = reported(&world).await;
    let header = client::authorization(
        &other.keys.mailbox,
        &next,
        &window,
        "GET",
        "/o/shiojiri/api/mailbox",
        b"",
    );
    let ask = Ask::get("window", "/o/shiojiri/api/mailbox").with("authorization", &header);
    world.send(ask).await.is_problem(401, "stale-challenge");
}

#[tokio::test]
async fn two_that_begin_at_once_do_not_pass_the_quota_together() {
    let world = World::new_with("largest_file = 300000\nquota = 1000000\n").await;
    let reporter = Arc::new(reported(&world).await);
    let world = Arc::new(world);
    let mut all = JoinSet::new();
    for _ in 0..8 {
        let (world, reporter) = (world.clone(), reporter.clone());
        // 393216 bytes filled: two have room, three have not.
        let file = reporter.seals(&plain(270_000));
        all.spawn(async move { reporter.announces(&world, &file).await });
    }
    let answers = all.join_all().await;
    let begun = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(begun, 2);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.is_problem(409, "quota");
    }
    // A small one has room still.
    let small = reporter.seals(b"x");
    reporter.announces(&world, &small).await.is(201);
    reporter
        .announces(&world, &reporter.seals(&plain(400_000)))
        .await
        .is_problem(413, "file-too-large");
}

#[tokio::test]
async fn the_same_piece_sent_many_times_at_once_is_kept_once() {
    let world = Arc::new(World::new().await);
    let mut reporter = reported(&world).await;
    let file = Arc::new(reporter.seals(&plain(500_000)));
    reporter.announces(&world, &file).await.is(201);
    let step = 100_000;
    for from in (0..file.sealed.len()).step_by(step) {
        let to = file.sealed.len().min(from + step);
        let mut all = JoinSet::new();
        for _ in 0..6 {
            let ask = reporter
                .piece(&world, &file.upload, from, &file.sealed[from..to])
                .await;
            let world = world.clone();
            all.spawn(async move { world.send(ask).await });
        }
        let answers = all.join_all().await;
        let kept = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(
            kept,
            1,
            "{:?}",
            answers
                .iter()
                .map(|answer| answer.status)
                .collect::<Vec<_>>()
        );
    }
    let entry = reporter.names(&world, &file, "a");
    reporter
        .post(&world, "entries", &file.finished(&entry))
        .await
        .is(201);
    assert_eq!(reporter.fetches(&world, &file.id()).await.body, file.sealed);
}

#[tokio::test]
async fn what_was_not_finished_is_swept_after_a_day() {
    let world = World::new().await;
    let reporter = reported(&world).await;
    let file = reporter.seals(&plain(80_000));
    reporter.announces(&world, &file).await.is(201);
    world.next_day();
    let sweep = async || {
        world
            .app
            .store
            .forget_old_uploads(world.app.clock.today())
            .await
            .unwrap()
    };
    assert_eq!(sweep().await, 0, "yesterday's may still go on");
    reporter.sends(&world, &file, 0, 10).await.is(200);
    world.next_day();
    assert_eq!(sweep().await, 1);
    reporter.asks_how_far(&world, &file).await.is(404);
    let left = crate::dump::files(&world.data().join("files"));
    assert_eq!(left.len(), 1, "the report's own");
}

#[tokio::test]
async fn what_is_taken_back_takes_its_files_along() {
    let world = World::new().await;
    let mut reporter = reported(&world).await;
    reporter.attaches(&world, "a", b"kept").await;
    let begun = reporter.seals(&plain(80_000));
    reporter.announces(&world, &begun).await.is(201);
    reporter.sends(&world, &begun, 0, 70_000).await.is(200);
    let ask = reporter.signed(&world, "DELETE", "mailbox", "").await;
    world.send(ask).await.is(204);
    assert!(crate::dump::files(&world.data().join("files")).is_empty());
    let dump = crate::dump::seize(&world.data()).await;
    assert!(dump.tables["files"].is_empty() && dump.tables["uploads"].is_empty());
}
