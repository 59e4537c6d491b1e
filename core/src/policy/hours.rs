//! When readers read, and by when they answer first.

use jiff::civil::Weekday;
use serde::Serialize;

use super::reading::{Reading, Table};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    pub first_answer: FirstAnswer,
    /// When somebody of the desk reads, on business days only.
    pub reading: Vec<Span>,
}

/// The promise made before the first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FirstAnswer {
    /// Counted from the day after arrival.
    pub business_days: u32,
    /// 0 to 23, Japan.
    pub hour: u8,
}

/// The same hours on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub days: Vec<Weekday>,
    /// Minutes since midnight; the first that is open.
    pub from: u16,
    /// Minutes since midnight; the first that is shut, at most 1440.
    pub to: u16,
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Hours> {
    reading.only(root, &["first_answer", "reading"]);
    let answer = reading.table(root, "first_answer");
    let spans = spans(reading, root, "reading");
    if spans.is_empty() {
        reading.fault(
            root.at(),
            "[[reading]]（読む人がいる時間）が一つもありません",
        );
    }
    let answer = answer?;
    reading.only(answer, &["business_days", "hour"]);
    let business_days = reading.number(answer, "business_days", 1..11);
    let hour = reading
        .number(answer, "hour", 0..24)
        .and_then(|hour| u8::try_from(hour).ok());
    if let Some(hour) = hour {
        kept(reading, answer, hour, &spans);
    }
    Some(Hours {
        first_answer: FirstAnswer {
            business_days: business_days?,
            hour: hour?,
        },
        reading: spans,
    })
}

/// A promise for an hour at which nobody reads would be broken by design.
fn kept(reading: &mut Reading<'_>, answer: Table<'_>, hour: u8, spans: &[Span]) {
    const WORKDAYS: [Weekday; 5] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    let minute = u16::from(hour) * 60;
    let read_before = |day: &Weekday| {
        spans
            .iter()
            .any(|span| span.days.contains(day) && span.from < minute)
    };
    if !spans.is_empty() && !WORKDAYS.iter().all(read_before) {
        reading.fault(
            answer.place("hour"),
            "この時刻より前に読む人がいない平日があります。時刻か [[reading]] を直してください",
        );
    }
}

/// The spans of `[[name]]` or `name = [{ … }]`, which may be missing.
pub(super) fn spans(reading: &mut Reading<'_>, table: Table<'_>, name: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for table in reading.tables_or_none(table, name) {
        reading.only(table, &["days", "from", "to"]);
        let days = reading.weekdays(table, "days");
        let (from, to) = (reading.minute(table, "from"), reading.minute(table, "to"));
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        if from >= to {
            reading.fault(
                table.at(),
                "「from」は「to」より前の時刻にしてください（夜をまたぐときは二つに分けます）",
            );
        }
        spans.push(Span { days, from, to });
    }
    spans
}
