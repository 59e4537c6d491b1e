//! Signing in and out of the desk, and who one is there.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Recipient, WindowId};

use crate::app::App;
use crate::desk::act_sign_in::{self as act, Step};
use crate::http::json::Sent;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::http::session::{self, Entering};
use crate::store::{Role, Window};

/// Name and password. Not printed by `Debug`: it has none.
#[derive(Deserialize)]
pub struct SignIn {
    name: String,
    password: String,
}

pub async fn sign_in(
    State(app): State<App>,
    place: Place,
    sent: Sent<SignIn>,
) -> Result<Response, Refusal> {
    let SignIn { name, password } = sent.0;
    Ok(match act::sign_in(&app, place, name, password).await? {
        Step::Half(half) => Json(half).into_response(),
        Step::Done(cookie) => done(cookie),
    })
}

/// An answer to what was asked beside the password.
#[derive(Deserialize)]
pub struct ByPasskey {
    ticket: String,
    answer: Value,
}

pub async fn by_passkey(
    State(app): State<App>,
    sent: Sent<ByPasskey>,
) -> Result<Response, Refusal> {
    let ByPasskey { ticket, answer } = sent.0;
    act::by_passkey(&app, &ticket, answer).await.map(done)
}

/// The same, by a code.
#[derive(Deserialize)]
pub struct ByCode {
    ticket: String,
    code: String,
}

pub async fn by_code(State(app): State<App>, sent: Sent<ByCode>) -> Result<Response, Refusal> {
    let ByCode { ticket, code } = sent.0;
    act::by_code(&app, &ticket, &code).await.map(done)
}

fn done(cookie: String) -> Response {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

pub async fn sign_out(
    State(app): State<App>,
    Entering(staff): Entering,
) -> Result<impl IntoResponse, Refusal> {
    app.store.end_desk_session(staff.token).await?;
    Ok((
        StatusCode::NO_CONTENT,
        [(
            header::SET_COOKIE,
            session::gone(session::DESK, &app.config.desk),
        )],
    ))
}

#[derive(Serialize)]
pub struct Me {
    name: String,
    sign_in: String,
    role: Role,
    key: Option<OwnKey>,
    windows: Vec<MyWindow>,
    today: Day,
    /// The account's last day.
    ends: Option<Day>,
    /// `none`, `some`, or `needed` before anything else can be done.
    second_factor: &'static str,
}

#[derive(Serialize)]
struct OwnKey {
    author: AuthorKey,
    recipient: Recipient,
    file: String,
}

#[derive(Serialize)]
struct MyWindow {
    organisation: String,
    name: String,
    window: WindowId,
    roster: Option<String>,
    /// The desk was put back from before the roster that followed this one.
    followed: bool,
    successions: Vec<String>,
    rosters: Vec<String>,
}

pub async fn me(State(app): State<App>, Entering(staff): Entering) -> Result<Json<Me>, Refusal> {
    let factors = act::standing(&app, &staff).await?;
    let mut windows = Vec::new();
    for window in app.windows.iter() {
        windows.push(my_window(&app, window).await?);
    }
    let account = staff.account;
    let ends = account.ends;
    let key = account.key.map(|key| OwnKey {
        author: key.author,
        recipient: key.recipient,
        file: sealed::write(&key.file),
    });
    let (name, sign_in, role) = (account.name, account.sign_in, account.role);
    Ok(Json(Me {
        name,
        sign_in,
        role,
        key,
        windows,
        today: app.clock.today(),
        ends,
        second_factor: factors,
    }))
}

async fn my_window(app: &App, window: &Window) -> Result<MyWindow, Refusal> {
    let rosters = app.store.rosters(window.id).await?;
    let followed = match rosters.first() {
        Some(newest) => app.store.is_followed(newest.digest).await?,
        None => false,
    };
    let mut frames = rosters.iter().map(|kept| sealed::write(&kept.frame));
    let roster = frames.next();
    let successions = app.store.successions(window.id).await?;
    Ok(MyWindow {
        organisation: window.short.clone(),
        name: window.name.clone(),
        window: window.id,
        roster,
        followed,
        successions: successions
            .iter()
            .map(|kept| sealed::write(&kept.frame))
            .collect(),
        rosters: frames.collect(),
    })
}
