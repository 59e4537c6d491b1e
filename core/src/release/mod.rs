//! The yearly table as it leaves the desk: from codings that agree with every ledger, attacked, signed, frozen.

mod chain;
mod check;
mod make;
mod whole;

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::coding::is_year;
use crate::disclosure::{Published, Refused, Rule};
use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, Digest, WindowId};
use crate::policy::{self, Text};

pub use chain::{ChainFault, chain};
pub use check::{Codings, Given, Stop, Wrong, check, held};
pub use make::{Before, Draft, draft};
pub use whole::{Offered, Stopped, is_over, make, names};

/// What a release says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseBody {
    pub v: u8,
    pub window: WindowId,
    /// The organisation's short name and its name.
    pub organisation: String,
    pub name: String,
    /// The fiscal year.
    pub year: i16,
    /// The day on which it was signed.
    pub day: Day,
    pub desk_key: AuthorKey,
    /// SHA-256 of this window's release before; none for the first.
    pub before: Option<Digest>,
    /// By what rule: whoever reads the table may know it.
    pub rule: Rule,
    /// The lines' names, in the order of the table.
    pub families: Vec<Family>,
    /// A line each; empty where a sentence takes the place of the table.
    pub rows: Vec<Row>,
    pub total: Option<u32>,
    /// Why there is no table.
    pub sentence: Option<Refused>,
}

/// A line's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    pub id: String,
    pub name: Text,
}

/// A line: a number, or none where x stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub family: String,
    pub cases: Option<u32>,
}

/// A release whose shape and own signature are right; whether its signer is the desk's, [`chain()`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    body: ReleaseBody,
    digest: Digest,
}

impl ReleaseBody {
    /// Lines and names belong together, numbers are of the rule, and there is either a table or a sentence.
    fn is_shaped(&self) -> bool {
        let names: BTreeSet<_> = self.families.iter().map(|family| &family.id).collect();
        let whole = |number: u32| self.rule.rounded(number) == number;
        let table = self.rows.len() == self.families.len()
            && self
                .rows
                .iter()
                .zip(&self.families)
                .all(|(row, family)| row.family == family.id && row.cases.is_none_or(whole))
            && self.total.is_some_and(whole);
        let sentence = self.rows.is_empty() && self.total.is_none();
        self.v == 1
            && is_year(self.year)
            && names.len() == self.families.len()
            && if self.sentence.is_some() {
                sentence
            } else {
                table
            }
    }

    /// Whether its rule is one that a desk may have, and no number stands for fewer cases than that rule says. A signature
    /// alone does not make it so.
    #[must_use]
    pub fn keeps_its_rule(&self) -> bool {
        let rule = &self.rule;
        let stands = |row: &Row| match row.cases {
            None => true,
            Some(0) => self.total.is_some_and(|total| rule.zero_from <= total),
            Some(cases) => rule.rounded(rule.least(&row.family)) <= cases,
        };
        policy::is_rule_allowed(rule) && self.rows.iter().all(stands)
    }

    /// The table as the attack reads it; none where a sentence stands.
    #[must_use]
    pub fn published(&self) -> Option<Published> {
        let rows = self.rows.iter();
        Some(Published {
            year: self.year,
            rule: self.rule.clone(),
            rows: rows.map(|row| (row.family.clone(), row.cases)).collect(),
            total: self.total?,
        })
    }
}

impl Release {
    /// Reads a frame, and checks its signature under the key that it names.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Release, bytes)?;
        let body: ReleaseBody = frame.parse()?;
        if !body.is_shaped() {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&body.desk_key)?;
        Ok(Self {
            body,
            digest: Digest::of(bytes),
        })
    }

    /// Signs `body`. `BadSignature` if `key` is not its `desk_key`.
    pub fn sign(body: &ReleaseBody, key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
        if !body.is_shaped() {
            return Err(FrameFault::Malformed);
        }
        if AuthorKey::of(key) != body.desk_key {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Release, body, key)
    }

    /// What it says.
    #[must_use]
    pub const fn body(&self) -> &ReleaseBody {
        &self.body
    }

    /// SHA-256 of the frame.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }
}
