//! Everything that is signed: what is read is what was signed, has one spelling, and is the same when written again.

use ed25519_dalek::SigningKey;
use sotomado_core::audit::Head;
use sotomado_core::certificate::Certificate;
use sotomado_core::coding::Coding;
use sotomado_core::ending::Ending;
use sotomado_core::entry::Entry;
use sotomado_core::frame::{self, Line};
use sotomado_core::ids::AuthorKey;
use sotomado_core::keyfile::KeyFile;
use sotomado_core::ledger::Ledger;
use sotomado_core::release::Release;
use sotomado_core::roster::Roster;
use sotomado_core::succession::Succession;
use sotomado_core::telling::{Answer, Telling};

/// The keys of the vectors.
#[must_use]
pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// Signs a body as the signer that it names, if it is one of the vectors'; with such bytes a fuzzer passes the signature.
#[must_use]
pub fn sign(line: Line, body: &[u8]) -> Option<Vec<u8>> {
    let member: &[u8] = match line {
        Line::Entry
        | Line::Tap
        | Line::Coding
        | Line::Ledger
        | Line::Telling
        | Line::Answer
        | Line::Code
        | Line::Spoken => b"\"author\":\"",
        Line::KeyFile => b"\"maker\":\"",
        Line::Roster | Line::Release => b"\"desk_key\":\"",
        Line::Succession => b"\"from\":\"",
        Line::Heard => b"\"by\":\"",
        Line::Head | Line::Certificate | Line::Ending => b"\"key\":\"",
    };
    let at = body.windows(member.len()).position(|part| part == member)? + member.len();
    let named = body.get(at..at + 64)?;
    let key = (0..=20)
        .map(key)
        .find(|key| AuthorKey::of(key).to_string().as_bytes() == named)?;
    frame::write(line, body, &key).ok()
}

/// A frame: taken apart and put together it is the same bytes.
pub fn frame(bytes: &[u8]) {
    for line in [
        Line::Entry,
        Line::KeyFile,
        Line::Roster,
        Line::Succession,
        Line::Tap,
        Line::Coding,
        Line::Ledger,
        Line::Release,
        Line::Head,
        Line::Certificate,
        Line::Ending,
        Line::Telling,
        Line::Answer,
        Line::Heard,
        Line::Code,
        Line::Spoken,
    ] {
        let Ok(read) = frame::read(line, bytes) else {
            continue;
        };
        let again = [
            frame::to_sign(line, read.body()).unwrap(),
            read.signature().to_vec(),
        ]
        .concat();
        assert!(bytes.starts_with(&again) && bytes[again.len()..].iter().all(|byte| *byte == 0));
        let fresh = frame::write(line, read.body(), &key(1)).unwrap();
        assert_eq!(fresh.len(), bytes.len(), "one size for one body");
        assert!(
            frame::read(line, &fresh)
                .unwrap()
                .verify(&AuthorKey::of(&key(1)))
                .is_ok()
        );
    }
}

/// An entry, from its frame or from its body.
pub fn entry(bytes: &[u8]) {
    let signed = sign(Line::Entry, bytes);
    for plain in [Some(bytes), signed.as_deref()].into_iter().flatten() {
        let Ok(read) = Entry::read(plain) else {
            continue;
        };
        let json = read.json().unwrap();
        assert!(
            sotomado_core::json::read::<serde_json::Value>(&json).is_some(),
            "one spelling"
        );
        if let Some(again) = sign(Line::Entry, &json) {
            assert_eq!(Entry::read(&again).unwrap().json().unwrap(), json);
        }
    }
}

/// A key file.
pub fn keyfile(bytes: &[u8]) {
    let signed = sign(Line::KeyFile, bytes);
    for plain in [Some(bytes), signed.as_deref()].into_iter().flatten() {
        let Ok(read) = KeyFile::read(plain) else {
            continue;
        };
        let json = serde_json::to_vec(&read).unwrap();
        if let Some(again) = sign(Line::KeyFile, &json) {
            assert_eq!(
                serde_json::to_vec(&KeyFile::read(&again).unwrap()).unwrap(),
                json
            );
        }
    }
}

/// A roster: nobody stands on it twice, and its days are in order.
pub fn roster(bytes: &[u8]) {
    let signed = sign(Line::Roster, bytes);
    for plain in [Some(bytes), signed.as_deref()].into_iter().flatten() {
        let Ok(read) = Roster::read(plain) else {
            continue;
        };
        assert_eq!(read.frame(), plain);
        let json = serde_json::to_vec(read.body()).unwrap();
        if let Some(again) = sign(Line::Roster, &json) {
            assert_eq!(
                serde_json::to_vec(&Roster::read(&again).unwrap().body()).unwrap(),
                json
            );
        }
        for reader in &read.body().readers {
            assert_eq!(
                read.body()
                    .readers
                    .iter()
                    .filter(|other| other.author == reader.author)
                    .count(),
                1
            );
        }
        assert!((0..100).contains(&read.body().first_day.days_until(read.body().last_day)));
    }
}

/// A succession.
pub fn succession(bytes: &[u8]) {
    let signed = sign(Line::Succession, bytes);
    for plain in [Some(bytes), signed.as_deref()].into_iter().flatten() {
        let Ok(read) = Succession::read(plain) else {
            continue;
        };
        let json = serde_json::to_vec(&read).unwrap();
        if let Some(again) = sign(Line::Succession, &json) {
            assert_eq!(
                serde_json::to_vec(&Succession::read(&again).unwrap()).unwrap(),
                json
            );
        }
    }
}

/// What the yearly table is made of, and the table: read, each is the same when written again.
pub fn yearly(bytes: &[u8]) {
    let again = |line, json: Result<Vec<u8>, serde_json::Error>| sign(line, &json.unwrap());
    let framed = |line| {
        [Some(bytes.to_vec()), sign(line, bytes)]
            .into_iter()
            .flatten()
    };
    for plain in framed(Line::Coding) {
        let Ok(read) = Coding::read(&plain) else {
            continue;
        };
        if let Some(again) = again(Line::Coding, serde_json::to_vec(&read)) {
            assert_eq!(Coding::read(&again), Ok(read));
        }
    }
    for plain in framed(Line::Ledger) {
        let Ok(read) = Ledger::read(&plain) else {
            continue;
        };
        if let Some(again) = again(Line::Ledger, serde_json::to_vec(&read)) {
            assert_eq!(Ledger::read(&again), Ok(read));
        }
    }
    for plain in framed(Line::Head) {
        let Ok(read) = Head::read(&plain) else {
            continue;
        };
        // Its one line is read back as itself.
        let spelt = read.line();
        assert_eq!(Head::from_line(&spelt).unwrap().line(), spelt);
    }
    for plain in framed(Line::Certificate) {
        let Ok(read) = Certificate::read(&plain) else {
            continue;
        };
        if let Some(again) = again(Line::Certificate, serde_json::to_vec(read.body())) {
            assert_eq!(Certificate::read(&again).unwrap().body(), read.body());
        }
    }
    for plain in framed(Line::Ending) {
        let Ok(read) = Ending::read(&plain) else {
            continue;
        };
        if let Some(again) = again(Line::Ending, serde_json::to_vec(&read)) {
            assert_eq!(Ending::read(&again), Ok(read));
        }
    }
    for plain in framed(Line::Release) {
        let Ok(read) = Release::read(&plain) else {
            continue;
        };
        if let Some(again) = again(Line::Release, serde_json::to_vec(read.body())) {
            assert_eq!(Release::read(&again).unwrap().body(), read.body());
        }
    }
}

/// What somebody in the city is told, and what they give back: read, each is the same when written again.
pub fn told(bytes: &[u8]) {
    let again = |line, json: Result<Vec<u8>, serde_json::Error>| sign(line, &json.unwrap());
    let framed = |line| {
        [Some(bytes.to_vec()), sign(line, bytes)]
            .into_iter()
            .flatten()
    };
    for plain in framed(Line::Telling) {
        let Ok(read) = Telling::read(&plain) else {
            continue;
        };
        if let Some(again) = again(Line::Telling, serde_json::to_vec(&read)) {
            assert_eq!(Telling::read(&again), Ok(read));
        }
    }
    for plain in framed(Line::Answer) {
        let Ok(read) = Answer::read(&plain) else {
            continue;
        };
        if let Some(again) = again(Line::Answer, serde_json::to_vec(&read)) {
            assert_eq!(Answer::read(&again), Ok(read));
        }
    }
}
