//! Deeds of whoever is told by a link and a code: open the text, give something back.

use serde::Deserialize;

use crate::access::{Action, Permit};
use crate::app::App;
use crate::http::challenge::Signed;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::store::{Kept, Refused, Told};

/// What is given back, as sent.
#[derive(Debug, Deserialize)]
pub struct AnswerSent {
    file: String,
}

/// The text under the key that signed.
///
/// # Errors
/// 404 `no-telling` where there is none.
pub async fn open(app: &App, by: &Signed) -> Result<Told, Refusal> {
    let permit = permit(app, by, Action::OpenTelling).await?;
    Ok(app.store.told(&permit, app.clock.today()).await?)
}

/// Keeps what is given back.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then.
pub async fn answer(
    app: &App,
    by: &Signed,
    sent: &AnswerSent,
) -> Result<Result<Kept, Refused>, Refusal> {
    let permit = permit(app, by, Action::AnswerTelling).await?;
    let file = sealed::answer(&sent.file)?;
    let today = app.clock.today();
    Ok(app.store.answer_telling(&permit, file, today).await?)
}

async fn permit(app: &App, by: &Signed, action: Action) -> Result<Permit, Refusal> {
    let none = Refusal::new(Refusal::NOT_FOUND.status, "no-telling");
    let found = app.store.telling_of_mailbox(by.window.id, by.mailbox);
    let telling = found.await?.ok_or(none)?;
    app.permit(&by.actor, action, &telling).map_err(|_| none)
}
