//! What could not be confirmed, in plain words beside what it affects.

use maud::{Markup, html};

use super::shown::{ShownCase, ShownEntry};
use super::words::Words;

/// Every code of `docs/protocol.md` section 7; each has a message `desk-js-fault-…`.
pub const CODES: [&str; 37] = [
    "not-age",
    "malformed",
    "wrong-window",
    "wrong-case",
    "wrong-log",
    "bad-signature",
    "wrong-id",
    "unknown-author",
    "left-out",
    "wrong-kind",
    "gap",
    "fork",
    "broken-chain",
    "missing-head",
    "unknown-roster",
    "old-roster",
    "expired-roster",
    "unknown-reader",
    "gone-reader",
    "wrong-epoch",
    "heard-differs",
    "old-code",
    "code-differs",
    "no-proposal",
    "no-reason",
    "no-consent",
    "consent-differs",
    "consent-expired",
    "consent-revoked",
    "consent-crossed",
    "consent-used",
    "spoken-differs",
    "no-question",
    "one-person",
    "no-telling",
    "answer-differs",
    "no-report",
];

/// The sentences beside one entry.
#[must_use]
pub fn beside(words: &Words, entry: &ShownEntry) -> Markup {
    html! {
        @if !entry.faults.is_empty() {
            ul.faults {
                @for code in &entry.faults { li data-code=(code) { (words.say(&message(code), &[])) } }
            }
        }
    }
}

/// The sentence at the head of a case in which something could not be confirmed.
#[must_use]
pub fn summary(words: &Words, case: &ShownCase) -> Option<Markup> {
    let count = case
        .entries
        .iter()
        .filter(|entry| !entry.faults.is_empty())
        .count();
    if count == 0 && case.bad_keys == 0 && case.faults.is_empty() {
        return None;
    }
    Some(html! {
        div.note {
            @for code in &case.faults { p data-code=(code) { (words.say(&message(code), &[])) } }
            @if count > 0 { p { (words.say("desk-js-trouble-entries", &[("count", &count.to_string())])) } }
            @if case.bad_keys > 0 { p { (words.say("desk-js-trouble-keys", &[("count", &case.bad_keys.to_string())])) } }
        }
    })
}

/// The id of the message for a code; a code without words of its own gets the general one.
#[must_use]
pub fn message(code: &str) -> String {
    if CODES.contains(&code) {
        format!("desk-js-fault-{code}")
    } else {
        "desk-js-fault-other".to_owned()
    }
}
