//! Who may read, signed by the desk.

mod earlier;

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::derive;
use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, Digest, Recipient, WindowId};

pub use earlier::{EARLIER_MOST, Earlier, Persons, followed, person_before, persons};

/// The longest roster, first and last day counted.
pub const DAYS_MOST: i32 = 100;

/// What a roster says. Members stand in the order in which they are signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterBody {
    /// As [`version`] says: a program from before there were deputies refuses a roster that has one, and draws none of them; one
    /// that does not know earlier keys would take one person for two.
    pub v: u8,
    pub window: WindowId,
    /// The organisation's short name, as in the path.
    pub organisation: String,
    /// The organisation's name, as people write it.
    pub name: String,
    /// Counts up by one with each roster of a window.
    pub epoch: u32,
    pub first_day: Day,
    pub last_day: Day,
    pub desk_key: AuthorKey,
    pub runs: Runs,
    pub readers: Vec<Reader>,
    pub policies: Vec<PolicyDigest>,
    /// To whom codings are sealed, a fiscal year each. A roster from before there were any has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statistics: Vec<Statistics>,
}

/// To which recipient the codings of a fiscal year are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    pub year: i16,
    pub recipient: Recipient,
}

/// The recipients of a roster of these days: of the years in which it holds, and of the one before, whose last cases are coded
/// after its end.
#[must_use]
pub fn statistics(desk: &SigningKey, window: &WindowId, first: Day, last: Day) -> Vec<Statistics> {
    (first.fiscal_year() - 1..=last.fiscal_year())
        .map(|year| Statistics {
            year,
            recipient: derive::statistics(desk, window, year).recipient(),
        })
        .collect()
}

/// Who runs the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Runs {
    Firm,
    City,
    Third,
}

/// A counsellor on a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub author: AuthorKey,
    pub recipient: Recipient,
    pub name: String,
    pub profession: String,
    pub appointed_by: String,
    /// Whether, and how, this person advises the city as well.
    pub adviser: String,
    /// Somebody outside who is the second where one person must not decide alone: never drawn for a new case, and reads one
    /// only once a reader of it gave it to them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deputy: bool,
    /// The keys by which this same person read before, the oldest first, each with the day on which the next one took its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The version of a roster with these readers: 3 where somebody has another key than before, 2 with a deputy, else 1.
#[must_use]
pub fn version(readers: &[Reader]) -> u8 {
    if readers.iter().any(|reader| !reader.earlier.is_empty()) {
        3
    } else if readers.iter().any(|reader| reader.deputy) {
        2
    } else {
        1
    }
}

/// A policy file and the SHA-256 of its normalised text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDigest {
    pub file: String,
    pub sha256: Digest,
}

/// A roster whose own signature and shape are right; whether its key is the desk's is
/// [`crate::succession::follow`]'s to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    body: RosterBody,
    digest: Digest,
    frame: Vec<u8>,
}

/// Why a roster is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterFault {
    #[error(transparent)]
    Frame(#[from] FrameFault),
    #[error("the last day lies before the first, or more than 100 days are covered")]
    Days,
    #[error("a reader or a policy file stands twice, or a reader has the desk's key")]
    Twice,
    #[error("epochs begin at 1")]
    Epoch,
    #[error("an earlier key is still a reader's, stands twice, or there are too many")]
    Earlier,
    #[error("there are deputies alone, and nobody whom a new case could be given to")]
    Deputies,
    #[error("the key given is not the one the roster names")]
    Signer,
}

impl RosterFault {
    /// A code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Frame(fault) => fault.code(),
            Self::Days => "roster-days",
            Self::Twice => "roster-twice",
            Self::Epoch => "roster-epoch",
            Self::Earlier => "roster-earlier",
            Self::Deputies => "roster-deputies",
            Self::Signer => "roster-signer",
        }
    }
}

impl RosterBody {
    fn check(&self) -> Result<(), RosterFault> {
        if self.v != version(&self.readers) {
            return Err(FrameFault::Malformed.into());
        }
        if self.epoch == 0 {
            return Err(RosterFault::Epoch);
        }
        // Both days count, so the difference is one less.
        if !(0..DAYS_MOST).contains(&self.first_day.days_until(self.last_day)) {
            return Err(RosterFault::Days);
        }
        let authors: BTreeSet<_> = self.readers.iter().map(|reader| reader.author).collect();
        let recipients: BTreeSet<_> = self.readers.iter().map(|reader| reader.recipient).collect();
        let files: BTreeSet<_> = self.policies.iter().map(|policy| &policy.file).collect();
        let years: BTreeSet<_> = self.statistics.iter().map(|one| one.year).collect();
        let twice = years.len() != self.statistics.len()
            || authors.len() != self.readers.len()
            || recipients.len() != self.readers.len()
            || files.len() != self.policies.len()
            || authors.contains(&self.desk_key);
        if twice {
            Err(RosterFault::Twice)
        } else if !earlier::fit(&self.readers, &self.desk_key) {
            Err(RosterFault::Earlier)
        } else if !self.readers.is_empty() && self.drawable().next().is_none() {
            Err(RosterFault::Deputies)
        } else {
            Ok(())
        }
    }

    /// Those who may be drawn for a new case: all but the deputies.
    pub fn drawable(&self) -> impl Iterator<Item = &Reader> {
        self.readers.iter().filter(|reader| !reader.deputy)
    }

    /// Whether nobody here can be the second of two: what two must decide is refused.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.readers.len() == 1
    }
}

impl Roster {
    /// Reads a frame, checks its signature under the desk key it names, and its own rules.
    pub fn read(bytes: &[u8]) -> Result<Self, RosterFault> {
        let frame = frame::read(Line::Roster, bytes)?;
        let body: RosterBody = frame.parse()?;
        frame.verify(&body.desk_key)?;
        body.check()?;
        Ok(Self {
            body,
            digest: Digest::of(bytes),
            frame: bytes.to_vec(),
        })
    }

    /// Signs `body`. `Signer` if `key` is not its `desk_key`.
    pub fn sign(body: &RosterBody, key: &SigningKey) -> Result<Vec<u8>, RosterFault> {
        body.check()?;
        if AuthorKey::of(key) != body.desk_key {
            return Err(RosterFault::Signer);
        }
        Ok(frame::write_json(Line::Roster, body, key)?)
    }

    /// What it says.
    #[must_use]
    pub const fn body(&self) -> &RosterBody {
        &self.body
    }

    /// SHA-256 of the frame: how entries and key files name it.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The frame, byte for byte as read.
    #[must_use]
    pub fn frame(&self) -> &[u8] {
        &self.frame
    }

    /// The same, its last day no later than `day`: for a signer whom another has followed.
    #[must_use]
    pub fn until(mut self, day: Day) -> Self {
        self.body.last_day = self.body.last_day.min(day);
        self
    }

    /// Whether `day` lies between its first and last day, both counted.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.body.first_day <= day && day <= self.body.last_day
    }

    /// To whom the codings of a fiscal year are sealed.
    #[must_use]
    pub fn statistics(&self, year: i16) -> Option<Recipient> {
        let mut all = self.body.statistics.iter();
        all.find(|one| one.year == year).map(|one| one.recipient)
    }

    /// The reader who signs with `author`.
    #[must_use]
    pub fn reader(&self, author: &AuthorKey) -> Option<&Reader> {
        self.body
            .readers
            .iter()
            .find(|reader| reader.author == *author)
    }
}

#[cfg(test)]
pub(crate) mod tests;
