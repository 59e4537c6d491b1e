//! Consent first, over HTTP: what leaves the desk is what the reporter agreed to, and everybody who opens the case sees what
//! was told without.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sotomado_core::log::Standing;
use sotomado_core::policy;
use sotomado_core::procedure;

use crate::people::plain::{PlainReporter, code_on};
use crate::people::{OpenCase, Reporter, Staff};
use crate::world::World;

const TEXT: &str = "窓口で怒鳴られています。名前は山田です。";
const STRUCK: &str = "窓口で怒鳴られています。";

/// The procedure's file as the roster names it.
fn police() -> (String, String) {
    let text = include_str!("../../policies/procedures/police.toml");
    let digest = hex::encode(crate::client::sha256(text.as_bytes()));
    (text.to_owned(), digest)
}

pub fn proposal(text: &str, reason: Option<&str>) -> Value {
    let to = if reason.is_some() {
        "P1_told_in_danger"
    } else {
        "P1_consulted"
    };
    let mut body = json!({"what": "警察に相談した", "text": text, "is": "proposed", "procedure": "police", "policy": police().1,
        "to": to, "recipient": "所轄署", "until": "2027-01-20"});
    if let Some(reason) = reason {
        body["reason"] = reason.into();
    }
    body
}

pub fn agreed(proposal: &Value, text: &str) -> Value {
    json!({"sentence": "同意します", "is": "agreed", "proposal": proposal, "text": text, "recipient": "所轄署", "until": "2027-01-20"})
}

pub fn taken(by: &Value, text: &str) -> Value {
    taken_to("P1_consulted", by, text)
}

fn taken_to(to: &str, by: &Value, text: &str) -> Value {
    json!({"what": "警察に相談した", "text": text, "is": "taken", "procedure": "police", "policy": police().1,
        "to": to, "recipient": "所轄署", "by": by})
}

/// Writes in the case as it was opened; the id of what was written.
pub async fn signs(
    world: &World,
    reader: &Staff,
    case: &mut OpenCase,
    kind: &str,
    body: &Value,
) -> Value {
    reader.writes(world, case, "case", kind, body).await.is(201);
    let there = reader.opens(world, &case.place.case).await;
    let own = reader.author();
    let mine = there
        .entries
        .iter()
        .filter(|entry| entry["body"]["author"] == own.as_str() && entry["log"] == "case");
    let newest = mine.max_by_key(|entry| entry["body"]["n"].as_u64());
    newest.unwrap()["id"].clone()
}

/// Opens the case as it is and writes in it.
async fn steps(world: &World, reader: &Staff, case: &str, body: &Value) -> Value {
    let mut open = reader.opens(world, case).await;
    signs(world, reader, &mut open, "step", body).await
}

async fn codes(world: &World, reader: &Staff, case: &str, id: &Value) -> BTreeSet<&'static str> {
    let open = reader.opens(world, case).await;
    let mut faults = world.faults(&open).await;
    faults.remove(id.as_str().unwrap()).unwrap_or_default()
}

/// The stage at which the engine finds the case, and how many signed steps it passed over.
async fn stage(world: &World, reader: &Staff, case: &str) -> (String, usize) {
    let open = reader.opens(world, case).await;
    let procedure = policy::procedure("procedures/police.toml", &police().0).unwrap();
    let history = procedure::of_case(&procedure, &world.view(&open).await, None).unwrap();
    (
        procedure.stage_id(history.state.stage).to_owned(),
        history.odd.len(),
    )
}

#[tokio::test]
async fn promise_09_consent_first() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let (a, b) = (&world.counsellors[0], &world.counsellors[1]);
    let asked = steps(&world, a, &case, &proposal(TEXT, None)).await;
    assert_eq!(stage(&world, b, &case).await.0, "P0_inside");
    // Without a consent it is told in vain: everybody sees it, and the case stands where it stood.
    let bold = steps(&world, a, &case, &taken(&asked, TEXT)).await;
    assert_eq!(codes(&world, b, &case, &bold).await, ["no-consent"].into());
    assert_eq!(stage(&world, b, &case).await.0, "P0_inside");
    let consent = reporter
        .signs(&world, "consent", &agreed(&asked, STRUCK))
        .await;
    let more = steps(&world, a, &case, &taken(&consent, TEXT)).await;
    assert_eq!(
        codes(&world, b, &case, &more).await,
        ["consent-differs"].into()
    );
    let elsewhere = taken_to("P4_accusation", &consent, STRUCK);
    let elsewhere = steps(&world, a, &case, &elsewhere).await;
    assert_eq!(
        codes(&world, b, &case, &elsewhere).await,
        ["consent-differs"].into()
    );
    let told = steps(&world, b, &case, &taken(&consent, STRUCK)).await;
    assert_eq!(codes(&world, a, &case, &told).await, [].into());
    assert_eq!(
        stage(&world, a, &case).await,
        ("P1_consulted".to_owned(), 0)
    );
    let again = steps(&world, a, &case, &taken(&consent, STRUCK)).await;
    assert_eq!(
        codes(&world, b, &case, &again).await,
        ["consent-used"].into()
    );
    // A way that tells somebody is no way for a step that says it tells nobody.
    let sly = json!({"what": "告訴した", "text": "", "is": "moved", "procedure": "police", "policy": police().1, "to": "P4_accusation"});
    steps(&world, a, &case, &sly).await;
    assert_eq!(
        stage(&world, a, &case).await,
        ("P1_consulted".to_owned(), 1)
    );
}

#[tokio::test]
async fn promise_09_consent_is_revocable_until_used() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let a = &world.counsellors[0];
    let asked = steps(&world, a, &case, &proposal(TEXT, None)).await;
    let consent = reporter
        .signs(&world, "consent", &agreed(&asked, STRUCK))
        .await;
    let back = json!({"sentence": "取り消します", "is": "revoked", "consent": consent});
    reporter.signs(&world, "consent", &back).await;
    let told = steps(&world, a, &case, &taken(&consent, STRUCK)).await;
    assert_eq!(
        codes(&world, a, &case, &told).await,
        ["consent-revoked"].into()
    );
    assert_eq!(stage(&world, a, &case).await.0, "P0_inside");
}

#[tokio::test]
async fn promise_09_danger_to_life_by_two_with_a_reason() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let (a, b) = (&world.counsellors[0], &world.counsellors[1]);
    let asked = steps(
        &world,
        a,
        &case,
        &proposal(TEXT, Some("今夜、命を絶つと書いている")),
    )
    .await;
    let approve = json!({"what": "", "text": "", "is": "approved", "proposal": asked});
    let alone = steps(&world, a, &case, &approve).await;
    assert_eq!(codes(&world, b, &case, &alone).await, ["one-person"].into());
    let second = steps(&world, b, &case, &approve).await;
    let by_second = steps(
        &world,
        b,
        &case,
        &taken_to("P1_told_in_danger", &second, TEXT),
    )
    .await;
    assert_eq!(
        codes(&world, a, &case, &by_second).await,
        ["one-person"].into()
    );
    let told = steps(
        &world,
        a,
        &case,
        &taken_to("P1_told_in_danger", &second, TEXT),
    )
    .await;
    assert_eq!(codes(&world, b, &case, &told).await, [].into());
    assert_eq!(
        stage(&world, b, &case).await,
        ("P1_told_in_danger".to_owned(), 0)
    );
    // The reporter is told: with the reason, by the same entries.
    let (_, entries) = reporter.mailbox(&world).await;
    let reasons = entries
        .iter()
        .filter_map(|entry| entry["body"]["body"]["reason"].as_str());
    assert_eq!(reasons.collect::<Vec<_>>(), ["今夜、命を絶つと書いている"]);
}

/// A call of 110 needs no consent, no second person and no reason; it is written down and shown.
#[tokio::test]
async fn promise_10_danger_never_waits() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let a = &world.counsellors[0];
    let called = json!({"what": "110 番した", "text": "9時", "is": "called", "procedure": "police", "policy": police().1});
    let id = steps(&world, a, &case, &called).await;
    assert_eq!(codes(&world, a, &case, &id).await, [].into());
    assert_eq!(
        stage(&world, a, &case).await,
        ("P2_called_110".to_owned(), 0)
    );
    let view = world.view(&a.opens(&world, &case).await).await;
    assert!(
        view.asked
            .iter()
            .all(|asked| asked.standing == Standing::Open)
    );
}

/// Without script too: the very text, parts of it struck by marks, agreed to once, taken back; the server says what was told.
#[tokio::test]
async fn promise_09_consent_on_the_path_without_script() {
    let world = World::new().await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    // Two of those who are left are drawn: with one left out, these two.
    let out = world.counsellors[2].author();
    let words = [("words", "ことば"), ("out", &out), ("to", "send")];
    let receipt = reporter.sends(&world, "/report", &words).await;
    let code = code_on(&receipt.text());
    let a = &world.counsellors[0];
    let case = a.cases(&world).await[0]["case"]
        .as_str()
        .unwrap()
        .to_owned();
    let asked = steps(&world, a, &case, &proposal(TEXT, None)).await;
    let page = reporter.opens(&world, &code).await;
    assert!(page.text().contains("name=\"struck\" value=\"1\""));
    let proposal_id = asked.as_str().unwrap();
    // Everything struck is no consent, and says so.
    let all = [
        ("proposal", proposal_id),
        ("struck", "0"),
        ("struck", "1"),
        ("to", "agreed"),
    ];
    reporter.sends(&world, "/answer", &all).await.is(422);
    let agree = [("proposal", proposal_id), ("struck", "1"), ("to", "agreed")];
    reporter.sends(&world, "/answer", &agree).await.is(200);
    // The page loaded again signs nothing twice.
    reporter.sends(&world, "/answer", &agree).await.is(200);
    let view = world.view(&a.opens(&world, &case).await).await;
    let Standing::Agreed { consent, text, .. } = &view.asked[0].standing else {
        panic!("{:?}", view.asked);
    };
    assert_eq!(text, STRUCK);
    let told = steps(
        &world,
        a,
        &case,
        &taken(&json!(consent.to_string()), STRUCK),
    )
    .await;
    assert_eq!(codes(&world, a, &case, &told).await, [].into());
    // A step that says nobody was told, into a stage in which the police are.
    let sly = json!({"what": "次へ", "text": "", "is": "moved", "procedure": "police", "policy": police().1, "to": "P4_accusation"});
    steps(&world, a, &case, &sly).await;
    // What was told cannot be taken back: the form is of another moment.
    let back = [("proposal", proposal_id), ("to", "revoked")];
    let page = reporter.sends(&world, "/answer", &back).await;
    page.is(409);
    let text = page.text();
    for wanted in [
        "data-step=\"taken\"",
        "警察に相談した（#9110・所轄署）",
        "外の人に伝える段階に進んだ",
        "「告訴した」と書かれています",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
}
