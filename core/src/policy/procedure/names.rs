//! Names in a file that stand for something else in it.

use crate::policy::reading::{Reading, Table};

pub(super) fn one_of<T: Copy>(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    name: &str,
    known: &[(&str, T)],
) -> Option<T> {
    let text = reading.string(table, name)?;
    let found = known
        .iter()
        .find(|(id, _)| *id == text)
        .map(|(_, value)| *value);
    if found.is_none() {
        let ids: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
        reading.fault(
            table.place(name),
            format!("「{name}」は {} のどれかです", ids.join("、")),
        );
    }
    found
}

pub(super) fn reference(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    name: &str,
    ids: &[String],
) -> Option<usize> {
    let text = reading.string(table, name)?;
    position(reading, table.place(name), &text, ids)
}

pub(super) fn references(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    name: &str,
    ids: &[String],
) -> Vec<usize> {
    let named = reading.strings(table, name);
    named
        .iter()
        .filter_map(|(text, at)| position(reading, *at, text, ids))
        .collect()
}

fn position(reading: &mut Reading<'_>, at: usize, text: &str, ids: &[String]) -> Option<usize> {
    let found = ids.iter().position(|id| id == text);
    if found.is_none() {
        reading.fault(
            at,
            format!(
                "「{text}」という id がありません。使えるのは {} です",
                ids.join("、")
            ),
        );
    }
    found
}
