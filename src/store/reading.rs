//! Gives out what is kept: a case to a reader, a case to its mailbox.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, Digest, WindowId};

use crate::access::{Action, Denied, Permit};
use crate::store::facts::authors;
use crate::store::files::Name;
use crate::store::row::{case_readers, cases, entries, holds};
use crate::store::stream::Streamed;
use crate::store::taking_back::locked;
use crate::store::{Log, Store, StoreError, holding};

/// A case as one who may open it is given it: its entries as they lie on the disk, or in memory.
#[derive(Clone, Debug)]
pub struct OpenCase<E = Entry> {
    /// Whose window.
    pub window: WindowId,
    /// The case.
    pub case: CaseId,
    /// Open or closed.
    pub open: bool,
    /// The day it came.
    pub arrived: Day,
    /// Its next day.
    pub next: Day,
    /// The last day for which it is to be kept.
    pub retention: Day,
    /// It is held beyond that day, and will be looked at again by this one.
    pub held: Option<Day>,
    /// Sealed here, on the path without script, and not in the reporter's browser.
    pub sealed_here: bool,
    /// A reader has read it, and not only the names.
    pub read: bool,
    /// Its sealed entries, by day.
    pub entries: Vec<E>,
    /// The key files that this one can open.
    pub keys: Vec<KeyFile>,
    /// Everyone who has been given a key file.
    pub readers: Vec<AuthorKey>,
}

/// A sealed entry where it lies: of a whole case it costs no more memory than a list.
#[derive(Clone, Debug)]
pub struct Lying {
    /// SHA-256 of the file.
    pub id: Digest,
    /// Its log.
    pub log: Log,
    /// The day it came.
    pub day: Day,
    name: Name,
}

/// A sealed entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// SHA-256 of the file.
    pub id: Digest,
    /// Its log.
    pub log: Log,
    /// The day it came.
    pub day: Day,
    /// The age file.
    pub file: Vec<u8>,
}

/// A sealed key file.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// The log it opens.
    pub purpose: Log,
    /// The age file.
    pub file: Vec<u8>,
}

impl Store {
    /// The case as its mailbox sees it: the log both can open, and the reporter's keys.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn open_mailbox(&self, permit: &Permit) -> Result<OpenCase<Lying>, StoreError> {
        let (_, case) = permit.case(Action::OpenMailbox)?;
        // Should this process have fallen after a code was replaced, the new one's key files are put in their place now.
        self.settle_code(case).await?;
        // Keys first: a case that is taken back at this moment loses its row before its keys.
        let keys = self.keys_to(case, None).await?;
        let tx = self.main.moment().await?;
        let rows = rows(&tx, case, &[Log::Case]).await?;
        tx.commit().await?;
        self.open_case(rows, keys).await
    }

    /// The case as a reader sees it. It stays as unread as it is: a list over many cases, or a search for one, looks into others too.
    /// That it was fetched stands in the audit chain.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn read_case(&self, permit: &Permit) -> Result<OpenCase<Lying>, StoreError> {
        let (_, case) = permit.case(Action::ReadCase)?;
        let reader = permit.author().ok_or(Denied)?;
        // A record that stands since this morning is not written again: whoever looks at all their cases waits for nobody who writes.
        self.record_reading(permit).await?;
        let tx = self.main.moment().await?;
        let rows = rows(&tx, case, &[Log::Case, Log::Desk]).await?;
        tx.commit().await?;
        let keys = self.keys_to(case, Some(reader)).await?;
        self.open_case(rows, keys).await
    }

    /// That this reader goes on from the names to what the case says, before it is fetched: what comes in between is unread again,
    /// never lost from sight.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Gone`] when it was taken back meanwhile.
    pub async fn mark_read(&self, permit: &Permit, today: Day) -> Result<(), StoreError> {
        let (_, case) = permit.case(Action::ReadCase)?;
        let reader = permit.author().ok_or(Denied)?;
        let tx = self.main.begin().await?;
        // Whoever takes the case back takes the same lock, and finds it read.
        locked(&tx, case).await?;
        marked(case, reader, today).exec(&tx).await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn open_case(
        &self,
        rows: Rows,
        keys: Vec<KeyFile>,
    ) -> Result<OpenCase<Lying>, StoreError> {
        let Rows {
            case,
            readers,
            kept,
            held,
        } = rows;
        let list: Vec<Lying> = kept.into_iter().map(lying).collect::<Result<_, _>>()?;
        // Before anything is given out: what is not there now must be said with a status.
        let names = list.iter().map(|entry| entry.name).collect();
        if let Err(missing) = self.files.all_there(names).await {
            return Err(self.missing(&case.id, missing).await);
        }
        Ok(OpenCase {
            window: window_id(&case.window)?,
            case: case_id(&case.id)?,
            open: case.open,
            arrived: day(&case.arrived_day)?,
            next: day(&case.next_day)?,
            retention: day(&case.retention_day)?,
            held: held.map(|row| day(&row.look_day)).transpose()?,
            sealed_here: case.sealed_here,
            read: readers.iter().any(|row| row.read_day.is_some()),
            entries: list,
            keys,
            readers: authors(readers.iter().filter(|row| !row.gone))?,
        })
    }

    /// All of a case, read into memory.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn whole(&self, case: OpenCase<Lying>) -> Result<OpenCase, StoreError> {
        let mut entries = Vec::with_capacity(case.entries.len());
        for Lying { id, log, day, name } in case.entries {
            let file = match self.files.read(name).await {
                Ok(file) => file,
                Err(error) => return Err(self.missing(&case.case.0, error).await),
            };
            entries.push(Entry { id, log, day, file });
        }
        Ok(OpenCase {
            window: case.window,
            case: case.case,
            open: case.open,
            arrived: case.arrived,
            next: case.next,
            retention: case.retention,
            held: case.held,
            sealed_here: case.sealed_here,
            read: case.read,
            entries,
            keys: case.keys,
            readers: case.readers,
        })
    }

    /// One entry of a case, to be read a piece at a time.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn open_entry(&self, entry: &Lying) -> Result<Streamed, StoreError> {
        self.files.open_to_give(entry.name).await
    }

    /// A file is not there: because its case was taken back meanwhile, or because it was lost.
    async fn missing(&self, case: &[u8], error: StoreError) -> StoreError {
        match cases::Entity::find_by_id(case).one(&self.main.read).await {
            Ok(None) => StoreError::Gone,
            Ok(Some(_)) => error,
            Err(error) => error.into(),
        }
    }
}

/// What the database holds of a case at one moment.
pub(super) struct Rows {
    case: cases::Model,
    readers: Vec<case_readers::Model>,
    kept: Vec<entries::Model>,
    held: Option<holds::Model>,
}

pub(super) async fn rows<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    logs: &[Log],
) -> Result<Rows, StoreError> {
    let id = case.0.to_vec();
    let case = cases::Entity::find_by_id(id.clone())
        .one(db)
        .await?
        .ok_or(StoreError::Gone)?;
    let readers = case_readers::Entity::find()
        .filter(case_readers::Column::Case.eq(id.clone()))
        .all(db)
        .await?;
    let kept = entries::Entity::find()
        .filter(entries::Column::Case.eq(id))
        .filter(entries::Column::Log.is_in(logs.iter().map(|log| log.as_str())))
        .order_by_asc(entries::Column::Day)
        .order_by_asc(entries::Column::Id)
        .all(db)
        .await?;
    let held = holding::held(db, &case.id).await?;
    Ok(Rows {
        case,
        readers,
        kept,
        held,
    })
}

/// Marks the case as read by this reader, today.
fn marked(
    case: CaseId,
    reader: AuthorKey,
    today: Day,
) -> sea_orm::UpdateMany<case_readers::Entity> {
    case_readers::Entity::update_many()
        .col_expr(
            case_readers::Column::ReadDay,
            Expr::value(today.to_string()),
        )
        .col_expr(case_readers::Column::UnreadDay, Expr::value(None::<String>))
        .filter(case_readers::Column::Case.eq(case.0.to_vec()))
        .filter(case_readers::Column::Reader.eq(reader.0.to_vec()))
}

fn lying(row: entries::Model) -> Result<Lying, StoreError> {
    Ok(Lying {
        id: super::rosters::digest(&row.id)?,
        log: Log::read(&row.log)?,
        day: day(&row.day)?,
        name: row.name.try_into().map_err(|_| StoreError::Bent("name"))?,
    })
}

pub(super) fn day(text: &str) -> Result<Day, StoreError> {
    Day::parse(text).ok_or(StoreError::Bent("day"))
}

pub(super) fn author(bytes: &[u8]) -> Result<AuthorKey, StoreError> {
    AuthorKey::try_from(bytes).map_err(|_| StoreError::Bent("author key"))
}

pub(super) fn case_id(bytes: &[u8]) -> Result<CaseId, StoreError> {
    CaseId::try_from(bytes).map_err(|_| StoreError::Bent("case id"))
}

pub(super) fn window_id(bytes: &[u8]) -> Result<WindowId, StoreError> {
    WindowId::try_from(bytes).map_err(|_| StoreError::Bent("window"))
}
