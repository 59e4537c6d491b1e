//! Whoever signs in: a counsellor with a key, the lead, an HR reader.

use std::collections::BTreeMap;

use age::x25519;
use ed25519_dalek::SigningKey;
use serde_json::Value;
use serde_json::json;

use crate::client;
use crate::client::chance;
use crate::client::sent;
use crate::http::Answer;
use crate::http::Ask;
use crate::people::pen::Pen;
use crate::people::pen::Place;
use crate::people::pen::key_file;
use crate::people::pen::opened;
use crate::world::World;

/// Whoever signs in at the desk: a counsellor with a key, or the lead.
#[derive(Clone)]
pub struct Staff {
    pub sign_in: String,
    pub password: String,
    pub cookie: String,
    pub key: SigningKey,
    pub identity: x25519::Identity,
}

/// A case as a counsellor holds it open.
pub struct OpenCase {
    pub place: Place,
    pub identities: BTreeMap<&'static str, x25519::Identity>,
    pub entries: Vec<Value>,
    pub raw: Value,
    pub case_pen: Pen,
    pub desk_pen: Pen,
}

impl Staff {
    /// Someone with a fresh key, not signed in yet.
    pub fn new(sign_in: &str, password: &str) -> Self {
        Self {
            sign_in: sign_in.to_owned(),
            password: password.to_owned(),
            cookie: String::new(),
            key: SigningKey::from_bytes(&chance()),
            identity: x25519::Identity::generate(),
        }
    }

    pub fn author(&self) -> String {
        hex::encode(self.key.verifying_key().to_bytes())
    }

    /// As a roster names this person.
    pub fn card(&self) -> Value {
        json!({
            "author": self.author(), "recipient": self.identity.to_public().to_string(),
            "name": crate::world::card(&self.sign_in), "profession": "弁護士", "appointed_by": "窓口の会社", "adviser": "市の顧問ではありません",
        })
    }

    pub async fn signs_in(&mut self, world: &World, host: &'static str) -> Answer {
        let ask = if host == "desk" {
            Ask::post(
                "desk",
                "/desk/api/signin",
                &json!({"name": self.sign_in, "password": self.password}).to_string(),
            )
        } else {
            world.trends_sign_in(&self.sign_in, &self.password)
        };
        let answer = world.send(ask).await;
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        answer
    }

    pub fn ask(&self, method: &str, path: &str, body: &str) -> Ask {
        Ask::new(method, "desk", path, body).with("cookie", &self.cookie)
    }

    pub async fn get(&self, world: &World, path: &str) -> Answer {
        world.send(self.ask("GET", path, "")).await
    }

    pub async fn send(&self, world: &World, method: &str, path: &str, body: &Value) -> Answer {
        world.send(self.ask(method, path, &body.to_string())).await
    }

    /// Offers the key, its secret half in an age file of their own.
    pub async fn offers_key(&self, world: &World) -> Answer {
        let file = client::seal(
            &self.identity.to_public(),
            client::secret_of(&self.identity).as_bytes(),
        );
        let recipient = self.identity.to_public().to_string();
        let body = json!({"author": self.author(), "recipient": recipient, "file": client::b64(&file), "password": self.password});
        self.send(world, "PUT", "/desk/api/key", &body).await
    }

    pub async fn cases(&self, world: &World) -> Vec<Value> {
        self.get(world, "/desk/api/cases").await.json()["cases"]
            .as_array()
            .unwrap()
            .clone()
    }

    /// Opens a case with the key file that was made for this reader, and goes on from the names to the rest.
    pub async fn opens(&self, world: &World, case: &str) -> OpenCase {
        let held = self.looks_into(world, case).await;
        self.says_it_reads(world, case).await.is(204);
        held
    }

    /// Opens it as far as the names.
    pub async fn looks_into(&self, world: &World, case: &str) -> OpenCase {
        let raw = self
            .get(world, &format!("/desk/api/cases/{case}"))
            .await
            .json();
        let mut identities = BTreeMap::new();
        let mut roster = Value::Null;
        for file in raw["keys"].as_array().unwrap() {
            let plain = client::open(
                &self.identity,
                &client::unb64(file["file"].as_str().unwrap()),
            )
            .unwrap();
            let key = client::body_of(&plain);
            let purpose = if key["purpose"] == "desk" {
                "desk"
            } else {
                "case"
            };
            roster = key["roster"].clone();
            identities.insert(purpose, key["secret"].as_str().unwrap().parse().unwrap());
        }
        let entries = opened(&raw["entries"], &identities);
        let of = |log: &str| {
            entries
                .iter()
                .filter(|entry| entry["log"] == log)
                .cloned()
                .collect::<Vec<_>>()
        };
        let (mut case_pen, mut desk_pen) = (Pen::new(self.key.clone()), Pen::new(self.key.clone()));
        case_pen.saw(&of("case"));
        desk_pen.saw(&of("desk"));
        let place = Place {
            window: raw["window"].as_str().unwrap().to_owned(),
            case: case.to_owned(),
            roster,
        };
        OpenCase {
            place,
            identities,
            entries,
            raw,
            case_pen,
            desk_pen,
        }
    }

    pub async fn writes(
        &self,
        world: &World,
        case: &mut OpenCase,
        log: &'static str,
        kind: &str,
        body: &Value,
    ) -> Answer {
        let to = case.identities[log].to_public();
        let pen = if log == "case" {
            &mut case.case_pen
        } else {
            &mut case.desk_pen
        };
        let file = pen.write(&case.place, log, kind, &world.now(), body, &to);
        let path = format!("/desk/api/cases/{}/entries", case.place.case);
        self.send(
            world,
            "POST",
            &path,
            &json!({"entries": [sent(log, &file)]}),
        )
        .await
    }

    pub async fn answers(&self, world: &World, case: &mut OpenCase, words: &str) -> Answer {
        self.writes(world, case, "case", "message", &json!({"words": words}))
            .await
    }

    /// Makes the desk-only identity of a case, for `readers`.
    pub async fn makes_desk_key(
        &self,
        world: &World,
        case: &mut OpenCase,
        readers: &[Staff],
    ) -> Answer {
        let identity = x25519::Identity::generate();
        let time = world.now();
        let file = |reader: &Staff| {
            let to = (&*reader.author(), &reader.identity.to_public());
            key_file(&case.place, "desk", &identity, to, &self.key, &time)
        };
        let keys: Vec<Value> = readers.iter().map(file).collect();
        let path = format!("/desk/api/cases/{}/keys", case.place.case);
        case.identities.insert("desk", identity);
        self.send(world, "POST", &path, &json!({"keys": keys}))
            .await
    }
}
