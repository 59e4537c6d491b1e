//! Records of incidents at a counter: one sealed file under a key of its own. No permit of the desk reaches one.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Digest, WindowId};

use crate::access::{Action, Actor, Denied, Permit};
use crate::store::files::Name;
use crate::store::keeping::Refused;
use crate::store::reading::day;
use crate::store::row::incidents;
use crate::store::taking_back::remember_file;
use crate::store::{Store, StoreError};

/// Records of one window at most.
const INCIDENTS: u64 = 5_000;

/// A record as it is given back.
#[derive(Clone, Debug)]
pub struct Incident {
    /// The age file.
    pub file: Vec<u8>,
    /// The day on which it is kept last.
    pub last: Day,
}

impl Store {
    /// Keeps a record in the place of the one before, which must be the one that the sender has seen; the very same again
    /// is kept already. Says on which day it is kept last, never sooner than was said before.
    ///
    /// # Errors
    /// [`StoreError`]; the one before is kept then.
    pub async fn keep_incident(
        &self,
        permit: &Permit,
        file: Vec<u8>,
        known: Option<Digest>,
        last: Day,
    ) -> Result<Result<Day, Refused>, StoreError> {
        let (window, mailbox) = whose(permit)?;
        let new = Digest::of(&file);
        let name = self.files.keep(file).await?;
        let answer = self
            .write_incident(window, mailbox, name, (new, known), last)
            .await;
        match &answer {
            Ok(Ok(Written::Now(_))) => {
                self.destroy_remains().await?;
            }
            Ok(_) => self.files.drop(name).await,
            // After an error it stays: the commit may have reached the disk.
            Err(_) => {}
        }
        Ok(answer?.map(|written| match written {
            Written::Now(last) | Written::Before(last) => last,
        }))
    }

    async fn write_incident(
        &self,
        window: WindowId,
        mailbox: AuthorKey,
        name: Name,
        (new, known): (Digest, Option<Digest>),
        mut last: Day,
    ) -> Result<Result<Written, Refused>, StoreError> {
        let tx = self.main.begin().await?;
        if let Some(before) = of(window, mailbox).one(&tx).await? {
            let there = before
                .name
                .clone()
                .try_into()
                .map_err(|_| StoreError::Bent("name"))?;
            let there = Digest::of(&self.files.read(there).await?);
            last = last.max(day(&before.last_day)?);
            if there == new {
                return Ok(Ok(Written::Before(day(&before.last_day)?)));
            }
            if known != Some(there) {
                return Ok(Err(Refused::MovedOn));
            }
            forget(&tx, window, mailbox).await?;
        } else {
            let of_window =
                incidents::Entity::find().filter(incidents::Column::Window.eq(window.0.to_vec()));
            if of_window.count(&tx).await? >= INCIDENTS {
                return Ok(Err(Refused::IncidentsFull));
            }
        }
        self.files.all_there(vec![name]).await?;
        let row = incidents::ActiveModel {
            mailbox: Set(mailbox.0.to_vec()),
            window: Set(window.0.to_vec()),
            name: Set(name.to_vec()),
            last_day: Set(last.to_string()),
        };
        incidents::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        // A sweep, where a clock jumped, may have taken the file away meanwhile.
        self.files.all_there(vec![name]).await?;
        tx.commit().await?;
        Ok(Ok(Written::Now(last)))
    }

    /// Whether a record lies under a key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn holds_incident(&self, permit: &Permit) -> Result<bool, StoreError> {
        let (window, mailbox) = whose(permit)?;
        Ok(of(window, mailbox).one(&self.main.read).await?.is_some())
    }

    /// The record under a key, if its last day has not passed.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn incident(
        &self,
        permit: &Permit,
        today: Day,
    ) -> Result<Option<Incident>, StoreError> {
        let (window, mailbox) = whose(permit)?;
        let row = of(window, mailbox)
            .filter(incidents::Column::LastDay.gte(today.to_string()))
            .one(&self.main.read)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let name = row.name.try_into().map_err(|_| StoreError::Bent("name"))?;
        match self.files.read(name).await {
            Ok(file) => Ok(Some(Incident {
                file,
                last: day(&row.last_day)?,
            })),
            // Between the two looks another saving took its place.
            Err(StoreError::Files(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::Gone)
            }
            Err(error) => Err(error),
        }
    }

    /// Throws a record away; without one nothing happens.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn drop_incident(&self, permit: &Permit) -> Result<(), StoreError> {
        let (window, mailbox) = whose(permit)?;
        let tx = self.main.begin().await?;
        forget(&tx, window, mailbox).await?;
        tx.commit().await?;
        self.destroy_remains().await?;
        Ok(())
    }

    pub(super) async fn forget_old_incidents(&self, today: Day) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        let old = incidents::Column::LastDay.lt(today.to_string());
        let rows = incidents::Entity::find()
            .filter(old.clone())
            .all(&tx)
            .await?;
        for row in rows {
            remember_file(&tx, row.name).await?;
        }
        incidents::Entity::delete_many()
            .filter(old)
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

enum Written {
    Now(Day),
    Before(Day),
}

fn whose(permit: &Permit) -> Result<(WindowId, AuthorKey), Denied> {
    let window = permit.window(Action::HoldIncident)?;
    match permit.actor() {
        Actor::Mailbox { key, .. } => Ok((window, *key)),
        _ => Err(Denied),
    }
}

fn of(window: WindowId, mailbox: AuthorKey) -> sea_orm::Select<incidents::Entity> {
    incidents::Entity::find_by_id((mailbox.0.to_vec(), window.0.to_vec()))
}

/// Takes the row away and notes its file, which is destroyed after the commit.
async fn forget<C: ConnectionTrait>(
    tx: &C,
    window: WindowId,
    mailbox: AuthorKey,
) -> Result<(), StoreError> {
    if let Some(row) = of(window, mailbox).one(tx).await? {
        remember_file(tx, row.name).await?;
        incidents::Entity::delete_by_id((row.mailbox, row.window))
            .exec(tx)
            .await?;
    }
    Ok(())
}
