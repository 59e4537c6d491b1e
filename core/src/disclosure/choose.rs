//! Chooses what is hidden: what is small, then as much beside it as the attack asks for; or refuses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::attack::{Interval, Unsolved, narrowest};
use super::system::System;
use super::{Count, Published, Rule};

/// Why an x stands where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Too few cases.
    Few,
    /// None, in a table so small that this would say something of somebody.
    Zero,
    /// So that a hidden number cannot be computed from the others.
    Cover,
}

/// One line as the lead sees it before signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub family: String,
    pub cases: u32,
    /// As published; none for x.
    pub shown: Option<u32>,
    pub hidden: Option<Hidden>,
    /// For an x: as near as an attacker comes.
    pub attacked: Option<Interval>,
}

/// A table that withstood the attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub lines: Vec<Line>,
    pub total: u32,
    pub table: Published,
}

/// Why a sentence takes the place of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// All cases together are too few for a number.
    FewCases,
    /// Too many lines would be hidden.
    FewLines,
    /// What is hidden here follows from what was published before.
    Earlier,
}

impl Refused {
    /// A code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FewCases => "few-cases",
            Self::FewLines => "few-lines",
            Self::Earlier => "earlier",
        }
    }
}

/// A table, or a sentence in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Table(Proposal),
    Sentence(Refused),
}

/// Decides on the table of a year, in the knowledge of all tables that left before.
pub fn decide(
    year: i16,
    counts: &[Count],
    rule: &Rule,
    earlier: &[Published],
) -> Result<Decision, Unsolved> {
    let cases: u32 = counts.iter().map(|count| count.cases).sum();
    let told: u32 = counts.iter().map(|count| count.told).sum();
    if cases.saturating_sub(told) < rule.k {
        return Ok(Decision::Sentence(Refused::FewCases));
    }
    let total = rule.rounded(cases);
    // What a table of another year says has no cell in common with this one, so it narrows nothing here.
    let earlier: Vec<&Published> = earlier.iter().filter(|table| table.year == year).collect();
    let mut hidden = small(counts, rule, total);
    if is_known_before(year, counts, rule, &earlier, &hidden)? {
        return Ok(Decision::Sentence(Refused::Earlier));
    }
    loop {
        let table = published(year, counts, rule, total, &hidden);
        let visible = counts.len() + 1 - hidden.len();
        if visible * 100 < (counts.len() + 1) * usize::try_from(rule.visible_percent).unwrap_or(100)
        {
            return Ok(Decision::Sentence(Refused::FewLines));
        }
        let attacked = attack(&table, &earlier, counts)?;
        // One alone is what the others leave.
        if hidden.len() != 1 && attacked.values().all(|cell| cell.holds()) {
            let proposal = propose(table, counts, &hidden, &attacked);
            return Ok(Decision::Table(proposal));
        }
        let Some(next) = cover(counts, &hidden) else {
            return Ok(Decision::Sentence(Refused::Earlier));
        };
        hidden.insert(next, Hidden::Cover);
    }
}

/// Whether a line that must be hidden now follows from what left before, so that hiding it would be a show.
fn is_known_before(
    year: i16,
    counts: &[Count],
    rule: &Rule,
    earlier: &[&Published],
    hidden: &HiddenLines,
) -> Result<bool, Unsolved> {
    let before = System::of(earlier, None, counts);
    for count in hidden.keys().filter_map(|at| counts.get(*at)) {
        let known = before.place(year, &count.family).is_some()
            && weakest(&before, (year, rule), &count.family, counts)?.width()
                < rule.least(&count.family);
        if known {
            return Ok(true);
        }
    }
    Ok(false)
}

type HiddenLines = BTreeMap<usize, Hidden>;

fn small(counts: &[Count], rule: &Rule, total: u32) -> HiddenLines {
    let mut hidden = BTreeMap::new();
    for (at, count) in counts.iter().enumerate() {
        // Whoever knows those told of sees only the rest.
        let rest = count.cases.saturating_sub(count.told);
        if count.cases == 0 {
            if total < rule.zero_from {
                hidden.insert(at, Hidden::Zero);
            }
        } else if rest < rule.least(&count.family) {
            hidden.insert(at, Hidden::Few);
        }
    }
    hidden
}

fn published(
    year: i16,
    counts: &[Count],
    rule: &Rule,
    total: u32,
    hidden: &HiddenLines,
) -> Published {
    let row = |(at, count): (usize, &Count)| {
        let shown = (!hidden.contains_key(&at)).then(|| rule.rounded(count.cases));
        (count.family.clone(), shown)
    };
    Published {
        year,
        rule: rule.clone(),
        rows: counts.iter().enumerate().map(row).collect(),
        total,
    }
}

/// The smallest line that still shows cases.
fn cover(counts: &[Count], hidden: &HiddenLines) -> Option<usize> {
    let lines = counts.iter().enumerate();
    lines
        .filter(|(at, count)| !hidden.contains_key(at) && count.cases > 0)
        .min_by_key(|(_, count)| count.cases)
        .map(|(at, _)| at)
}

struct Attacked {
    interval: Interval,
    needed: u32,
}

impl Attacked {
    const fn holds(&self) -> bool {
        self.interval.width() >= self.needed
    }
}

/// Attacks every cell that this table or one before it hides.
fn attack(
    table: &Published,
    earlier: &[&Published],
    counts: &[Count],
) -> Result<BTreeMap<String, Attacked>, Unsolved> {
    let all = System::of(earlier, Some(table), counts);
    let before = System::of(earlier, None, counts);
    let by = (table.year, &table.rule);
    let mut attacked = BTreeMap::new();
    for (_, family) in &all.cells {
        let of_rule = |by: &Published| hides(by, family).then(|| by.rule.least(family));
        let mut needed = of_rule(table);
        let long_ago = earlier.iter().filter_map(|by| of_rule(by)).max();
        if let Some(long_ago) = long_ago {
            // What has become narrow since, by what the employer was told, no new table can mend; it may not narrow it more.
            let was = weakest(&before, by, family, counts)?.width();
            needed = needed.max(Some(long_ago.min(was)));
        }
        if let Some(needed) = needed {
            let interval = weakest(&all, by, family, counts)?;
            attacked.insert(family.clone(), Attacked { interval, needed });
        }
    }
    Ok(attacked)
}

fn hides(table: &Published, family: &str) -> bool {
    let mut rows = table.rows.iter();
    rows.any(|(name, shown)| name == family && shown.is_none())
}

fn weakest(
    system: &System,
    (year, rule): (i16, &Rule),
    family: &str,
    counts: &[Count],
) -> Result<Interval, Unsolved> {
    let target = system.place(year, family).ok_or(Unsolved::Solver)?;
    let free: Vec<u32> = system
        .cells
        .iter()
        .map(|(_, name)| {
            let count = counts.iter().find(|count| count.family == *name);
            count.map_or(0, |count| count.cases.saturating_sub(count.told))
        })
        .collect();
    narrowest(system, target, &free, rule.others_known)
}

fn propose(
    table: Published,
    counts: &[Count],
    hidden: &HiddenLines,
    attacked: &BTreeMap<String, Attacked>,
) -> Proposal {
    let line = |(at, count): (usize, &Count)| Line {
        family: count.family.clone(),
        cases: count.cases,
        shown: table.rows.get(at).and_then(|(_, shown)| *shown),
        hidden: hidden.get(&at).copied(),
        attacked: attacked.get(&count.family).map(|cell| cell.interval),
    };
    Proposal {
        lines: counts.iter().enumerate().map(line).collect(),
        total: table.total,
        table,
    }
}
