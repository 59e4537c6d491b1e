//! One person's signed word about the end of cases: that they be destroyed, or that a held one be let go. Two such words end
//! them, by two keys of the roster.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, CaseId, Digest, WindowId};

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    ProposeDestruction,
    ConfirmDestruction,
    ProposeLifting,
    ConfirmLifting,
}

/// A word as it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub v: u8,
    pub window: WindowId,
    /// Whose word it is; signs it.
    pub key: AuthorKey,
    pub deed: Deed,
    /// SHA-256 of each case's id, in order, each once: the word may outlive the cases, and leads to none of them.
    pub cases: Vec<Digest>,
    pub day: Day,
}

impl Ending {
    /// Reads a frame and checks that the key which it names signed it.
    ///
    /// # Errors
    /// [`FrameFault`]
    pub fn read(bytes: &[u8]) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::Ending, bytes)?;
        let body: Self = frame.parse()?;
        if body.v != 1 || body.cases.is_empty() || !body.cases.is_sorted_by(|one, next| one < next)
        {
            return Err(FrameFault::Malformed);
        }
        frame.verify(&body.key)?;
        Ok(body)
    }

    /// Signs it.
    ///
    /// # Errors
    /// [`FrameFault::TooLong`] for more cases than are ended at once.
    pub fn sign(
        window: WindowId,
        deed: Deed,
        cases: &BTreeSet<CaseId>,
        day: Day,
        key: &SigningKey,
    ) -> Result<Vec<u8>, FrameFault> {
        let body = Self {
            v: 1,
            window,
            key: AuthorKey::of(key),
            deed,
            cases: digests(cases),
            day,
        };
        frame::write_json(Line::Ending, &body, key)
    }

    /// Whether it is about these cases and no others.
    #[must_use]
    pub fn is_about(&self, cases: &BTreeSet<CaseId>) -> bool {
        self.cases == digests(cases)
    }

    /// Whether this case is among those it is about.
    #[must_use]
    pub fn names(&self, case: CaseId) -> bool {
        self.cases.binary_search(&Digest::of(&case.0)).is_ok()
    }
}

fn digests(cases: &BTreeSet<CaseId>) -> Vec<Digest> {
    let all: BTreeSet<Digest> = cases.iter().map(|case| Digest::of(&case.0)).collect();
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(change: impl FnOnce(&mut Ending)) -> Result<Ending, FrameFault> {
        let key = SigningKey::from_bytes(&[7; 32]);
        let mut body = Ending {
            v: 1,
            window: WindowId([1; 16]),
            key: AuthorKey::of(&key),
            deed: Deed::ProposeLifting,
            cases: vec![Digest([2; 32]), Digest([3; 32])],
            day: Day::new(2032, 4, 2).unwrap(),
        };
        change(&mut body);
        Ending::read(&frame::write_json(Line::Ending, &body, &key).unwrap())
    }

    #[test]
    fn each_case_stands_once_in_one_order_and_the_key_named_signed() {
        assert!(said(|_| ()).is_ok());
        for wrong in [
            said(|body| body.v = 2),
            said(|body| body.cases.clear()),
            said(|body| body.cases.reverse()),
            said(|body| body.cases[1] = body.cases[0]),
        ] {
            assert_eq!(wrong, Err(FrameFault::Malformed));
        }
        let other = AuthorKey::of(&SigningKey::from_bytes(&[8; 32]));
        assert_eq!(said(|body| body.key = other), Err(FrameFault::BadSignature));
    }

    #[test]
    fn it_is_about_the_cases_that_it_names_and_fifty_have_room() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let day = Day::new(2032, 4, 2).unwrap();
        let cases: BTreeSet<CaseId> = (0..50).map(|n| CaseId([n; 16])).collect();
        let deed = Deed::ConfirmDestruction;
        let bytes = Ending::sign(WindowId([1; 16]), deed, &cases, day, &key).unwrap();
        let read = Ending::read(&bytes).unwrap();
        assert!(read.is_about(&cases) && read.names(CaseId([49; 16])));
        let less = cases.iter().copied().skip(1).collect();
        assert!(!read.is_about(&less) && !read.names(CaseId([50; 16])));
    }
}
