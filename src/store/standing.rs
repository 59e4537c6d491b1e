//! How the store stands, in numbers that say nothing of anybody: for the operator.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, Statement};

use crate::store::files::on_disk;
use crate::store::pools::Pools;
use crate::store::room::{Disk, disk};
use crate::store::row::{drafts, incidents, remains, uploads};
use crate::store::{Store, StoreError, named};

/// What lies there, and what is to go.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The disk of the sealed files.
    pub disk: Disk,
    /// Files that began to come and have not ended.
    pub uploads: u64,
    /// Drafts of all windows.
    pub drafts: u64,
    /// Records of incidents of all windows.
    pub incidents: u64,
    /// What is noted to be destroyed and was not yet.
    pub to_destroy: u64,
    /// Sealed files that no row names: on their way, or of a program that was killed.
    pub files_of_nothing: usize,
    /// Cases that do not exist, whose keys are there.
    pub keys_of_nothing: usize,
    /// On PostgreSQL, rows that were changed or deleted and lie in its files still, as it reckons.
    pub dead_rows: Option<i64>,
}

impl Store {
    /// Counts.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn standing(&self) -> Result<Standing, StoreError> {
        let read = &self.main.read;
        let folder = self.files.folder().to_owned();
        // Files first: what is kept meanwhile has a row by then.
        let there = self.files.changed_before(Timestamp::MAX).await?;
        let named = named::names(read).await?;
        Ok(Standing {
            disk: on_disk(move || disk(&folder)).await?,
            uploads: uploads::Entity::find().count(read).await?,
            drafts: drafts::Entity::find().count(read).await?,
            incidents: incidents::Entity::find().count(read).await?,
            to_destroy: remains::Entity::find().count(read).await?,
            files_of_nothing: there.iter().filter(|name| !named.contains(*name)).count(),
            keys_of_nothing: self.keys_of_nothing().await?.len(),
            dead_rows: match (dead(&self.main).await?, dead(&self.keys).await?) {
                (Some(main), Some(keys)) => Some(main + keys),
                _ => None,
            },
        })
    }
}

async fn dead(pools: &Pools) -> Result<Option<i64>, StoreError> {
    if pools.read.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let sql = "SELECT coalesce(sum(n_dead_tup), 0)::bigint FROM pg_stat_user_tables WHERE schemaname = current_schema()";
    let ask = Statement::from_string(DbBackend::Postgres, sql);
    let row = pools.read.query_one_raw(ask).await?;
    let row = row.ok_or(StoreError::Bent("database"))?;
    Ok(Some(row.try_get_by_index(0)?))
}
