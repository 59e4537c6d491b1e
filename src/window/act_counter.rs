//! Deeds of the counter's page: keep the sealed record of an incident, give it back, forget it.

use serde::Deserialize;
use sotomado_core::calendar::Day;
use sotomado_core::ids::Digest;

use crate::access::{Action, Permit, Resource};
use crate::app::App;
use crate::http::challenge::Signed;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::store::Incident;
use crate::window::act::worth;

/// A record as sent.
#[derive(Debug, Deserialize)]
pub struct IncidentSent {
    file: String,
    /// SHA-256 of the age file that this one follows; none for the first.
    known: Option<Digest>,
}

/// Keeps a record in the place of the one before; returns the day on which it is kept last.
///
/// # Errors
/// A [`Refusal`]; the one before is kept then.
pub async fn keep(app: &App, by: &Signed, sent: &IncidentSent) -> Result<Day, Refusal> {
    let permit = hold(app, by)?;
    let file = sealed::incident(&sent.file)?;
    // A page saves after each tap; only the first is something new.
    let new = !app.store.holds_incident(&permit).await?;
    if new {
        worth(by, app.effort.draft_now(app.clock.now().as_second()))?;
    }
    let days = i32::from(app.policies.rooms.kept_days);
    let last = app.clock.today().plus_days(days);
    let kept = app
        .store
        .keep_incident(&permit, file, sent.known, last)
        .await?;
    let last = kept.map_err(sealed::refusal)?;
    if new {
        app.effort.kept_draft(app.clock.now().as_second());
    }
    Ok(last)
}

/// The record of the key that signed.
///
/// # Errors
/// 404 `no-incident` when there is none.
pub async fn open(app: &App, by: &Signed) -> Result<Incident, Refusal> {
    let permit = hold(app, by)?;
    let found = app.store.incident(&permit, app.clock.today()).await?;
    found.ok_or(Refusal::new(Refusal::NOT_FOUND.status, "no-incident"))
}

/// Throws the record away, if there is one.
///
/// # Errors
/// A [`Refusal`]
pub async fn forget(app: &App, by: &Signed) -> Result<(), Refusal> {
    Ok(app.store.drop_incident(&hold(app, by)?).await?)
}

fn hold(app: &App, by: &Signed) -> Result<Permit, Refusal> {
    let window = Resource::Window(by.window.id);
    Ok(app.permit(&by.actor, Action::HoldIncident, &window)?)
}
