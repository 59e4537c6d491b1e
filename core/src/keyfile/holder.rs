//! For whom a key file is: a reader, or the reporter.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::ids::{AuthorKey, NotAnId};

/// For whom a key file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Reporter,
    Reader(AuthorKey),
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reporter => f.write_str("reporter"),
            Self::Reader(author) => author.fmt(f),
        }
    }
}

impl FromStr for Holder {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "reporter" {
            Ok(Self::Reporter)
        } else {
            text.parse().map(Self::Reader)
        }
    }
}

impl Serialize for Holder {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Holder {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(de::Error::custom)
    }
}
