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

/// What is kept free for words, in bytes; of a small disk a sixteenth. Anybody may send files, and whoever fills the disk
/// with them must not close the window.
const FOR_WORDS: u64 = 1 << 30;

/// How much a disk holds, and how much of it is free, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Disk {
    /// All of it.
    pub whole: u64,
    /// What may be written still.
    pub free: u64,
}

impl Disk {
    /// Whether a file of so many bytes would leave room for words.
    #[must_use]
    pub fn takes(self, more: u64) -> bool {
        leaves(self.whole, self.free, more)
    }
}

/// Asks the disk of a folder.
pub(super) fn disk(folder: &Path) -> io::Result<Disk> {
    let disk = rustix::fs::statvfs(folder)?;
    let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
    Ok(Disk {
        whole: bytes(disk.f_blocks),
        free: bytes(disk.f_bavail),
    })
}

/// Refuses a file of so many more bytes that would leave no room for words.
pub(super) fn leaves_room(folder: &Path, more: u64) -> io::Result<()> {
    if disk(folder)?.takes(more) {
        Ok(())
    } else {
        Err(ErrorKind::StorageFull.into())
    }
}

fn leaves(whole: u64, free: u64, more: u64) -> bool {
    free.saturating_sub(more) >= (whole / 16).min(FOR_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_leave_room_for_words() {
        let (large, small) = (1 << 40, 1 << 26);
        assert!(leaves(large, FOR_WORDS + 100, 100));
        assert!(!leaves(large, FOR_WORDS + 100, 101));
        assert!(leaves(small, small / 16, 0));
        assert!(!leaves(small, small / 16, 1));
        assert!(!leaves(small, 10, 20));
        let here = std::env::temp_dir();
        let refused = leaves_room(&here, 1 << 62).unwrap_err();
        assert!(StoreError::Files(refused).no_room(), "and says so");
        assert!(leaves_room(&here.join("nowhere/at/all"), 0).is_err());
    }
}
