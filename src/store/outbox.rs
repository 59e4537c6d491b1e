//! Letters to staff that wait to be sent: one for each address and working day, whether or not anything came; and the call that
//! a reporter chose, as the one exception.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::AuthorKey;

use crate::access::AccountId;
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
/// Stands where an account would: whoever keeps the heads of the audit chain outside has none.
const OUTSIDE: [u8; 16] = [0; 16];

/// A letter: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LetterId(pub [u8; 16]);

/// What a letter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// The same on each working day.
    Daily,
    /// That a reporter asks for somebody at once.
    Call,
    /// The head of the audit chain, for whoever keeps it.
    Head,
}

impl LetterKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Call => "call",
            Self::Head => "head",
        }
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        [Self::Daily, Self::Call, Self::Head]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(StoreError::Bent("kind of letter"))
    }
}

/// A letter that waits.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Names it, in its Message-ID too.
    pub id: LetterId,
    /// What it says.
    pub kind: LetterKind,
    /// Where to.
    pub address: String,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// A letter that was given up.
#[derive(Clone, Debug)]
pub struct Dead {
    /// Sign-in name of whose it was; none for whoever keeps the heads of the audit chain.
    pub sign_in: Option<String>,
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
    /// Makes the letters of a working day, one for each account with an address that has none yet, and, where heads are kept
    /// `outside`, one to there; and forgets old ones. What it looks at is accounts and days: no case can change what it
    /// makes. Says how many it made.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn queue_daily(&self, day: Day, outside: bool) -> Result<usize, StoreError> {
        if without_letter(&self.main.read, day, outside)
            .await?
            .is_empty()
        {
            return Ok(0);
        }
        let tx = self.main.begin().await?;
        let accounts = without_letter(&tx, day, outside).await?;
        for account in &accounts {
            let kind = if account.0 == OUTSIDE {
                LetterKind::Head
            } else {
                LetterKind::Daily
            };
            let row = new(account.0.to_vec(), day, kind)?;
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

    /// All letters that wait. Whoever keeps heads has the address `outside`.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn waiting(&self, outside: Option<&str>) -> Result<Vec<Letter>, StoreError> {
        let mut accounts = with_mail(&self.main.read, self.clock.today()).await?;
        accounts.extend(outside.map(|address| (OUTSIDE.to_vec(), address.to_owned())));
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
                    kind: LetterKind::read(&row.kind)?,
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
        let this = outbox::Column::Id.eq(letter.id.0.to_vec());
        if letter.kind == LetterKind::Call && outcome == Outcome::Sent {
            // Nothing is left of it: the next one is as new as the first.
            let gone = outbox::Entity::delete_many().filter(this);
            gone.exec(&self.main.write).await?;
            return Ok(());
        }
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
            .filter(this)
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
                sign_in: account.map(|account| account.sign_in),
                day: read_day(&row.day)?,
                tries: tries(row.tries)?,
            });
        }
        Ok(dead)
    }

    /// Whether each of these readers has an account with an address, so that a call reaches whomever the lot falls on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn all_have_mail(&self, readers: &[AuthorKey]) -> Result<bool, StoreError> {
        let with = called(&self.main.read, readers, self.clock.today()).await?;
        Ok(!readers.is_empty() && with.len() == readers.len())
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

/// Makes the call that a reporter chose, in the deed that keeps the report. Where one waits already, that one is it.
pub(super) async fn call<C: ConnectionTrait>(
    db: &C,
    readers: &BTreeSet<AuthorKey>,
    today: Day,
) -> Result<(), StoreError> {
    let readers: Vec<AuthorKey> = readers.iter().copied().collect();
    let letters = called(db, &readers, today).await?;
    if letters.is_empty() {
        return Ok(());
    }
    let rows = letters
        .into_iter()
        .map(|account| new(account, today, LetterKind::Call))
        .collect::<Result<Vec<_>, _>>()?;
    let once = [
        outbox::Column::Account,
        outbox::Column::Day,
        outbox::Column::Kind,
    ];
    // One that was given up today is tried anew: whoever chose the call was told that it goes at once.
    let again = OnConflict::columns(once)
        .update_columns([outbox::Column::State, outbox::Column::Tries])
        .action_and_where(Expr::col((outbox::Entity, outbox::Column::State)).eq(DEAD))
        .to_owned();
    outbox::Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Accounts of these readers that have an address.
async fn called<C: ConnectionTrait>(
    db: &C,
    readers: &[AuthorKey],
    today: Day,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let keys = readers.iter().map(|reader| reader.0.to_vec());
    let rows = desk_accounts::Entity::find()
        .filter(desk_accounts::Column::KeyAuthor.is_in(keys))
        .filter(desk_accounts::Column::Mail.is_not_null())
        .filter(goes_on(today))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

fn new(account: Vec<u8>, day: Day, kind: LetterKind) -> Result<outbox::ActiveModel, StoreError> {
    Ok(outbox::ActiveModel {
        id: Set(chance::bytes::<16>()?.to_vec()),
        account: Set(account),
        day: Set(day.to_string()),
        kind: Set(kind.as_str().to_owned()),
        state: Set(WAITING.to_owned()),
        tries: Set(0),
    })
}

/// Of accounts that have not ended.
fn goes_on(today: Day) -> Condition {
    Condition::any()
        .add(desk_accounts::Column::Ends.is_null())
        .add(desk_accounts::Column::Ends.gte(today.to_string()))
}

/// Addresses by account.
async fn with_mail<C: ConnectionTrait>(
    db: &C,
    today: Day,
) -> Result<BTreeMap<Vec<u8>, String>, StoreError> {
    let rows = desk_accounts::Entity::find()
        .filter(desk_accounts::Column::Mail.is_not_null())
        .filter(goes_on(today))
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
    outside: bool,
) -> Result<Vec<AccountId>, StoreError> {
    let made: BTreeSet<Vec<u8>> = outbox::Entity::find()
        .filter(outbox::Column::Day.eq(day.to_string()))
        .filter(outbox::Column::Kind.ne(LetterKind::Call.as_str()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.account)
        .collect();
    let accounts = with_mail(db, day).await?.into_keys();
    accounts
        .chain(outside.then(|| OUTSIDE.to_vec()))
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
