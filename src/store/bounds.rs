//! How much one case may hold: whoever opens it in a browser has all of its entries in memory at once.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use sotomado_core::ids::CaseId;

use crate::store::StoreError;
use crate::store::row::entries;

/// Entries of one case at most.
const ENTRIES: usize = 2_000;
/// All of them together at most, before sealing, in bytes.
const BYTES: i64 = 16 * 1024 * 1024;

/// Whether a case with `more` would hold too much.
pub(super) async fn full<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    more: &[entries::ActiveModel],
) -> Result<bool, StoreError> {
    let there: Vec<i64> = entries::Entity::find()
        .select_only()
        .column(entries::Column::Bucket)
        .filter(entries::Column::Case.eq(case.0.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    let more = more.iter().map(|row| *row.bucket.as_ref());
    let bytes: i64 = there.iter().copied().chain(more.clone()).sum();
    Ok(there.len() + more.len() > ENTRIES || bytes > BYTES)
}
