//! An older copy that is put back, where a reader had handed the case on to another key since and the older key was taken out of it:
//! whoever reads on today is not shut out by that.

use crate::ended::copies;
use crate::new_keys::{a_has_another_key, gives, grants};
use crate::people::{Reporter, Staff};
use crate::ways::{list, puts_back};
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
    assert!(reads(&again, &old, &case).await, "the new key never came");
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
    reporter.place.roster =
        serde_json::json!({"epoch": 2, "digest": world.roster_digest(ORG).await});
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
