//! Days, business days and how they are written.

mod written;

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::policy::{Contact, Holidays, Hours, Opening, Policies, Span};

pub use written::{day_in, day_ja, day_of_year_in, fiscal_year_in, fiscal_year_ja, hour_in};

/// Japan keeps UTC+9 all the year and has no summer time.
const JAPAN: Offset = Offset::constant(9);

/// A calendar day in Japan. Written `2026-11-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// `None` if there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// The day on which `at` falls in Japan.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Wall::of(at).day
    }

    /// Reads `2026-11-24`, exactly ten characters, before the year 9999.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let shaped = year.len() == 4 && month.len() == 2 && day.len() == 2;
        let counted = year != "9999";
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !shaped || !counted || !digits || parts.next().is_some() {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// `days` later, or earlier if negative. Stays on the last day that can be written.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days.days()))
    }

    /// So many months later, on the same day of the month or its last.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(months.months()))
    }

    /// How many days from this one to `other`; negative if `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// The year in which the fiscal year of this day began on 1 April.
    #[must_use]
    pub fn fiscal_year(self) -> i16 {
        if self.month() >= 4 {
            self.year()
        } else {
            self.year() - 1
        }
    }

    /// Midnight in Japan at the beginning of this day.
    #[must_use]
    pub fn begins(self) -> Option<Timestamp> {
        self.at(0, 0)
    }

    /// The moment in Japan's time on this day, minutes exact.
    #[must_use]
    pub fn at(self, hour: u8, minute: u8) -> Option<Timestamp> {
        let hour = i8::try_from(hour).ok()?;
        let minute = i8::try_from(minute).ok()?;
        let wall = self
            .0
            .to_datetime(jiff::civil::Time::new(hour, minute, 0, 0).ok()?);
        JAPAN.to_timestamp(wall).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a day"))
    }
}

/// What a clock on a wall in Japan shows: the day and minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wall {
    pub day: Day,
    /// 0 to 1439.
    pub minute: u16,
}

impl Wall {
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let wall = JAPAN.to_datetime(at);
        let minute = u16::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute()));
        Self {
            day: Day(wall.date()),
            minute: minute.unwrap_or(0),
        }
    }
}

/// Neither Saturday, Sunday, a national holiday nor a closing day of the desk.
#[must_use]
pub fn is_business_day(holidays: &Holidays, day: Day) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !holidays.is_holiday(day) && !holidays.is_closed(day)
}

/// The `count`th business day after `day`; `day` itself is never counted. Looks at most ten years ahead.
#[must_use]
pub fn business_days_after(policies: &Policies, day: Day, count: u32) -> Day {
    after_business_days(&policies.holidays, day, count)
}

/// As [`business_days_after`], by the calendar alone.
#[must_use]
pub fn after_business_days(holidays: &Holidays, day: Day, count: u32) -> Day {
    let (mut at, mut left, mut looked) = (day, count, 0);
    while left > 0 && looked < 3660 {
        at = at.plus_days(1);
        looked += 1;
        if is_business_day(holidays, at) {
            left -= 1;
        }
    }
    at
}

/// The last business day that is no later; the day itself where a month has none.
#[must_use]
pub fn business_day_by(holidays: &Holidays, day: Day) -> Day {
    let mut before = (0..31).map(|back| day.plus_days(-back));
    before
        .find(|one| is_business_day(holidays, *one))
        .unwrap_or(day)
}

/// The moment after so many hours in which somebody reads, minutes exact. Looks at most a year ahead.
#[must_use]
pub fn after_reading_hours(
    holidays: &Holidays,
    hours: &Hours,
    from: Timestamp,
    count: u32,
) -> Timestamp {
    let start = Wall::of(from);
    let (mut left, mut day, mut minute) = (count.saturating_mul(60), start.day, start.minute);
    for _ in 0..366 {
        let mut spans: Vec<&Span> = hours
            .reading
            .iter()
            .filter(|span| span.days.contains(&day.weekday()) && is_business_day(holidays, day))
            .collect();
        spans.sort_by_key(|span| span.from);
        for span in spans {
            let begun = span.from.max(minute);
            let room = u32::from(span.to.saturating_sub(begun));
            if room >= left {
                let end = u32::from(begun) + left;
                let moment = day
                    .begins()
                    .and_then(|midnight| midnight.checked_add(i64::from(end).minutes()).ok());
                return moment.unwrap_or(from);
            }
            left -= room;
        }
        (day, minute) = (day.plus_days(1), 0);
    }
    from
}

/// What has lain since this day or before has lain for more than a business day: the first one after it is over.
#[must_use]
pub fn left_lying(policies: &Policies, today: Day) -> Day {
    let mut at = today.plus_days(-1);
    // Over the longest closing there is; a calendar without business days lets nothing lie.
    for _ in 0..60 {
        if business_days_after(policies, at, 1) < today {
            return at;
        }
        at = at.plus_days(-1);
    }
    at
}

/// By which day and hour (0 to 23, Japan) a report that arrives at `at` is first answered.
///
/// Counts from the day alone: whether it came in the morning or at night changes nothing and tells nothing.
#[must_use]
pub fn first_answer(policies: &Policies, at: Timestamp) -> (Day, u8) {
    first_answer_from(policies, Day::of(at))
}

/// As [`first_answer`], from the day of arrival.
#[must_use]
pub fn first_answer_from(policies: &Policies, arrived: Day) -> (Day, u8) {
    let promise = &policies.hours.first_answer;
    (
        business_days_after(policies, arrived, promise.business_days),
        promise.hour,
    )
}

/// The last day on which a report that arrived on `arrived` is kept: the 31 March that ends the last of the
/// fiscal years counted from the 1 April after arrival. One rule for all, so that the day tells nothing.
#[must_use]
pub fn last_kept_day(policies: &Policies, arrived: Day) -> Day {
    let years = i16::from(policies.retention.case_fiscal_years);
    Day::new(arrived.fiscal_year() + 1 + years, 3, 31).unwrap_or(arrived)
}

/// Whether a reader of the desk reads at this moment.
#[must_use]
pub fn is_reading_now(policies: &Policies, at: Timestamp) -> bool {
    let wall = Wall::of(at);
    is_business_day(&policies.holidays, wall.day) && within(&policies.hours.reading, wall)
}

/// Whether a contact answers at this moment, as far as its hours are known.
#[must_use]
pub fn is_open(holidays: &Holidays, contact: &Contact, at: Timestamp) -> bool {
    let wall = Wall::of(at);
    match &contact.opening {
        Opening::Always => true,
        Opening::Unknown => false,
        Opening::Weekly {
            spans,
            holidays: open_on_holidays,
            closed,
        } => {
            let shut = closed.iter().any(|range| range.contains(wall.day));
            let holiday = holidays.is_holiday(wall.day) && !open_on_holidays;
            !shut && !holiday && within(spans, wall)
        }
    }
}

fn within(spans: &[Span], wall: Wall) -> bool {
    spans.iter().any(|span| {
        span.days.contains(&wall.day.weekday()) && (span.from..span.to).contains(&wall.minute)
    })
}
