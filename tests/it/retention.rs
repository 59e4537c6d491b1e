//! The end of a case: two people destroy it, or two let it go that one holds; and nothing of it is left anywhere.

use base64::Engine as _;
use serde_json::{Value, json};
use sotomado_core::audit::verify;
use sotomado_core::certificate::Certificate;

use crate::people::{Reporter, Staff};
use crate::world::World;

/// From the beginning of the stories to 2 April 2032, when what came in the fiscal year 2026 has passed its last day.
const YEARS: i64 = (5 * 365 + 2 + 129) * 24 * 3600;

/// A case with a file, read and answered by its two readers, one of whom has carried it out.
pub async fn worked_on(world: &World, words: &str) -> Reporter {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    reporter.report(world, words, "係長").await.is(201);
    reporter.mailbox(world).await;
    let file = words.repeat(3000);
    reporter.attaches(world, "録音.m4a", file.as_bytes()).await;
    let case = reporter.place.case.clone();
    let mut a = world.counsellors[0].clone();
    a.signs_in(world, "desk").await.is(204);
    let mut held = a.opens(world, &case).await;
    a.answers(world, &mut held, "読みました").await.is(201);
    a.makes_desk_key(world, &mut held, &world.counsellors[..2])
        .await
        .is(201);
    let note = json!({"words": "弁護士に相談する"});
    a.writes(world, &mut held, "desk", "note", &note)
        .await
        .is(201);
    let out = format!("/desk/api/cases/{case}/export");
    a.send(world, "POST", &out, &json!({})).await.is(204);
    reporter
}

/// Five years and more later the same people sign in, on a new roster, and the lead too, who reads no case. Gives the three
/// counsellors and the lead.
pub async fn years_later(world: &World) -> [Staff; 4] {
    world.later(YEARS);
    assert_eq!(world.today(), "2032-04-02");
    let mut all = [0, 1, 2].map(|at| world.counsellors[at].clone());
    for staff in &mut all {
        staff.signs_in(world, "desk").await.is(204);
    }
    let mut lead = world.lead.clone();
    lead.signs_in(world, "desk").await.is(204);
    lead.offers_key(world).await.is(204);
    roster(world, &lead, 2, |_| true).await;
    let [a, b, c] = all;
    [a, b, c, lead]
}

/// The lead signs a roster of some of the readers, and of the lead.
async fn roster(world: &World, lead: &Staff, epoch: u32, stays: impl Fn(&str) -> bool) {
    let mut body = world.roster("shiojiri", epoch);
    let readers = body["readers"].as_array_mut().unwrap();
    readers.retain(|reader| stays(reader["author"].as_str().unwrap()));
    readers.push(lead.card());
    signed(world, lead, &body).await;
}

pub async fn signed(world: &World, lead: &Staff, body: &Value) {
    let frame = crate::client::frame("roster", body, &world.desk_key, 1);
    let sent = json!({"organisation": "shiojiri", "roster": crate::client::b64(&frame)});
    lead.send(world, "POST", "/desk/api/rosters", &sent)
        .await
        .is(201);
}

impl Staff {
    pub async fn sees(&self, world: &World) -> Value {
        let seen = self.get(world, "/desk/api/retention").await;
        seen.is(200);
        seen.json()
    }
}

/// Everything that can be done about the end of a case, once.
pub async fn lived_to_its_end(world: &World) {
    let case = worked_on(world, "おわりまで").await.place.case;
    let [a, b, _, lead] = years_later(world).await;
    lead.sees(world).await;
    a.holds(world, &case, "2032-10-01").await.is(204);
    a.lifts(world, &case).await.is(200);
    b.lifts(world, &case).await.is(200);
    for what in ["propose", "withdraw", "propose"] {
        a.ends(world, what, &[&case]).await.is(204);
    }
    b.ends(world, "confirm", &[&case]).await.is(200);
}

fn ids(seen: &Value) -> Vec<String> {
    let cases = seen["cases"].as_array().unwrap().iter();
    cases
        .map(|one| one["case"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn promise_14_two_people_end_a_case_and_nobody_alone() {
    let world = World::new().await;
    let mut reporter = worked_on(&world, "係長にどなられる").await;
    let case = reporter.place.case.clone();
    let (a, lead) = (&world.counsellors[0], &world.lead);
    a.ends(&world, "propose", &[&case])
        .await
        .is_problem(409, "not-due");
    assert!(ids(&lead.sees(&world).await).is_empty());

    let [a, b, c, lead] = years_later(&world).await;
    // Nothing new is written, by either side; what is there still opens.
    reporter
        .write(&world, "まだ続いています")
        .await
        .is_problem(409, "past-keeping");
    let mut held = a.opens(&world, &case).await;
    a.answers(&world, &mut held, "今日も")
        .await
        .is_problem(409, "past-keeping");
    reporter.mailbox(&world).await;
    // The lead sees a random number and days; a reader of other cases sees nothing.
    let seen = lead.sees(&world).await;
    assert_eq!(
        seen["cases"][0],
        json!({"organisation": "shiojiri", "case": case, "arrived": "2026-11-24", "last": "2032-03-31",
            "due": true, "reads": false, "held": null, "proposed": null})
    );
    assert!(ids(&c.sees(&world).await).is_empty());
    c.ends(&world, "propose", &[&case]).await.is(404);
    b.ends(&world, "confirm", &[&case])
        .await
        .is_problem(409, "no-proposal");

    a.ends(&world, "propose", &[&case]).await.is(204);
    let seen = b.sees(&world).await;
    assert_eq!(seen["cases"][0]["proposed"]["by"], "相談員A");
    assert_eq!(seen["cases"][0]["proposed"]["until"], "2032-05-02");
    a.ends(&world, "confirm", &[&case])
        .await
        .is_problem(409, "second-person");
    a.opens(&world, &case).await;
    let ended = lead.ends(&world, "confirm", &[&case]).await;
    ended.is(200);
    certified(&world, &ended.json(), &case).await;

    // It is not there for anybody, and no row bears its number.
    let mailbox = reporter.signed(&world, "GET", "mailbox", "").await;
    world.send(mailbox).await.is(404);
    let path = format!("/desk/api/cases/{case}");
    a.get(&world, &path).await.is(404);
    assert!(a.cases(&world).await.is_empty());
    let dump = crate::dump::seize(&world.data()).await;
    for (table, rows) in &dump.tables {
        let bears = |cell: &String| cell.to_lowercase().contains(&case);
        assert!(!rows.iter().any(|row| row.values().any(bears)), "{table}");
    }
    assert!(dump.files.is_empty(), "no sealed file is left");
    for who in [&a, &c, &lead] {
        let seen = who.sees(&world).await;
        assert!(ids(&seen).is_empty());
        assert_eq!(seen["certificates"].as_array().unwrap().len(), 1);
    }
}

/// What the certificate says, and that it is signed by the key that closes the desk's days.
async fn certified(world: &World, given: &Value, case: &str) {
    let frame = base64::engine::general_purpose::STANDARD
        .decode(given["frame"].as_str().unwrap())
        .unwrap();
    let read = Certificate::read(&frame).unwrap();
    assert_eq!(Some(read.body().key), world.app.store.audit_key());
    assert!(!given.to_string().contains(case), "not by its number");
    let one = &given["cases"][0];
    assert_eq!(one["kept_until"], "2032-03-31");
    assert_eq!(one["proposed"]["name"], "相談員A");
    assert_eq!(given["confirmed"]["name"], "相談員LEAD");
    assert_eq!(given["copies_until"], "2032-05-07");
    assert_eq!(one["exports"].as_array().unwrap().len(), 1);
    assert_eq!(one["exports"][0]["day"], "2026-11-24");
    assert_eq!(one["exports"][0]["by"]["name"], "相談員A");
    // Its mark stands in the chain, which is whole.
    let see = sotomado::access::Door::shipped().unwrap().permit(
        &sotomado::access::Actor::Operator,
        sotomado::access::Action::SeeAudit,
        &sotomado::access::Resource::Desk,
    );
    let links = world.app.store.audit(&see.unwrap()).await.unwrap();
    let seen = verify(&links, world.app.store.audit_key(), &[]);
    assert!(seen.faults.is_empty(), "{:?}", seen.faults);
    let of_case: Vec<String> = links
        .into_iter()
        .filter_map(|link| link.record)
        .filter(|record| record.case == Some(read.body().cases[0].mark))
        .map(|record| record.action)
        .collect();
    let ends = ["propose-destruction", "destroy-case"];
    assert_eq!(of_case[of_case.len() - 2..], ends);
    assert!(of_case.contains(&"take-out-case".to_owned()));
}

#[tokio::test]
async fn one_holds_a_case_and_two_let_it_go() {
    let world = World::new().await;
    let mut reporter = worked_on(&world, "裁判になりました").await;
    let case = reporter.place.case.clone();
    let [a, b, c, lead] = years_later(&world).await;
    a.ends(&world, "propose", &[&case]).await.is(204);
    c.holds(&world, &case, "2032-10-01").await.is(404);
    a.holds(&world, &case, "2032-04-02")
        .await
        .is_problem(422, "wrong-day");
    // The lead knows its number from the list.
    lead.holds(&world, &case, "2032-10-01").await.is(204);
    // What was proposed before is off, and nobody proposes anew.
    for who in [&a, &b, &lead] {
        for what in ["propose", "confirm"] {
            who.ends(&world, what, &[&case])
                .await
                .is_problem(409, "case-held");
        }
    }
    // Both sides can write again, and are told.
    reporter.write(&world, "判決が出ました").await.is(201);
    let (mailbox, _) = reporter.mailbox(&world).await;
    assert_eq!(mailbox["held"], "2032-10-01");
    let held = a.opens(&world, &case).await;
    assert_eq!(held.raw["held"], "2032-10-01");
    let seen = b.sees(&world).await;
    assert_eq!(seen["cases"][0]["held"]["by"], "相談員LEAD");
    assert_eq!(seen["cases"][0]["due"], false);

    assert_eq!(a.lifts(&world, &case).await.json()["lifted"], false);
    a.lifts(&world, &case)
        .await
        .is_problem(409, "second-person");
    // A colleague who holds it anew says no, and it begins again.
    b.holds(&world, &case, "2032-12-01").await.is(204);
    assert_eq!(b.lifts(&world, &case).await.json()["lifted"], false);
    assert_eq!(lead.lifts(&world, &case).await.json()["lifted"], true);
    let (mailbox, _) = reporter.mailbox(&world).await;
    assert_eq!(mailbox["held"], Value::Null);
    a.ends(&world, "propose", &[&case]).await.is(204);
    b.ends(&world, "confirm", &[&case]).await.is(200);
}

#[tokio::test]
async fn a_proposal_is_good_for_thirty_days_and_any_colleague_takes_it_back() {
    let world = World::new().await;
    let case = worked_on(&world, "もう古いこと").await.place.case;
    let [mut a, mut b, ..] = years_later(&world).await;
    a.ends(&world, "propose", &[&case]).await.is(204);
    b.ends(&world, "withdraw", &[&case]).await.is(204);
    b.ends(&world, "confirm", &[&case])
        .await
        .is_problem(409, "no-proposal");
    a.ends(&world, "propose", &[&case]).await.is(204);
    world.later(31 * 24 * 3600);
    for staff in [&mut a, &mut b] {
        staff.signs_in(&world, "desk").await.is(204);
    }
    b.ends(&world, "confirm", &[&case])
        .await
        .is_problem(409, "no-proposal");
    // The first one's lapsed; the second one's must not stand in for it.
    b.ends(&world, "propose", &[&case]).await.is(204);
    b.ends(&world, "confirm", &[&case])
        .await
        .is_problem(409, "second-person");
    a.ends(&world, "confirm", &[&case]).await.is(200);
}

/// All or nothing: one case that is not to be ended keeps the others.
#[tokio::test]
async fn cases_of_a_year_end_together_under_one_certificate() {
    let world = World::new().await;
    let mut cases = Vec::new();
    for words in ["一つめ", "二つめ", "三つめ"] {
        cases.push(worked_on(&world, words).await.place.case);
    }
    let [a, b, ..] = years_later(&world).await;
    let all: Vec<&str> = cases.iter().map(String::as_str).collect();
    a.ends(&world, "propose", &all).await.is(204);
    b.holds(&world, all[2], "2032-10-01").await.is(204);
    b.ends(&world, "confirm", &all)
        .await
        .is_problem(409, "case-held");
    assert_eq!(ids(&b.sees(&world).await).len(), 3);
    b.ends(&world, "confirm", &[all[0], all[0]])
        .await
        .is_problem(422, "wrong-count");
    let ended = b.ends(&world, "confirm", &all[..2]).await;
    ended.is(200);
    assert_eq!(ended.json()["cases"].as_array().unwrap().len(), 2);
    assert_eq!(ids(&b.sees(&world).await), [all[2]]);
    a.opens(&world, all[2]).await;
}

/// A case must not outlive its time because everybody who reads it has left.
#[tokio::test]
async fn what_nobody_on_the_roster_reads_is_ended_by_the_lead_and_a_colleague() {
    let world = World::new().await;
    let case = worked_on(&world, "だれもいない").await.place.case;
    let [a, _, c, lead] = years_later(&world).await;
    roster(&world, &lead, 3, |author| author == c.author()).await;
    // Those who left see it no more; who is left sees its number and days.
    a.ends(&world, "propose", &[&case]).await.is(404);
    assert_eq!(ids(&c.sees(&world).await), [case.as_str()]);
    let path = format!("/desk/api/cases/{case}");
    c.get(&world, &path).await.is(404);
    lead.ends(&world, "propose", &[&case]).await.is(204);
    c.ends(&world, "confirm", &[&case]).await.is(200);
}

/// Where one person reads, the deputy is the other of the two, and opens nothing by it.
#[tokio::test]
async fn a_deputy_is_the_second_of_a_desk_of_one() {
    let world = World::new().await;
    let case = worked_on(&world, "一人の窓口").await.place.case;
    let [a, b, c, lead] = years_later(&world).await;
    let mut body = world.roster("shiojiri", 3);
    body["v"] = json!(2);
    body["readers"].as_array_mut().unwrap().remove(1);
    body["readers"][1]["deputy"] = json!(true);
    signed(&world, &lead, &body).await;
    let seen = c.sees(&world).await;
    assert_eq!(ids(&seen), [case.as_str()]);
    assert_eq!(seen["cases"][0]["reads"], false);
    let path = format!("/desk/api/cases/{case}");
    c.get(&world, &path).await.is(404);
    a.ends(&world, "propose", &[&case]).await.is(204);
    b.ends(&world, "confirm", &[&case]).await.is(404);
    c.ends(&world, "confirm", &[&case]).await.is(200);
}

/// Nobody could ever confirm it, so it is not begun.
#[tokio::test]
async fn where_the_roster_has_one_person_no_end_is_proposed_and_no_hold_let_go() {
    let world = World::new().await;
    let case = worked_on(&world, "一人の窓口").await.place.case;
    let held = worked_on(&world, "のばす").await.place.case;
    let [a, _, _, lead] = years_later(&world).await;
    a.holds(&world, &held, &world.day(30)).await.is(204);
    let mut body = world.roster("shiojiri", 3);
    body["readers"].as_array_mut().unwrap().truncate(1);
    signed(&world, &lead, &body).await;
    let refused = a.ends(&world, "propose", &[&case]).await;
    refused.is_problem(409, "no-second");
    a.lifts(&world, &held).await.is_problem(409, "no-second");
    assert!(a.sees(&world).await["cases"][0]["proposed"].is_null());
}
