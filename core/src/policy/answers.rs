//! `answers.toml`: texts that a counsellor begins an answer from.

use std::collections::BTreeSet;

use serde::Serialize;

use super::reading::{Reading, Table};
use super::text::Text;
use crate::calendar::Day;

/// All of them, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answers {
    pub as_of: Day,
    pub answers: Vec<Template>,
}

/// One text. What stands between 【 and 】 is to be written anew before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    pub id: String,
    pub name: Text,
    pub text: Text,
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Answers> {
    reading.only(root, &["as_of", "answer"]);
    let as_of = reading.day(root, "as_of");
    let mut seen = BTreeSet::new();
    let answers = reading
        .tables(root, "answer")
        .into_iter()
        .filter_map(|table| template(reading, table, &mut seen))
        .collect();
    Some(Answers {
        as_of: as_of?,
        answers,
    })
}

fn template(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<Template> {
    reading.only(table, &["id", "name", "text"]);
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let text = reading.text(table, "text");
    Some(Template {
        id: id?,
        name: name?,
        text: text?,
    })
}
