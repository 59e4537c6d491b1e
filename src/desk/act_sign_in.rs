//! The deeds of signing in: the password, then the second factor of an account that has one. In between one is nobody: there is
//! no session yet, only a number that the browser holds.

use serde::Serialize;
use serde_json::Value;

use crate::access::factors::HalfSignedIn;
use crate::access::factors::codes::NotTaken;
use crate::access::factors::tickets::Held;
use crate::app::App;
use crate::http::place::Place;
use crate::http::refusal::{Refusal, broken};
use crate::http::session::{self, Staff};
use crate::store::{Account, Began, SecondFactors};

/// What follows a right password.
pub enum Step {
    /// The second factor is asked.
    Half(Half),
    /// The cookie of a new session.
    Done(String),
}

/// What is asked beside the password.
#[derive(Debug, Serialize)]
pub struct Half {
    /// To be sent along with the answer.
    ticket: String,
    /// What a browser asks its passkeys, if there are some.
    passkey: Option<Value>,
    /// Whether a code is taken.
    code: bool,
}

/// Takes name and password.
///
/// # Errors
/// [`Refusal::WRONG_SIGN_IN`], [`Refusal::TOO_MANY_TRIES`], [`Refusal::ENDED`]
pub async fn sign_in(
    app: &App,
    place: Place,
    name: String,
    password: String,
) -> Result<Step, Refusal> {
    let account = app.store.account_by_sign_in(&name).await?;
    let kept = account.as_ref().map(|account| account.password.clone());
    session::check_password(&app.desk_tries, app, place, name, password, kept).await?;
    let account = account.ok_or(Refusal::WRONG_SIGN_IN)?;
    if account.has_ended(app.clock.today()) {
        return Err(Refusal::ENDED);
    }
    let factors = app.store.second_factors(account.id).await?;
    if factors.is_empty() {
        return begin(app, &account, Began::Alone).await.map(Step::Done);
    }
    ask(app, &account, &factors).map(Step::Half)
}

fn ask(app: &App, account: &Account, factors: &SecondFactors) -> Result<Half, Refusal> {
    let credentials = factors.credentials();
    let asked = match &app.factors.passkeys {
        Some(passkeys) if !credentials.is_empty() => {
            Some(passkeys.ask(&credentials).map_err(|fault| broken(&fault))?)
        }
        _ => None,
    };
    let (passkey, asked) = asked.unzip();
    let half = HalfSignedIn {
        account: account.id,
        asked,
    };
    let now = app.clock.now().as_second();
    Ok(Half {
        ticket: app.factors.halves.hold(half, now)?,
        passkey,
        code: factors.codes.is_some(),
    })
}

/// Takes the answer of a passkey. What was asked is not asked a second time.
///
/// # Errors
/// 401 `stale-sign-in`, `wrong-second-factor`; [`Refusal::TOO_MANY_TRIES`]
pub async fn by_passkey(app: &App, ticket: &str, answer: Value) -> Result<String, Refusal> {
    let half = take(app, ticket)?.what;
    let factors = app.store.second_factors(half.account).await?;
    let (Some(passkeys), Some(asked)) = (&app.factors.passkeys, &half.asked) else {
        return Err(Refusal::WRONG_SECOND_FACTOR);
    };
    let now = passkeys
        .answered(asked, answer, &factors.credentials())
        .map_err(|_| Refusal::WRONG_SECOND_FACTOR)?;
    let mut all = factors.passkeys.iter();
    let one = all
        .find(|one| one.credential.id == now.id)
        .ok_or(Refusal::WRONG_SECOND_FACTOR)?
        .id;
    if !app.store.passkey_answered(one, now).await? {
        return Err(Refusal::WRONG_SECOND_FACTOR);
    }
    finish(app, half, Began::Passkey(one)).await
}

/// Takes a code; after a wrong one the same question is still open.
///
/// # Errors
/// 401 `stale-sign-in`, `wrong-second-factor`, `code-spent`; [`Refusal::TOO_MANY_TRIES`]
pub async fn by_code(app: &App, ticket: &str, code: &str) -> Result<String, Refusal> {
    let held = take(app, ticket)?;
    let account = held.what.account;
    let factors = app.store.second_factors(account).await?;
    let Some(secret) = factors.codes else {
        return Err(Refusal::WRONG_SECOND_FACTOR);
    };
    let now = app.clock.now().as_second();
    if let Err(why) = app.factors.used.take(account, &secret, code, now) {
        app.factors.halves.again(ticket, held);
        return Err(not_taken(why));
    }
    finish(app, held.what, Began::Code).await
}

/// Why a code was not taken, in words.
pub(super) fn not_taken(why: NotTaken) -> Refusal {
    match why {
        NotTaken::Wrong => Refusal::WRONG_SECOND_FACTOR,
        NotTaken::Spent => Refusal::CODE_SPENT,
    }
}

fn take(app: &App, ticket: &str) -> Result<Held<HalfSignedIn>, Refusal> {
    let now = app.clock.now().as_second();
    let held = app
        .factors
        .halves
        .take(ticket, now)
        .ok_or(Refusal::STALE_SIGN_IN)?;
    if app.factors.may_try(held.what.account, now) {
        return Ok(held);
    }
    // Whoever waits as long as they are told need not begin anew.
    app.factors.halves.again(ticket, held);
    Err(Refusal::TOO_MANY_TRIES)
}

async fn finish(app: &App, half: HalfSignedIn, began: Began) -> Result<String, Refusal> {
    app.factors.right(half.account);
    let account = app
        .store
        .account(half.account)
        .await?
        .ok_or(Refusal::STALE_SIGN_IN)?;
    begin(app, &account, began).await
}

async fn begin(app: &App, account: &Account, began: Began) -> Result<String, Refusal> {
    let (cookie, token) = session::fresh(session::DESK, &app.config.desk)?;
    let last = app.clock.today().plus_days(session::DAYS);
    app.store
        .begin_desk_session(token, account.id, last, began)
        .await?;
    Ok(cookie)
}

/// How the account stands with second factors: `some`, `none`, or `needed`.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn standing(app: &App, staff: &Staff) -> Result<&'static str, Refusal> {
    let factors = app.store.second_factors(staff.account.id).await?;
    Ok(
        match (factors.is_empty(), app.config.second_factor_required) {
            (false, _) => "some",
            (true, false) => "none",
            (true, true) => "needed",
        },
    )
}
