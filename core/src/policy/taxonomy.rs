//! `taxonomy.toml`: the words by which a case is coded for the yearly table.

use std::collections::BTreeSet;

use serde::Serialize;

use super::reading::{Reading, Table};
use super::text::Text;

/// All words, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Taxonomy {
    /// What kind of harassment: the lines of the table.
    pub families: Vec<Term>,
    /// How far the case has come.
    pub stages: Vec<Term>,
    /// What came of it.
    pub outcomes: Vec<Term>,
    /// By which way it came.
    pub channels: Vec<Term>,
}

/// One word. An id never changes its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    pub id: String,
    pub name: Text,
}

impl Taxonomy {
    /// Whether all four are words of this file.
    #[must_use]
    pub fn knows(&self, family: &str, stage: &str, outcome: &str, channel: &str) -> bool {
        let has = |terms: &[Term], id: &str| terms.iter().any(|term| term.id == id);
        has(&self.families, family)
            && has(&self.stages, stage)
            && has(&self.outcomes, outcome)
            && has(&self.channels, channel)
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Taxonomy> {
    reading.only(root, &["family", "stage", "outcome", "channel"]);
    let before = reading.count();
    let taxonomy = Taxonomy {
        families: terms(reading, root, "family"),
        stages: terms(reading, root, "stage"),
        outcomes: terms(reading, root, "outcome"),
        channels: terms(reading, root, "channel"),
    };
    // Two lines could always be told from each other and the total.
    if reading.count() == before && taxonomy.families.len() < 3 {
        reading.fault(root.at(), "[[family]] は、三つ以上書いてください");
    }
    Some(taxonomy)
}

fn terms(reading: &mut Reading<'_>, root: Table<'_>, name: &str) -> Vec<Term> {
    let mut seen = BTreeSet::new();
    let tables = reading.tables(root, name);
    let term = |table: Table<'_>| {
        reading.only(table, &["id", "name"]);
        let id = reading.id(table, &mut seen);
        let name = reading.text(table, "name");
        Some(Term {
            id: id?,
            name: name?,
        })
    };
    tables.into_iter().filter_map(term).collect()
}
