//! Takes a report back that nobody has read, whole; and destroys what no row points to any more.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId};

use crate::access::{Action, Permit};
use crate::store::files::Name;
use crate::store::keeping::Refused;
use crate::store::reading::{author, case_id};
use crate::store::row::{case_readers, cases, entries, remains};
use crate::store::{Store, StoreError, attached, terms};

/// A sealed file, by its name.
const FILE: &str = "file";
/// The key files of a case.
const KEYS: &str = "keys";
/// Those of one reader of a case.
const READER: &str = "reader";
/// That the key files of a reporter's new code are to take the place of the old one's.
const CODE: &str = "code";
/// How many bytes of the id name the case, of the keys of one reader.
const CASE: usize = 16;

impl Store {
    /// Destroys a case that no reader has ever fetched: its rows in one transaction, then keys and sealed files, which
    /// the next start finishes should this process fall in between.
    ///
    /// # Errors
    /// [`StoreError::Gone`] when it is not there any more.
    pub async fn take_back(&self, permit: &Permit) -> Result<Result<(), Refused>, StoreError> {
        let (_, case) = permit.case(Action::TakeBack)?;
        let id = case.0.to_vec();
        let tx = self.main.begin().await?;
        // A reader who fetches it takes the same lock: one of the two finds that it came too late.
        locked(&tx, case).await?;
        let read = case_readers::Entity::find()
            .filter(case_readers::Column::Case.eq(id.clone()))
            .filter(case_readers::Column::ReadDay.is_not_null())
            .count(&tx)
            .await?;
        if read > 0 {
            return Ok(Err(Refused::AlreadyRead));
        }
        self.note_ended(&tx, case).await?;
        end(&tx, case).await?;
        tx.commit().await?;
        self.destroy_remains().await?;
        self.leave_dregs().await?;
        // It stands in its table; should the list fail now, the daily sweep writes it.
        let _ = self.write_ended().await;
        Ok(Ok(()))
    }

    /// What is to be done at the start and once a day: destroys what an interrupted destroying left, drafts,
    /// records of incidents, codings and tellings whose last day has passed, and files that were not sent to their end.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn sweep(&self, today: Day) -> Result<(), StoreError> {
        self.forget_old_drafts(today).await?;
        self.forget_old_incidents(today).await?;
        self.forget_old_codings(today).await?;
        self.forget_old_tellings(today).await?;
        self.forget_old_uploads(today).await?;
        self.forget_old_proposals(today).await?;
        if self.destroy_remains().await? {
            self.leave_dregs().await?;
        }
        self.write_ended().await
    }

    /// Destroys whatever was noted to be destroyed; says whether there was something.
    pub(super) async fn destroy_remains(&self) -> Result<bool, StoreError> {
        let all = remains::Entity::find().all(&self.main.read).await?;
        let some = !all.is_empty();
        for row in all {
            if row.kind == KEYS {
                self.destroy_keys(case_id(&row.id)?).await?;
            } else if row.kind == CODE {
                let case = row.id.get(..CASE).ok_or(StoreError::Bent("code"))?;
                self.settle_code(case_id(case)?).await?;
            } else if row.kind == READER {
                let (case, reader) = row
                    .id
                    .split_at_checked(CASE)
                    .ok_or(StoreError::Bent("reader"))?;
                self.forget_keys_to(case_id(case)?, author(reader)?).await?;
                remains::Entity::delete_by_id(row.id)
                    .exec(&self.main.write)
                    .await?;
            } else {
                let name: Name = row
                    .id
                    .clone()
                    .try_into()
                    .map_err(|_| StoreError::Bent("name"))?;
                self.files.destroy(name).await?;
                remains::Entity::delete_by_id(row.id)
                    .exec(&self.main.write)
                    .await?;
            }
        }
        Ok(some)
    }

    /// The note goes in the transaction that finds it: the same report sent again meanwhile keeps its keys.
    async fn destroy_keys(&self, case: CaseId) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        self.destroy_keys_noted(&tx, case).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Within a transaction: destroys the key files of a case that was taken back, if some are noted still.
    pub(super) async fn destroy_keys_noted<C: ConnectionTrait>(
        &self,
        tx: &C,
        case: CaseId,
    ) -> Result<(), StoreError> {
        let noted = remains::Entity::find_by_id(case.0.to_vec())
            .lock_exclusive()
            .one(tx)
            .await?;
        if noted.is_some() {
            self.forget_keys(case).await?;
            remains::Entity::delete_by_id(case.0.to_vec())
                .exec(tx)
                .await?;
        }
        Ok(())
    }
}

/// Takes all rows of a case, and notes what is to be destroyed with them.
pub(super) async fn end<C: ConnectionTrait>(tx: &C, case: CaseId) -> Result<(), StoreError> {
    let id = case.0.to_vec();
    let sealed = entries::Entity::find()
        .filter(entries::Column::Case.eq(id.clone()))
        .all(tx)
        .await?;
    for row in sealed {
        remember_file(tx, row.name).await?;
    }
    for name in attached::forget(tx, case).await? {
        remember_file(tx, name).await?;
    }
    remember(tx, id.clone(), KEYS).await?;
    terms::forget(tx, case).await?;
    entries::Entity::delete_many()
        .filter(entries::Column::Case.eq(id.clone()))
        .exec(tx)
        .await?;
    case_readers::Entity::delete_many()
        .filter(case_readers::Column::Case.eq(id.clone()))
        .exec(tx)
        .await?;
    cases::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The row of a case, held until the transaction ends.
pub(super) async fn locked<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
) -> Result<cases::Model, StoreError> {
    cases::Entity::find_by_id(case.0.to_vec())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(StoreError::Gone)
}

/// Notes, in the transaction that takes the last row that names it, that a sealed file is to be destroyed.
pub(super) async fn remember_file<C: ConnectionTrait>(
    tx: &C,
    name: Vec<u8>,
) -> Result<(), StoreError> {
    remember(tx, name, FILE).await
}

/// Notes, in the transaction in which a reader leaves, that their key files are to be destroyed.
pub(super) async fn remember_keys_to<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
    reader: AuthorKey,
) -> Result<(), StoreError> {
    remember(tx, [case.0.as_slice(), &reader.0].concat(), READER).await
}

/// The note of a case whose code was replaced.
pub(super) fn of_code(case: CaseId) -> Vec<u8> {
    [case.0.as_slice(), CODE.as_bytes()].concat()
}

/// Notes, in the transaction in which a code is replaced, that the old one's key files are to be destroyed for the new one's.
pub(super) async fn remember_code<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
) -> Result<(), StoreError> {
    remember(tx, of_code(case), CODE).await
}

async fn remember<C: ConnectionTrait>(tx: &C, id: Vec<u8>, kind: &str) -> Result<(), StoreError> {
    let row = remains::ActiveModel {
        id: Set(id),
        kind: Set(kind.to_owned()),
    };
    remains::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
