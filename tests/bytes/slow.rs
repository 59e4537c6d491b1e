//! Whoever is slow loses the connection, and takes nobody else's place meanwhile.

use std::io::Write;
use std::time::Duration;

use crate::program::{Program, read_all, statuses};

/// Connections that say half a word each. The program has room for 768.
const HALF_SAID: usize = 300;

#[test]
fn half_said_heads_and_bodies_end_and_nobody_waits_for_them() {
    let mut program = Program::start();
    let (window, desk) = (program.host("window"), program.host("desk"));
    let mut slow: Vec<_> = (0..HALF_SAID).map(|_| program.line()).collect();
    for line in &mut slow {
        write!(line, "GET / HTTP/1.1\r\nhost: {window}\r\nx: ").unwrap();
    }
    let mut body = program.line();
    write!(
        body,
        "POST /desk/api/signin HTTP/1.1\r\nhost: {desk}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    )
    .unwrap();
    program.is_well();
    // A head that drips on for ever is no better than one that stopped.
    let mut drip = program.line();
    write!(drip, "GET / HTTP/1.1\r\nhost: {window}\r\nx: ").unwrap();
    let dripping = std::thread::spawn(move || {
        while drip.write_all(b"y").is_ok() {
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    for line in &mut slow {
        let answer = read_all(line);
        assert!(
            statuses(&answer).iter().all(|status| *status == 408),
            "{answer:?}"
        );
    }
    dripping.join().unwrap();
    assert_eq!(statuses(&read_all(&mut body)), [408]);
    program.is_well();
    assert!(program.stop().success());
}

/// Told to stop, it ends though somebody holds a line open; an answer under way is finished first.
#[test]
fn a_stop_waits_for_answers_and_for_no_idle_line() {
    let program = Program::start();
    let host = program.host("window");
    let idle = program.line();
    let mut asked = program.line();
    write!(asked, "GET /how HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
    let mut first = [0; 12];
    std::io::Read::read_exact(&mut asked, &mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    assert!(program.stop().success());
    assert!(read_all(&mut asked).ends_with(b"</html>"));
    drop(idle);
}
