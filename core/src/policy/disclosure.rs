//! `disclosure.toml`: by what rule numbers leave the desk. A city may make it stricter; what promise 11 says it cannot undo.

use std::ops::Range;

use serde::Serialize;

use super::reading::{Reading, Table};
use crate::calendar::Day;
use crate::disclosure::Rule;

/// The rule, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disclosure {
    pub rule: Rule,
    pub as_of: Day,
    /// For people: on what the numbers rest.
    pub source: String,
}

/// More families than a city writes.
const MOST: u32 = 1000;

// Within these a city may choose; a signed table is held to the same.
const K: Range<u32> = 10..MOST;
const ROUND_TO: Range<u32> = 1..11;
const ZERO_FROM: Range<u32> = 50..MOST;
const VISIBLE_PERCENT: Range<u32> = 60..101;
// The attack tries every way of knowing so many more: each one more costs several times as long.
const OTHERS_KNOWN: Range<u32> = 3..7;

/// Whether a city could have written this rule.
#[must_use]
pub fn is_rule_allowed(rule: &Rule) -> bool {
    K.contains(&rule.k)
        && K.contains(&rule.k_sensitive)
        && rule.k <= rule.k_sensitive
        && ROUND_TO.contains(&rule.round_to)
        && ZERO_FROM.contains(&rule.zero_from)
        && VISIBLE_PERCENT.contains(&rule.visible_percent)
        && OTHERS_KNOWN.contains(&rule.others_known)
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Disclosure> {
    reading.only(
        root,
        &[
            "as_of",
            "source",
            "k",
            "k_sensitive",
            "sensitive",
            "round_to",
            "zero_from",
            "visible_percent",
            "others_known",
        ],
    );
    let as_of = reading.day(root, "as_of");
    let source = reading.string(root, "source");
    let k = reading.number(root, "k", K);
    let k_sensitive = reading.number(root, "k_sensitive", K);
    let round_to = reading.number(root, "round_to", ROUND_TO);
    let zero_from = reading.number(root, "zero_from", ZERO_FROM);
    let visible_percent = reading.number(root, "visible_percent", VISIBLE_PERCENT);
    let others_known = reading.number(root, "others_known", OTHERS_KNOWN);
    let sensitive = reading.strings(root, "sensitive");
    if let (Some(k), Some(doubled)) = (k, k_sensitive)
        && doubled < k
    {
        reading.fault(
            root.place("k_sensitive"),
            "「k_sensitive」は「k」以上にしてください",
        );
    }
    Some(Disclosure {
        rule: Rule {
            k: k?,
            k_sensitive: k_sensitive?,
            sensitive: sensitive.into_iter().map(|(id, _)| id).collect(),
            round_to: round_to?,
            zero_from: zero_from?,
            visible_percent: visible_percent?,
            others_known: others_known?,
        },
        as_of: as_of?,
        source: source?,
    })
}
