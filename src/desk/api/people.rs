//! JSON about who comes in, and who came back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde::Serialize;
use sotomado_core::calendar::Day;
use sotomado_core::ids::Digest;

use crate::app::App;
use crate::desk::act_beginning::{self, Beginning};
use crate::desk::act_people::{
    self as act, BackSent, ComingIn, InvitationSent, LastDaySent, SecretSent,
};
use crate::http::json::Sent;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::Staff;
use crate::store::{Account, How, Invitation, Purpose, Role};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/invitations", get(people).post(invite))
        .route("/desk/api/invitations/back", post(let_back_in))
        .route("/desk/api/invitations/{id}", delete(revoke))
        .route("/desk/api/accounts/last-day", put(set_last_day))
        .route("/desk/api/begin", post(begin))
        .route("/desk/api/invited", post(come_in))
        .route("/desk/api/invited/look", post(look))
        .route("/desk/api/returns", get(returns))
        .route("/desk/api/returns/{return}", delete(put_return_away))
}

#[derive(Serialize)]
struct People {
    accounts: Vec<Person>,
    invitations: Vec<Link>,
}

#[derive(Serialize)]
struct Person {
    sign_in: String,
    name: String,
    role: Role,
    /// The last day.
    ends: Option<Day>,
}

/// A link, and for whom; `sign_in` where it lets somebody back in.
#[derive(Serialize)]
struct Link {
    id: Digest,
    sign_in: Option<String>,
    name: String,
    role: Role,
    last_day: Day,
}

async fn people(State(app): State<App>, staff: Staff) -> Result<Json<People>, Refusal> {
    let found = act::people(&app, &staff).await?;
    let links = found.invitations.into_iter();
    let invitations = links.filter_map(|one| link(one, &found.accounts)).collect();
    let people = found.accounts.into_iter();
    let accounts = people.map(|account| Person {
        sign_in: account.sign_in,
        name: account.name,
        role: account.role,
        ends: account.ends,
    });
    Ok(Json(People {
        accounts: accounts.collect(),
        invitations,
    }))
}

fn link(one: Invitation, accounts: &[Account]) -> Option<Link> {
    let (id, last_day) = (one.id, one.last_day);
    Some(match one.purpose {
        Purpose::Begin => return None,
        Purpose::Join(card) => Link {
            id,
            sign_in: None,
            name: card.name,
            role: card.role,
            last_day,
        },
        Purpose::Back(whose) => {
            let account = accounts.iter().find(|account| account.id == whose)?;
            Link {
                id,
                sign_in: Some(account.sign_in.clone()),
                name: account.name.clone(),
                role: account.role,
                last_day,
            }
        }
    })
}

async fn invite(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<InvitationSent>,
) -> Result<StatusCode, Refusal> {
    act::invite(&app, &staff, sent.0).await?;
    Ok(StatusCode::CREATED)
}

async fn let_back_in(
    State(app): State<App>,
    staff: Staff,
    sent: Sent<BackSent>,
) -> Result<StatusCode, Refusal> {
    act::let_back_in(&app, &staff, sent.0).await?;
    Ok(StatusCode::CREATED)
}

async fn revoke(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Digest>,
) -> Result<StatusCode, Refusal> {
    act::revoke(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set_last_day(
    State(app): State<App>,
    staff: Staff,
    place: Place,
    sent: Sent<LastDaySent>,
) -> Result<StatusCode, Refusal> {
    act::set_last_day(&app, &staff, place, sent.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn begin(State(app): State<App>, sent: Sent<Beginning>) -> Result<StatusCode, Refusal> {
    act_beginning::begin(&app, sent.0).await?;
    Ok(StatusCode::CREATED)
}

/// An organisation whose window is there already.
#[derive(Serialize)]
struct There {
    short: String,
    name: String,
}

/// What whoever holds a link may know of it.
#[derive(Default, Serialize)]
struct Looked {
    /// Whether the desk begins by it, and for whom, if that is settled.
    begin: bool,
    organisations: Vec<There>,
    /// Of an account that is there already.
    sign_in: Option<String>,
    role: Option<Role>,
    name: String,
    profession: String,
    appointed_by: String,
    adviser: String,
    last_day: Option<Day>,
}

async fn look(State(app): State<App>, sent: Sent<SecretSent>) -> Result<Json<Looked>, Refusal> {
    let (found, account) = act::look(&app, &sent.0).await?;
    let last_day = Some(found.last_day);
    Ok(Json(match (found.purpose, account) {
        (Purpose::Begin, _) => Looked {
            begin: true,
            organisations: there(&app),
            last_day,
            ..Looked::default()
        },
        (Purpose::Join(card), _) => Looked {
            role: Some(card.role),
            name: card.name,
            profession: card.profession,
            appointed_by: card.appointed_by,
            adviser: card.adviser,
            last_day,
            ..Looked::default()
        },
        (Purpose::Back(_), Some(account)) => Looked {
            sign_in: Some(account.sign_in),
            role: Some(account.role),
            name: account.name,
            profession: account.profession,
            appointed_by: account.appointed_by,
            adviser: account.adviser,
            last_day,
            ..Looked::default()
        },
        (Purpose::Back(_), None) => return Err(Refusal::NOT_FOUND),
    }))
}

fn there(app: &App) -> Vec<There> {
    let windows = app.windows.iter();
    windows
        .map(|window| There {
            short: window.short.clone(),
            name: window.name.clone(),
        })
        .collect()
}

async fn come_in(State(app): State<App>, sent: Sent<ComingIn>) -> Result<StatusCode, Refusal> {
    act::come_in(&app, sent.0).await?;
    Ok(StatusCode::CREATED)
}

#[derive(Serialize)]
struct Return {
    id: String,
    name: String,
    how: How,
    day: Day,
}

async fn returns(State(app): State<App>, staff: Staff) -> Result<Json<Vec<Return>>, Refusal> {
    let told = act::returns(&app, &staff).await?.into_iter();
    let told = told.map(|one| Return {
        id: hex::encode(one.id),
        name: one.name,
        how: one.how,
        day: one.day,
    });
    Ok(Json(told.collect()))
}

async fn put_return_away(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let mut bytes = [0; 16];
    hex::decode_to_slice(id, &mut bytes).map_err(|_| Refusal::NOT_FOUND)?;
    act::put_return_away(&app, &staff, bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}
