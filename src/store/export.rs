//! Gives the operator a case as it lies: sealed, for someone who holds a key. It counts as read by nobody.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{CaseId, Digest, WindowId};

use crate::access::{Action, Permit};
use crate::store::reading::{case_id, day, rows, window_id};
use crate::store::row::{cases, files};
use crate::store::{Log, OpenCase, Store, StoreError};

/// A case with every key file of it and what files it has, all sealed.
#[derive(Clone, Debug)]
pub struct SealedCase {
    /// The case with both logs; its own list of keys is empty.
    pub case: OpenCase,
    /// The key files of all who hold it.
    pub keys: Vec<SealedKey>,
    /// Its attached files; what is in them is fetched one at a time.
    pub files: Vec<SealedFile>,
}

/// An attached file of a case.
#[derive(Clone, Copy, Debug)]
pub struct SealedFile {
    /// As its bytes say.
    pub id: Digest,
    /// The day it was kept.
    pub day: Day,
}

/// A key file and for whom it is.
#[derive(Clone, Debug)]
pub struct SealedKey {
    /// SHA-256 of the file.
    pub id: Digest,
    /// A reader's author key in hex, or `reporter`.
    pub to: String,
    /// The log it opens.
    pub purpose: Log,
    /// The age file.
    pub file: Vec<u8>,
}

/// A line of the operator's list.
#[derive(Clone, Copy, Debug)]
pub struct KeptCase {
    /// Whose window.
    pub window: WindowId,
    /// The case.
    pub case: CaseId,
    /// The day it came.
    pub arrived: Day,
    /// The last day for which it is to be kept.
    pub retention: Day,
}

impl Store {
    /// A case as it lies.
    ///
    /// # Errors
    /// [`StoreError::Gone`] when it is not there any more.
    pub async fn export_case(&self, permit: &Permit) -> Result<SealedCase, StoreError> {
        let (_, case) = permit.case(Action::ExportCase)?;
        self.record_reading(permit).await?;
        let tx = self.main.moment().await?;
        let rows = rows(&tx, case, &[Log::Case, Log::Desk]).await?;
        let kept = files::Entity::find()
            .filter(files::Column::Case.eq(case.0.to_vec()))
            .order_by_asc(files::Column::Id)
            .all(&tx)
            .await?;
        tx.commit().await?;
        Ok(SealedCase {
            case: self.whole(self.open_case(rows, Vec::new()).await?).await?,
            keys: self.all_keys(case).await?,
            files: kept.iter().map(sealed_file).collect::<Result<_, _>>()?,
        })
    }

    /// Records that a reader carries a case out of the program, before the browser makes the file.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn take_out_case(&self, permit: &Permit) -> Result<(), StoreError> {
        permit.case(Action::TakeOutCase)?;
        self.record_reading(permit).await
    }

    /// All cases, by the day they came.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn list_cases(&self, permit: &Permit) -> Result<Vec<KeptCase>, StoreError> {
        permit.desk(Action::ListCases)?;
        self.record_reading(permit).await?;
        let rows = cases::Entity::find()
            .order_by_asc(cases::Column::ArrivedDay)
            .order_by_asc(cases::Column::Id)
            .all(&self.main.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(KeptCase {
                    window: window_id(&row.window)?,
                    case: case_id(&row.id)?,
                    arrived: day(&row.arrived_day)?,
                    retention: day(&row.retention_day)?,
                })
            })
            .collect()
    }
}

fn sealed_file(row: &files::Model) -> Result<SealedFile, StoreError> {
    Ok(SealedFile {
        id: Digest::try_from(row.id.as_slice()).map_err(|_| StoreError::Bent("file"))?,
        day: day(&row.day)?,
    })
}
