//! Keeps reports, entries and key files: whole or not at all, and twice is once.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, Digest, WindowId};

use crate::access::{Action, Actor, Denied, Permit};
use crate::store::attached::{Moved, keep_moved};
use crate::store::bounds::full;
use crate::store::files::Name;
use crate::store::holders::{add_readers, readers_of, unread};
use crate::store::keeping::{Kept, NewEntry, NewKey, NewReport, Refused};
use crate::store::outbox;
use crate::store::reading::{case_id, day};
use crate::store::row::{cases, entries};
use crate::store::taking_back::locked;
use crate::store::terms::over;
use crate::store::uploads::Finished;
use crate::store::{Store, StoreError};

/// Key files of one case at most.
pub(super) const KEYS: usize = 200;

impl Store {
    /// Keeps a first report. When this returns, it is on the disk. Whoever may be sending again asks [`Store::answered`]
    /// first, without the lock: then no file is written in vain.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn file_report(
        &self,
        permit: &Permit,
        report: NewReport,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, mailbox) = files_by(permit)?;
        let (rows, names) = self
            .keep_files(window, report.case, report.arrived, report.entries)
            .await?;
        let case = cases::ActiveModel {
            id: Set(report.case.0.to_vec()),
            window: Set(window.0.to_vec()),
            mailbox: Set(mailbox.0.to_vec()),
            arrived_day: Set(report.arrived.to_string()),
            open: Set(true),
            next_day: Set(report.next.to_string()),
            urgent: Set(report.urgent),
            retention_day: Set(report.retention.to_string()),
            sealed_here: Set(report.sealed_here),
        };
        let mut remains = false;
        let answer = self
            .write_report(permit, case, rows, report.keys, &mut remains)
            .await;
        self.drop_unless_kept(&answer, names).await;
        // The draft it was written from; should that fail now, the daily sweep tries again.
        if remains && matches!(answer, Ok(Ok(Kept::Now))) {
            let _ = self.destroy_remains().await;
        }
        answer
    }

    /// What is said of this report already: that it, or another by this mailbox, is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn answered(
        &self,
        permit: &Permit,
        case: CaseId,
        entries: &[NewEntry],
    ) -> Result<Option<Result<Kept, Refused>>, StoreError> {
        let (window, mailbox) = files_by(permit)?;
        let ids: Vec<Digest> = entries.iter().map(|entry| entry.id).collect();
        let early = first_kept(&self.main.read, window, mailbox, case, &ids).await?;
        // Without the lock, a case may come to be between two looks: that it has another mailbox is said with it.
        Ok(early.filter(|answer| *answer != Err(Refused::CaseInUse)))
    }

    async fn write_report(
        &self,
        permit: &Permit,
        case: cases::ActiveModel,
        rows: Vec<entries::ActiveModel>,
        keys: Vec<NewKey>,
        remains: &mut bool,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, mailbox) = files_by(permit)?;
        let id = case_id(case.id.as_ref())?;
        let (arrived, urgent) = (day(case.arrived_day.as_ref())?, *case.urgent.as_ref());
        let ids = ids_of(&rows)?;
        let tx = self.main.begin().await?;
        if let Some(answer) = first_kept(&tx, window, mailbox, id, &ids).await? {
            return Ok(answer);
        }
        if known(&tx, &ids).await?.iter().any(|(_, of)| *of != id) {
            return Ok(Err(Refused::EntryElsewhere));
        }
        self.still_there(&rows).await?;
        // It was taken back, and what was destroyed with it must not take the new keys along.
        self.destroy_keys_noted(&tx, id).await?;
        *remains = super::drafts::forget(&tx, window, mailbox).await?;
        cases::Entity::insert(case)
            .exec_without_returning(&tx)
            .await?;
        entries::Entity::insert_many(rows)
            .exec_without_returning(&tx)
            .await?;
        add_readers(&tx, window, id, &keys, arrived).await?;
        if urgent {
            outbox::call(&tx, &readers_of(&keys), arrived).await?;
        }
        // Keys first: a case that nobody can open must not come to be. Keys without a case harm nobody.
        if !self.keep_keys(window, id, keys).await? {
            return Ok(Err(Refused::EntryElsewhere));
        }
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }

    /// Adds entries to a case, by mailbox or by reader. When this returns, they are on the disk.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn add_entries(
        &self,
        permit: &Permit,
        today: Day,
        new: Vec<NewEntry>,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        self.add_with_files(permit, today, new, &[], None).await
    }

    /// The same, and with them files that have come whole: all of it or nothing. `known` is how many entries of the case
    /// the sender has seen of those it may see; if there are others by now, nothing is kept: two pages of one person would
    /// otherwise both write the entry after the same one.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn add_with_files(
        &self,
        permit: &Permit,
        today: Day,
        new: Vec<NewEntry>,
        files: &[Finished],
        known: Option<u64>,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, case) = to_write(permit)?;
        let ids: Vec<Digest> = new.iter().map(|entry| entry.id).collect();
        let mut fresh = new;
        loop {
            let there = self::known(&self.main.read, &ids).await?;
            if there.iter().any(|(_, of)| *of != case) {
                return Ok(Err(Refused::EntryElsewhere));
            }
            let there: BTreeSet<Digest> = there.into_iter().map(|(id, _)| id).collect();
            fresh.retain(|entry| !there.contains(&entry.id));
            let files = self.new_files(case, files).await?;
            if fresh.is_empty() && files.is_empty() {
                return Ok(Ok(Kept::Before));
            }
            let (rows, names) = self.keep_files(window, case, today, fresh.clone()).await?;
            let answer = self.write_entries(permit, rows, today, &files, known).await;
            self.drop_unless_kept(&answer, names).await;
            // Some came meanwhile by another request; the others are not kept yet.
            if !matches!(answer, Ok(Ok(Kept::Before))) {
                return answer;
            }
        }
    }

    async fn write_entries(
        &self,
        permit: &Permit,
        rows: Vec<entries::ActiveModel>,
        today: Day,
        files: &[&Finished],
        known: Option<u64>,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (_, case) = to_write(permit)?;
        let by = permit.author();
        let tx = self.main.begin().await?;
        let row = locked(&tx, case).await?;
        let there = self::known(&tx, &ids_of(&rows)?).await?;
        if there.iter().any(|(_, of)| *of != case) {
            return Ok(Err(Refused::EntryElsewhere));
        }
        if !there.is_empty() {
            // The same was sent twice at once, and the other was quicker.
            return Ok(Ok(Kept::Before));
        }
        if over(&tx, &row, today).await? {
            return Ok(Err(Refused::Over));
        }
        let of_case = entries::Entity::find().filter(entries::Column::Case.eq(case.0.to_vec()));
        if full(&tx, case, &rows).await? {
            return Ok(Err(Refused::Full));
        }
        // The reporter sees one of the two logs.
        let seen = match by {
            Some(_) => of_case,
            None => of_case.filter(entries::Column::Log.eq(super::Log::Case.as_str())),
        };
        if let Some(known) = known
            && seen.count(&tx).await? != known
        {
            return Ok(Err(Refused::MovedOn));
        }
        self.still_there(&rows).await?;
        match keep_moved(&tx, case, today, files).await? {
            Moved::All => {}
            Moved::Meanwhile => return Ok(Ok(Kept::Before)),
            Moved::Missing => return Ok(Err(Refused::Unfinished)),
        }
        if !rows.is_empty() {
            entries::Entity::insert_many(rows)
                .exec_without_returning(&tx)
                .await?;
        }
        unread(&tx, case, by, today).await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }

    pub(super) async fn keep_files(
        &self,
        window: WindowId,
        case: CaseId,
        today: Day,
        new: Vec<NewEntry>,
    ) -> Result<(Vec<entries::ActiveModel>, Vec<Name>), StoreError> {
        let (mut rows, mut names) = (Vec::new(), Vec::new());
        for entry in new {
            let name = match self.files.keep(entry.file).await {
                Ok(name) => name,
                Err(error) => {
                    self.drop_files(names).await;
                    return Err(error);
                }
            };
            names.push(name);
            rows.push(entries::ActiveModel {
                id: Set(entry.id.0.to_vec()),
                case: Set(case.0.to_vec()),
                window: Set(window.0.to_vec()),
                log: Set(entry.log.as_str().to_owned()),
                name: Set(name.to_vec()),
                bucket: Set(i64::from(entry.bucket)),
                day: Set(today.to_string()),
            });
        }
        Ok((rows, names))
    }

    /// Looks, in the turn that writes their rows, whether no sweep took the files away.
    pub(super) async fn still_there(
        &self,
        rows: &[entries::ActiveModel],
    ) -> Result<(), StoreError> {
        let names = rows
            .iter()
            .map(|row| {
                let name: &Vec<u8> = row.name.as_ref();
                Name::try_from(name.as_slice()).map_err(|_| StoreError::Bent("name"))
            })
            .collect::<Result<_, _>>()?;
        self.files.all_there(names).await
    }

    /// After an error the files stay: a commit that failed to answer may have reached the disk, and its rows name them.
    pub(super) async fn drop_unless_kept(
        &self,
        answer: &Result<Result<Kept, Refused>, StoreError>,
        names: Vec<Name>,
    ) {
        if matches!(answer, Ok(Ok(Kept::Before) | Err(_))) {
            self.drop_files(names).await;
        }
    }

    async fn drop_files(&self, names: Vec<Name>) {
        for name in names {
            self.files.drop(name).await;
        }
    }
}

/// Whose report it is, and at which window.
fn files_by(permit: &Permit) -> Result<(WindowId, AuthorKey), Denied> {
    let window = permit.window(Action::FileReport)?;
    match permit.actor() {
        Actor::Mailbox { key, .. } => Ok((window, *key)),
        _ => Err(Denied),
    }
}

/// The case that may be written to, by reader or by mailbox.
fn to_write(permit: &Permit) -> Result<(WindowId, CaseId), Denied> {
    permit
        .case(Action::WriteToCase)
        .or_else(|_| permit.case(Action::WriteToMailbox))
}

/// What is answered without keeping anything, if this mailbox key or this case id is known already.
async fn first_kept<C: ConnectionTrait>(
    db: &C,
    window: WindowId,
    mailbox: AuthorKey,
    case: CaseId,
    ids: &[Digest],
) -> Result<Option<Result<Kept, Refused>>, StoreError> {
    let of_mailbox = Condition::all()
        .add(cases::Column::Window.eq(window.0.to_vec()))
        .add(cases::Column::Mailbox.eq(mailbox.0.to_vec()));
    let either = Condition::any()
        .add(of_mailbox)
        .add(cases::Column::Id.eq(case.0.to_vec()));
    let rows = cases::Entity::find().filter(either).all(db).await?;
    let first = rows
        .iter()
        .find(|row| row.window == window.0 && row.mailbox == mailbox.0);
    let Some(first) = first else {
        return Ok((!rows.is_empty()).then_some(Err(Refused::CaseInUse)));
    };
    let there = known(db, ids).await?;
    let same =
        first.id == case.0 && there.len() == ids.len() && there.iter().all(|(_, of)| *of == case);
    Ok(Some(if same {
        Ok(Kept::Before)
    } else {
        Err(Refused::FirstKept)
    }))
}

/// Which of these entries are kept, and to which case they belong.
pub(super) async fn known<C: ConnectionTrait>(
    db: &C,
    ids: &[Digest],
) -> Result<Vec<(Digest, CaseId)>, StoreError> {
    let rows = entries::Entity::find()
        .filter(entries::Column::Id.is_in(ids.iter().map(|id| id.0.to_vec())))
        .all(db)
        .await?;
    rows.iter()
        .map(|row| Ok((super::rosters::digest(&row.id)?, case_id(&row.case)?)))
        .collect()
}

pub(super) fn ids_of(rows: &[entries::ActiveModel]) -> Result<Vec<Digest>, StoreError> {
    rows.iter()
        .map(|row| super::rosters::digest(row.id.as_ref()))
        .collect()
}
