//! What a table says, as equations over the true numbers, the way somebody would write them down who wants to know more and
//! knows how the table was made.

use std::collections::BTreeSet;

use super::Published;

/// The sum of some cells lies between two numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// Places of lines.
    pub cells: Vec<usize>,
    pub least: u32,
    pub most: u32,
}

/// One way in which a table may have come about: which of its x stand for something small, the others only covering these.
/// A table of another year has no case in common with this one, and says nothing of it.
#[derive(Clone, Debug)]
pub struct System {
    pub equations: Vec<Equation>,
}

impl System {
    /// Every way in which a table may have come about. `told` are the cases of each line of which the employer was told.
    #[must_use]
    pub fn behind(table: &Published, told: &[u32]) -> Vec<Self> {
        let hidden: Vec<usize> = places(table, |shown| shown.is_none());
        (1..1_u32 << hidden.len().min(16))
            .map(|mask| {
                let taken = hidden.iter().enumerate();
                taken
                    .filter(|(bit, _)| mask >> bit & 1 == 1)
                    .map(|(_, at)| *at)
                    .collect::<BTreeSet<usize>>()
            })
            .filter(|small| hides_just_so(table, small))
            .map(|small| Self::of(table, told, &small))
            .collect()
    }

    fn of(table: &Published, told: &[u32], small: &BTreeSet<usize>) -> Self {
        let rule = &table.rule;
        let (low, high) = rule.behind(table.total);
        let line = |(at, (family, shown)): (usize, &(String, Option<u32>))| {
            let enough = told.get(at).copied().unwrap_or(0) + rule.least(family);
            let (least, most) = match shown {
                None if small.contains(&at) => (table.least_of_x(), enough - 1),
                None => (enough, high),
                Some(0) => (0, 0),
                Some(shown) => {
                    let (low, high) = rule.behind(*shown);
                    (low.max(enough), high)
                }
            };
            Equation {
                cells: vec![at],
                least,
                most,
            }
        };
        let mut equations: Vec<Equation> = table.rows.iter().enumerate().map(line).collect();
        equations.push(Equation {
            cells: (0..table.rows.len()).collect(),
            least: low.max(rule.k + told.iter().sum::<u32>()),
            most: high,
        });
        Self { equations }
    }
}

impl Published {
    /// The least that an x may stand for.
    #[must_use]
    pub const fn least_of_x(&self) -> u32 {
        if self.total < self.rule.zero_from {
            0
        } else {
            1
        }
    }
}

/// Places of lines that are shown so.
pub(super) fn places(table: &Published, so: impl Fn(Option<u32>) -> bool) -> Vec<usize> {
    let rows = table.rows.iter().enumerate();
    rows.filter(|(_, (_, shown))| so(*shown))
        .map(|(at, _)| at)
        .collect()
}

/// The lines that cover what is small: as many as may be hidden besides, the last ones first, whatever their numbers are, so
/// that which were chosen says nothing of these.
pub(super) fn covers(
    lines: usize,
    may_be_hidden: usize,
    small: &BTreeSet<usize>,
    is_none: impl Fn(usize) -> bool,
) -> BTreeSet<usize> {
    (0..lines)
        .rev()
        .filter(|at| !small.contains(at) && !is_none(*at))
        .take(may_be_hidden.saturating_sub(small.len()))
        .collect()
}

/// Whether just these x would stand there if these were the small ones.
fn hides_just_so(table: &Published, small: &BTreeSet<usize>) -> bool {
    let lines = table.rows.len();
    let is_none = |at: usize| {
        table
            .rows
            .get(at)
            .is_some_and(|(_, shown)| *shown == Some(0))
    };
    let covers = covers(lines, table.rule.may_hide(lines), small, is_none);
    places(table, |shown| shown.is_none())
        .into_iter()
        .eq(small.union(&covers).copied())
}
