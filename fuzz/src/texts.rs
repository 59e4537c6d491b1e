//! Texts: what people type, what a clerk saves, what an operator sets, and the one spelling of JSON.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sotomado::config::Config;
use sotomado_core::calendar::Day;
use sotomado_core::code::Code;
use sotomado_core::ids::{AuthorKey, CaseId, Digest, Identity, Recipient, WindowId};
use sotomado_core::policy::Policies;
use sotomado_core::time::Time;
use sotomado_core::{json as one, normalise as normal};

/// JSON: what is accepted is spelt as it is written, with its members in their order.
pub fn json(bytes: &[u8]) {
    let Some(value) = one::read::<serde_json::Value>(bytes) else {
        return;
    };
    let text = std::str::from_utf8(bytes).expect("JSON is UTF-8");
    assert!(
        !text.contains(['\n', '\r', '\t', '\0']),
        "no control stands in it as it is"
    );
    let again = serde_json::to_vec(&value).unwrap();
    // Sorted or not, the same members: as long, and accepted too.
    assert_eq!(again.len(), bytes.len());
    assert_eq!(one::read::<serde_json::Value>(&again), Some(value));
}

/// A receipt code as typed.
pub fn code(bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(code) = Code::read(typed) else { return };
    assert_eq!(code.canonical().len(), 24);
    for spelling in [
        code.canonical().to_owned(),
        code.shown(),
        code.shown().to_lowercase(),
    ] {
        assert_eq!(Code::read(&spelling).unwrap().canonical(), code.canonical());
    }
}

/// Ids, days, times, keys: one spelling for each.
pub fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    fn one_spelling<T: DeserializeOwned + Serialize>(text: &str) {
        let given = Value::String(text.to_owned());
        if let Ok(read) = serde_json::from_value::<T>(given.clone()) {
            assert_eq!(serde_json::to_value(read).unwrap(), given);
        }
    }
    one_spelling::<Day>(text);
    one_spelling::<Time>(text);
    one_spelling::<WindowId>(text);
    one_spelling::<CaseId>(text);
    one_spelling::<Digest>(text);
    one_spelling::<AuthorKey>(text);
    one_spelling::<Recipient>(text);
    if let Ok(identity) = text.parse::<Identity>() {
        assert_eq!(identity.reveal(), text);
    }
}

/// Normalising: what is normal stays as it is.
pub fn normalise(bytes: &[u8]) {
    let Ok(text) = normal::normalise(bytes) else {
        return;
    };
    assert!(
        text.ends_with('\n') && !text.ends_with("\n\n") || text == "\n",
        "one line end at the end"
    );
    assert!(!text.contains('\r'));
    assert_eq!(
        normal::normalise(text.as_bytes()).as_deref().ok(),
        Some(&*text)
    );
}

/// Policy files: the input takes the place of each of them.
pub fn policy(bytes: &[u8]) {
    for name in [
        "intake",
        "consent",
        "contacts",
        "holidays",
        "hours",
        "retention",
        "window",
    ] {
        let files: Vec<_> = crate::seeds::policies()
            .into_iter()
            .map(|(file, text)| {
                if file == format!("{name}.toml") {
                    (file, bytes.to_vec())
                } else {
                    (file, text)
                }
            })
            .collect();
        match Policies::load(&files) {
            Ok(read) => assert_eq!(read.files.len(), files.len()),
            Err(faults) => assert!(!faults.is_empty()),
        }
    }
}

/// The settings: a fault or settings, never both, and each fault says which.
pub fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match Config::parse(Path::new("/x/config.toml"), text) {
        Ok(config) => assert!(!config.organisations.is_empty()),
        Err(error) => assert!(
            !error.faults.is_empty() && error.faults.iter().all(|fault| !fault.what.is_empty())
        ),
    }
}
