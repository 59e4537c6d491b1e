//! Links by which people come in, and that fall with something else than their use: with the account of a lead who may have made
//! them, or with another way back into the account that they lead to.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use sotomado_core::calendar::Day;

use crate::access::AccountId;
use crate::store::invitations::{BACK, DAYS_OPEN, JOIN_LINK};
use crate::store::row::{desk_accounts, invitations};
use crate::store::{Role, Store, StoreError, rosters};

impl Store {
    /// Of a lead whose account is over at once no link is good any more. Nobody is written down as its maker, so those of other leads
    /// go too: they are made anew in a minute.
    pub(super) async fn drop_links_of_leads(
        &self,
        tx: &DatabaseTransaction,
    ) -> Result<(), StoreError> {
        let all = invitations::Column::Purpose.is_in([JOIN_LINK, BACK]);
        self.drop_links(tx, Condition::all().add(all)).await
    }

    /// Every link back into this account: another would let in whoever kept it once its owner is back.
    pub(super) async fn drop_links_to(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
    ) -> Result<(), StoreError> {
        let to = invitations::Column::Account.eq(account.0.to_vec());
        self.drop_links(tx, Condition::all().add(to)).await
    }

    async fn drop_links(
        &self,
        tx: &DatabaseTransaction,
        which: Condition,
    ) -> Result<(), StoreError> {
        let rows = invitations::Entity::find()
            .filter(which.clone())
            .all(tx)
            .await?;
        for row in &rows {
            self.note_invitation(tx, &rosters::digest(&row.id)?).await?;
        }
        invitations::Entity::delete_many()
            .filter(which)
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// Whether a lead could have made this link whose account is over since: their last day came after the link was made, and has passed.
pub(super) async fn outlived<C: ConnectionTrait>(
    db: &C,
    link: &invitations::Model,
    today: Day,
) -> Result<bool, StoreError> {
    if link.purpose != JOIN_LINK && link.purpose != BACK {
        return Ok(false);
    }
    let made = super::reading::day(&link.last_day)?.plus_days(-DAYS_OPEN);
    let leads = desk_accounts::Entity::find()
        .filter(desk_accounts::Column::Role.eq(Role::Lead.as_str()))
        .filter(desk_accounts::Column::Ends.gte(made.to_string()))
        .filter(desk_accounts::Column::Ends.lt(today.to_string()));
    Ok(leads.count(db).await? > 0)
}
