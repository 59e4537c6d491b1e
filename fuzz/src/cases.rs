//! A whole case from any entries, chains of desk keys from any successions, and the browser's one door.

use sotomado_core::door;
use sotomado_core::entry::Log;
use sotomado_core::frame::Line;
use sotomado_core::ids::{AuthorKey, CaseId, Digest, WindowId};
use sotomado_core::log::{self, LogInput, Opened};
use sotomado_core::roster::Roster;
use sotomado_core::succession::{Succession, fingerprint, trace};
use sotomado_core::tap::{self, TapFault};

use crate::signed::{key, sign};

/// Parts of an input stand between these bytes.
pub const BETWEEN: &[u8] = b"\x00\xff\x00";

fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut all, mut rest) = (Vec::new(), bytes);
    while let Some(at) = rest.windows(BETWEEN.len()).position(|part| part == BETWEEN) {
        all.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    all.push(rest);
    all
}

/// The log check: every entry has its judgement, in whatever order they come the same faults are found.
pub fn case(bytes: &[u8]) {
    let parts = parts(bytes);
    let rosters: Vec<Roster> = parts
        .iter()
        .filter_map(|part| Roster::read(&sign(Line::Roster, part)?).ok())
        .collect();
    let plains: Vec<Vec<u8>> = parts
        .iter()
        .map(|part| sign(Line::Entry, part).unwrap_or_else(|| part.to_vec()))
        .collect();
    let judged = |order: &mut dyn Iterator<Item = &Vec<u8>>| {
        let entries: Vec<Opened<'_>> = order
            .map(|plain| {
                let id = Digest::of(plain);
                let log = if plain.windows(12).any(|part| part == b"\"log\":\"desk\"") {
                    Log::Desk
                } else {
                    Log::Case
                };
                Opened {
                    id,
                    digest: id,
                    log,
                    day: None,
                    plain: Some(plain),
                }
            })
            .collect();
        let view = log::verify(&LogInput {
            window: WindowId([9; 16]),
            case: CaseId([8; 16]),
            reporter: None,
            rosters: &rosters,
            left_out: &[],
            entries: &entries,
        });
        let mut found: Vec<String> = view
            .entries
            .iter()
            .map(|entry| format!("{} {:?}", entry.id, entry.faults))
            .collect();
        found.sort();
        found
    };
    assert_eq!(judged(&mut plains.iter()), judged(&mut plains.iter().rev()));
}

/// Successions: whoever is arrived at was named by a chain of signatures from the first key.
pub fn chain(bytes: &[u8]) {
    let all: Vec<Succession> = parts(bytes)
        .into_iter()
        .filter_map(|part| Succession::read(&sign(Line::Succession, part)?).ok())
        .collect();
    let first = AuthorKey::of(&key(5));
    for to in all.iter().map(|one| one.to) {
        if trace(WindowId([9; 16]), Some(fingerprint(&first)), &all, to).is_ok() {
            assert!(to == first || all.iter().any(|one| one.to == to));
        }
    }
}

/// The record of a counter: what was read of any bytes is read again as it was, in whatever order the files come.
pub fn taps(bytes: &[u8]) {
    let window = WindowId([9; 16]);
    let files: Vec<Vec<u8>> = parts(bytes)
        .into_iter()
        .map(|part| sign(Line::Tap, part).unwrap_or_else(|| part.to_vec()))
        .collect();
    let all = |files: &[Vec<u8>]| {
        let plains: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        tap::read(window, &plains)
    };
    let read = all(&files);
    let again = tap::read(window, &[&read.frames.concat()]);
    assert_eq!(
        (&again.records, &again.frames),
        (&read.records, &read.frames)
    );
    if !read.faults.contains(&TapFault::Fork) {
        let turned: Vec<Vec<u8>> = files.into_iter().rev().collect();
        assert_eq!(all(&turned).records, read.records);
    }
}

/// The door of the WebAssembly core: any question has an answer in JSON that quotes nothing of it.
pub fn door(bytes: &[u8]) {
    let answer: serde_json::Value = serde_json::from_slice(&door::ask(bytes)).expect("an answer");
    assert!(answer.get("ok").is_some() != answer.get("fault").is_some());
}
