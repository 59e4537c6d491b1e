//! The program itself, on a demonstration desk in a folder of its own, and a raw line to it.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take before the test calls it stuck.
pub const STUCK: Duration = Duration::from_secs(100);

pub struct Program {
    child: Child,
    pub port: u16,
    dir: tempfile::TempDir,
}

impl Program {
    /// Starts it, or the one that `SOTOMADO_BIN` names, and waits until it listens.
    pub fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let binary = std::env::var("SOTOMADO_BIN_UNDER_FLOOD")
            .unwrap_or_else(|_| env!("CARGO_BIN_EXE_sotomado").to_owned());
        let child = Command::new(binary)
            .arg("demo")
            .arg("--dir")
            .arg(dir.path())
            .args(["--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(fs::File::create(dir.path().join("said")).unwrap())
            .spawn()
            .unwrap();
        let program = Self { child, port, dir };
        let end = Instant::now() + STUCK;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "it does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        program
    }

    pub fn host(&self, surface: &str) -> String {
        format!("{surface}.localhost:{}", self.port)
    }

    pub fn line(&self) -> TcpStream {
        let line = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        line.set_read_timeout(Some(STUCK)).unwrap();
        line.set_write_timeout(Some(STUCK)).unwrap();
        line
    }

    /// Sends `bytes`, says no more, and gives everything that comes back.
    pub fn ask(&self, bytes: &[u8]) -> Vec<u8> {
        let mut line = self.line();
        // It may answer and close before it has read all; that is its right.
        let _ = line.write_all(bytes);
        let _ = line.shutdown(Shutdown::Write);
        read_all(&mut line)
    }

    /// Whether it still serves a page to everyone.
    #[track_caller]
    pub fn is_well(&mut self) {
        assert!(self.child.try_wait().unwrap().is_none(), "it has ended");
        let host = self.host("window");
        let answer = self.ask(format!("GET / HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes());
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }

    /// Memory in use, in KiB.
    pub fn resident(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// What it wrote to its log.
    pub fn said(&self) -> String {
        fs::read_to_string(self.dir.path().join("said")).unwrap()
    }

    /// Asks it to stop, as a service manager does; gives how it ended.
    pub fn stop(mut self) -> std::process::ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(&pid).status().unwrap().success());
        let end = Instant::now() + STUCK;
        loop {
            if let Some(ended) = self.child.try_wait().unwrap() {
                return ended;
            }
            assert!(Instant::now() < end, "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Everything until the other side closes; a reset is a close too, silence is not.
pub fn read_all(line: &mut TcpStream) -> Vec<u8> {
    let (mut all, mut part) = (Vec::new(), [0; 16 * 1024]);
    loop {
        match line.read(&mut part) {
            Ok(0) => return all,
            Ok(read) => all.extend(&part[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("no end of the answer: {}", String::from_utf8_lossy(&all))
            }
            Err(_) => return all,
        }
    }
}

/// The statuses of all answers in `bytes`, in their order.
pub fn statuses(bytes: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(bytes).replace("HTTP/1.0 ", "HTTP/1.1 ");
    text.split("HTTP/1.1 ")
        .skip(1)
        .filter_map(|rest| rest.get(..3)?.parse().ok())
        .collect()
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
