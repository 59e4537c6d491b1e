//! Attaching files: sealed and filled, sent in pieces, gone on with, named by an entry, fetched.

use axum::http::HeaderMap;
use serde_json::Value;
use serde_json::json;

use crate::client;
use crate::client::chance;
use crate::client::sent;
use crate::client::sha256;
use crate::http::Answer;
use crate::http::Ask;
use crate::people::Reporter;
use crate::people::Staff;
use crate::people::staff::OpenCase;
use crate::world::World;

/// A file as its owner holds it: what it is, and what is sent of it.
#[derive(Clone)]
pub struct Attached {
    pub plain: Vec<u8>,
    pub sealed: Vec<u8>,
    /// The name of the upload.
    pub upload: String,
    /// Its own SHA-256, where the entry states it.
    pub digest: Option<String>,
}

/// Section 5.6: to how many bytes a file is filled.
pub fn filled(bytes: usize) -> usize {
    let mut step = 65_536;
    while step < bytes {
        step = if step.is_power_of_two() {
            step / 2 * 3
        } else {
            step / 3 * 4
        };
    }
    step
}

/// Section 5.6: the id of a sealed file.
pub fn id_of(sealed: &[u8]) -> String {
    let pieces = sealed.chunks(4 << 20);
    let digests: String = pieces.map(|piece| hex::encode(sha256(piece))).collect();
    hex::encode(sha256(digests.as_bytes()))
}

impl Attached {
    /// Fills `plain` and seals it to `to`.
    pub fn seal(plain: &[u8], to: &age::x25519::Recipient) -> Self {
        let mut full = plain.to_vec();
        full.resize(filled(plain.len()), 0);
        Self {
            plain: plain.to_vec(),
            sealed: client::seal(to, &full),
            upload: hex::encode(chance::<16>()),
            digest: None,
        }
    }

    pub fn id(&self) -> String {
        id_of(&self.sealed)
    }

    /// The body of the entry that names it.
    pub fn body(&self, name: &str) -> Value {
        json!({
            "name": name, "type": "application/octet-stream", "bytes": self.plain.len(), "digest": self.digest,
            "as": "as-is", "other": null, "file": self.id(), "length": self.sealed.len(),
        })
    }

    /// What is announced of it.
    pub fn announced(&self) -> Value {
        json!({"upload": self.upload, "length": self.sealed.len()})
    }

    /// The request that names it as finished, with the sealed entry.
    pub fn finished(&self, entry: &[u8]) -> Value {
        json!({"entries": [sent("case", entry)], "files": [{"upload": self.upload, "id": self.id()}]})
    }
}

impl Reporter {
    /// Fills and seals a file for this case.
    pub fn seals(&self, plain: &[u8]) -> Attached {
        Attached::seal(plain, &self.identity.to_public())
    }

    pub async fn announces(&self, world: &World, file: &Attached) -> Answer {
        self.post(world, "uploads", &file.announced()).await
    }

    pub async fn asks_how_far(&self, world: &World, file: &Attached) -> Answer {
        let what = format!("uploads/{}", file.upload);
        world.send(self.signed(world, "GET", &what, "").await).await
    }

    /// A signed piece, ready to be sent.
    pub async fn piece(&self, world: &World, upload: &str, from: usize, bytes: &[u8]) -> Ask {
        let what = format!("uploads/{upload}?from={from}");
        self.signed_bytes(world, "PUT", &what, bytes).await
    }

    pub async fn sends(&self, world: &World, file: &Attached, from: usize, to: usize) -> Answer {
        let bytes = &file.sealed[from..to];
        world
            .send(self.piece(world, &file.upload, from, bytes).await)
            .await
    }

    /// Sends all of a file from where it stopped, in pieces of `step` bytes.
    pub async fn sends_on(&self, world: &World, file: &Attached, step: usize) {
        let come = self.asks_how_far(world, file).await.json();
        let mut from = usize::try_from(come["received"].as_u64().unwrap()).unwrap();
        while from < file.sealed.len() {
            let to = file.sealed.len().min(from + step);
            let answer = self.sends(world, file, from, to).await;
            answer.is(200);
            assert_eq!(answer.json()["received"], json!(to));
            from = to;
        }
    }

    /// The sealed entry that names a file.
    pub fn names(&mut self, world: &World, file: &Attached, name: &str) -> Vec<u8> {
        let to = self.identity.to_public();
        let (body, time) = (file.body(name), world.now());
        self.pen
            .write(&self.place, "case", "attachment", &time, &body, &to)
    }

    /// Seals, announces, sends and names a file: all of it.
    pub async fn attaches(&mut self, world: &World, name: &str, plain: &[u8]) -> Attached {
        let file = self.seals(plain);
        self.announces(world, &file).await.is(201);
        self.sends_on(world, &file, 4 << 20).await;
        let entry = self.names(world, &file, name);
        self.post(world, "entries", &file.finished(&entry))
            .await
            .is(201);
        file
    }

    pub async fn fetches(&self, world: &World, id: &str) -> Answer {
        let what = format!("files/{id}");
        world.send(self.signed(world, "GET", &what, "").await).await
    }
}

impl Staff {
    pub async fn announces(&self, world: &World, case: &str, file: &Attached) -> Answer {
        let path = format!("/desk/api/cases/{case}/uploads");
        self.send(world, "POST", &path, &file.announced()).await
    }

    pub async fn asks_how_far(&self, world: &World, case: &str, upload: &str) -> Answer {
        self.get(world, &format!("/desk/api/cases/{case}/uploads/{upload}"))
            .await
    }

    pub async fn sends(
        &self,
        world: &World,
        case: &str,
        upload: &str,
        from: usize,
        bytes: &[u8],
    ) -> Answer {
        let path = format!("/desk/api/cases/{case}/uploads/{upload}?from={from}");
        let mut ask = self.ask("PUT", &path, "");
        ask.body = bytes.to_vec();
        world.send(ask).await
    }

    /// Seals, announces, sends and names a file: all of it, and its digest too.
    pub async fn attaches(
        &self,
        world: &World,
        case: &mut OpenCase,
        name: &str,
        plain: &[u8],
    ) -> Attached {
        let to = case.identities["case"].to_public();
        let mut file = Attached::seal(plain, &to);
        file.digest = Some(hex::encode(sha256(plain)));
        let id = case.place.case.clone();
        self.announces(world, &id, &file).await.is(201);
        for (at, bytes) in file.sealed.chunks(4 << 20).enumerate() {
            self.sends(world, &id, &file.upload, at * (4 << 20), bytes)
                .await
                .is(200);
        }
        let (body, time) = (file.body(name), world.now());
        let pen = &mut case.case_pen;
        let entry = pen.write(&case.place, "case", "attachment", &time, &body, &to);
        let path = format!("/desk/api/cases/{id}/entries");
        self.send(world, "POST", &path, &file.finished(&entry))
            .await
            .is(201);
        file
    }

    pub async fn fetches(&self, world: &World, case: &str, id: &str) -> Answer {
        self.get(world, &format!("/desk/api/cases/{case}/files/{id}"))
            .await
    }
}

/// The challenge that an answer gives along for the next request.
pub fn next_challenge(headers: &HeaderMap) -> Option<&str> {
    headers
        .get("sotomado-challenge")
        .map(|value| value.to_str().unwrap())
}
