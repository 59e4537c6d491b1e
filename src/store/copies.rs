//! Copies of the whole desk while it serves, and a desk put back from one.
//!
//! Keys lie apart from everything else, in the copies too: without them the rest opens for nobody, and they are kept for a
//! shorter time. Sealed files never change once a row names them, so all copies share one folder of them, which holds what the
//! newest names and nothing else: what ended is gone from there with the next copy, and a desk that is put back from an older one
//! does not bring it back. Where an older copy lies elsewhere with files of its own time, the list of what ended does the same.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryOrder,
    Statement,
};
use sotomado_core::calendar::Day;
use sotomado_core::ended::EndedList;
use sotomado_core::ids::{CaseId, Digest};

use crate::access::{Action, Permit};
use crate::store::closer;
use crate::store::files::{Files, Name, on_disk, set_the_one_time};
use crate::store::named::{self, TABLES};
use crate::store::reading::{case_id, day};
use crate::store::row::restores;
use crate::store::ways::Ways;
use crate::store::{Store, StoreError, sqlite, taking_back};

/// So many files may end between two copies, or after one, whatever their share.
const FEW: usize = 8;

/// Whether so many of all cannot have ended by themselves: the folder is another desk's or not whole, or rows were lost.
const fn many(some: usize, of: usize) -> bool {
    some > FEW && some * 2 > of
}

/// Where a copy lies.
#[derive(Clone, Debug)]
pub struct CopyPlace {
    /// The folder of this copy: all tables but those of keys.
    pub tables: PathBuf,
    /// Apart from it, the folder of its keys.
    pub keys: PathBuf,
    /// The sealed files of all copies.
    pub files: PathBuf,
}

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Sealed files that the copy names.
    pub files: usize,
    /// Of these, those that were not there yet.
    pub new: usize,
    /// Files of older copies that ended, and are destroyed.
    pub ended: usize,
    /// Files that nothing names, too many of them to be destroyed unasked.
    pub strange: usize,
}

/// What was put back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PutBack {
    /// Sealed files.
    pub files: usize,
    /// Cases that ended after the copy was taken, by the folder of files, and stay ended.
    pub ended: usize,
    /// Cases that ended by a list of what ended, though their files are there.
    pub listed: usize,
    /// Readers who had been taken out of a case since, and stay out.
    pub readers: usize,
    /// Older keys that had been taken out of a case since, and are back: the copy has no key for it that followed them.
    pub former: usize,
    /// Cases that nobody at the desk reads now: the copy does not know whoever was given them since.
    pub nobody: BTreeSet<CaseId>,
    /// Windows that take nothing before the roster is imported that followed the copy's newest.
    pub rosters: usize,
    /// Ways in that were closed since, and stay closed.
    pub ways: Ways,
}

/// That the desk was put back, and from which day's copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The day on which it was put back.
    pub on: Day,
    /// The day on which the copy was taken.
    pub copy: Day,
}

impl Store {
    /// Copies everything to `to`, while others read and write: tables and keys as they are at one moment, between two deeds.
    ///
    /// # Errors
    /// [`StoreError`]; a copy that is not whole is to be thrown away.
    pub async fn back_up(&self, permit: &Permit, to: &CopyPlace) -> Result<Copied, StoreError> {
        permit.desk(Action::BackUp)?;
        if self.main.read.get_database_backend() != DbBackend::Sqlite {
            return Err(StoreError::Server(
                "the tables lie on PostgreSQL: copy both schemas with pg_dump, and then the folder of files".into(),
            ));
        }
        let tx = self.main.begin().await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        // Keys are written in a turn of the main database's writers, so that nothing of a deed is in one and not in the other.
        let turn = self.main.begin().await?;
        sqlite::copy_into(&self.main.read, &to.tables.join("sotomado.db")).await?;
        sqlite::copy_into(&self.keys.read, &to.keys.join("keys.db")).await?;
        let names = finished(&turn).await?;
        turn.rollback().await?;
        self.write_ended().await?;
        self.copy_ended(to.files.parent().unwrap_or(&to.files))
            .await?;
        let of = self.files.folder().parent().unwrap_or(Path::new("."));
        there(fresh(&of.join(closer::FILE), &to.tables.join(closer::FILE)))?;
        let pool = Files::open(&to.files)?;
        let mut copied = Copied {
            files: names.len(),
            ..Copied::default()
        };
        for name in &names {
            copied.new += usize::from(take_over(&self.files, &pool, *name).await?);
        }
        let all = pool.changed_before(Timestamp::MAX).await?;
        let strange: Vec<&Name> = all.iter().filter(|name| !names.contains(*name)).collect();
        if many(strange.len(), all.len()) {
            copied.strange = strange.len();
            return Ok(copied);
        }
        for name in strange {
            pool.destroy(*name).await?;
            copied.ended += 1;
        }
        Ok(copied)
    }

    /// Makes a store in `folder`, where none is, from a copy taken on `copy`. What the folder of files no longer holds had
    /// ended, and stays so, as does what stands on one of the `lists`; nobody is signed in any more.
    ///
    /// # Errors
    /// [`StoreError`], also where most of the sealed files are missing or a list is another desk's; the folder is to be thrown
    /// away then.
    pub async fn put_back(
        folder: &Path,
        from: &CopyPlace,
        copy: Day,
        permit: &Permit,
        lists: &[EndedList],
    ) -> Result<PutBack, StoreError> {
        permit.desk(Action::Restore)?;
        fs::create_dir_all(folder)?;
        for (of, file) in [
            (&from.tables, "sotomado.db"),
            (&from.tables, closer::FILE),
            (&from.keys, "keys.db"),
        ] {
            let done = fresh(&of.join(file), &folder.join(file));
            // A desk whose chain was never closed by a key of its own has none.
            if file == closer::FILE {
                there(done)?;
            } else {
                done?;
            }
        }
        let store = Self::open(folder).await?;
        let ended = store.all_on(lists)?;
        let pool = Files::open(&from.files)?;
        let mut put = PutBack::default();
        let mut gone = BTreeSet::new();
        for name in finished(&store.main.read).await? {
            if take_over(&pool, &store.files, name).await? {
                put.files += 1;
            } else {
                gone.insert(name);
            }
        }
        enough(&gone, put.files, &from.files)?;
        store.end_since(permit, copy, (put, gone), &ended).await
    }

    /// The same where the database's own means have put the tables back, and the files lie there already: what ended since ends
    /// again. Nobody may be served meanwhile.
    ///
    /// # Errors
    /// As of [`Store::put_back`]; nothing was changed then.
    pub async fn settle_in_place(
        &self,
        copy: Day,
        permit: &Permit,
        lists: &[EndedList],
    ) -> Result<PutBack, StoreError> {
        permit.desk(Action::Restore)?;
        let ended = self.all_on(lists)?;
        let mut put = PutBack::default();
        let mut gone = BTreeSet::new();
        for name in finished(&self.main.read).await? {
            let path = self.files.path(&name);
            if on_disk(move || path.try_exists()).await? {
                put.files += 1;
            } else {
                gone.insert(name);
            }
        }
        enough(&gone, put.files, self.files.folder())?;
        self.end_since(permit, copy, (put, gone), &ended).await
    }

    /// Ends again what had ended after the copy, and notes that the desk was put back.
    async fn end_since(
        &self,
        permit: &Permit,
        copy: Day,
        (mut put, gone): (PutBack, BTreeSet<Name>),
        ended: &BTreeSet<Digest>,
    ) -> Result<PutBack, StoreError> {
        let tx = self.main.begin().await?;
        put.ended = forget(&tx, &gone).await?;
        let again = self.end_again(&tx, ended).await?;
        (put.listed, put.readers, put.former) = (again.cases, again.readers, again.former);
        (put.nobody, put.rosters) = (again.nobody, again.rosters);
        put.ways = self.close_again(&tx).await?;
        forget_what_was_under_way(&tx).await?;
        let today = self.clock.today();
        restores::Entity::delete_by_id(today.to_string())
            .exec(&tx)
            .await?;
        let row = restores::ActiveModel {
            day: Set(today.to_string()),
            copy_day: Set(copy.to_string()),
        };
        restores::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        self.sweep(today).await?;
        Ok(put)
    }

    /// The last time that the desk was put back.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn restored(&self) -> Result<Option<Restored>, StoreError> {
        let last = restores::Entity::find()
            .order_by_desc(restores::Column::Day)
            .one(&self.main.read)
            .await?;
        last.map(|row| {
            Ok(Restored {
                on: day(&row.day)?,
                copy: day(&row.copy_day)?,
            })
        })
        .transpose()
    }
}

/// What somebody had begun, and signed in for. A proposal to destroy a case, or to let it go, may have been withdrawn since, or the
/// case held: whoever means it still makes it anew.
async fn forget_what_was_under_way(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    for table in [
        "uploads",
        "desk_sessions",
        "trends_sessions",
        "destructions",
    ] {
        tx.execute_unprepared(&format!(r#"DELETE FROM "{table}""#))
            .await?;
    }
    tx.execute_unprepared(
        r#"UPDATE "holds" SET "lifter" = NULL, "lift_day" = NULL, "lift_word" = NULL"#,
    )
    .await?;
    Ok(())
}

/// Refuses a folder in which too many files are missing to have ended.
fn enough(gone: &BTreeSet<Name>, there: usize, folder: &Path) -> Result<(), StoreError> {
    let all = there + gone.len();
    if !many(gone.len(), all) {
        return Ok(());
    }
    Err(StoreError::Missing(format!(
        "{} of {all} in {}: that many have not ended; is it the right folder, and whole?",
        gone.len(),
        folder.display()
    )))
}

/// The files that a row names for good: what is still being sent is not among them.
async fn finished<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<Name>, StoreError> {
    let mut names = named::names(db).await?;
    for name in named::of(db, "uploads").await? {
        names.remove(&name);
    }
    Ok(names)
}

/// Copies a file from one folder to another, where it is not yet; says whether it did. One that ended meanwhile is no fault.
async fn take_over(from: &Files, to: &Files, name: Name) -> Result<bool, StoreError> {
    let (from, to) = (from.path(&name), to.path(&name));
    Ok(on_disk(move || match fresh(&from, &to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    })
    .await?)
}

/// That it was not there to be copied is no fault.
fn there(copied: io::Result<()>) -> io::Result<()> {
    match copied {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Copies into a file that is whole or not there.
fn fresh(from: &Path, to: &Path) -> io::Result<()> {
    if to.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut bytes = File::open(from)?;
    let half = to.with_extension("half");
    let _ = fs::remove_file(&half);
    let mut open = fs::OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let mut file = open.open(&half)?;
    io::copy(&mut bytes, &mut file)?;
    set_the_one_time(&file)?;
    file.sync_all()?;
    fs::rename(&half, to)?;
    match to.parent() {
        Some(drawer) => File::open(drawer)?.sync_all(),
        None => Ok(()),
    }
}

/// Takes the rows of files that are not there: of a case with one of its entries gone, all rows. Says of how many cases.
async fn forget(tx: &DatabaseTransaction, gone: &BTreeSet<Name>) -> Result<usize, StoreError> {
    let mut cases = BTreeSet::new();
    let db = tx.get_database_backend();
    let given = match db {
        DbBackend::Postgres => "$1",
        _ => "?",
    };
    for name in gone {
        let ask = format!(r#"SELECT "case" FROM "entries" WHERE "name" = {given}"#);
        let found = Statement::from_sql_and_values(db, ask, [name.to_vec().into()]);
        if let Some(row) = tx.query_one_raw(found).await? {
            let case: Vec<u8> = row.try_get_by_index(0)?;
            cases.insert(case);
        }
    }
    for case in &cases {
        taking_back::end(tx, case_id(case)?).await?;
    }
    for (table, name) in TABLES
        .iter()
        .flat_map(|table| gone.iter().map(move |name| (table, name)))
    {
        let sql = format!(r#"DELETE FROM "{table}" WHERE "name" = {given}"#);
        let name = [name.to_vec().into()];
        tx.execute_raw(Statement::from_sql_and_values(db, sql, name))
            .await?;
    }
    Ok(cases.len())
}
