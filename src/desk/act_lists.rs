//! What waits: a reader's list of cases, and what has lain unread.

use sotomado_core::calendar::left_lying;
use sotomado_core::ids::{AuthorKey, WindowId};

use crate::access::{Action, Resource};
use crate::app::App;
use crate::desk::act::{reads_for, roster_of};
use crate::http::refusal::Refusal;
use crate::http::session::Staff;
use crate::store::{CaseInList, Followed, InList, LeftLying, Waits};

/// So many cases on one page of the list.
pub const PAGE: u64 = 100;

/// A page of the cases that this account holds, from after a place in the list on; of a hundred. With `earlier`, those that it
/// was given under that key and that were not handed on to the one it has now.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn list_cases(
    app: &App,
    staff: &Staff,
    after: Option<InList>,
    earlier: Option<AuthorKey>,
) -> Result<Vec<CaseInList>, Refusal> {
    let account = &staff.account;
    let (actor, windows) = match earlier {
        None => (account.actor(), windows_of(app, staff).await?),
        Some(key) => (
            account.actor_by(Some(key)),
            windows_before(app, staff, key).await?,
        ),
    };
    let permit = app.permit(&actor, Action::ListOwnCases, &account.resource())?;
    let followed = followed(app).await?;
    Ok(app
        .store
        .cases_of(&permit, &windows, (after, PAGE), &followed)
        .await?)
}

/// What an open page is told.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn waits(app: &App, staff: &Staff) -> Result<Waits, Refusal> {
    let account = &staff.account;
    let permit = app.permit(&account.actor(), Action::ListOwnCases, &account.resource())?;
    let (windows, today) = (windows_of(app, staff).await?, app.clock.today());
    let lying = left_lying(&app.policies, today);
    let (stands_in, followed) = (stands_in(app, staff).await?, followed(app).await?);
    Ok(app
        .store
        .waits(&permit, (&windows, &stands_in), (today, lying), &followed)
        .await?)
}

/// The windows at which one person reads, and this one is the deputy: nobody else there would notice.
async fn stands_in(app: &App, staff: &Staff) -> Result<Vec<WindowId>, Refusal> {
    let mut windows = Vec::new();
    for window in app.windows.iter() {
        let roster = roster_of(app, window, staff).await?;
        let own = staff.account.key.as_ref().map(|key| key.author);
        let alone = roster.filter(|roster| roster.body().drawable().count() == 1);
        let me = alone.and_then(|roster| roster.reader(&own?).cloned());
        if me.is_some_and(|me| me.deputy) {
            windows.push(window.id);
        }
    }
    Ok(windows)
}

/// Who has let something lie unread for more than a business day.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone but the lead.
pub async fn see_left_lying(app: &App, staff: &Staff) -> Result<Vec<LeftLying>, Refusal> {
    let actor = staff.account.actor();
    let permit = app
        .permit(&actor, Action::SeeLeftLying, &Resource::Desk)
        .map_err(|_| Refusal::FORBIDDEN)?;
    let lying = left_lying(&app.policies, app.clock.today());
    let followed = followed(app).await?;
    Ok(app.store.left_lying(&permit, lying, &followed).await?)
}

/// Which keys another of the same person has followed, at any window.
async fn followed(app: &App) -> Result<Followed, Refusal> {
    let mut rosters = Vec::new();
    for window in app.windows.iter() {
        rosters.extend(app.newest_roster(window).await?);
    }
    let readers = rosters.iter().flat_map(|roster| &roster.body().readers);
    Ok(readers.collect())
}

/// The windows whose newest roster names `key` as an earlier one of this person.
async fn windows_before(
    app: &App,
    staff: &Staff,
    key: AuthorKey,
) -> Result<Vec<WindowId>, Refusal> {
    let mut windows = Vec::new();
    for window in app.windows.iter() {
        let roster = roster_of(app, window, staff).await?;
        let own = staff.account.key.as_ref().map(|key| key.author);
        let me = roster.and_then(|roster| roster.reader(&own?).cloned());
        if me.is_some_and(|me| me.author != key && me.was(&key)) {
            windows.push(window.id);
        }
    }
    Ok(windows)
}

async fn windows_of(app: &App, staff: &Staff) -> Result<Vec<WindowId>, Refusal> {
    let mut windows = Vec::new();
    for window in app.windows.iter() {
        if reads_for(app, window, staff).await? {
            windows.push(window.id);
        }
    }
    Ok(windows)
}
