//! Serves what the browser loads, by hashed name.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

struct Asset {
    name: &'static str,
    served: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
}

static ASSETS: &[Asset] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// `GET /assets/{name}`: immutable for a year, brotli where the browser takes it.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

/// The address of an asset by its plain name, `style.css`; `None` if `web/dist` was empty at build time.
#[must_use]
pub fn url(name: &str) -> Option<String> {
    let asset = ASSETS.iter().find(|asset| asset.name == name)?;
    Some(format!("/assets/{}", asset.served))
}

/// The text of a script by its plain name, for a page that holds it whole.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    let asset = ASSETS.iter().find(|asset| asset.name == name)?;
    std::str::from_utf8(asset.plain).ok()
}

async fn serve(Path(name): Path<String>, asked: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.served == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = [
        (header::CONTENT_TYPE, kind(asset.name)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    if takes_brotli(&asked) {
        return (kept, [(header::CONTENT_ENCODING, "br")], asset.brotli).into_response();
    }
    (kept, asset.plain).into_response()
}

fn takes_brotli(asked: &HeaderMap) -> bool {
    asked
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|coding| coding.split(';').collect::<Vec<_>>())
        .any(|parts| {
            let named = parts.first().is_some_and(|name| name.trim() == "br");
            named && !parts.iter().any(|part| part.trim() == "q=0")
        })
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
