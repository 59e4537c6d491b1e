//! Letters to staff that wait to be sent: one for each address and working day, whether or not anything came.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use sotomado_core::calendar::Day;

use crate::access::audited::{Deed, SET_MAIL};
use crate::access::{AccountId, Action, Permit};
use crate::chance;
use crate::store::accounts::account_id;
use crate::store::reading::day as read_day;
use crate::store::row::{desk_accounts, outbox};
use crate::store::{Store, StoreError};

const WAITING: &str = "waiting";
const SENT: &str = "sent";
const DEAD: &str = "dead";
/// So many days a letter that was given up is remembered, so that somebody reads of it.
const REMEMBERED: i32 = 30;

/// A letter: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LetterId(pub [u8; 16]);

/// A letter that waits.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Names it, in its Message-ID too.
    pub id: LetterId,
    /// Where to.
    pub address: String,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// A letter that was given up.
#[derive(Clone, Debug)]
pub struct Dead {
    /// Sign-in name of whose it was.
    pub sign_in: String,
    /// The working day whose letter it was.
    pub day: Day,
    /// How often it was tried.
    pub tries: u32,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it.
    Sent,
    /// It is to be tried again.
    Failed,
    /// It never will be.
    GivenUp,
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
        let id = account.id.0.to_vec();
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
            account: Some(account.id),
            case: None,
        };
        self.record_deed(&tx, deed).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Makes the letters of a working day, one for each account with an address that has none yet, and forgets old ones.
    /// What it looks at is accounts and days: no case can change what it makes. Says how many it made.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn queue_daily(&self, day: Day) -> Result<usize, StoreError> {
        if without_letter(&self.main.read, day).await?.is_empty() {
            return Ok(0);
        }
        let tx = self.main.begin().await?;
        let accounts = without_letter(&tx, day).await?;
        for account in &accounts {
            let row = outbox::ActiveModel {
                id: Set(chance::bytes::<16>()?.to_vec()),
                account: Set(account.0.to_vec()),
                day: Set(day.to_string()),
                state: Set(WAITING.to_owned()),
                tries: Set(0),
            };
            outbox::Entity::insert(row)
                .exec_without_returning(&tx)
                .await?;
        }
        for (state, before) in [(SENT, day), (DEAD, day.plus_days(-REMEMBERED))] {
            outbox::Entity::delete_many()
                .filter(outbox::Column::State.eq(state))
                .filter(outbox::Column::Day.lt(before.to_string()))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(accounts.len())
    }

    /// All letters that wait.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn waiting(&self) -> Result<Vec<Letter>, StoreError> {
        let accounts = with_mail(&self.main.read).await?;
        let rows = outbox::Entity::find()
            .filter(outbox::Column::State.eq(WAITING))
            .order_by_asc(outbox::Column::Id)
            .all(&self.main.read)
            .await?;
        rows.into_iter()
            .filter_map(|row| Some((accounts.get(&row.account)?.clone(), row)))
            .map(|(address, row)| {
                Ok(Letter {
                    id: letter_id(row.id)?,
                    address,
                    tries: tries(row.tries)?,
                })
            })
            .collect()
    }

    /// Notes what became of a letter that was tried.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn settle(&self, letter: &Letter, outcome: Outcome) -> Result<(), StoreError> {
        let state = match outcome {
            Outcome::Sent => SENT,
            Outcome::Failed => WAITING,
            Outcome::GivenUp => DEAD,
        };
        let row = outbox::ActiveModel {
            state: Set(state.to_owned()),
            tries: Set(i64::from(letter.tries) + 1),
            ..Default::default()
        };
        // None, where the account lost its address meanwhile.
        outbox::Entity::update_many()
            .set(row)
            .filter(outbox::Column::Id.eq(letter.id.0.to_vec()))
            .exec(&self.main.write)
            .await?;
        Ok(())
    }

    /// What was given up of late, oldest first.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn dead_letters(&self) -> Result<Vec<Dead>, StoreError> {
        let rows = outbox::Entity::find()
            .filter(outbox::Column::State.eq(DEAD))
            .order_by_asc(outbox::Column::Day)
            .all(&self.main.read)
            .await?;
        let mut dead = Vec::new();
        for row in rows {
            let account = self.account_by_id(row.account).await?;
            dead.push(Dead {
                sign_in: account.map(|account| account.sign_in).unwrap_or_default(),
                day: read_day(&row.day)?,
                tries: tries(row.tries)?,
            });
        }
        Ok(dead)
    }

    /// How many desk accounts there are that get no mail.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn without_mail(&self) -> Result<u64, StoreError> {
        let none = desk_accounts::Column::Mail.is_null();
        let accounts = desk_accounts::Entity::find().filter(none);
        Ok(accounts.count(&self.main.read).await?)
    }
}

/// Addresses by account.
async fn with_mail<C: ConnectionTrait>(db: &C) -> Result<BTreeMap<Vec<u8>, String>, StoreError> {
    let rows = desk_accounts::Entity::find()
        .filter(desk_accounts::Column::Mail.is_not_null())
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.mail?)))
        .collect())
}

async fn without_letter<C: ConnectionTrait>(
    db: &C,
    day: Day,
) -> Result<Vec<AccountId>, StoreError> {
    let made: BTreeSet<Vec<u8>> = outbox::Entity::find()
        .filter(outbox::Column::Day.eq(day.to_string()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.account)
        .collect();
    let accounts = with_mail(db).await?.into_keys();
    accounts
        .filter(|account| !made.contains(account))
        .map(|account| account_id(&account))
        .collect()
}

fn letter_id(bytes: Vec<u8>) -> Result<LetterId, StoreError> {
    let bytes = bytes.try_into().map_err(|_| StoreError::Bent("letter"))?;
    Ok(LetterId(bytes))
}

fn tries(number: i64) -> Result<u32, StoreError> {
    number.try_into().map_err(|_| StoreError::Bent("tries"))
}
