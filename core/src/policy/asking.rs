//! `asking.toml`: what the desk asks a reporter in a form of its own: whether it understood, when they can be heard, how things
//! are afterwards.

use std::collections::BTreeSet;

use serde::Serialize;

use super::reading::{Reading, Table};
use super::text::Text;
use crate::calendar::Day;

/// All sets of questions, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asking {
    pub as_of: Day,
    pub sets: Vec<QuestionSet>,
}

/// Questions that are asked together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionSet {
    pub id: String,
    pub name: Text,
    /// What the reporter reads first.
    pub lead: Text,
    /// Acts of the case's course, one of which is done by asking.
    pub acts: Vec<String>,
    /// What the counsellor begins from.
    pub draft: Text,
    pub items: Vec<Item>,
}

/// One question with its answers. Each may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    pub id: String,
    pub text: Text,
    /// Whether the counsellor proposes answers, which stand before the options.
    pub choices: bool,
    pub options: Vec<Reply>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reply {
    pub id: String,
    pub name: Text,
    /// What the answer means to clocks: `said:` with this name happened.
    pub means: Option<String>,
}

impl QuestionSet {
    /// All that answers to it can mean, each once.
    #[must_use]
    pub fn could_mean(&self) -> BTreeSet<&str> {
        let options = self.items.iter().flat_map(|item| &item.options);
        options.filter_map(|one| one.means.as_deref()).collect()
    }
}

impl Asking {
    /// The set with that id.
    #[must_use]
    pub fn set(&self, id: &str) -> Option<&QuestionSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// Whether asking these questions is that act.
    #[must_use]
    pub fn does(&self, set: &str, act: &str) -> bool {
        self.set(set)
            .is_some_and(|set| set.acts.iter().any(|one| one == act))
    }

    /// What these answers mean, each meaning once.
    #[must_use]
    pub fn meanings<'a>(
        &'a self,
        set: &str,
        answers: impl IntoIterator<Item = (&'a String, &'a String)>,
    ) -> BTreeSet<&'a str> {
        let Some(set) = self.set(set) else {
            return BTreeSet::new();
        };
        let meaning = |(item, answer): (&String, &String)| {
            let item = set.items.iter().find(|one| one.id == *item)?;
            let option = item.options.iter().find(|one| one.id == *answer)?;
            option.means.as_deref()
        };
        answers.into_iter().filter_map(meaning).collect()
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Asking> {
    reading.only(root, &["as_of", "set"]);
    let as_of = reading.day(root, "as_of");
    let mut seen = BTreeSet::new();
    let sets = reading
        .tables(root, "set")
        .into_iter()
        .filter_map(|table| set(reading, table, &mut seen))
        .collect();
    Some(Asking {
        as_of: as_of?,
        sets,
    })
}

fn set(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<QuestionSet> {
    reading.only(table, &["id", "name", "lead", "acts", "draft", "item"]);
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let lead = reading.text(table, "lead");
    let draft = reading.text(table, "draft");
    let acts = reading.strings(table, "acts");
    if acts.is_empty() {
        reading.fault(
            table.place("acts"),
            "「acts」に、聞いたときにすんだことになる course.toml の act を、一つは書いてください",
        );
    }
    let mut items = BTreeSet::new();
    let found = reading
        .tables(table, "item")
        .into_iter()
        .filter_map(|one| item(reading, one, &mut items))
        .collect();
    Some(QuestionSet {
        id: id?,
        name: name?,
        lead: lead?,
        acts: acts.into_iter().map(|(act, _)| act).collect(),
        draft: draft?,
        items: found,
    })
}

fn item(reading: &mut Reading<'_>, table: Table<'_>, seen: &mut BTreeSet<String>) -> Option<Item> {
    reading.only(table, &["id", "text", "choices", "option"]);
    let id = reading.id(table, seen);
    let text = reading.text(table, "text");
    let mut options = BTreeSet::new();
    let found = reading
        .tables(table, "option")
        .into_iter()
        .filter_map(|one| option(reading, one, &mut options))
        .collect();
    Some(Item {
        id: id?,
        text: text?,
        choices: reading.flag(table, "choices"),
        options: found,
    })
}

fn option(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<Reply> {
    reading.only(table, &["id", "name", "means"]);
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let means = reading.string_or_none(table, "means");
    Some(Reply {
        id: id?,
        name: name?,
        means,
    })
}
