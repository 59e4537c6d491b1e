//! Whole stories, as the people in them would tell them.

use serde_json::json;

use crate::http::Ask;
use crate::people::Reporter;
use crate::world::World;

#[tokio::test]
async fn a_report_is_read_answered_and_answered_again() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let kept = reporter
        .report(&world, "係長に毎日どなられます。", "支所 係長")
        .await;
    kept.is(201);
    assert_eq!(kept.json()["kept"], "now");
    assert_eq!(kept.json()["day"], world.today());

    let [a, b] = &world.counsellors[..2] else {
        panic!("three counsellors")
    };
    let listed = a.cases(&world).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["case"], reporter.place.case.as_str());
    assert_eq!(listed[0]["unread"], true);
    assert_eq!(b.cases(&world).await.len(), 1);
    assert_eq!(
        world.counsellors[2].cases(&world).await.len(),
        0,
        "the third was not drawn"
    );

    let mut case = a.opens(&world, &reporter.place.case).await;
    assert_eq!(
        case.entries[0]["body"]["body"]["words"],
        "係長に毎日どなられます。"
    );
    assert_eq!(case.entries[0]["body"]["body"]["people"], "支所 係長");
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
    a.answers(
        &world,
        &mut case,
        "読みました。まず体のことを聞かせてください。",
    )
    .await
    .is(201);
    assert_eq!(a.cases(&world).await[0]["unread"], false);
    assert_eq!(
        b.cases(&world).await[0]["unread"],
        true,
        "each reader's mark is their own"
    );

    let mut back = Reporter::back_with(&world, "shiojiri", &reporter.code).await;
    let (mailbox, entries) = back.mailbox(&world).await;
    assert_eq!(mailbox["open"], true);
    let kinds: Vec<&str> = entries
        .iter()
        .map(|entry| entry["body"]["kind"].as_str().unwrap())
        .collect();
    assert_eq!(sorted(kinds), ["message", "report", "seen"]);
    back.write(&world, "朝、吐いてしまいます。").await.is(201);

    let again = b.opens(&world, &reporter.place.case).await;
    assert!(
        again
            .entries
            .iter()
            .any(|entry| entry["body"]["body"]["words"] == "朝、吐いてしまいます。")
    );
    assert!(world.faults(&again).await.is_empty());
}

#[tokio::test]
async fn two_organisations_keep_apart() {
    let world = World::new().await;
    let mut here = Reporter::at(&world, "shiojiri").await;
    here.report(&world, "ここ", "").await.is(201);
    let there = world.other_organisation();
    let mut elsewhere = Reporter::back_with(&world, there, &here.code).await;
    elsewhere.report(&world, "よそ", "").await.is(201);
    assert_ne!(
        here.keys.author.to_bytes(),
        elsewhere.keys.author.to_bytes(),
        "one code, two windows, two people"
    );
    let (mailbox, entries) = elsewhere.mailbox(&world).await;
    assert_eq!(mailbox["case"], elsewhere.place.case.as_str());
    assert_eq!(entries[0]["body"]["body"]["words"], "よそ");
}

#[tokio::test]
async fn sending_again_is_harmless() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let body = reporter.report_body("一度だけ", "", "C0_listen", &[]);
    let sealed = reporter.sealed_report(&world, &body, &[]);
    reporter.post(&world, "report", &sealed).await.is(201);
    let again = reporter.post(&world, "report", &sealed).await;
    again.is(200);
    assert_eq!(again.json()["kept"], "before");
    let (_, entries) = reporter.mailbox(&world).await;
    assert_eq!(entries.len(), 1);

    let mut second = reporter.clone();
    second.pen = crate::people::Pen::new(second.keys.author.clone());
    second.place.case = hex::encode(crate::client::chance::<16>());
    let other = second.report(&world, "もう一度", "").await;
    other.is_problem(409, "first-kept");
    assert_eq!(world.counsellors[0].cases(&world).await.len(), 1);
}

/// Two people write at once: neither waits for the other, neither is refused.
#[tokio::test]
async fn two_write_at_once_and_both_are_kept() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "はじめ", "").await.is(201);
    let [a, b, ..] = &world.counsellors[..] else {
        panic!("three counsellors")
    };
    for round in 0..8 {
        let (mut one, mut two) = (
            a.opens(&world, &reporter.place.case).await,
            b.opens(&world, &reporter.place.case).await,
        );
        let words = [
            format!("A {round}"),
            format!("B {round}"),
            format!("相談した人 {round}"),
        ];
        let (from_a, from_b, from_reporter) = tokio::join!(
            a.answers(&world, &mut one, &words[0]),
            b.answers(&world, &mut two, &words[1]),
            reporter.write(&world, &words[2]),
        );
        for answer in [from_a, from_b, from_reporter] {
            answer.is(201);
        }
    }
    let case = a.opens(&world, &reporter.place.case).await;
    assert_eq!(case.entries.len(), 1 + 3 * 8);
    assert!(world.faults(&case).await.is_empty());
}

#[tokio::test]
async fn who_has_not_seen_the_newest_is_told_so_and_nothing_is_kept() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "はじめ", "").await.is(201);
    let mut other_tab = reporter.clone();
    let first = reporter.message(&world, "一つ目の窓から", 1);
    let second = other_tab.message(&world, "二つ目の窓から", 1);
    reporter.post(&world, "entries", &first).await.is(201);
    let late = other_tab.post(&world, "entries", &second).await;
    late.is(409);
    assert_eq!(late.json()["code"], "moved-on");
    // The first one sent again is still the first one.
    reporter.post(&world, "entries", &first).await.is(200);
    let mut fresh = Reporter::back_with(&world, "shiojiri", &reporter.code).await;
    fresh.mailbox(&world).await;
    let anew = fresh.message(&world, "二つ目の窓から", 2);
    fresh.post(&world, "entries", &anew).await.is(201);
    let case = world.counsellors[0]
        .opens(&world, &reporter.place.case)
        .await;
    assert!(world.faults(&case).await.is_empty());
}

#[tokio::test]
async fn sixty_four_report_at_once_and_all_are_kept() {
    let world = std::sync::Arc::new(World::new().await);
    let mut all = tokio::task::JoinSet::new();
    for n in 0..64 {
        let world = world.clone();
        all.spawn(async move {
            let mut reporter = Reporter::at(&world, "shiojiri").await;
            reporter
                .report(&world, &format!("{n}人目"), "")
                .await
                .status
        });
    }
    assert_eq!(all.join_all().await, vec![201; 64]);
    assert_eq!(world.counsellors[0].cases(&world).await.len(), 64);
}

fn sorted(mut words: Vec<&str>) -> Vec<&str> {
    words.sort_unstable();
    words
}

/// It answers by place: whoever reads that it is shut does not call.
#[tokio::test]
async fn a_telephone_whose_hours_nobody_knows_is_not_said_to_be_shut() {
    let world = World::new().await;
    let page = Ask::get("window", "/o/shiojiri/report?hl=ja");
    let page = world.send(page).await.text();
    let mut lines = page.split("<li data-contact=");
    let line = lines.find(|line| line.contains("8891")).unwrap();
    let line = line.split("</li>").next().unwrap();
    assert!(line.contains("場所によって違います"), "{line}");
    assert!(!line.contains("受付時間の外"), "{line}");
}
