//! Last days of accounts, at the desk and at the trends host.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use sotomado_core::calendar::Day;

use crate::access::audited::{Deed, SET_END};
use crate::access::{AccountId, Action, Permit};
use crate::store::reading::day;
use crate::store::row::{desk_accounts, desk_sessions, trends_accounts, trends_sessions};
use crate::store::{Role, Store, StoreError};

/// An account that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What is typed to sign in.
    pub sign_in: String,
    /// Whose it is.
    pub name: String,
    /// Whether at the trends host, and not at the desk.
    pub hr: bool,
    /// Its last day.
    pub ends: Day,
}

/// Whether a last day was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSet {
    Kept,
    /// Nobody has this sign-in name.
    Nobody,
    /// No lead would be left after it: such an end is the operator's to write down.
    LastLead,
}

impl Store {
    /// Writes down the last day of a desk account, or that it has none.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_end(
        &self,
        permit: &Permit,
        sign_in: &str,
        ends: Option<Day>,
    ) -> Result<EndSet, StoreError> {
        permit.desk(Action::EndAccount)?;
        let Some(account) = self.account_by_sign_in(sign_in).await? else {
            return Ok(EndSet::Nobody);
        };
        let row = desk_accounts::ActiveModel {
            id: Set(account.id.0.to_vec()),
            ends: Set(ends.map(|day| day.to_string())),
            ..Default::default()
        };
        let tx = self.main.begin().await?;
        let before = leads_until(&tx).await?;
        desk_accounts::Entity::update(row).exec(&tx).await?;
        let sooner = leads_until(&tx).await? < before;
        if permit.staff().is_ok() && account.role == Role::Lead && sooner {
            return Ok(EndSet::LastLead);
        }
        self.note_until(&tx, account.id, ends).await?;
        let over = ends.is_some_and(|last| last < self.clock.today());
        if over {
            // What is lifted later brings no session back.
            let of_account = desk_sessions::Column::Account.eq(account.id.0.to_vec());
            let sessions = desk_sessions::Entity::delete_many().filter(of_account);
            sessions.exec(&tx).await?;
            if account.role == Role::Lead {
                self.drop_links_of_leads(&tx).await?;
            }
        }
        self.record(&tx, permit).await?;
        self.record_deed(&tx, of(account.id)).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(EndSet::Kept)
    }

    /// The same for an HR reader of the permit's window. False when there is none of this name.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_hr_end(
        &self,
        permit: &Permit,
        sign_in: &str,
        ends: Option<Day>,
    ) -> Result<bool, StoreError> {
        let window = permit.window(Action::AddAccount)?;
        let found = self.hr_reader_by_sign_in(sign_in).await?;
        let Some(reader) = found.filter(|reader| reader.window == window) else {
            return Ok(false);
        };
        let row = trends_accounts::ActiveModel {
            id: Set(reader.id.0.to_vec()),
            ends: Set(ends.map(|day| day.to_string())),
            ..Default::default()
        };
        let tx = self.main.begin().await?;
        trends_accounts::Entity::update(row).exec(&tx).await?;
        if ends.is_some_and(|last| last < self.clock.today()) {
            let of_account = trends_sessions::Column::Account.eq(reader.id.0.to_vec());
            let sessions = trends_sessions::Entity::delete_many().filter(of_account);
            sessions.exec(&tx).await?;
        }
        self.note_until(&tx, reader.id, ends).await?;
        self.record_deed(&tx, of(reader.id)).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(true)
    }

    /// Accounts whose last day comes from today until `until`, the soonest first.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn ending(&self, permit: &Permit, until: Day) -> Result<Vec<Ending>, StoreError> {
        permit.desk(Action::SeeOfferedKeys)?;
        let (from, to) = (self.clock.today().to_string(), until.to_string());
        let of_desk = desk_accounts::Entity::find()
            .filter(desk_accounts::Column::Ends.between(from.clone(), to.clone()))
            .order_by_asc(desk_accounts::Column::SignIn)
            .all(&self.main.read)
            .await?;
        let of_trends = trends_accounts::Entity::find()
            .filter(trends_accounts::Column::Ends.between(from, to))
            .order_by_asc(trends_accounts::Column::SignIn)
            .all(&self.main.read)
            .await?;
        let of_desk = of_desk
            .into_iter()
            .map(|row| (row.sign_in, row.name, false, row.ends));
        let of_trends = of_trends
            .into_iter()
            .map(|row| (row.sign_in, row.name, true, row.ends));
        let mut all = of_desk
            .chain(of_trends)
            .map(|(sign_in, name, hr, ends)| {
                Ok(Ending {
                    sign_in,
                    name,
                    hr,
                    ends: day(ends.as_deref().unwrap_or_default())?,
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        all.sort_by_key(|one| one.ends);
        Ok(all)
    }
}

/// Until when there is a lead: the latest of their last days, and longer than any where one has none. Asked within the deed: two
/// leads who end each other at once are one after the other there.
async fn leads_until(tx: &DatabaseTransaction) -> Result<(bool, Option<String>), StoreError> {
    let leads = desk_accounts::Entity::find()
        .filter(desk_accounts::Column::Role.eq(Role::Lead.as_str()))
        .all(tx)
        .await?;
    let for_good = leads.iter().any(|lead| lead.ends.is_none());
    let latest = leads.into_iter().filter_map(|lead| lead.ends).max();
    Ok((for_good, latest.filter(|_| !for_good)))
}

fn of(account: AccountId) -> Deed {
    Deed {
        name: SET_END,
        daily: false,
        account: Some(account),
        case: None,
    }
}
