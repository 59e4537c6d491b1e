//! How a case identity reaches one reader.

mod holder;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::entry::RosterName;
use crate::frame::{self, FrameFault, Line, Signers};
use crate::ids::{AuthorKey, CaseId, Identity, Recipient, WindowId};
use crate::roster::Roster;
use crate::time::Time;

pub use holder::Holder;

/// Whose files the identity opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    Case,
    Desk,
}

/// A key file whose shape and maker's signature are right. Whether the maker may make it, and whether
/// it is the one asked for, is [`KeyFile::check`]'s to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    pub v: u8,
    pub window: WindowId,
    pub case: CaseId,
    pub purpose: Purpose,
    pub epoch: u32,
    pub secret: Identity,
    pub to: Holder,
    pub maker: AuthorKey,
    pub time: Time,
    pub roster: RosterName,
}

/// What a client knows when it opens a key file.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub window: WindowId,
    pub case: CaseId,
    pub purpose: Purpose,
    pub to: Holder,
    /// Trusted rosters of this window.
    pub rosters: &'a [Roster],
    /// Readers whom the reporter left out; empty before the report is read.
    pub left_out: &'a [AuthorKey],
    /// Readers who were given the case in the file's epoch, by the report or a grant; unknown before they are read.
    pub given: Option<&'a [AuthorKey]>,
    /// The reporter's author keys, one after the other; unknown before the report is read.
    pub reporter: Option<&'a [AuthorKey]>,
    /// The recipient that report or grant names for this epoch; unknown before they are read.
    pub recipient: Option<Recipient>,
}

/// Why a key file is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error(transparent)]
    Frame(#[from] FrameFault),
    #[error("made for another window")]
    WrongWindow,
    #[error("made for another case")]
    WrongCase,
    #[error("made for another purpose")]
    WrongPurpose,
    #[error("made for another reader")]
    WrongHolder,
    #[error("names a roster that is not signed")]
    UnknownRoster,
    #[error("made on a day outside its roster")]
    ExpiredRoster,
    #[error("made by somebody who may not make it")]
    UnknownMaker,
    #[error("made by a reader whom the reporter left out")]
    LeftOut,
    #[error("holds another identity than the log names")]
    WrongRecipient,
}

impl KeyFault {
    /// A code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Frame(fault) => fault.code(),
            Self::WrongWindow => "wrong-window",
            Self::WrongCase => "wrong-case",
            Self::WrongPurpose => "wrong-purpose",
            Self::WrongHolder => "wrong-holder",
            Self::UnknownRoster => "unknown-roster",
            Self::ExpiredRoster => "expired-roster",
            Self::UnknownMaker => "unknown-maker",
            Self::LeftOut => "left-out",
            Self::WrongRecipient => "wrong-recipient",
        }
    }
}

impl KeyFile {
    /// Reads the opened bytes of a key file and checks its maker's signature.
    pub fn read(plain: &[u8]) -> Result<Self, FrameFault> {
        Self::read_of(plain, &mut Signers::default())
    }

    /// The same for several of one maker, whose key is checked once.
    pub fn read_of(plain: &[u8], signers: &mut Signers) -> Result<Self, FrameFault> {
        let frame = frame::read(Line::KeyFile, plain)?;
        let file: Self = frame.parse()?;
        if file.v != 1 || file.epoch == 0 || file.roster.epoch == 0 {
            return Err(FrameFault::Malformed);
        }
        signers.verify(&frame, &file.maker)?;
        Ok(file)
    }

    /// The signed and filled bytes, ready to be sealed. `BadSignature` if `key` is not the maker's.
    pub fn compose(&self, key: &SigningKey) -> Result<Vec<u8>, FrameFault> {
        if AuthorKey::of(key) != self.maker {
            return Err(FrameFault::BadSignature);
        }
        frame::write_json(Line::KeyFile, self, key)
    }

    /// Whether it is the file asked for, made by somebody who may.
    pub fn check(&self, asked: &Asked<'_>) -> Result<(), KeyFault> {
        if self.window != asked.window {
            return Err(KeyFault::WrongWindow);
        }
        if self.case != asked.case {
            return Err(KeyFault::WrongCase);
        }
        if self.purpose != asked.purpose
            || (asked.to == Holder::Reporter && self.purpose == Purpose::Desk)
        {
            return Err(KeyFault::WrongPurpose);
        }
        if self.to != asked.to {
            return Err(KeyFault::WrongHolder);
        }
        let named = |roster: &&Roster| {
            let body = roster.body();
            body.window == asked.window
                && body.epoch == self.roster.epoch
                && roster.digest() == self.roster.digest
        };
        let roster = asked
            .rosters
            .iter()
            .find(named)
            .ok_or(KeyFault::UnknownRoster)?;
        if !roster.covers(self.time.day()) {
            return Err(KeyFault::ExpiredRoster);
        }
        self.check_maker(asked, roster)?;
        match asked.recipient {
            Some(recipient) if recipient != self.secret.recipient() => {
                Err(KeyFault::WrongRecipient)
            }
            _ => Ok(()),
        }
    }

    fn check_maker(&self, asked: &Asked<'_>, roster: &Roster) -> Result<(), KeyFault> {
        let reader = roster.reader(&self.maker).is_some();
        // Before the report is read any first key file is opened: the report it leads to then names the
        // author, and the same check is made again with that name.
        let reporter = match asked.reporter {
            Some(reporter) => reporter.contains(&self.maker),
            None => !reader,
        };
        if reporter {
            // At first all; later for the new key of a reader, and then it holds what the log names.
            let named = self.epoch == 1 || asked.recipient == Some(self.secret.recipient());
            return if self.purpose == Purpose::Case && named {
                Ok(())
            } else {
                Err(KeyFault::UnknownMaker)
            };
        }
        let barred = |key: &AuthorKey| asked.left_out.contains(key);
        let maker = roster.reader(&self.maker);
        if barred(&self.maker)
            || maker.is_some_and(|one| one.earlier.iter().any(|key| barred(&key.author)))
        {
            return Err(KeyFault::LeftOut);
        }
        // No entry names the desk-only identity: somebody on the roster who does not have the case could
        // else give its readers one to seal their notes to.
        let outside = self.purpose == Purpose::Desk
            && asked
                .given
                .is_some_and(|given| !given.contains(&self.maker));
        if reader && !outside {
            Ok(())
        } else {
            Err(KeyFault::UnknownMaker)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn author(seed: u8) -> AuthorKey {
        AuthorKey::of(&key(seed))
    }

    fn desk_roster() -> Roster {
        let desk = key(5);
        Roster::read(&Roster::sign(&roster::tests::body(&desk), &desk).unwrap()).unwrap()
    }

    fn file(roster: &Roster, maker: u8) -> KeyFile {
        KeyFile {
            v: 1,
            window: WindowId([9; 16]),
            case: CaseId([8; 16]),
            purpose: Purpose::Case,
            epoch: 1,
            secret: Identity([3; 32]),
            to: Holder::Reader(author(11)),
            maker: author(maker),
            time: "2026-11-24T07:03:13Z".parse().unwrap(),
            roster: RosterName {
                epoch: 1,
                digest: roster.digest(),
            },
        }
    }

    fn asked<'a>(rosters: &'a [Roster], reporter: &'a [AuthorKey]) -> Asked<'a> {
        Asked {
            window: WindowId([9; 16]),
            case: CaseId([8; 16]),
            purpose: Purpose::Case,
            to: Holder::Reader(author(11)),
            rosters,
            left_out: &[],
            given: None,
            reporter: Some(reporter),
            recipient: Some(Identity([3; 32]).recipient()),
        }
    }

    #[test]
    fn reads_back() {
        let file = file(&desk_roster(), 1);
        let plain = file.compose(&key(1)).unwrap();
        assert_eq!(plain.len(), 2048);
        assert_eq!(KeyFile::read(&plain), Ok(file.clone()));
        assert_eq!(file.compose(&key(2)), Err(FrameFault::BadSignature));
    }

    #[test]
    fn by_the_reporter_a_later_epoch_is_only_what_the_log_names() {
        let rosters = [desk_roster()];
        let own = [author(1)];
        let asked = asked(&rosters, &own);
        let later = KeyFile {
            epoch: 2,
            ..file(&rosters[0], 1)
        };
        assert_eq!(later.check(&asked), Ok(()));
        for recipient in [None, Some(Identity([7; 32]).recipient())] {
            let other = Asked { recipient, ..asked };
            assert_eq!(later.check(&other), Err(KeyFault::UnknownMaker));
        }
    }

    #[test]
    fn only_the_right_makers() {
        let rosters = [desk_roster()];
        let own = [author(1)];
        let asked = asked(&rosters, &own);
        assert_eq!(file(&rosters[0], 1).check(&asked), Ok(()));
        // A reader may hand on what it holds; a stranger, or one left out, may not.
        assert_eq!(file(&rosters[0], 12).check(&asked), Ok(()));
        assert_eq!(
            file(&rosters[0], 2).check(&asked),
            Err(KeyFault::UnknownMaker)
        );
        let out = [author(12)];
        assert_eq!(
            file(&rosters[0], 12).check(&Asked {
                left_out: &out,
                ..asked
            }),
            Err(KeyFault::LeftOut)
        );
        let first = Asked {
            reporter: None,
            recipient: None,
            ..asked
        };
        assert_eq!(file(&rosters[0], 2).check(&first), Ok(()));
        let (given, note) = (
            [author(11)],
            Asked {
                purpose: Purpose::Desk,
                ..asked
            },
        );
        let by = |maker: u8| KeyFile {
            purpose: Purpose::Desk,
            ..file(&rosters[0], maker)
        };
        let note = Asked {
            given: Some(&given),
            recipient: None,
            ..note
        };
        assert_eq!(by(11).check(&note), Ok(()));
        assert_eq!(by(12).check(&note), Err(KeyFault::UnknownMaker));
        let desk = KeyFile {
            purpose: Purpose::Desk,
            ..file(&rosters[0], 2)
        };
        assert_eq!(
            desk.check(&Asked {
                purpose: Purpose::Desk,
                ..first
            }),
            Err(KeyFault::UnknownMaker)
        );
    }

    #[test]
    fn each_other_thing_has_its_fault() {
        let rosters = [desk_roster()];
        let own = [author(1)];
        let good = file(&rosters[0], 1);
        let fault = |file: KeyFile| file.check(&asked(&rosters, &own)).unwrap_err();
        assert_eq!(
            fault(KeyFile {
                window: WindowId([1; 16]),
                ..good.clone()
            }),
            KeyFault::WrongWindow
        );
        assert_eq!(
            fault(KeyFile {
                case: CaseId([1; 16]),
                ..good.clone()
            }),
            KeyFault::WrongCase
        );
        assert_eq!(
            fault(KeyFile {
                purpose: Purpose::Desk,
                ..good.clone()
            }),
            KeyFault::WrongPurpose
        );
        assert_eq!(
            fault(KeyFile {
                to: Holder::Reporter,
                ..good.clone()
            }),
            KeyFault::WrongHolder
        );
        assert_eq!(
            fault(KeyFile {
                secret: Identity([4; 32]),
                ..good.clone()
            }),
            KeyFault::WrongRecipient
        );
        let time = "2027-03-04T00:00:00Z".parse().unwrap();
        assert_eq!(
            fault(KeyFile {
                time,
                ..good.clone()
            }),
            KeyFault::ExpiredRoster
        );
        let roster = RosterName {
            epoch: 2,
            ..good.roster
        };
        assert_eq!(fault(KeyFile { roster, ..good }), KeyFault::UnknownRoster);
    }
}
