//! JSON for the desk's script.

mod audit;
mod codings;
pub(super) mod files;
mod leaving;
mod lists;
mod own;
mod people;
mod phone;
mod retention;
mod returning;
mod sign_in;
mod tellings;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, Recipient, WindowId};

use crate::app::App;
use crate::desk::act::{self, EntriesSent, KeysSent, RosterSent, SuccessionsSent};
use crate::desk::act_keys::{self, KeyOffered};
use crate::desk::described::openapi;
use crate::http::given::{self, Seat};
use crate::http::json::Sent;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::sealed::{self, KeyGiven, Receipt};
use crate::http::session::Staff;
use crate::http::shell::Surface;

/// `/desk/api/…`
pub fn router() -> Router<App> {
    Router::new()
        .merge(audit::router())
        .merge(codings::router())
        .merge(tellings::router())
        .merge(people::router())
        .merge(phone::router())
        .merge(returning::router())
        .merge(retention::router())
        .merge(lists::router())
        .merge(own::router())
        .merge(leaving::router())
        .route("/openapi.json", get(async || Json(openapi())))
        .route("/desk/api/signin", post(sign_in::sign_in))
        .route("/desk/api/signin/passkey", post(sign_in::by_passkey))
        .route("/desk/api/signin/code", post(sign_in::by_code))
        .route("/desk/api/signout", post(sign_in::sign_out))
        .route("/desk/api/me", get(sign_in::me))
        .route("/desk/api/key", put(offer_key))
        .route("/desk/api/cases/{case}", get(case))
        .route("/desk/api/cases/{case}/entries", post(entries))
        .route("/desk/api/cases/{case}/keys", post(keys))
        .route("/desk/api/cases/{case}/next", post(next))
        .route("/desk/api/cases/{case}/open", post(open))
        .route("/desk/api/keys", get(offered))
        .route("/desk/api/rosters", post(rosters))
        .route("/desk/api/successions", post(successions))
        .route("/desk/api/policies", get(policies))
        .merge(files::router())
}

async fn offer_key(
    State(app): State<App>,
    place: Place,
    staff: Staff,
    sent: Sent<KeyOffered>,
) -> Result<StatusCode, Refusal> {
    act_keys::offer_key(&app, place, &staff, sent.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct Case {
    organisation: String,
    window: WindowId,
    case: CaseId,
    arrived: Day,
    next: Day,
    retention: Day,
    held: Option<Day>,
    sealed_here: bool,
    open: bool,
    keys: Vec<KeyGiven>,
    readers: Vec<AuthorKey>,
}

async fn case(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<CaseId>,
) -> Result<Response, Refusal> {
    let (window, case) = act::read_case(&app, &staff, id).await?;
    let seat = Seat::take(Surface::Desk, case.case)?;
    let head = Case {
        organisation: window.short,
        window: case.window,
        case: case.case,
        arrived: case.arrived,
        next: case.next,
        retention: case.retention,
        held: case.held,
        sealed_here: case.sealed_here,
        open: case.open,
        keys: case.keys.into_iter().map(KeyGiven::from).collect(),
        readers: case.readers,
    };
    given::case(&app, seat, &head, case.entries)
}

async fn entries(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
    sent: Sent<EntriesSent>,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let answer = act::add_entries(&app, &staff, case, sent.0).await?;
    let (status, receipt) = sealed::receipt(answer)?;
    Ok((status, Json(receipt)))
}

async fn keys(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
    sent: Sent<KeysSent>,
) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let answer = act::add_keys(&app, &staff, case, sent.0).await?;
    let (status, receipt) = sealed::receipt(answer)?;
    Ok((status, Json(receipt)))
}

#[derive(Deserialize)]
struct Next {
    day: Day,
}

async fn next(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
    sent: Sent<Next>,
) -> Result<StatusCode, Refusal> {
    act::set_next_day(&app, &staff, case, sent.0.day).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Open {
    open: bool,
}

async fn open(
    State(app): State<App>,
    staff: Staff,
    Path(case): Path<CaseId>,
    sent: Sent<Open>,
) -> Result<StatusCode, Refusal> {
    act::set_open(&app, &staff, case, sent.0.open).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct Offered {
    account: String,
    name: String,
    profession: String,
    appointed_by: String,
    adviser: String,
    author: AuthorKey,
    recipient: Recipient,
    /// The account's last day.
    ends: Option<Day>,
}

async fn offered(State(app): State<App>, staff: Staff) -> Result<Json<Vec<Offered>>, Refusal> {
    let accounts = act::offered_keys(&app, &staff).await?;
    let cards = accounts
        .into_iter()
        .filter_map(|account| Some((account.card()?, account.sign_in, account.ends)));
    let list = cards.map(|(card, account, ends)| Offered {
        account,
        name: card.name,
        profession: card.profession,
        appointed_by: card.appointed_by,
        adviser: card.adviser,
        author: card.author,
        recipient: card.recipient,
        ends,
    });
    Ok(Json(list.collect()))
}

async fn rosters(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<RosterSent>,
) -> Result<StatusCode, Refusal> {
    act::import_roster(&app, &staff, sent.0).await?;
    Ok(StatusCode::CREATED)
}

async fn successions(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<SuccessionsSent>,
) -> Result<StatusCode, Refusal> {
    act::import_successions(&app, &staff, sent.0).await?;
    Ok(StatusCode::CREATED)
}

#[derive(Serialize)]
struct PolicyNamed {
    file: String,
    sha256: String,
}

async fn policies(State(app): State<App>, staff: Staff) -> Result<Json<Vec<PolicyNamed>>, Refusal> {
    act::may_see_policies(&app, &staff)?;
    let files = app.policies.files.iter();
    Ok(Json(
        files
            .map(|file| PolicyNamed {
                file: file.name.clone(),
                sha256: file.sha256.clone(),
            })
            .collect(),
    ))
}
