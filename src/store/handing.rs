//! What stands in the way of entries that change who reads, with the key files that come with them.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use sotomado_core::ids::CaseId;

use crate::store::bounds::full;
use crate::store::cases::{KEYS, ids_of, known};
use crate::store::keeping::{Kept, Refused};
use crate::store::row::entries;
use crate::store::taking_back::locked;
use crate::store::terms::over;
use crate::store::{Log, Store, StoreError};

/// How much of a case its sender has seen: entries of one log, or of both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) entries: u64,
    pub(super) log: Option<Log>,
}

impl Store {
    /// The answer, where nothing more is to be written: refused, or kept before. The case is held until the transaction ends.
    pub(super) async fn in_the_way(
        &self,
        tx: &DatabaseTransaction,
        case: CaseId,
        rows: &[entries::ActiveModel],
        (keys, seen): (usize, Seen),
    ) -> Result<Option<Result<Kept, Refused>>, StoreError> {
        let row = locked(tx, case).await?;
        if over(tx, &row, self.clock.today()).await? {
            return Ok(Some(Err(Refused::Over)));
        }
        let there = known(tx, &ids_of(rows)?).await?;
        if there.iter().any(|(_, of)| *of != case) {
            return Ok(Some(Err(Refused::EntryElsewhere)));
        }
        if !there.is_empty() {
            // The same was sent twice, and the other was quicker.
            return Ok(Some(Ok(Kept::Before)));
        }
        let mut of_case = entries::Entity::find().filter(entries::Column::Case.eq(case.0.to_vec()));
        if let Some(log) = seen.log {
            of_case = of_case.filter(entries::Column::Log.eq(log.as_str()));
        }
        if of_case.count(tx).await? != seen.entries {
            return Ok(Some(Err(Refused::MovedOn)));
        }
        if self.count_keys(case).await? + keys > KEYS || full(tx, case, rows).await? {
            return Ok(Some(Err(Refused::Full)));
        }
        Ok(None)
    }
}
