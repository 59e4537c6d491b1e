//! That something waits: known without a key, by an answer of one length; and where it lies too long, to a colleague and the lead.

use serde_json::{Value, json};

use crate::new_keys::{a_has_another_key, gives, grants};
use crate::people::{Reporter, Staff};
use crate::world::World;

/// What the page that `staff` leave open is told: headers and length, and what it says.
async fn told(world: &World, staff: &Staff) -> (String, usize, [i64; 3]) {
    let mut staff = staff.clone();
    staff.signs_in(world, "desk").await.is(204);
    let answer = staff.get(world, "/desk/api/waits").await;
    answer.is(200);
    let said = answer.json();
    let said = ["waits", "overdue", "lying"].map(|word| said[word].as_i64().unwrap());
    (format!("{:?}", answer.headers), answer.body.len(), said)
}

async fn lying(world: &World) -> Value {
    let mut lead = world.lead.clone();
    lead.signs_in(world, "desk").await.is(204);
    lead.get(world, "/desk/api/lying").await.json()
}

/// A report that the first two counsellors read: two are drawn, and the third of three was left out.
async fn reported(world: &World) -> Reporter {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    let c = world.counsellors[2].author();
    let out = [c.as_str()];
    let body = reporter.report_body("係長にどなられる", "", "C0_listen", &out);
    let sealed = reporter.sealed_report(world, &body, &out);
    reporter.post(world, "report", &sealed).await.is(201);
    reporter
}

async fn opens(world: &World, counsellor: usize, case: &str) {
    let mut staff = world.counsellors[counsellor].clone();
    staff.signs_in(world, "desk").await.is(204);
    staff.opens(world, case).await;
}

#[tokio::test]
async fn promise_13_yet_known_an_open_page_learns_without_a_key_and_by_an_answer_of_one_length() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let (headers, length, said) = told(&world, a).await;
    assert_eq!(said, [0, 0, 0]);
    let reporter = reported(&world).await;
    assert_eq!(told(&world, a).await, (headers.clone(), length, [1, 0, 0]));
    opens(&world, 0, &reporter.place.case).await;
    assert_eq!(told(&world, a).await, (headers.clone(), length, [0, 0, 0]));
    world.later(10 * 24 * 3600);
    assert_eq!(told(&world, a).await, (headers, length, [0, 1, 1]));
}

#[tokio::test]
async fn promise_13_yet_known_what_came_under_a_former_key_waits_for_whoever_has_the_new_one() {
    let world = World::new().await;
    let mut reporter = reported(&world).await;
    let (_, new) = a_has_another_key(&world).await;
    assert_eq!(told(&world, &new).await.2, [1, 0, 0]);
    reporter.place.roster = json!({"epoch": 2, "digest": world.roster_digest("shiojiri").await});
    grants(&world, &mut reporter, &new).await.is(201);
    let mut signed_in = new.clone();
    signed_in.signs_in(&world, "desk").await.is(204);
    signed_in.opens(&world, &reporter.place.case).await;
    assert_eq!(told(&world, &new).await.2, [0, 0, 0]);
}

#[tokio::test]
async fn promise_13_yet_known_what_nobody_opened_for_a_working_day_reaches_a_colleague_and_the_lead()
 {
    let world = World::new().await;
    let [a, b, c] = [0, 1, 2].map(|n| &world.counsellors[n]);
    // Tuesday.
    let reporter = reported(&world).await;
    opens(&world, 0, &reporter.place.case).await;
    world.next_day();
    assert_eq!(told(&world, a).await.2, [0, 0, 0], "Wednesday is not over");
    assert_eq!(told(&world, &world.lead).await.2, [0, 0, 0]);
    assert_eq!(lying(&world).await, json!([]));
    world.next_day();
    assert_eq!(told(&world, a).await.2, [0, 0, 1]);
    assert_eq!(
        told(&world, b).await.2,
        [1, 0, 0],
        "whose it is, knows already"
    );
    assert_eq!(
        told(&world, c).await.2,
        [0, 0, 0],
        "who does not read the case, learns nothing"
    );
    assert_eq!(told(&world, &world.lead).await.2, [0, 0, 1]);
    let mut colleague = a.clone();
    colleague.signs_in(&world, "desk").await.is(204);
    assert_eq!(
        colleague.cases(&world).await[0]["lying"],
        json!([b.author()])
    );
    colleague.get(&world, "/desk/api/lying").await.is(403);
    let known = json!([{"organisation": "shiojiri", "reader": b.author(), "name": "相談員B", "since": "2026-11-24"}]);
    assert_eq!(lying(&world).await, known);
    opens(&world, 1, &reporter.place.case).await;
    assert_eq!(told(&world, a).await.2, [0, 0, 0]);
    assert_eq!(lying(&world).await, json!([]));
}

#[tokio::test]
async fn a_weekend_and_a_holiday_are_no_working_days_over_which_something_lies() {
    let world = World::new().await;
    // Friday.
    world.later(3 * 24 * 3600);
    reported(&world).await;
    for _ in 0..3 {
        world.next_day();
        assert_eq!(lying(&world).await, json!([]), "{}", world.today());
    }
    world.next_day();
    assert_eq!(world.today(), "2026-12-01");
    assert_eq!(lying(&world).await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn who_was_given_a_case_under_a_new_key_lets_nothing_lie_under_the_old_one() {
    let world = World::new().await;
    let b = &world.counsellors[1];
    let mut reporter = reported(&world).await;
    let case = reporter.place.case.clone();
    opens(&world, 1, &case).await;
    let (old, mut new) = a_has_another_key(&world).await;
    world.next_day();
    world.next_day();
    // Until the new key is given the case, what lies there lies.
    assert_eq!(lying(&world).await[0]["reader"], old.author());
    assert_eq!(told(&world, b).await.2, [0, 0, 1]);

    let digest = world.roster_digest("shiojiri").await;
    reporter.place.roster = json!({"epoch": 2, "digest": digest});
    grants(&world, &mut reporter, &new).await.is(201);
    reporter.write(&world, "まだ続いています").await.is(201);
    new.signs_in(&world, "desk").await.is(204);
    new.opens(&world, &case).await;
    opens(&world, 1, &case).await;
    for _ in 0..2 {
        assert_eq!(lying(&world).await, json!([]));
        assert_eq!(told(&world, b).await.2[2], 0);
        let mut colleague = b.clone();
        colleague.signs_in(&world, "desk").await.is(204);
        assert_eq!(colleague.cases(&world).await[0]["lying"], json!([]));
        world.later(4 * 24 * 3600);
    }
    // What comes now, and is left, is left by the new key.
    reporter.write(&world, "今日も").await.is(201);
    opens(&world, 1, &case).await;
    world.later(4 * 24 * 3600);
    let left = lying(&world).await;
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    assert_eq!(left[0]["reader"], new.author());
    assert_eq!(left[0]["name"], "相談員A");
}

/// A hands the case on from the old key to the new one.
async fn hands_on(world: &World, [old, new]: [&Staff; 2], case: &str) {
    let mut before = new.clone();
    before.signs_in(world, "desk").await.is(204);
    before.identity = old.identity.clone();
    // Looked at, and not gone on from the names.
    let held = before.looks_into(world, case).await;
    gives(world, &before, &held, new).await.is(201);
}

#[tokio::test]
async fn what_lay_unread_lies_as_long_once_its_reader_hands_it_on_to_the_own_new_key() {
    let world = World::new().await;
    let case = reported(&world).await.place.case;
    let (old, new) = a_has_another_key(&world).await;
    opens(&world, 1, &case).await;
    world.next_day();
    hands_on(&world, [&old, &new], &case).await;
    assert_eq!(told(&world, &new).await.2, [1, 0, 0]);
    world.next_day();
    let known = json!([{"organisation": "shiojiri", "reader": new.author(), "name": "相談員A", "since": "2026-11-24"}]);
    assert_eq!(lying(&world).await, known);
}

#[tokio::test]
async fn what_was_read_under_the_old_key_does_not_wait_again_under_the_new_one() {
    let world = World::new().await;
    let case = reported(&world).await.place.case;
    opens(&world, 0, &case).await;
    let (old, new) = a_has_another_key(&world).await;
    hands_on(&world, [&old, &new], &case).await;
    assert_eq!(told(&world, &new).await.2, [0, 0, 0]);
}

/// Where one person reads, nobody else of the firm would see that something lies.
#[tokio::test]
async fn what_lies_with_whoever_reads_alone_reaches_the_deputy_and_no_stranger() {
    let world = World::new().await;
    let [a, b, c] = [0, 1, 2].map(|n| &world.counsellors[n]);
    let mut roster = world.roster("shiojiri", 2);
    roster["v"] = json!(2);
    roster["readers"] = json!([Staff::card(a), Staff::card(b)]);
    roster["readers"][1]["deputy"] = json!(true);
    let signed = world.lead_imports("shiojiri", &roster, &world.desk_key);
    signed.await.is(201);
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.readers.truncate(1);
    reporter
        .report(&world, "係長にどなられる", "")
        .await
        .is(201);
    world.next_day();
    assert_eq!(told(&world, b).await.2, [0, 0, 0], "Wednesday is not over");
    world.next_day();
    assert_eq!(told(&world, b).await.2, [0, 0, 1]);
    assert_eq!(told(&world, c).await.2, [0, 0, 0]);
    let mut deputy = b.clone();
    deputy.signs_in(&world, "desk").await.is(204);
    assert!(deputy.cases(&world).await.is_empty(), "no case is told");
    opens(&world, 0, &reporter.place.case).await;
    assert_eq!(told(&world, b).await.2, [0, 0, 0]);
    // And once read, that it is due.
    world.later(10 * 24 * 3600);
    assert_eq!(told(&world, b).await.2, [0, 0, 1]);
}
