//! Who holds a case, and for whom something new lies there.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

use crate::store::StoreError;
use crate::store::keeping::NewKey;
use crate::store::row::case_readers;

/// Who is given a key file.
pub(super) fn readers_of(keys: &[NewKey]) -> BTreeSet<AuthorKey> {
    keys.iter().filter_map(|key| key.to).collect()
}

/// Whoever is given a key file for the first time holds the case from then on.
pub(super) async fn add_readers<C: ConnectionTrait>(
    db: &C,
    window: WindowId,
    case: CaseId,
    keys: &[NewKey],
    today: Day,
) -> Result<(), StoreError> {
    let new = readers_of(keys);
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.into_iter().map(|reader| case_readers::ActiveModel {
        case: Set(case.0.to_vec()),
        reader: Set(reader.0.to_vec()),
        window: Set(window.0.to_vec()),
        read_day: Set(None),
        unread_day: Set(Some(today.to_string())),
        gone: Set(false),
    });
    let key = [case_readers::Column::Case, case_readers::Column::Reader];
    case_readers::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Whether one of these keys is for somebody who left the case.
pub(super) async fn any_gone<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    keys: &[NewKey],
) -> Result<bool, StoreError> {
    let to = keys.iter().filter_map(|key| key.to);
    let gone = case_readers::Entity::find()
        .filter(case_readers::Column::Case.eq(case.0.to_vec()))
        .filter(case_readers::Column::Gone.eq(true))
        .filter(case_readers::Column::Reader.is_in(to.map(|reader| reader.0.to_vec())))
        .count(db)
        .await?;
    Ok(gone > 0)
}

/// Something new lies there for everyone but who wrote it; for whom something did already, since then.
pub(super) async fn unread<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    but: Option<AuthorKey>,
    today: Day,
) -> Result<(), StoreError> {
    let mut all = case_readers::Entity::update_many()
        .col_expr(
            case_readers::Column::UnreadDay,
            Expr::value(today.to_string()),
        )
        .filter(case_readers::Column::UnreadDay.is_null())
        .filter(case_readers::Column::Gone.eq(false))
        .filter(case_readers::Column::Case.eq(case.0.to_vec()));
    if let Some(author) = but {
        all = all.filter(case_readers::Column::Reader.ne(author.0.to_vec()));
    }
    all.exec(db).await?;
    Ok(())
}
