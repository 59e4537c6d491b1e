//! Which numbers may leave the desk: a yearly table is rounded, its small cells are hidden, enough others with them, and the
//! whole is attacked together with every table that ever left.

mod attack;
mod choose;
mod system;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use attack::{Interval, Unsolved, between, withstood};
pub use choose::{Decision, Hidden, HiddenLines, Line, Proposal, Refused, decide, draw};
pub use system::{Equation, System};

/// By what rule a table was made. It is published with the table: whoever attacks it knows it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// A number stands only for so many cases at least.
    pub k: u32,
    /// The same in families where a name is guessed sooner.
    pub k_sensitive: u32,
    /// Those families.
    pub sensitive: BTreeSet<String>,
    /// Numbers are rounded to a multiple of this.
    pub round_to: u32,
    /// A zero is said only in a table of so many cases, as they are published.
    pub zero_from: u32,
    /// With fewer lines to be seen, of a hundred, a sentence takes the place of the table.
    pub visible_percent: u32,
    /// How many cases an attacker may know beside those that the employer was told of.
    pub others_known: u32,
}

/// What is to be published of one family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Id of the family.
    pub family: String,
    /// Cases of the year.
    pub cases: u32,
    /// Of these, those of which the employer was told.
    pub told: u32,
}

/// A table as it left the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Of which fiscal year.
    pub year: i16,
    /// By what rule.
    pub rule: Rule,
    /// Family and number; none where x stands.
    pub rows: Vec<(String, Option<u32>)>,
    /// All families together.
    pub total: u32,
}

impl Rule {
    /// How many cases a number of this family must stand for.
    #[must_use]
    pub fn least(&self, family: &str) -> u32 {
        if self.sensitive.contains(family) {
            self.k_sensitive
        } else {
            self.k
        }
    }

    /// How many of so many lines may be hidden; the total is seen besides.
    #[must_use]
    pub const fn may_hide(&self, lines: usize) -> usize {
        let all = lines + 1;
        let seen = (all * self.visible_percent as usize).div_ceil(100);
        all.saturating_sub(if seen == 0 { 1 } else { seen })
    }

    /// The nearest multiple; of two that are as near, the upper.
    #[must_use]
    pub const fn rounded(&self, number: u32) -> u32 {
        let step = if self.round_to == 0 { 1 } else { self.round_to };
        (number + step / 2) / step * step
    }

    /// The least and the greatest number that is rounded to `shown`.
    #[must_use]
    pub const fn behind(&self, shown: u32) -> (u32, u32) {
        let step = if self.round_to == 0 { 1 } else { self.round_to };
        (
            shown.saturating_sub(step / 2),
            shown + (step - 1 - step / 2),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn what_is_rounded_lies_behind_what_is_shown() {
        for round_to in 1..=10 {
            let rule = Rule {
                k: 10,
                k_sensitive: 20,
                sensitive: std::collections::BTreeSet::new(),
                round_to,
                zero_from: 50,
                visible_percent: 60,
                others_known: 3,
            };
            for number in 0..200 {
                for shown in (0..220).step_by(usize::try_from(round_to).unwrap()) {
                    let (least, most) = rule.behind(shown);
                    let is_behind = (least..=most).contains(&number);
                    assert_eq!(is_behind, rule.rounded(number) == shown, "{number} {shown}");
                }
            }
        }
    }
}
