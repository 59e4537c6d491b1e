//! A release: codings that agree with every ledger, or a name for what does not.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod chained;
#[path = "../disclosure/exhaustive.rs"]
mod exhaustive;
mod lying;
mod whole;
mod world;

use exhaustive::Attacker;
use proptest::prelude::*;
use sotomado_core::calendar::Day;
use sotomado_core::disclosure::{Refused, Rule};
use sotomado_core::release::{Before, Draft, Release, draft};
use world::{DESK, YEAR, Year, author, key};

/// A city of some size.
const CITY: &[(&str, u16, u16)] = &[
    ("power", 83, 6),
    ("sexual", 41, 2),
    ("maternity_care", 27, 1),
    ("customer", 118, 30),
    ("sogi", 3, 0),
    ("job_seeker", 12, 0),
    ("other", 36, 4),
];

fn drafted(year: &Year, of: i16, releases: &[Release]) -> Draft {
    let counts = year.checks(&year.plains()).unwrap().counts(&year.taxonomy);
    let before = Before {
        roster: &year.roster,
        desk_key: author(DESK),
        disclosure: &year.disclosure,
        taxonomy: &year.taxonomy,
        releases,
        year: of,
        day: Day::new(of + 1, 4, 20).unwrap(),
    };
    draft(counts, &before).unwrap()
}

#[test]
fn promise_11_a_table_is_made_of_codings_attacked_signed_and_read_back() {
    let year = Year::of(CITY);
    let draft = drafted(&year, YEAR, &[]);
    let rows: Vec<Option<u32>> = draft.body.rows.iter().map(|row| row.cases).collect();
    let expected = [Some(85), Some(40), Some(25), Some(120), None, None, None];
    assert_eq!(rows, expected);
    assert_eq!((draft.body.total, draft.body.sentence), (Some(320), None));
    for line in draft.lines.iter().filter(|line| line.hidden.is_some()) {
        let rule = &year.disclosure.rule;
        // As wide as what an x means, but for three that are known.
        assert!(line.attacked.unwrap().width() + 4 >= rule.least(&line.family));
    }
    let frame = Release::sign(&draft.body, &key(DESK)).unwrap();
    let release = Release::read(&frame).unwrap();
    assert_eq!(release.body(), &draft.body);
    // What the page shows holds no true number that was hidden or rounded away.
    let said = String::from_utf8(frame).unwrap_or_default();
    assert!(!said.contains("118") && !said.contains("\"cases\":3}"));
}

#[test]
fn promise_11_a_small_town_gets_a_sentence_and_no_number() {
    let draft = drafted(&Year::of(&[("power", 9, 1), ("customer", 7, 2)]), YEAR, &[]);
    assert_eq!(draft.body.sentence, Some(Refused::FewLines));
    assert!(draft.body.rows.is_empty() && draft.body.total.is_none());
    let none = drafted(&Year::of(&[]), YEAR, &[]);
    assert_eq!(none.body.sentence, Some(Refused::FewCases));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// From codings to the signed table: one who tries every number recovers nothing that is hidden.
    #[test]
    fn promise_11_no_number_behind_an_x_of_a_release_is_recovered(
        lines in proptest::collection::vec((0u16..9, 0u16..3), 3..5),
        k in 2u32..5, round_to in 1u32..4, others_known in 0u32..3, zeros in any::<bool>(),
    ) {
        let families = ["power", "sexual", "customer", "other"];
        let cases: Vec<(&str, u16, u16)> = families.iter().zip(&lines).map(|(name, (n, told))| (*name, *n, *told)).collect();
        let mut year = Year::of(&cases);
        year.taxonomy.families.retain(|family| families[..lines.len()].contains(&family.id.as_str()));
        year.disclosure.rule = Rule {
            k: k.max(round_to), k_sensitive: k + 1, sensitive: ["sexual".to_owned()].into(), round_to,
            zero_from: if zeros { 0 } else { 50 }, visible_percent: 30, others_known,
        };
        let draft = drafted(&year, YEAR, &[]);
        let Some(table) = draft.body.published() else { return Ok(()) };
        let attacker = Attacker::new(&table, &draft.counts);
        for known in exhaustive::knowing(&draft.counts, others_known) {
            for (at, row) in draft.body.rows.iter().enumerate().filter(|(_, row)| row.cases.is_none()) {
                let numbers = attacker.numbers(at, &known);
                let from = known[at].max(table.least_of_x());
                let to = draft.counts[at].told + table.rule.least(&row.family);
                prop_assert!(numbers.is_empty() || (from..to).all(|number| numbers.contains(&number)), "{row:?} {known:?} {numbers:?}");
            }
        }
    }
}
