//! What colleagues are told of one who came back without what they had before: one row for each who has not put it away.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::AuthorKey;

use crate::access::{AccountId, Action, Permit};
use crate::chance;
use crate::store::accounts::account_id;
use crate::store::reading::day;
use crate::store::row::{desk_accounts, returns};
use crate::store::{Role, Store, StoreError};

/// By what somebody came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// By the code on the paper copy of their key.
    Paper,
    /// By a link for a new password.
    Password,
}

/// That somebody came back, for one colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// 16 random bytes.
    pub id: [u8; 16],
    /// Who it was.
    pub name: String,
    /// By what.
    pub how: How,
    /// When.
    pub day: Day,
}

impl How {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Password => "password",
        }
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        match text {
            "paper" => Ok(Self::Paper),
            "password" => Ok(Self::Password),
            _ => Err(StoreError::Bent("return")),
        }
    }
}

impl Store {
    /// Of whom this account has not put it away that they came back, the newest first.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn returns(&self, permit: &Permit) -> Result<Vec<Return>, StoreError> {
        let account = permit.account(Action::SeeReturns)?;
        let rows = returns::Entity::find()
            .filter(returns::Column::To.eq(account.0.to_vec()))
            .order_by_desc(returns::Column::Day)
            .all(&self.main.read)
            .await?;
        let mut told = Vec::with_capacity(rows.len());
        for row in rows {
            let who = self.account_by_id(row.account).await?;
            told.push(Return {
                id: row.id.try_into().map_err(|_| StoreError::Bent("return"))?,
                name: who.map(|account| account.name).unwrap_or_default(),
                how: How::read(&row.how)?,
                day: day(&row.day)?,
            });
        }
        Ok(told)
    }

    /// Puts one away, if it is this account's.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn put_return_away(&self, permit: &Permit, id: [u8; 16]) -> Result<(), StoreError> {
        let account = permit.account(Action::SeeReturns)?;
        returns::Entity::delete_many()
            .filter(returns::Column::Id.eq(id.to_vec()))
            .filter(returns::Column::To.eq(account.0.to_vec()))
            .exec(&self.main.write)
            .await?;
        Ok(())
    }
}

/// Notes for the owners of these keys and for every lead that `account` came back.
pub(super) async fn note(
    tx: &DatabaseTransaction,
    account: AccountId,
    how: How,
    today: Day,
    colleagues: &[AuthorKey],
) -> Result<(), StoreError> {
    let keys = colleagues.iter().map(|key| key.0.to_vec());
    let told = Condition::any()
        .add(desk_accounts::Column::KeyAuthor.is_in(keys))
        .add(desk_accounts::Column::Role.eq(Role::Lead.as_str()));
    let people: Vec<Vec<u8>> = desk_accounts::Entity::find()
        .select_only()
        .column(desk_accounts::Column::Id)
        .filter(told)
        .filter(desk_accounts::Column::Id.ne(account.0.to_vec()))
        .into_tuple()
        .all(tx)
        .await?;
    for to in people {
        let to = account_id(&to)?;
        let row = returns::ActiveModel {
            id: Set(chance::bytes::<16>()?.to_vec()),
            to: Set(to.0.to_vec()),
            account: Set(account.0.to_vec()),
            how: Set(how.as_str().to_owned()),
            day: Set(today.to_string()),
        };
        returns::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
