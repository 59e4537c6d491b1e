//! Single requests that are wrong in one way each: an answer or a close within a bound, never a 5xx.

use crate::program::{Program, statuses};

/// What is sent, and which statuses may come back, in order; none at all is a close without a word.
type Row = (&'static str, Vec<u8>, &'static [u16]);

fn rows(host: &str) -> Vec<Row> {
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n").into_bytes();
    let head = |line: &str, more: &str| {
        format!("{line} HTTP/1.1\r\nhost: {host}\r\n{more}\r\n").into_bytes()
    };
    let post = |more: &str, body: &str| {
        let line = "POST /o/shiojiri/api/report";
        [head(line, more), body.as_bytes().to_vec()].concat()
    };
    let long = "a".repeat(3000);
    let many: String = (0..1000).map(|n| format!("x-{n}: y\r\n")).collect();
    let smuggled = format!("0\r\n\r\nGET /how HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let mut rows: Vec<Row> = vec![
        ("good", get("/"), &[200]),
        (
            "a header of 1 MB",
            head("GET /", &format!("x: {}\r\n", "y".repeat(1 << 20))),
            &[431],
        ),
        ("1,000 headers", head("GET /", &many), &[431]),
        ("a path of 3,000 bytes", get(&format!("/{long}")), &[414]),
        (
            "a query of 3,000 bytes",
            get(&format!("/?q={long}")),
            &[414],
        ),
        (
            "a path of 1 MB",
            get(&format!("/{}", "a".repeat(1 << 20))),
            &[431],
        ),
        ("no host", b"GET / HTTP/1.1\r\n\r\n".to_vec(), &[400]),
        (
            "two hosts",
            head("GET /", "host: elsewhere.example\r\n"),
            &[400],
        ),
        (
            "a strange host",
            b"GET / HTTP/1.1\r\nhost: elsewhere.example\r\n\r\n".to_vec(),
            &[421],
        ),
        (
            "a host that is no text",
            b"GET / HTTP/1.1\r\nhost: \xff\xfe\r\n\r\n".to_vec(),
            &[421],
        ),
        (
            "HTTP/1.0 without host",
            b"GET / HTTP/1.0\r\n\r\n".to_vec(),
            &[421],
        ),
        ("HTTP/0.9", b"GET /\r\n".to_vec(), &[400]),
        (
            "HTTP/2 at once",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            &[],
        ),
        ("HTTP/3.0", b"GET / HTTP/3.0\r\n\r\n".to_vec(), &[400]),
        (
            "TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
            &[400],
        ),
        ("zeros", vec![0; 4096], &[400]),
        ("nothing", Vec::new(), &[]),
        ("line ends alone", b"\r\n\r\n\r\n".to_vec(), &[]),
        ("half a head", b"GET / HTTP/1.1\r\nhost: wind".to_vec(), &[]),
        (
            "the whole address as path",
            get(&format!("http://{host}/how")),
            &[400],
        ),
        (
            "another's whole address",
            get("http://elsewhere.example/"),
            &[400],
        ),
        ("OPTIONS *", head("OPTIONS *", ""), &[400]),
        ("CONNECT", head(&format!("CONNECT {host}"), ""), &[405]),
        ("TRACE", head("TRACE /", ""), &[405]),
        ("an unknown method", head("BREW /", ""), &[405]),
        (
            "a method that is none",
            b"GE(T / HTTP/1.1\r\n\r\n".to_vec(),
            &[400],
        ),
        ("a space in the path", get("/a b"), &[400]),
        ("no UTF-8 in the path", get("/o/%ff%fe"), &[400]),
        (
            "bytes beyond ASCII in the path",
            b"GET /\xff HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(),
            &[400],
        ),
        ("a zero byte in the path", get("/o/%00"), &[400]),
        ("a bare percent sign", get("/o/%"), &[400]),
        ("a step up", get("/assets/../../etc/passwd"), &[400]),
        (
            "a step up, encoded",
            get("/assets/%2e%2e%2f%2e%2e%2fetc"),
            &[400],
        ),
        (
            "a step up, encoded twice",
            get("/assets/%252e%252e%252fetc"),
            &[404],
        ),
        (
            "a step up in Windows' way",
            get("/assets/..%5c..%5cetc"),
            &[400],
        ),
        (
            "a step up in overlong UTF-8",
            get("/%c0%ae%c0%ae/etc"),
            &[400],
        ),
        ("a folded header", head("GET /", "x: y\r\n z\r\n"), &[400]),
        (
            "a space before the colon",
            head("GET /", "x : y\r\n"),
            &[400],
        ),
        (
            "a bare CR in a value",
            head("GET /", "x: y\rz: a\r\n"),
            &[400],
        ),
        ("a zero byte in a value", head("GET /", "x: \0\r\n"), &[400]),
        (
            "a packed body",
            post("content-encoding: gzip\r\ncontent-length: 2\r\n", "{}"),
            &[415],
        ),
        (
            "a body packed twice",
            post("content-encoding: br, gzip\r\ncontent-length: 2\r\n", "{}"),
            &[415],
        ),
        (
            "no length is said",
            post("transfer-encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
            &[411],
        ),
        (
            "pieces that are garbage",
            post("transfer-encoding: chunked\r\n", "zz\r\n\r\n"),
            &[411],
        ),
        (
            "a piece too long for a number",
            post("transfer-encoding: chunked\r\n", "ffffffffffffffffff\r\n"),
            &[411],
        ),
        (
            "trailers",
            post(
                "transfer-encoding: chunked\r\ntrailer: x\r\n",
                "0\r\nx: y\r\n\r\n",
            ),
            &[411],
        ),
        (
            "a packed transfer",
            post("transfer-encoding: gzip, chunked\r\n", "0\r\n\r\n"),
            &[411],
        ),
        (
            "pieces that are no last coding",
            post("transfer-encoding: chunked, gzip\r\n", "0\r\n\r\n"),
            &[400],
        ),
        (
            "length, then pieces",
            post(
                "content-length: 5\r\ntransfer-encoding: chunked\r\n",
                &smuggled,
            ),
            &[411],
        ),
        (
            "pieces, then length",
            post(
                "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
                &smuggled,
            ),
            &[411],
        ),
        (
            "pieces in another spelling",
            post(
                "content-length: 5\r\ntransfer-encoding: xchunked\r\n",
                &smuggled,
            ),
            &[400],
        ),
        (
            "two lengths",
            post("content-length: 2\r\ncontent-length: 3\r\n", "{}"),
            &[400],
        ),
        (
            "two lengths in one line",
            post("content-length: 2, 3\r\n", "{}"),
            &[400],
        ),
        (
            "a length below nothing",
            post("content-length: -1\r\n", ""),
            &[400],
        ),
        (
            "a length with a plus",
            post("content-length: +2\r\n", "{}"),
            &[400],
        ),
        (
            "a length beyond numbers",
            post("content-length: 99999999999999999999\r\n", ""),
            &[400],
        ),
        (
            "the largest length",
            post("content-length: 18446744073709551613\r\n", "{}"),
            &[401],
        ),
        (
            "an expectation",
            post("expect: 100-continue\r\ncontent-length: 2\r\n", "{}"),
            &[401],
        ),
        (
            "an unknown expectation",
            post("expect: miracles\r\ncontent-length: 2\r\n", "{}"),
            &[401],
        ),
        (
            "an upgrade",
            head("GET /", "connection: upgrade\r\nupgrade: websocket\r\n"),
            &[200],
        ),
        (
            "HTTP/2 by upgrade",
            head(
                "GET /",
                "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n",
            ),
            &[200],
        ),
        (
            "ranges without end",
            head("GET /", &format!("range: bytes={}\r\n", "0-0,".repeat(500))),
            &[200],
        ),
        (
            "languages without end",
            head(
                "GET /",
                &format!("accept-language: {}\r\n", "zz;q=0.1,".repeat(500)),
            ),
            &[200],
        ),
        ("a language that is no text", b"\x00".to_vec(), &[400]),
        (
            "cookies without end",
            head("GET /", &format!("cookie: {}\r\n", "a=b;".repeat(2000))),
            &[200],
        ),
    ];
    rows.push((
        "a second request hidden behind a refused one",
        [
            post("transfer-encoding: chunked\r\n", "0\r\n\r\n"),
            get("/how"),
        ]
        .concat(),
        &[411],
    ));
    rows
}

/// Bodies that are shorter, longer or larger than they may be, at the door where JSON is read.
fn bodies(host: &str) -> Vec<Row> {
    let sign_in = |length: usize, body: &str| {
        format!(
            "POST /desk/api/signin HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    };
    let good = r#"{"name":"nobody","password":"x"}"#;
    let rest = format!("{good}GET /nothing HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let large = format!(r#"{{"name":"{}","password":"x"}}"#, "n".repeat(2 << 20));
    let twice = r#"{"name":"a","name":"b","password":"x"}"#;
    vec![
        ("a good body", sign_in(good.len(), good), &[401]),
        (
            "a length that promises more",
            sign_in(good.len() + 10, good),
            &[400],
        ),
        (
            "a length that promises less",
            sign_in(good.len() - 1, good),
            &[400, 400],
        ),
        (
            "a second request after the body",
            sign_in(good.len(), &rest),
            &[401, 404],
        ),
        ("2 MB", sign_in(large.len(), &large), &[413]),
        ("100,000 brackets", sign_in(deep.len(), &deep), &[400]),
        ("a member twice", sign_in(twice.len(), twice), &[400]),
        (
            "half a surrogate",
            sign_in(33, r#"{"name":"\ud800","password":"x"} "#),
            &[400],
        ),
        ("no JSON", sign_in(4, "\0\0\0\0"), &[400]),
    ]
}

#[test]
fn every_malformed_request_is_answered_within_a_bound_and_none_with_a_5xx() {
    let mut program = Program::start();
    let all = [rows(&program.host("window")), bodies(&program.host("desk"))].concat();
    let mut wrong = Vec::new();
    for (name, bytes, expected) in all {
        let answer = program.ask(&bytes);
        let got = statuses(&answer);
        if got != *expected {
            wrong.push(format!("{name}: {got:?}, not {expected:?}"));
        }
        let text = String::from_utf8_lossy(&answer).to_ascii_lowercase();
        // What HTTP itself refuses has no body; all that the program refuses speaks.
        for part in text
            .split("http/1.1 ")
            .skip(1)
            .filter(|part| part.starts_with('4'))
        {
            let length = part
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split('\r').next());
            if length.is_some_and(|length| length != "0")
                && !part.contains("application/problem+json")
            {
                wrong.push(format!("{name}: {part}"));
            }
        }
        program.is_well();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
    assert!(!program.said().contains("panic"), "{}", program.said());
    assert!(program.stop().success());
}

#[test]
fn ten_thousand_requests_in_one_breath_are_answered_in_order() {
    let mut program = Program::start();
    let host = program.host("window");
    let one = format!("GET /o/nowhere HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let other = format!("GET /assets/nothing HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let last = format!("GET /how HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let all = [(one + &other).repeat(5_000), last].concat();
    let mut line = program.line();
    let mut writer = line.try_clone().unwrap();
    let sent = std::thread::spawn(move || std::io::Write::write_all(&mut writer, all.as_bytes()));
    let answers = statuses(&crate::program::read_all(&mut line));
    sent.join().unwrap().unwrap();
    assert_eq!(answers.len(), 10_001);
    assert!(answers[..10_000].iter().all(|status| *status == 404));
    assert_eq!(answers[10_000], 200);
    program.is_well();
}
