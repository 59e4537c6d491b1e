//! Tables under attack: by the integer program, and by one who tries every number that there could be.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod exhaustive;
mod tables;

use exhaustive::{Attacker, knowing, prints};
use proptest::prelude::*;
use sotomado_core::disclosure::{
    Count, Decision, Hidden, Proposal, Refused, Rule, System, between, decide, draw,
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

fn table(decision: Decision) -> Proposal {
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
        [
            ("sogi", Hidden::Few),
            ("job_seeker", Hidden::Cover),
            ("other", Hidden::Cover)
        ]
    );
    for line in proposal.lines.iter().filter(|line| line.hidden.is_some()) {
        let attacked = line.attacked.unwrap();
        assert!(
            attacked.width() >= rule().least(&line.family) - 4,
            "{line:?}"
        );
        assert!((attacked.least..=attacked.most).contains(&line.cases));
    }
    let shown: Vec<_> = proposal.lines.iter().map(|line| line.shown).collect();
    let expected = [Some(85), Some(40), Some(25), Some(120), None, None, None];
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

/// Found by somebody who ran the program backwards, when it still let hidden numbers decide what covers them: then these
/// tables gave a hidden number away, to the case or nearly.
#[test]
fn promise_11_whoever_runs_the_program_backwards_learns_no_more_than_an_x_says() {
    let families = [
        "power",
        "sexual",
        "maternity_care",
        "customer",
        "sogi",
        "job_seeker",
        "other",
    ];
    for (cases, told) in [
        ([0, 0, 25, 7, 32, 0, 4], [0, 0, 0, 7, 2, 0, 4]),
        ([1, 49, 25, 0, 0, 26, 2], [0; 7]),
        ([12, 0, 0, 10, 5, 39, 0], [0, 0, 0, 0, 5, 0, 0]),
        ([83, 41, 27, 118, 3, 12, 36], [6, 2, 1, 30, 0, 0, 4]),
    ] {
        let lines = families.iter().zip(cases).zip(told);
        let counts: Vec<Count> = lines
            .map(|((family, cases), told)| count(family, cases, told))
            .collect();
        let Decision::Table(proposal) = decide(2026, &counts, &rule(), &[]).unwrap() else {
            continue;
        };
        // Each number that an x may stand for is tried in the place of the true one, what it takes being another's.
        let hidden = |at: &usize| proposal.lines[*at].hidden.is_some();
        for at in (0..7).filter(hidden) {
            for number in told[at].max(1)..told[at] + rule().least(families[at]) {
                let others = (0..7).filter(hidden).filter(|other| *other != at);
                let printed = others
                    .clone()
                    .flat_map(|a| others.clone().map(move |b| (a, b)))
                    .any(|(a, b)| {
                        (0..=40).any(|shift| {
                            let mut truth = cases.map(i64::from);
                            truth[a] += truth[at] - i64::from(number) + shift;
                            truth[b] -= shift;
                            truth[at] = number.into();
                            let fits = truth.iter().zip(told).all(|(n, told)| *n >= told.into());
                            let truth = truth.map(|n| u32::try_from(n).unwrap_or(0));
                            fits && prints(&proposal.table, &truth, &counts)
                        })
                    });
                assert!(printed, "{cases:?}: {} is not {number}", families[at]);
            }
        }
    }
}

#[test]
fn a_year_leaves_once_and_another_year_stands_in_nobodys_way() {
    let before = table(decide(2026, &a_year(), &rule(), &[]).unwrap()).table;
    assert_eq!(
        decide(2026, &a_year(), &rule(), std::slice::from_ref(&before)).unwrap(),
        Decision::Sentence(Refused::Earlier)
    );
    table(decide(2027, &a_year(), &rule(), &[before]).unwrap());
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

    /// The integer program finds just what trying everything finds, whatever is known besides.
    #[test]
    fn both_attackers_find_the_same(small in numbers()) {
        let Ok((drawn, _)) = draw(2026, &small.counts, &small.rule) else { return Ok(()) };
        let told: Vec<u32> = small.counts.iter().map(|count| count.told).collect();
        let attacker = Attacker::new(&drawn, &small.counts);
        let systems = System::behind(&drawn, &told);
        let hidden = |at: &usize| drawn.rows[*at].1.is_none();
        for known in knowing(&small.counts, small.rule.others_known) {
            for target in (0..told.len()).filter(hidden) {
                let found = systems.iter().filter_map(|system| between(system, target, &known).ok());
                let mut found: Vec<u32> = found.flat_map(|one| one.least..=one.most).collect();
                found.sort_unstable();
                found.dedup();
                prop_assert_eq!(found, attacker.numbers(target, &known), "{:?} {:?}", drawn, known);
            }
        }
    }

    /// Whatever is decided, running the program on everything recovers nothing that an x does not say.
    #[test]
    fn promise_11_no_attacker_recovers_a_hidden_number(small in numbers()) {
        let Ok(Decision::Table(proposal)) = decide(2026, &small.counts, &small.rule, &[]) else { return Ok(()) };
        let attacker = Attacker::new(&proposal.table, &small.counts);
        for known in knowing(&small.counts, small.rule.others_known) {
            for (at, line) in proposal.lines.iter().enumerate().filter(|(_, line)| line.hidden.is_some()) {
                let numbers = attacker.numbers(at, &known);
                if numbers.is_empty() {
                    continue;
                }
                let from = known[at].max(proposal.table.least_of_x());
                let to = small.counts[at].told + small.rule.least(&line.family);
                let said: Vec<u32> = (from..to).collect();
                prop_assert!(said.iter().all(|number| numbers.contains(number)), "{line:?} {known:?} {numbers:?}");
            }
        }
    }
}
