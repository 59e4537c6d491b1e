//! Every input that once broke something, and everything that the vectors hold, through every target: without a fuzzer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use std::fs;
use std::path::PathBuf;

use sotomado_fuzz::{TARGETS, seeds};

const MOST: u64 = 1 << 20;

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

#[test]
fn the_corpus_is_small_and_belongs_to_targets() {
    let mut size = 0;
    for folder in fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            TARGETS.iter().any(|(known, _)| *known == name),
            "{name} is no target"
        );
        size += fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().metadata().unwrap().len())
            .sum::<u64>();
    }
    assert!(size < MOST, "{size} B of inputs; {MOST} at most");
}

#[test]
fn nothing_that_was_found_comes_back() {
    let mut replayed = 0;
    for (name, target) in TARGETS {
        let Ok(files) = fs::read_dir(corpus().join(name)) else {
            continue;
        };
        for file in files.map(|file| file.unwrap().path()) {
            println!("{}", file.display());
            target(&fs::read(file).unwrap());
            replayed += 1;
        }
    }
    assert!(replayed > 50, "{replayed} inputs: where is the corpus?");
}

#[test]
fn all_vectors_pass_through_all_targets() {
    let all = seeds::all();
    assert!(all.len() > 300, "{} seeds", all.len());
    for (name, target) in TARGETS {
        println!("{name}");
        // Six sets of policies are read for one input: a part of all the others is enough there.
        let every = if *name == "policy" { 40 } else { 1 };
        for bytes in all.iter().step_by(every) {
            target(bytes);
        }
    }
}
