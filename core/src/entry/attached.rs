//! A file attached to a case: what the entry says of it, and to which lengths files are filled.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ids::Digest;

/// The smallest filled file, in bytes; a power of two.
const LEAST: u64 = 65_536;
/// The largest filled file that is reckoned with, in bytes: 1 TiB.
const MOST: u64 = 1 << 40;
/// What one sealed piece of an age file holds, and what sealing adds to it, in bytes.
const PIECE: u64 = 65_536;
const TAG: u64 = 16;
/// The part of an age file before its first piece, in bytes: the first line, one X25519 stanza, the MAC, the nonce.
const HEADER: u64 = 184;
/// What an implementation may add to that: one stanza of grease.
const GREASE: u64 = 800;

/// Of how many bytes of an age file one digest goes into its id: as many as one request may carry.
pub const ID_PIECE: usize = 4 * 1024 * 1024;

/// A file that is kept beside the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    /// Size of the file itself, in bytes.
    pub bytes: u64,
    /// SHA-256 of the file itself. None may stand where nothing could be cut: the id of the age file binds the same bytes.
    #[serde(deserialize_with = "Option::deserialize")]
    pub digest: Option<Digest>,
    #[serde(rename = "as")]
    pub form: Form,
    /// The form that was not sealed; none exactly if nothing was cut.
    #[serde(deserialize_with = "Option::deserialize")]
    pub other: Option<OtherForm>,
    /// The id of its age file, see [`IdOf`].
    pub file: Digest,
    /// Size of its age file, in bytes.
    pub length: u64,
    /// What somebody at the desk made of a file of the case, before they attached it; none of a file as it came. A reporter's word
    /// of it means nothing.
    #[serde(
        default,
        deserialize_with = "super::deed::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub copy: Option<Copied>,
}

/// How a copy differs from the file it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copied {
    /// Parts of it are covered.
    Masked,
    /// Written anew without what a document carries unseen.
    Cleaned,
}

/// In which form a file was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// As it was chosen: there was nothing to cut.
    AsIs,
    /// Without what a picture says of place and device.
    Cleaned,
    /// As it was chosen, though something could be cut.
    Evidence,
}

/// The form that was not sealed: as it was chosen for `Cleaned`, cleaned for `Evidence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherForm {
    pub bytes: u64,
    pub digest: Digest,
}

impl Attachment {
    /// Whether there is another form exactly if something was or could be cut, and then both digests.
    pub(super) const fn is_shaped(&self) -> bool {
        match self.form {
            Form::AsIs => self.other.is_none(),
            Form::Cleaned | Form::Evidence => self.other.is_some() && self.digest.is_some(),
        }
    }
}

/// Counts the id of an age file while it passes by: SHA-256 of the SHA-256 of each piece of [`ID_PIECE`] bytes, those in hex,
/// one after the other. A browser's own SHA-256 takes a piece at once and never a stream; so it can count this one.
#[derive(Clone, Debug)]
pub struct IdOf {
    all: Sha256,
    piece: Sha256,
    room: usize,
}

impl IdOf {
    /// Of nothing yet.
    #[must_use]
    pub fn begin() -> Self {
        Self {
            all: Sha256::new(),
            piece: Sha256::new(),
            room: ID_PIECE,
        }
    }

    /// What comes next.
    pub fn add(&mut self, mut bytes: &[u8]) {
        while let Some((fits, rest)) = bytes.split_at_checked(self.room) {
            self.piece.update(fits);
            self.close();
            bytes = rest;
        }
        self.piece.update(bytes);
        self.room -= bytes.len();
    }

    /// What comes next, and its SHA-256: where it is just such a piece, it is not counted again.
    pub fn add_counted(&mut self, bytes: &[u8], sha256: &Digest) {
        if self.room == ID_PIECE && bytes.len() == ID_PIECE {
            self.all.update(sha256.to_string());
        } else {
            self.add(bytes);
        }
    }

    /// Of all that came.
    #[must_use]
    pub fn done(mut self) -> Digest {
        if self.room < ID_PIECE {
            self.close();
        }
        Digest(self.all.finalize().into())
    }

    /// The id of a whole file.
    #[must_use]
    pub fn whole(bytes: &[u8]) -> Digest {
        let mut id = Self::begin();
        id.add(bytes);
        id.done()
    }

    fn close(&mut self) {
        let piece = Digest(self.piece.finalize_reset().into());
        self.all.update(piece.to_string());
        self.room = ID_PIECE;
    }
}

/// To how many bytes a file of so many is filled: the next 2^k or 1.5·2^k, 65536 at least. `None` above 1 TiB.
#[must_use]
pub fn filled(bytes: u64) -> Option<u64> {
    steps().find(|step| bytes <= *step)
}

/// How long the age file of a filled file is, in bytes: at least, and at most.
#[must_use]
pub const fn sealed_length(filled: u64) -> (u64, u64) {
    let least = filled + filled.div_ceil(PIECE) * TAG + HEADER;
    (least, least + GREASE)
}

/// The filled length that an age file of `length` bytes can have before sealing; `None` if no filled file is so long.
#[must_use]
pub fn filled_before(length: u64) -> Option<u64> {
    steps().find(|step| {
        let (least, most) = sealed_length(*step);
        (least..=most).contains(&length)
    })
}

/// 65536, 98304, 131072, 196608, …
fn steps() -> impl Iterator<Item = u64> {
    std::iter::successors(Some(LEAST), |step| Some(step * 2))
        .take_while(|step| *step <= MOST)
        .flat_map(|step| [step, step / 2 * 3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_steps_are_those_of_the_protocol() {
        let first: Vec<u64> = steps().take(5).collect();
        assert_eq!(first, [65_536, 98_304, 131_072, 196_608, 262_144]);
        assert_eq!(filled(0), Some(65_536));
        assert_eq!(filled(65_536), Some(65_536));
        assert_eq!(filled(65_537), Some(98_304));
        assert_eq!(filled(100_000_000), Some(100_663_296));
        assert_eq!(filled(u64::MAX), None);
        assert_eq!(filled_before(65_536), None);
        assert_eq!(filled_before(u64::MAX), None);
    }

    proptest! {
        // Of megabytes a few dozen are enough: each is counted twice without optimisation.
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn an_id_does_not_depend_on_how_the_file_came(
            (length, cut) in (0..3 * ID_PIECE).prop_flat_map(|length| (Just(length), 0..=length))
        ) {
            let bytes: Vec<u8> = (0_u8..251).cycle().take(length).collect();
            let mut id = IdOf::begin();
            id.add(&bytes[..cut]);
            id.add(&bytes[cut..]);
            let pieces: String = bytes.chunks(ID_PIECE).map(|piece| Digest::of(piece).to_string()).collect();
            prop_assert_eq!(id.done(), Digest::of(pieces.as_bytes()));
            for first in [0, cut] {
                let mut id = IdOf::begin();
                for part in [bytes.get(..first).unwrap_or_default()].into_iter().chain(bytes[first..].chunks(ID_PIECE)) {
                    id.add_counted(part, &Digest::of(part));
                }
                prop_assert_eq!(id.done(), IdOf::whole(&bytes));
            }
        }
    }

    proptest! {
        #[test]
        fn a_length_tells_the_step_alone(bytes in 0_u64..1 << 34, more in 0..=GREASE) {
            let step = filled(bytes).unwrap();
            let (least, most) = sealed_length(step);
            prop_assert_eq!(filled_before(least + more), Some(step));
            prop_assert_eq!(filled_before(least - 1), None);
            prop_assert_eq!(filled_before(most + 1), None);
            // Never more than half as much again, above the smallest.
            prop_assert!(step == LEAST || step < bytes * 3 / 2 + 2);
        }
    }
}
