//! age files of both makers, kept once and for ever opened: the crate's and the browser's.
//!
//! `BLESS=1` seals those of the crate anew, in `node --test` those of the browser.

use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sotomado_core::code::Code;
use sotomado_core::derive;
use sotomado_core::entry::Entry;
use sotomado_core::ids::{Digest, WindowId};
use sotomado_core::keyfile::KeyFile;

use crate::client;

fn file(name: &str) -> String {
    format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

fn vectors(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(file(name)).unwrap()).unwrap()
}

/// The reporter identity of the first derivation, an entry and a key file.
fn plain() -> (age::x25519::Identity, [Vec<u8>; 2]) {
    let derived = &vectors("derivations")["keys"][0];
    let code = Code::read(derived["code"].as_str().unwrap()).unwrap();
    let window: WindowId = derived["window"].as_str().unwrap().parse().unwrap();
    let identity = derive::keys(&code, &window).identity;
    let bytes = |of: &Value| STANDARD.decode(of["plain"].as_str().unwrap()).unwrap();
    let both = [
        bytes(&vectors("entries")[0]),
        bytes(&vectors("keyfiles")["files"][0]),
    ];
    (identity.reveal().parse().unwrap(), both)
}

#[test]
fn sealed_files_open() {
    let (identity, plain) = plain();
    if env::var_os("BLESS").is_some() {
        let sealed = plain.each_ref().map(|plain| {
            let sealed = client::seal(&identity.to_public(), plain);
            json!({"file": STANDARD.encode(&sealed), "id": Digest::of(&sealed)})
        });
        let text = serde_json::to_string_pretty(&sealed).unwrap();
        fs::write(file("sealed-by-crate"), format!("{text}\n")).unwrap();
    }
    for maker in ["sealed-by-crate", "sealed-by-browser"] {
        let files = vectors(maker);
        for (sealed, plain) in files.as_array().unwrap().iter().zip(&plain) {
            let bytes = STANDARD.decode(sealed["file"].as_str().unwrap()).unwrap();
            assert_eq!(sealed["id"], json!(Digest::of(&bytes)));
            assert_eq!(
                client::open(&identity, &bytes).as_ref(),
                Some(plain),
                "{maker}"
            );
            let other = age::x25519::Identity::generate();
            assert_eq!(client::open(&other, &bytes), None);
        }
    }
    assert!(Entry::read(&plain[0]).is_ok() && KeyFile::read(&plain[1]).is_ok());
}
