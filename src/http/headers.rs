//! The headers every answer carries.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::http::shell::Surface;

/// `sotomado-files` gives one script's address, whatever it is asked for: the worker that seals files.
const WINDOW: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types sotomado-files";
/// The desk: as the counter's page, and one frame, which is its own page `/desk/look`; no other page lets itself be framed.
const DESK: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types sotomado sotomado-files";
/// Where the core is compiled, and what it renders put into the page through one policy: the counter's page.
pub const WITH_CORE: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types sotomado sotomado-files";

/// The style of the frame in which a file is drawn: the drawing is as wide as the frame.
pub const GLASS_STYLE: &str = "body{margin:0;background:#fff}img,canvas,video{display:block;width:100%;height:auto}audio{display:block;width:100%;height:60px}";

/// What the frame may: run the one script that stands in it, and those whose text comes to it over a port; show what it was given.
/// Without `allow-same-origin` its origin is nobody's: it has no cookie, no storage, and nothing of the desk's page.
#[must_use]
pub fn glass(script: &str) -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "sandbox allow-scripts; default-src 'none'; script-src 'sha256-{}' blob: 'wasm-unsafe-eval'; style-src 'sha256-{}'; \
        worker-src blob:; img-src blob:; media-src blob:; font-src blob: data:; base-uri 'none'; form-action 'none'; \
        frame-ancestors 'self'; webrtc 'block'; require-trusted-types-for 'script'; trusted-types sotomado-glass",
        digest(script),
        digest(GLASS_STYLE)
    )
}

const ALWAYS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("x-robots-tag", "noindex, nofollow"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
];

/// Sets them. `https` adds that only https is to be used from now on.
pub async fn set(
    State((surface, https)): State<(Surface, bool)>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        // What a page says of itself stands: that of the frame may be embedded.
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    let policy = if surface == Surface::Desk {
        DESK
    } else {
        WINDOW
    };
    // A page that runs no script at all says so itself.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(policy));
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_of_a_file_has_no_origin_and_no_way_out() {
        let policy = glass("let a = 1;");
        let directives: Vec<&str> = policy.split("; ").map(str::trim).collect();
        for wanted in [
            "sandbox allow-scripts",
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            "webrtc 'block'",
        ] {
            assert!(directives.contains(&wanted), "{wanted} in {policy}");
        }
        assert!(!policy.contains("connect-src") && !policy.contains("unsafe-inline"));
        assert_ne!(
            policy,
            glass("let a = 2;"),
            "another script is another digest"
        );
    }

    #[test]
    fn nothing_else_may_be_framed() {
        for policy in [WINDOW, WITH_CORE, DESK] {
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        }
        assert!(DESK.contains("frame-src 'self'") && !WINDOW.contains("frame-src"));
        assert_eq!(DESK.replace(" frame-src 'self';", ""), WITH_CORE);
    }
}
