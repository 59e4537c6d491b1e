//! Published figures over HTTP; works without script.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use serde::Deserialize;

use crate::app::App;
use crate::http::locale::{Locale, link};
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::{self, HrReader};
use crate::http::widgets::{Room, contacts};
use crate::trends::{act, page};

pub async fn own(
    State(app): State<App>,
    lang: Locale,
    by: Result<HrReader, Refusal>,
) -> Result<Response, Refusal> {
    let sample = app.config.sample;
    let by = match by {
        Ok(by) => by,
        Err(Refusal::SIGN_IN) => return Ok(page::sign_in(lang, sample, None).into_response()),
        Err(other) => return Err(other),
    };
    let releases = act::releases(&app, &by).await?;
    let window = app
        .windows
        .iter()
        .find(|window| window.id == by.reader.window)
        .ok_or(Refusal::NOT_FOUND)?;
    Ok(page::own(
        lang,
        sample,
        &window.name,
        &by.reader.name,
        &days(&releases),
    )
    .into_response())
}

#[derive(Deserialize)]
pub struct SignIn {
    name: String,
    password: String,
}

pub async fn sign_in(
    State(app): State<App>,
    lang: Locale,
    place: Place,
    Form(typed): Form<SignIn>,
) -> Result<Response, Refusal> {
    match act::sign_in(&app, place, typed.name, typed.password).await {
        Ok(cookie) => Ok((
            [(header::SET_COOKIE, cookie)],
            Redirect::to(&link("/", lang)),
        )
            .into_response()),
        Err(fault) if fault == Refusal::WRONG_SIGN_IN || fault == Refusal::TOO_MANY_TRIES => Ok((
            fault.status,
            page::sign_in(lang, app.config.sample, Some(fault.code)),
        )
            .into_response()),
        Err(other) => Err(other),
    }
}

pub async fn sign_out(
    State(app): State<App>,
    lang: Locale,
    by: HrReader,
) -> Result<impl IntoResponse, Refusal> {
    app.store.end_trends_session(by.token).await?;
    let gone = session::gone(session::TRENDS, &app.config.trends);
    Ok((
        StatusCode::SEE_OTHER,
        [
            (header::SET_COOKIE, gone),
            (header::LOCATION, link("/", lang)),
        ],
    ))
}

pub async fn of_the_desk(State(app): State<App>, lang: Locale) -> Result<Markup, Refusal> {
    let releases = app.store.releases(None).await?;
    Ok(page::public(
        lang,
        app.config.sample,
        None,
        &help(&app, lang, None),
        &days(&releases),
    ))
}

pub async fn of_an_organisation(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let releases = app.store.releases(Some(window.id)).await?;
    Ok(page::public(
        lang,
        app.config.sample,
        Some((&window.short, &window.name)),
        &help(&app, lang, Some(&window.short)),
        &days(&releases),
    ))
}

fn help(app: &App, lang: Locale, organisation: Option<&str>) -> Markup {
    contacts(
        lang,
        &app.policies,
        organisation,
        app.clock.now(),
        Room::Short,
    )
}

fn days(releases: &[crate::store::Release]) -> Vec<sotomado_core::calendar::Day> {
    releases.iter().map(|release| release.day).collect()
}
