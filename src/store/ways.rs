//! Ways in that ended and stay so: second factors, codes on paper, links, the last days of accounts. Noted in the transaction of the
//! deed, on the list of what ended, so that no older copy lets in whoever was shut out since.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use sotomado_core::calendar::Day;
use sotomado_core::ended::EndedKey;
use sotomado_core::ids::{Digest, StaffId, TellingId};

use crate::access::AccountId;
use crate::store::ended::note;
use crate::store::row::{
    desk_accounts, desk_codes, desk_passkeys, ended, invitations, recoveries, trends_accounts,
};
use crate::store::{Store, StoreError, tellings as texts};

/// Days among which the last one of an account is looked for: so many from this one on, which is a hundred years.
const FIRST: &str = "2020-01-01";
const DAYS: i32 = 36_525;

/// How many ways in an older copy had brought back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// Passkeys, codes of an app, codes on paper.
    pub factors: usize,
    /// Accounts whose last day is another than in the copy.
    pub accounts: usize,
    /// Links: of invited people, and of texts that somebody was told.
    pub links: usize,
}

impl Store {
    /// Notes every second factor of an account, before they go.
    pub(super) async fn note_factors(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
    ) -> Result<(), StoreError> {
        let Some(key) = self.ended_key() else {
            return Ok(());
        };
        let passkeys = desk_passkeys::Entity::find()
            .filter(desk_passkeys::Column::Account.eq(account.0.to_vec()))
            .all(tx)
            .await?;
        let mut gone = passkeys
            .iter()
            .map(|row| Ok(key.passkey(&sixteen(&row.id)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        gone.extend(codes_of(tx, &key, account).await?);
        note(tx, gone).await
    }

    /// Notes one passkey.
    pub(super) async fn note_passkey<C: ConnectionTrait>(
        &self,
        tx: &C,
        id: &[u8; 16],
    ) -> Result<(), StoreError> {
        note(tx, self.ended_key().map(|key| key.passkey(id))).await
    }

    /// Notes what an account's codes are made from, before that goes.
    pub(super) async fn note_codes(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
    ) -> Result<(), StoreError> {
        match self.ended_key() {
            Some(key) => note(tx, codes_of(tx, &key, account).await?).await,
            None => Ok(()),
        }
    }

    /// Notes the code on paper that an account has, before another one takes its place.
    pub(super) async fn note_paper(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
        next: &Digest,
    ) -> Result<(), StoreError> {
        let Some(key) = self.ended_key() else {
            return Ok(());
        };
        let row = recoveries::Entity::find_by_id(account.0.to_vec());
        let kept = match row.one(tx).await? {
            Some(row) => super::rosters::digest(&row.digest)?,
            None => return Ok(()),
        };
        let gone = (kept != *next).then(|| key.paper(&StaffId(account.0), &kept));
        note(tx, gone).await
    }

    /// Notes a link by which somebody could come in.
    pub(super) async fn note_invitation<C: ConnectionTrait>(
        &self,
        tx: &C,
        link: &Digest,
    ) -> Result<(), StoreError> {
        note(tx, self.ended_key().map(|key| key.invitation(link))).await
    }

    /// Notes a text that its link opens no more.
    pub(super) async fn note_telling<C: ConnectionTrait>(
        &self,
        tx: &C,
        id: &TellingId,
    ) -> Result<(), StoreError> {
        note(tx, self.ended_key().map(|key| key.telling(id))).await
    }

    /// Notes the last day of an account, or that it has none, as what was set last.
    pub(super) async fn note_until(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
        last: Option<Day>,
    ) -> Result<(), StoreError> {
        let Some(key) = self.ended_key() else {
            return Ok(());
        };
        let account = StaffId(account.0);
        let mut turn = 1;
        let is_noted = |turn| ended::Entity::find_by_id(key.turn(&account, turn).0.to_vec());
        while is_noted(turn).one(tx).await?.is_some() {
            turn += 1;
        }
        note(
            tx,
            [key.turn(&account, turn), key.until(&account, turn, last)],
        )
        .await
    }

    /// Ends the ways in that an older copy brought back: by everything that is noted by now, what the copy knew itself with what
    /// the lists brought. A list may be older than the copy, and what was set last counts.
    pub(super) async fn close_again(&self, tx: &DatabaseTransaction) -> Result<Ways, StoreError> {
        let Some(key) = self.ended_key() else {
            return Ok(Ways::default());
        };
        let rows = ended::Entity::find().all(tx).await?;
        let noted = rows.iter().map(|row| super::rosters::digest(&row.digest));
        let noted: BTreeSet<Digest> = noted.collect::<Result<_, _>>()?;
        Ok(Ways {
            factors: factors(tx, &key, &noted).await?,
            accounts: accounts(tx, &key, &noted).await?,
            links: invited(tx, &key, &noted).await? + texts::end_again(tx, &key, &noted).await?,
        })
    }
}

async fn codes_of(
    tx: &DatabaseTransaction,
    key: &EndedKey,
    account: AccountId,
) -> Result<Option<Digest>, StoreError> {
    let row = desk_codes::Entity::find_by_id(account.0.to_vec())
        .one(tx)
        .await?;
    Ok(row.map(|row| key.codes(&StaffId(account.0), &row.secret)))
}

async fn factors(
    tx: &DatabaseTransaction,
    key: &EndedKey,
    ended: &BTreeSet<Digest>,
) -> Result<usize, StoreError> {
    let mut gone = 0;
    for row in desk_passkeys::Entity::find().all(tx).await? {
        if ended.contains(&key.passkey(&sixteen(&row.id)?)) {
            desk_passkeys::Entity::delete_by_id(row.id).exec(tx).await?;
            gone += 1;
        }
    }
    for row in desk_codes::Entity::find().all(tx).await? {
        let account = StaffId(sixteen(&row.account)?);
        if ended.contains(&key.codes(&account, &row.secret)) {
            desk_codes::Entity::delete_by_id(row.account)
                .exec(tx)
                .await?;
            gone += 1;
        }
    }
    for row in recoveries::Entity::find().all(tx).await? {
        let account = StaffId(sixteen(&row.account)?);
        if ended.contains(&key.paper(&account, &super::rosters::digest(&row.digest)?)) {
            recoveries::Entity::delete_by_id(row.account)
                .exec(tx)
                .await?;
            gone += 1;
        }
    }
    Ok(gone)
}

async fn invited(
    tx: &DatabaseTransaction,
    key: &EndedKey,
    ended: &BTreeSet<Digest>,
) -> Result<usize, StoreError> {
    let mut gone = 0;
    for row in invitations::Entity::find().all(tx).await? {
        if ended.contains(&key.invitation(&super::rosters::digest(&row.id)?)) {
            invitations::Entity::delete_by_id(row.id).exec(tx).await?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// Of each account, at the desk and at the trends host, what was set last.
async fn accounts(
    tx: &DatabaseTransaction,
    key: &EndedKey,
    ended: &BTreeSet<Digest>,
) -> Result<usize, StoreError> {
    let mut changed = 0;
    for row in desk_accounts::Entity::find().all(tx).await? {
        let Some(last) = set_last(key, ended, StaffId(sixteen(&row.id)?)) else {
            continue;
        };
        let last = last.map(|day| day.to_string());
        changed += usize::from(row.ends != last);
        let row = desk_accounts::ActiveModel {
            id: Set(row.id),
            ends: Set(last),
            ..Default::default()
        };
        desk_accounts::Entity::update(row).exec(tx).await?;
    }
    for row in trends_accounts::Entity::find().all(tx).await? {
        let Some(last) = set_last(key, ended, StaffId(sixteen(&row.id)?)) else {
            continue;
        };
        let last = last.map(|day| day.to_string());
        changed += usize::from(row.ends != last);
        let row = trends_accounts::ActiveModel {
            id: Set(row.id),
            ends: Set(last),
            ..Default::default()
        };
        trends_accounts::Entity::update(row).exec(tx).await?;
    }
    Ok(changed)
}

/// What was set for an account last, if something was. Where two desks that were put back each set something as the same turn, the
/// earlier day counts; a day that is not found is one long past. Whoever was shut out too soon is let in by one command.
fn set_last(key: &EndedKey, ended: &BTreeSet<Digest>, account: StaffId) -> Option<Option<Day>> {
    let turns = (1..).take_while(|turn| ended.contains(&key.turn(&account, *turn)));
    let turn = turns.last()?;
    let noted = |last: &Option<Day>| ended.contains(&key.until(&account, turn, *last));
    let first = Day::parse(FIRST)?;
    let days = (0..DAYS).map(|after| Some(first.plus_days(after)));
    Some(days.chain([None]).find(noted).unwrap_or(Some(first)))
}

fn sixteen(bytes: &[u8]) -> Result<[u8; 16], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Bent("account"))
}
