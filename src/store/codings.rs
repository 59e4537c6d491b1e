//! Codings and ledgers: sealed files of a window, each under an id that only its author knows for what it is.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{CodingId, Digest, WindowId};

use crate::access::{Action, Permit};
use crate::store::files::Name;
use crate::store::keeping::Refused;
use crate::store::reading::day;
use crate::store::row::codings;
use crate::store::taking_back::remember_file;
use crate::store::{Store, StoreError};

/// Files of one window at most: some years of a large city.
const CODINGS: u64 = 50_000;

/// A file to be kept in the place of the one before.
#[derive(Clone, Debug)]
pub struct NewCoding {
    /// Under which it lies.
    pub id: CodingId,
    /// The age file.
    pub file: Vec<u8>,
    /// SHA-256 of the one that lies there, as far as the sender knows.
    pub known: Option<Digest>,
}

impl Store {
    /// Keeps all of them or none. Each takes the place of the one before, which must be the one that the sender has seen; the
    /// very same again is kept already.
    ///
    /// # Errors
    /// [`StoreError`]; what lay there before is kept then.
    pub async fn keep_codings(
        &self,
        permit: &Permit,
        new: Vec<NewCoding>,
        last: Day,
    ) -> Result<Result<(), Refused>, StoreError> {
        let window = permit.window(Action::HoldCodings)?;
        let mut named = Vec::new();
        for coding in new {
            let digest = Digest::of(&coding.file);
            let name = self.files.keep(coding.file).await?;
            named.push((coding.id, coding.known, digest, name));
        }
        let answer = self.write_codings(window, &named, last).await;
        match &answer {
            Ok(Ok(unused)) => {
                for name in unused {
                    self.files.drop(*name).await;
                }
                self.destroy_remains().await?;
            }
            Ok(Err(_)) => {
                for (_, _, _, name) in named {
                    self.files.drop(name).await;
                }
            }
            // After an error they stay: the commit may have reached the disk.
            Err(_) => {}
        }
        Ok(answer?.map(|_| ()))
    }

    /// Gives the names of files that were there already.
    async fn write_codings(
        &self,
        window: WindowId,
        new: &[(CodingId, Option<Digest>, Digest, Name)],
        last: Day,
    ) -> Result<Result<Vec<Name>, Refused>, StoreError> {
        let tx = self.main.begin().await?;
        let mut unused = Vec::new();
        for (id, known, digest, name) in new {
            let mut last = last;
            let there = match self.lying(&tx, window, *id).await? {
                Ok(there) => there,
                Err(refused) => return Ok(Err(refused)),
            };
            if let Some((row, lies)) = there {
                if lies == *digest {
                    unused.push(*name);
                    continue;
                }
                if *known != Some(lies) {
                    return Ok(Err(Refused::MovedOn));
                }
                last = last.max(day(&row.last_day)?);
                remember_file(&tx, row.name).await?;
                codings::Entity::delete_by_id(row.id).exec(&tx).await?;
            } else if known.is_some() {
                return Ok(Err(Refused::MovedOn));
            } else if of(window).count(&tx).await? >= CODINGS {
                return Ok(Err(Refused::CodingsFull));
            }
            let row = codings::ActiveModel {
                id: Set(id.0.to_vec()),
                window: Set(window.0.to_vec()),
                name: Set(name.to_vec()),
                last_day: Set(last.to_string()),
            };
            codings::Entity::insert(row)
                .exec_without_returning(&tx)
                .await?;
        }
        // A sweep, where a clock jumped, may have taken a file away meanwhile.
        let names = new.iter().map(|(_, _, _, name)| *name).collect();
        self.files.all_there(names).await?;
        tx.commit().await?;
        Ok(Ok(unused))
    }

    /// The row of an id and the digest of its file. What lies in another window is nothing that its sender can have seen.
    async fn lying<C: ConnectionTrait>(
        &self,
        tx: &C,
        window: WindowId,
        id: CodingId,
    ) -> Result<Result<Option<(codings::Model, Digest)>, Refused>, StoreError> {
        let Some(row) = codings::Entity::find_by_id(id.0.to_vec()).one(tx).await? else {
            return Ok(Ok(None));
        };
        if row.window != window.0.to_vec() {
            return Ok(Err(Refused::MovedOn));
        }
        let digest = Digest::of(&self.files.read(name(&row)?).await?);
        Ok(Ok(Some((row, digest))))
    }

    /// One file by its id.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn coding(
        &self,
        permit: &Permit,
        id: CodingId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let window = permit.window(Action::HoldCodings)?;
        let row = codings::Entity::find_by_id(id.0.to_vec())
            .filter(codings::Column::Window.eq(window.0.to_vec()))
            .one(&self.main.read)
            .await?;
        match row {
            Some(row) => Ok(Some(self.read_coding(&row).await?)),
            None => Ok(None),
        }
    }

    /// All files of a window, in no order that tells anything.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn codings(&self, permit: &Permit) -> Result<Vec<Vec<u8>>, StoreError> {
        let window = permit.window(Action::GatherCodings)?;
        self.record_reading(permit).await?;
        let mut files = Vec::new();
        for row in of(window).all(&self.main.read).await? {
            files.push(self.read_coding(&row).await?);
        }
        Ok(files)
    }

    async fn read_coding(&self, row: &codings::Model) -> Result<Vec<u8>, StoreError> {
        match self.files.read(name(row)?).await {
            // Between the two looks another took its place.
            Err(StoreError::Files(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::Gone)
            }
            read => read,
        }
    }

    pub(super) async fn forget_old_codings(&self, today: Day) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        let old = codings::Column::LastDay.lt(today.to_string());
        let rows = codings::Entity::find().filter(old.clone()).all(&tx).await?;
        for row in rows {
            remember_file(&tx, row.name).await?;
        }
        codings::Entity::delete_many().filter(old).exec(&tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn of(window: WindowId) -> sea_orm::Select<codings::Entity> {
    codings::Entity::find().filter(codings::Column::Window.eq(window.0.to_vec()))
}

fn name(row: &codings::Model) -> Result<Name, StoreError> {
    let name = row.name.clone();
    name.try_into().map_err(|_| StoreError::Bent("name"))
}
