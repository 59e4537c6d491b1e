//! The core and the browser's protocol take the very same inputs and refuse the very same: thousands that are nearly right.
//!
//! `SOTOMADO_SEED` for others than the usual ones, `SOTOMADO_INPUTS` for more of each kind.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may fail by panicking, and may ask its surroundings"
)]

mod bent;
mod odds;
mod spelt;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sotomado_core::calendar::Day;
use sotomado_core::code::Code;
use sotomado_core::entry::Entry;
use sotomado_core::frame::{self, Line};
use sotomado_core::ids::{AuthorKey, CaseId, Identity, Recipient};
use sotomado_core::keyfile::KeyFile;
use sotomado_core::roster::Roster;
use sotomado_core::succession::Succession;
use sotomado_core::time::Time;

use odds::Odds;

/// Inputs of each kind.
const USUAL: usize = 400;

fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// What the core takes: whether, and of a code which.
fn takes(kind: &str, bytes: &[u8]) -> Value {
    let text = || String::from_utf8_lossy(bytes).into_owned();
    fn is<T: std::str::FromStr>(text: &str) -> Value {
        json!(text.parse::<T>().is_ok())
    }
    match kind {
        "entry" => json!(Entry::read(bytes).is_ok()),
        "keyfile" => json!(KeyFile::read(bytes).is_ok()),
        "roster" => json!(Roster::read(bytes).is_ok()),
        "succession" => json!(Succession::read(bytes).is_ok()),
        "json" => json!(
            frame::read(Line::Roster, bytes)
                .and_then(|frame| frame.parse::<Value>())
                .is_ok_and(|body| body.is_object())
        ),
        "code" => Code::read(&text()).map_or(json!(false), |code| json!(code.canonical())),
        "day" => json!(Day::parse(&text()).is_some()),
        "time" => is::<Time>(&text()),
        "id" => is::<CaseId>(&text()),
        "key" => is::<AuthorKey>(&text()),
        "recipient" => is::<Recipient>(&text()),
        "identity" => is::<Identity>(&text()),
        _ => panic!("no kind {kind}"),
    }
}

/// Inputs of every kind, most of them nearly right.
fn made(odds: &mut Odds, each: usize) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    for (kind, line) in [
        ("entry", Line::Entry),
        ("keyfile", Line::KeyFile),
        ("roster", Line::Roster),
        ("succession", Line::Succession),
        ("json", Line::Roster),
    ] {
        let bodies = bent::bodies(line);
        assert!(bodies.len() > 2, "{kind}: where are the vectors?");
        for _ in 0..each {
            all.push((kind, bent::frame(odds, line, &bodies, kind == "json")));
        }
    }
    for kind in ["code", "day", "time", "id", "key", "recipient", "identity"] {
        for _ in 0..each {
            all.push((kind, spelt::text(odds, kind).into_bytes()));
        }
    }
    all
}

#[test]
fn browser_and_core_take_the_same() {
    let seed = asked("SOTOMADO_SEED", 20_261_124);
    let all = made(&mut Odds::new(seed as u64), asked("SOTOMADO_INPUTS", USUAL));
    let mut tally: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let inputs: Vec<Value> = all
        .iter()
        .map(|(kind, bytes)| {
            let takes = takes(kind, bytes);
            tally.entry(kind).or_default()[usize::from(takes == json!(false))] += 1;
            json!({"kind": kind, "bytes": STANDARD.encode(bytes), "takes": takes})
        })
        .collect();
    println!("seed {seed}, taken and refused: {tally:?}");
    for (kind, [taken, refused]) in &tally {
        let least = inputs.len() / tally.len() / 50;
        assert!(
            *taken > least && *refused > least,
            "{kind}: {taken} taken, {refused} refused: nothing is told from that"
        );
    }

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("inputs.json");
    std::fs::write(&file, serde_json::to_vec(&inputs).unwrap()).unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let said = Command::new("node")
        .arg(root.join("agree.mjs"))
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        said.status.success(),
        "node: {}",
        String::from_utf8_lossy(&said.stderr)
    );
    let apart: Vec<Value> = serde_json::from_slice(&said.stdout).unwrap();
    let shown = apart.iter().take(12).fold(String::new(), |mut all, one| {
        let bytes = STANDARD.decode(one["bytes"].as_str().unwrap()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches('\0');
        writeln!(
            all,
            "{} core {} browser {}: {text}",
            one["kind"], one["takes"], one["browser"]
        )
        .unwrap();
        all
    });
    assert!(
        apart.is_empty(),
        "{} of {}:\n{shown}",
        apart.len(),
        inputs.len()
    );
}
