//! The one room that speaks to the database; gives and takes plain values.
//!
//! Two databases and a folder of files lie in the data folder: `sotomado.db`, `keys.db` (key files alone) and `files/`;
//! or the databases are two schemas of those names on PostgreSQL. Whoever writes waits for who wrote before, so that
//! sixty-four reports at once are kept one after the other and none fails; reading has connections of its own.

mod accounts;
mod addresses;
mod attached;
mod audit;
mod bounds;
mod cases;
mod closer;
mod codings;
mod copies;
mod destroying;
mod drafts;
mod ended;
mod ends;
mod export;
mod factors;
mod facts;
mod fallen;
mod files;
mod followed;
mod granting;
mod handing;
mod holders;
mod holding;
mod incidents;
mod invitations;
mod keeping;
mod keys;
mod leaving;
mod lists;
mod named;
mod open;
mod outbox;
mod own_sessions;
mod place;
mod pools;
mod postgres;
mod reading;
mod recoveries;
mod renewing;
mod returns;
mod room;
mod rosters;
mod row;
mod sessions;
mod setting;
mod sqlite;
mod standing;
mod stream;
mod sweep;
mod taking_back;
mod tellings;
mod terms;
#[cfg(test)]
mod tests;
mod trends;
mod turns;
mod unfinished;
mod uploads;
mod ways;
mod windows;

use sea_orm::DbErr;

use crate::access::Denied;
use crate::chance::NoChance;
use crate::clock::Clock;

pub use accounts::{Account, KeyOffer, NewAccount, OfferedKey, Role};
pub use addresses::is_address;
pub use codings::NewCoding;
pub use copies::{Copied, CopyPlace, PutBack, Restored};
pub use drafts::{Draft, DraftDays};
pub use ended::ENDED;
pub use ends::{EndSet, Ending};
pub use export::{KeptCase, SealedCase, SealedFile, SealedKey};
pub use factors::{Began, KeptPasskey, PasskeyId, SecondFactors};
pub use facts::CaseFacts;
pub use followed::Followed;
pub use incidents::Incident;
pub use invitations::{Came, Card, Chosen, DAYS_OPEN, Invitation, Purpose};
pub use keeping::{Grant, HandedOn, Kept, Leave, NewCode, NewEntry, NewKey, NewReport, Refused};
pub use lists::{CaseInList, InList, LeftLying, Waits};
pub use outbox::{Dead, Letter, LetterId, LetterKind, Outcome};
pub use own_sessions::OwnSession;
pub use place::{Place, Servers};
pub use reading::{Entry, KeyFile, Lying, OpenCase};
pub use recoveries::ComingBack;
pub use returns::{How, Return};
pub use room::Disk;
pub use rosters::{NewRoster, Roster, Succession};
pub use standing::Standing;
pub use stream::Streamed;
pub use sweep::Swept;
pub use tellings::{CameBack, NewTelling, Told};
pub use terms::{CaseTerm, Hold, PROPOSAL_DAYS, Proposed};
pub use trends::{NewReader, Reader, Release};
pub use uploads::{Finished, NewUpload, Piece, Upload};
pub use ways::Ways;
pub use windows::Window;

/// The one character that PostgreSQL keeps in no text, and answers with an error: nothing has it in its name.
const UNKEEPABLE: char = '\0';

/// Which of a case's two logs an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// Readers and reporter can open it.
    Case,
    /// Readers alone.
    Desk,
}

impl Log {
    /// As kept and as sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Desk => "desk",
        }
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        match text {
            "case" => Ok(Self::Case),
            "desk" => Ok(Self::Desk),
            _ => Err(StoreError::Bent("log")),
        }
    }
}

/// The store could not do what it was asked. Nothing of the deed was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A PostgreSQL that cannot be used, in a sentence that says what to do.
    #[error("{0}")]
    Server(String),
    /// The folder of sealed files.
    #[error("files: {0}")]
    Files(#[from] std::io::Error),
    /// A file that a row names, or is about to name, is not there.
    #[error("a sealed file is missing: {0}")]
    Missing(String),
    /// A row that this program cannot have written.
    #[error("a {0} in the database is not one")]
    Bent(&'static str),
    /// Keys of so many cases that do not exist: the two databases are not of one time.
    #[error(
        "{0} cases have keys and do not exist: was the main database put back from an older copy than the keys? Nothing was swept"
    )]
    Apart(usize),
    /// It was there, and is not any more.
    #[error("it is not there any more")]
    Gone,
    /// The file that closes days of the audit chain.
    #[error("audit.key is missing from the data folder: put it back from a copy")]
    NoAuditKey,
    /// A list of what ended, of another desk.
    #[error(
        "a list of what ended is another desk's: give the one that lay beside this desk's data or copies"
    )]
    AnothersList,
    /// No random bytes for a name.
    #[error(transparent)]
    Chance(#[from] NoChance),
    /// A permit for something else was handed in.
    #[error(transparent)]
    Denied(#[from] Denied),
}

/// Both databases and the files.
#[derive(Clone, Debug)]
pub struct Store {
    main: pools::Pools,
    keys: pools::Pools,
    files: files::Files,
    /// Tells the days of the audit chain.
    clock: Clock,
    /// Closes them.
    closer: Option<std::sync::Arc<ed25519_dalek::SigningKey>>,
    turns: std::sync::Arc<turns::Turns>,
    /// How often a server's tables are to be written anew still, so that no row of what was destroyed lies in its files.
    dregs: std::sync::Arc<std::sync::atomic::AtomicU8>,
}
