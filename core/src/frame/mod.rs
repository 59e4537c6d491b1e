//! The one shape of everything that is signed.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ids::AuthorKey;
use crate::json;

/// Entries are filled to a multiple of this many bytes.
pub const ENTRY_STEP: usize = 4096;
/// The longest entry, filled.
pub const ENTRY_MOST: usize = 65_536;
/// Every key file has this many bytes.
pub const KEY_FILE_SIZE: usize = 2048;
/// Rosters and successions are not filled; this bounds what a reader takes.
pub const LOOSE_MOST: usize = 262_144;

/// The longest tap; nobody writes more than a reason of one line into it.
pub const TAP_MOST: usize = 4096;

/// The longest head of a day; all of them are of one length.
pub const HEAD_MOST: usize = 512;

/// The longest word that stands inside an entry of somebody else, signed by another key.
pub const WORD_MOST: usize = 4096;

/// The longest word about the end of cases: fifty of them, and room.
pub const ENDING_MOST: usize = 4096;

/// Every coding has this many bytes.
pub const CODING_SIZE: usize = 1024;
/// The longest answer of whoever was told, filled: it must find room in an entry, as base64.
pub const ANSWER_MOST: usize = 16_384;
/// Ledgers are filled to a multiple of this many bytes.
pub const LEDGER_STEP: usize = 65_536;
/// The longest ledger, filled: some two thousand codings of one counsellor in one year.
pub const LEDGER_MOST: usize = 8 * LEDGER_STEP;

const LENGTH: usize = 4;
const SIGNATURE: usize = 64;

/// The first line: what kind of thing is signed, and its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Entry,
    KeyFile,
    Roster,
    Succession,
    /// One thing that happened at a counter.
    Tap,
    /// What a case was, for the yearly table.
    Coding,
    /// Which codings a counsellor has written in a year.
    Ledger,
    /// A table that leaves the desk.
    Release,
    /// The end of a day of the audit chain.
    Head,
    /// That cases were destroyed.
    Certificate,
    /// One person's word about the end of cases.
    Ending,
    /// What somebody in the city is told.
    Telling,
    /// What they give back.
    Answer,
    /// That a report was taken down by a counsellor.
    Heard,
    /// That another code takes the place of a reporter's.
    Code,
    /// What a reporter answered on the telephone.
    Spoken,
}

impl Line {
    /// The line itself, with its line end.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Entry => "sotomado entry 1\n",
            Self::KeyFile => "sotomado keyfile 1\n",
            Self::Roster => "sotomado roster 1\n",
            Self::Succession => "sotomado succession 1\n",
            Self::Tap => "sotomado tap 1\n",
            Self::Coding => "sotomado coding 1\n",
            Self::Ledger => "sotomado ledger 1\n",
            Self::Release => "sotomado release 1\n",
            Self::Head => "sotomado head 1\n",
            Self::Certificate => "sotomado certificate 1\n",
            Self::Ending => "sotomado ending 1\n",
            Self::Telling => "sotomado telling 1\n",
            Self::Answer => "sotomado answer 1\n",
            Self::Heard => "sotomado heard 1\n",
            Self::Code => "sotomado code 1\n",
            Self::Spoken => "sotomado spoken 1\n",
        }
    }

    /// How many bytes a body of this kind may have.
    #[must_use]
    pub const fn room(self) -> usize {
        let most = match self {
            Self::Entry | Self::Telling => ENTRY_MOST,
            Self::Answer => ANSWER_MOST,
            Self::KeyFile => KEY_FILE_SIZE,
            Self::Roster | Self::Succession | Self::Release | Self::Certificate => LOOSE_MOST,
            Self::Tap => TAP_MOST,
            Self::Ending => ENDING_MOST,
            Self::Heard | Self::Code | Self::Spoken => WORD_MOST,
            Self::Head => HEAD_MOST,
            Self::Coding => CODING_SIZE,
            Self::Ledger => LEDGER_MOST,
        };
        most - self.text().len() - LENGTH - SIGNATURE
    }

    /// The size of a whole frame whose unfilled part has `size` bytes.
    const fn filled(self, size: usize) -> usize {
        match self {
            Self::Entry | Self::Telling | Self::Answer => size.div_ceil(ENTRY_STEP) * ENTRY_STEP,
            Self::KeyFile => KEY_FILE_SIZE,
            Self::Coding => CODING_SIZE,
            Self::Ledger => size.div_ceil(LEDGER_STEP) * LEDGER_STEP,
            Self::Roster
            | Self::Succession
            | Self::Tap
            | Self::Release
            | Self::Head
            | Self::Certificate
            | Self::Ending
            | Self::Heard
            | Self::Code
            | Self::Spoken => size,
        }
    }
}

/// Why bytes are not the frame expected. Nothing of the content is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    #[error("the frame, its filling or its JSON is not as described")]
    Malformed,
    #[error("the signature is not this signer's")]
    BadSignature,
    #[error("the body has {size} bytes, {room} is the most")]
    TooLong { size: usize, room: usize },
}

impl FrameFault {
    /// The protocol's code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::BadSignature => "bad-signature",
            Self::TooLong { .. } => "too-long",
        }
    }
}

/// A frame whose shape is right; nothing is said of its signature until [`Frame::verify`].
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    body: &'a [u8],
    signed: &'a [u8],
    signature: [u8; SIGNATURE],
}

impl<'a> Frame<'a> {
    /// The JSON, as it was signed.
    #[must_use]
    pub const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Line, length and body: the bytes under the signature.
    #[must_use]
    pub const fn signed(&self) -> &'a [u8] {
        self.signed
    }

    /// The 64 bytes as they stand.
    #[must_use]
    pub const fn signature(&self) -> &[u8; SIGNATURE] {
        &self.signature
    }

    /// Reads the body. `Malformed` if it is not `T` in the one spelling.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, FrameFault> {
        json::read(self.body).ok_or(FrameFault::Malformed)
    }

    /// Checks the signature strictly.
    pub fn verify(&self, signer: &AuthorKey) -> Result<(), FrameFault> {
        if verifies(signer, self.signed, &self.signature) {
            Ok(())
        } else {
            Err(FrameFault::BadSignature)
        }
    }
}

/// Ed25519 by the strictest reading: nothing of small order, one encoding of key, point and scalar.
#[must_use]
pub fn verifies(signer: &AuthorKey, message: &[u8], signature: &[u8; SIGNATURE]) -> bool {
    strict_key(signer).is_some_and(|key| signed_by(&key, message, signature))
}

/// The key, if it has one encoding and no part of small order.
fn strict_key(signer: &AuthorKey) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(signer.as_bytes()).ok()?;
    let point = key.to_edwards();
    // A second encoding of a key would be a second author with the same hand; a part of small order
    // would let clients with and without the cofactor disagree.
    let one_hand = point.compress().to_bytes() == *signer.as_bytes() && point.is_torsion_free();
    one_hand.then_some(key)
}

fn signed_by(key: &VerifyingKey, message: &[u8], signature: &[u8; SIGNATURE]) -> bool {
    key.verify_strict(message, &Signature::from_bytes(signature))
        .is_ok()
}

/// Keys that were looked at before: where a few people sign thousands of frames, each key is checked once.
#[derive(Debug, Default)]
pub struct Signers(BTreeMap<AuthorKey, Option<VerifyingKey>>);

impl Signers {
    /// Checks a frame's signature as strictly as [`Frame::verify`].
    pub fn verify(&mut self, frame: &Frame<'_>, signer: &AuthorKey) -> Result<(), FrameFault> {
        let key = self.0.entry(*signer).or_insert_with(|| strict_key(signer));
        match key {
            Some(key) if signed_by(key, frame.signed, &frame.signature) => Ok(()),
            _ => Err(FrameFault::BadSignature),
        }
    }
}

/// The bytes to sign for `body`: line, length, body.
pub fn to_sign(line: Line, body: &[u8]) -> Result<Vec<u8>, FrameFault> {
    let (size, room) = (body.len(), line.room());
    let too_long = FrameFault::TooLong { size, room };
    if size > room {
        return Err(too_long);
    }
    let length = u32::try_from(size).map_err(|_| too_long)?;
    let mut signed = Vec::with_capacity(line.filled(line.text().len() + LENGTH + size + SIGNATURE));
    signed.extend_from_slice(line.text().as_bytes());
    signed.extend_from_slice(&length.to_be_bytes());
    signed.extend_from_slice(body);
    Ok(signed)
}

/// Signs `body` and fills the frame to its size.
pub fn write(line: Line, body: &[u8], key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
    let mut frame = to_sign(line, body)?;
    let signature = key.sign(&frame);
    frame.extend_from_slice(&signature.to_bytes());
    frame.resize(line.filled(frame.len()), 0);
    Ok(frame)
}

/// Writes `body` as JSON in the one spelling, signs and fills.
pub fn write_json<T: Serialize>(
    line: Line,
    body: &T,
    key: &SigningKey,
) -> Result<Vec<u8>, FrameFault> {
    let body = serde_json::to_vec(body).map_err(|_| FrameFault::Malformed)?;
    write(line, &body, key)
}

/// How many bytes the frame takes that `bytes` begin with, for frames that stand one after the other.
#[must_use]
pub fn length(line: Line, bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(line.text().as_bytes())?;
    let (length, _) = rest.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    (length <= line.room()).then(|| line.filled(line.text().len() + LENGTH + length + SIGNATURE))
}

/// Takes a frame apart; checks line, length, size and filling, not the signature.
pub fn read(line: Line, bytes: &[u8]) -> Result<Frame<'_>, FrameFault> {
    take_apart(line, bytes).ok_or(FrameFault::Malformed)
}

fn take_apart(line: Line, bytes: &[u8]) -> Option<Frame<'_>> {
    let rest = bytes.strip_prefix(line.text().as_bytes())?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    if length > line.room() {
        return None;
    }
    let (body, rest) = rest.split_at_checked(length)?;
    let (signature, filling) = rest.split_first_chunk::<SIGNATURE>()?;
    let signed = bytes.get(..line.text().len() + LENGTH + length)?;
    // The size is the one that the writer had to choose: a body has no second wrapping.
    if bytes.len() != line.filled(signed.len() + SIGNATURE) || filling.iter().any(|byte| *byte != 0)
    {
        return None;
    }
    Some(Frame {
        body,
        signed,
        signature: *signature,
    })
}

#[cfg(test)]
mod tests;
