//! Accounts of the desk, and the keys their people offer for the roster.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Recipient};
use sotomado_core::roster::Reader;

use crate::access::{AccountId, Action, Actor, Permit, Resource};
use crate::chance;
use crate::store::factors::drop_key_copies;
use crate::store::reading::{author, day};
use crate::store::rosters::NewRoster;
use crate::store::row::desk_accounts;
use crate::store::{Store, StoreError, UNKEEPABLE};

/// What an account of the desk is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Keeps accounts and rosters.
    Lead,
    /// Opens and answers cases.
    Counsellor,
}

/// An account of the desk.
#[derive(Clone, Debug)]
pub struct Account {
    /// 16 random bytes.
    pub id: AccountId,
    /// What is typed to sign in.
    pub sign_in: String,
    /// On the reader's card.
    pub name: String,
    /// On the reader's card.
    pub profession: String,
    /// On the reader's card.
    pub appointed_by: String,
    /// On the reader's card: whether an adviser to the organisation.
    pub adviser: String,
    /// What it is for.
    pub role: Role,
    /// Argon2id.
    pub password: String,
    /// The key offered.
    pub key: Option<OfferedKey>,
    /// Its last day, if it has one.
    pub ends: Option<Day>,
}

/// A reader's key, as far as others may know it.
#[derive(Clone, Debug)]
pub struct OfferedKey {
    /// Public half of the author key.
    pub author: AuthorKey,
    /// For key files.
    pub recipient: Recipient,
    /// The reader's own age passphrase file; may be empty when it is kept elsewhere.
    pub file: Vec<u8>,
}

/// Whether a key was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOffer {
    /// With the rosters that came with it.
    Kept,
    /// Another account has it.
    InUse,
    /// A roster of that number was quicker.
    Overtaken,
}

/// What is needed to make an account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What is typed to sign in.
    pub sign_in: String,
    /// On the reader's card, like the next three.
    pub name: String,
    /// 弁護士, 公認心理師, ….
    pub profession: String,
    /// Who appointed the reader.
    pub appointed_by: String,
    /// Whether an adviser to the organisation, in a sentence.
    pub adviser: String,
    /// What it is for.
    pub role: Role,
    /// Argon2id, hashed already.
    pub password: String,
}

impl Role {
    /// As kept.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Counsellor => "counsellor",
        }
    }

    pub(super) fn read(text: &str) -> Result<Self, StoreError> {
        match text {
            "lead" => Ok(Self::Lead),
            "counsellor" => Ok(Self::Counsellor),
            _ => Err(StoreError::Bent("role")),
        }
    }
}

impl Account {
    /// Who this is to the door.
    pub fn actor(&self) -> Actor {
        self.actor_by(self.key.as_ref().map(|key| key.author))
    }

    /// The reader's card for a roster, once a key is offered; whoever signs says who is a deputy, and who had another key before.
    pub fn card(&self) -> Option<Reader> {
        let key = self.key.as_ref()?;
        Some(Reader {
            author: key.author,
            recipient: key.recipient,
            name: self.name.clone(),
            profession: self.profession.clone(),
            appointed_by: self.appointed_by.clone(),
            adviser: self.adviser.clone(),
            deputy: false,
            earlier: Vec::new(),
        })
    }

    /// Whether its last day has passed.
    pub fn has_ended(&self, today: Day) -> bool {
        self.ends.is_some_and(|last| last < today)
    }

    /// The same person by another key of theirs.
    pub fn actor_by(&self, author: Option<AuthorKey>) -> Actor {
        match self.role {
            Role::Lead => Actor::Lead {
                account: self.id,
                author,
            },
            Role::Counsellor => Actor::Counsellor {
                account: self.id,
                author,
            },
        }
    }

    /// What this is to the door.
    pub fn resource(&self) -> Resource {
        Resource::Account(self.id)
    }
}

impl Store {
    /// The account of a sign-in name.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn account_by_sign_in(&self, sign_in: &str) -> Result<Option<Account>, StoreError> {
        if sign_in.contains(UNKEEPABLE) {
            return Ok(None);
        }
        let row = desk_accounts::Entity::find()
            .filter(desk_accounts::Column::SignIn.eq(sign_in))
            .one(&self.main.read)
            .await?;
        row.map(account).transpose()
    }

    /// An account by its id, to ask for the rest of its sign-in.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.account_by_id(id.0.to_vec()).await
    }

    pub(super) async fn account_by_id(&self, id: Vec<u8>) -> Result<Option<Account>, StoreError> {
        let row = desk_accounts::Entity::find_by_id(id)
            .one(&self.main.read)
            .await?;
        row.map(account).transpose()
    }

    /// Makes an account. Nothing is returned when the sign-in name is taken.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn add_account(
        &self,
        permit: &Permit,
        new: NewAccount,
    ) -> Result<Option<AccountId>, StoreError> {
        permit.desk(Action::AddAccount)?;
        let tx = self.main.begin().await?;
        let Some(id) = insert(&tx, new).await? else {
            return Ok(None);
        };
        self.record_about(&tx, permit, id).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Offers a key for the roster. False when another account has that very author key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn offer_key(
        &self,
        permit: &Permit,
        key: OfferedKey,
        rosters: &[(Permit, NewRoster)],
    ) -> Result<KeyOffer, StoreError> {
        let account = permit.account(Action::OfferKey)?;
        let id = account.0.to_vec();
        let tx = self.main.begin().await?;
        let elsewhere = desk_accounts::Entity::find()
            .filter(desk_accounts::Column::KeyAuthor.eq(key.author.0.to_vec()))
            .filter(desk_accounts::Column::Id.ne(id.clone()))
            .one(&tx)
            .await?;
        if elsewhere.is_some() {
            return Ok(KeyOffer::InUse);
        }
        if !self.write_rosters(&tx, rosters).await? {
            return Ok(KeyOffer::Overtaken);
        }
        let author = Some(key.author.0.to_vec());
        let same = desk_accounts::Entity::find_by_id(id.clone())
            .filter(desk_accounts::Column::KeyAuthor.eq(author.clone()))
            .filter(desk_accounts::Column::KeyRecipient.eq(key.recipient.to_string()))
            .one(&tx)
            .await?;
        let another = same.is_none();
        let row = desk_accounts::ActiveModel {
            id: Set(id),
            key_author: Set(author),
            key_recipient: Set(Some(key.recipient.to_string())),
            key_file: Set(Some(key.file)),
            ..Default::default()
        };
        desk_accounts::Entity::update(row).exec(&tx).await?;
        if another {
            drop_key_copies(&tx, account).await?;
        }
        self.record_about(&tx, permit, account).await?;
        tx.commit().await?;
        if !rosters.is_empty() {
            self.list_ended().await;
        }
        Ok(KeyOffer::Kept)
    }

    /// All accounts that offer a key, by sign-in name.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn offered_keys(&self, permit: &Permit) -> Result<Vec<Account>, StoreError> {
        permit.desk(Action::SeeOfferedKeys)?;
        let rows = desk_accounts::Entity::find()
            .filter(desk_accounts::Column::KeyAuthor.is_not_null())
            .order_by_asc(desk_accounts::Column::SignIn)
            .all(&self.main.read)
            .await?;
        rows.into_iter().map(account).collect()
    }
}

/// Makes an account within a deed. Nothing is returned when the sign-in name is taken.
pub(super) async fn insert(
    tx: &DatabaseTransaction,
    new: NewAccount,
) -> Result<Option<AccountId>, StoreError> {
    if taken(tx, &new.sign_in).await? {
        return Ok(None);
    }
    let id = AccountId(chance::bytes()?);
    let row = desk_accounts::ActiveModel {
        id: Set(id.0.to_vec()),
        sign_in: Set(new.sign_in),
        name: Set(new.name),
        profession: Set(new.profession),
        appointed_by: Set(new.appointed_by),
        adviser: Set(new.adviser),
        role: Set(new.role.as_str().to_owned()),
        password: Set(new.password),
        key_author: Set(None),
        key_recipient: Set(None),
        key_file: Set(None),
        mail: Set(None),
        ends: Set(None),
    };
    desk_accounts::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(Some(id))
}

async fn taken<C: ConnectionTrait>(db: &C, sign_in: &str) -> Result<bool, StoreError> {
    let found = desk_accounts::Entity::find()
        .filter(desk_accounts::Column::SignIn.eq(sign_in))
        .one(db)
        .await?;
    Ok(found.is_some())
}

pub(super) fn account(row: desk_accounts::Model) -> Result<Account, StoreError> {
    let role = Role::read(&row.role)?;
    let key = match (row.key_author, row.key_recipient) {
        (Some(key), Some(recipient)) => Some(OfferedKey {
            author: author(&key)?,
            recipient: recipient
                .parse()
                .map_err(|_| StoreError::Bent("recipient"))?,
            file: row.key_file.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Account {
        id: account_id(&row.id)?,
        sign_in: row.sign_in,
        name: row.name,
        profession: row.profession,
        appointed_by: row.appointed_by,
        adviser: row.adviser,
        role,
        password: row.password,
        key,
        ends: row.ends.as_deref().map(day).transpose()?,
    })
}

pub(super) fn account_id(bytes: &[u8]) -> Result<AccountId, StoreError> {
    bytes
        .try_into()
        .map(AccountId)
        .map_err(|_| StoreError::Bent("account"))
}
