//! Which codings a counsellor has written in a fiscal year: whoever loses, doubles or brings back one differs from it.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::coding::is_year;
use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, Digest, Pseudonym, WindowId};

/// A ledger whose shape and signature are right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    pub v: u8,
    pub window: WindowId,
    pub year: i16,
    pub author: AuthorKey,
    /// Counts up by one each time it is written.
    pub n: u32,
    /// SHA-256 of its opened bytes before; none at 1.
    pub before: Option<Digest>,
    pub codings: Vec<Written>,
    /// Nothing more is to come for this year.
    pub closed: bool,
}

/// A coding that its author has written, each pseudonym once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub pseudonym: Pseudonym,
    pub version: u32,
    /// SHA-256 of the coding's opened bytes.
    pub digest: Digest,
}

impl Ledger {
    /// Reads opened bytes and checks the author's signature.
    pub fn read(plain: &[u8]) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Ledger, plain)?;
        let ledger: Self = frame.parse()?;
        if !ledger.is_shaped() {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&ledger.author)?;
        Ok(ledger)
    }

    /// The signed and filled bytes, ready to be sealed. `BadSignature` if `key` is not the author's.
    pub fn compose(&self, key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
        if AuthorKey::of(key) != self.author {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::Ledger, self, key)
    }

    fn is_shaped(&self) -> bool {
        let each: BTreeSet<_> = self.codings.iter().map(|one| one.pseudonym).collect();
        self.v == 1
            && is_year(self.year)
            && self.n > 0
            && (self.n == 1) == self.before.is_none()
            && each.len() == self.codings.len()
            && self.codings.iter().all(|one| one.version > 0)
    }
}

/// Crockford's digits: none of them looks like another.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number that a counsellor tells the lead by another way than through the server, `n-XXXX-XXXX`: how often the ledger
/// was written, and 40 bits of the SHA-256 of its opened bytes. Whoever brings an older one back cannot make it fit.
#[must_use]
pub fn number(n: u32, digest: &Digest) -> String {
    format!("{n}-{}", eight(digest.as_bytes()))
}

/// How people name a case of the yearly table to each other, `XXXX-XXXX`: 40 bits of its pseudonym.
#[must_use]
pub fn mark(pseudonym: &Pseudonym) -> String {
    eight(pseudonym.as_bytes())
}

/// The first 40 bits in eight digits.
fn eight(bytes: &[u8]) -> String {
    let bits = bytes
        .iter()
        .take(5)
        .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let digit = |place: u32| {
        let at = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
        char::from(DIGITS.get(at).copied().unwrap_or(b'0'))
    };
    let four = |from: u32| (from..from + 4).map(digit).collect::<String>();
    format!("{}-{}", four(0), four(4))
}

/// A number as it was typed, in the one spelling: full-width, lower case and look-alikes are accepted.
#[must_use]
pub fn typed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let letters: String = text
        .nfkc()
        .flat_map(char::to_uppercase)
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            other => other,
        })
        .collect();
    let Some(at) = letters.len().checked_sub(8) else {
        return letters;
    };
    let (n, digest) = letters.split_at(at);
    let (first, second) = digest.split_at(4);
    format!("{n}-{first}-{second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[1; 32])
    }

    fn ledger() -> Ledger {
        Ledger {
            v: 1,
            window: WindowId([9; 16]),
            year: 2026,
            author: AuthorKey::of(&key()),
            n: 1,
            before: None,
            codings: vec![Written {
                pseudonym: Pseudonym([1; 32]),
                version: 1,
                digest: Digest([2; 32]),
            }],
            closed: false,
        }
    }

    #[test]
    fn is_filled_in_steps_and_reads_back() {
        let plain = ledger().compose(&key()).unwrap();
        assert_eq!(plain.len(), 65_536);
        assert_eq!(Ledger::read(&plain), Ok(ledger()));
    }

    #[test]
    fn what_the_rules_refuse_is_malformed() {
        let refused = |change: fn(&mut Ledger)| {
            let mut changed = ledger();
            change(&mut changed);
            let plain = frame::write_json(Line::Ledger, &changed, &key()).unwrap();
            assert_eq!(Ledger::read(&plain), Err(FrameFault::Malformed));
        };
        refused(|ledger| ledger.n = 2);
        refused(|ledger| ledger.before = Some(Digest([1; 32])));
        refused(|ledger| ledger.codings.push(ledger.codings[0]));
        refused(|ledger| ledger.codings[0].version = 0);
        refused(|ledger| ledger.year = 26);
        refused(|ledger| ledger.v = 2);
    }

    #[test]
    fn its_number_is_read_as_it_is_said() {
        let digest = Digest([0xff; 32]);
        assert_eq!(number(12, &digest), "12-ZZZZ-ZZZZ");
        assert_eq!(number(3, &Digest([0; 32])), "3-0000-0000");
        for said in ["12-zzzz-zzzz", "１２－ＺＺＺＺ－ｚｚｚｚ", " 12 zzzz zzzz"] {
            assert_eq!(typed(said), "12-ZZZZ-ZZZZ");
        }
        assert_eq!(typed("3-OOOO-oooo"), "3-0000-0000");
        assert_ne!(number(3, &digest), number(4, &digest));
        assert_eq!(mark(&Pseudonym([0xff; 32])), "ZZZZ-ZZZZ");
    }
}
