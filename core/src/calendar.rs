//! Days, business days and how they are written.

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
        Self(jiff::tz::Offset::constant(9).to_datetime(at).date())
    }

    /// Reads `2026-11-24`, exactly ten characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let shaped = year.len() == 4 && month.len() == 2 && day.len() == 2;
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !shaped || !digits || parts.next().is_some() {
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
        jiff::tz::Offset::constant(9).to_timestamp(wall).ok()
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
