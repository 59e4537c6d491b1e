//! The vectors in `tests/vectors`: the core gives them, byte for byte, and reads them as they say.
//!
//! `BLESS=1 cargo test -p sotomado-core --test vectors` writes the files anew.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test may fall, and lists its cases in one place"
)]

mod bodies;
mod codes;
mod endings;
mod heard;
mod leaving;
mod logs;
mod newkeys;
mod renewals;
mod signatures;
mod spoken;
#[path = "../log/steps.rs"]
#[allow(dead_code, reason = "shared with the tests of logs")]
mod steps;
mod tellings;
mod told;
#[path = "../log/world.rs"]
mod world;
mod yearly;

use std::path::PathBuf;
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

pub fn b64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Compares with the file of that name, or writes it.
pub fn agree(name: &str, vectors: &Value) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/vectors")
        .join(format!("{name}.json"));
    let mut sorted = vectors.clone();
    sorted.sort_all_objects();
    let text = format!("{}\n", serde_json::to_string_pretty(&sorted).unwrap());
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    assert!(
        kept == text,
        "{} is not what the core gives",
        path.display()
    );
}
