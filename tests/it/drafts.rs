//! Half-written reports that wait under a code, and reports taken back before anybody read them.

use serde_json::json;

use crate::client;
use crate::people::Reporter;
use crate::refusals::everything;
use crate::routes::ROUTES;
use crate::world::World;

#[tokio::test]
async fn a_draft_is_kept_under_the_code_alone_and_becomes_the_report() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let kept = reporter.keeps_draft(&world, "書きかけ").await;
    kept.is(200);
    assert_eq!(kept.json()["last_day"], world.day(30));
    world.next_day();
    let kept = reporter.keeps_draft(&world, "書きかけの続き").await;
    assert_eq!(
        kept.json()["last_day"],
        world.day(30),
        "counted from the last saving"
    );
    let back = Reporter::back_with(&world, "shiojiri", &reporter.code).await;
    assert_eq!(back.draft(&world).await, "書きかけの続き");
    let no_case = back.ask(&world, "GET", "mailbox", "").await;
    no_case.is_problem(404, "no-such-mailbox");
    let other = Reporter::at(&world, "shiojiri").await;
    other
        .ask(&world, "GET", "draft", "")
        .await
        .is_problem(404, "no-draft");
    let elsewhere = Reporter::back_with(&world, "mihon", &reporter.code).await;
    elsewhere
        .ask(&world, "GET", "draft", "")
        .await
        .is_problem(404, "no-draft");

    reporter.report(&world, "書きかけの続き", "").await.is(201);
    back.ask(&world, "GET", "draft", "")
        .await
        .is_problem(404, "no-draft");
    back.keeps_draft(&world, "遅れてきた")
        .await
        .is_problem(409, "first-kept");
    assert_eq!(reporter.mailbox(&world).await.1.len(), 1);
}

#[tokio::test]
async fn a_draft_is_thrown_away_or_goes_on_the_day_after_its_last() {
    let world = World::new().await;
    let [thrown, left] = [
        Reporter::at(&world, "shiojiri").await,
        Reporter::at(&world, "shiojiri").await,
    ];
    for reporter in [&thrown, &left] {
        reporter
            .keeps_draft(&world, "捨てるかもしれない")
            .await
            .is(200);
    }
    assert_eq!(crate::dump::files(&world.data().join("files")).len(), 2);
    for _ in 0..2 {
        thrown.ask(&world, "DELETE", "draft", "").await.is(204);
    }
    thrown
        .ask(&world, "GET", "draft", "")
        .await
        .is_problem(404, "no-draft");
    world.later(30 * 24 * 3600);
    assert_eq!(left.draft(&world).await, "捨てるかもしれない");
    world.next_day();
    left.ask(&world, "GET", "draft", "")
        .await
        .is_problem(404, "no-draft");
    world
        .app
        .store
        .sweep(world.app.clock.today())
        .await
        .unwrap();
    assert!(crate::dump::files(&world.data().join("files")).is_empty());
}

#[tokio::test]
async fn what_is_no_draft_is_refused_and_the_one_before_stays() {
    let world = World::new().await;
    let reporter = Reporter::at(&world, "shiojiri").await;
    reporter.keeps_draft(&world, "はじめ").await.is(200);
    let odd = client::seal(&reporter.keys.identity.to_public(), &vec![0; 5000]);
    for (body, status, code) in [
        (
            json!({"file": client::b64(b"in clear"), "known": []}).to_string(),
            422,
            "not-age",
        ),
        (
            json!({"file": client::b64(&odd), "known": []}).to_string(),
            422,
            "wrong-size",
        ),
        (
            json!({"file": "%", "known": []}).to_string(),
            400,
            "malformed",
        ),
        (json!({"words": "in clear"}).to_string(), 400, "malformed"),
    ] {
        let refused = reporter.ask(&world, "PUT", "draft", &body).await;
        refused.is_problem(status, code);
        assert_eq!(refused.json()["kept"], false);
    }
    assert_eq!(reporter.draft(&world).await, "はじめ");
}

/// Whatever any account of desk or trends asks, it is answered as if there were no draft.
#[tokio::test]
async fn promise_02_sealed_no_desk_reaches_a_draft_and_no_word_of_it_lies_on_the_disk() {
    let world = World::new().await;
    let hr = world.hr().await;
    let reporter = Reporter::at(&world, "shiojiri").await;
    let people = [&world.lead.cookie, &world.counsellors[0].cookie, &hr.cookie];
    let mut before = Vec::new();
    for cookie in people {
        before.push(everything(&world, cookie, &"0".repeat(32)).await);
    }
    reporter
        .keeps_draft(&world, "カナリアの書きかけ")
        .await
        .is(200);
    for (cookie, before) in people.into_iter().zip(before) {
        let after = everything(&world, cookie, &"0".repeat(32)).await;
        for (at, answer) in after {
            assert!(
                crate::refusals::changing(&at) || answer == before[&at],
                "{at}"
            );
        }
    }
    assert!(
        ROUTES
            .iter()
            .filter(|(_, _, path, _)| path.contains("draft"))
            .all(|(host, ..)| *host == "window")
    );
    let disk = world.disk();
    let holds = |needle: &[u8]| disk.windows(needle.len()).any(|part| part == needle);
    assert!(
        holds(&reporter.keys.mailbox.verifying_key().to_bytes()),
        "the disk is read"
    );
    for needle in [
        "カナリアの書きかけ",
        &client::b64("カナリアの書きかけ".as_bytes()),
        &reporter.code,
    ] {
        assert!(!holds(needle.as_bytes()), "{needle}");
    }
    assert!(!holds(&reporter.keys.author.verifying_key().to_bytes()));
}

/// A draft that was put into a case's log is not shown as something said there.
#[tokio::test]
async fn a_draft_in_a_log_is_a_fault() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "届いた", "").await.is(201);
    let a = &world.counsellors[0];
    let mut case = a.opens(&world, &reporter.place.case).await;
    case.case_pen.n = u64::MAX;
    let entry = json!({
        "v": 1, "window": reporter.place.window, "case": reporter.place.case, "log": "case", "author": reporter.pen.author(),
        "n": 0, "before": null, "heads": [], "kind": "draft", "time": world.now(), "roster": reporter.place.roster,
        "epoch": 1, "body": {"words": "まだ送っていない"},
    });
    let frame = client::frame("entry", &entry, &reporter.pen.key, 4096);
    let file = client::seal(&reporter.identity.to_public(), &frame);
    let sent = json!({"entries": [client::sent("case", &file)]});
    reporter.post(&world, "entries", &sent).await.is(201);
    let seen = a.opens(&world, &reporter.place.case).await;
    let faults = world.faults(&seen).await;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults.values().next().unwrap().contains("wrong-kind"),
        "{faults:?}"
    );
}

#[tokio::test]
async fn a_report_is_taken_back_until_a_reader_fetches_it() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let body = reporter.report_body("やはりやめます", "", "C0_listen", &[]);
    let sealed = reporter.sealed_report(&world, &body, &[]);
    reporter.post(&world, "report", &sealed).await.is(201);
    let a = &world.counsellors[0];
    assert_eq!(
        a.cases(&world).await.len(),
        1,
        "the list alone is no reading"
    );
    assert_eq!(reporter.mailbox(&world).await.0["unread"], true);
    // Nobody else's code takes it away.
    let other = Reporter::at(&world, "shiojiri").await;
    other
        .ask(&world, "DELETE", "mailbox", "")
        .await
        .is_problem(404, "no-such-mailbox");
    reporter.ask(&world, "DELETE", "mailbox", "").await.is(204);
    for method in ["GET", "DELETE"] {
        reporter
            .ask(&world, method, "mailbox", "")
            .await
            .is_problem(404, "no-such-mailbox");
    }
    assert!(a.cases(&world).await.is_empty());
    a.get(&world, &format!("/desk/api/cases/{}", reporter.place.case))
        .await
        .is(404);
    let disk = world.disk();
    let holds = |needle: &[u8]| disk.windows(needle.len()).any(|part| part == needle);
    let file = client::unb64(sealed["entries"][0]["file"].as_str().unwrap());
    let key = client::unb64(sealed["keys"][0]["file"].as_str().unwrap());
    for needle in [
        &file[..64],
        &key[200..264],
        &hex::decode(&reporter.place.case).unwrap(),
        &reporter.keys.mailbox.verifying_key().to_bytes(),
    ] {
        assert!(!holds(needle), "{}", hex::encode(needle));
    }

    // The same again is a new one; once fetched, it stays.
    let again = reporter.post(&world, "report", &sealed).await;
    again.is(201);
    assert_eq!(again.json()["kept"], "now");
    a.opens(&world, &reporter.place.case).await;
    reporter.write(&world, "もうひとつ").await.is(201);
    let late = reporter.ask(&world, "DELETE", "mailbox", "").await;
    late.is_problem(409, "already-read");
    let (mailbox, entries) = reporter.mailbox(&world).await;
    assert_eq!(
        (mailbox["unread"].as_bool(), entries.len()),
        (Some(false), 2)
    );
}

#[tokio::test]
async fn two_pages_with_one_code_never_write_over_what_the_other_left() {
    let world = World::new().await;
    let phone = Reporter::at(&world, "shiojiri").await;
    phone
        .keeps_draft_knowing(&world, "電話で", &[])
        .await
        .is(200);
    let first = phone.draft_digest(&world).await.unwrap();
    let laptop = Reporter::back_with(&world, "shiojiri", &phone.code).await;
    laptop
        .keeps_draft_knowing(&world, "家で書きたした", std::slice::from_ref(&first))
        .await
        .is(200);
    for known in [&[][..], std::slice::from_ref(&first), &["0".repeat(64)]] {
        let refused = phone
            .keeps_draft_knowing(&world, "電話のつづき", known)
            .await;
        refused.is_problem(409, "moved-on");
        assert_eq!(refused.json()["kept"], false);
        assert_eq!(laptop.draft(&world).await, "家で書きたした");
    }
    // What was sent and never answered is one of several that may lie there.
    let second = laptop.draft_digest(&world).await.unwrap();
    laptop
        .keeps_draft_knowing(&world, "家のつづき", &[first, second])
        .await
        .is(200);
    assert_eq!(phone.draft(&world).await, "家のつづき");
    assert_eq!(
        crate::dump::files(&world.data().join("files")).len(),
        1,
        "what was refused is not left on the disk"
    );

    // A browser may send the very same again when its answer was cut off.
    let known = [laptop.draft_digest(&world).await.unwrap()];
    let body = laptop.draft_body(&world, "最後", &known);
    for _ in 0..2 {
        laptop.ask(&world, "PUT", "draft", &body).await.is(200);
    }
    assert_eq!(phone.draft(&world).await, "最後");
    assert_eq!(crate::dump::files(&world.data().join("files")).len(), 1);
    let many = vec!["0".repeat(64); 33];
    let refused = phone.keeps_draft_knowing(&world, "電話", &many).await;
    refused.is_problem(400, "malformed");
}
