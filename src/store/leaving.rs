//! Somebody reads a case no further: what is said of it, the keys of those who go on, and the end of their own, all at once.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

use crate::access::{Action, Denied, Permit};
use crate::store::handing::Seen;
use crate::store::holders::{add_readers, any_gone, unread};
use crate::store::keeping::{HandedOn, Kept, Leave, Refused};
use crate::store::reading::author;
use crate::store::row::{case_readers, entries};
use crate::store::taking_back::remember_keys_to;
use crate::store::{Store, StoreError};

impl Store {
    /// Lets a reader leave: whoever stands aside by their own permit, another by that of who removes them. From the moment at
    /// which this returns they are given nothing of the case; their key files are destroyed with it, at the next start
    /// should this process fall in between.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept then.
    pub async fn leave(
        &self,
        permit: &Permit,
        today: Day,
        leave: Leave,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let (window, case) = to_leave(permit, leave.reader)?;
        let mut leave = leave;
        let entries = std::mem::take(&mut leave.entries);
        let (rows, names) = self.keep_files(window, case, today, entries).await?;
        let answer = self.write_leaving(permit, rows, leave, today).await;
        self.drop_unless_kept(&answer, names).await;
        if matches!(answer, Ok(Ok(Kept::Now))) {
            // Should it fail, the next copy or the next start writes it.
            let _ = self.write_ended().await;
            self.destroy_remains().await?;
            self.leave_dregs().await?;
        }
        answer
    }

    async fn write_leaving(
        &self,
        permit: &Permit,
        rows: Vec<entries::ActiveModel>,
        leave: Leave,
        today: Day,
    ) -> Result<Result<Kept, Refused>, StoreError> {
        let Leave { reader, keys, .. } = leave;
        let (window, case) = to_leave(permit, reader)?;
        let tx = self.main.begin().await?;
        let seen = Seen {
            entries: leave.known,
            log: None,
        };
        if let Some(answer) = self
            .in_the_way(&tx, case, &rows, (keys.len(), seen))
            .await?
        {
            return Ok(answer);
        }
        add_readers(&tx, window, case, &keys, today).await?;
        let went = go(&tx, case, reader).await?
            || !leave.followed.is_empty()
            || leave.aside && is_gone(&tx, case, reader).await?;
        if !went || any_gone(&tx, case, &keys).await? {
            return Ok(Err(Refused::GoneReader));
        }
        for key in &leave.earlier {
            go(&tx, case, *key).await?;
            // Also where the case was handed on from it: an older copy has it there still.
            self.note_left(&tx, case, *key).await?;
        }
        if !anybody(&tx, case).await? {
            return Ok(Err(Refused::LastReader));
        }
        self.still_there(&rows).await?;
        entries::Entity::insert_many(rows)
            .exec_without_returning(&tx)
            .await?;
        unread(&tx, case, permit.author(), today).await?;
        match &*holding(&tx, case, &leave.followed).await? {
            [] => self.note_left(&tx, case, reader).await?,
            on => self.note_former(&tx, case, reader, on).await?,
        }
        self.record(&tx, permit).await?;
        // Keys first: whoever goes on must be able to open what is said from here on. Keys without an entry harm nobody.
        if !keys.is_empty() && !self.keep_keys(window, case, keys).await? {
            return Ok(Err(Refused::EntryElsewhere));
        }
        tx.commit().await?;
        Ok(Ok(Kept::Now))
    }
}

/// Takes the case from somebody who holds it, and notes that their key files are to be destroyed; false if they do not.
pub(super) async fn go<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
    reader: AuthorKey,
) -> Result<bool, StoreError> {
    let done = case_readers::Entity::update_many()
        .col_expr(case_readers::Column::Gone, Expr::value(true))
        .col_expr(case_readers::Column::UnreadDay, Expr::value(None::<String>))
        .filter(case_readers::Column::Case.eq(case.0.to_vec()))
        .filter(case_readers::Column::Reader.eq(reader.0.to_vec()))
        .filter(case_readers::Column::Gone.eq(false))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    remember_keys_to(tx, case, reader).await?;
    Ok(true)
}

/// Takes the case from the earlier keys of somebody who holds it by a newer one. They have not left: no mark of it stays, which
/// would bar every key that follows. Read is read, whatever key it was read by.
pub(super) async fn hand_over<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
    HandedOn { to, earlier }: HandedOn,
) -> Result<(), StoreError> {
    let of = |reader: AuthorKey| {
        Condition::all()
            .add(case_readers::Column::Case.eq(case.0.to_vec()))
            .add(case_readers::Column::Reader.eq(reader.0.to_vec()))
            .add(case_readers::Column::Gone.eq(false))
    };
    for key in earlier {
        let row = case_readers::Entity::find().filter(of(key)).one(tx).await?;
        let Some(row) = row else {
            continue;
        };
        if let Some(day) = row.read_day {
            case_readers::Entity::update_many()
                .col_expr(case_readers::Column::ReadDay, Expr::value(day))
                .filter(of(to))
                .filter(case_readers::Column::ReadDay.is_null())
                .exec(tx)
                .await?;
        }
        // What lay unread lies there as long as before, and what was read lies there no more.
        let mut unread = of(to).add(case_readers::Column::UnreadDay.is_not_null());
        if let Some(day) = &row.unread_day {
            unread = unread.add(case_readers::Column::UnreadDay.gt(day));
        }
        case_readers::Entity::update_many()
            .col_expr(case_readers::Column::UnreadDay, Expr::value(row.unread_day))
            .filter(unread)
            .exec(tx)
            .await?;
        case_readers::Entity::delete_many()
            .filter(of(key))
            .exec(tx)
            .await?;
        remember_keys_to(tx, case, key).await?;
    }
    Ok(())
}

/// Whether they left the case before.
async fn is_gone<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
    reader: AuthorKey,
) -> Result<bool, StoreError> {
    let left = case_readers::Entity::find()
        .filter(case_readers::Column::Case.eq(case.0.to_vec()))
        .filter(case_readers::Column::Reader.eq(reader.0.to_vec()))
        .filter(case_readers::Column::Gone.eq(true));
    Ok(left.count(tx).await? > 0)
}

/// By which of these keys somebody holds the case.
async fn holding<C: ConnectionTrait>(
    tx: &C,
    case: CaseId,
    keys: &[AuthorKey],
) -> Result<Vec<AuthorKey>, StoreError> {
    let rows = case_readers::Entity::find()
        .filter(case_readers::Column::Case.eq(case.0.to_vec()))
        .filter(case_readers::Column::Gone.eq(false))
        .filter(case_readers::Column::Reader.is_in(keys.iter().map(|key| key.0.to_vec())));
    let rows = rows.all(tx).await?;
    rows.iter().map(|row| author(&row.reader)).collect()
}

/// Whether anybody is left.
async fn anybody<C: ConnectionTrait>(tx: &C, case: CaseId) -> Result<bool, StoreError> {
    let left = case_readers::Entity::find()
        .filter(case_readers::Column::Case.eq(case.0.to_vec()))
        .filter(case_readers::Column::Gone.eq(false));
    Ok(left.count(tx).await? > 0)
}

/// The case that this reader may leave: by their own permit, or by another's.
fn to_leave(permit: &Permit, reader: AuthorKey) -> Result<(WindowId, CaseId), Denied> {
    if permit.author() == Some(reader) {
        permit.case(Action::StepAside)
    } else {
        permit.case(Action::RemoveReader)
    }
}
