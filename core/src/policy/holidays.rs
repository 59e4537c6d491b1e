//! National holidays and the days on which the desk is shut.

use std::collections::BTreeSet;

use serde::Serialize;

use super::reading::{Reading, Table};
use crate::calendar::Day;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holidays {
    pub as_of: Day,
    /// Where the days were taken from, in words.
    pub source: String,
    /// In the order of days.
    pub days: Vec<Holiday>,
    pub closed: Vec<ClosedDays>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holiday {
    pub date: Day,
    pub name: String,
    /// Computed from the law's rules before the State proclaimed it.
    pub computed: bool,
}

/// Days that come back every year, both ends counted; `12-29` to `01-03` runs over the new year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ClosedDays {
    /// Month and day.
    pub from: (i8, i8),
    pub to: (i8, i8),
}

impl ClosedDays {
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        let at = (day.month(), day.day());
        if self.from <= self.to {
            self.from <= at && at <= self.to
        } else {
            self.from <= at || at <= self.to
        }
    }

    pub(super) fn read(reading: &mut Reading<'_>, table: Table<'_>) -> Vec<Self> {
        let mut closed = Vec::new();
        for range in reading.tables_or_none(table, "closed") {
            reading.only(range, &["from", "to"]);
            let (from, to) = (
                month_day(reading, range, "from"),
                month_day(reading, range, "to"),
            );
            if let (Some(from), Some(to)) = (from, to) {
                closed.push(Self { from, to });
            }
        }
        closed
    }
}

fn month_day(reading: &mut Reading<'_>, table: Table<'_>, name: &str) -> Option<(i8, i8)> {
    let text = reading.string(table, name)?;
    // A leap year, so that 02-29 may be written.
    let day = Day::parse(&format!("2028-{text}"));
    if day.is_none() {
        reading.fault(
            table.place(name),
            format!("「{name}」は \"12-29\" のように、ある月と日で書いてください"),
        );
    }
    day.map(|day| (day.month(), day.day()))
}

impl Holidays {
    #[must_use]
    pub fn is_holiday(&self, day: Day) -> bool {
        self.days.iter().any(|holiday| holiday.date == day)
    }

    /// Whether the desk is shut on this day by its own rule.
    #[must_use]
    pub fn is_closed(&self, day: Day) -> bool {
        self.closed.iter().any(|range| range.contains(day))
    }

    /// The last day of the last year that is listed; later days are not known to be holidays.
    #[must_use]
    pub fn known_until(&self) -> Day {
        let last = self
            .days
            .iter()
            .map(|holiday| holiday.date)
            .max()
            .unwrap_or(self.as_of);
        Day::new(last.year(), 12, 31).unwrap_or(last)
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Holidays> {
    reading.only(root, &["as_of", "source", "holiday", "closed"]);
    let as_of = reading.day(root, "as_of");
    let source = reading.string(root, "source");
    let mut seen = BTreeSet::new();
    let mut days = Vec::new();
    for table in reading.tables(root, "holiday") {
        reading.only(table, &["date", "name", "computed"]);
        let date = reading.day(table, "date");
        let name = reading.string(table, "name");
        let computed = reading.flag(table, "computed");
        let (Some(date), Some(name)) = (date, name) else {
            continue;
        };
        if !seen.insert(date) {
            reading.fault(table.place("date"), format!("{date} が二つあります"));
        }
        days.push(Holiday {
            date,
            name,
            computed,
        });
    }
    let closed = ClosedDays::read(reading, root);
    days.sort_by_key(|holiday| holiday.date);
    Some(Holidays {
        as_of: as_of?,
        source: source?,
        days,
        closed,
    })
}
