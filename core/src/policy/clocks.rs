//! `clocks.toml`: by when the desk does what, counted from what was signed in a case.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::reading::{Reading, Table};
use super::text::Text;
use crate::calendar::Day;

/// All clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clocks {
    pub as_of: Day,
    /// On what they rest, for people.
    pub source: String,
    /// Whether a lawyer has looked at them.
    pub verified: bool,
    pub clocks: Vec<Clock>,
}

/// One thing that is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    pub id: String,
    pub name: Text,
    /// What sets it going, any of these; `act:` and `stage:` may end with `_` and mean all that begin so.
    pub from: Vec<String>,
    /// From which moment it counts, where that is another: it runs once both have come. The earliest of these; empty for `from` itself.
    pub since: Vec<String>,
    /// Whether it counts from the first since it was stopped, and not from the last.
    pub first: bool,
    /// What stops it, whichever comes first.
    pub until: Vec<String>,
    /// By priority.
    pub due: BTreeMap<String, Allowed>,
    /// The priorities it is for.
    pub only: Vec<String>,
    /// Whether it runs on once the case has ended.
    pub after_end: bool,
    /// So long before the end of the reporter's employment, which is what sets it going.
    pub before: bool,
    /// Whether it calls every reader, before they have gone on from the names: its name says nothing of what the case is about.
    pub calls: bool,
    /// Whether the reporter is the one to act, and not the desk.
    pub theirs: bool,
    /// Where a law sets the time, and a lawyer of the place is to be asked how it counts here.
    pub law: Option<Law>,
}

/// On what a time rests that a law sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Law {
    pub source: String,
    pub as_of: Day,
}

/// How long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Allowed {
    pub count: u32,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// In which somebody reads.
    Hours,
    /// Business days, the day itself not counted.
    Business,
    Days,
    Months,
}

/// The priorities, the most urgent first; a case without one counts as [`USUAL`].
pub const PRIORITIES: [&str; 4] = ["p0", "p1", "p2", "p3"];

/// What a case has to which nobody gave a priority.
pub const USUAL: &str = "p2";

/// The reporter wrote after the case had ended.
pub const AGAIN: &str = "again";

/// The end of the reporter's employment.
pub const TERM: &str = "term";

/// One counsellor proposed to tell without consent, in danger to life, and no second has decided yet.
pub const DANGER: &str = "danger";
/// The act by which the second decides not to.
pub const DANGER_DECLINED: &str = "danger_declined";

const MOMENTS: [&str; 9] = [
    "report", "answer", "reporter", AGAIN, "leave", "never", "act:…", TERM, DANGER,
];

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Clocks> {
    reading.only(root, &["as_of", "source", "verified", "clock"]);
    let as_of = reading.day(root, "as_of");
    let source = reading.string(root, "source");
    let verified = reading.flag(root, "verified");
    let mut seen = BTreeSet::new();
    let clocks = reading
        .tables(root, "clock")
        .into_iter()
        .filter_map(|table| clock(reading, table, &mut seen))
        .collect();
    Some(Clocks {
        as_of: as_of?,
        source: source?,
        verified,
        clocks,
    })
}

fn clock(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<Clock> {
    reading.only(
        table,
        &[
            "id",
            "name",
            "from",
            "since",
            "first",
            "until",
            "due",
            "only",
            "after_end",
            "before",
            "calls",
            "theirs",
            "counsel",
            "source",
            "as_of",
        ],
    );
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let from = moments(reading, table, "from");
    let since = if table.has("since") {
        moments(reading, table, "since")
    } else {
        Some(Vec::new())
    };
    let until = moments(reading, table, "until");
    let only = reading.strings(table, "only");
    for (priority, at) in &only {
        known(reading, priority, *at);
    }
    let due = reading.table(table, "due").map(|due| spans(reading, due));
    let before = before(
        reading,
        table,
        from.as_deref().unwrap_or_default(),
        due.as_ref(),
    );
    Some(Clock {
        id: id?,
        name: name?,
        from: from?,
        since: since?,
        first: reading.flag(table, "first"),
        until: until?,
        due: due?,
        only: only.into_iter().map(|(priority, _)| priority).collect(),
        after_end: reading.flag(table, "after_end"),
        before,
        calls: reading.flag(table, "calls"),
        theirs: reading.flag(table, "theirs"),
        law: law(reading, table),
    })
}

/// What counts back from a day counts in days or months, and nothing else does.
fn before(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    from: &[String],
    due: Option<&BTreeMap<String, Allowed>>,
) -> bool {
    let before = reading.flag(table, "before");
    let counts = |due: &BTreeMap<String, Allowed>| {
        due.values()
            .all(|span| matches!(span.unit, Unit::Days | Unit::Months))
    };
    let ends = from.iter().any(|moment| moment == TERM);
    if before != ends || before && !due.is_none_or(counts) {
        reading.fault(
            table.at(),
            "「before = true」は from = \"term\" の期限に要り、ほかには書けません。days か months で数えます",
        );
    }
    before
}

fn law(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Law> {
    if !reading.flag(table, "counsel") {
        return None;
    }
    let source = reading.string(table, "source");
    let as_of = reading.day(table, "as_of");
    Some(Law {
        source: source?,
        as_of: as_of?,
    })
}

fn known(reading: &mut Reading<'_>, priority: &str, at: usize) {
    if !PRIORITIES.contains(&priority) {
        let what = format!("急ぎの度合いは {} のどれかです", PRIORITIES.join("、"));
        reading.fault(at, what);
    }
}

/// One, or a list of them.
fn moments(reading: &mut Reading<'_>, table: Table<'_>, name: &str) -> Option<Vec<String>> {
    if !table.is_list(name) {
        return moment(reading, table, name).map(|one| vec![one]);
    }
    let all = reading.strings(table, name);
    if all.is_empty() {
        reading.fault(table.place(name), format!("「{name}」が空です"));
    }
    for (text, at) in &all {
        moment_at(reading, text, name, *at);
    }
    Some(all.into_iter().map(|(text, _)| text).collect())
}

fn moment(reading: &mut Reading<'_>, table: Table<'_>, name: &str) -> Option<String> {
    let text = reading.string(table, name)?;
    moment_at(reading, &text, name, table.place(name));
    Some(text)
}

fn moment_at(reading: &mut Reading<'_>, text: &str, name: &str, at: usize) {
    let named = ["act:", "stage:", "agreed:", "told:", "answered:", "said:"]
        .iter()
        .any(|kind| text.strip_prefix(kind).is_some_and(|of| !of.is_empty()));
    if !named && !MOMENTS.contains(&text) {
        let what = format!(
            "「{name}」は {}、stage:…、agreed:…、told:…、answered:…、said:… のどれかです",
            MOMENTS.join("、")
        );
        reading.fault(at, what);
    }
}

/// `{ any = "7 days" }`, or one for each priority.
fn spans(reading: &mut Reading<'_>, due: Table<'_>) -> BTreeMap<String, Allowed> {
    let mut names = PRIORITIES.to_vec();
    names.push("any");
    reading.only(due, &names);
    let any = if due.has("any") {
        span(reading, due, "any")
    } else {
        None
    };
    let mut spans = BTreeMap::new();
    for priority in PRIORITIES {
        let own = if due.has(priority) || !due.has("any") {
            span(reading, due, priority)
        } else {
            any
        };
        spans.extend(own.map(|span| (priority.to_owned(), span)));
    }
    spans
}

fn span(reading: &mut Reading<'_>, due: Table<'_>, name: &str) -> Option<Allowed> {
    let text = reading.string(due, name)?;
    let read = text.split_once(' ').and_then(|(count, unit)| {
        let count: u32 = count.parse().ok()?;
        let unit = match unit {
            "hours" => Unit::Hours,
            "business" => Unit::Business,
            "days" => Unit::Days,
            "months" => Unit::Months,
            _ => return None,
        };
        (1..=400)
            .contains(&count)
            .then_some(Allowed { count, unit })
    });
    if read.is_none() {
        reading.fault(
            due.place(name),
            "期限は \"1 hours\"、\"3 business\"、\"14 days\"、\"3 months\" のように書いてください",
        );
    }
    read
}
