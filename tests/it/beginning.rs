//! How a desk begins: by the one address that the operator's command printed last, once.

use serde_json::{Value, json};
use sotomado::access::{Action, Actor, Door, Resource};
use sotomado::store::{Invitation, Purpose};

use crate::http::{Answer, Ask};
use crate::invited::{Link, invites};
use crate::people::Staff;
use crate::world::World;

/// As `init --browser` prints it.
async fn beginning(world: &World) -> Link {
    let link = Link::fresh();
    let permit =
        Door::shipped()
            .unwrap()
            .permit(&Actor::Operator, Action::BeginDesk, &Resource::Desk);
    let begin = Invitation {
        id: link.digest().parse().unwrap(),
        purpose: Purpose::Begin,
        last_day: world.app.clock.today().plus_days(7),
    };
    let store = &world.app.store;
    store.invite(&permit.unwrap(), begin).await.unwrap();
    link
}

/// What whoever opens that address sends.
async fn begins_with(world: &World, link: &Link, sign_in: &str, organisations: &Value) -> Answer {
    let body = json!({
        "secret": hex::encode(link.secret), "sign_in": sign_in, "password": "a long password", "name": "責任者",
        "profession": "弁護士", "appointed_by": "", "adviser": "", "organisations": organisations,
    });
    world
        .send(Ask::post("desk", "/desk/api/begin", &body.to_string()))
        .await
}

/// A desk whose windows are there already begins with another lead.
pub async fn begins(world: &World) {
    let link = beginning(world).await;
    begins_with(world, &link, "first", &json!([])).await.is(201);
}

#[tokio::test]
async fn a_desk_begins_once_by_the_address_that_was_printed_last() {
    let world = World::new().await;
    let (old, link) = (beginning(&world).await, beginning(&world).await);
    old.looks(&world).await.is_problem(410, "no-invitation");
    let looked = link.looks(&world).await.json();
    assert_eq!(looked["begin"], true);
    assert_eq!(looked["organisations"].as_array().unwrap().len(), 2);
    // It is no invitation, and an invitation is no beginning.
    link.comes_in(&world, "first", "a long password")
        .await
        .is_problem(410, "no-invitation");
    let other = invites(&world, "相談員D").await;
    begins_with(&world, &other, "first", &json!([]))
        .await
        .is_problem(410, "no-invitation");
    // The settings say for whom this desk is.
    let more = json!([{"short": "okaya", "name": "岡谷市"}]);
    begins_with(&world, &link, "first", &more)
        .await
        .is_problem(422, "wrong-organisation");
    begins_with(&world, &link, "lead", &json!([]))
        .await
        .is_problem(409, "sign-in-taken");
    begins_with(&world, &link, "first", &json!([]))
        .await
        .is(201);
    begins_with(&world, &link, "second", &json!([]))
        .await
        .is_problem(410, "no-invitation");
    let mut first = Staff::new("first", "a long password");
    first.signs_in(&world, "desk").await.is(204);
    first.get(&world, "/desk/api/policies").await.is(200);
}
