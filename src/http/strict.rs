//! What every request must be like, whatever it asks for: one host, a body of known length as it is, a plain path.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::refusal::Refusal;

/// A body whose length is not said before it. Browsers always say it; of two ways to say it, a program before this one
/// could believe the other.
const NO_LENGTH: Refusal = Refusal::new(StatusCode::LENGTH_REQUIRED, "no-length");
/// A body that would have to be unpacked first. Nothing is ever unpacked here.
const PACKED: Refusal = Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "packed");
/// The longest path with query, in bytes.
const ADDRESS: usize = 2048;

/// Refuses what no browser sends, before anything looks at it, and ends the connection then: what follows on it may be
/// part of what was refused.
pub async fn check(request: Request, next: Next) -> Response {
    let fault = fault(
        request.version(),
        request.method(),
        request.uri(),
        request.headers(),
    );
    let Some(refusal) = fault else {
        return next.run(request).await;
    };
    let mut response = refusal.into_response();
    let close = header::HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

fn fault(version: Version, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Refusal> {
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Some(NO_LENGTH);
    }
    let hosts = headers.get_all(header::HOST).iter().count();
    if hosts > 1 || hosts == 0 && version == Version::HTTP_11 {
        return Some(Refusal::MALFORMED);
    }
    let packed = |value: &header::HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(header::CONTENT_ENCODING).iter().any(packed) {
        return Some(PACKED);
    }
    if *method == Method::CONNECT || *method == Method::TRACE {
        return Some(Refusal::METHOD);
    }
    let long = uri.path_and_query().map_or(0, |all| all.as_str().len());
    if long > ADDRESS {
        return Some(Refusal::new(StatusCode::URI_TOO_LONG, "malformed"));
    }
    let plain = uri.scheme().is_none() && uri.path().starts_with('/') && is_plain(uri.path());
    (!plain).then_some(Refusal::MALFORMED)
}

/// Whether a path means one thing alone: no step up or in place, no zero byte, UTF-8 behind its percent signs.
fn is_plain(path: &str) -> bool {
    let Some(bytes) = decoded(path) else {
        return false;
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return false;
    };
    !text.contains(['\0', '\\']) && !text.split('/').any(|step| step == "." || step == "..")
}

/// The bytes behind the percent signs; `None` if a percent sign has no two digits.
fn decoded(path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let (pair, after) = after.split_first_chunk::<2>()?;
            let mut byte = [0];
            hex::decode_to_slice(pair, &mut byte).ok()?;
            bytes.extend(byte);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_means_one_thing() {
        for good in [
            "/",
            "/o/shiojiri",
            "/o/%E5%A1%A9",
            "/a%2Fb",
            "//x",
            "/%252e%252e/x",
        ] {
            assert!(is_plain(good), "{good}");
        }
        for bad in [
            "/..",
            "/../x",
            "/x/%2e%2E/y",
            "/./x",
            "/%00",
            "/x%",
            "/%f",
            "/%zz",
            "/%ff",
            "/%c0%ae",
            "/a%2f..",
            "/%5c",
        ] {
            assert!(!is_plain(bad), "{bad}");
        }
    }
}
