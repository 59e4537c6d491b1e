//! Requests that a mailbox key signed: no cookie, no session, nothing to replay.

use std::str::FromStr;

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, Path, Request};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use sotomado_core::derive;
use sotomado_core::frame;
use sotomado_core::ids::AuthorKey;

use crate::access::Actor;
use crate::access::challenges::NotGood;
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
        let window = window_of(&mut parts, app).await?;
        let header = Header::read(&parts).ok_or(UNSIGNED)?;
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), app)
            .await
            .map_err(|rejection| Refusal::of_body(&rejection))?;
        let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
        let signed = derive::request(
            &header.challenge,
            &window.id,
            parts.method.as_str(),
            path,
            &body,
        );
        // The signature first: who cannot sign spends nobody's challenge.
        if !signed.is_some_and(|bytes| frame::verifies(&header.key, &bytes, &header.signature)) {
            return Err(UNSIGNED);
        }
        let work = app
            .challenges
            .spend(
                &window.id,
                &header.key,
                &header.challenge,
                header.work,
                app.clock.now().as_second(),
            )
            .map_err(|not_good| match not_good {
                NotGood::Stale => Refusal::STALE,
                NotGood::NoWork => NO_WORK,
            })?;
        let actor = Actor::Mailbox {
            window: window.id,
            key: header.key,
        };
        Ok(Self {
            actor,
            mailbox: header.key,
            window,
            work,
            body,
        })
    }
}

async fn window_of(parts: &mut Parts, app: &App) -> Result<Window, Refusal> {
    use axum::extract::FromRequestParts;
    let Path(org) = Path::<String>::from_request_parts(parts, app)
        .await
        .map_err(|_| Refusal::NOT_FOUND)?;
    app.window(&org).cloned().ok_or(Refusal::NOT_FOUND)
}

/// `Sotomado key=…, challenge=…, signature=…, work=…`, the last where it is asked for.
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
