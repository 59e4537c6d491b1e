//! What a release of ten thousand codings costs beside bare age decryption of the same files: prints rows of a table, and fails
//! where it takes more than twice as long.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it measures, and may fall"
)]

use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use sotomado::sealing;
use sotomado_core::calendar::Day;
use sotomado_core::coding::{self, Coding};
use sotomado_core::derive;
use sotomado_core::ids::{AuthorKey, Digest, Identity, Pseudonym, WindowId};
use sotomado_core::ledger::{self, Ledger, Written};
use sotomado_core::release::{Offered, make};
use sotomado_core::roster::{PolicyDigest, Reader, Roster, RosterBody, Runs};

const CODINGS: usize = 10_000;
const COUNSELLORS: u8 = 5;
const YEAR: i16 = 2026;
const WINDOW: WindowId = WindowId([9; 16]);
const TURNS: usize = 5;
const GOAL: f64 = 2.0;
const DISCLOSURE: &str = include_str!("../policies/disclosure.toml");
const TAXONOMY: &str = include_str!("../policies/taxonomy.toml");
const FAMILIES: [&str; 7] = [
    "power",
    "sexual",
    "maternity_care",
    "customer",
    "sogi",
    "job_seeker",
    "other",
];

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// Opened bytes of one counsellor's codings and ledger, and the ledger's number.
fn counsellor(seed: u8, count: usize) -> (Vec<Vec<u8>>, String) {
    let author = AuthorKey::of(&key(seed));
    let mut plains = Vec::new();
    let mut codings = Vec::new();
    for (nth, family) in FAMILIES.iter().cycle().take(count).enumerate() {
        let pseudonym =
            Pseudonym(*Digest::of(&[&[seed][..], &nth.to_be_bytes()].concat()).as_bytes());
        let coding = Coding {
            v: 1,
            window: WINDOW,
            year: YEAR,
            pseudonym,
            version: 1,
            author,
            family: (*family).to_owned(),
            stage: "facts".into(),
            outcome: "open".into(),
            channel: "web".into(),
            told: nth % 9 == 0,
        };
        let plain = coding.compose(&key(seed)).unwrap();
        codings.push(Written {
            pseudonym,
            version: 1,
            digest: coding::digest(&plain),
        });
        plains.push(plain);
    }
    let ledger = Ledger {
        v: 1,
        window: WINDOW,
        year: YEAR,
        author,
        n: 1,
        before: None,
        codings,
        closed: true,
    };
    let plain = ledger.compose(&key(seed)).unwrap();
    let number = ledger::number(1, &Digest::of(&plain));
    plains.push(plain);
    (plains, number)
}

fn roster() -> Vec<u8> {
    let reader = |seed: u8| Reader {
        author: AuthorKey::of(&key(seed)),
        recipient: Identity([seed; 32]).recipient(),
        name: format!("相談員{seed}"),
        profession: "弁護士".into(),
        appointed_by: "法律事務所".into(),
        adviser: "いいえ".into(),
        deputy: false,
        earlier: Vec::new(),
    };
    let policy = |file: &str, text: &str| PolicyDigest {
        file: file.into(),
        sha256: Digest::of(text.as_bytes()),
    };
    let body = RosterBody {
        v: 1,
        window: WINDOW,
        organisation: "shiojiri".into(),
        name: "塩尻市".into(),
        epoch: 1,
        first_day: Day::new(2027, 2, 10).unwrap(),
        last_day: Day::new(2027, 5, 20).unwrap(),
        desk_key: AuthorKey::of(&key(1)),
        runs: Runs::Firm,
        readers: (11..11 + COUNSELLORS).map(reader).collect(),
        policies: vec![
            policy("disclosure.toml", DISCLOSURE),
            policy("taxonomy.toml", TAXONOMY),
        ],
        statistics: Vec::new(),
    };
    Roster::sign(&body, &key(1)).unwrap()
}

fn middle(mut all: Vec<Duration>) -> f64 {
    all.sort();
    all.get(all.len() / 2).unwrap().as_secs_f64()
}

fn main() {
    let identity = derive::statistics(&key(1), &WINDOW, YEAR);
    let recipient = identity.recipient();
    let (mut files, mut numbers) = (Vec::new(), Vec::new());
    for seed in 11..11 + COUNSELLORS {
        let (plains, number) = counsellor(seed, CODINGS / usize::from(COUNSELLORS));
        numbers.push(number);
        let seal = |plain: &Vec<u8>| sealing::seal(&recipient, plain).unwrap();
        files.extend(plains.iter().map(seal));
    }
    let rosters = [roster()];
    let opens = || -> Vec<Vec<u8>> {
        files
            .iter()
            .map(|file| sealing::open(&identity, file).unwrap())
            .collect()
    };
    let whole = || {
        let plains = opens();
        let draft = make(&Offered {
            window: WINDOW,
            desk_key: AuthorKey::of(&key(1)),
            rosters: &rosters,
            successions: &[],
            releases: &[],
            disclosure: DISCLOSURE,
            taxonomy: TAXONOMY,
            plains: &plains,
            numbers: &numbers,
            year: YEAR,
            day: Day::new(2027, 5, 10).unwrap(),
        });
        assert_eq!(draft.unwrap().body.total, Some(10_000));
    };
    let timed = |work: &dyn Fn()| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    let (mut bare, mut release) = (Vec::new(), Vec::new());
    // In turn, so that a machine that slows down slows both.
    for _ in 0..TURNS {
        bare.push(timed(&|| drop(opens())));
        release.push(timed(&whole));
    }
    let (bare, release) = (middle(bare), middle(release));
    let ratio = release / bare;
    let mark = if ratio <= GOAL { '✓' } else { '✗' };
    println!("| what | measured | goal |\n|---|--:|--:|");
    println!("| {CODINGS} codings and their ledgers, bare age decryption | {bare:.2} s |  |");
    println!("| a release of them: opened, checked, attacked | {release:.2} s |  |");
    println!("| time of the release over that of bare | {ratio:.2} | {GOAL:.0} {mark} |");
    if ratio > GOAL {
        std::process::exit(1);
    }
}
