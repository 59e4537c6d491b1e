//! Writing entries and key files: where they belong, and each author's chain.

use std::collections::BTreeMap;

use age::x25519;
use ed25519_dalek::SigningKey;
use serde_json::Value;
use serde_json::json;

use crate::client;
use crate::client::sha256;

/// What every entry of a case says about where it belongs.
#[derive(Clone)]
pub struct Place {
    pub window: String,
    pub case: String,
    pub roster: Value,
}

/// One author's chain in one log.
#[derive(Clone)]
pub struct Pen {
    pub key: SigningKey,
    pub n: u64,
    pub before: Option<String>,
    pub heads: BTreeMap<String, String>,
}

impl Pen {
    pub fn new(key: SigningKey) -> Self {
        Self {
            key,
            n: 0,
            before: None,
            heads: BTreeMap::new(),
        }
    }

    pub fn author(&self) -> String {
        hex::encode(self.key.verifying_key().to_bytes())
    }

    /// Writes the next entry of this chain and seals it to `to`.
    pub fn write(
        &mut self,
        place: &Place,
        log: &str,
        kind: &str,
        time: &str,
        body: &Value,
        to: &x25519::Recipient,
    ) -> Vec<u8> {
        let heads: Vec<Value> = self
            .heads
            .iter()
            .map(|(author, entry)| json!({"author": author, "entry": entry}))
            .collect();
        let entry = json!({
            "v": 1, "window": place.window, "case": place.case, "log": log, "author": self.author(), "n": self.n + 1,
            "before": self.before, "heads": heads, "kind": kind, "time": time, "roster": place.roster, "epoch": 1, "body": body,
        });
        let file = client::seal(to, &client::frame("entry", &entry, &self.key, 4096));
        self.n += 1;
        self.before = Some(hex::encode(sha256(&file)));
        file
    }

    /// Takes note of what stands in the log: what this pen writes next names it.
    pub fn saw(&mut self, entries: &[Value]) {
        let own = self.author();
        for entry in entries {
            let (author, id) = (
                entry["body"]["author"].as_str().unwrap(),
                entry["id"].as_str().unwrap(),
            );
            if author == own {
                let n = entry["body"]["n"].as_u64().unwrap();
                if n > self.n {
                    (self.n, self.before) = (n, Some(id.to_owned()));
                }
            } else {
                let newer = self.heads.get(author).is_none_or(|head| {
                    let n = |id: &str| {
                        entries
                            .iter()
                            .find(|e| e["id"] == id)
                            .map(|e| e["body"]["n"].as_u64().unwrap())
                    };
                    n(head) < n(id)
                });
                if newer {
                    self.heads.insert(author.to_owned(), id.to_owned());
                }
            }
        }
    }
}

/// Opens every entry of `listed` that `identities` (by log) opens: `{"id", "log", "day", "body": the entry}`.
pub fn opened(listed: &Value, identities: &BTreeMap<&str, x25519::Identity>) -> Vec<Value> {
    let mut found = Vec::new();
    for entry in listed.as_array().unwrap() {
        let Some(identity) = identities.get(entry["log"].as_str().unwrap()) else {
            continue;
        };
        let file = client::unb64(entry["file"].as_str().unwrap());
        let plain = client::open(identity, &file).unwrap();
        found.push(json!({"id": entry["id"], "log": entry["log"], "day": entry["day"], "body": client::body_of(&plain),
            "plain": client::b64(&plain), "digest": hex::encode(sha256(&file))}));
    }
    found
}

/// A key file: one age file, one recipient, filled to 2048 bytes.
pub fn key_file(
    place: &Place,
    purpose: &str,
    secret: &x25519::Identity,
    to: (&str, &x25519::Recipient),
    maker: &SigningKey,
    time: &str,
) -> Value {
    let body = json!({
        "v": 1, "window": place.window, "case": place.case, "purpose": purpose, "epoch": 1, "secret": client::secret_of(secret),
        "to": to.0, "maker": hex::encode(maker.verifying_key().to_bytes()), "time": time, "roster": place.roster,
    });
    let file = client::seal(to.1, &client::frame("keyfile", &body, maker, 2048));
    json!({"to": to.0, "purpose": purpose, "file": client::b64(&file)})
}
