//! How the window is open: whether somebody without script may write at all.

use std::collections::BTreeSet;

use serde::Serialize;

use super::reading::{Reading, Table};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Whether the path without script is open.
    pub plain: bool,
    /// Short names of organisations for which it is closed all the same.
    pub closed: BTreeSet<String>,
    /// Where the desk itself is reached, as its pages and papers say; none until somebody has written it.
    pub desk: Option<Desk>,
}

/// The firm's office. Pages name it to those who are told something and to whoever writes on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Desk {
    pub name: String,
    pub address: Option<String>,
    pub telephone: Option<String>,
    /// When somebody answers it.
    pub hours: Option<String>,
}

impl Window {
    /// Whether the path without script is open at this organisation's window.
    #[must_use]
    pub fn plain_at(&self, organisation: &str) -> bool {
        self.plain && !self.closed.contains(organisation)
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Window> {
    reading.only(root, &["plain", "closed", "desk"]);
    if !root.has("plain") {
        reading.fault(
            root.at(),
            "「plain」がありません。スクリプトを使わない道を開くなら true、閉じるなら false と書いてください",
        );
    }
    let plain = reading.flag(root, "plain");
    let mut closed = BTreeSet::new();
    for table in reading.tables_or_none(root, "closed") {
        reading.only(table, &["organisation"]);
        closed.extend(reading.string(table, "organisation"));
    }
    let desk = if root.has("desk") {
        desk(reading, root)
    } else {
        None
    };
    Some(Window {
        plain,
        closed,
        desk,
    })
}

fn desk(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Desk> {
    let table = reading.table(root, "desk")?;
    reading.only(table, &["name", "address", "telephone", "hours"]);
    let telephone = reading.string_or_none(table, "telephone");
    let dialled = |text: &str| {
        text.chars()
            .all(|sign| sign.is_ascii_digit() || matches!(sign, '-' | '+' | ' ' | '(' | ')'))
    };
    if telephone.as_deref().is_some_and(|text| !dialled(text)) {
        reading.fault(
            table.place("telephone"),
            "電話番号は、数字と - だけで書いてください（例 \"026-000-0000\"）",
        );
    }
    Some(Desk {
        name: reading.string(table, "name")?,
        address: reading.string_or_none(table, "address"),
        telephone,
        hours: reading.string_or_none(table, "hours"),
    })
}
