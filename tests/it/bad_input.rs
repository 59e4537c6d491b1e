//! What bad input gets: the right status, one sentence in the visitor's language, and whether anything was kept.

use serde_json::Value;
use serde_json::json;

use crate::client;
use crate::client::sent;
use crate::http::Answer;
use crate::http::Ask;
use crate::people::Reporter;
use crate::world::World;

/// One bad request, its status and its code.
struct Bad {
    name: &'static str,
    ask: Ask,
    status: u16,
    code: &'static str,
}

/// A report in which one thing is wrong.
async fn bent(world: &World, bend: impl FnOnce(&mut Value)) -> Ask {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    let body = reporter.report_body("カナリア", "", "C0_listen", &[]);
    let mut sealed = reporter.sealed_report(world, &body, &[]);
    bend(&mut sealed);
    reporter
        .signed(world, "POST", "report", &sealed.to_string())
        .await
}

fn without(body: &mut Value, member: &str) {
    body.as_object_mut().unwrap().remove(member);
}

async fn reports(world: &World) -> Vec<Bad> {
    let plain = sent("case", b"plain words, not sealed at all");
    let cut = client::seal(&age::x25519::Identity::generate().to_public(), b"short");
    let huge = sent("case", &vec![b'x'; 3 << 20]);
    let twice = |body: &mut Value| {
        let first = body["entries"][0].clone();
        body["entries"].as_array_mut().unwrap().push(first);
    };
    let row = |name, ask, status, code| Bad {
        name,
        ask,
        status,
        code,
    };
    vec![
        row(
            "not JSON",
            bent(world, |body| *body = json!("words")).await,
            400,
            "malformed",
        ),
        row(
            "no mailbox key",
            bent(world, |body| without(body, "mailbox")).await,
            400,
            "malformed",
        ),
        row(
            "no entries",
            bent(world, |body| without(body, "entries")).await,
            400,
            "malformed",
        ),
        row(
            "no entry in entries",
            bent(world, |body| body["entries"] = json!([])).await,
            422,
            "wrong-count",
        ),
        row(
            "no key files",
            bent(world, |body| body["keys"] = json!([])).await,
            422,
            "wrong-count",
        ),
        row(
            "not age",
            bent(world, |body| body["entries"][0] = plain).await,
            422,
            "not-age",
        ),
        row(
            "age, but filled to no bucket",
            bent(world, |body| body["entries"][0] = sent("case", &cut)).await,
            422,
            "wrong-size",
        ),
        row(
            "an id that is not the digest",
            bent(world, |body| {
                body["entries"][0]["id"] = json!("0".repeat(64))
            })
            .await,
            422,
            "wrong-id",
        ),
        row(
            "a note of the desk",
            bent(world, |body| body["entries"][0]["log"] = json!("desk")).await,
            422,
            "wrong-log",
        ),
        row(
            "two first entries",
            bent(world, twice).await,
            422,
            "wrong-count",
        ),
        row(
            "too large",
            bent(world, |body| body["entries"][0] = huge).await,
            413,
            "too-large",
        ),
    ]
}

async fn signatures(world: &World) -> Vec<Bad> {
    let reporter = Reporter::at(world, "shiojiri").await;
    let unknown = reporter.signed(world, "GET", "mailbox", "").await;
    let replayed = reporter.signed(world, "GET", "mailbox", "").await;
    world.send(replayed.clone()).await.is(404);
    let mut elsewhere =
        Reporter::back_with(world, world.other_organisation(), &reporter.code).await;
    elsewhere.org = "shiojiri";
    let wrong_window = elsewhere.signed(world, "GET", "mailbox", "").await;
    let stale = reporter.signed(world, "GET", "mailbox", "").await;
    let mut other_body = reporter
        .signed(world, "POST", "entries", r#"{"entries":[]}"#)
        .await;
    other_body.body = r#"{"entries":[1]}"#.into();
    let mut bare = unknown.clone();
    bare.headers.retain(|(name, _)| name != "authorization");
    world.later(121);
    let row = |name, ask, status, code| Bad {
        name,
        ask,
        status,
        code,
    };
    let fresh = reporter.signed(world, "GET", "mailbox", "").await;
    vec![
        row("wrong receipt", fresh, 404, "no-such-mailbox"),
        row("replayed challenge", replayed, 401, "stale-challenge"),
        row(
            "challenge of two minutes ago",
            stale,
            401,
            "stale-challenge",
        ),
        row("signed for another window", wrong_window, 401, "not-signed"),
        row(
            "another body than was signed",
            other_body,
            401,
            "not-signed",
        ),
        row("not signed at all", bare, 401, "not-signed"),
    ]
}

fn sentence(answer: &Answer) -> String {
    answer.json()["detail"].as_str().unwrap().to_owned()
}

/// One sentence in the visitor's language, that repeats nothing of what was sent.
fn speaks(lang: &str, text: &str, name: &str) {
    let kana = text.chars().any(|c| ('ぁ'..='ん').contains(&c));
    assert_eq!(kana, lang == "ja", "{name}: {text}");
    assert!(
        text.ends_with(['。', '.']) && text.chars().count() > 10,
        "{name}: {text}"
    );
    assert!(
        !text.contains("カナリア") && !text.contains('{'),
        "{name}: {text}"
    );
}

async fn judge(world: &World, lang: &str, rows: Vec<Bad>) {
    for bad in rows {
        let answer = world.send(bad.ask.with("accept-language", lang)).await;
        let got = (answer.status, answer.code());
        assert_eq!(
            got,
            (bad.status, bad.code.to_owned()),
            "{}: {}",
            bad.name,
            answer.text()
        );
        assert_eq!(
            answer.header("content-type").unwrap(),
            "application/problem+json",
            "{}",
            bad.name
        );
        assert_eq!(answer.json()["kept"], false, "{}", bad.name);
        speaks(lang, &sentence(&answer), bad.name);
    }
}

#[tokio::test]
async fn each_bad_request_gets_its_sentence_and_leaves_nothing() {
    let world = World::new().await;
    let empty = crate::dump::seize(&world.data()).await;
    for lang in ["ja", "en"] {
        judge(&world, lang, reports(&world).await).await;
        // Last, for it lets time pass.
        judge(&world, lang, signatures(&world).await).await;
    }
    let after = crate::dump::seize(&world.data()).await;
    assert_eq!(empty.tables["cases"].len(), after.tables["cases"].len());
    assert_eq!(
        (
            after.tables["entries"].len(),
            after.tables["key_files"].len(),
            after.files.len()
        ),
        (0, 0, 0)
    );
}

/// A roster that is older, expired, of another window, too long, or signed by another key.
#[tokio::test]
async fn a_bad_roster_is_refused_with_its_reason() {
    let world = World::new().await;
    let good = world.roster("shiojiri", 2);
    let bend = |member: &str, value: Value| {
        let mut roster = good.clone();
        roster[member] = value;
        roster
    };
    let stranger = ed25519_dalek::SigningKey::from_bytes(&client::chance());
    let mut foreign = good.clone();
    foreign["desk_key"] = json!(hex::encode(stranger.verifying_key().to_bytes()));
    let rows = [
        ("the epoch before", bend("epoch", json!(1)), &world.desk_key),
        (
            "ended yesterday",
            bend("last_day", json!(world.day(-1))),
            &world.desk_key,
        ),
        (
            "a hundred and one days",
            bend("last_day", json!(world.day(101))),
            &world.desk_key,
        ),
        (
            "another window",
            bend("window", json!("0".repeat(32))),
            &world.desk_key,
        ),
        (
            "policies not as they lie there",
            bend("policies", json!([])),
            &world.desk_key,
        ),
        ("a desk key that nobody named", foreign, &stranger),
        ("signed by another than it says", good.clone(), &stranger),
    ];
    for (name, roster, key) in rows {
        let answer = world.lead_imports("shiojiri", &roster, key).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.text());
        assert_eq!(answer.json()["kept"], false, "{name}");
        assert!(!sentence(&answer).is_empty(), "{name}");
    }
    world
        .lead_imports("shiojiri", &good, &world.desk_key)
        .await
        .is(201);
    world
        .lead_imports("shiojiri", &good, &world.desk_key)
        .await
        .is(422);
}

/// When the roster has run out, nobody can be promised who reads: the window says so and takes nothing.
#[tokio::test]
async fn an_expired_roster_takes_no_report() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    world.later(101 * 24 * 3600);
    let refused = reporter.report(&world, "ことば", "").await;
    refused.is_problem(409, "roster-expired");
    assert_eq!(refused.json()["kept"], false);
    let page = world.send(Ask::get("window", "/o/shiojiri/report")).await;
    page.is(200);
}

#[tokio::test]
async fn a_path_of_two_slashes_links_to_no_other_host() {
    let world = World::new().await;
    for surface in ["window", "desk", "trends"] {
        let ask = Ask::get(surface, "//elsewhere.example/x").with("accept", "text/html");
        let page = world.send(ask).await;
        page.is(404);
        assert!(page.text().contains("href=\"/elsewhere.example/x?hl="));
        assert!(!page.text().contains("href=\"//"), "{surface}");
    }
}

#[tokio::test]
async fn promise_02_sealed_no_spelling_service_is_sent_what_is_typed() {
    let world = World::new().await;
    for path in ["/o/shiojiri/report", "/o/shiojiri/mailbox"] {
        let page = world.send(Ask::get("window", path)).await.text();
        let fields = page
            .split('<')
            .filter(|tag| tag.starts_with("textarea") || tag.starts_with("input"))
            // Nothing is typed into it.
            .filter(|tag| !tag.contains("type=\"file\""));
        for field in fields {
            assert!(field.contains("autocomplete=\"off\""), "{field}");
            assert!(field.contains("spellcheck=\"false\""), "{field}");
        }
    }
}
