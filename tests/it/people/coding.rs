//! A counsellor who codes cases for the yearly table, and keeps a ledger: a stranger's program, as docs/protocol.md has it.

use std::collections::BTreeMap;
use std::io::Write;
use std::str::FromStr;

use age::x25519;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use sotomado_core::ids::Identity;

use crate::client::{self, b64, parts, sha256};
use crate::http::Answer;
use crate::people::Staff;
use crate::world::World;

/// The fiscal year in which the stories begin.
pub const YEAR: u16 = 2026;

/// Section 4: 32 bytes for one purpose, part by part.
fn derived(key: &[u8], window: &str, purpose: &[&[u8]]) -> [u8; 32] {
    let window = hex::decode(window).unwrap();
    let head: [&[u8]; 3] = [b"sotomado", b"1", &window];
    let mut out = [0; 32];
    Hkdf::<Sha256>::new(None, key)
        .expand(&parts(&[&head, purpose].concat()), &mut out)
        .unwrap();
    out
}

fn keyed(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// The identity of a year's codings, from the desk's own key.
pub fn statistics(desk: &SigningKey, window: &str, year: u16) -> x25519::Identity {
    let year = year.to_string();
    let secret = derived(&desk.to_bytes(), window, &[b"statistics", year.as_bytes()]);
    // Bech32 alone is the program's.
    x25519::Identity::from_str(&Identity(secret).reveal()).unwrap()
}

/// What a roster says of them.
pub fn recipients(desk: &SigningKey, window: &str) -> Vec<Value> {
    let one = |year| json!({"year": year, "recipient": statistics(desk, window, year).to_public().to_string()});
    [YEAR - 1, YEAR].map(one).into()
}

/// A counsellor at one window, with what they know of their own files.
pub struct Coder {
    pub staff: Staff,
    org: String,
    year: u16,
    window: String,
    recipient: x25519::Recipient,
    written: BTreeMap<String, (u64, String)>,
    n: u64,
    before: Option<String>,
    /// SHA-256 of what lies under an id.
    lies: BTreeMap<String, String>,
    /// As the lead is told it.
    pub number: String,
}

impl Coder {
    pub fn of(world: &World, staff: &Staff, org: &str) -> Self {
        Self::of_year(world, staff, org, YEAR)
    }

    pub fn of_year(world: &World, staff: &Staff, org: &str, year: u16) -> Self {
        let window = world.app.window(org).unwrap().id.to_string();
        Self {
            recipient: statistics(&world.desk_key, &window, year).to_public(),
            staff: staff.clone(),
            org: org.to_owned(),
            year,
            window,
            written: BTreeMap::new(),
            n: 0,
            before: None,
            lies: BTreeMap::new(),
            number: String::new(),
        }
    }

    fn id(&self, what: &[&[u8]]) -> String {
        let key = derived(
            &self.staff.key.to_bytes(),
            &self.window,
            &[b"statistics-file"],
        );
        let year = self.year.to_string();
        let head: [&[u8]; 1] = [year.as_bytes()];
        hex::encode(&keyed(&key, &parts(&[&head, what].concat()))[..16])
    }

    /// A case's name; `first` stands for the secret of its first identity.
    pub fn pseudonym(&self, first: [u8; 32], case: &str) -> String {
        let key = derived(&first, &self.window, &[b"pseudonym"]);
        hex::encode(keyed(&key, &hex::decode(case).unwrap()))
    }

    /// Codes a case of that name, anew where it was coded before.
    pub async fn codes(
        &mut self,
        world: &World,
        pseudonym: &str,
        family: &str,
        told: bool,
    ) -> Answer {
        let version = self
            .written
            .get(pseudonym)
            .map_or(1, |(version, _)| version + 1);
        let body = json!({
            "v": 1, "window": self.window, "year": self.year, "pseudonym": pseudonym, "version": version, "author": self.staff.author(),
            "family": family, "stage": "facts", "outcome": "open", "channel": "web", "told": told,
        });
        let plain = client::frame("coding", &body, &self.staff.key, 1024);
        let digest = hex::encode(sha256(&plain));
        self.written.insert(pseudonym.to_owned(), (version, digest));
        let id = self.id(&[b"coding", &hex::decode(pseudonym).unwrap()]);
        let coding = (id, sealed(&[&self.recipient], &plain));
        let ledger = self.ledger(false);
        self.sends(world, vec![coding, ledger]).await
    }

    pub async fn closes(&mut self, world: &World) -> Answer {
        let ledger = self.ledger(true);
        self.sends(world, vec![ledger]).await
    }

    fn ledger(&mut self, closed: bool) -> (String, Vec<u8>) {
        self.n += 1;
        let codings: Vec<Value> = self
            .written
            .iter()
            .map(|(pseudonym, (version, digest))| json!({"pseudonym": pseudonym, "version": version, "digest": digest}))
            .collect();
        let body = json!({
            "v": 1, "window": self.window, "year": self.year, "author": self.staff.author(), "n": self.n, "before": self.before,
            "codings": codings, "closed": closed,
        });
        let plain = client::frame("ledger", &body, &self.staff.key, 65_536);
        let digest = sha256(&plain);
        self.before = Some(hex::encode(digest));
        self.number = number(self.n, &digest);
        let own = self.staff.identity.to_public();
        (
            self.id(&[b"ledger"]),
            sealed(&[&self.recipient, &own], &plain),
        )
    }

    async fn sends(&mut self, world: &World, files: Vec<(String, Vec<u8>)>) -> Answer {
        let sent: Vec<Value> = files
            .iter()
            .map(|(id, file)| json!({"id": id, "file": b64(file), "known": self.lies.get(id)}))
            .collect();
        let body = json!({"organisation": self.org, "files": sent});
        let answer = self
            .staff
            .send(world, "PUT", "/desk/api/codings", &body)
            .await;
        if answer.status == 204 {
            for (id, file) in files {
                self.lies.insert(id, hex::encode(sha256(&file)));
            }
        }
        answer
    }

    /// Where this counsellor's own ledger is asked for.
    pub fn ledger_path(&self) -> String {
        format!("/desk/api/codings/{}/{}", self.org, self.id(&[b"ledger"]))
    }
}

/// `n-XXXX-XXXX`: 40 bits, five for each letter.
fn number(n: u64, digest: &[u8; 32]) -> String {
    let bits = digest[..5]
        .iter()
        .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let letter =
        |place: usize| char::from(client::ALPHABET[(bits >> (35 - 5 * place) & 31) as usize]);
    let four = |from: usize| (from..from + 4).map(letter).collect::<String>();
    format!("{n}-{}-{}", four(0), four(4))
}

fn sealed(to: &[&x25519::Recipient], plain: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let encryptor = age::Encryptor::with_recipients(to.iter().map(|one| *one as _)).unwrap();
    let mut writer = encryptor.wrap_output(&mut file).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap();
    file
}
