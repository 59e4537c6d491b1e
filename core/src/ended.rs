//! What ended and must not come back with an older copy: a list that says nothing to whoever finds it.
//!
//! Ids of cases stand in old copies, in exports and in browsers' histories. A list of bare ids, or of their plain digests, would
//! tell whoever has one of these which cases were destroyed. So each line is an HMAC under a key that follows from the key that
//! closes the desk's days: a copy of the desk brings that key along, and with it alone the list says something.

use std::collections::BTreeSet;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::calendar::Day;
use crate::ids::{AuthorKey, CaseId, Digest, StaffId, TellingId};

const FIRST: &str = "sotomado ended 1";
const LAST: &str = "end";

/// Names what ended, for one desk.
#[derive(Clone)]
pub struct EndedKey([u8; 32]);

impl std::fmt::Debug for EndedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EndedKey")
    }
}

impl EndedKey {
    /// Follows from the seed of the key that closes days.
    #[must_use]
    pub fn of(seed: &[u8; 32]) -> Self {
        Self(hmac(seed, &[FIRST.as_bytes(), b"\n"]).0)
    }

    /// This desk itself: a list of another one ends nothing here.
    #[must_use]
    pub fn desk(&self) -> Digest {
        hmac(&self.0, &[b"desk"])
    }

    /// A case that was destroyed or taken back.
    #[must_use]
    pub fn case(&self, case: &CaseId) -> Digest {
        hmac(&self.0, &[b"case", case.as_bytes()])
    }

    /// A reader who was taken out of a case, or stepped aside.
    #[must_use]
    pub fn reader(&self, case: &CaseId, reader: &AuthorKey) -> Digest {
        hmac(&self.0, &[b"reader", case.as_bytes(), reader.as_bytes()])
    }

    /// A key that was taken out of a case which the same person reads on by another.
    #[must_use]
    pub fn former(&self, case: &CaseId, reader: &AuthorKey) -> Digest {
        hmac(&self.0, &[b"former", case.as_bytes(), reader.as_bytes()])
    }

    /// The same, with the key by which they read on.
    #[must_use]
    pub fn followed(&self, case: &CaseId, reader: &AuthorKey, by: &AuthorKey) -> Digest {
        hmac(
            &self.0,
            &[
                b"followed",
                case.as_bytes(),
                reader.as_bytes(),
                by.as_bytes(),
            ],
        )
    }

    /// A roster that another one followed.
    #[must_use]
    pub fn roster(&self, frame: &Digest) -> Digest {
        hmac(&self.0, &[b"roster", frame.as_bytes()])
    }

    /// A passkey that was taken away, by its id at this desk: the same one, added anew, has another.
    #[must_use]
    pub fn passkey(&self, id: &[u8; 16]) -> Digest {
        hmac(&self.0, &[b"passkey", id])
    }

    /// What an account's codes were made from until it was taken away or another took its place.
    #[must_use]
    pub fn codes(&self, account: &StaffId, secret: &[u8]) -> Digest {
        hmac(
            &self.0,
            &[b"codes", account.as_bytes(), Digest::of(secret).as_bytes()],
        )
    }

    /// The code on a paper copy that was used, or in whose place another one stands.
    #[must_use]
    pub fn paper(&self, account: &StaffId, code: &Digest) -> Digest {
        hmac(&self.0, &[b"paper", account.as_bytes(), code.as_bytes()])
    }

    /// A link by which somebody could come in, used or taken back.
    #[must_use]
    pub fn invitation(&self, link: &Digest) -> Digest {
        hmac(&self.0, &[b"invitation", link.as_bytes()])
    }

    /// A text that a link opens no more.
    #[must_use]
    pub fn telling(&self, telling: &TellingId) -> Digest {
        hmac(&self.0, &[b"telling", telling.as_bytes()])
    }

    /// That the last day of an account was set so many times.
    #[must_use]
    pub fn turn(&self, account: &StaffId, turn: u32) -> Digest {
        hmac(&self.0, &[b"turn", account.as_bytes(), &turn.to_be_bytes()])
    }

    /// What was set that time: a list has no order, and the newest counts.
    #[must_use]
    pub fn until(&self, account: &StaffId, turn: u32, last: Option<Day>) -> Digest {
        let last = last.map_or_else(|| "none".to_owned(), |day| day.to_string());
        let (turn, last) = (turn.to_be_bytes(), Digest::of(last.as_bytes()));
        hmac(
            &self.0,
            &[b"until", account.as_bytes(), &turn, last.as_bytes()],
        )
    }
}

/// Parts are of fixed lengths but the first, and no first is the beginning of another.
fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Digest {
    let mut digest = [0; 32];
    // HMAC takes keys of every length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        for part in parts {
            mac.update(part);
        }
        digest = mac.finalize().into_bytes().into();
    }
    Digest(digest)
}

/// The list as it lies in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedList {
    /// Whose.
    pub desk: Digest,
    /// The day on which it was written: what ended after it is not on it.
    pub day: Day,
    /// In the order of their digests, which is none.
    pub ended: BTreeSet<Digest>,
}

/// Bytes that are no such list, or not a whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a list of what ended, or not a whole one")]
pub struct NotAList;

impl EndedList {
    /// Lines: what it is, whose, of which day, each digest, and that this is all.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{FIRST}\n{}\n{}\n", self.desk, self.day);
        for digest in &self.ended {
            text.push_str(&digest.to_string());
            text.push('\n');
        }
        text + LAST + "\n"
    }

    /// Reads it; half a list is none.
    ///
    /// # Errors
    /// [`NotAList`]
    pub fn read(text: &str) -> Result<Self, NotAList> {
        let mut lines = text.lines();
        let mut next = || lines.next().ok_or(NotAList);
        if next()? != FIRST {
            return Err(NotAList);
        }
        let desk = next()?.parse().map_err(|_| NotAList)?;
        let day = Day::parse(next()?).ok_or(NotAList)?;
        let mut ended = BTreeSet::new();
        loop {
            match next()? {
                LAST => return Ok(Self { desk, day, ended }),
                line => {
                    ended.insert(line.parse().map_err(|_| NotAList)?);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_whole_or_not_at_all() {
        let key = EndedKey::of(&[7; 32]);
        let case = CaseId([9; 16]);
        let list = EndedList {
            desk: key.desk(),
            day: Day::new(2032, 4, 2).unwrap(),
            ended: BTreeSet::from([key.case(&case), key.reader(&case, &AuthorKey([1; 32]))]),
        };
        let text = list.text();
        assert_eq!(EndedList::read(&text), Ok(list));
        for cut in 0..text.len() - 1 {
            assert_eq!(EndedList::read(&text[..cut]), Err(NotAList), "{cut}");
        }
        assert_eq!(
            EndedList::read(&text.replace("2032", "20xx")),
            Err(NotAList)
        );
    }

    #[test]
    fn digests_of_one_desk_say_nothing_at_another() {
        let (one, other) = (EndedKey::of(&[7; 32]), EndedKey::of(&[8; 32]));
        let case = CaseId([9; 16]);
        assert_ne!(one.case(&case), other.case(&case));
        assert_ne!(one.desk(), other.desk());
        let reader = AuthorKey([1; 32]);
        assert_ne!(one.case(&case), one.reader(&case, &reader));
        assert_eq!(format!("{one:?}"), "EndedKey");
        // One account, one number, and no two of what is named by them are the same.
        let (account, number) = (StaffId([9; 16]), Digest([1; 32]));
        let all = [
            one.case(&case),
            one.passkey(&[9; 16]),
            one.codes(&account, &number.0),
            one.paper(&account, &number),
            one.invitation(&number),
            one.telling(&TellingId([9; 16])),
            one.turn(&account, 1),
            one.turn(&account, 2),
            one.until(&account, 1, None),
            one.until(&account, 1, Day::new(2032, 4, 2)),
            one.until(&account, 2, None),
        ];
        assert_eq!(BTreeSet::from(all).len(), all.len());
    }
}
