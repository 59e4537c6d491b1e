//! Attached files that are refused: each with one sentence, and nothing of another case is told.

use serde_json::Value;
use serde_json::json;

use crate::attached::plain;
use crate::attached::reported;
use crate::http::Ask;
use crate::people::Attached;
use crate::people::Reporter;
use crate::world::World;

#[tokio::test]
async fn what_is_not_right_is_refused_and_says_how_to_go_on() {
    let world = World::new().await;
    let nobody = Reporter::at(&world, "shiojiri").await;
    let early = nobody.seals(b"too early");
    nobody
        .announces(&world, &early)
        .await
        .is_problem(404, "no-such-mailbox");
    let piece = nobody.piece(&world, &early.upload, 0, b"x").await;
    world.send(piece).await.is_problem(404, "no-such-mailbox");

    let mut writing = reported(&world).await;
    let file = writing.seals(&plain(70_000));
    let entry = writing.names(&world, &file, "a");
    let reporter = &writing;
    let length = |length: u64| json!({"upload": file.upload, "length": length});
    let announced = async |body: Value| reporter.post(&world, "uploads", &body).await;
    for (odd, status, code) in [
        (0, 422, "wrong-size"),
        (65_536, 422, "wrong-size"),
        (90_000, 422, "wrong-size"),
        (98_304 + 2 * 16 + 184 - 1, 422, "wrong-size"),
        (200_000_000, 413, "file-too-large"),
        (u64::MAX, 413, "file-too-large"),
    ] {
        let answer = announced(length(odd)).await;
        answer.is_problem(status, code);
        assert_eq!(answer.json()["kept"], false, "{odd}");
    }
    announced(json!({"upload": "AB", "length": 9}))
        .await
        .is_problem(400, "malformed");
    reporter.announces(&world, &file).await.is(201);
    announced(length(65_536 + 16 + 184))
        .await
        .is_problem(409, "upload-in-use");

    let whole = file.sealed.len();
    let piece = async |from, bytes: &[u8]| {
        world
            .send(reporter.piece(&world, &file.upload, from, bytes).await)
            .await
    };
    piece(0, b"").await.is_problem(422, "wrong-length");
    piece(1, b"x").await.is_problem(409, "wrong-place");
    piece(0, &vec![0; whole + 1])
        .await
        .is_problem(422, "wrong-length");
    piece(usize::MAX, b"x")
        .await
        .is_problem(422, "wrong-length");
    piece(0, &vec![0; (4 << 20) + 1])
        .await
        .is_problem(413, "too-large");
    let unsigned = Ask::new(
        "PUT",
        "window",
        &format!("/o/shiojiri/api/uploads/{}?from=0", file.upload),
        "x",
    );
    world.send(unsigned).await.is_problem(401, "not-signed");
    let mut bent = reporter.piece(&world, &file.upload, 0, b"this").await;
    bent.body = b"that".to_vec();
    world.send(bent).await.is_problem(401, "not-signed");
    let come = reporter.asks_how_far(&world, &file).await.json();
    assert_eq!(come["received"], 0, "nothing of all that was kept");

    reporter.sends(&world, &file, 0, whole - 1).await.is(200);
    let finished = file.finished(&entry);
    reporter
        .post(&world, "entries", &finished)
        .await
        .is_problem(409, "file-unfinished");
    reporter
        .sends(&world, &file, whole - 1, whole)
        .await
        .is(200);
    piece(whole, b"x").await.is_problem(422, "wrong-length");
    let mut twice = finished.clone();
    twice["files"] = json!([finished["files"][0], finished["files"][0]]);
    reporter
        .post(&world, "entries", &twice)
        .await
        .is_problem(422, "wrong-count");
    let (_, entries) = reporter.clone().mailbox(&world).await;
    assert_eq!(entries.len(), 1, "no entry is kept without its file");
    reporter.post(&world, "entries", &finished).await.is(201);
}

#[tokio::test]
async fn what_came_damaged_or_unsealed_is_taken_away() {
    let world = World::new().await;
    let mut reporter = reported(&world).await;
    let mut file = reporter.seals(&plain(70_000));
    let entry = reporter.names(&world, &file, "a");
    let finished = file.finished(&entry);
    reporter.announces(&world, &file).await.is(201);
    *file.sealed.last_mut().unwrap() ^= 1;
    reporter.sends_on(&world, &file, 1 << 20).await;
    let files = crate::dump::files(&world.data().join("files")).len();
    reporter
        .post(&world, "entries", &finished)
        .await
        .is_problem(409, "file-differs");
    reporter.asks_how_far(&world, &file).await.is(404);
    assert_eq!(
        crate::dump::files(&world.data().join("files")).len(),
        files - 1
    );

    let open = Attached {
        sealed: plain(file.sealed.len()),
        ..reporter.seals(b"")
    };
    let entry = reporter.names(&world, &open, "a");
    reporter.announces(&world, &open).await.is(201);
    reporter.sends_on(&world, &open, 1 << 20).await;
    let answer = reporter
        .post(&world, "entries", &open.finished(&entry))
        .await;
    answer.is_problem(422, "not-age");
    reporter.asks_how_far(&world, &open).await.is(404);
}

#[tokio::test]
async fn files_of_another_case_are_nowhere() {
    let world = World::new().await;
    let (mut one, mut other) = (reported(&world).await, reported(&world).await);
    let kept = one.attaches(&world, "a", b"mine").await;
    let begun = one.seals(&plain(80_000));
    one.announces(&world, &begun).await.is(201);
    one.sends_on(&world, &begun, 1 << 20).await;

    other
        .fetches(&world, &kept.id())
        .await
        .is_problem(404, "not-found");
    other
        .asks_how_far(&world, &begun)
        .await
        .is_problem(404, "not-found");
    other
        .sends(&world, &begun, 0, 10)
        .await
        .is_problem(404, "not-found");
    let entry = other.names(&world, &begun, "stolen");
    let stolen = other.post(&world, "entries", &begun.finished(&entry)).await;
    stolen.is_problem(409, "file-unfinished");
    // The same name for another file is nobody's but the other's.
    let same = Attached {
        upload: begun.upload.clone(),
        ..other.seals(b"other")
    };
    other.announces(&world, &same).await.is(201);
    assert_eq!(
        one.asks_how_far(&world, &begun).await.json()["received"],
        json!(begun.sealed.len())
    );

    let case = &one.place.case;
    let of_other = &other.place.case;
    let a = &world.counsellors[0];
    a.fetches(&world, case, &kept.id()).await.is(200);
    a.fetches(&world, of_other, &kept.id())
        .await
        .is_problem(404, "not-found");
    for wrong in [&world.counsellors[2], &world.lead] {
        wrong
            .fetches(&world, case, &kept.id())
            .await
            .is_problem(404, "not-found");
        wrong
            .announces(&world, case, &same)
            .await
            .is_problem(404, "not-found");
        wrong
            .asks_how_far(&world, case, &begun.upload)
            .await
            .is_problem(404, "not-found");
        wrong
            .sends(&world, case, &begun.upload, 0, b"x")
            .await
            .is_problem(404, "not-found");
    }
}
