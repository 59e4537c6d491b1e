//! Somebody in the city is told by a link and a code: sealed on the server, opened by whoever has both and by nobody else, once over
//! opened by nobody.

use age::x25519;
use serde_json::{Value, json};

use crate::client;
use crate::people::{Reporter, Staff};
use crate::world::World;

/// A text as a counsellor's browser has laid it there, and whoever has its link and code.
pub struct Told {
    id: String,
    pub by: Reporter,
    pub body: Value,
}

impl Told {
    pub fn of(&self, more: &str) -> String {
        format!("/desk/api/tellings/shiojiri/{}{more}", self.id)
    }
}

fn sealed(to: &x25519::Identity, words: &str, length: usize) -> Vec<u8> {
    let mut plain = words.as_bytes().to_vec();
    plain.resize(length, 0);
    client::seal(&to.to_public(), &plain)
}

pub async fn laid(world: &World, words: &str, days: i64) -> Told {
    let mut by = Reporter::at(world, "shiojiri").await;
    let window = hex::decode(&by.place.window).unwrap().try_into().unwrap();
    by.keys = client::derive_telling(&client::chance(), "0ZT7K2H1", &window);
    let id = hex::encode(client::chance::<16>());
    let mailbox = hex::encode(by.keys.mailbox.verifying_key().to_bytes());
    let file = sealed(&by.keys.identity, words, 4096);
    let body = json!({"organisation": "shiojiri", "telling": id, "mailbox": mailbox, "last_day": world.day(days), "file": client::b64(&file)});
    Told { id, by, body }
}

pub async fn keeps(world: &World, staff: &Staff, told: &Told) -> u16 {
    let path = "/desk/api/tellings";
    staff.send(world, "POST", path, &told.body).await.status
}

fn answer(told: &Told, words: &str) -> String {
    let file = sealed(&told.by.identity, words, 4096);
    json!({"file": client::b64(&file)}).to_string()
}

/// One that is told and answered twice, and one that was ended; of any words.
pub async fn lived(world: &World, words: [&str; 3]) {
    let mut a = world.counsellors[0].clone();
    a.signs_in(world, "desk").await.is(204);
    let told = laid(world, words[0], 14).await;
    assert_eq!(keeps(world, &a, &told).await, 201);
    for words in &words[1..] {
        let body = answer(&told, words);
        told.by.ask(world, "POST", "told", &body).await.is(201);
    }
    let ended = laid(world, words[2], 14).await;
    assert_eq!(keeps(world, &a, &ended).await, 201);
    a.send(world, "POST", &ended.of("/end"), &json!({}))
        .await
        .is(204);
}

#[tokio::test]
async fn promise_09_whoever_has_link_and_code_opens_the_text_and_answers_and_nobody_else() {
    let world = World::new().await;
    let [a, b] = [&world.counsellors[0], &world.counsellors[1]];
    let told = laid(&world, "カナリアの文", 14).await;
    assert_eq!(keeps(&world, a, &told).await, 201);
    assert_eq!(keeps(&world, a, &told).await, 200, "the same again");
    let given = told.by.ask(&world, "GET", "told", "").await;
    given.is(200);
    assert_eq!(given.json()["file"], told.body["file"]);
    assert_eq!(given.json()["last_day"], told.body["last_day"]);
    let file = client::unb64(given.json()["file"].as_str().unwrap());
    let plain = client::open(&told.by.keys.identity, &file).unwrap();
    assert!(plain.starts_with("カナリアの文".as_bytes()));
    // Another code with the same link, and the same at another window, open nothing.
    let other = Reporter::at(&world, "shiojiri").await;
    other
        .ask(&world, "GET", "told", "")
        .await
        .is_problem(404, "no-telling");
    let mut elsewhere = Reporter::at(&world, "mihon").await;
    elsewhere.keys = told.by.keys.clone();
    elsewhere
        .ask(&world, "GET", "told", "")
        .await
        .is_problem(404, "no-telling");
    let body = answer(&told, "受け取りました");
    other
        .ask(&world, "POST", "told", &body)
        .await
        .is_problem(404, "no-telling");
    told.by.ask(&world, "POST", "told", &body).await.is(201);
    told.by.ask(&world, "POST", "told", &body).await.is(200);
    // Any counsellor of the window who knows the id is given what came back; its text is given back to nobody at the desk.
    let back = b.get(&world, &told.of("")).await;
    back.is(200);
    let sent: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(back.json()["answers"], json!([sent["file"]]));
    assert!(!back.text().contains(told.body["file"].as_str().unwrap()));
    // And what was returned before is given to whoever returned it.
    let again = told.by.ask(&world, "GET", "told", "").await;
    assert_eq!(again.json()["answers"], json!([sent["file"]]));
    let disk = world.disk();
    let holds = |needle: &str| {
        disk.windows(needle.len())
            .any(|part| part == needle.as_bytes())
    };
    assert!(!holds("カナリアの文") && !holds("受け取りました"));
}

#[tokio::test]
async fn promise_01_no_hr_reader_and_nobody_without_a_key_comes_near_a_telling() {
    let world = World::new().await;
    let told = laid(&world, "文", 14).await;
    let hr = world.hr().await;
    for staff in [&hr, &world.lead] {
        assert!([401, 403, 404].contains(&keeps(&world, staff, &told).await));
    }
    assert_eq!(keeps(&world, &world.counsellors[0], &told).await, 201);
    for staff in [&hr, &world.lead] {
        for (method, path) in [("GET", told.of("")), ("POST", told.of("/end"))] {
            let answer = staff.send(&world, method, &path, &json!({})).await;
            assert!([401, 403, 404].contains(&answer.status), "{method} {path}");
        }
    }
    told.by.ask(&world, "GET", "told", "").await.is(200);
    // Who reads elsewhere has the id for nothing.
    let a = &world.counsellors[0];
    let elsewhere = told.of("").replace("/shiojiri/", "/mihon/");
    a.get(&world, &elsewhere).await.is(404);
    // A reporter's key opens no telling, and a telling's key no mailbox.
    told.by
        .ask(&world, "GET", "mailbox", "")
        .await
        .is_problem(404, "no-such-mailbox");
}

#[tokio::test]
async fn promise_14_an_ended_or_lapsed_telling_opens_no_more_and_its_text_is_destroyed() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let [ended, lapsed] = [
        laid(&world, "止める文", 14).await,
        laid(&world, "過ぎる文", 0).await,
    ];
    for told in [&ended, &lapsed] {
        assert_eq!(keeps(&world, a, told).await, 201);
        let body = answer(told, "受け取りました");
        told.by.ask(&world, "POST", "told", &body).await.is(201);
    }
    a.send(&world, "POST", &ended.of("/end"), &json!({}))
        .await
        .is(204);
    a.send(&world, "POST", &ended.of("/end"), &json!({}))
        .await
        .is(204);
    let text = |told: &Told| {
        let file = client::unb64(told.body["file"].as_str().unwrap());
        let disk = world.disk();
        disk.windows(file.len()).any(|part| part == file)
    };
    assert!(!text(&ended), "its file is gone at once");
    assert!(text(&lapsed));
    world.next_day();
    for told in [&ended, &lapsed] {
        let over = told.by.ask(&world, "GET", "told", "").await;
        over.is(200);
        assert_eq!(over.json()["file"], Value::Null);
        let late = answer(told, "遅い返事");
        told.by
            .ask(&world, "POST", "told", &late)
            .await
            .is_problem(409, "telling-over");
    }
    world
        .app
        .store
        .sweep(world.app.clock.today())
        .await
        .unwrap();
    assert!(!text(&lapsed), "it goes on the day after its last");
    // A counsellor who was away is given what came back, for some weeks.
    let mut a = a.clone();
    a.signs_in(&world, "desk").await.is(204);
    for told in [&ended, &lapsed] {
        let back = a.get(&world, &told.of("")).await;
        assert_eq!(back.json()["answers"].as_array().unwrap().len(), 1);
    }
    world.later(30 * 24 * 3600);
    world
        .app
        .store
        .sweep(world.app.clock.today())
        .await
        .unwrap();
    lapsed
        .by
        .ask(&world, "GET", "told", "")
        .await
        .is_problem(404, "no-telling");
}

#[tokio::test]
async fn what_is_no_telling_and_no_answer_is_refused() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let good = laid(&world, "文", 14).await;
    let odd = client::b64(&sealed(&good.by.keys.identity, "文", 5000));
    for (member, value, status, code) in [
        ("last_day", json!(world.day(-1)), 422, "wrong-day"),
        ("last_day", json!(world.day(63)), 422, "wrong-day"),
        ("file", json!(client::b64(b"in clear")), 422, "not-age"),
        ("file", json!(odd), 422, "wrong-size"),
        ("telling", json!("00"), 400, "malformed"),
    ] {
        let mut body = good.body.clone();
        body[member] = value;
        let answer = a.send(&world, "POST", "/desk/api/tellings", &body).await;
        answer.is_problem(status, code);
    }
    assert_eq!(keeps(&world, a, &good).await, 201);
    // Neither its id nor its key is another's.
    let mut other = laid(&world, "別の文", 14).await;
    for member in ["telling", "mailbox"] {
        let own = other.body[member].clone();
        other.body[member] = good.body[member].clone();
        assert_eq!(keeps(&world, a, &other).await, 409);
        other.body[member] = own;
    }
    let long = client::b64(&sealed(&good.by.identity, "長い", 20_480));
    for (file, status, code) in [
        (json!({"file": client::b64(b"in clear")}), 422, "not-age"),
        (json!({"file": long}), 422, "wrong-size"),
        (json!({"file": "%"}), 400, "malformed"),
    ] {
        let answer = good.by.ask(&world, "POST", "told", &file.to_string()).await;
        answer.is_problem(status, code);
    }
    for _ in 0..20 {
        let body = answer(&good, "手立て");
        good.by.ask(&world, "POST", "told", &body).await.is(201);
    }
    let body = answer(&good, "手立て");
    good.by
        .ask(&world, "POST", "told", &body)
        .await
        .is_problem(409, "answers-full");
}

#[tokio::test]
async fn a_laptop_left_open_fills_nobody_elses_room() {
    let world = World::new().await;
    let [a, b] = [&world.counsellors[0], &world.counsellors[1]];
    for nth in 0..40 {
        let told = laid(&world, &format!("文{nth}"), 14).await;
        assert_eq!(keeps(&world, a, &told).await, 201);
    }
    let told = laid(&world, "もう一つ", 14).await;
    let refused = a
        .send(&world, "POST", "/desk/api/tellings", &told.body)
        .await;
    refused.is(429);
    assert_eq!(refused.json()["code"], "tellings-often");
    assert_eq!(keeps(&world, b, &told).await, 201, "a colleague goes on");
}
