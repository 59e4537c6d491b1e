//! Who holds a case, and for whom something new lies there.

use std::collections::BTreeSet;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

use crate::store::StoreError;
use crate::store::keeping::NewKey;
use crate::store::row::case_readers;

/// Whoever is given a key file for the first time holds the case from then on.
pub(super) async fn add_readers<C: ConnectionTrait>(
    db: &C,
    window: WindowId,
    case: CaseId,
    keys: &[NewKey],
) -> Result<(), StoreError> {
    let new: BTreeSet<AuthorKey> = keys.iter().filter_map(|key| key.to).collect();
    for reader in new {
        let (case, reader) = (case.0.to_vec(), reader.0.to_vec());
        let there = case_readers::Entity::find_by_id((case.clone(), reader.clone()))
            .one(db)
            .await?;
        if there.is_none() {
            let window = window.0.to_vec();
            let row = case_readers::ActiveModel {
                case: Set(case),
                reader: Set(reader),
                window: Set(window),
                read_day: Set(None),
                unread: Set(true),
            };
            case_readers::Entity::insert(row)
                .exec_without_returning(db)
                .await?;
        }
    }
    Ok(())
}

/// Something new lies there for everyone but who wrote it.
pub(super) async fn unread<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    but: Option<AuthorKey>,
) -> Result<(), StoreError> {
    let mut all = case_readers::Entity::update_many()
        .col_expr(case_readers::Column::Unread, Expr::value(true))
        .filter(case_readers::Column::Case.eq(case.0.to_vec()));
    if let Some(author) = but {
        all = all.filter(case_readers::Column::Reader.ne(author.0.to_vec()));
    }
    all.exec(db).await?;
    Ok(())
}
