//! Opens or makes the databases.

use std::path::Path;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use sotomado_migrations::{Keys, Main};

use crate::store::files::Files;
use crate::store::{Pools, Store, StoreError};

/// Readers of one database at a time.
const READERS: u32 = 4;
/// How long one waits for another process that writes.
const BUSY: Duration = Duration::from_secs(30);

impl Store {
    /// Opens the store in `folder`.
    ///
    /// # Errors
    /// [`StoreError`] when a database is missing or cannot be brought to this version.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::connect(folder, "rw").await
    }

    /// Opens the store in `folder`, made first where it is missing.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be made.
    pub async fn create(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        Self::connect(folder, "rwc").await
    }

    async fn connect(folder: &Path, mode: &str) -> Result<Self, StoreError> {
        let main = Pools::connect(&folder.join("sotomado.db"), mode).await?;
        Main::up(&main.write, None).await?;
        let keys = Pools::connect(&folder.join("keys.db"), mode).await?;
        Keys::up(&keys.write, None).await?;
        Ok(Self {
            main,
            keys,
            files: Files::open(&folder.join("files"))?,
        })
    }

    /// Asks both databases whether they are whole.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be asked or are not.
    pub async fn check(&self) -> Result<(), StoreError> {
        for pools in [&self.main, &self.keys] {
            let answer = pools
                .read
                .query_one_raw(check_statement(&pools.read))
                .await?;
            let word: String = answer
                .ok_or(StoreError::Bent("database"))?
                .try_get_by_index(0)?;
            if word != "ok" {
                return Err(StoreError::Bent("database"));
            }
        }
        Ok(())
    }
}

fn check_statement(db: &DatabaseConnection) -> sea_orm::Statement {
    sea_orm::Statement::from_string(db.get_database_backend(), "PRAGMA quick_check(1)")
}

impl Pools {
    async fn connect(file: &Path, mode: &str) -> Result<Self, StoreError> {
        let write = Database::connect(options(file, mode, 1)).await?;
        // The first connection has made the file and its write-ahead log by now.
        let read = Database::connect(options(file, "rw", READERS)).await?;
        Ok(Self { write, read })
    }

    /// Begins a deed that writes. Taking the lock at once keeps what was read within it true until it ends.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = Some(SqliteTransactionMode::Immediate);
        self.write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: mode,
                ..Default::default()
            })
            .await
    }
}

fn options(file: &Path, mode: &str, connections: u32) -> ConnectOptions {
    // What means something in a URL must not, in a path.
    let path = file
        .display()
        .to_string()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let mut options = ConnectOptions::new(format!("sqlite://{path}?mode={mode}"));
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(BUSY)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
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
    options
}
