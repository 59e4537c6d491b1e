//! Coming back by the code that stands on the paper copy of a key: used once, known here by its digest alone.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Digest};

use crate::access::audited::RETURN;
use crate::access::{AccountId, Action, Permit};
use crate::store::invitations::{end_sessions, of};
use crate::store::returns::{self, How};
use crate::store::row::{desk_sessions, recoveries};
use crate::store::{Store, StoreError};

/// Somebody who comes back with a paper.
#[derive(Clone, Debug)]
pub struct ComingBack {
    /// Whose password was right.
    pub account: AccountId,
    /// SHA-256 of the code on the paper.
    pub code: Digest,
    /// SHA-256 of the code that is good from now on.
    pub next: Digest,
    /// The keys of everybody who reads beside them, to be told of it.
    pub colleagues: Vec<AuthorKey>,
    /// Digest of the cookie of the session that begins.
    pub token: Digest,
    /// Its last day.
    pub last: Day,
}

impl Store {
    /// Makes this the one code by which the account comes back.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn keep_recovery(&self, permit: &Permit, code: Digest) -> Result<(), StoreError> {
        let account = permit.account(Action::KeepRecovery)?;
        let tx = self.main.begin().await?;
        self.note_paper(&tx, account, &code).await?;
        set(&tx, account, code).await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(())
    }

    /// Whether the account comes back by one of these codes.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn recovers(
        &self,
        account: AccountId,
        codes: [Digest; 2],
    ) -> Result<bool, StoreError> {
        let row = recoveries::Entity::find_by_id(account.0.to_vec())
            .one(&self.main.read)
            .await?;
        Ok(row.is_some_and(|row| codes.iter().any(|code| row.digest == code.0)))
    }

    /// Takes every second factor of the account away, ends every session of it, begins one, and puts the next code in the
    /// place of the one that was used. Sent again, because the answer was lost, it finds the next code there and does the same. False when the code is neither.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn come_back(&self, back: ComingBack, today: Day) -> Result<bool, StoreError> {
        let account = back.account;
        let tx = self.main.begin().await?;
        let row = recoveries::Entity::find_by_id(account.0.to_vec())
            .one(&tx)
            .await?;
        let kept = row.map(|row| row.digest).unwrap_or_default();
        if kept != back.code.0 && kept != back.next.0 {
            return Ok(false);
        }
        let again = kept == back.next.0;
        self.note_paper(&tx, account, &back.next).await?;
        set(&tx, account, back.next).await?;
        // What was on the lost laptop, or in the pocket beside it, lets nobody in any more.
        if again {
            end_sessions(&tx, account).await?;
        } else {
            self.forget_factors(&tx, account).await?;
        }
        let session = desk_sessions::ActiveModel {
            token: Set(back.token.0.to_vec()),
            account: Set(account.0.to_vec()),
            last_day: Set(back.last.to_string()),
            // The number on the paper stands for the second factor.
            factor: Set(None),
        };
        desk_sessions::Entity::insert(session)
            .exec_without_returning(&tx)
            .await?;
        self.drop_links_to(&tx, account).await?;
        if !again {
            returns::note(&tx, account, How::Paper, today, &back.colleagues).await?;
        }
        self.record_deed(&tx, of(RETURN, account)).await?;
        tx.commit().await?;
        self.list_ended().await;
        Ok(true)
    }
}

async fn set(tx: &DatabaseTransaction, account: AccountId, code: Digest) -> Result<(), StoreError> {
    let row = recoveries::ActiveModel {
        account: Set(account.0.to_vec()),
        digest: Set(code.0.to_vec()),
    };
    let again = OnConflict::column(recoveries::Column::Account)
        .update_column(recoveries::Column::Digest)
        .to_owned();
    recoveries::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
