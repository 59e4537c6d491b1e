//! The deeds of the trends host: sign in, sign out, see what is published.

use crate::access::{Action, Resource};
use crate::app::App;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::{self, HrReader};
use crate::store::Release;

/// Checks name and password; returns the cookie of a new session.
///
/// # Errors
/// [`Refusal::WRONG_SIGN_IN`], [`Refusal::TOO_MANY_TRIES`]
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
    let (cookie, token) = session::fresh(session::TRENDS, &app.config.trends)?;
    let last = app.clock.today().plus_days(session::DAYS);
    app.store
        .begin_trends_session(token, reader.id, last)
        .await?;
    Ok(cookie)
}

/// What is published for this HR reader's organisation.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn releases(app: &App, by: &HrReader) -> Result<Vec<Release>, Refusal> {
    let permit = app.permit(
        &by.reader.actor(),
        Action::SeeReleases,
        &Resource::Window(by.reader.window),
    )?;
    let window = permit.window(Action::SeeReleases)?;
    Ok(app.store.releases(Some(window)).await?)
}
