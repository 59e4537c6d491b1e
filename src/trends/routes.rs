//! Published figures over HTTP; works without script.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use serde::Deserialize;
use sotomado_core::release::Release;

use crate::app::App;
use crate::http::locale::{Locale, link};
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::{self, HrReader};
use crate::http::widgets::{Room, contacts};
use crate::store::Window;
use crate::trends::act::Ending;
use crate::trends::page::Published;
use crate::trends::{act, page, page_table};

/// Where an HR reader's files lie, on a host of its own.
const OWN_FILES: &str = "/tables";
/// What is said beside the form of signing in, which stays.
const BESIDE_THE_FORM: [Refusal; 3] = [
    Refusal::WRONG_SIGN_IN,
    Refusal::TOO_MANY_TRIES,
    Refusal::ENDED,
];

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
    let window = act::own_window(&app, &by)?;
    let published = of(&app, window, OWN_FILES.to_owned()).await?;
    Ok(page::own(lang, sample, &published, &by.reader.name).into_response())
}

/// A file of a published table, for an HR reader.
pub async fn own_file(
    State(app): State<App>,
    lang: Locale,
    by: HrReader,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let window = act::own_window(&app, &by)?;
    let (release, ending) = act::file(&app, window, &name).await?;
    given(&app, lang, window, &release, ending).await
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
        Err(fault) if BESIDE_THE_FORM.contains(&fault) => Ok((
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
    let mut all = Vec::new();
    for window in app.windows.iter() {
        all.push(of(&app, window, folder(window)).await?);
    }
    let help = help(&app, lang, None);
    Ok(page::public(lang, app.config.sample, None, &help, &all))
}

pub async fn of_an_organisation(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let published = of(&app, window, folder(window)).await?;
    Ok(page::public(
        lang,
        app.config.sample,
        Some((&window.short, &window.name)),
        &help(&app, lang, Some(&window.short)),
        &[published],
    ))
}

/// A file of a published table, for everyone.
pub async fn file(
    State(app): State<App>,
    lang: Locale,
    Path((org, name)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let (release, ending) = act::file(&app, window, &name).await?;
    given(&app, lang, window, &release, ending).await
}

fn folder(window: &Window) -> String {
    format!("/o/{}/trends", window.short)
}

async fn of(app: &App, window: &Window, folder: String) -> Result<Published, Refusal> {
    Ok(Published {
        name: window.name.clone(),
        folder,
        releases: act::published(app, window).await?,
    })
}

/// The file, with a name that says whose it is and of which year.
async fn given(
    app: &App,
    lang: Locale,
    window: &Window,
    release: &Release,
    ending: Ending,
) -> Result<Response, Refusal> {
    let (kind, word, bytes) = match ending {
        Ending::Csv => (
            "text/csv; charset=utf-8",
            "csv",
            page_table::csv(lang, release).into_bytes(),
        ),
        Ending::Release => (
            "application/octet-stream",
            "release",
            act::signed(app, window, release).await?,
        ),
    };
    let (short, year) = (&window.short, release.body().year);
    let name = format!("attachment; filename=\"sotomado-{short}-{year}.{word}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
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
