//! One's own sessions at the desk, as their owner sees and ends them.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use sotomado_core::calendar::Day;
use sotomado_core::ids::Digest;

use crate::access::audited::{END_SESSION, NEW_PASSWORD};
use crate::access::{AccountId, Action, Permit};
use crate::store::factors::of;
use crate::store::reading::day;
use crate::store::row::{desk_accounts, desk_sessions};
use crate::store::{Store, StoreError};

/// A session, as its owner sees it.
#[derive(Clone, Copy, Debug)]
pub struct OwnSession {
    /// The digest of its cookie: it opens nothing.
    pub token: Digest,
    /// Its last day.
    pub last: Day,
}

impl Store {
    /// The account's sessions that are still good.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn own_sessions(&self, permit: &Permit) -> Result<Vec<OwnSession>, StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let rows = desk_sessions::Entity::find()
            .filter(desk_sessions::Column::Account.eq(account.0.to_vec()))
            .filter(desk_sessions::Column::LastDay.gte(self.clock.today().to_string()))
            .order_by_desc(desk_sessions::Column::LastDay)
            .order_by_asc(desk_sessions::Column::Token)
            .all(&self.main.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(OwnSession {
                    token: super::rosters::digest(&row.token)?,
                    last: day(&row.last_day)?,
                })
            })
            .collect()
    }

    /// Ends one session of the account. False when it has none of this digest.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_own_session(
        &self,
        permit: &Permit,
        token: Digest,
    ) -> Result<bool, StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let only = desk_sessions::Column::Token.eq(token.0.to_vec());
        self.end_own(account, only).await
    }

    /// Ends every session of the account but this one.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_other_sessions(&self, permit: &Permit, but: Digest) -> Result<(), StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let others = desk_sessions::Column::Token.ne(but.0.to_vec());
        self.end_own(account, others).await?;
        Ok(())
    }

    /// Sets a new password. Every other session ends, and every link back into the account: whoever knew the old one is out.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_password(
        &self,
        permit: &Permit,
        password: String,
        but: Digest,
    ) -> Result<(), StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let row = desk_accounts::ActiveModel {
            id: Set(account.0.to_vec()),
            password: Set(password),
            ..Default::default()
        };
        let tx = self.main.begin().await?;
        desk_accounts::Entity::update(row).exec(&tx).await?;
        desk_sessions::Entity::delete_many()
            .filter(desk_sessions::Column::Account.eq(account.0.to_vec()))
            .filter(desk_sessions::Column::Token.ne(but.0.to_vec()))
            .exec(&tx)
            .await?;
        self.drop_links_to(&tx, account).await?;
        self.record_deed(&tx, of(NEW_PASSWORD, account)).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(())
    }

    async fn end_own(
        &self,
        account: AccountId,
        which: sea_orm::sea_query::SimpleExpr,
    ) -> Result<bool, StoreError> {
        let tx = self.main.begin().await?;
        let ended = desk_sessions::Entity::delete_many()
            .filter(desk_sessions::Column::Account.eq(account.0.to_vec()))
            .filter(which)
            .exec(&tx)
            .await?;
        for _ in 0..ended.rows_affected {
            self.record_deed(&tx, of(END_SESSION, account)).await?;
        }
        tx.commit().await?;
        Ok(ended.rows_affected > 0)
    }
}
