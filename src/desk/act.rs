//! The desk's deeds.

use serde::Deserialize;
use sotomado_core::calendar::Day;
use sotomado_core::ids::CaseId;
use sotomado_core::roster::{Roster, RosterFault};
use sotomado_core::succession::SuccessionFault;

use crate::access::{Action, Permit, Resource};
use crate::app::{App, ImportError, Next, NotImported, RosterRefused};
use crate::http::attached::{self, FileSent};
use crate::http::refusal::{Refusal, broken};
use crate::http::sealed::{self, EntrySent, KeySent};
use crate::http::session::Staff;
use crate::store::{
    Account, CaseFacts, HandedOn, Kept, Log, Lying, NewKey, OpenCase, Refused, Window,
};

/// A next day lies at most so many days ahead.
const AHEAD: i32 = 366;

/// Entries as sent.
#[derive(Debug, Deserialize)]
pub struct EntriesSent {
    entries: Vec<EntrySent>,
    #[serde(default)]
    files: Vec<FileSent>,
    /// How many entries of the case the sender has seen.
    known: Option<u64>,
}

/// Key files as sent.
#[derive(Debug, Deserialize)]
pub struct KeysSent {
    keys: Vec<KeySent>,
}

/// A roster as sent.
#[derive(Debug, Deserialize)]
pub struct RosterSent {
    organisation: String,
    roster: String,
}

/// Another desk key, for all organisations at once.
#[derive(Debug, Deserialize)]
pub struct SuccessionsSent {
    windows: Vec<SuccessionSent>,
}

#[derive(Debug, Deserialize)]
struct SuccessionSent {
    organisation: String,
    succession: String,
    roster: String,
}

/// Gives out a case; it counts as read by [`mark_read`] alone.
///
/// # Errors
/// [`Refusal::NOT_FOUND`] also when it is another's.
pub async fn read_case(
    app: &App,
    staff: &Staff,
    case: CaseId,
) -> Result<(Window, OpenCase<Lying>), Refusal> {
    let (window, permit) = case_permit(app, staff, case, Action::ReadCase).await?;
    Ok((window, app.store.read_case(&permit).await?))
}

/// Goes on from the names to what the case says.
///
/// # Errors
/// [`Refusal::NOT_FOUND`] also when it is another's.
pub async fn mark_read(app: &App, staff: &Staff, case: CaseId) -> Result<(), Refusal> {
    let (_, permit) = case_permit(app, staff, case, Action::ReadCase).await?;
    Ok(app.store.mark_read(&permit, app.clock.today()).await?)
}

/// Keeps what a reader writes.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn add_entries(
    app: &App,
    staff: &Staff,
    case: CaseId,
    sent: EntriesSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let (window, permit) = case_permit(app, staff, case, Action::WriteToCase).await?;
    sealed::roster_today(app, &window).await?;
    let entries = sealed::entries(sent.entries, &[Log::Case, Log::Desk])?;
    let files = attached::finish(app, &permit, &sent.files).await?;
    Ok(app
        .store
        .add_with_files(&permit, app.clock.today(), entries, &files, sent.known)
        .await?)
}

/// Keeps key files that a reader made for others.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn add_keys(
    app: &App,
    staff: &Staff,
    case: CaseId,
    sent: KeysSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let (window, permit) = case_permit(app, staff, case, Action::AddKeys).await?;
    let roster = sealed::roster_today(app, &window).await?;
    let keys = sealed::keys(sent.keys, &roster)?;
    if keys
        .iter()
        .any(|key| key.to.is_none() && key.purpose == Log::Desk)
    {
        return Err(Refusal::unfit("wrong-log"));
    }
    if leavers(app, case, &keys, &roster).await? {
        return Ok(Err(Refused::GoneReader));
    }
    let today = app.clock.today();
    let handed = handed(staff, &keys, &roster);
    Ok(app.store.add_keys(&permit, today, keys, handed).await?)
}

/// Whether a key is for somebody who left the case under an earlier one: under no key do they come back.
async fn leavers(
    app: &App,
    case: CaseId,
    keys: &[NewKey],
    roster: &Roster,
) -> Result<bool, Refusal> {
    let facts = app.store.case_facts(case).await?;
    let gone = facts.ok_or(Refusal::NOT_FOUND)?.gone;
    let readers = keys.iter().filter_map(|key| roster.reader(&key.to?));
    let mut earlier = readers.flat_map(|reader| &reader.earlier);
    Ok(earlier.any(|one| gone.contains(&one.author)))
}

/// What is handed on, where somebody gives the case to their own new key and needs the earlier ones no more. A colleague's word
/// ends none: what they seal may not open.
fn handed(staff: &Staff, keys: &[NewKey], roster: &Roster) -> Option<HandedOn> {
    let to = staff.account.key.as_ref()?.author;
    let mut given = keys.iter().filter(|key| key.purpose == Log::Case);
    given.find(|key| key.to == Some(to))?;
    let earlier = &roster.reader(&to)?.earlier;
    Some(HandedOn {
        to,
        earlier: earlier.iter().map(|one| one.author).collect(),
    })
}

/// Sets the one next day of a case.
///
/// # Errors
/// 422 for a day that is past or far away.
pub async fn set_next_day(
    app: &App,
    staff: &Staff,
    case: CaseId,
    next: Day,
) -> Result<(), Refusal> {
    let (_, permit) = case_permit(app, staff, case, Action::SetNextDay).await?;
    if !(0..=AHEAD).contains(&app.clock.today().days_until(next)) {
        return Err(Refusal::unfit("wrong-day"));
    }
    Ok(app.store.set_next_day(&permit, next).await?)
}

/// Closes a case, or opens it again.
///
/// # Errors
/// [`Refusal::NOT_FOUND`] also when it is another's.
pub async fn set_open(app: &App, staff: &Staff, case: CaseId, open: bool) -> Result<(), Refusal> {
    let (_, permit) = case_permit(app, staff, case, Action::SetOpen).await?;
    Ok(app.store.set_open(&permit, open).await?)
}

/// Lets a file be attached, while the roster holds.
///
/// # Errors
/// 404 also when the case is another's; 409 when nothing may be written today.
pub async fn may_attach(app: &App, staff: &Staff, case: CaseId) -> Result<Permit, Refusal> {
    let (window, permit) = case_permit(app, staff, case, Action::WriteToCase).await?;
    sealed::roster_today(app, &window).await?;
    Ok(permit)
}

/// Lets attached files be fetched.
///
/// # Errors
/// 404 also when the case is another's.
pub async fn may_fetch(app: &App, staff: &Staff, case: CaseId) -> Result<Permit, Refusal> {
    Ok(case_permit(app, staff, case, Action::ReadCase).await?.1)
}

/// Asks the door about a case: the account must hold a key file and stand on the window's newest roster.
pub(super) async fn case_permit(
    app: &App,
    staff: &Staff,
    case: CaseId,
    action: Action,
) -> Result<(Window, Permit), Refusal> {
    let facts = app
        .store
        .case_facts(case)
        .await?
        .ok_or(Refusal::NOT_FOUND)?;
    let window = app
        .windows
        .iter()
        .find(|window| window.id == facts.window)
        .ok_or(Refusal::NOT_FOUND)?;
    let asked = app.permit(&staff.account.actor(), action, &facts.resource());
    let roster = roster_of(app, window, staff).await?;
    let roster = roster.ok_or(Refusal::NOT_FOUND)?;
    let permit = match asked {
        Ok(permit) => permit,
        Err(denied) => earlier(app, staff, (&facts, &roster), action).ok_or(denied)?,
    };
    Ok((window.clone(), permit))
}

/// What an earlier key of the same person was given is still given out, and may be handed on to the new one; as sealed as it lies.
fn earlier(
    app: &App,
    staff: &Staff,
    (facts, roster): (&CaseFacts, &Roster),
    action: Action,
) -> Option<Permit> {
    let key = staff.account.key.as_ref()?;
    let handing = matches!(
        action,
        Action::ReadCase | Action::WriteToCase | Action::AddKeys
    );
    // Whoever left under the new key left under all.
    if !handing || facts.gone.contains(&key.author) {
        return None;
    }
    let keys = &roster.reader(&key.author)?.earlier;
    let as_before = |author| {
        let actor = staff.account.actor_by(Some(author));
        app.permit(&actor, action, &facts.resource()).ok()
    };
    keys.iter().rev().find_map(|one| as_before(one.author))
}

/// Whether this person stands on the window's newest roster.
pub(super) async fn reads_for(app: &App, window: &Window, staff: &Staff) -> Result<bool, Refusal> {
    Ok(roster_of(app, window, staff).await?.is_some())
}

/// The window's newest roster, if this person stands on it; none where the desk was put back from before the one that followed it,
/// for it may name somebody who left since.
pub(super) async fn roster_of(
    app: &App,
    window: &Window,
    staff: &Staff,
) -> Result<Option<Roster>, Refusal> {
    let Some(key) = &staff.account.key else {
        return Ok(None);
    };
    let roster = app.newest_roster(window).await?;
    let Some(roster) = roster.filter(|roster| roster.reader(&key.author).is_some()) else {
        return Ok(None);
    };
    let followed = app.store.is_followed(roster.digest()).await?;
    Ok((!followed).then_some(roster))
}

/// Everyone's offered key, for the lead to sign.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone else.
pub async fn offered_keys(app: &App, staff: &Staff) -> Result<Vec<Account>, Refusal> {
    let permit = lead(app, staff, Action::SeeOfferedKeys, &Resource::Desk)?;
    Ok(app.store.offered_keys(&permit).await?)
}

/// That the policies' digests may be seen, for the lead to sign.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone else.
pub fn may_see_policies(app: &App, staff: &Staff) -> Result<(), Refusal> {
    lead(app, staff, Action::SeePolicies, &Resource::Desk).map(|_| ())
}

/// Takes a signed roster.
///
/// # Errors
/// 422 with the reason; nothing was kept then.
pub async fn import_roster(app: &App, staff: &Staff, sent: RosterSent) -> Result<(), Refusal> {
    let window = window_to_sign(app, staff, &sent.organisation)?;
    let frame = sealed::read(&sent.roster)?;
    let next = Next {
        window,
        roster: &frame,
        succession: None,
    };
    imported(app.import_rosters(&staff.account.actor(), &[next]).await)
}

/// Lets another desk key follow, which signs the next rosters at once: of all organisations that are named, or of none.
///
/// # Errors
/// 422 with the reason; nothing was kept then.
pub async fn import_successions(
    app: &App,
    staff: &Staff,
    sent: SuccessionsSent,
) -> Result<(), Refusal> {
    if sent.windows.is_empty() {
        return Err(Refusal::unfit("wrong-count"));
    }
    let mut all = Vec::new();
    for one in &sent.windows {
        let window = window_to_sign(app, staff, &one.organisation)?;
        all.push((
            window,
            sealed::read(&one.roster)?,
            sealed::read(&one.succession)?,
        ));
    }
    let next: Vec<Next<'_>> = all
        .iter()
        .map(|(window, roster, succession)| Next {
            window,
            roster,
            succession: Some(succession),
        })
        .collect();
    imported(app.import_rosters(&staff.account.actor(), &next).await)
}

pub(super) fn window_to_sign<'a>(
    app: &'a App,
    staff: &Staff,
    short: &str,
) -> Result<&'a Window, Refusal> {
    let window = app.window(short).ok_or(Refusal::unfit("roster-window"))?;
    lead(
        app,
        staff,
        Action::ImportRoster,
        &Resource::Window(window.id),
    )?;
    Ok(window)
}

pub(super) fn imported(done: Result<(), NotImported>) -> Result<(), Refusal> {
    match done.map_err(|not| not.why) {
        Ok(()) => Ok(()),
        Err(ImportError::Refused(reason)) => Err(refused(&reason)),
        Err(ImportError::Store(error)) => Err(broken(&error)),
    }
}

fn refused(reason: &RosterRefused) -> Refusal {
    match reason {
        RosterRefused::Roster(RosterFault::Frame(_)) => Refusal::unfit("roster-signature"),
        RosterRefused::Roster(RosterFault::Twice | RosterFault::Earlier)
        | RosterRefused::Reader(_) => Refusal::unfit("roster-readers"),
        RosterRefused::Roster(RosterFault::Days) | RosterRefused::NotToday => {
            Refusal::unfit("roster-days")
        }
        RosterRefused::Roster(RosterFault::Epoch) | RosterRefused::Epoch(_) => {
            Refusal::unfit("roster-epoch")
        }
        RosterRefused::Roster(RosterFault::Signer)
        | RosterRefused::Succession(SuccessionFault::Broken | SuccessionFault::WrongFingerprint) => {
            Refusal::unfit("roster-key")
        }
        RosterRefused::Frame(_) => Refusal::unfit("succession-signature"),
        RosterRefused::Succession(SuccessionFault::WrongWindow) => {
            Refusal::unfit("succession-window")
        }
        RosterRefused::Succession(SuccessionFault::Forked) => Refusal::unfit("succession-fork"),
        RosterRefused::Day => Refusal::unfit("succession-day"),
        RosterRefused::WrongWindow => Refusal::unfit("roster-window"),
        RosterRefused::Policy(_) => Refusal::unfit("roster-policies"),
        RosterRefused::Roster(RosterFault::Deputies) | RosterRefused::NoReaders => {
            Refusal::unfit("roster-empty")
        }
    }
}

fn lead(app: &App, staff: &Staff, action: Action, resource: &Resource) -> Result<Permit, Refusal> {
    app.permit(&staff.account.actor(), action, resource)
        .map_err(|_| Refusal::FORBIDDEN)
}
