//! How people come in: by links that are good once, and never by one that was used, taken back or forgotten.

use serde_json::{Value, json};

use crate::client;
use crate::client::chance;
use crate::http::{Answer, Ask};
use crate::people::{Reporter, Staff};
use crate::world::World;

/// A link as its maker holds it.
pub struct Link {
    pub secret: [u8; 32],
}

impl Link {
    pub fn fresh() -> Self {
        Self { secret: chance() }
    }

    pub fn of(secret: &str) -> Self {
        Self {
            secret: hex::decode(secret).unwrap().try_into().unwrap(),
        }
    }

    pub fn digest(&self) -> String {
        hex::encode(client::sha256(&self.secret))
    }

    pub async fn looks(&self, world: &World) -> Answer {
        let body = json!({"secret": hex::encode(self.secret)}).to_string();
        world
            .send(Ask::post("desk", "/desk/api/invited/look", &body))
            .await
    }

    pub async fn comes_in(&self, world: &World, sign_in: &str, password: &str) -> Answer {
        let secret = hex::encode(self.secret);
        let body = json!({"secret": secret, "sign_in": sign_in, "password": password}).to_string();
        world
            .send(Ask::post("desk", "/desk/api/invited", &body))
            .await
    }
}

pub async fn invites(world: &World, name: &str) -> Link {
    let link = Link::fresh();
    let card = json!({
        "digest": link.digest(), "role": "counsellor", "name": name, "profession": "公認心理師",
        "appointed_by": "窓口の会社", "adviser": "市の顧問ではありません",
    });
    let path = "/desk/api/invitations";
    world.lead.send(world, "POST", path, &card).await.is(201);
    link
}

pub async fn lets_back_in(world: &World, sign_in: &str) -> Link {
    let link = Link::fresh();
    let body = json!({"digest": link.digest(), "sign_in": sign_in});
    let path = "/desk/api/invitations/back";
    world.lead.send(world, "POST", path, &body).await.is(201);
    link
}

/// Everything about coming in that is to be recorded, once.
pub async fn everything(world: &World) {
    let link = invites(world, "相談員D").await;
    link.comes_in(world, "counsellor-d", "a long password")
        .await
        .is(201);
    let back = lets_back_in(world, "counsellor-d").await;
    back.comes_in(world, "", "a longer password").await.is(201);
    let mut d = Staff::new("counsellor-d", "a longer password");
    d.signs_in(world, "desk").await.is(204);
    keeps_paper(world, &d, "on paper").await;
    comes_back(world, &d, "on paper", "next").await.is(204);
    let path = format!(
        "/desk/api/invitations/{}",
        invites(world, "だれか").await.digest()
    );
    world
        .lead
        .send(world, "DELETE", &path, &Value::Null)
        .await
        .is(204);
    let ended = crate::last_days::sets(world, &world.lead, "counsellor-d", Some(30));
    ended.await.is(204);
}

#[tokio::test]
async fn whoever_is_invited_chooses_a_name_and_a_password_once() {
    let world = World::new().await;
    let link = invites(&world, "相談員D").await;
    let looked = link.looks(&world).await;
    looked.is(200);
    assert_eq!(looked.json()["name"], "相談員D");
    assert_eq!(looked.json()["sign_in"], Value::Null);
    // What cannot be taken leaves the link as it was.
    link.comes_in(&world, "counsellor-d", "short")
        .await
        .is_problem(422, "weak-password");
    link.comes_in(&world, " ", "a long password")
        .await
        .is_problem(422, "wrong-card");
    link.comes_in(&world, "counsellor-a", "a long password")
        .await
        .is_problem(409, "sign-in-taken");
    link.comes_in(&world, "counsellor-d", "a long password")
        .await
        .is(201);

    let mut d = Staff::new("counsellor-d", "a long password");
    d.signs_in(&world, "desk").await.is(204);
    d.offers_key(&world).await.is(204);
    let offered = world.lead.get(&world, "/desk/api/keys").await.json();
    let card = offered.as_array().unwrap().iter();
    let card = card.clone().find(|one| one["account"] == "counsellor-d");
    assert_eq!(card.unwrap()["profession"], "公認心理師");

    link.looks(&world).await.is_problem(410, "no-invitation");
    link.comes_in(&world, "counsellor-e", "a long password")
        .await
        .is_problem(410, "no-invitation");
    let mut e = Staff::new("counsellor-e", "a long password");
    e.signs_in(&world, "desk").await.is(401);
}

#[tokio::test]
async fn a_link_that_was_taken_back_or_is_a_week_old_lets_nobody_in() {
    let world = World::new().await;
    let (revoked, old) = (
        invites(&world, "相談員D").await,
        invites(&world, "相談員E").await,
    );
    let list = world.lead.get(&world, "/desk/api/invitations").await.json();
    assert_eq!(list["invitations"].as_array().unwrap().len(), 2);
    assert_eq!(list["invitations"][0]["last_day"], world.day(7));
    let path = format!("/desk/api/invitations/{}", revoked.digest());
    let a = &world.counsellors[0];
    a.send(&world, "DELETE", &path, &Value::Null).await.is(403);
    world
        .lead
        .send(&world, "DELETE", &path, &Value::Null)
        .await
        .is(204);
    revoked.looks(&world).await.is_problem(410, "no-invitation");

    for _ in 0..7 {
        world.next_day();
    }
    old.looks(&world).await.is(200);
    world.next_day();
    old.comes_in(&world, "counsellor-e", "a long password")
        .await
        .is_problem(410, "no-invitation");
    world.app.tidy().await.unwrap();
    let mut dump = crate::dump::seize(&world.data()).await;
    assert!(dump.tables.remove("invitations").unwrap().is_empty());
}

/// The lead gets no session by it, the old ones are dead, the colleagues learn of it, and no case opens by it.
#[tokio::test]
async fn a_new_password_ends_what_the_old_one_began_and_colleagues_are_told() {
    let world = World::new().await;
    let [a, b, c] = [0, 1, 2].map(|nth| world.counsellors[nth].clone());
    // On the roster of this organisation stand A and B alone.
    let mut roster = world.roster("shiojiri", 2);
    roster["readers"].as_array_mut().unwrap().remove(2);
    world
        .lead_imports("shiojiri", &roster, &world.desk_key)
        .await
        .is(201);
    let mut roster = world.roster("mihon", 2);
    roster["readers"].as_array_mut().unwrap().remove(0);
    world
        .lead_imports("mihon", &roster, &world.desk_key)
        .await
        .is(201);

    let link = lets_back_in(&world, "counsellor-a").await;
    a.get(&world, "/desk/api/me").await.is(200);
    assert_eq!(link.looks(&world).await.json()["sign_in"], "counsellor-a");
    link.comes_in(&world, "", "quite another one").await.is(201);
    a.get(&world, "/desk/api/me").await.is(401);
    let mut again = a.clone();
    again.signs_in(&world, "desk").await.is(401);
    again.password = "quite another one".to_owned();
    again.signs_in(&world, "desk").await.is(204);
    let key = again.get(&world, "/desk/api/me").await.json()["key"].clone();
    assert_eq!(key["author"], a.author(), "the key is the old one");

    for who in [&b, &world.lead] {
        let told = who.get(&world, "/desk/api/returns").await.json();
        assert_eq!(told[0]["name"], "相談員A");
        assert_eq!(told[0]["how"], "password");
        assert_eq!(told[0]["day"], world.today());
    }
    for who in [&c, &again] {
        assert_eq!(who.get(&world, "/desk/api/returns").await.json(), json!([]));
    }
    // Each puts it away for oneself.
    let told = b.get(&world, "/desk/api/returns").await.json();
    let path = format!("/desk/api/returns/{}", told[0]["id"].as_str().unwrap());
    c.send(&world, "DELETE", &path, &Value::Null).await.is(204);
    assert_eq!(b.get(&world, "/desk/api/returns").await.json(), told);
    b.send(&world, "DELETE", &path, &Value::Null).await.is(204);
    assert_eq!(b.get(&world, "/desk/api/returns").await.json(), json!([]));
    let lead = world.lead.get(&world, "/desk/api/returns").await.json();
    assert_eq!(lead.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn promise_01_outside_a_link_opens_no_case() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "見てほしい", "").await.is(201);
    let link = invites(&world, "相談員D").await;
    link.comes_in(&world, "counsellor-d", "a long password")
        .await
        .is(201);
    let mut d = Staff::new("counsellor-d", "a long password");
    d.signs_in(&world, "desk").await.is(204);
    let case = format!("/desk/api/cases/{}", reporter.place.case);
    d.get(&world, &case).await.is(404);
    d.offers_key(&world).await.is(204);
    d.get(&world, &case).await.is(404);
    assert!(d.cases(&world).await.is_empty());
}

#[tokio::test]
async fn the_operator_gives_out_links_and_takes_them_back() {
    let desk = crate::operator::Desk::new();
    desk.init();
    let asked = "account invite --for counsellor --name 相談員A --profession 弁護士";
    let said = |words: &str| {
        let out = desk.run(words);
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout).unwrap()
    };
    let link = said(asked);
    let address = link.lines().next().unwrap();
    assert!(address.starts_with("http://desk.localhost:"), "{link}");
    let (_, secret) = address.split_once("/desk/invited#").unwrap();
    said("account invite --for lead --name 責任者");
    let list = said("account invitations");
    assert!(
        list.contains("相談員A") && list.contains("責任者"),
        "{list}"
    );
    let line = list.lines().find(|line| line.contains("責任者")).unwrap();
    let mark = line.split(' ').next().unwrap();
    said(&format!("account invitations --revoke {mark}"));
    assert!(!said("account invitations").contains("責任者"));

    let world = World::on(&desk.config()).await;
    let link = Link::of(secret);
    link.comes_in(&world, "counsellor-a", "a long password")
        .await
        .is(201);
    let back = said("account invite --back counsellor-a");
    let (_, secret) = back.lines().next().unwrap().split_once('#').unwrap();
    let looked = Link::of(secret).looks(&world).await.json();
    assert_eq!(looked["name"], "相談員A");
    assert!(!desk.run("account invite --back nobody").status.success());
}

/// Whether somebody comes back by a number on paper, in a session of their own.
async fn comes_back(world: &World, who: &Staff, code: &str, next: &str) -> Answer {
    let (name, password) = (&who.sign_in, &who.password);
    let body = json!({"name": name, "password": password, "code": code, "next": next}).to_string();
    world
        .send(Ask::post("desk", "/desk/api/return", &body))
        .await
}

pub async fn keeps_paper(world: &World, who: &Staff, code: &str) {
    let digest = hex::encode(client::sha256(code.as_bytes()));
    let body = json!({"digest": digest, "password": who.password});
    who.send(world, "PUT", "/desk/api/recovery", &body)
        .await
        .is(204);
}

#[tokio::test]
async fn the_number_on_paper_lets_back_in_once_and_ends_all_other_sessions() {
    let world = World::new().await;
    let [a, b] = [0, 1].map(|nth| world.counsellors[nth].clone());
    let wrong = json!({"digest": "1".repeat(64), "password": "not the password"});
    a.send(&world, "PUT", "/desk/api/recovery", &wrong)
        .await
        .is_problem(403, "wrong-password");
    // Whoever has no paper comes back by none.
    comes_back(&world, &a, "", "").await.is(401);
    keeps_paper(&world, &a, "first").await;
    keeps_paper(&world, &a, "second").await;
    comes_back(&world, &a, "first", "third").await.is(401);
    let other = Staff {
        password: "not the password".to_owned(),
        ..a.clone()
    };
    comes_back(&world, &other, "second", "third").await.is(401);
    comes_back(&world, &b, "second", "third").await.is(401);

    a.get(&world, "/desk/api/me").await.is(200);
    let came = comes_back(&world, &a, "second", "third").await;
    came.is(204);
    a.get(&world, "/desk/api/me").await.is(401);
    // The answer was lost, and it is asked once more: the same, and colleagues are not told twice.
    let came = comes_back(&world, &a, "second", "third").await;
    came.is(204);
    let mut again = a.clone();
    let cookie = came.header("set-cookie").unwrap();
    cookie
        .split(';')
        .next()
        .unwrap()
        .clone_into(&mut again.cookie);
    again.get(&world, "/desk/api/me").await.is(200);
    for who in [&b, &world.lead] {
        let told = who.get(&world, "/desk/api/returns").await.json();
        assert_eq!(told.as_array().unwrap().len(), 1);
        assert_eq!(told[0]["how"], "paper");
    }
    comes_back(&world, &a, "second", "fourth").await.is(401);
    comes_back(&world, &a, "third", "fourth").await.is(204);
}

/// The number stands for the second factor, and whoever has the old laptop or telephone comes in by it no more.
#[tokio::test]
async fn coming_back_by_paper_takes_the_old_second_factors_away() {
    let world = World::new().await;
    let a = world.counsellors[0].clone();
    crate::own::adds_codes(&world, &a).await;
    let mut again = a.clone();
    again.signs_in(&world, "desk").await.is(200);
    keeps_paper(&world, &a, "on paper").await;
    let came = comes_back(&world, &a, "on paper", "next").await;
    came.is(204);
    again.signs_in(&world, "desk").await.is(204);
    assert_eq!(
        again.get(&world, "/desk/api/own").await.json()["code"],
        false
    );
}

/// Who does not have the number learns nothing of the password, however often they try.
#[tokio::test]
async fn without_the_number_a_right_password_looks_like_a_wrong_one() {
    let world = World::new().await;
    let a = world.counsellors[0].clone();
    keeps_paper(&world, &a, "on paper").await;
    let other = Staff {
        password: "not the password".to_owned(),
        ..a.clone()
    };
    let (right, wrong) = (
        comes_back(&world, &a, "guessed", "next").await,
        comes_back(&world, &other, "on paper", "next").await,
    );
    assert_eq!((right.status, right.text()), (wrong.status, wrong.text()));
    for _ in 0..3 {
        comes_back(&world, &a, "guessed", "next").await.is(401);
    }
    comes_back(&world, &a, "guessed", "next")
        .await
        .is_problem(429, "too-many-tries");
}
