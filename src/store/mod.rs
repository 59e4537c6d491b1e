//! The one room that speaks to the database; gives and takes plain values.
//!
//! Two databases and a folder of files lie in the data folder: `sotomado.db`, `keys.db` (key files alone) and `files/`.
//! All writing of one database goes through one connection, so that sixty-four reports at once wait for each other
//! and none fails; reading has connections of its own.

mod accounts;
mod cases;
mod drafts;
mod facts;
mod files;
mod keeping;
mod keys;
mod open;
mod reading;
mod rosters;
mod row;
mod sessions;
mod taking_back;
#[cfg(test)]
mod tests;
mod trends;
mod windows;

use sea_orm::{DatabaseConnection, DbErr};

use crate::access::Denied;
use crate::chance::NoChance;

pub use accounts::{Account, NewAccount, OfferedKey, Role};
pub use drafts::Draft;
pub use facts::CaseFacts;
pub use keeping::{Kept, NewEntry, NewKey, NewReport, Refused};
pub use reading::{CaseInList, Entry, KeyFile, OpenCase};
pub use rosters::{Roster, Succession};
pub use trends::{NewReader, Reader, Release};
pub use windows::Window;

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
    /// The folder of sealed files.
    #[error("files: {0}")]
    Files(#[from] std::io::Error),
    /// A row that this program cannot have written.
    #[error("a {0} in the database is not one")]
    Bent(&'static str),
    /// It was there, and is not any more.
    #[error("it is not there any more")]
    Gone,
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
    main: Pools,
    keys: Pools,
    files: files::Files,
}

/// One database: one connection that writes, some that read.
#[derive(Clone, Debug)]
struct Pools {
    write: DatabaseConnection,
    read: DatabaseConnection,
}
