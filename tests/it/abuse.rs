//! Stories of those who would wear the desk down: nobody else is locked out, and nobody is asked to solve anything.

use crate::client;
use crate::http::Ask;
use crate::people::Reporter;
use crate::world::World;

#[tokio::test]
async fn three_hundred_people_behind_one_address_all_get_through() {
    let world = World::new().await;
    let mut last = None;
    for _ in 0..300 {
        let mut someone = Reporter::at(&world, "shiojiri").await;
        someone.address = "192.0.2.1".into();
        let (_, work) = someone.challenge(&world, "mailbox").await;
        assert!(work <= 6, "some dozens of digests, not to be felt");
        last = Some(someone);
    }
    let mut last = last.unwrap();
    last.report(&world, "昼休みに研修で聞いて、みんなで開いた。", "")
        .await
        .is(201);
    last.mailbox(&world).await;
}

#[tokio::test]
async fn guessing_codes_slows_nobody_else() {
    let world = World::new().await;
    let mut guesser = Reporter::at(&world, "shiojiri").await;
    guesser.address = "192.0.2.1".into();
    for _ in 0..200 {
        guesser = Reporter {
            address: guesser.address,
            ..Reporter::at(&world, "shiojiri").await
        };
        let guess = guesser.signed(&world, "GET", "mailbox", "").await;
        world.send(guess).await.is(404);
    }
    let (_, dear) = guesser.challenge(&world, "mailbox").await;
    assert!(dear > 0, "the guesser counts");
    for address in ["192.0.2.2", "2001:db8::1", ""] {
        let mut other = Reporter::at(&world, "shiojiri").await;
        other.address = address.into();
        let (_, work) = other.challenge(&world, "mailbox").await;
        assert_eq!(work, 0, "{address}");
    }
}

#[tokio::test]
async fn in_a_flood_a_report_without_the_work_is_refused_and_one_with_it_kept() {
    let world = World::new().await;
    let now = world.app.clock.now().as_second();
    for _ in 0..1_500 {
        world.app.effort.kept_new(now);
    }
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let body = reporter.report_body("あふれている時でも届く。", "", "C0_listen", &[]);
    let sealed = reporter.sealed_report(&world, &body, &[]);
    // A challenge for coming back asks for nothing, and buys no report.
    let (challenge, work) = reporter.challenge(&world, "mailbox").await;
    assert_eq!(work, 0);
    let path = "/o/shiojiri/api/report";
    let window = hex::decode(&reporter.place.window)
        .unwrap()
        .try_into()
        .unwrap();
    let text = sealed.to_string();
    let header = client::authorization(
        &reporter.keys.mailbox,
        &challenge,
        &window,
        "POST",
        path,
        text.as_bytes(),
    );
    let cheap = Ask::post("window", path, &text).with("authorization", &header);
    let refused = world.send(cheap).await;
    refused.is(401);
    assert_eq!(refused.json()["code"], "stale-challenge");
    let (challenge, work) = reporter.challenge(&world, "report").await;
    assert_eq!(work, 6);
    let idle = client::authorization(
        &reporter.keys.mailbox,
        &challenge,
        &window,
        "POST",
        path,
        text.as_bytes(),
    );
    let idle = Ask::post("window", path, &text)
        .with("authorization", &format!("{idle}, work=0000000000000000"));
    let refused = world.send(idle).await;
    refused.is(401);
    assert_eq!(refused.json()["code"], "no-work");
    reporter.post(&world, "report", &sealed).await.is(201);
    // Sent again because no answer came: what is kept is said to be kept, flood or not.
    reporter.post(&world, "report", &sealed).await.is(200);
}

#[tokio::test]
async fn in_a_flood_the_first_saving_of_a_draft_asks_for_work_and_those_after_it_do_not() {
    let world = World::new().await;
    let now = world.app.clock.now().as_second();
    let reporter = Reporter::at(&world, "shiojiri").await;
    for _ in 0..1_500 {
        world.app.effort.kept_new(now);
    }
    // A challenge for coming back asks for nothing, and buys no draft.
    let idle = reporter.keeps_draft_idly(&world, "一文字も数えずに").await;
    idle.is(401);
    assert_eq!(idle.json()["code"], "stale-challenge");
    reporter.keeps_draft(&world, "数えてから").await.is(200);
    let next = reporter.keeps_draft_idly(&world, "続き").await;
    next.is(200);
    assert_eq!(reporter.draft(&world).await, "続き");
}

#[tokio::test]
async fn drafts_count_as_something_new_once_each() {
    let world = World::new().await;
    let now = world.app.clock.now().as_second();
    let reporter = Reporter::at(&world, "shiojiri").await;
    for _ in 0..199 {
        world.app.effort.kept_new(now);
    }
    for words in ["一", "二"] {
        reporter.keeps_draft(&world, words).await.is(200);
        assert_eq!(world.app.effort.new_now(now), 0, "two hundred are free");
    }
    let other = Reporter::at(&world, "shiojiri").await;
    other.keeps_draft(&world, "三").await.is(200);
    assert!(world.app.effort.new_now(now) > 0);
}
