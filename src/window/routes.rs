//! The window's pages over HTTP.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::IntoResponse;
use axum::routing::get;
use maud::Markup;

use crate::app::App;
use crate::http::headers;
use crate::http::locale::Locale;
use crate::http::refusal::Refusal;
use crate::window::page::{self, Setting};
use crate::window::{page_counter, page_home, page_mailbox, page_paper, page_report, page_told};

/// `/` and the pages under `/o/{org}`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(organisations))
        .route("/o/{org}", get(home))
        .route("/o/{org}/report", get(report))
        .route("/o/{org}/mailbox", get(mailbox))
        .route("/o/{org}/lost", get(lost))
        .route("/o/{org}/paper", get(paper))
        .route("/o/{org}/counter", get(counter))
        .route("/o/{org}/told", get(told))
}

async fn organisations(State(app): State<App>, lang: Locale) -> Markup {
    let all: Vec<(&str, &str)> = app
        .windows
        .iter()
        .map(|window| (window.short.as_str(), window.name.as_str()))
        .collect();
    page::organisations(
        lang,
        app.config.sample,
        &all,
        &app.policies,
        app.clock.now(),
    )
}

async fn home(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    with(&app, lang, &org, page_home::home).await
}

async fn report(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    with(&app, lang, &org, page_report::report).await
}

async fn paper(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    with(&app, lang, &org, page_paper::paper).await
}

async fn mailbox(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    with(&app, lang, &org, page_mailbox::mailbox).await
}

async fn lost(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    with(&app, lang, &org, page_mailbox::lost).await
}

/// It bears no word of what is told: the script opens that.
async fn told(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    with(&app, lang, &org, page_told::told).await
}

/// Alone among the window's pages it opens the core; and its markup is what the core rendered.
async fn counter(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let page = with(&app, lang, &org, page_counter::counter).await?;
    Ok(([(CONTENT_SECURITY_POLICY, headers::WITH_CORE)], page))
}

/// Draws a page of an organisation's window.
async fn with(
    app: &App,
    lang: Locale,
    org: &str,
    draw: fn(&Setting<'_>) -> Markup,
) -> Result<Markup, Refusal> {
    let window = app.window(org).ok_or(Refusal::NOT_FOUND)?;
    let roster = app.newest_roster(window).await?;
    let calls = app.calls(roster.as_ref()).await?;
    Ok(draw(&Setting {
        lang,
        sample: app.config.sample,
        slug: &window.short,
        name: &window.name,
        window: &window.id.to_string(),
        runs: app.config.runs,
        readers: roster.map_or(0, |roster| roster.body().drawable().count()),
        calls,
        largest_file: app.config.largest_file,
        policies: &app.policies,
        now: app.clock.now(),
        restored: app.restored.map(|restored| restored.copy),
    }))
}
