//! What the operator types, by the real program: a desk made, signed, served and looked at; and what bad settings get.

use std::fs;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::people::Reporter;
use crate::people::Staff;
use crate::world::World;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sotomado");
const PASSWORD: &str = "a password of the tests";

/// A folder with settings, and beside it, on another "disk", the desk's key.
pub struct Desk {
    dir: tempfile::TempDir,
    port: u16,
}

impl Desk {
    pub fn new() -> Self {
        Self::with("")
    }

    /// The same, with more settings at the head of the settings file.
    pub fn with(more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        for folder in ["server", "stick"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        fs::write(
            dir.path().join("server/config.toml"),
            crate::dump::database_line() + more + &crate::world::settings(port),
        )
        .unwrap();
        fs::write(dir.path().join("stick/password"), PASSWORD).unwrap();
        Self { dir, port }
    }

    pub fn config(&self) -> PathBuf {
        self.dir.path().join("server/config.toml")
    }

    pub fn stick(&self, file: &str) -> PathBuf {
        self.dir.path().join("stick").join(file)
    }

    pub fn command(&self, words: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(words.split(' '))
            .arg("--config")
            .arg(self.config());
        command
    }

    pub fn run(&self, words: &str) -> Output {
        self.command(words).output().unwrap()
    }

    pub fn init(&self) -> String {
        let made = self
            .command("init")
            .arg("--desk-key")
            .arg(self.stick("desk-key.age"))
            .output()
            .unwrap();
        let said = String::from_utf8(made.stdout).unwrap();
        assert!(
            made.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let passphrase = said
            .lines()
            .find(|line| line.contains("passphrase"))
            .unwrap()
            .rsplit(": ")
            .next()
            .unwrap();
        fs::write(self.stick("passphrase"), passphrase).unwrap();
        said
    }

    pub fn add_counsellor(&self, letter: &str) {
        let made = self
            .command("account add --for counsellor --profession 弁護士 --appointed-by 窓口の会社 --adviser 市の顧問ではありません")
            .args(["--sign-in", &format!("counsellor-{letter}"), "--name", &format!("相談員{}", letter.to_uppercase())])
            .arg("--password-file")
            .arg(self.stick("password"))
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
    }

    /// Asks on the server, signs where the key is, and brings it back: all counsellors, or those who stood on the last one.
    pub fn sign(&self) -> Output {
        let [request, signed] = ["request", "signed"].map(|file| self.stick(file));
        for file in [&request, &signed] {
            if file.exists() {
                fs::remove_file(file).unwrap();
            }
        }
        let asked = self
            .command("roster request")
            .arg("--to")
            .arg(&request)
            .output()
            .unwrap();
        assert!(
            asked.status.success(),
            "{}",
            String::from_utf8_lossy(&asked.stderr)
        );
        let made = self
            .offline("roster sign --yes", "desk-key.age", "passphrase", "signed")
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        self.command("roster import").arg(&signed).output().unwrap()
    }

    /// What is done away from the server: no settings, no network.
    pub fn offline(&self, words: &str, key: &str, passphrase: &str, to: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(words.split(' '))
            .arg("--request")
            .arg(self.stick("request"))
            .arg("--desk-key")
            .arg(self.stick(key))
            .arg("--passphrase-file")
            .arg(self.stick(passphrase))
            .arg("--to")
            .arg(self.stick(to));
        command
    }

    /// Starts `serve`; it is stopped when this goes.
    fn serve(&self) -> Serving {
        let child = self
            .command("serve")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let serving = Serving(child);
        let end = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < end, "serve does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        serving
    }

    fn get(&self, host: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}.localhost:{}\r\nConnection: close\r\n\r\n",
            self.port
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The signing key is used once, on a stick, and the stick is gone before a report comes.
#[tokio::test]
async fn a_desk_is_made_signed_and_served_without_the_signing_key() {
    let desk = Desk::new();
    desk.init();
    for letter in ["a", "b", "c"] {
        desk.add_counsellor(letter);
    }
    let world = World::on(&desk.config()).await;
    let mut counsellors = Vec::new();
    for letter in ["a", "b", "c"] {
        let mut staff = Staff::new(&format!("counsellor-{letter}"), PASSWORD);
        staff.signs_in(&world, "desk").await.is(204);
        staff.offers_key(&world).await.is(204);
        counsellors.push(staff);
    }
    let signed = desk.sign();
    assert!(
        signed.status.success(),
        "{}",
        String::from_utf8_lossy(&signed.stderr)
    );
    fs::remove_dir_all(desk.stick("")).unwrap();

    let world = World::on(&desk.config()).await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "ことば", "").await.is(201);
    let mut holding = 0;
    for staff in &mut counsellors {
        staff.signs_in(&world, "desk").await.is(204);
        holding += staff.cases(&world).await.len();
    }
    assert_eq!(holding, 2);

    let _serving = desk.serve();
    let bundle = desk.get("window", "/o/shiojiri/bundle");
    assert!(
        bundle.starts_with("HTTP/1.1 200") && bundle.contains("\"roster\""),
        "{bundle}"
    );
    assert!(
        desk.get("elsewhere", "/").starts_with("HTTP/1.1 421"),
        "a host name that is none of ours"
    );
    let doctor = desk.run("doctor");
    let said = String::from_utf8(doctor.stdout).unwrap();
    assert!(doctor.status.success(), "{said}");
    for what in [
        "configuration",
        "policies",
        "clock",
        "database",
        "disk",
        "on the way: 0 attached files half-way, 0 drafts, 0 records of a counter",
        "to be swept: 0 begun to be destroyed, 0 files without a row, keys of 0 cases that do not exist",
        "keys",
        "host name of the desk",
        "roster of shiojiri",
        "110 at the counters of shiojiri: no telephone is known to reach it",
    ] {
        assert!(
            said.lines()
                .any(|line| line.starts_with("ok ") && line.contains(what)),
            "{what} in:\n{said}"
        );
    }
    let path = |short: &str| {
        let mark = format!("path without script of {short}: ");
        let line = said.lines().find_map(|line| line.split(&mark).nth(1));
        line.unwrap_or_default().to_owned()
    };
    for short in ["shiojiri", "mihon"] {
        let open =
            path(short).starts_with("open by the signed window.toml, until the roster ends on 20");
        assert!(open, "{said}");
    }
}

fn refused(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{said}");
    for word in words {
        assert!(said.contains(word), "{word} in:\n{said}");
    }
}

#[test]
fn bad_settings_are_named_all_at_once() {
    let desk = Desk::new();
    let settings = fs::read_to_string(desk.config()).unwrap();
    let bent = settings
        .replace("runs = \"firm\"", "runs = \"nobody\"")
        .replace("http://desk.localhost", "http://window.localhost");
    fs::write(desk.config(), bent).unwrap();
    for words in ["serve", "doctor"] {
        refused(
            &desk.run(words),
            &["config.toml", "runs", "host name of their own"],
        );
    }
    fs::write(desk.config(), settings + "\n[[organisation\n").unwrap();
    refused(&desk.run("serve"), &["config.toml"]);
    refused(&desk.run("doctor"), &["BAD", "configuration"]);
}

#[test]
fn a_desk_that_was_not_made_is_not_served() {
    let desk = Desk::new();
    refused(&desk.run("serve"), &["policies"]);
}

/// A policy that cannot be read names file and line; one that was changed after signing names the file.
#[tokio::test]
async fn bad_policies_are_named_with_file_and_line() {
    let desk = Desk::new();
    desk.init();
    let policy = |file: &str| -> PathBuf { desk.config().with_file_name("policies").join(file) };
    let good = fs::read_to_string(policy("hours.toml")).unwrap();
    fs::write(policy("hours.toml"), format!("{good}\nnonsense = = 1\n")).unwrap();
    let line = good.lines().count() + 2;
    refused(&desk.run("serve"), &["hours.toml", &line.to_string()]);
    refused(&desk.run("doctor"), &["BAD", "policies", "hours.toml"]);
    fs::write(policy("hours.toml"), &good).unwrap();

    // Rules of access that nobody proved are not served by, however well they are written.
    let rules = fs::read_to_string(policy("access/desk.cedar")).unwrap();
    let milder = rules.replace("action == Action::\"exportCase\"", "action");
    fs::write(policy("access/desk.cedar"), milder).unwrap();
    refused(&desk.run("serve"), &["access/desk.cedar", "proved"]);
    refused(&desk.run("doctor"), &["BAD", "policies", "proved"]);
    fs::write(policy("access/desk.cedar"), rules.replace('\n', "\r\n")).unwrap();

    desk.add_counsellor("a");
    let world = World::on(&desk.config()).await;
    let mut staff = Staff::new("counsellor-a", PASSWORD);
    staff.signs_in(&world, "desk").await.is(204);
    staff.offers_key(&world).await.is(204);
    assert!(desk.sign().status.success());
    saved_elsewhere(&policy("hours.toml"), &good);
    World::on(&desk.config()).await;
    fs::write(policy("hours.toml"), format!("{good}\n# changed\n")).unwrap();
    refused(&desk.run("serve"), &["hours.toml", "signed"]);
    refused(
        &desk.run("doctor"),
        &["BAD", "roster of shiojiri", "hours.toml"],
    );

    // Closed by the desk for one organisation: it is so once it is signed.
    fs::write(policy("hours.toml"), &good).unwrap();
    let window = fs::read_to_string(policy("window.toml")).unwrap();
    let closed = window + "\n[[closed]]\norganisation = \"mihon\"\n";
    fs::write(policy("window.toml"), closed).unwrap();
    refused(&desk.run("doctor"), &["BAD", "window.toml is not the file"]);
    assert!(desk.sign().status.success());
    let said = String::from_utf8(desk.run("doctor").stdout).unwrap();
    let says = |text: &str| said.contains(&format!("ok   path without script of {text}"));
    assert!(
        says("shiojiri: open by the signed window.toml, until"),
        "{said}"
    );
    assert!(says("mihon: closed by the signed window.toml"), "{said}");
}

/// The same text as another editor saves it: with a mark of its encoding and other line ends. That is no change.
fn saved_elsewhere(file: &Path, text: &str) {
    fs::write(file, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
}
