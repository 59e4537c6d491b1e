//! The message files: none missing, none unused, none copied from another language, ruby well-formed, words chosen with care.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

#[path = "words/lists.rs"]
mod lists;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lists::{BANNED, LANGUAGES, NAMES, NO_MESSAGE, SAME, WHOLE};
use sotomado_core::policy::{APART, FILES, Policies, ruby_fault};

/// Id to text, of one language.
type Messages = BTreeMap<String, String>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn messages(language: &str) -> Messages {
    let mut all = Messages::new();
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("locales").join(language))
        .expect("locales")
        .map(|entry| entry.expect("entry").path())
        .collect();
    files.sort();
    for file in files {
        let stem = file
            .file_stem()
            .expect("name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&file).expect("UTF-8");
        let parsed = fluent_bundle::FluentResource::try_new(text.clone());
        assert!(parsed.is_ok(), "{}: {:?}", file.display(), parsed.err());
        let mut id = String::new();
        for line in text.lines() {
            if line.starts_with(' ') {
                all.entry(id.clone()).or_default().push_str(line);
            } else if let Some((name, value)) = line.split_once(" =") {
                id = name.to_owned();
                assert!(
                    name.starts_with(&format!("{stem}-")),
                    "{language}/{stem}.ftl: {name}"
                );
                let before = all.insert(id.clone(), value.trim().to_owned());
                assert!(before.is_none(), "{language}: {name} stands twice");
            } else {
                assert!(
                    line.trim().is_empty() || line.starts_with('#'),
                    "{language}/{stem}.ftl: {line}"
                );
            }
        }
    }
    all
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("entry").path();
        let name = path
            .file_name()
            .expect("name")
            .to_string_lossy()
            .into_owned();
        let kind = path
            .extension()
            .is_some_and(|end| end == "rs" || end == "ts" || end == "mts");
        if path.is_dir()
            && !["node_modules", "dist", "test", "target", "tests"].contains(&name.as_str())
        {
            sources(&path, found);
        } else if kind {
            found.push(path);
        }
    }
}

/// Every literal of code that begins like an id; what is put in at run time is `*`.
fn uses() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in ["src", "core/src", "web"] {
        sources(&root().join(folder), &mut files);
    }
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("UTF-8");
        if file.extension().is_some_and(|end| end == "rs") {
            found.extend(refusals(&text));
        }
        for (at, quote) in text.match_indices(['"', '`', '\'']) {
            let rest = text.get(at + 1..).unwrap_or_default();
            let Some(literal) = rest.split(quote).next() else {
                continue;
            };
            let ours = NAMES
                .iter()
                .any(|name| literal.starts_with(&format!("{name}-")));
            found.extend(ours.then(|| pattern(literal)).flatten());
        }
    }
    found
}

/// The codes with which a request is refused; the sentence of each is `faults-CODE`.
fn refusals(text: &str) -> impl Iterator<Item = String> {
    let begins = [
        "Self::new(StatusCode::",
        "Refusal::new(",
        "unfit(",
        "conflict(",
    ];
    begins
        .into_iter()
        .flat_map(|begin| text.split(begin).skip(1))
        .filter_map(|rest| {
            let inside = rest.split(')').next().unwrap_or_default();
            let code = inside.split('"').nth(1)?;
            Some(format!("faults-{code}"))
        })
}

/// `how-limit-{limit}` and `how-limit-${limit}` become `how-limit-*`; none if it is no id at all.
fn pattern(literal: &str) -> Option<String> {
    let mut made = String::new();
    let mut rest = literal;
    while let Some(next) = rest.chars().next() {
        if next == '{' || rest.starts_with("${") {
            rest = rest.split_once('}')?.1;
            made.push('*');
        } else if next.is_ascii_lowercase() || next.is_ascii_digit() || next == '-' {
            made.push(next);
            rest = rest.get(1..)?;
        } else {
            return None;
        }
    }
    if made.ends_with('-') {
        made.push('*');
    }
    let whole = WHOLE.iter().any(|prefix| made == format!("{prefix}*"));
    (!whole && !NO_MESSAGE.contains(&made.as_str())).then_some(made)
}

fn fits(pattern: &str, id: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| id.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        if index + 1 == parts.len() {
            return rest.len() > part.len() && rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.is_empty()
}

fn nothing(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

#[test]
fn every_message_exists_in_every_language() {
    let all: Vec<(&str, Messages)> = LANGUAGES
        .iter()
        .map(|lang| (*lang, messages(lang)))
        .collect();
    let ids: BTreeSet<&String> = all.iter().flat_map(|(_, texts)| texts.keys()).collect();
    let mut faults = Vec::new();
    for (lang, texts) in &all {
        faults.extend(
            ids.iter()
                .filter(|id| !texts.contains_key(**id))
                .map(|id| format!("{lang}: {id}")),
        );
        faults.extend(
            texts
                .iter()
                .filter(|(_, text)| text.is_empty())
                .map(|(id, _)| format!("{lang}: {id} is empty")),
        );
    }
    nothing("missing", &faults);
}

#[test]
fn every_message_takes_the_same_values() {
    let japanese = messages("ja");
    let values = |text: &str| -> BTreeSet<String> {
        text.split('$')
            .skip(1)
            .map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                    .collect()
            })
            .collect()
    };
    let mut faults = Vec::new();
    for lang in ["ja-yasashii", "en"] {
        for (id, text) in messages(lang) {
            let expected = japanese
                .get(&id)
                .map(|text| values(text))
                .unwrap_or_default();
            // A shorter sentence may leave one out; it may not ask for what nobody gives.
            if !values(&text).is_subset(&expected) {
                faults.push(format!(
                    "{lang}: {id} takes {:?}, ja takes {expected:?}",
                    values(&text)
                ));
            }
        }
    }
    nothing("values that ja does not have", &faults);
}

#[test]
fn every_message_that_is_used_exists() {
    let texts = messages("ja");
    let missing: Vec<String> = uses()
        .into_iter()
        .filter(|used| !texts.keys().any(|id| fits(used, id)))
        .collect();
    nothing("used but in no message file", &missing);
}

#[test]
fn every_message_that_exists_is_used() {
    let used = uses();
    let unused: Vec<String> = messages("ja")
        .into_keys()
        .filter(|id| !used.iter().any(|used| fits(used, id)))
        .collect();
    nothing("in the message files but never used", &unused);
}

#[test]
fn no_message_is_copied_from_another_language() {
    let (ja, easy, en) = (messages("ja"), messages("ja-yasashii"), messages("en"));
    // A value put in at run time is no word of either language.
    let letters = |text: &str| {
        let said = text
            .split('{')
            .map(|part| part.split('}').next_back().unwrap_or_default());
        said.flat_map(str::chars).any(char::is_alphabetic)
    };
    let mut faults = Vec::new();
    for (id, text) in &en {
        let japanese = text
            .chars()
            .any(|c| matches!(c, 'ぁ'..='ヿ' | '\u{4e00}'..='\u{9fff}'));
        let copied = ja.get(id) == Some(text) || easy.get(id) == Some(text);
        if !SAME.contains(&id.as_str()) && letters(text) && (copied || japanese) {
            faults.push(format!("en: {id} = {text}"));
        }
    }
    for (id, text) in &easy {
        let kanji = text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
        // Without kanji the same short word may be right in both.
        if ja.get(id) == Some(text) && kanji {
            faults.push(format!("ja-yasashii: {id} = {text}"));
        }
    }
    nothing("copied", &faults);
}

#[test]
fn ruby_is_well_formed_and_stands_over_every_kanji_of_easy_japanese() {
    let mut faults = Vec::new();
    for (id, text) in messages("ja-yasashii") {
        if let Some(fault) = ruby_fault(&text) {
            faults.push(format!("{id}: {fault}: {text}"));
        }
        faults
            .extend(bare_kanji(&text).map(|bare| format!("{id}: no reading over {bare}: {text}")));
    }
    for lang in ["ja", "en"] {
        let marked = messages(lang)
            .into_iter()
            .filter(|(_, text)| text.contains(['《', '》', '｜']));
        faults.extend(marked.map(|(id, text)| format!("{lang}: {id}: {text}")));
    }
    // In a policy file a text in easy Japanese is told by its key.
    for file in policies().files {
        for text in file
            .text
            .split("ja-yasashii = \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            faults.extend(
                bare_kanji(text)
                    .map(|bare| format!("{}: no reading over {bare}: {text}", file.name)),
            );
        }
    }
    nothing("ruby", &faults);
}

/// The first run of kanji without a reading.
fn bare_kanji(text: &str) -> Option<String> {
    let kanji = |c: char| matches!(c, '々' | '\u{4e00}'..='\u{9fff}');
    let mut rest = String::new();
    for part in text.split_inclusive('》') {
        let Some((before, _)) = part.split_once('《') else {
            rest.push_str(part);
            continue;
        };
        let base = before
            .rfind('｜')
            .unwrap_or_else(|| before.trim_end_matches(kanji).len());
        rest.push_str(before.get(..base).unwrap_or_default());
        rest.push(' ');
    }
    let bare: String = rest
        .chars()
        .skip_while(|c| !kanji(*c))
        .take_while(|c| kanji(*c))
        .collect();
    (!bare.is_empty()).then_some(bare)
}

#[test]
fn no_page_says_a_word_that_hurts_or_promises_too_much() {
    let mut faults = Vec::new();
    for lang in ["ja", "ja-yasashii"] {
        for (id, text) in messages(lang) {
            for (word, instead) in BANNED {
                if text.contains(word) {
                    faults.push(format!(
                        "{lang}: {id} says {word}, better {instead}: {text}"
                    ));
                }
            }
        }
    }
    let files = policies().files.into_iter();
    for (name, text) in files.map(|file| (file.name, file.text)) {
        // A procedure is read by staff while somebody shouts, and calls things what they are.
        // The lines of the yearly table bear the names that the law gives them.
        // So do the places that somebody is referred to.
        let apart = APART.iter().any(|folder| name.starts_with(folder))
            || ["taxonomy.toml", "referrals.toml"].contains(&name.as_str());
        // And a law bears its own.
        let text = text.replace("公益通報者保護法", "");
        let said = |word: &str| text.contains(word) && !apart;
        for (word, instead) in BANNED.iter().filter(|(word, _)| said(word)) {
            faults.push(format!("{name} says {word}, better {instead}"));
        }
    }
    nothing("words", &faults);
}

fn policies() -> Policies {
    let files: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                fs::read(root().join("policies").join(name)).expect("policy"),
            )
        })
        .collect();
    Policies::load(&files).unwrap_or_else(|faults| panic!("{faults:?}"))
}
