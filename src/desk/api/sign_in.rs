//! Signing in and out of the desk, and who one is there.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Recipient, WindowId};

use crate::app::App;
use crate::http::json::Sent;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::http::session::{self, Staff};
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
) -> Result<impl IntoResponse, Refusal> {
    let SignIn { name, password } = sent.0;
    let account = app.store.account_by_sign_in(&name).await?;
    let kept = account.as_ref().map(|account| account.password.clone());
    session::check_password(&app.desk_tries, &app, place, name, password, kept).await?;
    let account = account.ok_or(Refusal::WRONG_SIGN_IN)?;
    let (cookie, token) = session::fresh(session::DESK, &app.config.desk)?;
    let last = app.clock.today().plus_days(session::DAYS);
    app.store
        .begin_desk_session(token, account.id, last)
        .await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

pub async fn sign_out(State(app): State<App>, staff: Staff) -> Result<impl IntoResponse, Refusal> {
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
    successions: Vec<String>,
    rosters: Vec<String>,
}

pub async fn me(State(app): State<App>, staff: Staff) -> Result<Json<Me>, Refusal> {
    let mut windows = Vec::new();
    for window in app.windows.iter() {
        windows.push(my_window(&app, window).await?);
    }
    let account = staff.account;
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
    }))
}

async fn my_window(app: &App, window: &Window) -> Result<MyWindow, Refusal> {
    let rosters = app.store.rosters(window.id).await?;
    let mut frames = rosters.iter().map(|kept| sealed::write(&kept.frame));
    let roster = frames.next();
    let successions = app.store.successions(window.id).await?;
    Ok(MyWindow {
        organisation: window.short.clone(),
        name: window.name.clone(),
        window: window.id,
        roster,
        successions: successions
            .iter()
            .map(|kept| sealed::write(&kept.frame))
            .collect(),
        rosters: frames.collect(),
    })
}
