//! The forms of the path without script, and the slips that they carry.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use sotomado::access::slips::Stage;

use crate::request::DESK;

/// The first byte of an input says which.
const PATHS: [&str; 8] = [
    "/words",
    "/report",
    "/reply",
    "/mailbox",
    "/file",
    "/take-back",
    "/end",
    "",
];
/// In an input, a slip that is good; nobody could guess one.
const AGREED: &[u8] = b"%AGREED%";
const TOLD: &[u8] = b"%TOLD%";

fn good(stage: Stage) -> String {
    let now = DESK.app.clock.now().as_second();
    let window = &DESK.app.windows[0].id;
    DESK.app.slips.issue(window, stage, now).unwrap()
}

/// A form of each page with what belongs on it, and a file.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let field = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\\\"%22b.png\"\r\nContent-Type: image/png\r\n\r\n\u{89}PNG\r\n";
    let fields = [
        ("slip", "%AGREED%"),
        ("to", "check"),
        ("agree", "yes"),
        ("words", "a\r\nb"),
        ("people", ""),
        ("consent", "C0_listen"),
        ("q-families", "unknown"),
        ("q-when-year", "2026"),
        ("q-when-month", "13"),
        ("out", "00"),
        ("receipt", "20Z7 CV39 Y1JR 5G2X BM8E P6TB"),
        ("token", "00"),
        ("evidence", "yes"),
    ];
    let body: String = fields
        .iter()
        .map(|(name, value)| field(name, value))
        .collect();
    (0..PATHS.len())
        .map(|at| format!("{at}{body}{file}--x--\r\n").into_bytes())
        .chain([format!("7{}--x--", field("slip", "%TOLD%")).into_bytes()])
        .collect()
}

/// A form as it comes over the wire: a page comes back, in plain sight, and never a fault of ours.
pub fn form(bytes: &[u8]) {
    let Some((which, body)) = bytes.split_first() else {
        return;
    };
    let body = put(body, AGREED, &good(Stage::Agreed));
    let body = put(&body, TOLD, &good(Stage::Told));
    let path = PATHS[usize::from(which.wrapping_sub(b'0')) % PATHS.len()];
    let request = Request::post(format!("/o/shiojiri/plain{path}"))
        .header("host", "window.localhost:8080")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=x")
        .header("content-length", body.len());
    let response = DESK.send(request.body(Body::from(body)).unwrap());
    let (status, headers) = (response.status(), response.headers().clone());
    assert!(!status.is_server_error(), "{path}: {status}");
    assert_eq!(headers["cache-control"], "no-store");
    assert!(
        !headers.contains_key("content-encoding"),
        "beside what was typed, the length would tell a secret"
    );
    let policy = headers["content-security-policy"].to_str().unwrap();
    // What is refused before a form was read gets the page that everything refused gets.
    assert!(
        !status.is_success() || policy.contains("script-src 'none'"),
        "{policy}"
    );
    let page = DESK
        .runtime
        .block_on(to_bytes(response.into_body(), usize::MAX))
        .unwrap();
    assert!(!page.is_empty(), "{path}: {status}");
}

fn put(bytes: &[u8], mark: &[u8], text: &str) -> Vec<u8> {
    let Some(at) = bytes.windows(mark.len()).position(|part| part == mark) else {
        return bytes.to_vec();
    };
    [&bytes[..at], text.as_bytes(), &bytes[at + mark.len()..]].concat()
}

/// A slip as it comes back: the bytes change a good one, or stand for one.
pub fn slip(bytes: &[u8]) {
    let (slips, window) = (&DESK.app.slips, &DESK.app.windows[0].id);
    let now = DESK.app.clock.now().as_second();
    let is_good = |text: &str| slips.read(window, text, now).is_some();
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(!is_good(text), "nobody makes one by himself");
    }
    let mut changed = hex::decode(slips.issue(window, Stage::Told, now).unwrap()).unwrap();
    for (to, by) in changed.iter_mut().zip(bytes) {
        *to ^= by;
    }
    let same = bytes.iter().take(changed.len()).all(|byte| *byte == 0);
    assert_eq!(is_good(&hex::encode(changed)), same);
}
