//! Links by which people come in: used once, known here by the digest of their secret alone.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Digest};

use crate::access::audited::{Deed, JOIN, NEW_PASSWORD};
use crate::access::{AccountId, Action, Permit};
use crate::store::accounts::{self, account_id};
use crate::store::fallen::outlived;
use crate::store::reading::day;
use crate::store::returns::{self, How};
use crate::store::rosters::digest;
use crate::store::row::{desk_accounts, desk_sessions, invitations};
use crate::store::{Account, NewAccount, Role, Store, StoreError, windows};

/// A link is good on the day on which it is made and on so many days after.
pub const DAYS_OPEN: i32 = 7;

/// As kept.
const BEGIN: &str = "begin";
pub(super) const JOIN_LINK: &str = "join";
pub(super) const BACK: &str = "back";

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The first lead of a new desk, and its windows.
    Begin,
    /// A new account with this card.
    Join(Card),
    /// A new password for this account.
    Back(AccountId),
}

/// What whoever invites says of the invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What the account is for.
    pub role: Role,
    /// On the reader's card, like the next three.
    pub name: String,
    /// 弁護士, 公認心理師, ….
    pub profession: String,
    /// Who appointed the reader.
    pub appointed_by: String,
    /// Whether an adviser to the organisation, in a sentence.
    pub adviser: String,
}

/// A link that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// SHA-256 of its secret.
    pub id: Digest,
    /// What it is for.
    pub purpose: Purpose,
    /// The last day on which it is good.
    pub last_day: Day,
}

/// What whoever comes in by a link chose.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// For a new account; an old one keeps its own.
    pub sign_in: String,
    /// Argon2id, hashed already.
    pub password: String,
    /// The keys of everybody who reads beside whoever comes back, to be told of it.
    pub colleagues: Vec<AuthorKey>,
}

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It did what it is for, and is gone.
    In(AccountId),
    /// The sign-in name is another's; the link is as good as before.
    Taken,
    /// There is no such link any more.
    Gone,
}

impl Store {
    /// Keeps a link. The same twice is one.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn invite(&self, permit: &Permit, new: Invitation) -> Result<(), StoreError> {
        let action = match &new.purpose {
            Purpose::Begin => Action::BeginDesk,
            Purpose::Join(_) => Action::Invite,
            Purpose::Back(_) => Action::LetBackIn,
        };
        permit.desk(action)?;
        let id = new.id.0.to_vec();
        let tx = self.main.begin().await?;
        if new.purpose == Purpose::Begin {
            // A desk begins once: the address that was printed last is the one.
            let others = invitations::Column::Purpose.eq(BEGIN);
            let others = invitations::Entity::delete_many().filter(others);
            others.exec(&tx).await?;
        }
        let found = invitations::Entity::find_by_id(id).one(&tx).await?;
        if found.is_none() {
            invitations::Entity::insert(written(new))
                .exec_without_returning(&tx)
                .await?;
            self.record(&tx, permit).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The links that are open on this day, in the order of their last days.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn invitations(
        &self,
        permit: &Permit,
        today: Day,
    ) -> Result<Vec<Invitation>, StoreError> {
        permit.desk(Action::SeeAccounts)?;
        let rows = invitations::Entity::find()
            .filter(invitations::Column::LastDay.gte(today.to_string()))
            .order_by_asc(invitations::Column::LastDay)
            .order_by_asc(invitations::Column::Name)
            .all(&self.main.read)
            .await?;
        let mut open = Vec::with_capacity(rows.len());
        for row in rows {
            if !outlived(&self.main.read, &row, today).await? {
                open.push(invitation(row)?);
            }
        }
        Ok(open)
    }

    /// All accounts of the desk, by sign-in name.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn accounts(&self, permit: &Permit) -> Result<Vec<Account>, StoreError> {
        permit.desk(Action::SeeAccounts)?;
        let rows = desk_accounts::Entity::find()
            .order_by_asc(desk_accounts::Column::SignIn)
            .all(&self.main.read)
            .await?;
        rows.into_iter().map(accounts::account).collect()
    }

    /// Takes a link back, if it is still there.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn revoke_invitation(&self, permit: &Permit, id: Digest) -> Result<(), StoreError> {
        permit.desk(Action::RevokeInvitation)?;
        let tx = self.main.begin().await?;
        let gone = invitations::Entity::delete_by_id(id.0.to_vec())
            .exec(&tx)
            .await?;
        if gone.rows_affected > 0 {
            self.note_invitation(&tx, &id).await?;
            self.record(&tx, permit).await?;
            tx.commit().await?;
            self.list_ended().await;
        }
        Ok(())
    }

    /// The link of this secret, and the account that it lets back in, if it is good on this day.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn invitation(
        &self,
        id: Digest,
        today: Day,
    ) -> Result<Option<(Invitation, Option<Account>)>, StoreError> {
        let row = invitations::Entity::find_by_id(id.0.to_vec())
            .filter(invitations::Column::LastDay.gte(today.to_string()))
            .one(&self.main.read)
            .await?;
        let row = standing(&self.main.read, row, today).await?;
        let Some(found) = row.map(invitation).transpose()? else {
            return Ok(None);
        };
        let account = match found.purpose {
            Purpose::Back(account) => self.account_by_id(account.0.to_vec()).await?,
            Purpose::Begin | Purpose::Join(_) => None,
        };
        Ok(Some((found, account)))
    }

    /// Does what the link of this secret is for, once.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn come_in(
        &self,
        id: Digest,
        today: Day,
        chosen: Chosen,
    ) -> Result<Came, StoreError> {
        let tx = self.main.begin().await?;
        let row = invitations::Entity::find_by_id(id.0.to_vec())
            .filter(invitations::Column::LastDay.gte(today.to_string()))
            .one(&tx)
            .await?;
        let row = standing(&tx, row, today).await?;
        let Some(found) = row.map(invitation).transpose()? else {
            return Ok(Came::Gone);
        };
        let account = match found.purpose {
            // It asks for more than a name: `begin`.
            Purpose::Begin => return Ok(Came::Gone),
            Purpose::Join(card) => {
                let new = NewAccount {
                    sign_in: chosen.sign_in,
                    name: card.name,
                    profession: card.profession,
                    appointed_by: card.appointed_by,
                    adviser: card.adviser,
                    role: card.role,
                    password: chosen.password,
                };
                let Some(account) = accounts::insert(&tx, new).await? else {
                    return Ok(Came::Taken);
                };
                self.record_deed(&tx, of(JOIN, account)).await?;
                account
            }
            Purpose::Back(account) => {
                self.begin_anew(&tx, account, today, chosen).await?;
                account
            }
        };
        invitations::Entity::delete_by_id(id.0.to_vec())
            .exec(&tx)
            .await?;
        self.note_invitation(&tx, &id).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(Came::In(account))
    }

    /// Makes the first lead and the windows, `(short name, name)`, once.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin(
        &self,
        permit: &Permit,
        id: Digest,
        today: Day,
        lead: NewAccount,
        new: Vec<(String, String)>,
    ) -> Result<Came, StoreError> {
        permit.desk(Action::BeginDesk)?;
        let tx = self.main.begin().await?;
        let gone = invitations::Entity::delete_by_id(id.0.to_vec())
            .filter(invitations::Column::Purpose.eq(BEGIN))
            .filter(invitations::Column::LastDay.gte(today.to_string()))
            .exec(&tx)
            .await?;
        if gone.rows_affected == 0 {
            return Ok(Came::Gone);
        }
        let Some(account) = accounts::insert(&tx, lead).await? else {
            return Ok(Came::Taken);
        };
        for (short, name) in new {
            windows::insert(&tx, short, name).await?;
        }
        self.note_invitation(&tx, &id).await?;
        self.record_about(&tx, permit, account).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(Came::In(account))
    }

    /// Sets a new password, ends every session that the old one began, and notes for colleagues that it happened.
    async fn begin_anew(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
        today: Day,
        chosen: Chosen,
    ) -> Result<(), StoreError> {
        let row = desk_accounts::ActiveModel {
            id: Set(account.0.to_vec()),
            password: Set(chosen.password),
            ..Default::default()
        };
        desk_accounts::Entity::update(row).exec(tx).await?;
        end_sessions(tx, account).await?;
        self.drop_links_to(tx, account).await?;
        returns::note(tx, account, How::Password, today, &chosen.colleagues).await?;
        self.record_deed(tx, of(NEW_PASSWORD, account)).await
    }

    /// Forgets links whose last day has passed.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn forget_old_invitations(&self, today: Day) -> Result<(), StoreError> {
        invitations::Entity::delete_many()
            .filter(invitations::Column::LastDay.lt(today.to_string()))
            .exec(&self.main.write)
            .await?;
        Ok(())
    }
}

/// The link, unless it fell with the account of whoever may have made it.
async fn standing<C: ConnectionTrait>(
    db: &C,
    link: Option<invitations::Model>,
    today: Day,
) -> Result<Option<invitations::Model>, StoreError> {
    match link {
        Some(row) if outlived(db, &row, today).await? => Ok(None),
        other => Ok(other),
    }
}

/// Signs an account out everywhere.
pub(super) async fn end_sessions(
    tx: &DatabaseTransaction,
    account: AccountId,
) -> Result<(), StoreError> {
    desk_sessions::Entity::delete_many()
        .filter(desk_sessions::Column::Account.eq(account.0.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// A deed of somebody whom no permit names: the link was all they had.
pub(super) fn of(name: &'static str, account: AccountId) -> Deed {
    Deed {
        name,
        daily: false,
        account: Some(account),
        case: None,
    }
}

fn written(new: Invitation) -> invitations::ActiveModel {
    let (purpose, card, account) = match new.purpose {
        Purpose::Begin => (BEGIN, None, None),
        Purpose::Join(card) => (JOIN_LINK, Some(card), None),
        Purpose::Back(account) => (BACK, None, Some(account.0.to_vec())),
    };
    let role = card.as_ref().map_or("", |card| card.role.as_str());
    let said = |of: fn(&Card) -> &String| Set(card.as_ref().map(of).cloned().unwrap_or_default());
    invitations::ActiveModel {
        id: Set(new.id.0.to_vec()),
        purpose: Set(purpose.to_owned()),
        role: Set(role.to_owned()),
        name: said(|card| &card.name),
        profession: said(|card| &card.profession),
        appointed_by: said(|card| &card.appointed_by),
        adviser: said(|card| &card.adviser),
        account: Set(account),
        last_day: Set(new.last_day.to_string()),
    }
}

fn invitation(row: invitations::Model) -> Result<Invitation, StoreError> {
    let purpose = match (row.purpose.as_str(), row.account) {
        (BEGIN, None) => Purpose::Begin,
        ("join", None) => Purpose::Join(Card {
            role: Role::read(&row.role)?,
            name: row.name,
            profession: row.profession,
            appointed_by: row.appointed_by,
            adviser: row.adviser,
        }),
        ("back", Some(account)) => Purpose::Back(account_id(&account)?),
        _ => return Err(StoreError::Bent("link")),
    };
    Ok(Invitation {
        id: digest(&row.id)?,
        purpose,
        last_day: day(&row.last_day)?,
    })
}
