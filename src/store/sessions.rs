//! Who is signed in: the digest of a cookie, an account, a last day.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sotomado_core::calendar::Day;
use sotomado_core::ids::Digest;

use crate::access::AccountId;
use crate::access::audited::{Deed, SIGN_IN, SIGN_OUT};
use crate::store::accounts::account_id;
use crate::store::row::{desk_sessions, trends_sessions};
use crate::store::{Account, Began, Reader, Store, StoreError};

impl Store {
    /// Notes that a desk account signed in; `token` is the digest of its cookie.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_desk_session(
        &self,
        token: Digest,
        account: AccountId,
        last: Day,
        began: Began,
    ) -> Result<(), StoreError> {
        let row = desk_sessions::ActiveModel {
            token: Set(token.0.to_vec()),
            account: Set(account.0.to_vec()),
            last_day: Set(last.to_string()),
            factor: Set(began.written()),
        };
        let tx = self.main.begin().await?;
        desk_sessions::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        self.record_deed(&tx, of_a_session(SIGN_IN, account))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The desk account of a cookie that is still good on this day, as the account is.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn desk_session(
        &self,
        token: Digest,
        today: Day,
    ) -> Result<Option<Account>, StoreError> {
        let row = desk_sessions::Entity::find_by_id(token.0.to_vec())
            .filter(desk_sessions::Column::LastDay.gte(today.to_string()))
            .one(&self.main.read)
            .await?;
        let account = match row {
            Some(row) => self.account_by_id(row.account).await?,
            None => None,
        };
        Ok(account.filter(|account| !account.has_ended(today)))
    }

    /// Signs a desk cookie out.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_desk_session(&self, token: Digest) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        let ends = desk_sessions::Entity::find_by_id(token.0.to_vec())
            .one(&tx)
            .await?;
        if let Some(session) = ends {
            let account = account_id(&session.account)?;
            desk_sessions::Entity::delete_by_id(session.token)
                .exec(&tx)
                .await?;
            self.record_deed(&tx, of_a_session(SIGN_OUT, account))
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Notes that an HR reader signed in; `token` is the digest of the cookie.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_trends_session(
        &self,
        token: Digest,
        account: AccountId,
        last: Day,
    ) -> Result<(), StoreError> {
        let row = trends_sessions::ActiveModel {
            token: Set(token.0.to_vec()),
            account: Set(account.0.to_vec()),
            last_day: Set(last.to_string()),
        };
        trends_sessions::Entity::insert(row)
            .exec_without_returning(&self.main.write)
            .await?;
        Ok(())
    }

    /// The HR reader of a cookie that is still good on this day.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn trends_session(
        &self,
        token: Digest,
        today: Day,
    ) -> Result<Option<Reader>, StoreError> {
        let row = trends_sessions::Entity::find_by_id(token.0.to_vec())
            .filter(trends_sessions::Column::LastDay.gte(today.to_string()))
            .one(&self.main.read)
            .await?;
        let reader = match row {
            Some(row) => self.hr_reader_by_id(row.account).await?,
            None => None,
        };
        Ok(reader.filter(|reader| !reader.has_ended(today)))
    }

    /// Signs a trends cookie out.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_trends_session(&self, token: Digest) -> Result<(), StoreError> {
        trends_sessions::Entity::delete_by_id(token.0.to_vec())
            .exec(&self.main.write)
            .await?;
        Ok(())
    }

    /// Forgets sessions whose last day has passed.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn forget_old_sessions(&self, today: Day) -> Result<(), StoreError> {
        let today = today.to_string();
        desk_sessions::Entity::delete_many()
            .filter(desk_sessions::Column::LastDay.lt(today.clone()))
            .exec(&self.main.write)
            .await?;
        trends_sessions::Entity::delete_many()
            .filter(trends_sessions::Column::LastDay.lt(today))
            .exec(&self.main.write)
            .await?;
        Ok(())
    }
}

fn of_a_session(name: &'static str, account: AccountId) -> Deed {
    Deed {
        name,
        daily: false,
        account: Some(account),
        case: None,
    }
}
