//! What is logged: that something failed, never what was typed, by whom, from where.

use serde_json::json;

use crate::client;
use crate::http::Ask;
use crate::people::Reporter;
use crate::people::Staff;
use crate::world::World;

#[tokio::test]
async fn nothing_typed_is_ever_logged() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let words = "カナリア-words-7d1f";
    reporter
        .report(&world, words, "カナリア-people-7d1f")
        .await
        .is(201);
    let a = &world.counsellors[0];
    let mut case = a.opens(&world, &reporter.place.case).await;
    a.answers(&world, &mut case, "カナリア-answer-7d1f")
        .await
        .is(201);
    reporter.mailbox(&world).await;

    // Faults of every kind, with a canary wherever something can be put.
    for host in ["window", "desk", "trends"] {
        for path in [
            "/o/canary-7d1f",
            "/canary-7d1f?q=canary-7d1f",
            "/o/shiojiri/report?words=canary-7d1f",
        ] {
            for method in ["GET", "POST", "PUT"] {
                let ask = Ask::new(method, host, path, "{\"canary-7d1f\":")
                    .with("user-agent", "canary-agent-7d1f")
                    .with("x-forwarded-for", "203.0.113.77")
                    .with("referer", "http://canary-7d1f.example/")
                    .with("cookie", "canary-7d1f=canary-7d1f")
                    .with("authorization", "Sotomado key=canary-7d1f");
                world.send(ask).await;
            }
        }
    }
    let mut stranger = Staff::new("canary-name-7d1f", "canary-password-7d1f");
    stranger.signs_in(&world, "desk").await.is(401);
    stranger.signs_in(&world, "trends").await;
    let wrong = Reporter::back_with(&world, "shiojiri", &client::fresh_code()).await;
    world
        .send(wrong.signed(&world, "GET", "mailbox", "").await)
        .await;
    reporter
        .post(&world, "entries", &json!({"canary-7d1f": "canary-7d1f"}))
        .await;
    // The disk gives way under the server: a fault of ours, which must be logged, and without what was being kept.
    world.break_files();
    let broken = reporter.write(&world, "カナリア-broken-7d1f").await;
    broken.is(500);
    assert_eq!(broken.json()["kept"], false);

    let said = crate::logs::kept();
    assert!(
        said.lines().any(|line| line.contains("ERROR")),
        "the fault of the disk is not logged:\n{said}"
    );
    let secret = client::secret_of(&reporter.identity);
    let mailbox = hex::encode(reporter.keys.mailbox.verifying_key().to_bytes());
    let needles = [
        "7d1f",
        "203.0.113.77",
        "カナリア",
        &reporter.code,
        &secret,
        &mailbox,
        &reporter.place.case,
        &wrong.code,
    ];
    for needle in needles {
        assert!(!said.contains(needle), "{needle} is in the log:\n{said}");
    }
}
