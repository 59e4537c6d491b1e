//! Where the letters of accounts go.

use lettre::Address;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::access::audited::{Deed, SET_MAIL};
use crate::access::{AccountId, Action, Permit};
use crate::store::row::{desk_accounts, outbox};
use crate::store::{Store, StoreError};

/// Whether mail can go to `text`.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

impl Store {
    /// Writes down where an account gets mail, or that it gets none. False when there is no such account.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_mail(
        &self,
        permit: &Permit,
        sign_in: &str,
        address: Option<String>,
    ) -> Result<bool, StoreError> {
        permit.desk(Action::AddAccount)?;
        let Some(account) = self.account_by_sign_in(sign_in).await? else {
            return Ok(false);
        };
        self.write_mail(account.id, address).await?;
        Ok(true)
    }

    /// Says where one's own letter of a working day is to go; `None`, nowhere any more.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_own_mail(
        &self,
        permit: &Permit,
        address: Option<String>,
    ) -> Result<(), StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        self.write_mail(account, address).await
    }

    /// Where one's own letters go.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn own_mail(&self, permit: &Permit) -> Result<Option<String>, StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let row = desk_accounts::Entity::find_by_id(account.0.to_vec());
        let row = row.one(&self.main.read).await?;
        Ok(row.and_then(|row| row.mail))
    }

    async fn write_mail(
        &self,
        account: AccountId,
        address: Option<String>,
    ) -> Result<(), StoreError> {
        let id = account.0.to_vec();
        let tx = self.main.begin().await?;
        if address.is_none() {
            let of = outbox::Column::Account.eq(id.clone());
            outbox::Entity::delete_many().filter(of).exec(&tx).await?;
        }
        let row = desk_accounts::ActiveModel {
            id: Set(id),
            mail: Set(address),
            ..Default::default()
        };
        desk_accounts::Entity::update(row).exec(&tx).await?;
        let deed = Deed {
            name: SET_MAIL,
            daily: false,
            account: Some(account),
            case: None,
        };
        self.record_deed(&tx, deed).await?;
        tx.commit().await?;
        Ok(())
    }
}
