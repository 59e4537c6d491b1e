//! What ended and stays so: in a table of its own, and as a file beside the databases and beside every copy of them.
//!
//! An older copy, put back with a folder of files of its own time, would bring back what was destroyed since. The list is what
//! a desk that is put back is compared with. It is written anew from the table, so that a program which falls in between
//! loses nothing: the next start writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use sotomado_core::ended::{EndedKey, EndedList};
use sotomado_core::ids::{AuthorKey, CaseId, Digest};

use crate::chance;
use crate::store::files::{on_disk, write_once};
use crate::store::leaving::go;
use crate::store::reading::{author, case_id};
use crate::store::rosters::digest;
use crate::store::row::{case_readers, cases, ended, rosters};
use crate::store::taking_back::end;
use crate::store::{Store, StoreError};

/// What an older copy had brought back.
#[derive(Debug, Default)]
pub(super) struct EndedAgain {
    /// Cases that ended.
    pub cases: usize,
    /// Readers who are out of a case again.
    pub readers: usize,
    /// Keys that had been taken out and stay, for the copy has none that followed them.
    pub former: usize,
    /// Cases that nobody at the desk reads now: whoever was given them later, the copy does not know.
    pub nobody: BTreeSet<CaseId>,
    /// Windows whose newest roster another one followed.
    pub rosters: usize,
}

/// The list, in the data folder and in the folder of copies.
pub const ENDED: &str = "ended.list";

impl Store {
    /// Names what ended; none where the key that closes days is missing.
    pub(super) fn ended_key(&self) -> Option<EndedKey> {
        let key = self.closer.as_deref()?;
        Some(EndedKey::of(key.as_bytes()))
    }

    /// Notes, in the transaction that ends a case, that no copy may bring it back.
    pub(super) async fn note_ended<C: ConnectionTrait>(
        &self,
        tx: &C,
        case: CaseId,
    ) -> Result<(), StoreError> {
        match self.ended_key() {
            Some(key) => note(tx, [key.case(&case)]).await,
            // A desk that has lost the key takes back all the same.
            None => Ok(()),
        }
    }

    /// Notes, in the transaction in which a reader leaves a case, that no copy may let them in again.
    pub(super) async fn note_left<C: ConnectionTrait>(
        &self,
        tx: &C,
        case: CaseId,
        reader: AuthorKey,
    ) -> Result<(), StoreError> {
        match self.ended_key() {
            Some(key) => note(tx, [key.reader(&case, &reader)]).await,
            None => Ok(()),
        }
    }

    /// Notes the same of a key by whose followers `on` its owner reads on: a copy that knows none of them is not to shut them out.
    pub(super) async fn note_former<C: ConnectionTrait>(
        &self,
        tx: &C,
        case: CaseId,
        reader: AuthorKey,
        on: &[AuthorKey],
    ) -> Result<(), StoreError> {
        let Some(key) = self.ended_key() else {
            return Ok(());
        };
        let followed = on.iter().map(|by| key.followed(&case, &reader, by));
        note(tx, followed.chain([key.former(&case, &reader)])).await
    }

    /// Notes, in the transaction that puts another roster in force, that no copy may go on with this one.
    pub(super) async fn note_followed<C: ConnectionTrait>(
        &self,
        tx: &C,
        roster: Digest,
    ) -> Result<(), StoreError> {
        match self.ended_key() {
            Some(key) => note(tx, [key.roster(&roster)]).await,
            None => Ok(()),
        }
    }

    /// Whether another roster followed this one before the desk was put back: who reads today, the desk does not know then.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn is_followed(&self, roster: Digest) -> Result<bool, StoreError> {
        let Some(key) = self.ended_key() else {
            return Ok(false);
        };
        let mark = ended::Entity::find_by_id(key.roster(&roster).0.to_vec());
        Ok(mark.one(&self.main.read).await?.is_some())
    }

    /// Writes the list beside the databases.
    pub(super) async fn write_ended(&self) -> Result<(), StoreError> {
        let here = self.files.folder().parent().unwrap_or(Path::new("."));
        self.copy_ended(here).await
    }

    /// Writes it after a deed that stands in its table already; should that fail now, the daily sweep does it.
    pub(super) async fn list_ended(&self) {
        let _ = self.write_ended().await;
    }

    /// Writes it into a folder, with what stands on the one that lies there: tables that were put back may know less.
    pub(super) async fn copy_ended(&self, folder: &Path) -> Result<(), StoreError> {
        let there = folder.join(ENDED);
        let Some(mut list) = self.ended().await? else {
            return Ok(());
        };
        let before = match fs::read_to_string(&there) {
            Ok(text) => EndedList::read(&text).ok(),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        if let Some(before) = before.filter(|before| before.desk == list.desk) {
            list.ended.extend(before.ended);
        }
        Ok(on_disk(move || write(&there, &list)).await?)
    }

    /// Everything on some lists, which must be this desk's.
    pub(super) fn all_on(&self, lists: &[EndedList]) -> Result<BTreeSet<Digest>, StoreError> {
        if lists.is_empty() {
            return Ok(BTreeSet::new());
        }
        let desk = self.ended_key().ok_or(StoreError::NoAuditKey)?.desk();
        if lists.iter().any(|list| list.desk != desk) {
            return Err(StoreError::AnothersList);
        }
        Ok(lists.iter().flat_map(|list| list.ended.clone()).collect())
    }

    /// Ends what an older copy brought back: cases whole, and readers who had been taken out of a case.
    pub(super) async fn end_again(
        &self,
        tx: &DatabaseTransaction,
        ended: &BTreeSet<Digest>,
    ) -> Result<EndedAgain, StoreError> {
        let mut again = EndedAgain::default();
        let Some(key) = self.ended_key() else {
            return Ok(again);
        };
        for row in cases::Entity::find().all(tx).await? {
            let case = case_id(&row.id)?;
            if ended.contains(&key.case(&case)) {
                end(tx, case).await?;
                again.cases += 1;
            }
        }
        let mut held = Vec::new();
        let holders = case_readers::Entity::find().filter(case_readers::Column::Gone.eq(false));
        for row in holders.all(tx).await? {
            let (case, reader) = (case_id(&row.case)?, author(&row.reader)?);
            if !ended.contains(&key.reader(&case, &reader)) {
                held.push((case, reader));
            } else if go(tx, case, reader).await? {
                again.readers += 1;
                again.nobody.insert(case);
            }
        }
        for (case, reader) in &held {
            if !ended.contains(&key.former(case, reader)) {
                continue;
            }
            let mut beside = held.iter().filter(|(of, _)| of == case);
            if !beside.any(|(_, by)| ended.contains(&key.followed(case, reader, by))) {
                again.former += 1;
            } else if go(tx, *case, *reader).await? {
                again.readers += 1;
            }
        }
        for (case, _) in held {
            again.nobody.remove(&case);
        }
        let mut newest = BTreeMap::new();
        let rosters = rosters::Entity::find().order_by_asc(rosters::Column::Epoch);
        for row in rosters.all(tx).await? {
            newest.insert(row.window, row.digest);
        }
        for roster in newest.values() {
            again.rosters += usize::from(ended.contains(&key.roster(&digest(roster)?)));
        }
        note(tx, ended.iter().copied()).await?;
        Ok(again)
    }

    async fn ended(&self) -> Result<Option<EndedList>, StoreError> {
        let Some(key) = self.ended_key() else {
            return Ok(None);
        };
        let rows = ended::Entity::find().all(&self.main.read).await?;
        let ended = rows
            .iter()
            .map(|row| digest(&row.digest))
            .collect::<Result<_, _>>()?;
        Ok(Some(EndedList {
            desk: key.desk(),
            day: self.clock.today(),
            ended,
        }))
    }
}

/// Adds to the table; what stands there already stays.
pub(super) async fn note<C: ConnectionTrait>(
    tx: &C,
    digests: impl IntoIterator<Item = Digest>,
) -> Result<(), StoreError> {
    let digests: BTreeSet<Digest> = digests.into_iter().collect();
    for digest in digests {
        let row = ended::ActiveModel {
            digest: Set(digest.0.to_vec()),
        };
        let once = OnConflict::column(ended::Column::Digest)
            .do_nothing()
            .to_owned();
        ended::Entity::insert(row)
            .on_conflict(once)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Whole or as it was before. Its date says nothing.
fn write(to: &Path, list: &EndedList) -> std::io::Result<()> {
    let fresh = chance::bytes::<8>().map_err(std::io::Error::other)?;
    let fresh = to.with_file_name(format!("{ENDED}-{}", hex::encode(fresh)));
    write_once(&fresh, list.text().as_bytes())?;
    fs::rename(&fresh, to)?;
    match to.parent() {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
