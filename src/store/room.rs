//! Whether the disk takes no more.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use sea_orm::{DbErr, RuntimeErr};

use crate::store::StoreError;

/// Codes of the databases for a full disk and for one that cannot be written: SQLite's first, then PostgreSQL's.
const CODES: [&str; 4] = ["13", "8", "53100", "25006"];

impl StoreError {
    /// Whether the disk is full or cannot be written: then it helps to wait, and to tell the operator.
    #[must_use]
    pub fn no_room(&self) -> bool {
        match self {
            Self::Files(error) => matches!(
                error.kind(),
                ErrorKind::StorageFull
                    | ErrorKind::QuotaExceeded
                    | ErrorKind::ReadOnlyFilesystem
                    | ErrorKind::FileTooLarge
            ),
            Self::Database(
                DbErr::Exec(RuntimeErr::SqlxError(error))
                | DbErr::Query(RuntimeErr::SqlxError(error))
                | DbErr::Conn(RuntimeErr::SqlxError(error)),
            ) => error
                .as_database_error()
                .and_then(|error| error.code())
                .is_some_and(|code| CODES.contains(&code.as_ref())),
            _ => false,
        }
    }
}

/// Asks at once what a database would find out only after waiting: whether `folder` can be written.
pub(super) fn writable(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!("probe-{}", std::process::id()));
    fs::write(&probe, b"sotomado")?;
    fs::remove_file(probe)
}
