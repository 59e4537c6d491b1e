//! Opens or makes the store, on SQLite or on PostgreSQL.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sea_orm_migration::MigratorTrait;
use sotomado_migrations::{Keys, Main};

use crate::clock::Clock;
use crate::store::files::Files;
use crate::store::pools::Pools;
use crate::store::{Place, Store, StoreError, closer, postgres, room, sqlite};

/// Readers of one database at a time.
pub(super) const READERS: u32 = 4;
/// How long one waits for another process that writes.
pub(super) const BUSY: Duration = Duration::from_secs(30);

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Everything but key files.
    Main,
    /// Key files alone.
    Keys,
}

impl Which {
    /// The schema on PostgreSQL, and the file on SQLite.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Main => "sotomado",
            Self::Keys => "keys",
        }
    }

    async fn up(self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        match self {
            Self::Main => Main::up(tx, None).await?,
            Self::Keys => Keys::up(tx, None).await?,
        }
        Ok(())
    }
}

/// Whether what is missing is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is made.
    Make,
    /// It is an error.
    Refuse,
}

impl Store {
    /// Opens the store at `place`.
    ///
    /// # Errors
    /// [`StoreError`] when a database is missing or cannot be brought to this version.
    pub async fn open(place: impl Into<Place>) -> Result<Self, StoreError> {
        Self::connect(&place.into(), Missing::Refuse).await
    }

    /// Opens the store at `place`, made first where it is missing.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be made.
    pub async fn create(place: impl Into<Place>) -> Result<Self, StoreError> {
        let place = place.into();
        // What lies in it is for this program's account on the machine alone, whatever its umask gives to others.
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&place.folder)?;
        Self::connect(&place, Missing::Make).await
    }

    /// The same, by another clock.
    #[must_use]
    pub fn at(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    async fn connect(place: &Place, missing: Missing) -> Result<Self, StoreError> {
        room::writable(&place.folder)?;
        let main = database(place, Which::Main, missing).await?;
        Ok(Self {
            closer: closer::key(&place.folder, &main.read).await?,
            clock: Clock::system(),
            main,
            keys: database(place, Which::Keys, missing).await?,
            files: Files::open(&place.folder.join("files"))?,
            turns: std::sync::Arc::default(),
            dregs: std::sync::Arc::default(),
        })
    }
}

async fn database(place: &Place, which: Which, missing: Missing) -> Result<Pools, StoreError> {
    let pools = match &place.servers {
        Some(servers) => postgres::connect(servers, which, missing).await?,
        None => sqlite::connect(&place.folder, which, missing).await?,
    };
    // Within one deed: of two programs that start at once, one makes the tables and the other finds them.
    let tx = pools.begin().await?;
    which.up(&tx).await?;
    tx.commit().await?;
    Ok(pools)
}
