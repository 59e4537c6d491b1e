//! The call that a reporter chose, and the head of the audit chain for whoever keeps it.

use serde_json::Value;

use super::*;
use crate::http::Answer;
use crate::people::plain::PlainReporter;

/// A report that the first two counsellors read, with a call or without.
async fn reports(world: &World, urgent: bool) -> (Reporter, Value) {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    let c = world.counsellors[2].author();
    let out = [c.as_str()];
    let body = reporter.report_body("帰り道で待ちぶせされた", "", "C0_listen", &out);
    let mut sealed = reporter.sealed_report(world, &body, &out);
    sealed["urgent"] = urgent.into();
    (reporter, sealed)
}

async fn send(world: &World, (reporter, sealed): &(Reporter, Value)) -> Answer {
    reporter.post(world, "report", sealed).await
}

/// 「急ぎの」, as it stands encoded in the subject of a call.
const CALL: &str = "5oCl44GO44Gu";

/// To whom calls went, in the order of their names.
fn called(office: &PostOffice, before: usize) -> Vec<String> {
    let letters = office.letters();
    let mut to: Vec<String> = letters[before..]
        .iter()
        .filter(|(_, letter)| letter.contains(CALL))
        .map(|(way, _)| way.split("to=").nth(1).unwrap().trim().to_owned())
        .collect();
    to.sort();
    to
}

#[tokio::test]
async fn promise_13_sole_exception_a_call_that_the_reporter_chose_goes_at_once_to_the_readers_alone()
 {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    assert_eq!(round(&mut sender, &world).await, sent(3), "the day's own");
    send(&world, &reports(&world, false).await).await.is(201);
    assert_eq!(round(&mut sender, &world).await, Round::default());
    let urgent = reports(&world, true).await;
    send(&world, &urgent).await.is(201);
    assert_eq!(round(&mut sender, &world).await, sent(2));
    let readers = ["counsellor-a", "counsellor-b"].map(|name| format!("{name}@firm.example.jp"));
    assert_eq!(called(&office, 3), readers);
    assert!(
        queue(&world)
            .await
            .iter()
            .all(|row| row["kind"].contains("daily"))
    );
    // Sent again, it is the same report, and no second call.
    send(&world, &urgent).await.is(200);
    world.later(2 * 3600);
    assert_eq!(round(&mut sender, &world).await, Round::default());
}

#[tokio::test]
async fn calls_leave_once_an_hour_at_most_and_each_says_the_same() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    assert_eq!(round(&mut sender, &world).await, sent(3));
    send(&world, &reports(&world, true).await).await.is(201);
    assert_eq!(round(&mut sender, &world).await, sent(2));
    for _ in 0..3 {
        send(&world, &reports(&world, true).await).await.is(201);
        world.later(19 * 60);
        assert_eq!(round(&mut sender, &world).await, Round::default());
    }
    world.later(3 * 60);
    assert_eq!(
        round(&mut sender, &world).await,
        sent(2),
        "one call for three reports"
    );
    let letters: Vec<String> = office.letters()[3..]
        .iter()
        .map(|(_, letter)| apart(letter).0.replace("counsellor-b@", "counsellor-a@"))
        .collect();
    assert!(
        letters.iter().all(|letter| *letter == letters[0]),
        "{letters:#?}"
    );
    world.later(3600);
    assert_eq!(round(&mut sender, &world).await, Round::default());
}

#[tokio::test]
async fn a_call_that_does_not_leave_is_tried_again_without_waiting_for_the_hour() {
    let mut office = PostOffice::shut();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    send(&world, &reports(&world, true).await).await.is(201);
    assert_eq!(round(&mut sender, &world).await.failed, 5);
    office.opens();
    world.later(60);
    assert_eq!(round(&mut sender, &world).await, sent(5));
}

/// A server that refuses for a while must not silence every later call of the day.
#[tokio::test]
async fn a_call_that_was_given_up_silences_none_that_comes_later() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    assert_eq!(round(&mut sender, &world).await, sent(3));
    office.will("550 550");
    send(&world, &reports(&world, true).await).await.is(201);
    assert_eq!(round(&mut sender, &world).await.given_up, 2);
    office.will("");
    send(&world, &reports(&world, true).await).await.is(201);
    world.later(3601);
    assert_eq!(round(&mut sender, &world).await, sent(2));
}

/// Where a call would reach one of the readers only, nobody is told that it would go to them.
#[tokio::test]
async fn a_call_is_offered_where_it_would_reach_every_reader() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let offered = async |world: &World| {
        let page = world
            .send(crate::http::Ask::get("window", "/o/shiojiri/report"))
            .await;
        page.text().contains("id=\"urgent\"")
    };
    assert!(!offered(&world).await, "one of three has no address");
    let address = "counsellor-c@firm.example.jp".to_owned();
    assert!(set_mail(&world, "counsellor-c", Some(address)).await);
    assert!(offered(&world).await);
    assert!(!offered(&World::new().await).await, "no mail server");
}

#[tokio::test]
async fn without_script_too_a_call_is_the_reporters_own_choice() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let address = "counsellor-c@firm.example.jp".to_owned();
    assert!(set_mail(&world, "counsellor-c", Some(address)).await);
    let mut sender = Sender::new(LONG);
    assert_eq!(round(&mut sender, &world).await, sent(4));
    let person = PlainReporter::agrees(&world, "shiojiri").await;
    let page = person
        .sends(&world, "/words", &[("words", "つけられています")])
        .await;
    assert!(page.text().contains("name=\"urgent\""));
    let fields = [
        ("words", "つけられています"),
        ("urgent", "yes"),
        ("to", "send"),
    ];
    person.sends(&world, "/report", &fields).await.is(200);
    assert_eq!(round(&mut sender, &world).await, sent(2));
}

#[tokio::test]
async fn whoever_keeps_the_heads_of_the_audit_chain_gets_one_each_working_day_of_one_length() {
    let office = PostOffice::open();
    let settings = office.settings_with(", heads_to = \"auditor@city.example.jp\"");
    let world = World::new_with(&settings).await;
    let mut sender = Sender::new(LONG);
    let mut kept = Vec::new();
    for _ in 0..3 {
        // Busier day by day.
        for _ in 0..kept.len() {
            let mut lead = world.lead.clone();
            lead.signs_in(&world, "desk").await.is(204);
        }
        world.next_day();
        world.app.store.close_audit().await.unwrap();
        assert_eq!(
            round(&mut sender, &world).await,
            sent(1),
            "{}",
            world.today()
        );
        let letters = office.letters();
        let (way, letter) = letters.last().unwrap();
        assert!(way.contains("to=auditor@city.example.jp"), "{way}");
        kept.push(letter.clone());
    }
    let lengths: BTreeSet<usize> = kept.iter().map(|letter| apart(letter).0.len()).collect();
    assert_eq!(lengths.len(), 1, "{kept:#?}");
    // The mail as it lies is what the chain is held against.
    let file = world.folder().join("kept.eml");
    std::fs::write(&file, kept.concat()).unwrap();
    let heads: Vec<&str> = kept
        .iter()
        .flat_map(|letter| letter.lines())
        .filter(|line| sotomado_core::audit::Head::from_line(line).is_ok())
        .collect();
    assert_eq!(heads.len(), 3);
}
