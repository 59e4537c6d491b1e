//! The deeds of the trends host: sign in, sign out, see what is published.

use sotomado_core::release::Release;

use crate::access::{Action, Resource};
use crate::app::{App, PublishError};
use crate::http::place::Place;
use crate::http::refusal::{Refusal, broken};
use crate::http::session::{self, HrReader};
use crate::store::Window;

/// Checks name and password; returns the cookie of a new session.
///
/// # Errors
/// [`Refusal::WRONG_SIGN_IN`], [`Refusal::TOO_MANY_TRIES`], [`Refusal::ENDED`]
pub async fn sign_in(
    app: &App,
    place: Place,
    name: String,
    password: String,
) -> Result<String, Refusal> {
    let reader = app.store.hr_reader_by_sign_in(&name).await?;
    let kept = reader.as_ref().map(|reader| reader.password.clone());
    session::check_password(&app.trends_tries, app, place, name, password, kept).await?;
    let reader = reader.ok_or(Refusal::WRONG_SIGN_IN)?;
    if reader.has_ended(app.clock.today()) {
        return Err(Refusal::ENDED);
    }
    let (cookie, token) = session::fresh(session::TRENDS, &app.config.trends)?;
    let last = app.clock.today().plus_days(session::DAYS);
    app.store
        .begin_trends_session(token, reader.id, last)
        .await?;
    Ok(cookie)
}

/// What is published of an organisation, newest first; it is public.
///
/// # Errors
/// [`Refusal::BROKEN`], also when what is kept is no chain.
pub async fn published(app: &App, window: &Window) -> Result<Vec<Release>, Refusal> {
    match app.releases(window).await {
        Ok(mut releases) => {
            releases.reverse();
            Ok(releases)
        }
        Err(PublishError::Store(error)) => Err(broken(&error)),
        Err(PublishError::Refused(reason)) => Err(broken(&reason)),
    }
}

/// One file of a published table: `2026.csv`, or `2026.release` as it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Csv,
    Release,
}

/// Which table and in what form a file's name asks for.
///
/// # Errors
/// [`Refusal::NOT_FOUND`]
pub async fn file(app: &App, window: &Window, name: &str) -> Result<(Release, Ending), Refusal> {
    let (year, ending) = name.split_once('.').ok_or(Refusal::NOT_FOUND)?;
    let ending = match ending {
        "csv" => Ending::Csv,
        "release" => Ending::Release,
        _ => return Err(Refusal::NOT_FOUND),
    };
    let releases = published(app, window).await?;
    let mut found = releases.into_iter();
    let release = found.find(|release| release.body().year.to_string() == year);
    Ok((release.ok_or(Refusal::NOT_FOUND)?, ending))
}

/// The window whose releases this HR reader sees.
///
/// # Errors
/// [`Refusal::NOT_FOUND`]
pub fn own_window<'a>(app: &'a App, by: &HrReader) -> Result<&'a Window, Refusal> {
    let permit = app.permit(
        &by.reader.actor(),
        Action::SeeReleases,
        &Resource::Window(by.reader.window),
    )?;
    let id = permit.window(Action::SeeReleases)?;
    let mut windows = app.windows.iter();
    windows
        .find(|window| window.id == id)
        .ok_or(Refusal::NOT_FOUND)
}

/// A table as it was signed.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn signed(app: &App, window: &Window, release: &Release) -> Result<Vec<u8>, Refusal> {
    let kept = app.store.releases(Some(window.id)).await?.into_iter();
    let mut same = kept.filter(|one| one.digest == release.digest());
    Ok(same.next().ok_or(Refusal::NOT_FOUND)?.file)
}
