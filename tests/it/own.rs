//! One's own sign-in: codes beside the password, sessions that can be ended, accounts that end, and what only the operator undoes.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sotomado::access::{Action, Actor, Door, Permit, Resource};
use sotomado::store::EndSet;
use totp_rs::{Builder, Secret};

use crate::dump::seize;
use crate::http::{Answer, Ask};
use crate::people::Staff;
use crate::world::World;

/// An app that makes codes, on the counsellor's telephone.
pub struct Telephone(String);

impl Telephone {
    /// The code that it shows `steps` of thirty seconds from now.
    fn code(&self, world: &World, steps: i64) -> String {
        let totp = Builder::new()
            .with_secret(Secret::try_from_base32(&self.0).unwrap())
            .build()
            .unwrap();
        let time = world.app.clock.now().as_second() + 30 * steps;
        totp.generate(time.try_into().unwrap()).to_string()
    }
}

/// Adds such an app with the code it shows now.
pub async fn adds_codes(world: &World, staff: &Staff) -> Telephone {
    let password = json!({"password": staff.password});
    let asked = staff.send(world, "POST", "/desk/api/own/codes", &password);
    let asked = asked.await;
    asked.is(200);
    let telephone = Telephone(asked.json()["secret"].as_str().unwrap().to_owned());
    let body = json!({"ticket": asked.json()["ticket"], "code": telephone.code(world, 0)});
    let added = staff.send(world, "PUT", "/desk/api/own/codes", &body);
    added.await.is(204);
    telephone
}

async fn by_code(world: &World, ticket: &Value, code: &str) -> Answer {
    let body = json!({"ticket": ticket, "code": code}).to_string();
    world
        .send(Ask::post("desk", "/desk/api/signin/code", &body))
        .await
}

fn code_of(answer: &Answer) -> String {
    answer.json()["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn own(world: &World, staff: &Staff) -> Value {
    let answer = staff.get(world, "/desk/api/own").await;
    answer.is(200);
    answer.json()
}

fn operator(action: Action, resource: &Resource) -> Permit {
    let door = Door::shipped().unwrap();
    door.permit(&Actor::Operator, action, resource).unwrap()
}

#[tokio::test]
async fn a_code_is_asked_beside_the_password_and_is_good_once() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let wrong = json!({"password": "not the password"});
    let refused = a.send(&world, "POST", "/desk/api/own/codes", &wrong).await;
    assert_eq!(
        (refused.status, code_of(&refused).as_str()),
        (401, "wrong-sign-in")
    );
    assert_eq!(
        own(&world, a).await["code"],
        false,
        "an open desk is not enough"
    );
    let telephone = adds_codes(&world, a).await;
    assert_eq!(own(&world, a).await["code"], true);

    let mut again = Staff::new("counsellor-a", &a.password);
    let half = again.signs_in(&world, "desk").await;
    half.is(200);
    assert!(again.cookie.is_empty(), "no session yet");
    assert_eq!(
        (&half.json()["passkey"], &half.json()["code"]),
        (&Value::Null, &json!(true))
    );
    let ticket = half.json()["ticket"].clone();
    // What lies between is no session, whatever it is sent as.
    again.cookie = format!("sotomado_desk={}", ticket.as_str().unwrap());
    for at in ["/desk/api/me", "/desk/api/own", "/desk/api/cases"] {
        again.get(&world, at).await.is(401);
    }

    let used = by_code(&world, &ticket, &telephone.code(&world, 0)).await;
    assert_eq!((used.status, code_of(&used).as_str()), (401, "code-spent"));
    let wrong = by_code(&world, &ticket, &telephone.code(&world, 9)).await;
    assert_eq!(
        (wrong.status, code_of(&wrong).as_str()),
        (401, "wrong-second-factor")
    );
    let right = by_code(&world, &ticket, &telephone.code(&world, 1)).await;
    right.is(204);
    let cookie = right.header("set-cookie").unwrap();
    again.cookie = cookie.split(';').next().unwrap().to_owned();
    again.get(&world, "/desk/api/cases").await.is(200);
    let twice = by_code(&world, &ticket, &telephone.code(&world, 1)).await;
    assert_eq!(
        (twice.status, code_of(&twice).as_str()),
        (401, "stale-sign-in")
    );

    // The same code with another right password: a step that was taken is never taken twice.
    let half = Staff::new("counsellor-a", &a.password)
        .signs_in(&world, "desk")
        .await;
    let replayed = by_code(&world, &half.json()["ticket"], &telephone.code(&world, 1)).await;
    assert_eq!(code_of(&replayed), "code-spent");
    // An answer that is waited for too long.
    world.later(301);
    let late = by_code(&world, &half.json()["ticket"], &telephone.code(&world, 0)).await;
    assert_eq!(code_of(&late), "stale-sign-in");
}

#[tokio::test]
async fn wrong_codes_are_braked_wherever_they_come_from() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let telephone = adds_codes(&world, a).await;
    let guesses = async |from: u8| {
        let body = json!({"name": a.sign_in, "password": a.password}).to_string();
        let place = format!("198.51.100.{from}");
        let ask = Ask::post("desk", "/desk/api/signin", &body).with("x-real-ip", &place);
        let half = world.send(ask).await;
        let body = json!({"ticket": half.json()["ticket"], "code": "000000"}).to_string();
        let ask = Ask::post("desk", "/desk/api/signin/code", &body).with("x-real-ip", &place);
        (half.json()["ticket"].clone(), world.send(ask).await.status)
    };
    let mut last = Value::Null;
    for (from, status) in [401, 401, 401, 401, 401, 429, 429].into_iter().enumerate() {
        let (ticket, answer) = guesses(from.try_into().unwrap()).await;
        assert_eq!(answer, status, "guess {from}");
        last = ticket;
    }
    // Whoever has the telephone waits as told, and need not begin anew.
    world.later(30);
    by_code(&world, &last, &telephone.code(&world, 0))
        .await
        .is(204);
    // Nobody else was kept out meanwhile.
    let mut b = world.counsellors[1].clone();
    b.signs_in(&world, "desk").await.is(204);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_alone() {
    let world = World::new().await;
    let here = world.counsellors[0].clone();
    let (mut office, mut home) = (here.clone(), here.clone());
    office.signs_in(&world, "desk").await.is(204);
    home.signs_in(&world, "desk").await.is(204);
    let listed = own(&world, &here).await;
    let sessions = listed["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    let members: BTreeSet<&String> = sessions[0].as_object().unwrap().keys().collect();
    let expected = ["first_day", "own", "session"].map(str::to_owned);
    assert_eq!(members, expected.iter().collect(), "nothing else is known");
    assert!(sessions.iter().all(|one| one["first_day"] == world.today()));
    assert_eq!(sessions.iter().filter(|one| one["own"] == true).count(), 1);

    let of = |listed: &Value| {
        let mut all = listed["sessions"].as_array().unwrap().iter();
        let one = all.find(|one| one["own"] == true).unwrap();
        format!(
            "/desk/api/own/sessions/{}",
            one["session"].as_str().unwrap()
        )
    };
    let office_is = of(&own(&world, &office).await);
    let b = &world.counsellors[1];
    b.send(&world, "DELETE", &office_is, &Value::Null)
        .await
        .is(404);
    office.get(&world, "/desk/api/me").await.is(200);
    here.send(&world, "DELETE", &office_is, &Value::Null)
        .await
        .is(204);
    office.get(&world, "/desk/api/me").await.is(401);
    here.send(&world, "DELETE", "/desk/api/own/sessions", &Value::Null)
        .await
        .is(204);
    home.get(&world, "/desk/api/me").await.is(401);
    here.get(&world, "/desk/api/me").await.is(200);
    b.get(&world, "/desk/api/me").await.is(200);
    assert_eq!(
        own(&world, &here).await["sessions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// What a factor began ends with it.
#[tokio::test]
async fn sessions_that_a_code_began_end_when_codes_are_taken_away() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let telephone = adds_codes(&world, a).await;
    let mut by_telephone = a.clone();
    let half = by_telephone.signs_in(&world, "desk").await;
    let done = by_code(&world, &half.json()["ticket"], &telephone.code(&world, 1)).await;
    let cookie = done.header("set-cookie").unwrap();
    by_telephone.cookie = cookie.split(';').next().unwrap().to_owned();
    by_telephone.get(&world, "/desk/api/me").await.is(200);
    let remove = "/desk/api/own/codes/remove";
    let wrong = json!({"password": "not the password"});
    a.send(&world, "POST", remove, &wrong).await.is(401);
    by_telephone.get(&world, "/desk/api/me").await.is(200);
    let right = json!({"password": a.password});
    a.send(&world, "POST", remove, &right).await.is(204);
    by_telephone.get(&world, "/desk/api/me").await.is(401);
    a.get(&world, "/desk/api/me").await.is(200);
    a.clone().signs_in(&world, "desk").await.is(204);
}

#[tokio::test]
async fn an_account_ends_with_its_last_day() {
    let world = World::new().await;
    let store = &world.app.store;
    let today = Some(world.app.clock.today());
    let desk = operator(Action::EndAccount, &Resource::Desk);
    let set = store.set_end(&desk, "counsellor-a", today).await;
    assert_eq!(set.unwrap(), EndSet::Kept);
    let set = store.set_end(&desk, "hr-shiojiri", today).await;
    assert_eq!(set.unwrap(), EndSet::Nobody);
    let window = world.app.window("shiojiri").unwrap().id;
    let of_window = operator(Action::AddAccount, &Resource::Window(window));
    assert!(
        store
            .set_hr_end(&of_window, "hr-shiojiri", today)
            .await
            .unwrap()
    );
    assert!(
        !store
            .set_hr_end(&of_window, "hr-mihon", today)
            .await
            .unwrap()
    );

    let ending = world.lead.get(&world, "/desk/api/ending").await;
    let names: Vec<_> = ending.json().as_array().unwrap().clone();
    let names: Vec<_> = names
        .iter()
        .map(|one| (&one["sign_in"], &one["hr"]))
        .collect();
    assert_eq!(
        names,
        [
            (&json!("counsellor-a"), &json!(false)),
            (&json!("hr-shiojiri"), &json!(true))
        ]
    );
    let a = &world.counsellors[0];
    a.get(&world, "/desk/api/ending").await.is(403);
    let me = a.get(&world, "/desk/api/me").await.json();
    assert_eq!(me["ends"], world.today());
    let hr = world.hr().await;
    world.next_day();

    a.get(&world, "/desk/api/me").await.is(401);
    a.get(&world, "/desk/api/cases").await.is(401);
    let refused = a.clone().signs_in(&world, "desk").await;
    assert_eq!(
        (refused.status, code_of(&refused).as_str()),
        (401, "account-ended")
    );
    let guessed = Staff::new("counsellor-a", "a guess")
        .signs_in(&world, "desk")
        .await;
    assert_eq!(
        code_of(&guessed),
        "wrong-sign-in",
        "told to whoever knows the password"
    );
    let tables = Ask::get("trends", "/tables/2026.csv").with("cookie", &hr.cookie);
    world.send(tables).await.is(401);
    let refused = hr.clone().signs_in(&world, "trends").await;
    refused.is(401);
    assert!(refused.header("set-cookie").is_none());
    let mut b = world.counsellors[1].clone();
    b.signs_in(&world, "desk").await.is(204);
}

#[tokio::test]
async fn the_operator_takes_lost_factors_away_and_the_record_says_so() {
    let world = World::new().await;
    let a = world.counsellors[0].clone();
    adds_codes(&world, &a).await;
    let account = world.app.store.account_by_sign_in("counsellor-a").await;
    let account = account.unwrap().unwrap();
    let permit = operator(Action::ResetSignIn, &account.resource());
    world.app.store.reset_sign_in(&permit).await.unwrap();
    a.get(&world, "/desk/api/me").await.is(401);
    let mut again = a.clone();
    again.signs_in(&world, "desk").await.is(204);
    let me = again.get(&world, "/desk/api/me").await.json();
    assert_eq!(
        (&me["second_factor"], me["key"].is_null()),
        (&json!("none"), false)
    );
    let dump = seize(&world.data()).await;
    let actions: Vec<_> = dump.tables["audit"]
        .iter()
        .map(|row| row["action"].as_str())
        .collect();
    for name in ["'add-codes'", "'reset-sign-in'"] {
        assert_eq!(
            actions.iter().filter(|one| **one == name).count(),
            1,
            "{name}"
        );
    }
    assert!(dump.tables["desk_codes"].is_empty());
}

/// Where a desk asks everybody for a second factor, one without does nothing but add one.
#[tokio::test]
async fn nobody_works_without_a_second_factor_where_it_is_required() {
    let made = World::new().await;
    let file = made.folder().join("config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("[desk]\n", "[desk]\nsecond_factor = \"required\"\n");
    std::fs::write(&file, text).unwrap();
    let world = World::on(&file).await;
    let mut a = made.counsellors[0].clone();
    a.signs_in(&world, "desk").await.is(204);
    let me = a.get(&world, "/desk/api/me").await.json();
    assert_eq!(me["second_factor"], "needed");
    for (method, path) in [
        ("GET", "/desk/api/cases"),
        ("GET", "/desk/api/waits"),
        (
            "PUT",
            "/desk/api/own/passkeys/00112233445566778899aabbccddeeff/key",
        ),
    ] {
        let answer = a.send(&world, method, path, &json!({"file": ""})).await;
        assert_eq!(
            (answer.status, code_of(&answer).as_str()),
            (403, "second-factor"),
            "{path}"
        );
    }
    let mut lead = made.lead.clone();
    lead.signs_in(&world, "desk").await.is(204);
    lead.get(&world, "/desk/api/audit").await.is(403);
    let telephone = adds_codes(&world, &a).await;
    a.get(&world, "/desk/api/cases").await.is(200);
    let half = a.signs_in(&world, "desk").await;
    by_code(&world, &half.json()["ticket"], &telephone.code(&world, 1))
        .await
        .is(204);
}
