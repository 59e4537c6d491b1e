//! Chooses what is hidden: what is small, and as much beside it as may be; or refuses.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::attack::{Interval, Unsolved, withstood};
use super::system::covers;
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
    /// Too many lines would be hidden, or what is hidden would follow from the rest.
    FewLines,
    /// A table of this year left before.
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

/// Decides on the table of a year, in the knowledge of all tables that left before. What is decided follows from which lines
/// are small, from what is published and from what the employer was told, and from nothing else that is hidden: whoever
/// tries this program on every number that there could be learns no more than the attack did.
pub fn decide(
    year: i16,
    counts: &[Count],
    rule: &Rule,
    earlier: &[Published],
) -> Result<Decision, Unsolved> {
    // One year leaves once. Tables of other years have no case in common with this one.
    if earlier.iter().any(|table| table.year == year) {
        return Ok(Decision::Sentence(Refused::Earlier));
    }
    let (table, hidden) = match draw(year, counts, rule) {
        Ok(drawn) => drawn,
        Err(refused) => return Ok(Decision::Sentence(refused)),
    };
    let told: Vec<u32> = counts.iter().map(|count| count.told).collect();
    Ok(match withstood(&table, &told)? {
        Some(attacked) => Decision::Table(propose(table, counts, &hidden, &attacked)),
        None => Decision::Sentence(Refused::FewLines),
    })
}

/// Why each line is hidden that is.
pub type HiddenLines = BTreeMap<usize, Hidden>;

/// A table before it is attacked: what is small is hidden, and as many others as may be.
///
/// # Errors
/// [`Refused`] where too little is left.
pub fn draw(year: i16, counts: &[Count], rule: &Rule) -> Result<(Published, HiddenLines), Refused> {
    let cases: u32 = counts.iter().map(|count| count.cases).sum();
    let told: u32 = counts.iter().map(|count| count.told).sum();
    if cases.saturating_sub(told) < rule.k {
        return Err(Refused::FewCases);
    }
    let total = rule.rounded(cases);
    let mut hidden = small(counts, rule, total);
    let most = rule.may_hide(counts.len());
    if hidden.len() > most {
        return Err(Refused::FewLines);
    }
    if !hidden.is_empty() {
        let is_none = |at: usize| counts.get(at).is_some_and(|count| count.cases == 0);
        let small: BTreeSet<usize> = hidden.keys().copied().collect();
        let covers = covers(counts.len(), most, &small, is_none);
        hidden.extend(covers.into_iter().map(|at| (at, Hidden::Cover)));
        // One alone is what the others leave.
        if hidden.len() == 1 {
            return Err(Refused::FewLines);
        }
    }
    let row = |(at, count): (usize, &Count)| {
        let shown = (!hidden.contains_key(&at)).then(|| rule.rounded(count.cases));
        (count.family.clone(), shown)
    };
    let table = Published {
        year,
        rule: rule.clone(),
        rows: counts.iter().enumerate().map(row).collect(),
        total,
    };
    Ok((table, hidden))
}

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

fn propose(
    table: Published,
    counts: &[Count],
    hidden: &HiddenLines,
    attacked: &BTreeMap<usize, Interval>,
) -> Proposal {
    let line = |(at, count): (usize, &Count)| Line {
        family: count.family.clone(),
        cases: count.cases,
        shown: table.rows.get(at).and_then(|(_, shown)| *shown),
        hidden: hidden.get(&at).copied(),
        attacked: attacked.get(&at).copied(),
    };
    Proposal {
        lines: counts.iter().enumerate().map(line).collect(),
        total: table.total,
        table,
    }
}
