//! Tables to attack.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sotomado_core::disclosure::{Count, Rule};

pub fn rule() -> Rule {
    Rule {
        k: 10,
        k_sensitive: 20,
        sensitive: ["sexual", "sogi", "maternity_care"]
            .map(str::to_owned)
            .into(),
        round_to: 5,
        zero_from: 50,
        visible_percent: 60,
        others_known: 3,
    }
}

pub fn count(family: &str, cases: u32, told: u32) -> Count {
    Count {
        family: family.to_owned(),
        cases,
        told,
    }
}

pub fn counts(lines: &[(&str, u32, u32)]) -> Vec<Count> {
    let line = |(family, cases, told): &(&str, u32, u32)| count(family, *cases, *told);
    lines.iter().map(line).collect()
}

/// Numbers so small that each can be tried.
#[derive(Clone, Debug)]
pub struct Small {
    pub counts: Vec<Count>,
    pub rule: Rule,
}

pub fn numbers() -> impl Strategy<Value = Small> {
    let line = (0u32..9, 0u32..3);
    let lines = proptest::collection::vec(line, 3..5);
    (lines, 2u32..5, 1u32..4, 0u32..3, any::<bool>()).prop_map(
        |(lines, k, round_to, others_known, zeros)| {
            let name = |at: usize| ["power", "sogi", "customer", "other"][at].to_owned();
            let counts: Vec<Count> = lines
                .iter()
                .enumerate()
                .map(|(at, (cases, told))| Count {
                    family: name(at),
                    cases: *cases,
                    told: (*told).min(*cases),
                })
                .collect();
            let rule = Rule {
                k: k.max(round_to),
                k_sensitive: k + 1,
                sensitive: BTreeSet::from(["sogi".to_owned()]),
                round_to,
                zero_from: if zeros { 0 } else { 50 },
                visible_percent: 30,
                others_known,
            };
            Small { counts, rule }
        },
    )
}
