//! From counts to a body that can be signed.

use super::{Family, Release, ReleaseBody, Row};
use crate::calendar::Day;
use crate::disclosure::{self, Count, Decision, Line, Published, Unsolved};
use crate::ids::AuthorKey;
use crate::policy::{Disclosure, Taxonomy};
use crate::roster::Roster;

/// By what a table is made, beside the counts.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The roster in force: it names the window.
    pub roster: &'a Roster,
    pub desk_key: AuthorKey,
    pub disclosure: &'a Disclosure,
    pub taxonomy: &'a Taxonomy,
    /// All releases of this window, oldest first.
    pub releases: &'a [Release],
    pub year: i16,
    pub day: Day,
}

/// What would be published, and what only the lead sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub body: ReleaseBody,
    /// The roster that names rule and words: its epoch, and its first and last day.
    pub roster: (u32, Day, Day),
    /// The true numbers, how they would stand, and how near the attack comes; empty where a sentence stands.
    pub lines: Vec<Line>,
    /// The true numbers.
    pub counts: Vec<Count>,
}

/// Decides on the table and attacks it with every one that left before.
pub fn draft(counts: Vec<Count>, before: &Before<'_>) -> Result<Draft, Unsolved> {
    let rule = &before.disclosure.rule;
    let earlier: Vec<Published> = before
        .releases
        .iter()
        .filter_map(|release| release.body().published())
        .collect();
    let decision = disclosure::decide(before.year, &counts, rule, &earlier)?;
    let (rows, total, sentence, lines) = match decision {
        Decision::Table(proposal) => {
            let rows = proposal.table.rows.into_iter();
            let rows = rows.map(|(family, cases)| Row { family, cases });
            (rows.collect(), Some(proposal.total), None, proposal.lines)
        }
        Decision::Sentence(why) => (Vec::new(), None, Some(why), Vec::new()),
    };
    let of = before.roster.body();
    let families = before.taxonomy.families.iter();
    let body = ReleaseBody {
        v: 1,
        window: of.window,
        organisation: of.organisation.clone(),
        name: of.name.clone(),
        year: before.year,
        day: before.day,
        desk_key: before.desk_key,
        before: before.releases.last().map(Release::digest),
        rule: rule.clone(),
        families: families
            .map(|family| Family {
                id: family.id.clone(),
                name: family.name.clone(),
            })
            .collect(),
        rows,
        total,
        sentence,
    };
    Ok(Draft {
        body,
        roster: (of.epoch, of.first_day, of.last_day),
        lines,
        counts,
    })
}
