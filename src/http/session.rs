//! Staff sessions of desk and trends: a cookie of one host, known here by its digest alone.

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use sotomado_core::ids::Digest;
use tokio::sync::Semaphore;

use crate::access::password;
use crate::access::throttle::Throttle;
use crate::app::App;
use crate::chance;
use crate::config::Surface;
use crate::http::place::Place;
use crate::http::refusal::{Refusal, broken};
use crate::store::{Account, Reader};

/// The desk's cookie.
pub const DESK: &str = "sotomado_desk";
/// The trends host's cookie.
pub const TRENDS: &str = "sotomado_trends";
/// Passwords checked at one time: each takes 19 MiB, and nobody is to fill the memory by guessing.
static SEATS: Semaphore = Semaphore::const_new(4);
/// A cookie is good today and on so many days after.
pub const DAYS: i32 = 1;

/// Someone signed in at the desk.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Whose account.
    pub account: Account,
    /// Digest of the cookie.
    pub token: Digest,
}

/// Someone signed in at the desk who may still lack the second factor that this desk asks for: may settle that, and nothing else.
#[derive(Clone, Debug)]
pub struct Entering(pub Staff);

/// Someone signed in at the trends host.
#[derive(Clone, Debug)]
pub struct HrReader {
    /// Whose account.
    pub reader: Reader,
    /// Digest of the cookie.
    pub token: Digest,
}

impl FromRequestParts<App> for Staff {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let Entering(staff) = Entering::from_request_parts(parts, app).await?;
        let asked = app.config.second_factor_required;
        if asked && app.store.second_factors(staff.account.id).await?.is_empty() {
            return Err(Refusal::SECOND_FACTOR);
        }
        Ok(staff)
    }
}

impl FromRequestParts<App> for Entering {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let token = token(&parts.headers, DESK).ok_or(Refusal::SIGN_IN)?;
        let account = app.store.desk_session(token, app.clock.today()).await?;
        account
            .map(|account| Self(Staff { account, token }))
            .ok_or(Refusal::SIGN_IN)
    }
}

impl FromRequestParts<App> for HrReader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let token = token(&parts.headers, TRENDS).ok_or(Refusal::SIGN_IN)?;
        let reader = app.store.trends_session(token, app.clock.today()).await?;
        reader
            .map(|reader| Self { reader, token })
            .ok_or(Refusal::SIGN_IN)
    }
}

/// A fresh cookie: what the browser is given, and what is kept of it.
///
/// # Errors
/// [`Refusal::BROKEN`] without randomness.
pub fn fresh(name: &str, surface: &Surface) -> Result<(String, Digest), Refusal> {
    let token = hex::encode(chance::bytes::<32>()?);
    let digest = Digest::of(token.as_bytes());
    Ok((cookie(name, &token, surface, ""), digest))
}

/// Takes a cookie away.
pub fn gone(name: &str, surface: &Surface) -> String {
    cookie(name, "", surface, "; Max-Age=0")
}

fn cookie(name: &str, value: &str, surface: &Surface, more: &str) -> String {
    let secure = if surface.url.is_https() {
        "; Secure"
    } else {
        ""
    };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}")
}

fn token(headers: &HeaderMap, name: &str) -> Option<Digest> {
    let all = headers.get_all(header::COOKIE);
    let mut pairs = all
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .map(|value| Digest::of(value.as_bytes()))
}

/// Compares a password with the kept hash, taking as long when there is none.
///
/// # Errors
/// [`Refusal::TOO_MANY_TRIES`], [`Refusal::WRONG_SIGN_IN`]
pub async fn check_password(
    tries: &Throttle,
    app: &App,
    place: Place,
    name: String,
    password: String,
    kept: Option<String>,
) -> Result<(), Refusal> {
    let tag = |address| app.effort.tag(address, app.clock.today());
    let place = place.0.map(tag).transpose()?;
    if !tries.may_try(&name, place, app.clock.now().as_second()) {
        return Err(Refusal::TOO_MANY_TRIES);
    }
    let _seat = SEATS.acquire().await.map_err(|error| broken(&error))?;
    let fits =
        tokio::task::spawn_blocking(move || password::fits(&password, kept.as_deref())).await;
    match fits {
        Ok(true) => {
            tries.right(&name, place);
            Ok(())
        }
        Ok(false) => Err(Refusal::WRONG_SIGN_IN),
        Err(error) => Err(broken(&error)),
    }
}

/// Hashes a new password, in its turn: it takes as much memory as comparing one.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn hash_password(password: String) -> Result<String, Refusal> {
    let _seat = SEATS.acquire().await.map_err(|error| broken(&error))?;
    match tokio::task::spawn_blocking(move || password::hash(&password)).await {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(error)) => Err(broken(&error)),
        Err(error) => Err(broken(&error)),
    }
}

/// Refuses what changes anything when a page of another host sent it. A program that is no browser says neither.
pub async fn same_origin(request: Request, next: Next) -> Result<Response, Refusal> {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !reads && !from_here(request.headers()) {
        return Err(Refusal::FOREIGN);
    }
    Ok(next.run(request).await)
}

fn from_here(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    // Where the browser says it, it decides: a form on a page that sends no referrer bears the origin `null`, its own too.
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    match text(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(header::HOST)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn another_host_changes_nothing_here() {
        assert!(from_here(&headers(&[
            ("host", "desk.example.jp"),
            ("origin", "https://desk.example.jp")
        ])));
        assert!(!from_here(&headers(&[
            ("host", "desk.example.jp"),
            ("origin", "https://window.example.jp")
        ])));
        assert!(!from_here(&headers(&[
            ("host", "desk.example.jp"),
            ("origin", "null")
        ])));
        assert!(!from_here(&headers(&[
            ("host", "desk.example.jp"),
            ("sec-fetch-site", "same-site")
        ])));
        assert!(from_here(&headers(&[
            ("host", "trends.example.jp"),
            ("origin", "null"),
            ("sec-fetch-site", "same-origin")
        ])));
        assert!(from_here(&headers(&[("host", "desk.example.jp")])));
    }
}
