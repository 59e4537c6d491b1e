//! The audit chain: a record is written in the transaction of its deed, and the first one of a day closes the day before.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use sotomado_core::audit::{self, CLOSE, Head, Link, Record};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, CaseMark, Digest, Salt, StaffId};

use crate::access::audited::Deed;
use crate::access::{AccountId, Action, Permit};
use crate::chance;
use crate::store::row::{audit as kept, audit_keys, cases};
use crate::store::{Store, StoreError};

impl Store {
    /// Records what `permit` is for, within the transaction that does it.
    pub(super) async fn record(
        &self,
        tx: &DatabaseTransaction,
        permit: &Permit,
    ) -> Result<(), StoreError> {
        match permit.deed() {
            Some(deed) => self.record_deed(tx, deed).await,
            None => Ok(()),
        }
    }

    /// Records that `permit` was used on an account that did not do it itself.
    pub(super) async fn record_about(
        &self,
        tx: &DatabaseTransaction,
        permit: &Permit,
        account: AccountId,
    ) -> Result<(), StoreError> {
        match permit.deed() {
            Some(deed) => {
                let account = deed.account.or(Some(account));
                self.record_deed(tx, Deed { account, ..deed }).await
            }
            None => Ok(()),
        }
    }

    /// Records a deed that only reads, before anything is given out. Where it stands in the chain already, nothing is written.
    pub(super) async fn record_reading(&self, permit: &Permit) -> Result<(), StoreError> {
        let Some(deed) = permit.deed() else {
            return Ok(());
        };
        let mark = match deed.case {
            Some(case) => self.kept_mark(case).await?,
            None => None,
        };
        if mark.is_some() == deed.case.is_some() {
            let end = last(&self.main.read, self.clock.today()).await?;
            let day = self.next_day(end.as_ref());
            if stands(&self.main.read, deed, day, mark).await? {
                return Ok(());
            }
        }
        let tx = self.main.begin().await?;
        self.record_deed(&tx, deed).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn record_deed(
        &self,
        tx: &DatabaseTransaction,
        deed: Deed,
    ) -> Result<(), StoreError> {
        let mark = match deed.case {
            Some(case) => Some(self.mark(tx, case).await?),
            None => None,
        };
        let end = last(tx, self.clock.today()).await?;
        let end = self.close_before(tx, end).await?;
        let day = self.next_day(end.as_ref());
        if deed.daily && stands(tx, deed, day, mark).await? {
            return Ok(());
        }
        let account = deed.account.map(|account| StaffId(account.0));
        let (salt, before) = (Salt(chance::bytes()?), self.before(end.as_ref()));
        let record = Record {
            day,
            account,
            action: deed.name.to_owned(),
            case: mark,
            salt,
            before,
        };
        append(tx, end.as_ref(), record, None).await?;
        Ok(())
    }

    /// Closes the chain until yesterday, whether or not there was anything; says which day that is, if it was not closed.
    ///
    /// # Errors
    /// [`StoreError::NoAuditKey`]
    pub async fn close_audit(&self) -> Result<Option<Day>, StoreError> {
        if self.closer.is_none() {
            return Err(StoreError::NoAuditKey);
        }
        let tx = self.main.begin().await?;
        let end = last(&tx, self.clock.today()).await?;
        let before = end.as_ref().map(|end| end.place);
        let end = self.close_before(&tx, end).await?;
        tx.commit().await?;
        let closed = end.filter(|end| Some(end.place) != before);
        Ok(closed.map(|end| end.day))
    }

    /// The whole chain as it is kept.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn audit(&self, permit: &Permit) -> Result<Vec<Link>, StoreError> {
        permit.desk(Action::SeeAudit)?;
        let rows = kept::Entity::find()
            .order_by_asc(kept::Column::Place)
            .all(&self.main.read)
            .await?;
        Ok(rows.into_iter().map(link).collect())
    }

    /// The head of the last day that ended, as a line to be kept outside.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn newest_head(&self) -> Result<Option<Head>, StoreError> {
        let row = kept::Entity::find()
            .filter(kept::Column::Head.is_not_null())
            .order_by_desc(kept::Column::Place)
            .one(&self.main.read)
            .await?;
        let head = row.and_then(|row| row.head);
        head.map(|frame| Head::read(&frame).map_err(|_| StoreError::Bent("head")))
            .transpose()
    }

    /// The public half of the key that closes days; none where its file is missing.
    #[must_use]
    pub fn audit_key(&self) -> Option<AuthorKey> {
        self.closer.as_deref().map(AuthorKey::of)
    }

    /// Ends the days before today, if that was not done; gives the end of the chain after that. Without the key it stays open.
    async fn close_before(
        &self,
        tx: &DatabaseTransaction,
        end: Option<End>,
    ) -> Result<Option<End>, StoreError> {
        let yesterday = self.clock.today().plus_days(-1);
        let open = end
            .as_ref()
            .is_none_or(|end| end.day < yesterday || (end.day == yesterday && !end.closes));
        let Some(key) = self.closer.as_deref().filter(|_| open) else {
            return Ok(end);
        };
        let (salt, before) = (Salt(chance::bytes()?), self.before(end.as_ref()));
        let record = Record {
            day: yesterday,
            account: None,
            action: CLOSE.to_owned(),
            case: None,
            salt,
            before,
        };
        let head =
            Head::sign(yesterday, record.digest(), key).map_err(|_| StoreError::Bent("day"))?;
        append(tx, end.as_ref(), record, Some(&head))
            .await
            .map(Some)
    }

    /// Never a day that is over: a clock that was set back must not break the chain.
    fn next_day(&self, end: Option<&End>) -> Day {
        let today = self.clock.today();
        end.map_or(today, |end| {
            today.max(end.day.plus_days(i32::from(end.closes)))
        })
    }

    fn before(&self, end: Option<&End>) -> Digest {
        match (end, self.closer.as_deref()) {
            (Some(end), _) => end.digest,
            (None, Some(key)) => audit::beginning(&AuthorKey::of(key)),
            // The key is missing and so is the chain that it closed.
            (None, None) => Digest([0; 32]),
        }
    }

    pub(super) async fn kept_mark(&self, case: CaseId) -> Result<Option<CaseMark>, StoreError> {
        let row = audit_keys::Entity::find_by_id(case.0.to_vec())
            .one(&self.keys.read)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let key = row.key.try_into().map_err(|_| StoreError::Bent("key"))?;
        Ok(Some(audit::mark(&key, &case)))
    }

    /// How records name this case. A report brings its key along; one from before there were any gets it now.
    async fn mark(&self, tx: &DatabaseTransaction, case: CaseId) -> Result<CaseMark, StoreError> {
        if let Some(mark) = self.kept_mark(case).await? {
            return Ok(mark);
        }
        // In this turn no other takes it back: its key does not outlive it.
        let there = cases::Entity::find_by_id(case.0.to_vec()).one(tx).await?;
        there.ok_or(StoreError::Gone)?;
        make_key(&self.keys.write, case).await?;
        self.kept_mark(case).await?.ok_or(StoreError::Gone)
    }
}

/// Makes the key under which records name a case, unless it has one.
pub(super) async fn make_key<C: ConnectionTrait>(db: &C, case: CaseId) -> Result<(), StoreError> {
    let key: [u8; 32] = chance::bytes()?;
    let row = audit_keys::ActiveModel {
        case: Set(case.0.to_vec()),
        key: Set(key.to_vec()),
    };
    let once = OnConflict::column(audit_keys::Column::Case)
        .do_nothing()
        .to_owned();
    audit_keys::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Where the chain ends.
struct End {
    place: i64,
    day: Day,
    digest: Digest,
    closes: bool,
}

/// Its last record. What cannot be read in it must keep nobody from working: whoever looks at the chain finds it.
async fn last<C: ConnectionTrait>(db: &C, today: Day) -> Result<Option<End>, StoreError> {
    let row = kept::Entity::find()
        .order_by_desc(kept::Column::Place)
        .one(db)
        .await?;
    Ok(row.map(|row| End {
        place: row.place,
        day: Day::parse(&row.day).unwrap_or(today),
        digest: Digest::try_from(row.digest.as_slice()).unwrap_or(Digest([0; 32])),
        closes: row.action == CLOSE,
    }))
}

/// Whether this very deed stands in the chain on this day.
async fn stands<C: ConnectionTrait>(
    db: &C,
    deed: Deed,
    day: Day,
    mark: Option<CaseMark>,
) -> Result<bool, StoreError> {
    let account = match deed.account {
        Some(account) => kept::Column::Account.eq(account.0.to_vec()),
        None => kept::Column::Account.is_null(),
    };
    let case = match mark {
        Some(mark) => kept::Column::Case.eq(mark.0.to_vec()),
        None => kept::Column::Case.is_null(),
    };
    let found = kept::Entity::find()
        .filter(kept::Column::Day.eq(day.to_string()))
        .filter(kept::Column::Action.eq(deed.name))
        .filter(account)
        .filter(case)
        .one(db)
        .await?;
    Ok(found.is_some())
}

async fn append(
    tx: &DatabaseTransaction,
    end: Option<&End>,
    record: Record,
    head: Option<&Head>,
) -> Result<End, StoreError> {
    let place = end.map_or(0, |end| end.place.saturating_add(1));
    let digest = record.digest();
    let row = kept::ActiveModel {
        place: Set(place),
        day: Set(record.day.to_string()),
        account: Set(record.account.map(|account| account.0.to_vec())),
        action: Set(record.action),
        case: Set(record.case.map(|case| case.0.to_vec())),
        salt: Set(record.salt.0.to_vec()),
        before: Set(record.before.0.to_vec()),
        digest: Set(digest.0.to_vec()),
        head: Set(head.map(|head| head.frame().to_vec())),
    };
    kept::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(End {
        place,
        day: record.day,
        digest,
        closes: head.is_some(),
    })
}

fn link(row: kept::Model) -> Link {
    Link {
        record: record(&row),
        digest: Digest::try_from(row.digest.as_slice()).unwrap_or(Digest([0; 32])),
        head: row.head,
    }
}

/// None where it is not of the shape that this program writes.
fn record(row: &kept::Model) -> Option<Record> {
    let account = row.account.as_deref().map(StaffId::try_from);
    let case = row.case.as_deref().map(CaseMark::try_from);
    Some(Record {
        day: Day::parse(&row.day)?,
        account: account.transpose().ok()?,
        action: row.action.clone(),
        case: case.transpose().ok()?,
        salt: Salt::try_from(row.salt.as_slice()).ok()?,
        before: Digest::try_from(row.before.as_slice()).ok()?,
    })
}
