//! One's own sign-in: second factors, sessions, and a copy of one's key under a passkey. What adds or takes away a factor asks for
//! the password again: a desk that was left open is not enough.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sotomado_core::calendar::Day;
use sotomado_core::ids::Digest;

use crate::access::factors::Beginning;
use crate::access::factors::codes::Secret;
use crate::access::{Action, Permit, Resource};
use crate::app::App;
use crate::desk::act_keys::OWN_KEY_FILE;
use crate::desk::act_people::fit_password;
use crate::desk::act_sign_in::not_taken;
use crate::http::place::Place;
use crate::http::refusal::{Refusal, broken};
use crate::http::sealed;
use crate::http::session::{self, Staff};
use crate::sealing;
use crate::store::{Ending, PasskeyId, SecondFactors};

/// So many passkeys are plenty, and all are asked at once.
const MOST: u64 = 10;
/// Characters of a label.
const LABEL: usize = 40;
/// So many days before its end an account is pointed out.
const SOON: i32 = 30;

/// Everything about one's own sign-in.
#[derive(Debug, Serialize)]
pub struct Own {
    passkeys: Vec<OwnPasskey>,
    code: bool,
    sessions: Vec<Session>,
    /// Whether a passkey can be added here: where the desk's address is a number, none can.
    passkeys_here: bool,
    /// Where one's letter of a working day goes.
    mail: Option<String>,
    /// Whether this desk sends letters at all.
    mail_here: bool,
}

#[derive(Debug, Serialize)]
struct OwnPasskey {
    id: String,
    label: String,
    added: Day,
    /// The authenticator's own name for it.
    credential: String,
    /// The copy of one's key that is sealed to it.
    key_copy: Option<String>,
}

#[derive(Debug, Serialize)]
struct Session {
    session: Digest,
    first_day: Day,
    own: bool,
}

/// What is asked before a factor counts.
#[derive(Debug, Serialize)]
pub struct PasskeyAsked {
    ticket: String,
    passkey: Value,
}

/// The same of an app.
#[derive(Debug, Serialize)]
pub struct CodesAsked {
    ticket: String,
    secret: String,
}

/// A passkey to be added.
#[derive(Deserialize)]
pub struct NewPasskey {
    label: String,
    password: String,
}

/// The password until now, and the one from now on.
#[derive(Deserialize)]
pub struct PasswordSent {
    password: String,
    next: String,
}

fn permit(app: &App, staff: &Staff) -> Result<Permit, Refusal> {
    let account = &staff.account;
    Ok(app.permit(&account.actor(), Action::KeepOwnSignIn, &account.resource())?)
}

/// The password, asked again.
pub(super) async fn proved(
    app: &App,
    staff: &Staff,
    place: Place,
    password: String,
) -> Result<Permit, Refusal> {
    let permit = permit(app, staff)?;
    let account = &staff.account;
    let (name, kept) = (account.sign_in.clone(), account.password.clone());
    session::check_password(&app.desk_tries, app, place, name, password, Some(kept)).await?;
    Ok(permit)
}

/// What there is.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn look(app: &App, staff: &Staff) -> Result<Own, Refusal> {
    let permit = permit(app, staff)?;
    let SecondFactors { passkeys, codes } = app.store.second_factors(staff.account.id).await?;
    let sessions = app.store.own_sessions(&permit).await?.into_iter();
    Ok(Own {
        passkeys: passkeys
            .into_iter()
            .map(|one| OwnPasskey {
                id: hex::encode(one.id.0),
                label: one.label,
                added: one.added,
                credential: sealed::write(&one.credential.id),
                key_copy: one.key_copy.as_deref().map(sealed::write),
            })
            .collect(),
        code: codes.is_some(),
        sessions: sessions
            .map(|one| Session {
                session: one.token,
                first_day: one.last.plus_days(-session::DAYS),
                own: one.token == staff.token,
            })
            .collect(),
        passkeys_here: app.factors.passkeys.is_some(),
        mail: app.store.own_mail(&permit).await?,
        mail_here: app.config.mail.is_some(),
    })
}

/// Begins to add a passkey.
///
/// # Errors
/// 401 `wrong-sign-in`; 409 `passkeys-full`; 422 `bad-label`, `no-passkeys-here`
pub async fn ask_passkey(
    app: &App,
    staff: &Staff,
    place: Place,
    sent: NewPasskey,
) -> Result<PasskeyAsked, Refusal> {
    let label = sent.label.trim().to_owned();
    if label.is_empty() || label.chars().count() > LABEL || label.chars().any(char::is_control) {
        return Err(Refusal::unfit("bad-label"));
    }
    let passkeys = app.factors.passkeys.as_ref();
    let passkeys = passkeys.ok_or(Refusal::unfit("no-passkeys-here"))?;
    proved(app, staff, place, sent.password).await?;
    let account = &staff.account;
    let there = app.store.second_factors(account.id).await?.credentials();
    if there.len() >= usize::try_from(MOST).unwrap_or_default() {
        return Err(Refusal::conflict("passkeys-full"));
    }
    let begun = passkeys.add(account.id, &account.sign_in, &there);
    let (passkey, asked) = begun.map_err(|fault| broken(&fault))?;
    let beginning = Beginning::Passkey {
        account: account.id,
        label,
        asked: Box::new(asked),
    };
    let now = app.clock.now().as_second();
    Ok(PasskeyAsked {
        ticket: app.factors.beginnings.hold(beginning, now)?,
        passkey,
    })
}

/// Adds the passkey that was made.
///
/// # Errors
/// 401 `stale-sign-in`; 409 `passkeys-full`; 422 `passkey-refused`
pub async fn add_passkey(
    app: &App,
    staff: &Staff,
    ticket: &str,
    answer: Value,
) -> Result<(), Refusal> {
    let permit = permit(app, staff)?;
    let now = app.clock.now().as_second();
    let held = app
        .factors
        .beginnings
        .take(ticket, now)
        .ok_or(Refusal::STALE_SIGN_IN)?;
    let (
        Beginning::Passkey {
            account,
            label,
            asked,
        },
        Some(passkeys),
    ) = (held.what, &app.factors.passkeys)
    else {
        return Err(Refusal::STALE_SIGN_IN);
    };
    if account != staff.account.id {
        return Err(Refusal::STALE_SIGN_IN);
    }
    let made = passkeys.added(&asked, answer);
    let made = made.map_err(|_| Refusal::unfit("passkey-refused"))?;
    if app.store.add_passkey(&permit, label, made, MOST).await? {
        Ok(())
    } else {
        Err(Refusal::conflict("passkeys-full"))
    }
}

/// Takes a passkey away, with its copy of the key and the sessions it began.
///
/// # Errors
/// 401 `wrong-sign-in`; [`Refusal::NOT_FOUND`]
pub async fn remove_passkey(
    app: &App,
    staff: &Staff,
    place: Place,
    id: &str,
    password: String,
) -> Result<(), Refusal> {
    let id = passkey_id(id)?;
    let permit = proved(app, staff, place, password).await?;
    found(app.store.remove_passkey(&permit, id).await?)
}

/// Keeps a copy of one's key under a passkey, or none any more.
///
/// # Errors
/// 422 `not-age`, `wrong-size`; [`Refusal::NOT_FOUND`]
pub async fn set_key_copy(
    app: &App,
    staff: &Staff,
    id: &str,
    file: Option<String>,
) -> Result<(), Refusal> {
    let permit = permit(app, staff)?;
    let id = passkey_id(id)?;
    let file = file.map(|file| sealed::read(&file)).transpose()?;
    if let Some(file) = &file {
        if !sealing::is_age(file) {
            return Err(Refusal::unfit("not-age"));
        }
        if file.len() > OWN_KEY_FILE {
            return Err(Refusal::unfit("wrong-size"));
        }
    }
    found(app.store.set_key_copy(&permit, id, file).await?)
}

/// Begins to add an app that makes codes.
///
/// # Errors
/// 401 `wrong-sign-in`
pub async fn ask_codes(
    app: &App,
    staff: &Staff,
    place: Place,
    password: String,
) -> Result<CodesAsked, Refusal> {
    proved(app, staff, place, password).await?;
    let secret = Secret::fresh()?;
    let text = secret.base32();
    let beginning = Beginning::Codes {
        account: staff.account.id,
        secret,
    };
    let now = app.clock.now().as_second();
    Ok(CodesAsked {
        ticket: app.factors.beginnings.hold(beginning, now)?,
        secret: text,
    })
}

/// Adds the app, once it made a right code. That code is used up.
///
/// # Errors
/// 401 `stale-sign-in`, `wrong-second-factor`; [`Refusal::TOO_MANY_TRIES`]
pub async fn add_codes(app: &App, staff: &Staff, ticket: &str, code: &str) -> Result<(), Refusal> {
    let permit = permit(app, staff)?;
    let now = app.clock.now().as_second();
    let held = app
        .factors
        .beginnings
        .take(ticket, now)
        .ok_or(Refusal::STALE_SIGN_IN)?;
    let Beginning::Codes { account, secret } = &held.what else {
        return Err(Refusal::STALE_SIGN_IN);
    };
    if *account != staff.account.id {
        return Err(Refusal::STALE_SIGN_IN);
    }
    let secret = secret.clone();
    if !app.factors.may_try(staff.account.id, now) {
        app.factors.beginnings.again(ticket, held);
        return Err(Refusal::TOO_MANY_TRIES);
    }
    let taken = app
        .factors
        .used
        .take_first(staff.account.id, &secret, code, now);
    if let Err(why) = taken {
        app.factors.beginnings.again(ticket, held);
        return Err(not_taken(why));
    }
    app.factors.right(staff.account.id);
    Ok(app.store.set_codes(&permit, secret).await?)
}

/// Asks for codes no more.
///
/// # Errors
/// 401 `wrong-sign-in`
pub async fn remove_codes(
    app: &App,
    staff: &Staff,
    place: Place,
    password: String,
) -> Result<(), Refusal> {
    let permit = proved(app, staff, place, password).await?;
    Ok(app.store.remove_codes(&permit).await?)
}

/// Ends one of one's sessions.
///
/// # Errors
/// [`Refusal::NOT_FOUND`]
pub async fn end_session(app: &App, staff: &Staff, session: Digest) -> Result<(), Refusal> {
    let permit = permit(app, staff)?;
    found(app.store.end_own_session(&permit, session).await?)
}

/// Ends all of one's sessions but this one.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn end_others(app: &App, staff: &Staff) -> Result<(), Refusal> {
    let permit = permit(app, staff)?;
    Ok(app.store.end_other_sessions(&permit, staff.token).await?)
}

/// Sets a new password by the old one; all other sessions end.
///
/// # Errors
/// 401 `wrong-sign-in`; 422 `weak-password`
pub async fn set_password(
    app: &App,
    staff: &Staff,
    place: Place,
    sent: PasswordSent,
) -> Result<(), Refusal> {
    fit_password(&sent.next)?;
    let permit = proved(app, staff, place, sent.password).await?;
    let password = session::hash_password(sent.next).await?;
    let set = app.store.set_password(&permit, password, staff.token);
    Ok(set.await?)
}

/// Accounts that end soon, for the lead.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone but the lead.
pub async fn ending(app: &App, staff: &Staff) -> Result<Vec<Ending>, Refusal> {
    let actor = staff.account.actor();
    let permit = app
        .permit(&actor, Action::SeeOfferedKeys, &Resource::Desk)
        .map_err(|_| Refusal::FORBIDDEN)?;
    let until = app.clock.today().plus_days(SOON);
    Ok(app.store.ending(&permit, until).await?)
}

fn passkey_id(text: &str) -> Result<PasskeyId, Refusal> {
    let mut id = [0; 16];
    hex::decode_to_slice(text, &mut id).map_err(|_| Refusal::NOT_FOUND)?;
    Ok(PasskeyId(id))
}

fn found(there: bool) -> Result<(), Refusal> {
    if there {
        Ok(())
    } else {
        Err(Refusal::NOT_FOUND)
    }
}
