//! Texts that somebody in the city is told by a link and a code, sealed, under random ids; and what comes back. Nothing here knows of
//! which case.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use sotomado_core::calendar::Day;
use sotomado_core::ended::EndedKey;
use sotomado_core::ids::{AuthorKey, Digest, TellingId, WindowId};

use crate::access::{Action, Actor, Denied, Permit, Resource};
use crate::store::files::Name;
use crate::store::keeping::{Kept, Refused};
use crate::store::reading::day;
use crate::store::row::{telling_files, tellings};
use crate::store::taking_back::remember_file;
use crate::store::{Store, StoreError};

/// Texts of one window at most.
const TELLINGS: u64 = 2_000;
/// Answers to one of them at most.
const ANSWERS: u64 = 20;
/// For so many days after its last one what came back is kept, for a counsellor who was away; and it is said that it is over.
pub const ANSWERS_KEPT: i32 = 30;

/// A text to be told.
#[derive(Clone, Debug)]
pub struct NewTelling {
    /// Under which it lies.
    pub id: TellingId,
    /// Public half of the key that opens it.
    pub mailbox: AuthorKey,
    /// The last day on which it opens.
    pub last: Day,
    /// The age file.
    pub file: Vec<u8>,
}

/// A text as it is given to whoever has link and code.
#[derive(Clone, Debug)]
pub struct Told {
    /// The age file; none once it is over.
    pub file: Option<Vec<u8>>,
    /// The last day on which it opens.
    pub last: Day,
    /// What was given back before.
    pub answers: Vec<Vec<u8>>,
}

/// What the desk is given of one.
#[derive(Clone, Debug)]
pub struct CameBack {
    /// The last day on which it opens.
    pub last: Day,
    /// It opens no more, whatever the day.
    pub ended: bool,
    /// Age files.
    pub answers: Vec<Vec<u8>>,
}

impl Store {
    /// Which text a key opens, as the door is asked for it.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn telling_of_mailbox(
        &self,
        window: WindowId,
        mailbox: AuthorKey,
    ) -> Result<Option<Resource>, StoreError> {
        let row = tellings::Entity::find()
            .filter(tellings::Column::Window.eq(window.0.to_vec()))
            .filter(tellings::Column::Mailbox.eq(mailbox.0.to_vec()))
            .one(&self.main.read)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let telling =
            TellingId::try_from(row.id.as_slice()).map_err(|_| StoreError::Bent("telling"))?;
        Ok(Some(Resource::Telling {
            window,
            telling,
            mailbox,
        }))
    }

    /// Keeps a text; the very same again is kept already. When this returns, it is on the disk.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn keep_telling(
        &self,
        permit: &Permit,
        new: NewTelling,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let window = permit.window(Action::HoldTellings)?;
        let digest = Digest::of(&new.file);
        let name = self.files.keep(new.file).await?;
        let row = tellings::Model {
            id: new.id.0.to_vec(),
            window: window.0.to_vec(),
            mailbox: new.mailbox.0.to_vec(),
            last_day: new.last.to_string(),
            ended: false,
        };
        let answer = self.write_telling(new.id, row, (digest, name)).await;
        self.unless_kept(&answer, name).await;
        answer
    }

    /// What was not kept goes at once; after an error it stays, for the commit may have reached the disk.
    async fn unless_kept(&self, answer: &Result<Result<Kept, Refused>, StoreError>, name: Name) {
        if let Ok(Ok(Kept::Before) | Err(_)) = answer {
            self.files.drop(name).await;
        }
    }

    async fn write_telling(
        &self,
        id: TellingId,
        row: tellings::Model,
        (digest, name): (Digest, Name),
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let tx = self.main.begin().await?;
        if tellings::Entity::find_by_id(id.0.to_vec())
            .one(&tx)
            .await?
            .is_some()
        {
            let same = telling_files::Entity::find_by_id(digest.0.to_vec())
                .filter(telling_files::Column::Telling.eq(id.0.to_vec()))
                .one(&tx)
                .await?;
            return Ok(same.map(|_| Kept::Before).ok_or(Refused::TellingInUse));
        }
        let of_window =
            tellings::Entity::find().filter(tellings::Column::Window.eq(row.window.clone()));
        let taken = of_window
            .clone()
            .filter(tellings::Column::Mailbox.eq(row.mailbox.clone()))
            .count(&tx)
            .await?;
        if taken > 0 || file_is_there(&tx, digest).await? {
            return Ok(Err(Refused::TellingInUse));
        }
        if of_window.count(&tx).await? >= TELLINGS {
            return Ok(Err(Refused::TellingsFull));
        }
        tellings::Entity::insert(row.into_active_model())
            .exec_without_returning(&tx)
            .await?;
        write_file(&tx, id, (digest, name), false).await?;
        // A sweep, where a clock jumped, may have taken the file away meanwhile.
        self.files.all_there(vec![name]).await?;
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }

    /// What came back for a text, for whoever knows its id.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn telling(
        &self,
        permit: &Permit,
        id: TellingId,
    ) -> Result<Option<CameBack>, StoreError> {
        let window = permit.window(Action::HoldTellings)?;
        let row = of_window(window, id).one(&self.main.read).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(CameBack {
            last: day(&row.last_day)?,
            ended: row.ended,
            answers: self.read_files(&row.id, true).await?,
        }))
    }

    /// Ends a text: from here on nothing opens it, and its file is destroyed. Says whether there is one.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_telling(&self, permit: &Permit, id: TellingId) -> Result<bool, StoreError> {
        let window = permit.window(Action::HoldTellings)?;
        let tx = self.main.begin().await?;
        let row = of_window(window, id).lock_exclusive().one(&tx).await?;
        let Some(row) = row else { return Ok(false) };
        forget_files(&tx, &row.id, Some(false)).await?;
        let mut ended = row.into_active_model();
        ended.ended = Set(true);
        tellings::Entity::update(ended).exec(&tx).await?;
        self.note_telling(&tx, &id).await?;
        tx.commit().await?;
        self.destroy_remains().await?;
        self.list_ended().await;
        Ok(true)
    }

    /// The text under a key, and what was given back by it.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn told(&self, permit: &Permit, today: Day) -> Result<Told, StoreError> {
        let id = whose(permit, Action::OpenTelling)?;
        let row = tellings::Entity::find_by_id(id.0.to_vec())
            .one(&self.main.read)
            .await?;
        let row = row.ok_or(StoreError::Gone)?;
        let last = day(&row.last_day)?;
        let open = !row.ended && today <= last;
        let file = if open {
            self.read_files(&row.id, false).await?.pop()
        } else {
            None
        };
        Ok(Told {
            file,
            last,
            answers: self.read_files(&row.id, true).await?,
        })
    }

    /// Keeps what is given back; the very same again is kept already.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn answer_telling(
        &self,
        permit: &Permit,
        file: Vec<u8>,
        today: Day,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let id = whose(permit, Action::AnswerTelling)?;
        let digest = Digest::of(&file);
        let name = self.files.keep(file).await?;
        let answer = self.write_answer(id, (digest, name), today).await;
        self.unless_kept(&answer, name).await;
        answer
    }

    async fn write_answer(
        &self,
        id: TellingId,
        (digest, name): (Digest, Name),
        today: Day,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let tx = self.main.begin().await?;
        let row = tellings::Entity::find_by_id(id.0.to_vec())
            .lock_exclusive()
            .one(&tx)
            .await?;
        let row = row.ok_or(StoreError::Gone)?;
        let there = telling_files::Entity::find_by_id(digest.0.to_vec())
            .one(&tx)
            .await?;
        if let Some(there) = there {
            let same = there.back && there.telling == row.id;
            return Ok(same.then_some(Kept::Before).ok_or(Refused::TellingInUse));
        }
        if row.ended || day(&row.last_day)? < today {
            return Ok(Err(Refused::TellingOver));
        }
        if files_of(&row.id, Some(true)).count(&tx).await? >= ANSWERS {
            return Ok(Err(Refused::AnswersFull));
        }
        write_file(&tx, id, (digest, name), true).await?;
        self.files.all_there(vec![name]).await?;
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }

    async fn read_files(&self, telling: &[u8], back: bool) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut files = Vec::new();
        for row in files_of(telling, Some(back)).all(&self.main.read).await? {
            let name = row.name.try_into().map_err(|_| StoreError::Bent("name"))?;
            match self.files.read(name).await {
                Ok(file) => files.push(file),
                // Between the two looks it was ended.
                Err(StoreError::Files(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                    return Err(StoreError::Gone);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(files)
    }

    /// The text goes on the day after its last, the rest some days later.
    pub(super) async fn forget_old_tellings(&self, today: Day) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        let old = tellings::Column::LastDay.lt(today.to_string());
        let rows = tellings::Entity::find()
            .filter(old)
            .lock_exclusive()
            .all(&tx)
            .await?;
        for row in rows {
            let gone = day(&row.last_day)?.plus_days(ANSWERS_KEPT) < today;
            forget_files(&tx, &row.id, (!gone).then_some(false)).await?;
            if gone {
                tellings::Entity::delete_by_id(row.id).exec(&tx).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Ends the texts that an older copy brought back, in their transaction; says how many.
pub(super) async fn end_again(
    tx: &DatabaseTransaction,
    key: &EndedKey,
    ended: &BTreeSet<Digest>,
) -> Result<usize, StoreError> {
    let open = tellings::Entity::find().filter(tellings::Column::Ended.eq(false));
    let mut gone = 0;
    for row in open.all(tx).await? {
        let id = TellingId::try_from(row.id.as_slice());
        if ended.contains(&key.telling(&id.map_err(|_| StoreError::Bent("telling"))?)) {
            forget_files(tx, &row.id, Some(false)).await?;
            let mut over = row.into_active_model();
            over.ended = Set(true);
            tellings::Entity::update(over).exec(tx).await?;
            gone += 1;
        }
    }
    Ok(gone)
}

fn whose(permit: &Permit, action: Action) -> Result<TellingId, Denied> {
    match permit.actor() {
        Actor::Mailbox { .. } => permit.telling(action),
        _ => Err(Denied),
    }
}

fn of_window(window: WindowId, id: TellingId) -> sea_orm::Select<tellings::Entity> {
    tellings::Entity::find_by_id(id.0.to_vec())
        .filter(tellings::Column::Window.eq(window.0.to_vec()))
}

/// All, or those that came back, or the text.
fn files_of(telling: &[u8], back: Option<bool>) -> sea_orm::Select<telling_files::Entity> {
    let all = telling_files::Entity::find().filter(telling_files::Column::Telling.eq(telling));
    match back {
        Some(back) => all.filter(telling_files::Column::Back.eq(back)),
        None => all,
    }
}

async fn file_is_there<C: ConnectionTrait>(tx: &C, digest: Digest) -> Result<bool, StoreError> {
    let found = telling_files::Entity::find_by_id(digest.0.to_vec());
    Ok(found.one(tx).await?.is_some())
}

async fn write_file<C: ConnectionTrait>(
    tx: &C,
    id: TellingId,
    (digest, name): (Digest, Name),
    back: bool,
) -> Result<(), StoreError> {
    let row = telling_files::ActiveModel {
        id: Set(digest.0.to_vec()),
        telling: Set(id.0.to_vec()),
        back: Set(back),
        name: Set(name.to_vec()),
    };
    telling_files::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes rows away and notes their files, which are destroyed after the commit.
async fn forget_files<C: ConnectionTrait>(
    tx: &C,
    telling: &[u8],
    back: Option<bool>,
) -> Result<(), StoreError> {
    for row in files_of(telling, back).all(tx).await? {
        remember_file(tx, row.name).await?;
        telling_files::Entity::delete_by_id(row.id).exec(tx).await?;
    }
    Ok(())
}
