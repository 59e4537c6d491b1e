//! Names first; and readers who stand aside, or are removed: from then on the case gives them nothing, whoever hands them a key.

use serde_json::{Value, json};

use crate::people::{OpenCase, Reporter, Staff};
use crate::world::World;

/// A report that A and B may read; C may not.
async fn reported(world: &World) -> (Reporter, String) {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    reporter.report(world, "聞いてほしい", "係長").await.is(201);
    let case = reporter.place.case.clone();
    (reporter, case)
}

fn three(world: &World) -> [&Staff; 3] {
    let [a, b, c] = &world.counsellors[..] else {
        panic!("three counsellors")
    };
    [a, b, c]
}

/// What was said of the one who left.
fn said(entries: &[Value]) -> &Value {
    let mut all = entries.iter().map(|entry| &entry["body"]);
    &all.find(|entry| entry["kind"] == "handover").unwrap()["body"]
}

async fn unread(world: &World, staff: &Staff) -> bool {
    staff.cases(world).await[0]["unread"] == true
}

/// Everything that a case's reader may do is refused, as if there were no such case.
async fn is_out(world: &World, staff: &Staff, held: &mut OpenCase) {
    let case = held.place.case.clone();
    assert!(staff.cases(world).await.is_empty());
    let path = format!("/desk/api/cases/{case}");
    staff.get(world, &path).await.is(404);
    staff.says_it_reads(world, &case).await.is(404);
    staff.answers(world, held, "まだいます").await.is(404);
    staff.steps_aside(world, held, &[]).await.is(404);
    for (under, body) in [
        ("keys", json!({"keys": []})),
        ("next", json!({"day": world.day(3)})),
        ("open", json!({"open": false})),
    ] {
        let path = format!("{path}/{under}");
        staff.send(world, "POST", &path, &body).await.is(404);
    }
}

/// How many key files lie there for somebody.
async fn keys_for(world: &World, staff: &Staff) -> usize {
    let dump = crate::dump::seize(&world.data()).await;
    let rows = dump.tables["key_files"].iter();
    rows.filter(|row| row["to"].contains(&staff.author()))
        .count()
}

#[tokio::test]
async fn a_look_at_the_names_leaves_a_case_unread() {
    let world = World::new().await;
    let (mut reporter, case) = reported(&world).await;
    let [a, ..] = three(&world);
    let path = format!("/desk/api/cases/{case}");
    a.get(&world, &path).await.is(200);
    a.get(&world, &path).await.is(200);
    assert!(unread(&world, a).await);
    assert_eq!(reporter.mailbox(&world).await.0["unread"], true);

    // Nor does who said so once: a board and a search look into every case.
    a.says_it_reads(&world, &case).await.is(204);
    assert!(!unread(&world, a).await);
    assert_eq!(reporter.mailbox(&world).await.0["unread"], false);
    reporter.write(&world, "もうひとつ").await.is(201);
    assert!(unread(&world, a).await);
    a.get(&world, &path).await.is(200);
    assert!(unread(&world, a).await);
    a.says_it_reads(&world, &case).await.is(204);
    assert!(!unread(&world, a).await);
    let late = reporter.ask(&world, "DELETE", "mailbox", "").await;
    late.is_problem(409, "already-read");
}

#[tokio::test]
async fn what_nobody_went_on_to_read_can_be_taken_back() {
    let world = World::new().await;
    let (reporter, case) = reported(&world).await;
    let [a, ..] = three(&world);
    a.get(&world, &format!("/desk/api/cases/{case}"))
        .await
        .is(200);
    reporter.ask(&world, "DELETE", "mailbox", "").await.is(204);
    a.says_it_reads(&world, &case).await.is(404);
}

#[tokio::test]
async fn promise_07_right_readers_whoever_stands_aside_is_given_nothing_more() {
    let world = World::new().await;
    let (mut reporter, case) = reported(&world).await;
    let [a, b, c] = three(&world);
    let mut held = a.opens(&world, &case).await;
    a.steps_aside(&world, &mut held, &[c]).await.is(201);
    is_out(&world, a, &mut held).await;
    assert_eq!(keys_for(&world, a).await, 0, "destroyed");
    assert_eq!(c.cases(&world).await.len(), 1);
    let (mailbox, entries) = reporter.mailbox(&world).await;
    assert_eq!(said(&entries)["is"], "aside");
    assert_eq!(mailbox["unread"], false, "A had read it");

    // Nobody gives A the case again: not by a key file, nor together with another leaving.
    let mut of_b = b.opens(&world, &case).await;
    let readers = of_b.raw["readers"].as_array().unwrap();
    assert!(!readers.contains(&json!(a.author())), "{readers:?}");
    let key = of_b.case_pen.clone();
    let body = b.leaving(&world, &mut of_b, &json!({}), &[a]);
    of_b.case_pen = key;
    let path = format!("/desk/api/cases/{case}/keys");
    b.send(&world, "POST", &path, &json!({"keys": body["keys"]}))
        .await
        .is_problem(409, "gone-reader");
    b.steps_aside(&world, &mut of_b, &[a])
        .await
        .is_problem(409, "gone-reader");
    is_out(&world, a, &mut held).await;

    // What follows is sealed to an identity that A has not kept: the rest say so of whoever stood aside, and of nobody else.
    let mut of_b = b.opens(&world, &case).await;
    for (aside, status) in [(false, 409), (true, 201)] {
        let said =
            json!({"what": "鍵を替えました", "text": "", "is": "removed", "reader": a.author()});
        let mut body = b.leaving(&world, &mut of_b, &said, &[b]);
        body["reader"] = json!(a.author());
        body["aside"] = json!(aside);
        let path = format!("/desk/api/cases/{case}/remove");
        let answer = b.send(&world, "POST", &path, &body).await;
        assert_eq!(answer.status, status, "{aside}");
        of_b = b.opens(&world, &case).await;
    }
    assert_eq!(keys_for(&world, a).await, 0);
}

#[tokio::test]
async fn the_last_reader_stays_and_who_has_not_seen_all_looks_again() {
    let world = World::new().await;
    let (mut reporter, case) = reported(&world).await;
    let [a, b, c] = three(&world);
    let mut of_b = b.opens(&world, &case).await;
    let mut of_a = a.opens(&world, &case).await;
    a.steps_aside(&world, &mut of_a, &[]).await.is(201);
    // B had opened the case before that.
    let said = json!({"what": "外れました", "text": "", "is": "aside"});
    let stale = b.leaving(&world, &mut of_b, &said, &[c]);
    let path = format!("/desk/api/cases/{case}/aside");
    b.send(&world, "POST", &path, &stale)
        .await
        .is_problem(409, "moved-on");
    let mut of_b = b.opens(&world, &case).await;
    b.steps_aside(&world, &mut of_b, &[])
        .await
        .is_problem(409, "last-reader");
    assert_eq!(
        reporter.mailbox(&world).await.1.len(),
        2,
        "nothing was kept"
    );
    let mut of_b = b.opens(&world, &case).await;
    b.steps_aside(&world, &mut of_b, &[c]).await.is(201);
    assert_eq!(c.cases(&world).await.len(), 1);
}

#[tokio::test]
async fn promise_07_right_readers_whoever_is_removed_is_given_nothing_more() {
    let world = World::new().await;
    let (mut reporter, case) = reported(&world).await;
    let [a, b, c] = three(&world);
    let mut of_a = a.opens(&world, &case).await;
    let mut of_b = b.opens(&world, &case).await;
    // Nobody removes themselves, or somebody who is no reader; and no stranger removes anybody.
    for who in [a, c] {
        let mut held = a.opens(&world, &case).await;
        a.removes(&world, &mut held, who, &[b])
            .await
            .is_problem(409, "gone-reader");
    }
    let path = format!("/desk/api/cases/{case}/remove");
    let body = json!({"reader": b.author(), "entries": [], "keys": [], "known": 1});
    for stranger in [c, &world.lead] {
        stranger.send(&world, "POST", &path, &body).await.is(404);
    }

    a.removes(&world, &mut of_a, b, &[a]).await.is(201);
    is_out(&world, b, &mut of_b).await;
    assert_eq!(keys_for(&world, b).await, 0, "destroyed");
    let (_, entries) = reporter.mailbox(&world).await;
    assert_eq!(said(&entries)["reader"], Value::from(b.author()));
}
