//! Tables under attack: by the integer program, and by one who tries every number that there could be.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod exhaustive;
mod tables;

use exhaustive::Attacker;
use proptest::prelude::*;
use sotomado_core::disclosure::{
    Count, Decision, Hidden, Published, Refused, Rule, System, decide, narrowest,
};
use tables::{count, counts, numbers, rule};

/// A city of some size: most families have many cases, two have few.
fn a_year() -> Vec<Count> {
    counts(&[
        ("power", 83, 6),
        ("sexual", 41, 2),
        ("maternity_care", 27, 1),
        ("customer", 118, 30),
        ("sogi", 3, 0),
        ("job_seeker", 12, 0),
        ("other", 36, 4),
    ])
}

fn table(decision: Decision) -> sotomado_core::disclosure::Proposal {
    match decision {
        Decision::Table(proposal) => proposal,
        Decision::Sentence(why) => panic!("refused: {why:?}"),
    }
}

#[test]
fn promise_11_what_is_hidden_stays_hidden_from_one_who_knows_told_cases_and_any_three_others() {
    let proposal = table(decide(2026, &a_year(), &rule(), &[]).unwrap());
    let hidden: Vec<_> = proposal
        .lines
        .iter()
        .filter_map(|line| line.hidden.map(|why| (line.family.as_str(), why)))
        .collect();
    assert_eq!(
        hidden,
        [("sogi", Hidden::Few), ("job_seeker", Hidden::Cover)]
    );
    for line in proposal.lines.iter().filter(|line| line.hidden.is_some()) {
        let attacked = line.attacked.unwrap();
        assert!(attacked.width() >= rule().least(&line.family), "{line:?}");
        assert!((attacked.least..=attacked.most).contains(&line.cases));
    }
    let shown: Vec<_> = proposal.lines.iter().map(|line| line.shown).collect();
    let expected = [
        Some(85),
        Some(40),
        Some(25),
        Some(120),
        None,
        None,
        Some(35),
    ];
    assert_eq!(shown, expected);
    assert_eq!(proposal.total, 320);
}

#[test]
fn a_hidden_line_alone_would_be_what_the_others_leave() {
    let exact = Rule {
        round_to: 1,
        ..rule()
    };
    let proposal = table(decide(2026, &a_year(), &exact, &[]).unwrap());
    let hidden = proposal.lines.iter().filter(|line| line.hidden.is_some());
    let known: u32 = hidden.clone().map(|line| line.cases).sum();
    assert!(hidden.count() >= 2);
    let shown: u32 = proposal.lines.iter().filter_map(|line| line.shown).sum();
    assert_eq!(proposal.total - shown, known);
}

#[test]
fn told_cases_do_not_hide_the_others() {
    let mut year = a_year();
    year[5] = count("job_seeker", 60, 55);
    let proposal = table(decide(2026, &year, &rule(), &[]).unwrap());
    assert_eq!(proposal.lines[5].hidden, Some(Hidden::Few));
}

#[test]
fn a_small_town_gets_a_sentence() {
    let town = counts(&[
        ("power", 9, 1),
        ("sexual", 2, 0),
        ("customer", 7, 2),
        ("other", 3, 0),
    ]);
    assert_eq!(
        decide(2026, &town, &rule(), &[]).unwrap(),
        Decision::Sentence(Refused::FewLines)
    );
    let hamlet = counts(&[("power", 8, 0), ("other", 5, 4)]);
    assert_eq!(
        decide(2026, &hamlet, &rule(), &[]).unwrap(),
        Decision::Sentence(Refused::FewCases)
    );
}

#[test]
fn promise_11_a_number_that_left_before_is_attacked_with_the_new_one() {
    let councils = Rule {
        k: 3,
        k_sensitive: 3,
        round_to: 1,
        others_known: 0,
        ..rule()
    };
    let before = table(decide(2026, &a_year(), &councils, &[]).unwrap()).table;
    assert!(before.rows.iter().all(|(_, shown)| shown.is_some()));
    // What stood there for the council cannot be hidden from the public any more.
    assert_eq!(
        decide(2026, &a_year(), &rule(), std::slice::from_ref(&before)).unwrap(),
        Decision::Sentence(Refused::Earlier)
    );
    // The table of another year stands in nobody's way.
    table(decide(2027, &a_year(), &rule(), &[before]).unwrap());
}

#[test]
fn a_table_that_contradicts_an_earlier_one_is_not_made() {
    let before = table(decide(2026, &a_year(), &rule(), &[]).unwrap()).table;
    let mut year = a_year();
    year[0] = count("power", 183, 6);
    assert!(decide(2026, &year, &rule(), &[before]).is_err());
}

#[test]
fn many_codings_are_decided_on_too() {
    let many: Vec<_> = a_year()
        .into_iter()
        .map(|line| count(&line.family, line.cases * 31, line.told * 31))
        .collect();
    let proposal = table(decide(2026, &many, &rule(), &[]).unwrap());
    assert!(proposal.lines.iter().all(|line| line.hidden.is_none()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The integer program finds what trying everything finds, with one table and with two of the same year.
    #[test]
    fn both_attackers_find_the_same(small in numbers(), two in any::<bool>(), pick in any::<u64>()) {
        let (cases, told) = small.counts.iter().fold((0, 0), |(cases, told), count| (cases + count.cases, told + count.told));
        prop_assume!(cases - told >= small.rule.k);
        let first = tables::shown(&small.counts, &small.rule, pick);
        let finer = Rule { round_to: 1, ..small.rule.clone() };
        let second = tables::shown(&small.counts, &finer, pick >> 8);
        let earlier: Vec<&Published> = if two { vec![&second] } else { vec![] };
        let system = System::of(&earlier, Some(&first), &small.counts);
        let free: Vec<u32> = small.counts.iter().map(|count| count.cases - count.told).collect();
        let attacker = Attacker::new(&earlier, &first, &small.counts);
        for target in 0..small.counts.len() {
            let found = narrowest(&system, target, &free, small.rule.others_known).unwrap();
            let (least, most) = attacker.narrowest(target, &free, small.rule.others_known);
            // Of several intervals as narrow, either may be named.
            prop_assert_eq!(found.width(), most - least);
            let alone = narrowest(&system, target, &free, 0).unwrap();
            prop_assert_eq!((alone.least, alone.most), attacker.narrowest(target, &free, 0));
        }
    }

    /// Whatever is decided, trying everything recovers nothing that is hidden, now or before.
    #[test]
    fn promise_11_no_attacker_recovers_a_hidden_number(small in numbers(), k in 2u32..4) {
        let mild = Rule { k, k_sensitive: k, round_to: 1, others_known: 0, ..small.rule.clone() };
        let mut earlier: Vec<Published> = Vec::new();
        for rule in [&small.rule, &mild] {
            let Ok(Decision::Table(proposal)) = decide(2026, &small.counts, rule, &earlier) else { continue };
            let before: Vec<&Published> = earlier.iter().collect();
            let attacker = Attacker::new(&before, &proposal.table, &small.counts);
            let free: Vec<u32> = small.counts.iter().map(|count| count.cases - count.told).collect();
            for (at, line) in proposal.lines.iter().enumerate() {
                if line.hidden.is_some() {
                    let (least, most) = attacker.narrowest(at, &free, rule.others_known);
                    prop_assert!(most - least >= rule.least(&line.family), "{line:?} {least} {most}");
                }
            }
            earlier.push(proposal.table);
        }
    }
}
