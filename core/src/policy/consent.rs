//! The ladder of consent: who may be told what. It begins with nobody.

use std::collections::BTreeSet;

use serde::Serialize;

use super::PolicyFault;
use super::reading::{Reading, Table};
use super::text::Text;

/// The steps, from the least to the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    pub levels: Vec<Level>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    /// `C0_listen`
    pub id: String,
    /// The sentence that is agreed to.
    pub text: Text,
    /// What the desk then may do, and what not.
    pub may: Text,
}

/// Where every case begins, whatever the city writes.
pub(crate) const FIRST: &str = "C0_listen";

impl Consent {
    /// The step at which every report begins: nobody is told.
    #[must_use]
    pub fn first(&self) -> Option<&Level> {
        self.levels.first()
    }

    /// The level with that id.
    #[must_use]
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.id == id)
    }
}

/// The ladder by itself, from its normalised text.
///
/// # Errors
/// All faults.
pub fn ladder(text: &str) -> Result<Consent, Vec<PolicyFault>> {
    super::alone("consent.toml", text, read)
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Consent> {
    reading.only(root, &["default", "level"]);
    if reading
        .string(root, "default")
        .is_some_and(|default| default != FIRST)
    {
        let what =
            format!("初めの同意はいつも「{FIRST}」（まだどこにも伝えない）です。変えられません");
        reading.fault(root.place("default"), what);
    }
    let mut seen = BTreeSet::new();
    let mut levels = Vec::new();
    for (index, table) in reading.tables(root, "level").into_iter().enumerate() {
        reading.only(table, &["id", "text", "may"]);
        let id = reading.id(table, &mut seen);
        if index == 0 && id.as_deref().is_some_and(|id| id != FIRST) {
            reading.fault(
                table.place("id"),
                format!("最初の段は「{FIRST}」にしてください"),
            );
        }
        let text = reading.text(table, "text");
        let may = reading.text(table, "may");
        if let (Some(id), Some(text), Some(may)) = (id, text, may) {
            levels.push(Level { id, text, may });
        }
    }
    Some(Consent { levels })
}
