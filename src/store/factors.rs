//! Second factors of desk accounts. What is taken away takes its sessions and its copy of the
//! key along.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder,
};
use sotomado_core::calendar::Day;

use crate::access::audited::{
    ADD_CODES, ADD_PASSKEY, DROP_KEY_COPY, Deed, KEEP_KEY_COPY, REMOVE_CODES, REMOVE_PASSKEY,
};
use crate::access::factors::codes::Secret;
use crate::access::factors::passkeys::Credential;
use crate::access::{AccountId, Action, Permit};
use crate::chance;
use crate::store::invitations::end_sessions;
use crate::store::reading::day;
use crate::store::row::{desk_codes, desk_passkeys, desk_sessions};
use crate::store::{Store, StoreError};

/// What stands in the place of a passkey's id for sessions that a code began.
const BY_CODE: &str = "code";

/// A passkey: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasskeyId(pub [u8; 16]);

/// A passkey of an account.
#[derive(Clone, Debug)]
pub struct KeptPasskey {
    /// Its id here.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub label: String,
    /// The day on which it was added.
    pub added: Day,
    /// What is checked by.
    pub credential: Credential,
    /// A second copy of the reader's key, sealed to it.
    pub key_copy: Option<Vec<u8>>,
}

/// All second factors of one account.
#[derive(Clone, Debug, Default)]
pub struct SecondFactors {
    /// The oldest first.
    pub passkeys: Vec<KeptPasskey>,
    /// What an app makes codes from.
    pub codes: Option<Secret>,
}

/// What a session was begun with, beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Began {
    /// Nothing.
    Alone,
    /// This passkey.
    Passkey(PasskeyId),
    /// A code.
    Code,
}

impl SecondFactors {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.passkeys.is_empty() && self.codes.is_none()
    }

    /// Of all passkeys, what is checked by.
    pub fn credentials(&self) -> Vec<Credential> {
        let all = self.passkeys.iter();
        all.map(|one| one.credential.clone()).collect()
    }
}

impl Began {
    pub(super) fn written(self) -> Option<String> {
        match self {
            Self::Alone => None,
            Self::Passkey(id) => Some(hex::encode(id.0)),
            Self::Code => Some(BY_CODE.to_owned()),
        }
    }
}

impl Store {
    /// The second factors of an account, to ask for them.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn second_factors(&self, account: AccountId) -> Result<SecondFactors, StoreError> {
        let rows = desk_passkeys::Entity::find()
            .filter(desk_passkeys::Column::Account.eq(account.0.to_vec()))
            .order_by_asc(desk_passkeys::Column::Added)
            .order_by_asc(desk_passkeys::Column::Id)
            .all(&self.main.read)
            .await?;
        let codes = desk_codes::Entity::find_by_id(account.0.to_vec())
            .one(&self.main.read)
            .await?;
        Ok(SecondFactors {
            passkeys: rows.into_iter().map(passkey).collect::<Result<_, _>>()?,
            codes: codes.map(|row| Secret(row.secret)),
        })
    }

    /// Writes down the counter of a passkey that answered. False when it was taken away in the meantime.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn passkey_answered(
        &self,
        id: PasskeyId,
        now: Credential,
    ) -> Result<bool, StoreError> {
        let row = desk_passkeys::ActiveModel {
            credential: Set(now.text),
            ..Default::default()
        };
        let done = desk_passkeys::Entity::update_many()
            .set(row)
            .filter(desk_passkeys::Column::Id.eq(id.0.to_vec()))
            .exec(&self.main.write)
            .await?;
        Ok(done.rows_affected > 0)
    }

    /// Adds a passkey. False when an account has that very one, or this one has `most` already.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn add_passkey(
        &self,
        permit: &Permit,
        label: String,
        credential: Credential,
        most: u64,
    ) -> Result<bool, StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let tx = self.main.begin().await?;
        let there = desk_passkeys::Entity::find()
            .filter(desk_passkeys::Column::CredentialId.eq(credential.id.clone()))
            .one(&tx)
            .await?;
        let own = desk_passkeys::Entity::find()
            .filter(desk_passkeys::Column::Account.eq(account.0.to_vec()));
        if there.is_some() || own.count(&tx).await? >= most {
            return Ok(false);
        }
        let row = desk_passkeys::ActiveModel {
            id: Set(chance::bytes::<16>()?.to_vec()),
            account: Set(account.0.to_vec()),
            label: Set(label),
            added: Set(self.clock.today().to_string()),
            credential_id: Set(credential.id),
            credential: Set(credential.text),
            key_copy: Set(None),
        };
        desk_passkeys::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        self.record_deed(&tx, of(ADD_PASSKEY, account)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Takes a passkey away, with its copy of the key and all sessions it began. False when there is none of this id.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn remove_passkey(&self, permit: &Permit, id: PasskeyId) -> Result<bool, StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let tx = self.main.begin().await?;
        let gone = desk_passkeys::Entity::delete_many()
            .filter(desk_passkeys::Column::Id.eq(id.0.to_vec()))
            .filter(desk_passkeys::Column::Account.eq(account.0.to_vec()))
            .exec(&tx)
            .await?;
        if gone.rows_affected == 0 {
            return Ok(false);
        }
        end_begun_by(&tx, account, Began::Passkey(id)).await?;
        self.note_passkey(&tx, &id.0).await?;
        self.record_deed(&tx, of(REMOVE_PASSKEY, account)).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(true)
    }

    /// Keeps a copy of the account's key that is sealed to a passkey, or none any more. False when there is no such passkey.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_key_copy(
        &self,
        permit: &Permit,
        id: PasskeyId,
        file: Option<Vec<u8>>,
    ) -> Result<bool, StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let name = file.as_ref().map_or(DROP_KEY_COPY, |_| KEEP_KEY_COPY);
        let row = desk_passkeys::ActiveModel {
            key_copy: Set(file),
            ..Default::default()
        };
        let tx = self.main.begin().await?;
        let done = desk_passkeys::Entity::update_many()
            .set(row)
            .filter(desk_passkeys::Column::Id.eq(id.0.to_vec()))
            .filter(desk_passkeys::Column::Account.eq(account.0.to_vec()))
            .exec(&tx)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        self.record_deed(&tx, of(name, account)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Makes an account ask for codes made from this, in the place of an older one.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_codes(&self, permit: &Permit, secret: Secret) -> Result<(), StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let tx = self.main.begin().await?;
        self.note_codes(&tx, account).await?;
        forget_codes(&tx, account).await?;
        let row = desk_codes::ActiveModel {
            account: Set(account.0.to_vec()),
            secret: Set(secret.0),
        };
        desk_codes::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        self.record_deed(&tx, of(ADD_CODES, account)).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(())
    }

    /// Asks for codes no more; sessions that one began end.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn remove_codes(&self, permit: &Permit) -> Result<(), StoreError> {
        let account = permit.account(Action::KeepOwnSignIn)?;
        let tx = self.main.begin().await?;
        self.note_codes(&tx, account).await?;
        if forget_codes(&tx, account).await? {
            self.record_deed(&tx, of(REMOVE_CODES, account)).await?;
        }
        tx.commit().await?;
        self.list_ended().await;
        Ok(())
    }

    /// Takes away every second factor of an account, with all copies of its key, and ends all its sessions: for somebody who
    /// lost them all. The password and the key with its seven words stay as they are.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn reset_sign_in(&self, permit: &Permit) -> Result<(), StoreError> {
        let account = permit.account(Action::ResetSignIn)?;
        let tx = self.main.begin().await?;
        self.forget_factors(&tx, account).await?;
        self.drop_links_to(&tx, account).await?;
        self.record_about(&tx, permit, account).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(())
    }

    /// Every second factor of an account, with all copies of its key, and all its sessions.
    pub(super) async fn forget_factors(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
    ) -> Result<(), StoreError> {
        self.note_factors(tx, account).await?;
        desk_passkeys::Entity::delete_many()
            .filter(desk_passkeys::Column::Account.eq(account.0.to_vec()))
            .exec(tx)
            .await?;
        forget_codes(tx, account).await?;
        end_sessions(tx, account).await
    }
}

/// Copies of a key that is not the account's any more open nothing that is needed.
pub(super) async fn drop_key_copies(
    tx: &DatabaseTransaction,
    account: AccountId,
) -> Result<(), StoreError> {
    let row = desk_passkeys::ActiveModel {
        key_copy: Set(None),
        ..Default::default()
    };
    desk_passkeys::Entity::update_many()
        .set(row)
        .filter(desk_passkeys::Column::Account.eq(account.0.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

async fn forget_codes(tx: &DatabaseTransaction, account: AccountId) -> Result<bool, StoreError> {
    let gone = desk_codes::Entity::delete_by_id(account.0.to_vec())
        .exec(tx)
        .await?;
    end_begun_by(tx, account, Began::Code).await?;
    Ok(gone.rows_affected > 0)
}

async fn end_begun_by<C: ConnectionTrait>(
    db: &C,
    account: AccountId,
    began: Began,
) -> Result<(), StoreError> {
    desk_sessions::Entity::delete_many()
        .filter(desk_sessions::Column::Account.eq(account.0.to_vec()))
        .filter(desk_sessions::Column::Factor.eq(began.written()))
        .exec(db)
        .await?;
    Ok(())
}

fn passkey(row: desk_passkeys::Model) -> Result<KeptPasskey, StoreError> {
    let id = row.id.try_into().map_err(|_| StoreError::Bent("passkey"))?;
    Ok(KeptPasskey {
        id: PasskeyId(id),
        label: row.label,
        added: day(&row.added)?,
        credential: Credential {
            id: row.credential_id,
            text: row.credential,
        },
        key_copy: row.key_copy,
    })
}

pub(super) fn of(name: &'static str, account: AccountId) -> Deed {
    Deed {
        name,
        daily: false,
        account: Some(account),
        case: None,
    }
}
