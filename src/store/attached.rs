//! Files that are kept: their rows come with the entries that name them, and they are given out to whoever has the case.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{CaseId, Digest};

use crate::access::{Action, Permit};
use crate::store::row::{files, uploads};
use crate::store::stream::Streamed;
use crate::store::uploads::{Finished, file_row, name, row};
use crate::store::{Store, StoreError};

/// What became of files within a transaction.
pub(super) enum Moved {
    /// They are kept now.
    All,
    /// Another request was quicker with some of them.
    Meanwhile,
    /// One of them is not there any more.
    Missing,
}

impl Store {
    /// A kept file of this case; none if the case has none of this id.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn file(&self, permit: &Permit, id: Digest) -> Result<Option<Streamed>, StoreError> {
        let (_, case) = permit
            .case(Action::ReadCase)
            .or_else(|_| permit.case(Action::OpenMailbox))
            .or_else(|_| permit.case(Action::ExportCase))?;
        match file_row(&self.main.read, case, id).await? {
            Some(row) => {
                self.record_reading(permit).await?;
                Ok(Some(self.files.open_to_give(name(&row.name)?).await?))
            }
            None => Ok(None),
        }
    }

    /// Which of these are not kept yet.
    pub(super) async fn new_files<'a>(
        &self,
        case: CaseId,
        files: &'a [Finished],
    ) -> Result<Vec<&'a Finished>, StoreError> {
        let mut new = Vec::new();
        for file in files {
            if file_row(&self.main.read, case, file.id).await?.is_none() {
                new.push(file);
            }
        }
        Ok(new)
    }
}

/// Makes uploads to kept files: rows move, what lies on the disk stays where it lies.
pub(super) async fn keep_moved<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
    today: Day,
    new: &[&Finished],
) -> Result<Moved, StoreError> {
    for file in new {
        if file_row(tx, case, file.id).await?.is_some() {
            return Ok(Moved::Meanwhile);
        }
        let Some(row) = row(tx, case, file.upload).await? else {
            return Ok(Moved::Missing);
        };
        let kept = files::ActiveModel {
            case: Set(row.case.clone()),
            id: Set(file.id.0.to_vec()),
            window: Set(row.window),
            name: Set(row.name),
            bucket: Set(row.bucket),
            day: Set(today.to_string()),
        };
        files::Entity::insert(kept)
            .exec_without_returning(tx)
            .await?;
        uploads::Entity::delete_many()
            .filter(uploads::Column::Case.eq(row.case))
            .filter(uploads::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
    }
    Ok(Moved::All)
}

/// Takes away the rows of all files of a case, kept or on their way; gives the names under which they lie.
pub(super) async fn forget<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let kept = files::Entity::find().filter(files::Column::Case.eq(case.0.to_vec()));
    let begun = uploads::Entity::find().filter(uploads::Column::Case.eq(case.0.to_vec()));
    let mut names: Vec<Vec<u8>> = kept
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.name)
        .collect();
    names.extend(begun.all(tx).await?.into_iter().map(|row| row.name));
    files::Entity::delete_many()
        .filter(files::Column::Case.eq(case.0.to_vec()))
        .exec(tx)
        .await?;
    uploads::Entity::delete_many()
        .filter(uploads::Column::Case.eq(case.0.to_vec()))
        .exec(tx)
        .await?;
    Ok(names)
}
