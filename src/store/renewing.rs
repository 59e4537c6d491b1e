//! Another code takes the place of a reporter's: the old one opens nothing from the moment at which the new one does.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{CaseId, WindowId};

use crate::access::{Action, Permit};
use crate::store::handing::Seen;
use crate::store::holders::unread;
use crate::store::keeping::{Kept, NewCode, NewKey, Refused};
use crate::store::row::{cases, entries, remains};
use crate::store::taking_back::remember_code;
use crate::store::{Log, Store, StoreError};

impl Store {
    /// Keeps what the reporter says of a new code, with the key files for it, and lets its mailbox key take the place of the one that
    /// asks: all of it in one transaction, so that at each moment exactly one of the two codes opens the case.
    ///
    /// # Errors
    /// [`StoreError`]; where it came before the commit, nothing was kept.
    pub async fn renew(
        &self,
        permit: &Permit,
        today: Day,
        new: NewCode,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, case) = permit.case(Action::WriteToMailbox)?;
        let NewCode {
            mailbox,
            entries,
            keys,
            known,
        } = new;
        let (rows, names) = self.keep_files(window, case, today, entries).await?;
        let mailbox = mailbox.0.to_vec();
        let answer = self
            .write_renewal((window, case), rows, (mailbox, keys), (known, today))
            .await;
        self.drop_unless_kept(&answer, names).await;
        if matches!(answer, Ok(Ok(Kept::Now))) {
            self.destroy_remains().await?;
            self.leave_dregs().await?;
        }
        answer
    }

    async fn write_renewal(
        &self,
        (window, case): (WindowId, CaseId),
        rows: Vec<entries::ActiveModel>,
        (mailbox, keys): (Vec<u8>, Vec<NewKey>),
        (seen, today): (u64, Day),
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let tx = self.main.begin().await?;
        // What an earlier one left to be done comes first, or its key files would be taken for these.
        self.take_over_noted(&tx, case).await?;
        let seen = Seen {
            entries: seen,
            log: Some(Log::Case),
        };
        if let Some(answer) = self
            .in_the_way(&tx, case, &rows, (keys.len(), seen))
            .await?
        {
            return Ok(answer);
        }
        // Those of the old code are destroyed, so that what one of them alone opens would be lost.
        if self.count_keys_of_reporter(case).await? > keys.len() {
            return Ok(Err(Refused::MovedOn));
        }
        if is_taken(&tx, window, &mailbox).await? {
            return Ok(Err(Refused::FirstKept));
        }
        self.still_there(&rows).await?;
        entries::Entity::insert_many(rows)
            .exec_without_returning(&tx)
            .await?;
        cases::Entity::update_many()
            .col_expr(cases::Column::Mailbox, Expr::value(mailbox))
            .filter(cases::Column::Id.eq(case.0.to_vec()))
            .exec(&tx)
            .await?;
        unread(&tx, case, None, today).await?;
        remember_code(&tx, case).await?;
        // Laid aside first, where nobody is given them: should this fall before the commit, the old code opens what it opened.
        if !self.lay_aside(window, case, keys).await? {
            return Ok(Err(Refused::EntryElsewhere));
        }
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }

    /// Puts the new code's key files in the place of the old one's, where that was noted and not done yet.
    pub(super) async fn settle_code(&self, case: CaseId) -> Result<(), StoreError> {
        let noted = remains::Entity::find_by_id(super::taking_back::of_code(case));
        if noted.one(&self.main.read).await?.is_none() {
            return Ok(());
        }
        let tx = self.main.begin().await?;
        self.take_over_noted(&tx, case).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn take_over_noted(
        &self,
        tx: &DatabaseTransaction,
        case: CaseId,
    ) -> Result<(), StoreError> {
        let id = super::taking_back::of_code(case);
        let noted = remains::Entity::find_by_id(id.clone()).lock_exclusive();
        if noted.one(tx).await?.is_some() {
            self.take_over(case).await?;
            remains::Entity::delete_by_id(id).exec(tx).await?;
        }
        Ok(())
    }
}

/// Whether a case has this mailbox key already.
async fn is_taken<C: ConnectionTrait>(
    tx: &C,
    window: WindowId,
    mailbox: &[u8],
) -> Result<bool, StoreError> {
    let there = cases::Entity::find()
        .filter(cases::Column::Window.eq(window.0.to_vec()))
        .filter(cases::Column::Mailbox.eq(mailbox.to_vec()))
        .count(tx)
        .await?;
    Ok(there > 0)
}
