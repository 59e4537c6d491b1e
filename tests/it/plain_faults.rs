//! Promise 3: what goes wrong on the path without script, and what somebody else tries there.

use crate::http::Ask;
use crate::people::plain::PlainReporter;
use crate::people::plain::code_on;
use crate::people::plain::posted;
use crate::world::World;

const WORDS: &str = "カナリア係長に\nどなられた <b>&\"";
/// The same as a page shows it.
const SHOWN: &str = "カナリア係長に\nどなられた &lt;b&gt;&amp;&quot;";

#[tokio::test]
async fn promise_03_codes_of_the_two_paths_do_not_cross() {
    let world = World::new().await;
    let mut browser = crate::people::Reporter::at(&world, "shiojiri").await;
    browser.report(&world, "夕方の話", "").await.is(201);
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let refused = reporter.opens(&world, &browser.code).await;
    refused.is(422);
    let text = refused.text();
    assert!(text.contains("id=\"to-script\"") && !text.contains("夕方の話"));
    assert!(
        !text.contains(&browser.code),
        "it does not even come back in the page"
    );
    assert_eq!(world.app.held.wipe(world.app.clock.now().as_second()), 0);
}

#[tokio::test]
async fn promise_03_words_are_lost_in_no_fault() {
    let world = World::new().await;
    let reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let long = format!("{WORDS}{}", "あ".repeat(22_000));
    let huge = format!("{WORDS}{}", "あ".repeat(200_000));
    let beyond = format!("{WORDS}{}", "あ".repeat(2_000_000));
    for under in ["/words", "/report"] {
        for (words, status) in [(&long, 422), (&huge, 413), (&beyond, 413)] {
            let answer = reporter
                .sends(&world, under, &[("words", words), ("to", "send")])
                .await;
            answer.is(status);
            let text = answer.text();
            assert!(
                text.contains(SHOWN) && text.contains("<textarea"),
                "{under} {status}"
            );
        }
    }
    let whole = reporter
        .sends(&world, "/words", &[("words", &long)])
        .await
        .text();
    assert!(
        whole.contains(&"あ".repeat(22_000)),
        "too long, and whole again in the field"
    );
    reporter
        .sends(&world, "/words", &[("words", "  \n ")])
        .await
        .is(422);
    let mut fields: Vec<(&str, &str)> = vec![("words", WORDS), ("to", "send")];
    let authors: Vec<String> = world
        .counsellors
        .iter()
        .map(crate::people::Staff::author)
        .collect();
    fields.extend(authors.iter().map(|author| ("out", author.as_str())));
    let nobody = reporter.sends(&world, "/report", &fields).await;
    nobody.is(422);
    assert!(nobody.text().contains(SHOWN));
    // In another language, and back to the words.
    for (under, to) in [
        ("/words?hl=en", "again"),
        ("/report?hl=en", "again"),
        ("/report", "back"),
    ] {
        let page = reporter
            .sends(
                &world,
                under,
                &[("words", WORDS), ("q-families", "unknown"), ("to", to)],
            )
            .await;
        page.is(200);
        assert!(page.text().contains(SHOWN), "{under}");
    }
    // The disk is broken, the roster runs out: the words stay.
    world.break_files();
    let broken = reporter.reports(&world, WORDS).await;
    broken.is(500);
    assert!(broken.text().contains(SHOWN));
    for _ in 0..2 {
        world.next_day();
    }
    let old = reporter.reports(&world, WORDS).await;
    old.is(409);
    assert!(old.text().contains(SHOWN) && old.text().contains("id=\"agree\""));
    world.later(100 * 24 * 3600);
    let fresh = PlainReporter::agrees(&world, "shiojiri").await;
    let over = fresh.sends(&world, "/words", &[("words", WORDS)]).await;
    over.is(409);
    assert!(over.text().contains(SHOWN) && over.text().contains("<textarea"));
}

#[tokio::test]
async fn promise_03_forms_of_other_hosts_are_refused() {
    let world = World::new().await;
    let reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let fields = [
        ("slip", reporter.slip.as_str()),
        ("words", WORDS),
        ("to", "send"),
    ];
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://other.example.jp"),
    ] {
        for under in [
            "",
            "/words",
            "/report",
            "/mailbox",
            "/reply",
            "/take-back",
            "/end",
        ] {
            let answer = world
                .send(posted("shiojiri", under, &fields).with(name, value))
                .await;
            answer.is(403);
            assert!(!answer.text().contains(SHOWN));
        }
    }
    let own = posted("shiojiri", "/words", &fields)
        .with("sec-fetch-site", "same-origin")
        .with("origin", "null");
    world.send(own).await.is(200);
}

#[tokio::test]
async fn promise_03_a_report_that_nobody_read_is_taken_back() {
    let world = World::new().await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let code = code_on(&reporter.reports(&world, WORDS).await.text());
    reporter.opens(&world, &code).await.is(200);
    let asked = reporter.sends(&world, "/take-back", &[]).await;
    asked.is(200);
    assert!(asked.text().contains("id=\"sure\""));
    let done = reporter
        .sends(&world, "/take-back", &[("sure", "yes")])
        .await;
    done.is(200);
    assert!(done.text().contains("id=\"taken-back\""));
    assert_eq!(world.app.held.wipe(world.app.clock.now().as_second()), 0);
    for staff in &world.counsellors {
        assert!(staff.cases(&world).await.is_empty());
    }
    let mut again = PlainReporter::agrees(&world, "shiojiri").await;
    again.opens(&world, &code).await.is(404);
}

#[tokio::test]
async fn what_is_no_form_is_told_so() {
    let world = World::new().await;
    let ask = |kind: &str, body: &str| {
        Ask::post("window", "/o/shiojiri/plain/words", body).with("content-type", kind)
    };
    let json = Ask::post("window", "/o/shiojiri/plain/words", "{}");
    world.send(json).await.is_problem(415, "not-a-form");
    let pairs = ask("application/x-www-form-urlencoded", "words=a");
    world.send(pairs).await.is_problem(415, "not-a-form");
    let cut = "--x\r\nContent-Disposition: form-data; name=\"words\"\r\n\r\nhalf";
    let cut = ask("multipart/form-data; boundary=x", cut);
    world.send(cut).await.is_problem(400, "malformed");
    let reporter = PlainReporter::agrees(&world, "shiojiri").await;
    for (code, status) in [
        ("", 422),
        ("3ABC", 422),
        ("あ", 422),
        ("9".repeat(24).as_str(), 422),
    ] {
        let answer = reporter.sends(&world, "/mailbox", &[("code", code)]).await;
        answer.is(status);
        assert!(answer.text().contains("id=\"receipt-fault\"") && answer.text().contains(code));
    }
}

/// What is seized holds nothing typed on this path either; the code stands nowhere.
#[tokio::test]
async fn promise_03_what_is_kept_on_disk_holds_no_word_and_no_code() {
    let world = World::new().await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let code = code_on(&reporter.reports(&world, WORDS).await.text());
    reporter.opens(&world, &code).await.is(200);
    reporter.writes(&world, "カナリアの続き").await.is(200);
    let disk = world.disk();
    assert!(disk.len() > 50_000);
    let bare = code.replace(' ', "");
    for needle in ["カナリア", "どなられた", &code, &bare, &bare.to_lowercase()] {
        assert!(
            !disk
                .windows(needle.len())
                .any(|part| part == needle.as_bytes()),
            "{needle} is on the disk"
        );
    }
}

/// What the desk has closed offers no field and takes no form; the others' windows stay as they were.
#[tokio::test]
async fn promise_03_the_desk_closes_the_path() {
    let world = World::with_policies(|policies| {
        let file = policies.join("window.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let closed = text + "\n[[closed]]\norganisation = \"shiojiri\"\n";
        std::fs::write(file, closed).unwrap();
    })
    .await;
    let page = world.send(Ask::get("window", "/o/shiojiri/plain")).await;
    page.is(200);
    let text = page.text();
    assert!(text.contains("id=\"plain-closed\"") && text.contains("tel:110"));
    assert!(!text.contains("<form"));
    let slip = PlainReporter::agrees(&world, "mihon").await.slip;
    for under in [
        "",
        "/words",
        "/report",
        "/mailbox",
        "/reply",
        "/take-back",
        "/end",
    ] {
        let fields = [("slip", slip.as_str()), ("agree", "yes"), ("words", WORDS)];
        let answer = world.send(posted("shiojiri", under, &fields)).await;
        answer.is(403);
        assert!(answer.text().contains("tel:110"), "phone is offered");
    }
    let state = |text: String| text.contains("スクリプトを使わない道は閉じています");
    let how = world.send(Ask::get("window", "/o/shiojiri/how")).await;
    assert!(state(how.text()));
    let how = world.send(Ask::get("window", "/o/mihon/how")).await;
    assert!(!state(how.text()));
}
