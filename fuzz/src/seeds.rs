//! Where fuzzing begins: all that the vectors and the policies hold, as bytes.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::cases::BETWEEN;

/// Larger ones are left out: they slow down and lead nowhere that smaller ones do not.
const LARGEST: usize = 16 * 1024;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The policy files as they are served, without their scenarios.
#[must_use]
pub fn policies() -> Vec<(String, Vec<u8>)> {
    static FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
        let read = |name: &&str| {
            let bytes = fs::read(root().join("policies").join(name)).unwrap();
            ((*name).to_owned(), bytes)
        };
        sotomado_core::policy::FILES.iter().map(read).collect()
    });
    FILES.clone()
}

/// Every text of every vector, the bytes behind it, and the body inside those; whole cases as parts of one input.
#[must_use]
pub fn all() -> BTreeSet<Vec<u8>> {
    let mut found: BTreeSet<Vec<u8>> = policies().into_iter().map(|(_, text)| text).collect();
    for file in fs::read_dir(root().join("tests/vectors")).unwrap() {
        let path = file.unwrap().path();
        // How histories are drawn, and digests: nothing in it is read by anybody.
        if path.ends_with("histories.json") {
            continue;
        }
        let text = fs::read(path).unwrap();
        collect(&serde_json::from_slice(&text).unwrap(), &mut found);
    }
    found.extend(crate::request::seeds());
    found.extend(crate::forms::seeds());
    found.retain(|bytes| bytes.len() <= LARGEST);
    found
}

fn collect(value: &Value, into: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::String(text) => {
            into.insert(text.as_bytes().to_vec());
            if let Ok(bytes) = STANDARD.decode(text) {
                into.extend(body(&bytes));
                into.insert(bytes);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        Value::Object(members) => {
            let bodies = |name: &str| {
                let list = members
                    .get(name)
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                list.into_iter().filter_map(|one| {
                    let text = one
                        .as_str()
                        .or_else(|| one["plain"].as_str())
                        .or_else(|| one["file"].as_str())?;
                    body(&STANDARD.decode(text).ok()?)
                })
            };
            let whole: Vec<_> = bodies("rosters").chain(bodies("entries")).collect();
            into.insert(whole.join(BETWEEN));
            members.values().for_each(|value| collect(value, into));
        }
        _ => {}
    }
}

/// The JSON inside a frame.
fn body(frame: &[u8]) -> Option<Vec<u8>> {
    let line = frame.iter().take(24).position(|byte| *byte == b'\n')? + 1;
    let (length, rest) = frame.get(line..)?.split_first_chunk::<4>()?;
    Some(
        rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?
            .to_vec(),
    )
}
