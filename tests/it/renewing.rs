//! A reporter puts another code in the place of theirs: from that moment the old one opens nothing, and the new one everything.

use ed25519_dalek::Signer;
use serde_json::{Value, json};

use crate::client::{self, sent};
use crate::dump::seize;
use crate::http::Answer;
use crate::people::{Pen, Reporter, key_file};

use crate::world::World;

/// Length before each part, as requests are signed.
fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let mut all = Vec::new();
    for part in parts {
        all.extend(u16::try_from(part.len()).unwrap().to_be_bytes());
        all.extend_from_slice(part);
    }
    all
}

fn public(key: &ed25519_dalek::SigningKey) -> String {
    hex::encode(key.verifying_key().to_bytes())
}

impl Reporter {
    /// Puts another code in the place of this one.
    pub async fn renews(&mut self, world: &World) {
        let known = self.mailbox(world).await.1.len();
        let (new, body) = renewal(world, self, known as u64);
        asks(world, self, &body).await.is(201);
        *self = new;
        assert_eq!(self.mailbox(world).await.1.len(), known + 1);
    }
}

/// The same person with a new code, and what the old one sends to put it in force.
fn renewal(world: &World, old: &mut Reporter, known: u64) -> (Reporter, Value) {
    let window: [u8; 16] = hex::decode(&old.place.window).unwrap().try_into().unwrap();
    let mut new = old.clone();
    new.code = client::fresh_code();
    new.keys = client::derive(&new.code, &window);
    new.pen = Pen::new(new.keys.author.clone());
    let time = world.now();
    let recipient = new.keys.identity.to_public().to_string();
    let word = json!({
        "v": 1, "window": old.place.window, "case": old.place.case, "from": old.pen.author(), "author": new.pen.author(),
        "recipient": recipient, "time": time,
    });
    let frame = client::frame("code", &word, &new.keys.author, 1);
    let body = json!({"frame": client::b64(&frame)});
    let to = old.identity.to_public();
    let file = old.pen.write(&old.place, "case", "code", &time, &body, &to);
    let key = key_file(
        &old.place,
        "case",
        &old.identity,
        ("reporter", &new.keys.identity.to_public()),
        &new.keys.author,
        &time,
    );
    let old_key = old.keys.mailbox.verifying_key().to_bytes();
    let new_key = new.keys.mailbox.verifying_key().to_bytes();
    let said = framed(&[b"sotomado-mailbox-follows-1", &window, &old_key, &new_key]);
    let proof = hex::encode(new.keys.mailbox.sign(&said).to_bytes());
    let body = json!({
        "entries": [sent("case", &file)], "keys": [key], "known": known, "mailbox": public(&new.keys.mailbox), "proof": proof,
    });
    (new, body)
}

async fn asks(world: &World, by: &Reporter, body: &Value) -> Answer {
    by.ask(world, "POST", "code", &body.to_string()).await
}

#[tokio::test]
async fn promise_05_the_new_code_opens_everything_and_the_old_one_nothing() {
    let world = World::new().await;
    let mut old = Reporter::at(&world, "shiojiri").await;
    old.report(&world, "カナリア", "").await.is(201);
    let before = old.ask(&world, "GET", "mailbox", "").await;
    before.is(200);
    let (new, body) = renewal(&world, &mut old, 1);
    asks(&world, &old, &body).await.is(201);
    // As any wrong code.
    let gone = old.ask(&world, "GET", "mailbox", "").await;
    gone.is(404);
    assert_eq!(gone.json()["code"], "no-such-mailbox");
    asks(&world, &old, &body).await.is(404);
    old.post(&world, "entries", &json!({"entries": body["entries"]}))
        .await
        .is(404);
    let answer = new.ask(&world, "GET", "mailbox", "").await;
    answer.is(200);
    let answer = answer.json();
    assert_eq!(answer["case"], before.json()["case"]);
    assert_eq!(answer["entries"].as_array().unwrap().len(), 2);
    let keys = answer["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1);
    let file = client::unb64(keys[0]["file"].as_str().unwrap());
    assert!(client::open(&new.keys.identity, &file).is_some());
    // Nothing that the old code opens lies anywhere, and nothing says that there was another one.
    let dump = seize(&world.data()).await;
    for row in &dump.tables["key_files"] {
        let hex = row["file"].trim_start_matches("X'").trim_end_matches('\'');
        let bytes = hex::decode(hex).unwrap();
        assert!(client::open(&old.keys.identity, &bytes).is_none());
        assert!(!row["to"].contains("next"));
    }
    assert!(dump.tables["remains"].is_empty());
    // And so it goes on.
    let mut new = new;
    let (third, body) = renewal(&world, &mut new, 2);
    asks(&world, &new, &body).await.is(201);
    new.ask(&world, "GET", "mailbox", "").await.is(404);
    third.ask(&world, "GET", "mailbox", "").await.is(200);
}

#[tokio::test]
async fn promise_12_what_is_refused_leaves_the_code_that_asked() {
    let world = World::new().await;
    let mut old = Reporter::at(&world, "shiojiri").await;
    old.report(&world, "カナリア", "").await.is(201);
    let mut other = Reporter::at(&world, "shiojiri").await;
    other.report(&world, "ほか", "").await.is(201);
    let (new, good) = renewal(&world, &mut old, 1);
    let bent = |change: &dyn Fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        body
    };
    let forged = "0".repeat(128);
    let readers = old.readers[0]["author"].clone();
    let wrong = [
        (422, bent(&|body| body["proof"] = json!(forged))),
        (
            422,
            bent(&|body| body["mailbox"] = json!(public(&other.keys.mailbox))),
        ),
        (409, bent(&|body| body["known"] = json!(0))),
        (422, bent(&|body| body["keys"][0]["to"] = readers.clone())),
        (422, bent(&|body| body["keys"] = json!([]))),
        (422, bent(&|body| body["entries"] = json!([]))),
    ];
    for (status, body) in wrong {
        asks(&world, &old, &body).await.is(status);
        new.ask(&world, "GET", "mailbox", "").await.is(404);
        let answer = old.ask(&world, "GET", "mailbox", "").await;
        answer.is(200);
        assert_eq!(answer.json()["keys"].as_array().unwrap().len(), 1);
        assert_eq!(answer.json()["entries"].as_array().unwrap().len(), 1);
    }
    // Another's mailbox, even with its own word.
    let window: [u8; 16] = hex::decode(&old.place.window).unwrap().try_into().unwrap();
    let said = framed(&[
        b"sotomado-mailbox-follows-1",
        &window,
        &old.keys.mailbox.verifying_key().to_bytes(),
        &other.keys.mailbox.verifying_key().to_bytes(),
    ]);
    let proof = hex::encode(other.keys.mailbox.sign(&said).to_bytes());
    let taken = bent(&|body| {
        body["mailbox"] = json!(public(&other.keys.mailbox));
        body["proof"] = json!(proof);
    });
    let refused = asks(&world, &old, &taken).await;
    refused.is(409);
    assert_eq!(refused.json()["code"], "first-kept");
    asks(&world, &old, &good).await.is(201);
    new.ask(&world, "GET", "mailbox", "").await.is(200);
    other.ask(&world, "GET", "mailbox", "").await.is(200);
}

#[tokio::test]
async fn promise_05_a_renewal_never_leaves_fewer_key_files_than_there_were() {
    let world = World::new().await;
    let mut old = Reporter::at(&world, "shiojiri").await;
    old.report(&world, "カナリア", "").await.is(201);
    let (mut second, mut body) = renewal(&world, &mut old, 1);
    let (keys, time) = (&second.keys, world.now());
    let to = ("reporter", &keys.identity.to_public());
    let more = key_file(&old.place, "case", &old.identity, to, &keys.author, &time);
    body["keys"].as_array_mut().unwrap().push(more);
    asks(&world, &old, &body).await.is(201);
    // One of the two that are there now: what the other opens would open for nobody any more.
    let (third, body) = renewal(&world, &mut second, 2);
    asks(&world, &second, &body)
        .await
        .is_problem(409, "moved-on");
    third.ask(&world, "GET", "mailbox", "").await.is(404);
    let answer = second.ask(&world, "GET", "mailbox", "").await;
    answer.is(200);
    assert_eq!(answer.json()["keys"].as_array().unwrap().len(), 2);
    assert_eq!(answer.json()["entries"].as_array().unwrap().len(), 2);
}
