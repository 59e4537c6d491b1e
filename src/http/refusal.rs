//! The one door where errors become answers, in the visitor's language.

use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::access::Denied;
use crate::app::App;
use crate::chance::{self, NoChance};
use crate::http::locale::{Locale, rich, t};
use crate::http::problem::Problem;
use crate::http::shell::{Page, Surface};
use crate::http::widgets::{Room, contacts};
use crate::store::StoreError;

/// After so many seconds it helps to come again where it is busy.
const RETRY: &str = "2";

/// A no: the status, and a code. Its sentence is the message `faults-CODE`. Nothing was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// For programs, and to find the sentence.
    pub code: &'static str,
}

impl Refusal {
    /// There is nothing here; also for "not yours".
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "not-found");
    /// This address does not do that.
    pub const METHOD: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed");
    /// Larger than is ever needed.
    pub const TOO_LARGE: Self = Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large");
    /// It did not come within the time that a request may take.
    pub const TOO_SLOW: Self = Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow");
    /// Not `application/json`.
    pub const NOT_JSON: Self = Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json");
    /// Not what the protocol describes.
    pub const MALFORMED: Self = Self::new(StatusCode::BAD_REQUEST, "malformed");
    /// Nobody is signed in.
    pub const SIGN_IN: Self = Self::new(StatusCode::UNAUTHORIZED, "sign-in");
    /// A challenge that is too old, spent, or worth less than is asked for by now.
    pub const STALE: Self = Self::new(StatusCode::UNAUTHORIZED, "stale-challenge");
    /// Name or password are wrong.
    pub const WRONG_SIGN_IN: Self = Self::new(StatusCode::UNAUTHORIZED, "wrong-sign-in");
    /// Too many wrong passwords for this name.
    pub const TOO_MANY_TRIES: Self = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-tries");
    /// The password is right, and the account's last day has passed.
    pub const ENDED: Self = Self::new(StatusCode::UNAUTHORIZED, "account-ended");
    /// This desk asks for a second factor, and the account has none yet.
    pub const SECOND_FACTOR: Self = Self::new(StatusCode::FORBIDDEN, "second-factor");
    /// What was asked beside the password was asked too long ago, or answered already.
    pub const STALE_SIGN_IN: Self = Self::new(StatusCode::UNAUTHORIZED, "stale-sign-in");
    /// The passkey or the code is not the right one.
    pub const WRONG_SECOND_FACTOR: Self =
        Self::new(StatusCode::UNAUTHORIZED, "wrong-second-factor");
    /// It was the right code, once.
    pub const CODE_SPENT: Self = Self::new(StatusCode::UNAUTHORIZED, "code-spent");
    /// Sent by a page of another host.
    pub const FOREIGN: Self = Self::new(StatusCode::FORBIDDEN, "foreign-origin");
    /// This account may not do that.
    pub const FORBIDDEN: Self = Self::new(StatusCode::FORBIDDEN, "forbidden");
    /// No surface has this host name.
    pub const WRONG_HOST: Self = Self::new(StatusCode::MISDIRECTED_REQUEST, "wrong-host");
    /// The disk takes no more.
    pub const NO_ROOM: Self = Self::new(StatusCode::INSUFFICIENT_STORAGE, "no-room");
    /// Our own fault.
    pub const BROKEN: Self = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken");

    /// A refusal of one's own.
    pub const fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code }
    }

    /// A body that could not be read: larger than is ever needed, or not all of it came.
    pub fn of_body(rejection: &BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TOO_LARGE
        } else {
            Self::MALFORMED
        }
    }

    /// Whether it helps to come again in a moment.
    fn soon_over(self) -> bool {
        ["busy", "opened-often"].contains(&self.code)
    }

    /// 422: understood, and not right.
    pub const fn unfit(code: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code)
    }

    /// 409: right, and too late or twice.
    pub const fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Denied(denied) => denied.into(),
            StoreError::Gone => Self::NOT_FOUND,
            full if full.no_room() => {
                broken(&full);
                Self::NO_ROOM
            }
            other => broken(&other),
        }
    }
}

impl From<Denied> for Refusal {
    fn from(_: Denied) -> Self {
        Self::NOT_FOUND
    }
}

impl From<NoChance> for Refusal {
    fn from(error: NoChance) -> Self {
        broken(&error)
    }
}

/// Logs our own fault, once, by a random number; never what was sent, nor by whom.
pub fn broken(error: &dyn std::error::Error) -> Refusal {
    let incident = chance::bytes::<4>().map(hex::encode).unwrap_or_default();
    tracing::error!(incident, error = %error, "a request could not be served");
    Refusal::BROKEN
}

/// Gives every refusal its words: a page for whoever asked for a page, else a problem document.
pub async fn speak(
    State((app, surface)): State<(App, Surface)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(lang) = Locale::from_request_parts(&mut parts, &()).await;
    let page = asks_for_page(&parts.method, parts.uri.path(), &parts.headers);
    let path = parts.uri.path().to_owned();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(refusal) = refusal_in(&response) else {
        return response;
    };
    let cookies = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect::<Vec<_>>();
    let mut spoken = if page {
        (refusal.status, page_of(&app, surface, lang, &path, refusal)).into_response()
    } else {
        let detail = t(lang, &format!("faults-{}", refusal.code), &[]);
        Problem::new(refusal.status, refusal.code, detail).into_response()
    };
    for cookie in cookies {
        spoken.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if refusal.soon_over() {
        let wait = HeaderValue::from_static(RETRY);
        spoken.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    for kept in [header::ALLOW, header::CONNECTION] {
        if let Some(value) = response.headers().get(&kept) {
            spoken.headers_mut().insert(kept, value.clone());
        }
    }
    spoken
}

/// The refusal of a response: the one put in, or the one that the framework meant by its bare status.
fn refusal_in(response: &Response) -> Option<Refusal> {
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        return Some(*refusal);
    }
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Refusal::NOT_FOUND),
        StatusCode::METHOD_NOT_ALLOWED => Some(Refusal::METHOD),
        StatusCode::REQUEST_TIMEOUT => Some(Refusal::TOO_SLOW),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Refusal::TOO_LARGE),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Refusal::NOT_JSON),
        status if status.is_client_error() => Some(Refusal::MALFORMED),
        status if status.is_server_error() => Some(Refusal::BROKEN),
        _ => None,
    }
}

fn asks_for_page(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let accepts = |value: &str| value.contains("text/html");
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let navigates = *method == Method::GET || *method == Method::POST;
    navigates && !path.contains("/api/") && accept.is_some_and(accepts)
}

fn page_of(
    app: &App,
    surface: Surface,
    lang: Locale,
    path: &str,
    refusal: Refusal,
) -> maud::Markup {
    let title = t(lang, "faults-title", &[]);
    let mut page = Page::new(lang, surface, &title, path);
    page.sample = app.config.sample;
    page.render(html! {
        div.home {
            section.say.stack {
                h1 { (rich(lang, "faults-title", &[])) }
                p { (rich(lang, &format!("faults-{}", refusal.code), &[])) }
            }
            @if surface == Surface::Window {
                (contacts(lang, &app.policies, None, app.clock.now(), Room::Full))
            }
        }
    })
}
