//! What is particular to SQLite: how its files are opened, and how it is asked whether they are whole.

use std::path::Path;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};

use crate::store::StoreError;
use crate::store::open::{BUSY, Missing, READERS, Which};
use crate::store::pools::{Pools, Writer};
use crate::store::unfinished::{self, For};

/// How long folding the log in may wait for whoever reads.
const FOLDING: Duration = Duration::from_secs(1);

/// Opens one database in `folder`.
pub(super) async fn connect(
    folder: &Path,
    which: Which,
    missing: Missing,
) -> Result<Pools, StoreError> {
    let file = folder.join(which.name()).with_extension("db");
    let mode = match missing {
        Missing::Make => "rwc",
        Missing::Refuse => "rw",
    };
    let write = Database::connect(options(&file, mode, For::Writing)).await?;
    // The first connection has made the file and its write-ahead log by now.
    let read = Database::connect(options(&file, "rw", For::Reading)).await?;
    Ok(Pools {
        write: Writer::new(write, 0),
        read,
    })
}

/// Asks whether the database is whole.
pub(super) async fn check(db: &DatabaseConnection) -> Result<(), StoreError> {
    let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(1)");
    let answer = db.query_one_raw(ask).await?;
    let word: String = answer
        .ok_or(StoreError::Bent("database"))?
        .try_get_by_index(0)?;
    if word == "ok" {
        Ok(())
    } else {
        Err(StoreError::Bent("database"))
    }
}

/// Folds the write-ahead log in and empties it; false when a reader stood in the way. Meanwhile nobody can write, so it waits
/// for readers a second at most.
pub(super) async fn fold_in(write: &Writer) -> Result<bool, StoreError> {
    let patience = |ms: u128| format!("PRAGMA busy_timeout = {ms}");
    write
        .execute_unprepared(&patience(FOLDING.as_millis()))
        .await?;
    let fold = "PRAGMA wal_checkpoint(TRUNCATE)";
    let told = write
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, fold))
        .await;
    write
        .execute_unprepared(&patience(BUSY.as_millis()))
        .await?;
    let busy: i32 = told?
        .ok_or(StoreError::Bent("database"))?
        .try_get_by_index(0)?;
    Ok(busy == 0)
}

/// Copies the database as it is at this moment into a new file, with nothing in it that was deleted, and returns when that is
/// on the disk.
pub(super) async fn copy_into(db: &DatabaseConnection, file: &Path) -> Result<(), StoreError> {
    let path = file.display().to_string();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
    db.execute_raw(copy).await?;
    std::fs::File::open(file)?.sync_all()?;
    Ok(())
}

fn options(file: &Path, mode: &str, what: For) -> ConnectOptions {
    // What means something in a URL must not, in a path.
    let path = file
        .display()
        .to_string()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let mut options = ConnectOptions::new(format!("sqlite://{path}?mode={mode}"));
    options
        .max_connections(match what {
            For::Writing => 1,
            For::Reading => READERS,
        })
        .min_connections(1)
        .acquire_timeout(BUSY)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        // A file in this process does not hang up, and asking whether it did costs as much as reading does.
        .test_before_acquire(false)
        // Statements carry ids; none of them belongs in a log.
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .busy_timeout(BUSY)
                .foreign_keys(true)
                .pragma("journal_mode", "WAL")
                // A commit is on the disk before it is acknowledged.
                .pragma("synchronous", "FULL")
                // What is deleted is overwritten.
                .pragma("secure_delete", "ON")
        });
    unfinished::discard(&mut options, what);
    options
}
