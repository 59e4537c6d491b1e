//! JSON of the audit chain.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use sotomado_core::audit::Head;
use sotomado_core::calendar::Day;

use crate::app::App;
use crate::desk::act_audit as act;
use crate::http::refusal::Refusal;
use crate::http::session::Staff;

/// So many ended days are given, for whoever kept their marks: a little more than a month.
const MARKS: usize = 35;

pub(super) fn router() -> Router<App> {
    Router::new().route("/desk/api/audit", get(look))
}

#[derive(Serialize)]
struct Looked {
    /// Whether the key that closes days is there.
    keyed: bool,
    /// The head of the last day that ended, as a line to be kept outside.
    head: Option<String>,
    /// The last days that ended, the newest first.
    closed: Vec<Closed>,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct Closed {
    day: Day,
    mark: String,
}

#[derive(Serialize)]
struct Fault {
    fault: &'static str,
    day: Option<Day>,
}

async fn look(State(app): State<App>, staff: Staff) -> Result<Json<Looked>, Refusal> {
    let seen = act::look(&app, &staff).await?;
    let newest = seen.heads.iter().rev().take(MARKS);
    Ok(Json(Looked {
        keyed: app.store.audit_key().is_some(),
        head: seen.heads.last().map(Head::line),
        closed: newest
            .map(|head| Closed {
                day: head.day(),
                mark: head.mark(),
            })
            .collect(),
        faults: seen
            .faults
            .iter()
            .map(|found| Fault {
                fault: found.fault.code(),
                day: found.day,
            })
            .collect(),
    }))
}
