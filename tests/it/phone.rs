//! Somebody calls: their report is taken down at the desk, and the server keeps no more of it than of one that its reporter sent.

use serde_json::{Value, json};

use crate::dump::{bare, seize, sizes};
use crate::http::Ask;
use crate::people::{Reporter, Staff};
use crate::world::World;

const PATH: &str = "/desk/api/reports";
const WORDS: &str = "カナリアの話";

/// What the counsellor's browser sends: what the reporter's would have sent, and for which window.
fn heard(world: &World, reporter: &mut Reporter, words: &str) -> Value {
    let body = reporter.report_body(words, "", "C0_listen", &[]);
    let mut sent = reporter.sealed_report(world, &body, &[]);
    sent["organisation"] = json!(reporter.org);
    sent
}

/// One report; taken down at the desk, or sent by its reporter; and somebody at the desk who signed in either way.
async fn lived(by_phone: bool) -> World {
    let world = World::new().await;
    let mut staff: Staff = world.counsellors[2].clone();
    staff.signs_in(&world, "desk").await.is(204);
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    if by_phone {
        let sent = heard(&world, &mut reporter, WORDS);
        staff.send(&world, "POST", PATH, &sent).await.is(201);
    } else {
        reporter.report(&world, WORDS, "").await.is(201);
    }
    reporter.mailbox(&world).await;
    world
}

#[tokio::test]
async fn promise_02_a_report_by_telephone_leaves_the_rows_of_any_report() {
    let (phone, window) = (lived(true).await, lived(false).await);
    let (phone, window) = (seize(&phone.data()).await, seize(&window.data()).await);
    for (table, rows) in bare(&phone) {
        assert_eq!(rows, bare(&window)[&table], "{table}");
    }
    assert_eq!(sizes(&phone), sizes(&window));
    assert_eq!(phone.tables["cases"].len(), 1);
    // Not in the chain of what staff did either: a day and an account would say which case came by telephone.
    let deeds = &phone.tables["audit"];
    assert!(deeds.iter().all(|row| !row["action"].contains("heard")));
}

#[tokio::test]
async fn promise_05_whoever_called_comes_back_by_the_code_and_sending_again_keeps_one_report() {
    let world = World::new().await;
    // Whoever listens need not be among those who read it.
    let mut listens = world.counsellors[2].clone();
    listens.signs_in(&world, "desk").await.is(204);
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let sent = heard(&world, &mut reporter, WORDS);
    listens.send(&world, "POST", PATH, &sent).await.is(201);
    let again = listens.send(&world, "POST", PATH, &sent).await;
    again.is(200);
    assert_eq!(again.json()["kept"], "before");
    let mut other = Reporter::back_with(&world, "shiojiri", &reporter.code).await;
    let another = heard(&world, &mut other, "ほかの言葉");
    let refused = listens.send(&world, "POST", PATH, &another).await;
    refused.is(409);
    assert_eq!(refused.json()["code"], "first-kept");
    reporter.mailbox(&world).await;
    assert_eq!(listens.cases(&world).await.len(), 0);
    assert_eq!(world.counsellors[0].cases(&world).await.len(), 1);
}

#[tokio::test]
async fn promise_07_who_does_not_read_at_a_window_takes_nothing_down_for_it() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let mut sent = heard(&world, &mut reporter, WORDS);
    let lead = &world.lead;
    let refused = lead.send(&world, "POST", PATH, &sent).await;
    assert!([403, 404].contains(&refused.status));
    sent["organisation"] = json!("nowhere");
    let counsellor = &world.counsellors[0];
    counsellor.send(&world, "POST", PATH, &sent).await.is(404);
    reporter.ask(&world, "GET", "mailbox", "").await.is(404);
}

#[tokio::test]
async fn a_session_that_was_stolen_does_not_flood_the_desk() {
    let world = World::new().await;
    let [a, b] = [&world.counsellors[0], &world.counsellors[1]];
    let mut last = Value::Null;
    for nth in 0..40 {
        let mut reporter = Reporter::at(&world, "shiojiri").await;
        last = heard(&world, &mut reporter, &format!("話{nth}"));
        a.send(&world, "POST", PATH, &last).await.is(201);
    }
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    let sent = heard(&world, &mut reporter, "もう一つ");
    let refused = a.send(&world, "POST", PATH, &sent).await;
    refused.is_problem(429, "reports-often");
    reporter.ask(&world, "GET", "mailbox", "").await.is(404);
    // What is kept is said to be kept, however many there were.
    a.send(&world, "POST", PATH, &last).await.is(200);
    b.send(&world, "POST", PATH, &sent).await.is(201);
}

/// What is printed for whoever has no Internet: the number that the desk signed, or where it stands.
#[tokio::test]
async fn a_slip_names_the_telephone_that_the_desk_signed_and_else_the_leaflet() {
    for (office, says) in [
        ("", "案内の紙にある電話番号にかけて"),
        (
            "\n[desk]\nname = \"見本\"\ntelephone = \"03-0000-0000\"\n",
            "03-0000-0000にかけて",
        ),
    ] {
        let world = World::with_policies(|policies| {
            let file = policies.join("window.toml");
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(file, text + office).unwrap();
        })
        .await;
        let paper = Ask::get("window", "/o/shiojiri/paper?hl=ja");
        let page = world.send(paper).await.text();
        assert!(page.contains(says), "{says}");
        // The desk prints its slip from the same.
        let desk = world.send(Ask::get("desk", "/desk?hl=ja")).await.text();
        assert_eq!(desk.contains("03-0000-0000"), !office.is_empty());
    }
}
