//! A case is given to one more key: by a reader of it, or by its reporter to the new key of somebody who reads it.

use sea_orm::EntityTrait;
use sotomado_core::calendar::Day;

use crate::access::{Action, Permit};
use crate::store::cases::KEYS;
use crate::store::handing::Seen;
use crate::store::holders::{add_readers, any_gone, unread};
use crate::store::keeping::{Grant, HandedOn, Kept, NewKey, Refused};
use crate::store::leaving::hand_over;
use crate::store::row::entries;
use crate::store::taking_back::locked;
use crate::store::terms::over;
use crate::store::{Log, Store, StoreError};

impl Store {
    /// Adds key files to a case; whoever is given the first one holds the case from then on. What lay there for an earlier key of
    /// whoever hands it on to themselves is destroyed.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn add_keys(
        &self,
        permit: &Permit,
        today: Day,
        keys: Vec<NewKey>,
        handed: Option<HandedOn>,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let ends = handed.is_some();
        let answer = self.write_keys(permit, today, keys, handed).await;
        if ends && matches!(answer, Ok(Ok(Kept::Now))) {
            self.destroy_remains().await?;
        }
        answer
    }

    async fn write_keys(
        &self,
        permit: &Permit,
        today: Day,
        keys: Vec<NewKey>,
        handed: Option<HandedOn>,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, case) = permit.case(Action::AddKeys)?;
        let tx = self.main.begin().await?;
        let row = locked(&tx, case).await?;
        if over(&tx, &row, self.clock.today()).await? {
            return Ok(Err(Refused::Over));
        }
        if self.count_keys(case).await? + keys.len() > KEYS {
            return Ok(Err(Refused::Full));
        }
        if any_gone(&tx, case, &keys).await? {
            return Ok(Err(Refused::GoneReader));
        }
        add_readers(&tx, window, case, &keys, today).await?;
        if let Some(handed) = handed {
            hand_over(&tx, case, handed).await?;
        }
        if !self.keep_keys(window, case, keys).await? {
            return Ok(Err(Refused::EntryElsewhere));
        }
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }

    /// Keeps what the reporter says of a new key, and the key files for it: all of it or nothing. The older key's stay, for among
    /// them may be some that the reporter has not.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn grant(
        &self,
        permit: &Permit,
        today: Day,
        grant: Grant,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, case) = permit.case(Action::WriteToMailbox)?;
        let Grant {
            entries,
            keys,
            known,
        } = grant;
        let (rows, names) = self.keep_files(window, case, today, entries).await?;
        let answer = self.write_grant(permit, rows, keys, (known, today)).await;
        self.drop_unless_kept(&answer, names).await;
        answer
    }

    async fn write_grant(
        &self,
        permit: &Permit,
        rows: Vec<entries::ActiveModel>,
        keys: Vec<NewKey>,
        (seen, today): (u64, Day),
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, case) = permit.case(Action::WriteToMailbox)?;
        let tx = self.main.begin().await?;
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
        if any_gone(&tx, case, &keys).await? {
            return Ok(Err(Refused::GoneReader));
        }
        add_readers(&tx, window, case, &keys, today).await?;
        self.still_there(&rows).await?;
        entries::Entity::insert_many(rows)
            .exec_without_returning(&tx)
            .await?;
        unread(&tx, case, None, today).await?;
        // Keys first: that somebody can read is not said before they can. Keys without an entry harm nobody.
        if !self.keep_keys(window, case, keys).await? {
            return Ok(Err(Refused::EntryElsewhere));
        }
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }
}
