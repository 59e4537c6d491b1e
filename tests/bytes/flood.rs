//! Very many malformed requests of many kinds, over lines that are kept open: memory does not grow.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::program::{Program, STUCK};

/// Requests of one run by default; `SOTOMADO_MALFORMED` names another number.
const USUAL: usize = 20_000;
/// Lines at once.
const LINES: usize = 8;
/// A thread's stack, an arena, a cache that fills: memory that is taken once, in KiB.
const ONCE: u64 = 24 * 1024;

/// The n-th request. The bytes differ each time, so that whatever is remembered by name or key would grow.
fn request(n: usize, window: &str, desk: &str) -> Vec<u8> {
    let odd = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let key = format!("{odd:016x}").repeat(4);
    let get =
        |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nhost: {window}\r\n{more}\r\n");
    let post = |host: &str, path: &str, more: &str, body: &str| {
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n{more}\r\n{body}"
        )
    };
    let json = "content-type: application/json\r\n";
    let signed =
        format!("authorization: Sotomado key={key}, challenge={key}, signature={key}{key}\r\n");
    let report = "/o/shiojiri/api/report";
    let text = match n % 20 {
        0 => get(&format!("/o/{odd:x}"), ""),
        1 => get("/o/shiojiri/api/mailbox", &signed),
        2 => post(window, report, &signed, &format!("{{\"case\":\"{odd:x}\"")),
        3 => post(window, "/o/shiojiri/api/challenge", "", ""),
        4 => get(
            &format!("/{odd:x}?hl={odd:x}"),
            &format!("accept-language: {odd:x},ja;q={odd}\r\n"),
        ),
        5 => get("/o/%ff", ""),
        6 => post(desk, "/desk/api/cases", json, "{}"),
        7 => post(desk, "/desk/api/signin", json, &format!("[{odd}")),
        8 => post(desk, "/desk/api/signin", "", &format!("{odd}")),
        9 => get("/", &format!("cookie: sotomado_desk={odd:x}\r\n")),
        10 => format!(
            "GET /desk/api/me HTTP/1.1\r\nhost: {desk}\r\ncookie: sotomado_desk={key}\r\n\r\n"
        ),
        11 => get(&format!("/o/shiojiri/roster/{key}"), ""),
        12 => get(
            &format!("/assets/{odd:x}.js"),
            "range: bytes=9-1\r\naccept-encoding: br;q=0, *\r\n",
        ),
        13 => format!("DELETE /o/shiojiri/bundle HTTP/1.1\r\nhost: {window}\r\n\r\n"),
        14 => format!("GET / HTTP/1.1\r\nhost: {odd:x}.example\r\n\r\n"),
        15 => post(window, report, "content-encoding: gzip\r\n", "\u{1f}"),
        16 => format!(
            "GET /{odd:x} HTTP/1.1\r\nhost: {window}\r\nx: {}\r\n\r\n",
            key.repeat(300)
        ),
        17 => format!("{key} {key}\r\n\r\n"),
        18 => post(window, report, "transfer-encoding: chunked\r\n", "zz\r\n"),
        // A password is looked at with much work: some are enough.
        _ if n % 4000 == 19 => post(
            desk,
            "/desk/api/signin",
            json,
            &format!(r#"{{"name":"{odd:x}","password":"x"}}"#),
        ),
        _ => get("/../", ""),
    };
    text.into_bytes()
}

/// One line that is opened again when the other side closes it.
struct Line<'a> {
    program: &'a Program,
    stream: Option<TcpStream>,
    kept: Vec<u8>,
}

impl Line<'_> {
    /// Sends and reads one answer whole; gives its status, 0 for a close without a word.
    fn ask(&mut self, bytes: &[u8]) -> u16 {
        for _ in 0..2 {
            let stream = self.stream.get_or_insert_with(|| self.program.line());
            if stream.write_all(bytes).is_ok()
                && let Some((status, open)) = answer(stream, &mut self.kept)
            {
                if !open {
                    self.close();
                }
                return status;
            }
            // The line may have been closed for the request before.
            self.close();
        }
        0
    }

    fn close(&mut self) {
        self.stream = None;
        self.kept.clear();
    }
}

/// One answer: its status, and whether the line stays open.
fn answer(stream: &mut TcpStream, kept: &mut Vec<u8>) -> Option<(u16, bool)> {
    let mut part = [0; 64 * 1024];
    loop {
        if let Some(end) = kept.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&kept[..end]).to_ascii_lowercase();
            let status = head.get(9..12)?.parse().ok()?;
            let length = head.split("content-length: ").nth(1);
            let length = length
                .and_then(|rest| rest.split('\r').next())
                .map_or(0, |text| text.parse().unwrap());
            if kept.len() >= end + 4 + length {
                kept.drain(..end + 4 + length);
                return Some((status, !head.contains("connection: close")));
            }
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => kept.extend(&part[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("no answer in {STUCK:?}")
            }
            _ => return None,
        }
    }
}

fn flood(program: &Program, from: usize, to: usize, seen: &[AtomicUsize; 6]) {
    let (window, desk) = (program.host("window"), program.host("desk"));
    let next = AtomicUsize::new(from);
    std::thread::scope(|scope| {
        for _ in 0..LINES {
            scope.spawn(|| {
                let mut line = Line {
                    program,
                    stream: None,
                    kept: Vec::new(),
                };
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= to {
                        return;
                    }
                    let status = line.ask(&request(n, &window, &desk));
                    seen[usize::from(status / 100)].fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
}

#[test]
fn many_malformed_requests_leave_memory_as_it_was() {
    let all =
        std::env::var("SOTOMADO_MALFORMED").map_or(USUAL, |text| text.parse().expect("a number"));
    let mut program = Program::start();
    let seen: [AtomicUsize; 6] = Default::default();
    let idle = program.resident();
    flood(&program, 0, all / 10, &seen);
    let mut memory = vec![program.resident()];
    for tenth in 1..10 {
        flood(&program, all / 10 * tenth, all / 10 * (tenth + 1), &seen);
        memory.push(program.resident());
    }
    program.is_well();
    let seen = seen.map(AtomicUsize::into_inner);
    println!(
        "{all} malformed requests: {idle} KiB idle, then after each tenth {memory:?} KiB; answers {} × 2xx, {} × 4xx, {} closed without a word, {} × 5xx",
        seen[2], seen[4], seen[0], seen[5]
    );
    assert_eq!(seen[5], 0, "{}", program.said());
    assert!(seen[4] > all / 2, "{seen:?}");
    let (first, last) = (memory[0], memory[9]);
    assert!(last < first + ONCE, "memory grows: {memory:?} KiB");
}
