//! An older copy that is put back: whoever handed a case on to another key since is not shut out of it, and whoever was taken out
//! of one, or off the roster, is not let in.

use serde_json::json;

use crate::client;
use sotomado::access::{Action, Resource};

use crate::dump::tamper;
use crate::ended::copies;
use crate::http::Ask;
use crate::new_keys::{a_has_another_key, earlier, gives, grants, offers, replaced, word};
use crate::people::{Reporter, Staff};
use crate::ways::{list, operator, puts_back};
use crate::world::World;

const ORG: &str = "shiojiri";

async fn reported(world: &World) -> Reporter {
    let mut reporter = Reporter::at(world, ORG).await;
    reporter.report(world, "ことば", "").await.is(201);
    reporter
}

/// B takes A's older key out of the case: it may be in other hands.
async fn b_removes(world: &World, case: &str, old: &Staff) {
    let b = &world.counsellors[1];
    let mut held = b.opens(world, case).await;
    b.removes(world, &mut held, old, &[]).await.is(201);
}

async fn reads(world: &World, who: &Staff, case: &str) -> bool {
    let mut who = who.clone();
    who.signs_in(world, "desk").await.is(204);
    who.cases(world).await.iter().any(|row| row["case"] == case)
}

#[tokio::test]
async fn a_copy_from_before_a_handing_on_leaves_the_case_to_whoever_had_it() {
    let world = World::new().await;
    if world.app.config.database.is_some() {
        return;
    }
    let case = reported(&world).await.place.case;
    copies(&world, "before").await;
    let (old, new) = a_has_another_key(&world).await;
    let mut before = new.clone();
    before.identity = old.identity.clone();
    let held = before.opens(&world, &case).await;
    gives(&world, &new, &held, &new).await.is(201);
    b_removes(&world, &case, &old).await;

    let (put, settings) = puts_back(&world, "machine", &[list(&world)]).await;
    assert_eq!((put.readers, put.former), (0, 1));
    let again = World::on(&settings).await;
    // The new key is offered anew, and the roster that names it imported: what the old one held is handed on again.
    let mut new = new;
    new.signs_in(&again, "desk").await.is(204);
    let follows = word(&world, &old.key, &new);
    let offered = offers(&again, &new, &json!({"follows": follows})).await;
    offered.is(204);
    let mut lead = again.lead.clone();
    lead.signs_in(&again, "desk").await.is(204);
    let roster = replaced(&world, ORG, (&old, &new));
    let frame = client::b64(&client::frame("roster", &roster, &world.desk_key, 1));
    let newest = json!({"organisation": ORG, "roster": frame});
    let imported = lead.send(&again, "POST", "/desk/api/rosters", &newest);
    imported.await.is(201);
    assert_eq!(earlier(&again, &new, &old).await[0]["case"], case);
}

#[tokio::test]
async fn promise_14_a_key_that_was_taken_out_beside_the_one_that_followed_stays_out() {
    let world = World::new().await;
    if world.app.config.database.is_some() {
        return;
    }
    let mut reporter = reported(&world).await;
    let case = reporter.place.case.clone();
    let (old, new) = a_has_another_key(&world).await;
    reporter.place.roster = json!({"epoch": 2, "digest": world.roster_digest(ORG).await});
    grants(&world, &mut reporter, &new).await.is(201);
    copies(&world, "before").await;
    b_removes(&world, &case, &old).await;

    let (put, settings) = puts_back(&world, "machine", &[list(&world)]).await;
    assert_eq!((put.readers, put.former), (1, 0));
    let again = World::on(&settings).await;
    assert!(reads(&again, &new, &case).await);
    let dump = crate::dump::seize(&again.data()).await;
    let mut files = dump.tables["key_files"].iter();
    assert!(!files.any(|row| row["to"].contains(&old.author())));
}

/// Without a key that followed in this case, taking the key out was the reader's end.
#[tokio::test]
async fn promise_14_whoever_was_taken_out_under_an_older_key_and_never_had_it_by_another_stays_out()
{
    let world = World::new().await;
    if world.app.config.database.is_some() {
        return;
    }
    let case = reported(&world).await.place.case;
    copies(&world, "before").await;
    let (old, _) = a_has_another_key(&world).await;
    b_removes(&world, &case, &old).await;

    let (put, settings) = puts_back(&world, "machine", &[list(&world)]).await;
    assert_eq!((put.readers, put.former), (1, 0));
    let again = World::on(&settings).await;
    assert!(!reads(&again, &old, &case).await);
}

#[tokio::test]
async fn promise_07_nothing_is_sealed_to_a_reader_whom_a_newer_roster_than_the_copy_s_leaves_out() {
    let world = World::new().await;
    if world.app.config.database.is_some() {
        return;
    }
    let case = reported(&world).await.place.case;
    copies(&world, "before").await;
    let mut newer = world.roster(ORG, 2);
    newer["readers"].as_array_mut().unwrap().remove(0);
    for epoch in [2, 3] {
        newer["epoch"] = json!(epoch);
        let imported = world.lead_imports(ORG, &newer, &world.desk_key).await;
        imported.is(201);
    }

    let (put, settings) = puts_back(&world, "machine", &[list(&world)]).await;
    assert_eq!(put.rosters, 1);
    let again = World::on(&settings).await;
    let mut reporter = Reporter::at(&again, ORG).await;
    let refused = reporter.report(&again, "だれに届くのか", "").await;
    refused.is_problem(409, "roster-followed");
    let bundle = Ask::get("window", "/o/shiojiri/bundle");
    assert_eq!(again.send(bundle).await.json()["followed"], true);
    let mut lead = again.lead.clone();
    lead.signs_in(&again, "desk").await.is(204);
    let me = lead.get(&again, "/desk/api/me").await.json();
    assert_eq!(me["windows"][0]["followed"], true);

    // Whoever left since may be on the old one: nobody is given anything by it.
    for who in &world.counsellors {
        assert!(!reads(&again, who, &case).await, "{}", who.sign_in);
    }

    // The very one that was in force is believed again, however many came between.
    let frame = client::b64(&client::frame("roster", &newer, &world.desk_key, 1));
    let newest = json!({"organisation": ORG, "roster": frame});
    let imported = lead.send(&again, "POST", "/desk/api/rosters", &newest);
    imported.await.is(201);
    let mut reporter = Reporter::at(&again, ORG).await;
    reporter.report(&again, "届く", "").await.is(201);
    let mut left_out = world.counsellors[0].clone();
    left_out.signs_in(&again, "desk").await.is(204);
    assert!(left_out.cases(&again).await.is_empty());
    assert!(reads(&again, &world.counsellors[1], &case).await);
}

/// PostgreSQL puts its tables back by its own means; the list is then compared with them where they lie.
#[tokio::test]
async fn promise_07_what_came_back_by_the_database_s_own_means_ends_again_by_the_list() {
    let world = World::new().await;
    let case = reported(&world).await.place.case;
    let a = &world.counsellors[0];
    let mut held = a.opens(&world, &case).await;
    a.steps_aside(&world, &mut held, &[]).await.is(201);
    let ended = list(&world);
    // The tables as they were before.
    for sql in [
        r#"UPDATE "case_readers" SET "gone" = false"#,
        r#"DELETE FROM "ended""#,
    ] {
        tamper(&world.data(), sql).await;
    }
    assert!(reads(&world, a, &case).await);
    let permit = operator(Action::Restore, &Resource::Desk);
    let (store, day) = (&world.app.store, world.app.clock.today());
    // Tables that know less do not make the list that lies there shorter.
    store.sweep(day).await.unwrap();
    assert_eq!(list(&world).ended, ended.ended);
    let put = store.settle_in_place(day, &permit, &[ended]).await;
    assert_eq!(put.unwrap().readers, 1);
    assert!(!reads(&world, a, &case).await);
}
