//! Who may send a form here, and what every answer carries.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::refusal::Refusal;

const POLICY: &str = "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// Refuses forms of other hosts, forbids every script, keeps nothing, and ends the connection after a form, so that the
/// buffers of that connection, which hold what was typed, are given back and wiped.
pub async fn check(request: Request, next: Next) -> Response {
    let sends = *request.method() != Method::GET && *request.method() != Method::HEAD;
    let mut response = if sends && !from_here(request.headers()) {
        Refusal::FOREIGN.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if sends {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Where the browser says from what site a form comes, that decides. An older one that says nothing, or `null` because
/// our pages send no referrer, is let through to the slip in the form, which no other host's page can know.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    match text(header::ORIGIN) {
        None | Some("null") => true,
        Some(origin) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(header::HOST)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut all = vec![("host", "window.example.jp")];
        all.extend(pairs);
        let pair = |(name, value): &(&str, &str)| (name.parse().unwrap(), value.parse().unwrap());
        from_here(&all.iter().map(pair).collect::<HeaderMap>())
    }

    #[test]
    fn a_form_of_another_host_is_refused() {
        assert!(allowed(&[]) && allowed(&[("origin", "null")]));
        assert!(allowed(&[("origin", "https://window.example.jp")]));
        assert!(!allowed(&[("origin", "https://other.example.jp")]));
        assert!(!allowed(&[("origin", "window.example.jp")]));
        for (site, good) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
        ] {
            assert_eq!(allowed(&[("sec-fetch-site", site)]), good, "{site}");
            assert_eq!(
                allowed(&[("sec-fetch-site", site), ("origin", "null")]),
                good
            );
        }
    }
}
