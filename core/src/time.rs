//! Moments as bodies write them: UTC, whole seconds, one spelling.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::calendar::Day;

/// A moment, written `2026-11-24T07:03:13Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(Timestamp);

/// Not a moment, or not in the one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime;

impl Time {
    /// `None` if `at` carries parts of a second or lies outside the years 0 to 9998: the last of four digits ends
    /// elsewhere for each library.
    #[must_use]
    pub fn new(at: Timestamp) -> Option<Self> {
        let time = Self(at);
        let text = time.to_string();
        (text.len() == "2026-11-24T07:03:13Z".len() && !text.starts_with("9999")).then_some(time)
    }

    /// The moment itself.
    #[must_use]
    pub const fn timestamp(self) -> Timestamp {
        self.0
    }

    /// The day on which it falls in Japan.
    #[must_use]
    pub fn day(self) -> Day {
        Day::of(self.0)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Time {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let time = text.parse().ok().and_then(Self::new).ok_or(NotATime)?;
        if time.to_string() == text {
            Ok(time)
        } else {
            Err(NotATime)
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        let time: Time = "2026-11-24T15:03:13Z".parse().unwrap();
        assert_eq!(time.day().to_string(), "2026-11-25");
        for bad in [
            "2026-11-24T15:03:13.5Z",
            "2026-11-24T15:03:13+00:00",
            "2026-11-24t15:03:13z",
            "2026-11-24T15:03Z",
            "2026-11-24",
            "-002026-11-24T15:03:13Z",
            "2026-11-24T15:03:60Z",
            "",
        ] {
            assert!(bad.parse::<Time>().is_err(), "{bad}");
        }
    }
}
