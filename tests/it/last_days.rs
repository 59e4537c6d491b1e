//! The last day of an account, as the lead sets it: at once or later, by the lead's own password, and never so that no lead is left.

use serde_json::{Value, json};

use crate::dump::seize;
use crate::http::Answer;
use crate::invited::Link;
use crate::people::Staff;
use crate::world::World;

/// What the lead, or another, asks.
pub async fn sets(world: &World, by: &Staff, sign_in: &str, ends: Option<i32>) -> Answer {
    let ends = ends.map(|days| world.app.clock.today().plus_days(days).to_string());
    let body = json!({"sign_in": sign_in, "ends": ends, "password": by.password});
    by.send(world, "PUT", "/desk/api/accounts/last-day", &body)
        .await
}

async fn ends_of(world: &World, sign_in: &str) -> Value {
    let people = world.lead.get(world, "/desk/api/invitations").await.json();
    let mut all = people["accounts"].as_array().unwrap().iter();
    all.find(|one| one["sign_in"] == sign_in).unwrap()["ends"].clone()
}

async fn another_lead(world: &World) -> Staff {
    let link = Link::fresh();
    let card = json!({
        "digest": link.digest(), "role": "lead", "name": "もう一人の責任者", "profession": "", "appointed_by": "", "adviser": "",
    });
    let path = "/desk/api/invitations";
    world.lead.send(world, "POST", path, &card).await.is(201);
    let came = link.comes_in(world, "lead-b", "a long password").await;
    came.is(201);
    let mut other = Staff::new("lead-b", "a long password");
    other.signs_in(world, "desk").await.is(204);
    other
}

#[tokio::test]
async fn the_lead_shuts_a_colleague_out_and_the_record_says_who_and_whom() {
    let world = World::new().await;
    let (lead, a) = (&world.lead, &world.counsellors[0]);
    let stranger = Staff {
        password: "not the password".to_owned(),
        ..lead.clone()
    };
    let wrong = sets(&world, &stranger, "counsellor-a", Some(-1)).await;
    wrong.is_problem(403, "wrong-password");
    sets(&world, a, "counsellor-b", Some(-1)).await.is(403);
    let nobody = sets(&world, lead, "nobody", Some(-1)).await;
    nobody.is_problem(422, "no-account");
    a.get(&world, "/desk/api/me").await.is(200);
    assert_eq!(ends_of(&world, "counsellor-a").await, Value::Null);

    sets(&world, lead, "counsellor-a", Some(-1)).await.is(204);
    a.get(&world, "/desk/api/me").await.is(401);
    let refused = a.clone().signs_in(&world, "desk").await;
    refused.is_problem(401, "account-ended");
    let past = world.app.clock.today().plus_days(-1).to_string();
    assert_eq!(ends_of(&world, "counsellor-a").await, past);
    // The page of rosters knows it, too: the key is offered as before.
    let keys = lead.get(&world, "/desk/api/keys").await.json();
    let mut keys = keys.as_array().unwrap().iter();
    let key = keys.find(|key| key["account"] == "counsellor-a").unwrap();
    assert_eq!(key["ends"], past);

    sets(&world, lead, "counsellor-a", None).await.is(204);
    // What it shut stays shut: the account may sign in again, the session of before is none.
    a.get(&world, "/desk/api/me").await.is(401);
    a.clone().signs_in(&world, "desk").await.is(204);
    let id = |name: &'static str| {
        let store = &world.app.store;
        async move {
            let account = store.account_by_sign_in(name).await.unwrap().unwrap();
            format!("X'{}'", hex::encode(account.id.0)).to_lowercase()
        }
    };
    let dump = seize(&world.data()).await;
    let of = |action: &str| -> Vec<String> {
        let rows = dump.tables["audit"].iter();
        let rows = rows.filter(|row| row["action"] == format!("'{action}'"));
        rows.map(|row| row["account"].to_lowercase()).collect()
    };
    let (by, whose) = (id("lead").await, id("counsellor-a").await);
    assert_eq!(of("end-account"), [by.clone(), by]);
    assert_eq!(of("set-end"), [whose.clone(), whose]);
}

#[tokio::test]
async fn no_lead_ends_the_last_lead() {
    let world = World::new().await;
    let lead = &world.lead;
    for days in [-1, 0, 30] {
        let refused = sets(&world, lead, "lead", Some(days)).await;
        refused.is_problem(409, "last-lead");
    }
    lead.get(&world, "/desk/api/me").await.is(200);
    assert_eq!(ends_of(&world, "lead").await, Value::Null);
    let other = another_lead(&world).await;
    sets(&world, lead, "lead", Some(30)).await.is(204);
    // Now the other one alone is there after that day.
    for days in [29, 30, 31] {
        let refused = sets(&world, lead, "lead-b", Some(days)).await;
        refused.is_problem(409, "last-lead");
    }
    // A later day than before takes nobody away.
    sets(&world, &other, "lead", Some(60)).await.is(204);
    sets(&world, &other, "lead", Some(59)).await.is(204);
    sets(&world, &other, "lead", Some(-1)).await.is(204);
    lead.get(&world, "/desk/api/me").await.is(401);
    let refused = sets(&world, &other, "lead-b", Some(-1)).await;
    refused.is_problem(409, "last-lead");
}
