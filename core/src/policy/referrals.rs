//! `referrals.toml`: where else somebody may go, by how they are employed; by when, and what must be asked before.

use std::collections::BTreeSet;

use serde::Serialize;

use super::reading::{Reading, Table};
use super::text::Text;
use crate::calendar::Day;

/// All places, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Referrals {
    pub referrals: Vec<Referral>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Referral {
    pub id: String,
    pub name: Text,
    /// What it does, and for whom.
    pub does: Text,
    /// By when, where it ends.
    pub limit: Option<Text>,
    /// Employments that it has to do with; none for all.
    pub employments: Vec<String>,
    /// Employments of which some can use it, by where they work or what happened.
    pub partly: Vec<String>,
    /// It hears what the person agreed to, and no more.
    pub consent: bool,
    /// It can be used no more by whoever has left.
    pub closes: bool,
    /// A lawyer is asked before it is named.
    pub counsel: bool,
    /// The law, or who publishes it.
    pub source: String,
    pub as_of: Day,
    /// Whether a lawyer of the place has looked at it.
    pub verified: bool,
}

impl Referral {
    /// Whether it is for somebody employed so; an employment that nobody knows opens what is for all.
    #[must_use]
    pub fn is_for(&self, employment: &str) -> bool {
        self.employments.is_empty() || self.employments.iter().any(|one| one == employment)
    }

    /// Whether it is for some of those employed so, and a lawyer says for whom.
    #[must_use]
    pub fn is_for_some(&self, employment: &str) -> bool {
        self.partly.iter().any(|one| one == employment)
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Referrals> {
    reading.only(root, &["referral"]);
    let mut seen = BTreeSet::new();
    let referrals = reading
        .tables(root, "referral")
        .into_iter()
        .filter_map(|table| referral(reading, table, &mut seen))
        .collect();
    Some(Referrals { referrals })
}

fn referral(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<Referral> {
    reading.only(
        table,
        &[
            "id", "name", "does", "limit", "for", "partly", "closes", "consent", "counsel",
            "source", "as_of", "verified",
        ],
    );
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let does = reading.text(table, "does");
    let limit = reading.text_or_none(table, "limit");
    let employments = reading.strings(table, "for");
    if table.has("for") && employments.is_empty() {
        reading.fault(
            table.place("for"),
            "「for」が空です。だれでも使えるなら「for」を消してください",
        );
    }
    let partly = reading.strings(table, "partly");
    let counsel = reading.flag(table, "counsel");
    let narrowed = counsel && table.has("for");
    if !partly.is_empty() && !narrowed {
        reading.fault(
            table.place("partly"),
            "「partly」には「for」と「counsel = true」も要ります（だれが使えるかを、弁護士に確かめてから案内します）",
        );
    }
    let source = reading.string(table, "source");
    let as_of = reading.day(table, "as_of");
    Some(Referral {
        id: id?,
        name: name?,
        does: does?,
        limit,
        employments: employments.into_iter().map(|(one, _)| one).collect(),
        partly: partly.into_iter().map(|(one, _)| one).collect(),
        closes: reading.flag(table, "closes"),
        consent: reading.flag(table, "consent"),
        counsel,
        source: source?,
        as_of: as_of?,
        verified: reading.flag(table, "verified"),
    })
}
