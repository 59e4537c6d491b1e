//! A reader's list of cases, page by page, and what of it has lain unread too long.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

use crate::access::{Action, Permit};
use crate::store::followed::{Followed, Held};
use crate::store::reading::{author, case_id, day, window_id};
use crate::store::row::{case_readers, cases, desk_accounts};
use crate::store::{Store, StoreError};

/// A line of a reader's list.
#[derive(Clone, Debug)]
pub struct CaseInList {
    /// Whose window.
    pub window: WindowId,
    /// The case.
    pub case: CaseId,
    /// The day it came.
    pub arrived: Day,
    /// Its next day.
    pub next: Day,
    /// The day of the first thing that this reader has not fetched.
    pub unread_since: Option<Day>,
    /// Other readers who have not fetched something, and since when.
    pub others: Vec<(AuthorKey, Day)>,
    /// The reporter asked for a call.
    pub urgent: bool,
    /// Open or closed.
    pub open: bool,
}

/// The place of a line in the list: open before closed, urgent first, then by day. A page begins after one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InList {
    /// Open or closed.
    pub open: bool,
    /// The reporter asked for a call.
    pub urgent: bool,
    /// Its next day.
    pub next: Day,
    /// The case, for an order among those of one day.
    pub case: CaseId,
}

/// What an open page is told, without a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// Something is unread.
    pub unread: bool,
    /// An open case's day has passed.
    pub overdue: bool,
    /// In a case of this reader's, another has let something lie.
    pub others: bool,
}

/// Somebody who has let something lie at a window; in which cases, and in how many, is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftLying {
    /// As on the account; nothing where no account has this key any more.
    pub name: Option<String>,
    /// The reader.
    pub reader: AuthorKey,
    /// Whose window.
    pub window: WindowId,
    /// Since when.
    pub since: Day,
}

impl CaseInList {
    /// Its place in the list.
    #[must_use]
    pub const fn place(&self) -> InList {
        InList {
            open: self.open,
            urgent: self.urgent,
            next: self.next,
            case: self.case,
        }
    }
}

impl Store {
    /// The cases that this reader holds at these windows, `most` of them, from after a place on. Who else has let something lie
    /// there does not count by a key that was followed in the case.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn cases_of(
        &self,
        permit: &Permit,
        windows: &[WindowId],
        (after, most): (Option<InList>, u64),
        followed: &Followed,
    ) -> Result<Vec<CaseInList>, StoreError> {
        permit.account(Action::ListOwnCases)?;
        let Some(reader) = permit.author() else {
            return Ok(Vec::new());
        };
        let page = cases::Entity::find()
            .filter(held(reader, windows))
            .filter(beyond(after))
            .order_by_desc(cases::Column::Open)
            .order_by_desc(cases::Column::Urgent)
            .order_by_asc(cases::Column::NextDay)
            .order_by_asc(cases::Column::Id)
            .limit(most)
            .all(&self.main.read)
            .await?;
        let over = followed.over(&self.main.read).await?;
        let mut unread = unread_of(&self.main.read, &page, &over).await?;
        page.iter()
            .map(|row| line(row, reader, unread.remove(&row.id).unwrap_or_default()))
            .collect()
    }

    /// Whether something waits for this reader at these windows. What lay unread on `lying` or before has lain too long, and so
    /// has what was due on it; of cases that they do not read they are told so where they stand in for the one who reads.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn waits(
        &self,
        permit: &Permit,
        (windows, stands_in): (&[WindowId], &[WindowId]),
        (today, lying): (Day, Day),
        followed: &Followed,
    ) -> Result<Waits, StoreError> {
        permit.account(Action::ListOwnCases)?;
        let Some(reader) = permit.author() else {
            return Ok(Waits::default());
        };
        let db = &self.main.read;
        let key = reader.0.to_vec();
        let at = || {
            let windows = windows.iter().map(|window| window.0.to_vec());
            case_readers::Entity::find().filter(case_readers::Column::Window.is_in(windows))
        };
        let mine = at()
            .filter(case_readers::Column::Reader.eq(key.clone()))
            .filter(case_readers::Column::UnreadDay.is_not_null());
        let others = at()
            .filter(case_readers::Column::Reader.ne(key))
            .filter(case_readers::Column::UnreadDay.lte(lying.to_string()))
            .filter(case_readers::Column::Case.in_subquery(cases_of(reader)));
        let overdue = cases::Entity::find()
            .filter(held(reader, windows))
            .filter(cases::Column::Open.eq(true))
            .filter(cases::Column::NextDay.lt(today.to_string()));
        // What was not handed on to the present key waits under an earlier one.
        let left = at()
            .filter(case_readers::Column::Reader.is_in(followed.earlier_of(reader)))
            .filter(case_readers::Column::Gone.eq(false))
            .filter(case_readers::Column::UnreadDay.is_not_null());
        let over = followed.over(db).await?;
        let there: Vec<_> = stands_in.iter().map(|window| window.0.to_vec()).collect();
        let alone = case_readers::Entity::find()
            .filter(case_readers::Column::Window.is_in(there.clone()))
            .filter(case_readers::Column::UnreadDay.lte(lying.to_string()));
        let late = cases::Entity::find()
            .filter(cases::Column::Window.is_in(there))
            .filter(cases::Column::Open.eq(true))
            .filter(cases::Column::NextDay.lte(lying.to_string()));
        let unread = mine.limit(1).count(db).await? > 0 || any_left(&left.all(db).await?, &over);
        Ok(Waits {
            unread,
            overdue: overdue.limit(1).count(db).await? > 0,
            others: any_left(&others.all(db).await?, &over)
                || any_left(&alone.all(db).await?, &over)
                || late.limit(1).count(db).await? > 0,
        })
    }

    /// Who has let something lie since `lying` or before, at each window the one day that is longest ago.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn left_lying(
        &self,
        permit: &Permit,
        lying: Day,
        followed: &Followed,
    ) -> Result<Vec<LeftLying>, StoreError> {
        permit.desk(Action::SeeLeftLying)?;
        let rows = case_readers::Entity::find()
            .filter(case_readers::Column::UnreadDay.lte(lying.to_string()))
            .all(&self.main.read)
            .await?;
        let over = followed.over(&self.main.read).await?;
        let mut first: BTreeMap<(Vec<u8>, Vec<u8>), String> = BTreeMap::new();
        for row in rows {
            if is_over(&row, &over) {
                continue;
            }
            let Some(since) = row.unread_day else {
                continue;
            };
            let known = first
                .entry((row.reader, row.window))
                .or_insert_with(|| since.clone());
            if since < *known {
                *known = since;
            }
        }
        let mut list = Vec::new();
        for ((reader, window), since) in first {
            list.push(LeftLying {
                name: name_of(&self.main.read, &reader).await?,
                reader: author(&reader)?,
                window: window_id(&window)?,
                since: day(&since)?,
            });
        }
        Ok(list)
    }
}

fn cases_of(reader: AuthorKey) -> SelectStatement {
    Query::select()
        .column(case_readers::Column::Case)
        .from(case_readers::Entity)
        .and_where(case_readers::Column::Reader.eq(reader.0.to_vec()))
        .and_where(case_readers::Column::Gone.eq(false))
        .take()
}

fn held(reader: AuthorKey, windows: &[WindowId]) -> Condition {
    let windows = windows.iter().map(|window| window.0.to_vec());
    Condition::all()
        .add(cases::Column::Id.in_subquery(cases_of(reader)))
        .add(cases::Column::Window.is_in(windows))
}

/// What stands after a place, in the order of the list.
fn beyond(after: Option<InList>) -> Condition {
    let Some(after) = after else {
        return Condition::all();
    };
    let next = after.next.to_string();
    let same_day = cases::Column::NextDay
        .eq(next.clone())
        .and(cases::Column::Id.gt(after.case.0.to_vec()));
    let by_day = cases::Column::NextDay.gt(next).or(same_day);
    let urgency = cases::Column::Urgent.eq(after.urgent).and(by_day);
    let by_urgency = cases::Column::Urgent.lt(after.urgent).or(urgency);
    let openness = cases::Column::Open.eq(after.open).and(by_urgency);
    Condition::all().add(cases::Column::Open.lt(after.open).or(openness))
}

fn is_over(row: &case_readers::Model, over: &BTreeSet<Held>) -> bool {
    !over.is_empty() && over.contains(&(row.case.clone(), row.reader.clone()))
}

fn any_left(rows: &[case_readers::Model], over: &BTreeSet<Held>) -> bool {
    rows.iter().any(|row| !is_over(row, over))
}

/// Who has something unread in these cases.
async fn unread_of<C: ConnectionTrait>(
    db: &C,
    page: &[cases::Model],
    over: &BTreeSet<Held>,
) -> Result<BTreeMap<Vec<u8>, Vec<case_readers::Model>>, StoreError> {
    let ids: BTreeSet<Vec<u8>> = page.iter().map(|row| row.id.clone()).collect();
    let rows = case_readers::Entity::find()
        .filter(case_readers::Column::Case.is_in(ids))
        .filter(case_readers::Column::UnreadDay.is_not_null())
        .all(db)
        .await?;
    let mut by_case: BTreeMap<Vec<u8>, Vec<case_readers::Model>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| !is_over(row, over)) {
        by_case.entry(row.case.clone()).or_default().push(row);
    }
    Ok(by_case)
}

fn line(
    row: &cases::Model,
    reader: AuthorKey,
    unread: Vec<case_readers::Model>,
) -> Result<CaseInList, StoreError> {
    let (mut since, mut others) = (None, Vec::new());
    for held in unread {
        let Some(first) = held.unread_day else {
            continue;
        };
        let (who, first) = (author(&held.reader)?, day(&first)?);
        if who == reader {
            since = Some(first);
        } else {
            others.push((who, first));
        }
    }
    Ok(CaseInList {
        window: window_id(&row.window)?,
        case: case_id(&row.id)?,
        arrived: day(&row.arrived_day)?,
        next: day(&row.next_day)?,
        unread_since: since,
        others,
        urgent: row.urgent,
        open: row.open,
    })
}

async fn name_of<C: ConnectionTrait>(db: &C, reader: &[u8]) -> Result<Option<String>, StoreError> {
    let of = desk_accounts::Column::KeyAuthor.eq(reader.to_vec());
    let row = desk_accounts::Entity::find().filter(of).one(db).await?;
    Ok(row.map(|row| row.name))
}
