//! The end of cases: looked at, proposed by one, confirmed by another, each by a signed word; and held.

use std::collections::BTreeSet;

use serde::Deserialize;
use sotomado_core::calendar::Day;
use sotomado_core::certificate::Certificate;
use sotomado_core::ending::{Deed, Ending};
use sotomado_core::ids::CaseId;

use crate::access::{Action, Permit, Resource};
use crate::app::App;
use crate::desk::act;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::http::session::Staff;
use crate::store::{CaseTerm, Role, Window};

/// Cases that are named in one request at most.
const AT_ONCE: usize = 50;
/// A held case is looked at again at most so many days ahead.
const AHEAD: i32 = 366;

/// Cases of one organisation as sent.
#[derive(Debug, Deserialize)]
pub struct CasesSent {
    organisation: String,
    cases: Vec<CaseId>,
}

/// Cases of one organisation, and what one of the two who end them signed.
#[derive(Debug, Deserialize)]
pub struct EndsSent {
    #[serde(flatten)]
    of: CasesSent,
    word: String,
}

/// A case to be held as sent.
#[derive(Debug, Deserialize)]
pub struct HoldSent {
    case: CaseId,
    look: Day,
}

/// A case to be let go as sent.
#[derive(Debug, Deserialize)]
pub struct LiftSent {
    case: CaseId,
    word: String,
}

/// What stands on the list: of a lead everything, of others what they read, and what nobody reads any more.
#[derive(Debug)]
pub struct Seen {
    /// That it may be seen, for the names of accounts.
    pub permit: Permit,
    /// Due or held.
    pub terms: Vec<(Window, CaseTerm)>,
    /// What was certified.
    pub certificates: Vec<Certificate>,
}

/// Everything that is due or held, and what was certified.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn look(app: &App, staff: &Staff) -> Result<Seen, Refusal> {
    let actor = staff.account.actor();
    let permit = app.permit(&actor, Action::SeeTerms, &Resource::Desk)?;
    let mut terms = Vec::new();
    for term in app.store.terms(&permit).await? {
        if let Some((window, _)) = seen(app, staff, &term).await? {
            terms.push((window, term));
        }
    }
    let mut certificates = app.store.certificates(&permit).await?;
    let mut of = BTreeSet::new();
    for window in app.windows.iter() {
        if looks_after(app, staff, window).await? {
            of.insert(window.id);
        }
    }
    certificates.retain(|certificate| of.contains(&certificate.body().window));
    Ok(Seen {
        permit,
        terms,
        certificates,
    })
}

/// Proposes to destroy cases whose last day has passed.
///
/// # Errors
/// A [`Refusal`]; nothing was changed then.
pub async fn propose(app: &App, staff: &Staff, sent: EndsSent) -> Result<(), Refusal> {
    let cases = sent.of.cases.iter().copied().collect();
    let (window, permits) = permits(app, staff, sent.of, Action::ProposeDestruction).await?;
    two(app, &window).await?;
    let said = Said {
        deed: Deed::ProposeDestruction,
        window: &window,
        cases: &cases,
    };
    let word = said.by(app, staff, &sent.word)?;
    let answer = app.store.propose_destruction(&permits, &word).await?;
    answer.map_err(sealed::refusal)
}

/// Takes such proposals back. It destroys nothing, so it needs no signature, and nobody on a roster.
///
/// # Errors
/// A [`Refusal`]; nothing was changed then.
pub async fn withdraw(app: &App, staff: &Staff, sent: CasesSent) -> Result<(), Refusal> {
    let (_, permits) = permits(app, staff, sent, Action::WithdrawDestruction).await?;
    Ok(app.store.withdraw_destruction(&permits).await?)
}

/// Destroys what another has proposed.
///
/// # Errors
/// A [`Refusal`]; nothing was destroyed then.
pub async fn confirm(app: &App, staff: &Staff, sent: EndsSent) -> Result<Certificate, Refusal> {
    let cases = sent.of.cases.iter().copied().collect();
    let (window, permits) = permits(app, staff, sent.of, Action::ConfirmDestruction).await?;
    let said = Said {
        deed: Deed::ConfirmDestruction,
        window: &window,
        cases: &cases,
    };
    let word = said.by(app, staff, &sent.word)?;
    let kept = i32::from(app.policies.retention.key_backup_days);
    let until = app.clock.today().plus_days(kept);
    let answer = app.store.destroy((&permits, &word), &window, until).await?;
    answer.map_err(sealed::refusal)
}

/// Holds a case beyond its last day.
///
/// # Errors
/// 422 for a day that is past or far away.
pub async fn hold(app: &App, staff: &Staff, sent: HoldSent) -> Result<(), Refusal> {
    let (_, permit) = one(app, staff, sent.case, Action::HoldCase).await?;
    if !(1..=AHEAD).contains(&app.clock.today().days_until(sent.look)) {
        return Err(Refusal::unfit("wrong-day"));
    }
    Ok(app.store.hold(&permit, sent.look).await?)
}

/// Lets a held case go: the first to ask proposes it, another does it. Says whether it was let go.
///
/// # Errors
/// A [`Refusal`]; nothing was changed then.
pub async fn lift(app: &App, staff: &Staff, sent: LiftSent) -> Result<bool, Refusal> {
    let term = app.store.term(sent.case).await?;
    let second = term
        .and_then(|term| term.hold)
        .is_some_and(|hold| hold.lifting.is_some());
    let (action, deed, other) = if second {
        let (one, other) = (Deed::ConfirmLifting, Deed::ProposeLifting);
        (Action::ConfirmLifting, one, other)
    } else {
        let (one, other) = (Deed::ProposeLifting, Deed::ConfirmLifting);
        (Action::ProposeLifting, one, other)
    };
    let (window, permit) = one(app, staff, sent.case, action).await?;
    if !second {
        two(app, &window).await?;
    }
    let cases = BTreeSet::from([sent.case]);
    let said = |deed| Said {
        deed,
        window: &window,
        cases: &cases,
    };
    let word = match said(deed).by(app, staff, &sent.word) {
        Ok(word) => word,
        // Right before a colleague did something about it.
        Err(_) if said(other).by(app, staff, &sent.word).is_ok() => {
            return Err(Refusal::conflict("term-moved"));
        }
        Err(refusal) => return Err(refusal),
    };
    let answer = if second {
        app.store.confirm_lifting(&permit).await?
    } else {
        app.store.propose_lifting(&permit, &word).await?
    };
    answer.map_err(sealed::refusal)?;
    Ok(second)
}

/// Records that a reader carries a case out of the program. The page asks before it makes the file.
///
/// # Errors
/// [`Refusal::NOT_FOUND`] also when it is another's.
pub async fn take_out(app: &App, staff: &Staff, case: CaseId) -> Result<(), Refusal> {
    let (_, permit) = act::case_permit(app, staff, case, Action::TakeOutCase).await?;
    Ok(app.store.take_out_case(&permit).await?)
}

/// Refuses what two decide where the roster has one person: nobody could ever confirm it.
async fn two(app: &App, window: &Window) -> Result<(), Refusal> {
    match app.newest_roster(window).await? {
        Some(roster) if roster.body().is_alone() => Err(Refusal::conflict("no-second")),
        _ => Ok(()),
    }
}

/// What must have been signed.
struct Said<'a> {
    deed: Deed,
    window: &'a Window,
    cases: &'a BTreeSet<CaseId>,
}

impl Said<'_> {
    /// The bytes of the word, signed by the key of the account itself, of today; or of yesterday, by a page that was opened before
    /// midnight. Whether that key stands on the roster, the rules say.
    ///
    /// # Errors
    /// 422 `unsigned-end`
    fn by(&self, app: &App, staff: &Staff, sent: &str) -> Result<Vec<u8>, Refusal> {
        let unsigned = Refusal::unfit("unsigned-end");
        let bytes = sealed::read(sent).map_err(|_| unsigned)?;
        let word = Ending::read(&bytes).map_err(|_| unsigned)?;
        let own = staff.account.key.as_ref().map(|key| key.author);
        let fresh = (0..=1).contains(&word.day.days_until(app.clock.today()));
        let right = own == Some(word.key)
            && word.window == self.window.id
            && word.deed == self.deed
            && word.is_about(self.cases)
            && fresh;
        right.then_some(bytes).ok_or(unsigned)
    }
}

/// A permit for each case, all of one organisation.
async fn permits(
    app: &App,
    staff: &Staff,
    sent: CasesSent,
    action: Action,
) -> Result<(Window, Vec<Permit>), Refusal> {
    let all: BTreeSet<CaseId> = sent.cases.iter().copied().collect();
    if all.is_empty() || all.len() != sent.cases.len() || all.len() > AT_ONCE {
        return Err(Refusal::unfit("wrong-count"));
    }
    let mut of = None;
    let mut permits = Vec::new();
    for case in all {
        let (window, permit) = one(app, staff, case, action).await?;
        if window.short != sent.organisation {
            return Err(Refusal::NOT_FOUND);
        }
        of = Some(window);
        permits.push(permit);
    }
    Ok((of.ok_or(Refusal::NOT_FOUND)?, permits))
}

/// Asks the door about the end of one case. Whoever may see it is told why not.
async fn one(
    app: &App,
    staff: &Staff,
    case: CaseId,
    action: Action,
) -> Result<(Window, Permit), Refusal> {
    let term = app.store.term(case).await?.ok_or(Refusal::NOT_FOUND)?;
    let seen = seen(app, staff, &term).await?;
    let (window, resource) = seen.ok_or(Refusal::NOT_FOUND)?;
    let permit = app.permit(&staff.account.actor(), action, &resource);
    if let Ok(permit) = permit {
        return Ok((window, permit));
    }
    // The roster alone may be in the way, whatever stands in the case.
    Err(if act::reads_for(app, &window, staff).await? {
        why_not(&term, action)
    } else {
        Refusal::conflict("off-roster")
    })
}

fn why_not(term: &CaseTerm, action: Action) -> Refusal {
    match action {
        Action::ConfirmLifting => Refusal::conflict("second-person"),
        _ if term.hold.is_some() => Refusal::conflict("case-held"),
        _ if !term.due => Refusal::conflict("not-due"),
        _ if term.proposed.is_none() => Refusal::conflict("no-proposal"),
        _ => Refusal::conflict("second-person"),
    }
}

/// The window of a case and its term as the door is asked about it, for whoever may see that there is one.
async fn seen(
    app: &App,
    staff: &Staff,
    term: &CaseTerm,
) -> Result<Option<(Window, Resource)>, Refusal> {
    let mut windows = app.windows.iter();
    let Some(window) = windows.find(|window| window.id == term.window) else {
        return Ok(None);
    };
    let roster = app.newest_roster(window).await?;
    let resource = term.resource(roster.as_ref());
    let actor = staff.account.actor();
    let may = app.permit(&actor, Action::SeeTerm, &resource).is_ok();
    let may = may && looks_after(app, staff, window).await?;
    Ok(may.then(|| (window.clone(), resource)))
}

/// The lead, or whoever stands on the window's newest roster.
async fn looks_after(app: &App, staff: &Staff, window: &Window) -> Result<bool, Refusal> {
    Ok(staff.account.role == Role::Lead || act::reads_for(app, window, staff).await?)
}
