//! Promise 3: the path without script asks first, doubles nothing, loses no words, and holds a key for ten minutes.

use serde_json::json;

use crate::http::Ask;
use crate::people::plain::PlainReporter;
use crate::people::plain::code_on;
use crate::people::plain::hidden;
use crate::people::plain::posted;
use crate::world::World;

const WORDS: &str = "カナリア係長に\nどなられた <b>&\"";
/// The same as a page shows it.
const SHOWN: &str = "カナリア係長に\nどなられた &lt;b&gt;&amp;&quot;";

#[tokio::test]
async fn promise_03_no_field_is_shown_before_its_reader_agreed() {
    let world = World::new().await;
    let page = world.send(Ask::get("window", "/o/shiojiri/plain")).await;
    page.is(200);
    let text = page.text();
    assert!(
        !text.contains("<textarea") && !text.contains("name=\"code\"") && !text.contains("<script")
    );
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .contains("script-src 'none'")
    );
    let slip = hidden(&text, "slip");
    // Not without the tick, and not by going past the question.
    for (under, fields, status) in [
        ("", vec![("to", "write")], 422),
        ("/words", vec![("words", WORDS)], 409),
        ("/report", vec![("words", WORDS), ("to", "send")], 409),
        ("/mailbox", vec![("code", "3")], 409),
        ("/reply", vec![("words", WORDS), ("to", "send")], 409),
        ("/take-back", vec![("sure", "yes")], 409),
    ] {
        for slip in [slip.as_str(), "", "00"] {
            let mut all = vec![("slip", slip)];
            all.extend(fields.clone());
            let answer = world.send(posted("shiojiri", under, &all)).await;
            let expected = if under.is_empty() && slip.len() < 10 {
                409
            } else {
                status
            };
            answer.is(expected);
            let text = answer.text();
            assert!(
                text.contains("id=\"agree\"") && !text.contains("<textarea"),
                "{under}: {text}"
            );
            // Words that somebody typed meanwhile are not lost over it.
            assert_eq!(
                fields.iter().any(|(name, _)| *name == "words"),
                text.contains(SHOWN),
                "{under}"
            );
        }
    }
    let reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let page = reporter
        .sends(&world, "/words", &[("words", WORDS), ("to", "again")])
        .await;
    assert!(page.text().contains("<textarea"));
    assert!(world.counsellors[0].cases(&world).await.is_empty());
    // Agreed at one window is not agreed at another.
    let other = posted(
        "mihon",
        "/words",
        &[("slip", &reporter.slip), ("words", WORDS)],
    );
    world.send(other).await.is(409);
}

#[tokio::test]
async fn promise_03_a_whole_story_without_script() {
    let world = World::new().await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let check = reporter
        .sends(
            &world,
            "/words",
            &[("words", WORDS), ("q-families", "unknown")],
        )
        .await;
    check.is(200);
    let text = check.text();
    assert!(text.contains(SHOWN) && text.contains("相談員A"));
    let out = world.counsellors[2].author();
    let fields = [
        ("words", WORDS),
        ("q-families", "unknown"),
        ("out", &out),
        ("to", "send"),
    ];
    let done = reporter.sends(&world, "/report", &fields).await;
    done.is(200);
    let code = code_on(&done.text());
    assert!(code.starts_with('3') && code.len() == 29, "{code}");
    assert_eq!(done.header("cache-control").unwrap(), "no-store");

    // Two read it, the one who was left out does not; what they read says what was written and agreed.
    let [a, b, c] = &world.counsellors[..] else {
        panic!()
    };
    assert!(c.cases(&world).await.is_empty());
    assert_eq!(b.cases(&world).await.len(), 1);
    let id = a.cases(&world).await[0]["case"]
        .as_str()
        .unwrap()
        .to_owned();
    let before = reporter.opens(&world, &code).await;
    before.is(200);
    assert!(
        before.text().contains("id=\"take-back\""),
        "nobody read it yet"
    );
    let mut case = a.opens(&world, &id).await;
    let body = &case.entries[0]["body"]["body"];
    assert_eq!(body["words"], WORDS);
    assert_eq!(body["left_out"], json!([out]));
    assert_eq!(body["answers"]["families"], json!(["unknown"]));
    assert_eq!(case.raw["sealed_here"], true);
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
    a.answers(&world, &mut case, "読みました <i>").await.is(201);

    let page = reporter
        .opens(&world, &code.to_lowercase().replace(' ', "ー"))
        .await;
    page.is(200);
    let text = page.text();
    assert!(
        text.contains(SHOWN)
            && text.contains("読みました &lt;i&gt;")
            && text.contains("data-seen=\"yes\"")
    );
    assert!(
        !text.contains("data-fault") && !text.contains("id=\"take-back\""),
        "{text}"
    );
    assert!(
        !text.contains("相談員C"),
        "who was left out is not among those who can read"
    );
    let said = reporter.writes(&world, "続きです").await;
    said.is(200);
    assert!(said.text().contains("続きです") && !said.text().contains("data-fault"));
    let case = a.opens(&world, &id).await;
    let said = |words: &str| {
        case.entries
            .iter()
            .any(|one| one["body"]["body"]["words"] == words)
    };
    assert!(said("続きです"));
    // Too late to take back.
    reporter
        .sends(&world, "/take-back", &[("sure", "yes")])
        .await
        .is(409);
}

#[tokio::test]
async fn promise_03_loading_a_page_again_doubles_nothing() {
    let world = World::new().await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let first = reporter.reports(&world, WORDS).await;
    let again = reporter.reports(&world, WORDS).await;
    let changed = reporter.reports(&world, "ほかの言葉").await;
    let code = code_on(&first.text());
    assert_eq!(code_on(&again.text()), code);
    assert!(again.text().contains("id=\"first-kept\""));
    // Whoever brought the slip and let somebody else write under it gets a code of his own, never theirs.
    assert_ne!(code_on(&changed.text()), code);
    assert!(!changed.text().contains("id=\"first-kept\""));
    let (one, other) = tokio::join!(
        reporter.reports(&world, WORDS),
        reporter.reports(&world, WORDS)
    );
    assert_eq!(
        (code_on(&one.text()), code_on(&other.text())),
        (code.clone(), code.clone())
    );
    let all: usize = {
        let mut all = 0;
        for staff in &world.counsellors {
            all += staff.cases(&world).await.len();
        }
        all
    };
    assert_eq!(all, 4, "two cases, two readers each");
    reporter.opens(&world, &code).await.is(200);
    reporter.writes(&world, "一度だけ").await.is(200);
    let again = reporter.writes(&world, "一度だけ").await;
    assert_eq!(
        again.text().matches("一度だけ").count(),
        1,
        "{}",
        again.text()
    );
}

#[tokio::test]
async fn promise_03_a_key_is_held_ten_minutes_and_the_words_longer() {
    let world = World::new().await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let code = code_on(&reporter.reports(&world, WORDS).await.text());
    reporter.opens(&world, &code).await.is(200);
    world.later(599);
    reporter
        .sends(&world, "/reply", &[("to", "again")])
        .await
        .is(200);
    world.later(1);
    let over = reporter.writes(&world, "まだここにある").await;
    over.is(409);
    let text = over.text();
    assert!(
        text.contains("まだここにある")
            && text.contains("name=\"code\"")
            && !text.contains("カナリア")
    );
    assert_eq!(world.app.held.wipe(world.app.clock.now().as_second()), 0);
    reporter.slip = hidden(&text, "slip");
    let back = reporter
        .sends(
            &world,
            "/mailbox",
            &[("code", &code), ("words", "まだここにある")],
        )
        .await;
    back.is(200);
    assert_eq!(
        back.text().matches("まだここにある").count(),
        1,
        "in the field, not yet said"
    );
    reporter.keeps(&back);
    reporter.writes(&world, "まだここにある").await.is(200);
    // Who ends is let go at once; a token of one window is none at another.
    let stranger = posted(
        "mihon",
        "/reply",
        &[("slip", &reporter.slip), ("token", &reporter.token)],
    );
    world.send(stranger).await.is(409);
    reporter.sends(&world, "/end", &[]).await.is(200);
    assert_eq!(world.app.held.wipe(world.app.clock.now().as_second()), 0);
    reporter.writes(&world, "もうない").await.is(409);
}

#[tokio::test]
async fn whose_new_key_cannot_read_yet_is_said_beside_who_can() {
    let world = World::new().await;
    let c = world.counsellors[2].author();
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let said = [("words", "どなられる"), ("out", &c), ("to", "send")];
    let done = reporter.sends(&world, "/report", &said).await;
    let code = crate::people::plain::code_on(&done.text());
    let page = reporter.opens(&world, &code).await.text();
    assert!(page.contains("相談員A") && !page.contains("data-late"));
    crate::new_keys::a_has_another_key(&world).await;
    let page = reporter.opens(&world, &code).await.text();
    let late = page.split("data-late").nth(1).unwrap();
    let late = late.split("</dd>").next().unwrap();
    assert!(late.contains("相談員A"), "{late}");
    assert!(!late.contains("相談員B"));
}
