//! By when something is due: a span of time, counted from what set it going, or back from the end of an employment.

use jiff::Timestamp;

use super::{Calendar, Happened};
use crate::calendar::{Day, after_business_days, after_reading_hours, business_day_by};
use crate::entry::{Answer, Report};
use crate::policy::{Allowed, TERM, TERM_END, Unit};

/// The day, and the moment where it is due within hours; `law`: it is a law that sets the span.
pub(super) fn by(
    calendar: Calendar<'_>,
    from: &Happened,
    span: Allowed,
    law: bool,
) -> (Day, Option<Timestamp>) {
    let day = from.on.unwrap_or_else(|| Day::of(from.at));
    match (ending(&from.what), span.unit) {
        // What should have been asked before the report came is due with it; and what is to be asked before a day off, before that.
        (Some(end), _) => {
            let by = business_day_by(calendar.holidays, before(end, span));
            (by.max(Day::of(from.at)), None)
        }
        (None, Unit::Months) if law => (last_of(day, span), None),
        _ => after(calendar, (from.at, day), span),
    }
}

/// The day on which an employment ends, if that is what happened.
pub(super) fn ending(what: &str) -> Option<Day> {
    let (kind, day) = what.split_once(':')?;
    (kind == TERM).then(|| Day::parse(day)).flatten()
}

fn before(end: Day, span: Allowed) -> Day {
    let count = i32::try_from(span.count).unwrap_or(i32::MAX);
    match span.unit {
        Unit::Months => end.plus_months(-count),
        _ => end.plus_days(-count),
    }
}

/// The last day of the month in which the reporter said that their employment ends. A year alone says too little.
pub(super) fn term(report: &Report) -> Option<Day> {
    let Some(Answer::Text(month)) = report.answers.get(TERM_END) else {
        return None;
    };
    let first = Day::parse(&format!("{month}-01"))?;
    Some(first.plus_months(1).plus_days(-1))
}

/// The last day of so many months as a law counts them (民法140条・143条, 刑事訴訟法55条): they begin with the day after, and end before
/// the day of that number, or with the month that has none.
fn last_of(day: Day, span: Allowed) -> Day {
    let first = day.plus_days(1);
    let next = first.plus_months(i32::try_from(span.count).unwrap_or(i32::MAX));
    if next.day() == first.day() {
        next.plus_days(-1)
    } else {
        next
    }
}

fn after(
    calendar: Calendar<'_>,
    (at, day): (Timestamp, Day),
    span: Allowed,
) -> (Day, Option<Timestamp>) {
    let count = i32::try_from(span.count).unwrap_or(i32::MAX);
    match span.unit {
        Unit::Hours => {
            let at = after_reading_hours(calendar.holidays, calendar.hours, at, span.count);
            (Day::of(at), Some(at))
        }
        Unit::Business => (
            after_business_days(calendar.holidays, day, span.count),
            None,
        ),
        Unit::Days => (day.plus_days(count), None),
        Unit::Months => (day.plus_months(count), None),
    }
}
