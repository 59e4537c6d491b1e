//! Links that fall before anybody used them: with the lead who may have made them, and with another way back.

use serde_json::json;
use sotomado::access::{Action, Resource};
use sotomado::store::EndSet;

use crate::ended::copies;
use crate::invited::{Link, lets_back_in};
use crate::retention::{worked_on, years_later};
use crate::ways::{ends, list, operator, puts_back};
use crate::world::World;

async fn invites_a_lead(world: &World) -> Link {
    let link = Link::fresh();
    let card = json!({
        "digest": link.digest(), "role": "lead", "name": "もう一人の責任者", "profession": "", "appointed_by": "窓口の会社",
        "adviser": "市の顧問ではありません",
    });
    let path = "/desk/api/invitations";
    world.lead.send(world, "POST", path, &card).await.is(201);
    link
}

/// The lead's last day, so many days from today.
async fn the_lead_ends(world: &World, days: i32) {
    let last = Some(world.app.clock.today().plus_days(days));
    let desk = operator(Action::EndAccount, &Resource::Desk);
    let set = world.app.store.set_end(&desk, "lead", last).await;
    assert_eq!(set.unwrap(), EndSet::Kept);
}

async fn is_gone(world: &World, link: &Link) {
    let answer = link.comes_in(world, "somebody", "a long password").await;
    answer.is_problem(410, "no-invitation");
    link.looks(world).await.is_problem(410, "no-invitation");
}

#[tokio::test]
async fn promise_14_no_link_of_a_lead_who_was_shut_out_lets_anybody_in() {
    let world = World::new().await;
    let links = [
        invites_a_lead(&world).await,
        lets_back_in(&world, "counsellor-b").await,
    ];
    the_lead_ends(&world, -1).await;
    for link in &links {
        is_gone(&world, link).await;
    }
}

#[tokio::test]
async fn promise_14_nor_does_one_once_the_lead_s_last_day_has_passed() {
    let world = World::new().await;
    the_lead_ends(&world, 1).await;
    let links = [
        invites_a_lead(&world).await,
        lets_back_in(&world, "counsellor-b").await,
    ];
    links[0].looks(&world).await.is(200);
    world.later(2 * 24 * 3600);
    for link in &links {
        is_gone(&world, link).await;
    }
}

#[tokio::test]
async fn of_several_links_back_into_one_account_the_first_use_ends_all() {
    let world = World::new().await;
    let [one, other] = [
        lets_back_in(&world, "counsellor-b").await,
        lets_back_in(&world, "counsellor-b").await,
    ];
    let to_c = lets_back_in(&world, "counsellor-c").await;
    other.comes_in(&world, "", "a long password").await.is(201);
    is_gone(&world, &one).await;
    to_c.looks(&world).await.is(200);
}

#[tokio::test]
async fn promise_14_a_copy_brings_back_no_proposal_that_was_withdrawn_since() {
    let mut world = World::new().await;
    if world.app.config.database.is_some() {
        return;
    }
    let case = worked_on(&world, "取り下げた提案").await.place.case;
    let [_, _, _, lead] = years_later(&world).await;
    world.lead = lead.clone();
    lead.ends(&world, "propose", &[case.as_str()]).await.is(204);
    copies(&world, "before").await;
    let (_, settings) = puts_back(&world, "proposed", &[]).await;
    let dump = crate::dump::seize(&settings.with_file_name("data")).await;
    assert!(dump.tables["destructions"].is_empty());
}

#[tokio::test]
async fn promise_14_a_list_that_is_older_than_the_copy_opens_no_account_again() {
    let world = World::new().await;
    if world.app.config.database.is_some() {
        return;
    }
    the_lead_ends(&world, 100).await;
    let older = list(&world);
    the_lead_ends(&world, -1).await;
    copies(&world, "before").await;
    let (_, settings) = puts_back(&world, "older", &[older]).await;
    let dump = crate::dump::seize(&settings.with_file_name("data")).await;
    let past = world.app.clock.today().plus_days(-1);
    assert_eq!(ends(&dump, "desk_accounts", "lead"), format!("'{past}'"));
}
