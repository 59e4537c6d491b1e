//! Files on their way: begun within a quota, gone on with where they stopped, read through at their end.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use sotomado_core::calendar::Day;
use sotomado_core::entry::attached::sealed_length;
use sotomado_core::ids::{CaseId, Digest, UploadId, WindowId};

use crate::access::{Action, Denied, Permit};
use crate::store::files::Name;
use crate::store::keeping::{Kept, Refused};
use crate::store::row::{files, uploads};
use crate::store::taking_back::locked;
use crate::store::terms::over;
use crate::store::{Store, StoreError};

/// Files of one case on their way at one time.
const ON_THE_WAY: u64 = 16;
/// Files of one case at most.
const FILES: u64 = 1_000;

/// A file that begins to come.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// Named by whoever sends it.
    pub id: UploadId,
    /// Of the whole sealed file, in bytes.
    pub length: u64,
    /// Length before sealing, in bytes.
    pub bucket: u64,
    /// The day it began.
    pub day: Day,
}

/// A piece of a file.
#[derive(Debug)]
pub struct Piece<H> {
    /// Of which upload.
    pub upload: UploadId,
    /// In bytes from the beginning of the file.
    pub from: u64,
    /// What comes there.
    pub bytes: Vec<u8>,
    /// Of just these, if it was counted already.
    pub sha256: Option<Digest>,
    /// Let go when nothing is written any more, even if whoever sent it waits no longer.
    pub hold: H,
}

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload {
    /// On the disk, in bytes.
    pub received: u64,
    /// Of the whole sealed file, in bytes.
    pub length: u64,
}

/// A file that has come whole.
#[derive(Clone, Debug)]
pub struct Finished {
    /// As the file's bytes say.
    pub id: Digest,
    /// Its first bytes, to be looked at; none if it is kept already.
    pub head: Option<Vec<u8>>,
    /// As which it came.
    pub upload: UploadId,
}

impl Store {
    /// Begins an upload, or says how far the same has come. `quota` is what all files of the case may have together,
    /// sealed, in bytes.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was begun then.
    pub async fn begin_upload(
        &self,
        permit: &Permit,
        new: NewUpload,
        quota: u64,
    ) -> Result<Result<(Kept, Upload), Refused>, StoreError> {
        let (window, case) = may_write(permit)?;
        // Asked once without the lock, so that asking again makes no file; and again with it.
        if let Some(row) = row(&self.main.read, case, new.id).await? {
            return self.same(&new, &row).await;
        }
        self.files.leave_room(new.length).await?;
        let name = self.files.keep(Vec::new()).await?;
        let answer = self.write_upload(window, case, &new, name, quota).await;
        // After an error the file stays: a commit that failed to answer may have reached the disk.
        match &answer {
            Ok(Ok(_)) | Err(_) => {}
            Ok(Err(_)) => self.files.drop(name).await,
        }
        match answer? {
            Err(Refused::UploadInUse) => match row(&self.main.read, case, new.id).await? {
                Some(row) => self.same(&new, &row).await,
                None => Ok(Err(Refused::UploadInUse)),
            },
            other => Ok(other.map(|()| {
                let begun = Upload {
                    received: 0,
                    length: new.length,
                };
                (Kept::Now, begun)
            })),
        }
    }

    /// What is answered if an upload of this id has begun already.
    async fn same(
        &self,
        new: &NewUpload,
        row: &uploads::Model,
    ) -> Result<Result<(Kept, Upload), Refused>, StoreError> {
        Ok(match self.come_so_far(row).await? {
            Some(upload) if upload.length == new.length => Ok((Kept::Before, upload)),
            _ => Err(Refused::UploadInUse),
        })
    }

    async fn write_upload(
        &self,
        window: WindowId,
        case: CaseId,
        new: &NewUpload,
        name: Name,
        quota: u64,
    ) -> Result<Result<(), Refused>, StoreError> {
        let tx = self.main.begin().await?;
        // Held until this ends: two that begin at once do not pass the quota together.
        let of = locked(&tx, case).await?;
        if over(&tx, &of, new.day).await? {
            return Ok(Err(Refused::Over));
        }
        if row(&tx, case, new.id).await?.is_some() {
            return Ok(Err(Refused::UploadInUse));
        }
        let begun = uploads::Entity::find().filter(uploads::Column::Case.eq(case.0.to_vec()));
        let kept = files::Entity::find().filter(files::Column::Case.eq(case.0.to_vec()));
        let begun = begun.count(&tx).await?;
        if begun >= ON_THE_WAY || begun + kept.count(&tx).await? >= FILES {
            return Ok(Err(Refused::Full));
        }
        if used(&tx, case).await?.saturating_add(new.length) > quota {
            return Ok(Err(Refused::Quota));
        }
        let row = uploads::ActiveModel {
            case: Set(case.0.to_vec()),
            id: Set(new.id.0.to_vec()),
            window: Set(window.0.to_vec()),
            name: Set(name.to_vec()),
            bucket: Set(new.bucket.cast_signed()),
            length: Set(new.length.cast_signed()),
            day: Set(new.day.to_string()),
        };
        uploads::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// How far a file of this case has come; none if none of this name is on its way.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn upload(
        &self,
        permit: &Permit,
        id: UploadId,
    ) -> Result<Option<Upload>, StoreError> {
        let (_, case) = may_write(permit)?;
        match row(&self.main.read, case, id).await? {
            Some(row) => self.come_so_far(&row).await,
            None => Ok(None),
        }
    }

    /// Appends a piece. When this returns, it is written, and the one before it is on the disk; all of them are before the
    /// file is kept.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn append(
        &self,
        permit: &Permit,
        piece: Piece<impl Send + 'static>,
        quota: u64,
    ) -> Result<Result<Upload, Refused>, StoreError> {
        let (_, case) = may_write(permit)?;
        let (id, bytes) = (piece.upload, piece.bytes.len() as u64);
        let turn = self.turns.take(case, id).await;
        let Some(row) = row(&self.main.read, case, id).await? else {
            return Ok(Err(Refused::NoUpload));
        };
        let length = row.length.cast_unsigned();
        let end = piece.from.saturating_add(bytes);
        if bytes == 0 || end > length {
            return Ok(Err(Refused::WrongLength));
        }
        // The setting may be another than when it began.
        if used(&self.main.read, case).await? > quota {
            return Ok(Err(Refused::Quota));
        }
        // Others may have begun at the same time.
        self.files.leave_room(bytes).await?;
        let appended = self.files.append(name(&row.name)?, piece, turn).await?;
        Ok(match appended {
            Some(true) => Ok(Upload {
                received: end,
                length,
            }),
            Some(false) => Err(Refused::WrongPlace),
            None => Err(Refused::NoUpload),
        })
    }

    /// Looks a file through that has come whole, from the disk unless it was counted as it came. What is not the file of
    /// that id is taken away.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn finish_upload(
        &self,
        permit: &Permit,
        upload: UploadId,
        id: Digest,
    ) -> Result<Result<Finished, Refused>, StoreError> {
        let (_, case) = may_write(permit)?;
        let kept = Finished {
            id,
            head: None,
            upload,
        };
        let turn = self.turns.take(case, upload).await;
        if file_row(&self.main.read, case, id).await?.is_some() {
            return Ok(Ok(kept));
        }
        let Some(row) = row(&self.main.read, case, upload).await? else {
            return Ok(Err(Refused::Unfinished));
        };
        let come = self.come_so_far(&row).await?;
        if come.is_none_or(|upload| upload.received != upload.length) {
            return Ok(Err(Refused::Unfinished));
        }
        let through = match turn.through(row.length.cast_unsigned()) {
            Some(through) => Some(through),
            None => self.files.look_through(name(&row.name)?).await?,
        };
        let Some(through) = through else {
            return Ok(Err(Refused::Unfinished));
        };
        if through.id != id {
            self.forget_upload(&row).await?;
            return Ok(Err(Refused::Differs));
        }
        Ok(Ok(Finished {
            head: Some(through.head),
            ..kept
        }))
    }

    /// Takes an upload away that can never be kept.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn drop_upload(&self, permit: &Permit, upload: UploadId) -> Result<(), StoreError> {
        let (_, case) = may_write(permit)?;
        let _turn = self.turns.take(case, upload).await;
        match row(&self.main.read, case, upload).await? {
            Some(row) => self.forget_upload(&row).await,
            None => Ok(()),
        }
    }

    /// Takes away what began before yesterday and was not finished; says how many.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn forget_old_uploads(&self, today: Day) -> Result<usize, StoreError> {
        let old = uploads::Entity::find()
            .filter(uploads::Column::Day.lt(today.plus_days(-1).to_string()))
            .all(&self.main.read)
            .await?;
        for row in &old {
            let case = super::reading::case_id(&row.case)?;
            let id =
                UploadId::try_from(row.id.as_slice()).map_err(|_| StoreError::Bent("upload"))?;
            let _turn = self.turns.take(case, id).await;
            self.forget_upload(row).await?;
        }
        Ok(old.len())
    }

    /// The row first: a file without a row is nothing.
    async fn forget_upload(&self, row: &uploads::Model) -> Result<(), StoreError> {
        let gone = uploads::Entity::delete_many()
            .filter(uploads::Column::Case.eq(row.case.clone()))
            .filter(uploads::Column::Id.eq(row.id.clone()))
            .exec(&self.main.write)
            .await?;
        // If it is kept by now, its row is another's and its file stays.
        if gone.rows_affected == 1 {
            self.files.drop(name(&row.name)?).await;
        }
        Ok(())
    }

    async fn come_so_far(&self, row: &uploads::Model) -> Result<Option<Upload>, StoreError> {
        let received = self.files.length(name(&row.name)?).await?;
        Ok(received.map(|received| Upload {
            received,
            length: row.length.cast_unsigned(),
        }))
    }
}

/// What files of a case take, those on their way counted whole, in sealed bytes.
async fn used<C: ConnectionTrait>(db: &C, case: CaseId) -> Result<u64, StoreError> {
    let begun: Vec<i64> = uploads::Entity::find()
        .select_only()
        .column(uploads::Column::Length)
        .filter(uploads::Column::Case.eq(case.0.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    let kept: Vec<i64> = files::Entity::find()
        .select_only()
        .column(files::Column::Bucket)
        .filter(files::Column::Case.eq(case.0.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    let begun = begun.into_iter().map(i64::cast_unsigned);
    let kept = kept
        .into_iter()
        .map(|bucket| sealed_length(bucket.cast_unsigned()).0);
    Ok(begun.chain(kept).sum())
}

pub(super) async fn row<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    id: UploadId,
) -> Result<Option<uploads::Model>, StoreError> {
    let key = (case.0.to_vec(), id.0.to_vec());
    Ok(uploads::Entity::find_by_id(key).one(db).await?)
}

pub(super) async fn file_row<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    id: Digest,
) -> Result<Option<files::Model>, StoreError> {
    let key = (case.0.to_vec(), id.0.to_vec());
    Ok(files::Entity::find_by_id(key).one(db).await?)
}

pub(super) fn name(bytes: &[u8]) -> Result<Name, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Bent("name"))
}

fn may_write(permit: &Permit) -> Result<(WindowId, CaseId), Denied> {
    permit
        .case(Action::WriteToCase)
        .or_else(|_| permit.case(Action::WriteToMailbox))
}
