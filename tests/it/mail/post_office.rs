//! A real mail server (aiosmtpd) in a folder of its own, with a certificate that a city's own authority signed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct PostOffice {
    dir: tempfile::TempDir,
    pub port: u16,
    runs: Option<Child>,
}

/// Where `ops/ready test` puts it.
fn python() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache");
    let python = cache
        .unwrap_or_else(home)
        .join("sotomado/python/bin/python");
    assert!(python.exists(), "no mail server: run ops/ready test");
    python
}

fn openssl(folder: &Path, words: &str) {
    let out = Command::new("openssl")
        .args(words.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

impl PostOffice {
    /// Its port is taken, and nobody answers there yet.
    pub fn shut() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let key = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
        openssl(
            dir.path(),
            &format!("{key} -keyout ca.key -out ca.pem -subj /CN=authority"),
        );
        openssl(
            dir.path(),
            &format!(
                "{key} -keyout key.pem -out cert.pem -subj /CN=mail -CA ca.pem -CAkey ca.key -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE"
            ),
        );
        fs::write(dir.path().join("password"), "a mail password\n").unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        Self {
            dir,
            port,
            runs: None,
        }
    }

    pub fn open() -> Self {
        let mut office = Self::shut();
        office.opens();
        office
    }

    pub fn opens(&mut self) {
        let mut child = Command::new(python())
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/it/mail/server.py"
            ))
            .args([self.dir.path().as_os_str(), self.port.to_string().as_ref()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(line.trim(), self.port.to_string());
        self.runs = Some(child);
    }

    pub fn closes(&mut self) {
        if let Some(mut child) = self.runs.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// How it meets the letters to come, one word each.
    pub fn will(&self, mood: &str) {
        fs::write(self.dir.path().join("mood"), mood).unwrap();
    }

    /// The settings of a desk that posts here.
    pub fn settings(&self) -> String {
        self.settings_with("")
    }

    pub fn settings_with(&self, more: &str) -> String {
        let at = |file| self.dir.path().join(file).display().to_string();
        format!(
            "mail = {{ server = \"127.0.0.1\", port = {}, ca = {:?}, sign_in = \"mado\", password_file = {:?}, from = \"外窓 <mado@desk.example.jp>\"{more} }}\n",
            self.port,
            at("ca.pem"),
            at("password"),
        )
    }

    pub fn password(&self, text: &str) {
        fs::write(self.dir.path().join("password"), text).unwrap();
    }

    /// All letters in the order in which they came: the server's line about the way they came, and the letter.
    pub fn letters(&self) -> Vec<(String, String)> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.dir.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "letter"))
            .collect();
        files.sort();
        let read = |path: &PathBuf| {
            let text = fs::read_to_string(path).unwrap();
            let (line, letter) = text.split_once('\n').unwrap();
            (line.to_owned(), letter.to_owned())
        };
        files.iter().map(read).collect()
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.closes();
    }
}
