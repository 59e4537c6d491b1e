//! The deeds of one who comes back with the paper copy of a key.

use axum::http::StatusCode;
use serde::Deserialize;
use sotomado_core::ids::Digest;

use crate::access::Action;
use crate::app::App;
use crate::desk::act_people::colleagues;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::{self, Staff};
use crate::store::ComingBack;

/// The number by which one will come back, of it the digest; and the password once more, for whoever finds a page left open
/// must not make a way of their own into it. Not printed by `Debug`, like the next: they have none.
#[derive(Deserialize)]
pub struct RecoverySent {
    digest: Digest,
    password: String,
}

/// What stands on the paper, and the number that takes its place.
#[derive(Deserialize)]
pub struct Return {
    name: String,
    password: String,
    code: String,
    next: String,
}

/// Keeps the digest of the number on a paper that is about to be printed; the one before is good for nothing any more.
///
/// # Errors
/// 403 `wrong-password`
pub async fn keep(
    app: &App,
    place: Place,
    staff: &Staff,
    sent: RecoverySent,
) -> Result<(), Refusal> {
    let account = &staff.account;
    let permit = app.permit(&account.actor(), Action::KeepRecovery, &account.resource())?;
    proved(app, place, staff, sent.password).await?;
    Ok(app.store.keep_recovery(&permit, sent.digest).await?)
}

/// The password of whoever is signed in, asked again.
///
/// # Errors
/// 403 `wrong-password`: whoever is signed in stays it.
pub(super) async fn proved(
    app: &App,
    place: Place,
    staff: &Staff,
    password: String,
) -> Result<(), Refusal> {
    let account = &staff.account;
    let (name, kept) = (account.sign_in.clone(), account.password.clone());
    let right = session::check_password(&app.desk_tries, app, place, name, password, Some(kept));
    // Compared, not matched: an optimising build cannot evaluate the constant in a pattern here without asking what this future is.
    match right.await {
        Err(refusal) if refusal == Refusal::WRONG_SIGN_IN => {
            Err(Refusal::new(StatusCode::FORBIDDEN, "wrong-password"))
        }
        other => other,
    }
}

/// Begins a session for whoever has name, password and the number on the paper, and ends all others of the account.
///
/// # Errors
/// 401 `wrong-sign-in`, whichever of the three is wrong.
pub async fn come_back(
    app: &App,
    place: Place,
    sent: Return,
    token: Digest,
) -> Result<(), Refusal> {
    let [code, next] = [&sent.code, &sent.next].map(|code| Digest::of(code.as_bytes()));
    let account = app.store.account_by_sign_in(&sent.name).await?;
    let account = match account {
        Some(account) if app.store.recovers(account.id, [code, next]).await? => Some(account),
        _ => None,
    };
    // Without the right number the password is compared with nothing: the answer, its time, and how often one may try tell
    // nobody which of the two was wrong.
    let kept = account.as_ref().map(|account| account.password.clone());
    session::check_password(&app.desk_tries, app, place, sent.name, sent.password, kept).await?;
    let account = account.ok_or(Refusal::WRONG_SIGN_IN)?;
    if account.has_ended(app.clock.today()) {
        return Err(Refusal::ENDED);
    }
    let colleagues = match &account.key {
        Some(key) => colleagues(app, &key.author).await?,
        None => Vec::new(),
    };
    let today = app.clock.today();
    let back = ComingBack {
        account: account.id,
        code,
        next,
        colleagues,
        token,
        last: today.plus_days(session::DAYS),
    };
    if app.store.come_back(back, today).await? {
        Ok(())
    } else {
        Err(Refusal::WRONG_SIGN_IN)
    }
}
