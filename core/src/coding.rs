//! What a case was, for the yearly table: sealed to the statistics key of the fiscal year, under a pseudonym, signed.

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::frame::{self, FrameFault, Line, Signers};
use crate::ids::{AuthorKey, Digest, Pseudonym, WindowId};

/// A coding whose shape and signature are right. Whether its author may code, and whether it is the newest, is
/// [`crate::release::check`]'s to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    pub v: u8,
    pub window: WindowId,
    /// The fiscal year in which the case was reported.
    pub year: i16,
    pub pseudonym: Pseudonym,
    /// Counts from 1, over all readers who code this case.
    pub version: u32,
    pub author: AuthorKey,
    /// Id of the taxonomy, as are the next three.
    pub family: String,
    pub stage: String,
    pub outcome: String,
    pub channel: String,
    /// Whether the employer was told of the case: then somebody there knows it.
    pub told: bool,
}

impl Coding {
    /// Reads opened bytes and checks the author's signature.
    pub fn read(plain: &[u8]) -> Result<Self, FrameFault> {
        Self::read_of(plain, &mut Signers::default())
    }

    /// The same of one of many.
    pub fn read_of(plain: &[u8], signers: &mut Signers) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Coding, plain)?;
        let coding: Self = frame.parse()?;
        if coding.v != 1 || coding.version == 0 || !is_year(coding.year) {
            return Err(FrameFault::Malformed);
        }
        signers.verify(&frame, &coding.author)?;
        Ok(coding)
    }

    /// The signed and filled bytes, ready to be sealed. `BadSignature` if `key` is not the author's.
    pub fn compose(&self, key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
        if AuthorKey::of(key) != self.author {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Coding, self, key)
    }
}

/// How a ledger names the opened bytes of a coding.
#[must_use]
pub fn digest(plain: &[u8]) -> Digest {
    Digest::of(plain)
}

/// Years that four digits write.
#[must_use]
pub const fn is_year(year: i16) -> bool {
    2000 <= year && year <= 2999
}
