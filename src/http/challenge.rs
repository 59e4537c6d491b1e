//! Requests that a mailbox key signed: no cookie, no session, nothing to replay.

use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;
use sotomado_core::derive;
use sotomado_core::frame;
use sotomado_core::ids::{AuthorKey, Digest};

use crate::access::Actor;
use crate::access::challenges::{Challenge, NotGood};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::store::Window;

/// A signed request: whose mailbox, at which window, and its body.
#[derive(Clone, Debug)]
pub struct Signed {
    /// As the door knows it.
    pub actor: Actor,
    /// The key that signed.
    pub mailbox: AuthorKey,
    /// The window of the path.
    pub window: Window,
    /// The work that was done for its challenge, in zero bits.
    pub work: u8,
    body: Bytes,
}

impl Signed {
    /// The body as JSON.
    ///
    /// # Errors
    /// [`Refusal::MALFORMED`]
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|_| Refusal::MALFORMED)
    }
}

const UNSIGNED: Refusal = Refusal::new(StatusCode::UNAUTHORIZED, "not-signed");
const NO_WORK: Refusal = Refusal::new(StatusCode::UNAUTHORIZED, "no-work");

impl FromRequest<App> for Signed {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.with_limited_body().into_parts();
        let claim = Claim::from_request_parts(&mut parts, app).await?;
        let body = Bytes::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(|rejection| Refusal::of_body(&rejection))?;
        let work = claim.prove(app, &Digest::of(&body))?;
        Ok(Self {
            actor: claim.actor(),
            mailbox: claim.mailbox(),
            window: claim.window,
            work,
            body,
        })
    }
}

/// What the head of a signed request claims, before its body has come: nothing may be done for it until it is proved.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The window of the path.
    pub window: Window,
    header: Header,
    method: Method,
    path: String,
    renewal: Option<Renewal>,
}

impl FromRequestParts<App> for Claim {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let window = window_of(parts, app).await?;
        let header = Header::read(parts).ok_or(UNSIGNED)?;
        let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
        Ok(Self {
            window,
            header,
            method: parts.method.clone(),
            path: path.to_owned(),
            renewal: parts.extensions.get().cloned(),
        })
    }
}

impl Claim {
    /// The key that is said to have signed.
    pub fn mailbox(&self) -> AuthorKey {
        self.header.key
    }

    /// Whoever that would be.
    pub fn actor(&self) -> Actor {
        Actor::Mailbox {
            window: self.window.id,
            key: self.header.key,
        }
    }

    /// Checks the signature over the `body` of this digest and spends the challenge. Says how much work was done for it, in zero bits.
    ///
    /// # Errors
    /// 401
    pub fn prove(&self, app: &App, body: &Digest) -> Result<u8, Refusal> {
        let header = &self.header;
        let signed = derive::request(
            &header.challenge,
            &self.window.id,
            self.method.as_str(),
            &self.path,
            body,
        );
        // The signature first: who cannot sign spends nobody's challenge.
        if !signed.is_some_and(|bytes| frame::verifies(&header.key, &bytes, &header.signature)) {
            return Err(UNSIGNED);
        }
        let (window, now) = (&self.window.id, app.clock.now().as_second());
        let work = app
            .challenges
            .spend(window, &header.key, &header.challenge, header.work, now)
            .map_err(|not_good| match not_good {
                NotGood::Stale => Refusal::STALE,
                NotGood::NoWork => NO_WORK,
            })?;
        if let Some(Renewal(next)) = &self.renewal {
            let challenge = app.challenges.issue_to(window, &header.key, now)?;
            *next.lock().unwrap_or_else(PoisonError::into_inner) = Some(challenge);
        }
        Ok(work)
    }
}

/// The next challenge of whoever has signed, on its way into the answer.
#[derive(Clone, Debug, Default)]
struct Renewal(Arc<Mutex<Option<Challenge>>>);

/// Gives the answer to every proved request, be it a yes or a no, a fresh challenge for the same mailbox key.
pub async fn renew(mut request: Request, next: Next) -> Response {
    let renewal = Renewal::default();
    request.extensions_mut().insert(renewal.clone());
    let mut response = next.run(request).await;
    let fresh = *renewal.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(fresh) = fresh.and_then(|fresh| HeaderValue::try_from(hex::encode(fresh)).ok()) {
        response.headers_mut().insert("sotomado-challenge", fresh);
    }
    response
}

async fn window_of(parts: &mut Parts, app: &App) -> Result<Window, Refusal> {
    let Ok(path) = RawPathParams::from_request_parts(parts, app).await else {
        return Err(Refusal::NOT_FOUND);
    };
    let org = path.iter().find(|(name, _)| *name == "org");
    org.and_then(|(_, org)| app.window(org))
        .cloned()
        .ok_or(Refusal::NOT_FOUND)
}

/// `Sotomado key=…, challenge=…, signature=…, work=…`, the last where it is asked for.
#[derive(Clone, Debug)]
struct Header {
    key: AuthorKey,
    challenge: [u8; 32],
    signature: [u8; 64],
    work: [u8; 8],
}

impl Header {
    fn read(parts: &Parts) -> Option<Self> {
        let text = parts
            .headers
            .get(AUTHORIZATION)?
            .to_str()
            .ok()?
            .strip_prefix("Sotomado ")?;
        let (mut key, mut challenge, mut signature, mut work) = (None, None, None, None);
        for pair in text.split(',') {
            match pair.trim().split_once('=')? {
                ("key", value) => key = AuthorKey::from_str(value).ok(),
                ("challenge", value) => challenge = bytes(value),
                ("signature", value) => signature = bytes(value),
                ("work", value) => work = Some(bytes(value)?),
                _ => return None,
            }
        }
        Some(Self {
            key: key?,
            challenge: challenge?,
            signature: signature?,
            work: work.unwrap_or_default(),
        })
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    hex::decode_to_slice(text, &mut out).ok()?;
    Some(out)
}
