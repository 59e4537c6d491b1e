//! Drafts: one sealed file under a mailbox key, before there is a report. No permit of the desk reaches one.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Digest, WindowId};

use crate::access::{Action, Actor, Denied, Permit};
use crate::store::facts::by_mailbox;
use crate::store::files::Name;
use crate::store::keeping::{Kept, Refused};
use crate::store::reading::day;
use crate::store::row::drafts;
use crate::store::taking_back::remember_file;
use crate::store::{Store, StoreError};

/// Drafts of one window at most.
const DRAFTS: u64 = 5_000;
/// From so many on, they are kept for a shorter time.
const CROWDED: u64 = 4_000;

/// How long a draft is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct DraftDays {
    /// Its last day,
    pub last: Day,
    /// and where most places are taken.
    pub last_if_crowded: Day,
}

/// A draft as it is given back.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The age file.
    pub file: Vec<u8>,
    /// The day on which it is kept last.
    pub last: Day,
}

impl Store {
    /// Keeps a draft in the place of the one before, which must be one of those `known` to the sender; says on which day it
    /// is kept last, which is never sooner than was said before. When this returns, it is on the disk.
    ///
    /// # Errors
    /// [`StoreError`]; the one before is kept then.
    pub async fn keep_draft(
        &self,
        permit: &Permit,
        file: Vec<u8>,
        known: &[Digest],
        days: DraftDays,
    ) -> Result<Result<Day, Refused>, StoreError> {
        let (window, mailbox) = whose(permit)?;
        let new = Digest::of(&file);
        let name = self.files.keep(file).await?;
        let answer = self
            .write_draft((window, mailbox), (name, new), (known, days))
            .await;
        match &answer {
            Ok(Ok((_, Kept::Now))) => {
                self.destroy_remains().await?;
            }
            Ok(_) => self.files.drop(name).await,
            // After an error it stays: the commit may have reached the disk.
            Err(_) => {}
        }
        Ok(answer?.map(|(last, _)| last))
    }

    async fn write_draft(
        &self,
        (window, mailbox): (WindowId, AuthorKey),
        (name, new): (Name, Digest),
        (known, days): (&[Digest], DraftDays),
    ) -> Result<Result<(Day, Kept), Refused>, StoreError> {
        let tx = self.main.begin().await?;
        if by_mailbox(window, mailbox).one(&tx).await?.is_some() {
            return Ok(Err(Refused::FirstKept));
        }
        let before = of(window, mailbox).one(&tx).await?;
        let of_window = drafts::Entity::find().filter(drafts::Column::Window.eq(window.0.to_vec()));
        let taken = of_window.count(&tx).await?;
        if before.is_none() && taken >= DRAFTS {
            return Ok(Err(Refused::DraftsFull));
        }
        let mut last = if taken < CROWDED {
            days.last
        } else {
            days.last_if_crowded
        };
        if let Some(before) = before {
            let there = Digest::of(&self.files.read(named(&before.name)?).await?);
            if there == new {
                return Ok(Ok((day(&before.last_day)?, Kept::Before)));
            }
            if !known.contains(&there) {
                return Ok(Err(Refused::MovedOn));
            }
            last = last.max(day(&before.last_day)?);
            forget(&tx, window, mailbox).await?;
        }
        self.files.all_there(vec![name]).await?;
        let row = drafts::ActiveModel {
            mailbox: Set(mailbox.0.to_vec()),
            window: Set(window.0.to_vec()),
            name: Set(name.to_vec()),
            last_day: Set(last.to_string()),
        };
        drafts::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        // A sweep, where a clock jumped, may have taken the file away meanwhile.
        self.files.all_there(vec![name]).await?;
        tx.commit().await?;
        Ok(Ok((last, Kept::Now)))
    }

    /// Whether a draft lies under a mailbox key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn holds_draft(&self, permit: &Permit) -> Result<bool, StoreError> {
        let (window, mailbox) = whose(permit)?;
        Ok(of(window, mailbox).one(&self.main.read).await?.is_some())
    }

    /// The draft under a mailbox key, if its last day has not passed.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn draft(&self, permit: &Permit, today: Day) -> Result<Option<Draft>, StoreError> {
        let (window, mailbox) = whose(permit)?;
        let row = of(window, mailbox)
            .filter(drafts::Column::LastDay.gte(today.to_string()))
            .one(&self.main.read)
            .await?;
        let Some(row) = row else { return Ok(None) };
        match self.files.read(named(&row.name)?).await {
            Ok(file) => Ok(Some(Draft {
                file,
                last: day(&row.last_day)?,
            })),
            // Between the two looks another saving took its place, or it was thrown away.
            Err(StoreError::Files(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::Gone)
            }
            Err(error) => Err(error),
        }
    }

    /// Throws a draft away; without one nothing happens.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn drop_draft(&self, permit: &Permit) -> Result<(), StoreError> {
        let (window, mailbox) = whose(permit)?;
        let tx = self.main.begin().await?;
        forget(&tx, window, mailbox).await?;
        tx.commit().await?;
        self.destroy_remains().await?;
        Ok(())
    }

    pub(super) async fn forget_old_drafts(&self, today: Day) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        let old = drafts::Column::LastDay.lt(today.to_string());
        let rows = drafts::Entity::find()
            .filter(old.clone())
            .lock_exclusive()
            .all(&tx)
            .await?;
        for row in rows {
            remember_file(&tx, row.name).await?;
        }
        drafts::Entity::delete_many().filter(old).exec(&tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn whose(permit: &Permit) -> Result<(WindowId, AuthorKey), Denied> {
    let window = permit.window(Action::HoldDraft)?;
    match permit.actor() {
        Actor::Mailbox { key, .. } => Ok((window, *key)),
        _ => Err(Denied),
    }
}

fn named(name: &[u8]) -> Result<Name, StoreError> {
    name.try_into().map_err(|_| StoreError::Bent("name"))
}

fn of(window: WindowId, mailbox: AuthorKey) -> sea_orm::Select<drafts::Entity> {
    drafts::Entity::find_by_id((mailbox.0.to_vec(), window.0.to_vec()))
}

/// Takes the row away and notes its file; says whether there was one. Its file is destroyed after the commit.
pub(super) async fn forget<C: ConnectionTrait>(
    tx: &C,
    window: WindowId,
    mailbox: AuthorKey,
) -> Result<bool, StoreError> {
    let Some(row) = of(window, mailbox).lock_exclusive().one(tx).await? else {
        return Ok(false);
    };
    remember_file(tx, row.name).await?;
    drafts::Entity::delete_by_id((row.mailbox, row.window))
        .exec(tx)
        .await?;
    Ok(true)
}
