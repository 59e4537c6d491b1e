//! An employee with a private phone.

use std::collections::BTreeMap;

use age::x25519;
use serde_json::Value;
use serde_json::json;

use crate::client;
use crate::client::Derived;
use crate::client::chance;
use crate::client::sent;
use crate::client::sha256;
use crate::http::Answer;
use crate::http::Ask;
use crate::people::pen::Pen;
use crate::people::pen::Place;
use crate::people::pen::key_file;
use crate::people::pen::opened;
use crate::world::World;

/// An employee with a private phone.
#[derive(Clone)]
pub struct Reporter {
    pub org: &'static str,
    pub code: String,
    pub keys: Derived,
    pub place: Place,
    pub identity: x25519::Identity,
    pub pen: Pen,
    pub readers: Vec<Value>,
    /// As the proxy in front would write it; empty, nobody can tell.
    pub address: String,
}

impl Reporter {
    /// Opens the window's page and makes what only this browser knows.
    pub async fn at(world: &World, org: &'static str) -> Self {
        let bundle = world
            .send(Ask::get("window", &format!("/o/{org}/bundle")))
            .await
            .json();
        let frame = client::unb64(bundle["roster"].as_str().unwrap());
        let roster = client::body_of(&frame);
        let window = roster["window"].as_str().unwrap().to_owned();
        let code = client::fresh_code();
        let keys = client::derive(&code, &hex::decode(&window).unwrap().try_into().unwrap());
        let digest = hex::encode(sha256(&frame));
        Self {
            address: String::new(),
            org,
            code,
            pen: Pen::new(keys.author.clone()),
            keys,
            place: Place {
                window,
                case: hex::encode(chance::<16>()),
                roster: json!({"epoch": roster["epoch"], "digest": digest}),
            },
            identity: x25519::Identity::generate(),
            readers: roster["readers"].as_array().unwrap().clone(),
        }
    }

    /// Comes back in another browser, with nothing but the code.
    pub async fn back_with(world: &World, org: &'static str, code: &str) -> Self {
        let mut fresh = Self::at(world, org).await;
        let window = hex::decode(&fresh.place.window)
            .unwrap()
            .try_into()
            .unwrap();
        fresh.keys = client::derive(code, &window);
        fresh.pen = Pen::new(fresh.keys.author.clone());
        code.clone_into(&mut fresh.code);
        fresh
    }

    pub fn report_body(
        &self,
        words: &str,
        people: &str,
        consent: &str,
        left_out: &[&str],
    ) -> Value {
        let readers: Vec<&Value> = self
            .chosen(left_out)
            .iter()
            .map(|reader| &reader["author"])
            .collect();
        json!({
            "words": words, "people": people, "answers": {"families": ["unknown"]}, "consent": consent,
            "consent_text": "まだどこにも伝えない", "case_recipient": self.identity.to_public().to_string(),
            "reporter_recipient": self.keys.identity.to_public().to_string(), "readers": readers, "left_out": left_out,
        })
    }

    /// The first two of the roster who were not left out; a browser draws them, a test wants to know them.
    pub fn chosen(&self, left_out: &[&str]) -> Vec<&Value> {
        let free = |reader: &&Value| !left_out.contains(&reader["author"].as_str().unwrap());
        self.readers.iter().filter(free).take(2).collect()
    }

    /// The request body of a report: sealed entry and a key file for each reader and for the way back.
    pub fn sealed_report(&mut self, world: &World, body: &Value, left_out: &[&str]) -> Value {
        let time = world.now();
        let file = self.pen.write(
            &self.place,
            "case",
            "report",
            &time,
            body,
            &self.identity.to_public(),
        );
        let maker = &self.keys.author;
        let mut keys: Vec<Value> = self
            .chosen(left_out)
            .iter()
            .map(|reader| {
                let recipient = reader["recipient"].as_str().unwrap().parse().unwrap();
                key_file(
                    &self.place,
                    "case",
                    &self.identity,
                    (reader["author"].as_str().unwrap(), &recipient),
                    maker,
                    &time,
                )
            })
            .collect();
        keys.push(key_file(
            &self.place,
            "case",
            &self.identity,
            ("reporter", &self.keys.identity.to_public()),
            maker,
            &time,
        ));
        json!({
            "case": self.place.case, "mailbox": hex::encode(self.keys.mailbox.verifying_key().to_bytes()), "urgent": false,
            "entries": [sent("case", &file)], "keys": keys,
        })
    }

    pub async fn report(&mut self, world: &World, words: &str, people: &str) -> Answer {
        let body = self.report_body(words, people, "C0_listen", &[]);
        let sealed = self.sealed_report(world, &body, &[]);
        self.post(world, "report", &sealed).await
    }

    /// A challenge, and the zero bits that it asks for; `what` is what it will be spent on.
    pub async fn challenge(&self, world: &World, what: &str) -> (String, u64) {
        let asked = match what {
            "report" => "?for=new",
            "draft" | "counter" => "?for=draft",
            _ => "",
        };
        let path = format!("/o/{}/api/challenge{asked}", self.org);
        let ask = Ask::post("window", &path, "").with("x-real-ip", &self.address);
        let answer = world.send(ask).await.json();
        let challenge = answer["challenge"].as_str().unwrap().to_owned();
        (challenge, answer["work"].as_u64().unwrap())
    }

    pub async fn signed(&self, world: &World, method: &str, what: &str, body: &str) -> Ask {
        self.signed_bytes(world, method, what, body.as_bytes())
            .await
    }

    pub async fn signed_bytes(&self, world: &World, method: &str, what: &str, body: &[u8]) -> Ask {
        let path = format!("/o/{}/api/{what}", self.org);
        let (challenge, bits) = self.challenge(world, what).await;
        let window = hex::decode(&self.place.window).unwrap().try_into().unwrap();
        let header =
            client::authorization(&self.keys.mailbox, &challenge, &window, method, &path, body);
        let header = match bits {
            0 => header,
            bits => format!("{header}, work={}", client::work(&challenge, bits)),
        };
        let text = std::str::from_utf8(body).unwrap_or_default();
        let mut ask = Ask::new(method, "window", &path, text).with("authorization", &header);
        ask.body = body.to_vec();
        ask
    }

    /// A request with this method, signed by the mailbox key.
    pub async fn ask(&self, world: &World, method: &str, what: &str, body: &str) -> Answer {
        world
            .send(self.signed(world, method, what, body).await)
            .await
    }

    /// A draft, sealed to the reporter alone: in no chain, of no case.
    pub fn sealed_draft(&self, world: &World, body: &Value) -> Vec<u8> {
        let entry = json!({
            "v": 1, "window": self.place.window, "case": "0".repeat(32), "log": "case", "author": self.pen.author(), "n": 0,
            "before": null, "heads": [], "kind": "draft", "time": world.now(), "roster": self.place.roster, "epoch": 1,
            "body": body,
        });
        let frame = client::frame("entry", &entry, &self.pen.key, 4096);
        client::seal(&self.keys.identity.to_public(), &frame)
    }

    /// Whatever lies there is read first.
    pub async fn keeps_draft(&self, world: &World, words: &str) -> Answer {
        let known: Vec<String> = self.draft_digest(world).await.into_iter().collect();
        self.keeps_draft_knowing(world, words, &known).await
    }

    pub async fn keeps_draft_knowing(
        &self,
        world: &World,
        words: &str,
        known: &[String],
    ) -> Answer {
        let body = self.draft_body(world, words, known);
        self.ask(world, "PUT", "draft", &body).await
    }

    /// SHA-256 of the sealed draft that lies there.
    pub async fn draft_digest(&self, world: &World) -> Option<String> {
        let answer = self.ask(world, "GET", "draft", "").await;
        let file = client::unb64(answer.json()["file"].as_str()?);
        Some(hex::encode(sha256(&file)))
    }

    pub fn draft_body(&self, world: &World, words: &str, known: &[String]) -> String {
        let file = self.sealed_draft(world, &json!({"words": words}));
        json!({"file": client::b64(&file), "known": known}).to_string()
    }

    pub async fn keeps_draft_idly(&self, world: &World, words: &str) -> Answer {
        let known: Vec<String> = self.draft_digest(world).await.into_iter().collect();
        let body = self.draft_body(world, words, &known);
        let (challenge, _) = self.challenge(world, "mailbox").await;
        let window = hex::decode(&self.place.window).unwrap().try_into().unwrap();
        let path = format!("/o/{}/api/draft", self.org);
        let key = &self.keys.mailbox;
        let header = client::authorization(key, &challenge, &window, "PUT", &path, body.as_bytes());
        let ask = Ask::new("PUT", "window", &path, &body).with("authorization", &header);
        world.send(ask).await
    }

    /// The words of the draft that the code opens.
    pub async fn draft(&self, world: &World) -> String {
        let answer = self.ask(world, "GET", "draft", "").await;
        answer.is(200);
        let file = client::unb64(answer.json()["file"].as_str().unwrap());
        let entry = client::body_of(&client::open(&self.keys.identity, &file).unwrap());
        entry["body"]["words"].as_str().unwrap().to_owned()
    }

    pub async fn post(&self, world: &World, what: &str, body: &Value) -> Answer {
        world
            .send(self.signed(world, "POST", what, &body.to_string()).await)
            .await
    }

    /// Opens the mailbox: what the server gave, and every entry opened with the key that the code opens.
    pub async fn mailbox(&mut self, world: &World) -> (Value, Vec<Value>) {
        let mailbox = world
            .send(self.signed(world, "GET", "mailbox", "").await)
            .await
            .json();
        let file = client::unb64(mailbox["keys"][0]["file"].as_str().unwrap());
        let key = client::body_of(&client::open(&self.keys.identity, &file).unwrap());
        self.identity = key["secret"].as_str().unwrap().parse().unwrap();
        mailbox["case"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.place.case);
        let entries = opened(
            &mailbox["entries"],
            &BTreeMap::from([("case", self.identity.clone())]),
        );
        self.pen.saw(&entries);
        (mailbox, entries)
    }

    /// A message sealed by someone who has seen so many entries of the case.
    pub fn message(&mut self, world: &World, words: &str, known: u64) -> Value {
        let mut body = self.sealed(world, "message", &json!({"words": words}));
        body["known"] = known.into();
        body
    }

    fn sealed(&mut self, world: &World, kind: &str, body: &Value) -> Value {
        let to = self.identity.to_public();
        let file = self
            .pen
            .write(&self.place, "case", kind, &world.now(), body, &to);
        json!({"entries": [sent("case", &file)]})
    }

    /// Writes after all that stands in the case; the id of what was written.
    pub async fn signs(&mut self, world: &World, kind: &str, body: &Value) -> Value {
        self.mailbox(world).await;
        let sealed = self.sealed(world, kind, body);
        self.post(world, "entries", &sealed).await.is(201);
        sealed["entries"][0]["id"].clone()
    }

    pub async fn write(&mut self, world: &World, words: &str) -> Answer {
        let mut body = self.message(world, words, 0);
        // Whoever does not say what they have seen is not asked.
        body.as_object_mut().unwrap().remove("known");
        self.post(world, "entries", &body).await
    }
}
