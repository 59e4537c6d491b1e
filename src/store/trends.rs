//! HR readers' accounts and published releases.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{Digest, WindowId};

use crate::access::{AccountId, Action, Actor, Permit};
use crate::chance;
use crate::store::accounts::account_id;
use crate::store::reading::day;
use crate::store::row::{releases, trends_accounts};
use crate::store::{Store, StoreError, UNKEEPABLE};

/// An HR reader's account: one organisation's releases and nothing else.
#[derive(Clone, Debug)]
pub struct Reader {
    /// 16 random bytes.
    pub id: AccountId,
    /// Whose releases.
    pub window: WindowId,
    /// What is typed to sign in.
    pub sign_in: String,
    /// On the page.
    pub name: String,
    /// Argon2id.
    pub password: String,
    /// The account's last day, if it has one.
    pub ends: Option<Day>,
}

impl Reader {
    /// Whether its last day has passed.
    pub fn has_ended(&self, today: Day) -> bool {
        self.ends.is_some_and(|last| last < today)
    }

    /// Who this is to the door.
    pub fn actor(&self) -> Actor {
        Actor::HrReader {
            account: self.id,
            window: self.window,
        }
    }
}

/// What is needed to make an HR reader's account.
#[derive(Clone, Debug)]
pub struct NewReader {
    /// What is typed to sign in.
    pub sign_in: String,
    /// On the page.
    pub name: String,
    /// Argon2id, hashed already.
    pub password: String,
}

/// A published release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// SHA-256 of the signed file.
    pub digest: Digest,
    /// The day of publication.
    pub day: Day,
    /// The signed bytes.
    pub file: Vec<u8>,
}

impl Store {
    /// The HR reader of a sign-in name.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn hr_reader_by_sign_in(&self, sign_in: &str) -> Result<Option<Reader>, StoreError> {
        if sign_in.contains(UNKEEPABLE) {
            return Ok(None);
        }
        let row = trends_accounts::Entity::find()
            .filter(trends_accounts::Column::SignIn.eq(sign_in))
            .one(&self.main.read)
            .await?;
        row.map(reader).transpose()
    }

    /// An HR reader by id.
    pub(super) async fn hr_reader_by_id(&self, id: Vec<u8>) -> Result<Option<Reader>, StoreError> {
        let row = trends_accounts::Entity::find_by_id(id)
            .one(&self.main.read)
            .await?;
        row.map(reader).transpose()
    }

    /// Makes an HR reader's account. Nothing is returned when the sign-in name is taken.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn add_hr_reader(
        &self,
        permit: &Permit,
        new: NewReader,
    ) -> Result<Option<AccountId>, StoreError> {
        let window = permit.window(Action::AddAccount)?;
        let id = AccountId(chance::bytes()?);
        let tx = self.main.begin().await?;
        let taken = trends_accounts::Entity::find()
            .filter(trends_accounts::Column::SignIn.eq(new.sign_in.as_str()))
            .one(&tx)
            .await?;
        if taken.is_some() {
            return Ok(None);
        }
        let row = trends_accounts::ActiveModel {
            id: Set(id.0.to_vec()),
            window: Set(window.0.to_vec()),
            sign_in: Set(new.sign_in),
            name: Set(new.name),
            password: Set(new.password),
            ends: Set(None),
        };
        trends_accounts::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        self.record_about(&tx, permit, id).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Published releases of a window and of the whole desk (all windows' when no window is named), newest first.
    /// They are public: no permit is needed.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn releases(&self, window: Option<WindowId>) -> Result<Vec<Release>, StoreError> {
        let mut find = releases::Entity::find();
        if let Some(window) = window {
            let whose = Condition::any()
                .add(releases::Column::Window.eq(window.0.to_vec()))
                .add(releases::Column::Window.is_null());
            find = find.filter(whose);
        }
        let rows = find
            .order_by_desc(releases::Column::Day)
            .all(&self.main.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Release {
                    digest: super::rosters::digest(&row.digest)?,
                    day: day(&row.day)?,
                    file: row.file,
                })
            })
            .collect()
    }

    /// Publishes a release that has been checked against the `before` that its window had. False when it has another number
    /// by now: somebody was quicker.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn add_release(
        &self,
        permit: &Permit,
        before: usize,
        release: Release,
    ) -> Result<bool, StoreError> {
        let window = permit.window(Action::ImportRelease)?.0.to_vec();
        let tx = self.main.begin().await?;
        let of_window =
            releases::Entity::find().filter(releases::Column::Window.eq(window.clone()));
        if of_window.count(&tx).await? != u64::try_from(before).unwrap_or(u64::MAX) {
            return Ok(false);
        }
        let row = releases::ActiveModel {
            digest: Set(release.digest.0.to_vec()),
            window: Set(Some(window)),
            day: Set(release.day.to_string()),
            file: Set(release.file),
        };
        releases::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn reader(row: trends_accounts::Model) -> Result<Reader, StoreError> {
    Ok(Reader {
        id: account_id(&row.id)?,
        window: WindowId::try_from(row.window.as_slice())
            .map_err(|_| StoreError::Bent("window"))?,
        sign_in: row.sign_in,
        name: row.name,
        password: row.password,
        ends: row.ends.as_deref().map(day).transpose()?,
    })
}
