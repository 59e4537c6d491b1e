//! Takes away what a program that was killed in the middle of a deed left behind: sealed files and keys of nothing.
//!
//! Two things make it safe beside deeds that are on their way, in this process or in another. A report's keys and
//! its case are written in one turn of the main database's writers, and the sweep takes a turn of its own: what has
//! no case then, will have none. And who writes a row looks, in its turn, whether the file is still there: a clock that
//! jumps makes the sender try again, and never loses a report.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect};

use crate::store::files::Name;
use crate::store::row::{audit_keys, cases, key_files};
use crate::store::{Store, StoreError, named};

/// A sealed file without a row may be on its way for so long.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_hours(24);
/// Cases whose keys a kill can leave behind at most, a few kills in a row. One deed after the other writes them, so it is
/// one each time; more means that one of the two databases is an older copy.
const LEFT_BEHIND: usize = 8;
/// So many ids are asked for at once.
const AT_ONCE: usize = 500;

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sealed files that no row named.
    pub files: usize,
    /// Cases that do not exist, whose key files were there.
    pub keys: usize,
}

impl Store {
    /// Sweeps once. `now` tells which files are older than a day.
    ///
    /// # Errors
    /// [`StoreError`]; what was swept until then is gone. [`StoreError::Apart`]: nothing was, files neither.
    pub async fn sweep_orphans(&self, now: Timestamp) -> Result<Swept, StoreError> {
        let swept = Swept {
            keys: self.sweep_keys().await?,
            files: self.sweep_files(now).await?,
        };
        for pools in [&self.main, &self.keys] {
            pools.lay_anew().await?;
        }
        Ok(swept)
    }

    /// Notes that rows were destroyed, and on SQLite clears what they left at once; on a server that takes longer than
    /// somebody waits for. What reads at the moment of one clearing may keep them; hence a second one.
    pub(super) async fn leave_dregs(&self) -> Result<(), StoreError> {
        self.dregs.store(2, Ordering::Relaxed);
        if self.main.read.get_database_backend() == DbBackend::Sqlite {
            self.lay_dregs_anew().await?;
        }
        Ok(())
    }

    /// Writes the tables of a server anew, or folds SQLite's log in, if a report was taken back since that was done, and at
    /// the next call once more; says whether there was something to do. As long as a reader stands in the way, that counts for
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError`]; the next call tries again.
    pub async fn lay_dregs_anew(&self) -> Result<bool, StoreError> {
        let left = self.dregs.load(Ordering::Relaxed);
        if left == 0 {
            return Ok(false);
        }
        // Keys first: with them gone, the rest is noise.
        let mut whole = true;
        for pools in [&self.keys, &self.main] {
            whole &= pools.lay_anew().await?;
        }
        if !whole {
            return Ok(true);
        }
        let less = left.saturating_sub(1);
        // Fails if this was done twice at once: then once more does no harm.
        let _ = self
            .dregs
            .compare_exchange(left, less, Ordering::Relaxed, Ordering::Relaxed);
        Ok(true)
    }

    /// Cases that do not exist, whose keys are there.
    pub(super) async fn keys_of_nothing(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let held: Vec<Vec<u8>> = key_files::Entity::find()
            .select_only()
            .column(key_files::Column::Case)
            .distinct()
            .into_tuple()
            .all(&self.keys.read)
            .await?;
        without_case(&self.main.read, held).await
    }

    async fn sweep_keys(&self) -> Result<usize, StoreError> {
        let maybe = self.keys_of_nothing().await?;
        if maybe.is_empty() {
            return Ok(0);
        }
        let turn = self.main.begin().await?;
        let orphans = without_case(&turn, maybe).await?;
        if orphans.len() > LEFT_BEHIND {
            return Err(StoreError::Apart(orphans.len()));
        }
        for some in orphans.chunks(AT_ONCE) {
            audit_keys::Entity::delete_many()
                .filter(audit_keys::Column::Case.is_in(some.iter().cloned()))
                .exec(&self.keys.write)
                .await?;
            key_files::Entity::delete_many()
                .filter(key_files::Column::Case.is_in(some.iter().cloned()))
                .exec(&self.keys.write)
                .await?;
        }
        turn.commit().await?;
        Ok(orphans.len())
    }

    async fn sweep_files(&self, now: Timestamp) -> Result<usize, StoreError> {
        let old = self.files.changed_before(now - ON_ITS_WAY).await?;
        let named = named::names(&self.main.read).await?;
        if old.iter().all(|name| named.contains(name)) {
            return Ok(0);
        }
        let turn = self.main.begin().await?;
        let named = named::names(&turn).await?;
        let orphans: Vec<Name> = old
            .into_iter()
            .filter(|name| !named.contains(name))
            .collect();
        for name in &orphans {
            self.files.destroy(*name).await?;
        }
        turn.commit().await?;
        Ok(orphans.len())
    }
}

/// Which of these ids belong to no case.
async fn without_case<C: ConnectionTrait>(
    db: &C,
    ids: Vec<Vec<u8>>,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut there = BTreeSet::new();
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<Vec<u8>> = cases::Entity::find()
            .select_only()
            .column(cases::Column::Id)
            .filter(cases::Column::Id.is_in(some.iter().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        there.extend(found);
    }
    Ok(ids.into_iter().filter(|id| !there.contains(id)).collect())
}
