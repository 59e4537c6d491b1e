//! JSON of one's own sign-in, and of accounts that end soon.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sotomado_core::calendar::Day;
use sotomado_core::ids::Digest;

use crate::app::App;
use crate::desk::act_mail;
use crate::desk::act_own::{self as act, CodesAsked, NewPasskey, Own, PasskeyAsked, PasswordSent};
use crate::http::json::Sent;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::{Entering, Staff};

type Done = Result<StatusCode, Refusal>;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/own", get(look))
        .route("/desk/api/own/passkeys", post(ask_passkey).put(add_passkey))
        .route(
            "/desk/api/own/passkeys/{passkey}/remove",
            post(remove_passkey),
        )
        .route(
            "/desk/api/own/passkeys/{passkey}/key",
            put(put_key).delete(drop_key),
        )
        .route("/desk/api/own/codes", post(ask_codes).put(add_codes))
        .route("/desk/api/own/codes/remove", post(remove_codes))
        .route("/desk/api/own/mail", put(set_mail))
        .route("/desk/api/own/password", put(set_password))
        .route("/desk/api/own/sessions", delete(end_others))
        .route("/desk/api/own/sessions/{session}", delete(end_session))
        .route("/desk/api/ending", get(ending))
}

/// Not printed by `Debug`: it has none.
#[derive(Deserialize)]
struct Password {
    password: String,
}

async fn look(State(app): State<App>, Entering(staff): Entering) -> Result<Json<Own>, Refusal> {
    Ok(Json(act::look(&app, &staff).await?))
}

async fn ask_passkey(
    State(app): State<App>,
    Entering(staff): Entering,
    place: Place,
    sent: Sent<NewPasskey>,
) -> Result<Json<PasskeyAsked>, Refusal> {
    Ok(Json(act::ask_passkey(&app, &staff, place, sent.0).await?))
}

#[derive(Deserialize)]
struct Made {
    ticket: String,
    answer: Value,
}

async fn add_passkey(State(app): State<App>, Entering(staff): Entering, sent: Sent<Made>) -> Done {
    let Made { ticket, answer } = sent.0;
    act::add_passkey(&app, &staff, &ticket, answer).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_passkey(
    State(app): State<App>,
    Entering(staff): Entering,
    place: Place,
    Path(id): Path<String>,
    sent: Sent<Password>,
) -> Done {
    act::remove_passkey(&app, &staff, place, &id, sent.0.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Not printed by `Debug`: it has none.
#[derive(Deserialize)]
struct NewMail {
    address: String,
    password: String,
}

async fn set_mail(
    State(app): State<App>,
    Entering(staff): Entering,
    place: Place,
    sent: Sent<NewMail>,
) -> Done {
    let NewMail { address, password } = sent.0;
    act_mail::set(&app, &staff, place, (address, password)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct KeyCopy {
    file: String,
}

async fn put_key(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    sent: Sent<KeyCopy>,
) -> Done {
    act::set_key_copy(&app, &staff, &id, Some(sent.0.file)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn drop_key(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Done {
    act::set_key_copy(&app, &staff, &id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ask_codes(
    State(app): State<App>,
    Entering(staff): Entering,
    place: Place,
    sent: Sent<Password>,
) -> Result<Json<CodesAsked>, Refusal> {
    let asked = act::ask_codes(&app, &staff, place, sent.0.password).await?;
    Ok(Json(asked))
}

#[derive(Deserialize)]
struct Code {
    ticket: String,
    code: String,
}

async fn add_codes(State(app): State<App>, Entering(staff): Entering, sent: Sent<Code>) -> Done {
    act::add_codes(&app, &staff, &sent.0.ticket, &sent.0.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_codes(
    State(app): State<App>,
    Entering(staff): Entering,
    place: Place,
    sent: Sent<Password>,
) -> Done {
    act::remove_codes(&app, &staff, place, sent.0.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set_password(
    State(app): State<App>,
    Entering(staff): Entering,
    place: Place,
    sent: Sent<PasswordSent>,
) -> Done {
    act::set_password(&app, &staff, place, sent.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_session(
    State(app): State<App>,
    Entering(staff): Entering,
    Path(session): Path<Digest>,
) -> Done {
    act::end_session(&app, &staff, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_others(State(app): State<App>, Entering(staff): Entering) -> Done {
    act::end_others(&app, &staff).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct EndsSoon {
    sign_in: String,
    name: String,
    hr: bool,
    ends: Day,
}

async fn ending(State(app): State<App>, staff: Staff) -> Result<Json<Vec<EndsSoon>>, Refusal> {
    let all = act::ending(&app, &staff).await?.into_iter();
    Ok(Json(
        all.map(|one| EndsSoon {
            sign_in: one.sign_in,
            name: one.name,
            hr: one.hr,
            ends: one.ends,
        })
        .collect(),
    ))
}
