//! JSON of the end of cases.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use sotomado_core::calendar::Day;
use sotomado_core::certificate::{Body, Certificate};
use sotomado_core::ids::CaseId;

use crate::access::AccountId;
use crate::app::App;
use crate::desk::act_retention::{self as act, CasesSent, EndsSent, HoldSent, LiftSent};
use crate::http::json::Sent;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::http::session::Staff;
use crate::store::{CaseTerm, Hold, Proposed, Window};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/retention", get(look))
        .route("/desk/api/retention/propose", post(propose))
        .route("/desk/api/retention/withdraw", post(withdraw))
        .route("/desk/api/retention/confirm", post(confirm))
        .route("/desk/api/retention/hold", post(hold))
        .route("/desk/api/retention/lift", post(lift))
        .route("/desk/api/cases/{case}/export", post(take_out))
}

#[derive(Serialize)]
struct Looked {
    cases: Vec<Line>,
    certificates: Vec<Certified>,
}

/// Its random id, days, and who of the desk did what: nothing else.
#[derive(Serialize)]
struct Line {
    organisation: String,
    case: CaseId,
    arrived: Day,
    last: Day,
    due: bool,
    /// Whether this account was given a key of it.
    reads: bool,
    held: Option<Held>,
    proposed: Option<ProposedBy>,
}

#[derive(Serialize)]
struct Held {
    by: String,
    day: Day,
    look: Day,
    lifting: Option<ProposedBy>,
}

#[derive(Serialize)]
struct ProposedBy {
    by: String,
    /// One's own: another confirms it.
    mine: bool,
    day: Day,
    until: Day,
}

#[derive(Serialize)]
struct Certified {
    /// The signed bytes, to be kept.
    frame: String,
    #[serde(flatten)]
    body: Body,
}

impl From<&Certificate> for Certified {
    fn from(certificate: &Certificate) -> Self {
        Self {
            frame: sealed::write(certificate.frame()),
            body: certificate.body().clone(),
        }
    }
}

/// Names of accounts, and whose eyes these are.
struct Names<'a> {
    staff: &'a Staff,
    names: BTreeMap<[u8; 16], String>,
}

impl Names<'_> {
    fn of(&self, account: AccountId) -> String {
        self.names.get(&account.0).cloned().unwrap_or_default()
    }

    fn proposed(&self, made: Proposed) -> ProposedBy {
        ProposedBy {
            by: self.of(made.by),
            mine: made.by == self.staff.account.id,
            day: made.day,
            until: made.until(),
        }
    }

    fn held(&self, hold: Hold) -> Held {
        Held {
            by: self.of(hold.by),
            day: hold.day,
            look: hold.look,
            lifting: hold.lifting.map(|made| self.proposed(made)),
        }
    }

    fn line(&self, window: &Window, term: &CaseTerm) -> Line {
        let key = self.staff.account.key.as_ref();
        Line {
            organisation: window.short.clone(),
            case: term.case,
            arrived: term.arrived,
            last: term.last,
            due: term.due,
            reads: key.is_some_and(|key| term.readers.contains(&key.author)),
            held: term.hold.map(|hold| self.held(hold)),
            proposed: term.proposed.map(|made| self.proposed(made)),
        }
    }
}

async fn look(State(app): State<App>, staff: Staff) -> Result<Json<Looked>, Refusal> {
    let seen = act::look(&app, &staff).await?;
    let accounts: Vec<AccountId> = seen
        .terms
        .iter()
        .flat_map(|(_, term)| {
            let lifting = term.hold.and_then(|hold| hold.lifting);
            let hold = term.hold.map(|hold| hold.by);
            let made = [lifting, term.proposed].into_iter().flatten();
            hold.into_iter().chain(made.map(|made| made.by))
        })
        .collect();
    let names = Names {
        staff: &staff,
        names: app.store.names(&seen.permit, &accounts).await?,
    };
    let lines = seen.terms.iter();
    Ok(Json(Looked {
        cases: lines
            .map(|(window, term)| names.line(window, term))
            .collect(),
        certificates: seen.certificates.iter().map(Certified::from).collect(),
    }))
}

async fn propose(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<EndsSent>,
) -> Result<StatusCode, Refusal> {
    act::propose(&app, &staff, sent.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<CasesSent>,
) -> Result<StatusCode, Refusal> {
    act::withdraw(&app, &staff, sent.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn confirm(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<EndsSent>,
) -> Result<Json<Certified>, Refusal> {
    let certificate = act::confirm(&app, &staff, sent.0).await?;
    Ok(Json(Certified::from(&certificate)))
}

async fn hold(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<HoldSent>,
) -> Result<StatusCode, Refusal> {
    act::hold(&app, &staff, sent.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct Lifted {
    /// False: it was proposed, and another must say so too.
    lifted: bool,
}

async fn lift(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<LiftSent>,
) -> Result<Json<Lifted>, Refusal> {
    let lifted = act::lift(&app, &staff, sent.0).await?;
    Ok(Json(Lifted { lifted }))
}

async fn take_out(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
) -> Result<StatusCode, Refusal> {
    act::take_out(&app, &staff, case).await?;
    Ok(StatusCode::NO_CONTENT)
}
