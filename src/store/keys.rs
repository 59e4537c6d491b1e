//! Key files: what opens a case, each for one reader or for the reporter.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use sotomado_core::ids::{AuthorKey, CaseId, Digest, WindowId};

use crate::store::row::{audit_keys, key_files};
use crate::store::{KeyFile, Log, NewKey, SealedKey, Store, StoreError};

const REPORTER: &str = "reporter";
/// Those of a code that is about to take the place of the reporter's: given to nobody.
const NEXT: &str = "reporter-next";

impl Store {
    /// Keeps key files; those kept before stay as they are. False when one of them stands here twice, or lies under another
    /// case already: whoever should have it would have none.
    pub(super) async fn keep_keys(
        &self,
        window: WindowId,
        case: CaseId,
        keys: Vec<NewKey>,
    ) -> Result<bool, StoreError> {
        let ids: BTreeSet<Vec<u8>> = keys
            .iter()
            .map(|key| Digest::of(&key.file).0.to_vec())
            .collect();
        let all = ids.len();
        if all != keys.len() {
            return Ok(false);
        }
        let rows = keys.into_iter().map(|key| key_files::ActiveModel {
            id: Set(Digest::of(&key.file).0.to_vec()),
            case: Set(case.0.to_vec()),
            window: Set(window.0.to_vec()),
            to: Set(name(key.to)),
            purpose: Set(key.purpose.as_str().to_owned()),
            file: Set(key.file),
        });
        // One deed: both come to the disk at once.
        let tx = self.keys.begin().await?;
        super::audit::make_key(&tx, case).await?;
        key_files::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::column(key_files::Column::Id)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        let of_case = of_case(case).filter(key_files::Column::Id.is_in(ids));
        Ok(of_case.count(&self.keys.read).await? == all as u64)
    }

    /// The key files of a case for one reader, or for the reporter.
    pub(super) async fn keys_to(
        &self,
        case: CaseId,
        to: Option<AuthorKey>,
    ) -> Result<Vec<KeyFile>, StoreError> {
        let rows = of_case(case)
            .filter(key_files::Column::To.eq(name(to)))
            .all(&self.keys.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(KeyFile {
                    purpose: Log::read(&row.purpose)?,
                    file: row.file,
                })
            })
            .collect()
    }

    /// All key files of a case, and for whom each is.
    pub(super) async fn all_keys(&self, case: CaseId) -> Result<Vec<SealedKey>, StoreError> {
        let rows = of_case(case).all(&self.keys.read).await?;
        rows.into_iter()
            .map(|row| {
                Ok(SealedKey {
                    id: super::rosters::digest(&row.id)?,
                    to: row.to,
                    purpose: Log::read(&row.purpose)?,
                    file: row.file,
                })
            })
            .collect()
    }

    /// Destroys the key files of a case, and the key under which records name it.
    pub(super) async fn forget_keys(&self, case: CaseId) -> Result<(), StoreError> {
        audit_keys::Entity::delete_by_id(case.0.to_vec())
            .exec(&self.keys.write)
            .await?;
        key_files::Entity::delete_many()
            .filter(key_files::Column::Case.eq(case.0.to_vec()))
            .exec(&self.keys.write)
            .await?;
        Ok(())
    }

    /// Destroys the key files of a case for one reader.
    pub(super) async fn forget_keys_to(
        &self,
        case: CaseId,
        reader: AuthorKey,
    ) -> Result<(), StoreError> {
        key_files::Entity::delete_many()
            .filter(key_files::Column::Case.eq(case.0.to_vec()))
            .filter(key_files::Column::To.eq(name(Some(reader))))
            .exec(&self.keys.write)
            .await?;
        Ok(())
    }

    /// Keeps the key files of a code that is to take the place of the reporter's, in the place of those that an attempt before this one
    /// left. Nobody is given them until [`Store::take_over`]. False where one stands here twice or lies elsewhere.
    pub(super) async fn lay_aside(
        &self,
        window: WindowId,
        case: CaseId,
        keys: Vec<NewKey>,
    ) -> Result<bool, StoreError> {
        let ids: BTreeSet<Vec<u8>> = keys
            .iter()
            .map(|key| Digest::of(&key.file).0.to_vec())
            .collect();
        let tx = self.keys.begin().await?;
        let known = key_files::Entity::find()
            .filter(key_files::Column::Id.is_in(ids.clone()))
            .filter(key_files::Column::To.ne(NEXT));
        if ids.len() != keys.len() || known.count(&tx).await? > 0 {
            return Ok(false);
        }
        key_files::Entity::delete_many()
            .filter(key_files::Column::Case.eq(case.0.to_vec()))
            .filter(key_files::Column::To.eq(NEXT))
            .exec(&tx)
            .await?;
        let rows = keys.into_iter().map(|key| key_files::ActiveModel {
            id: Set(Digest::of(&key.file).0.to_vec()),
            case: Set(case.0.to_vec()),
            window: Set(window.0.to_vec()),
            to: Set(NEXT.to_owned()),
            purpose: Set(key.purpose.as_str().to_owned()),
            file: Set(key.file),
        });
        key_files::Entity::insert_many(rows)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Destroys the reporter's key files of the code until now and lets those that were laid aside take their place, in one
    /// transaction; nothing where none are laid aside.
    pub(super) async fn take_over(&self, case: CaseId) -> Result<(), StoreError> {
        let of = |to: &str| {
            Condition::all()
                .add(key_files::Column::Case.eq(case.0.to_vec()))
                .add(key_files::Column::To.eq(to))
        };
        let tx = self.keys.begin().await?;
        let next = key_files::Entity::find().filter(of(NEXT));
        if next.count(&tx).await? > 0 {
            key_files::Entity::delete_many()
                .filter(of(REPORTER))
                .exec(&tx)
                .await?;
            key_files::Entity::update_many()
                .col_expr(key_files::Column::To, Expr::value(REPORTER))
                .filter(of(NEXT))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// How many key files a case has.
    pub(super) async fn count_keys(&self, case: CaseId) -> Result<usize, StoreError> {
        Ok(of_case(case).all(&self.keys.read).await?.len())
    }

    /// How many of them are for the reporter.
    pub(super) async fn count_keys_of_reporter(&self, case: CaseId) -> Result<usize, StoreError> {
        let theirs = of_case(case).filter(key_files::Column::To.eq(REPORTER));
        Ok(theirs.all(&self.keys.read).await?.len())
    }
}

fn of_case(case: CaseId) -> sea_orm::Select<key_files::Entity> {
    key_files::Entity::find().filter(key_files::Column::Case.eq(case.0.to_vec()))
}

fn name(to: Option<AuthorKey>) -> String {
    to.map_or_else(|| REPORTER.to_owned(), |author| author.to_string())
}
