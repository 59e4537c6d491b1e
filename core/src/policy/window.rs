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
}

impl Window {
    /// Whether the path without script is open at this organisation's window.
    #[must_use]
    pub fn plain_at(&self, organisation: &str) -> bool {
        self.plain && !self.closed.contains(organisation)
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Window> {
    reading.only(root, &["plain", "closed"]);
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
    Some(Window { plain, closed })
}
