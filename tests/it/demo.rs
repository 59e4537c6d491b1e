//! A demonstration that is kept for long: its desk's key was followed by another, and it is started again after its rosters ended.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::release_offline::libfaketime;

const STUCK: Duration = Duration::from_secs(100);

struct Demonstration {
    dir: tempfile::TempDir,
    port: String,
}

/// It is stopped when this goes.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        self.0.wait().unwrap();
    }
}

impl Demonstration {
    fn new() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port().to_string();
        let dir = tempfile::tempdir().unwrap();
        Self { dir, port }
    }

    fn at(&self, file: &str) -> PathBuf {
        self.dir.path().join(file)
    }

    /// The program, so many days from now.
    fn command(&self, days: u32, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotomado"));
        command
            .env("LD_PRELOAD", libfaketime())
            .env("FAKETIME", format!("+{days}d"))
            .env("DONT_FAKE_MONOTONIC", "1")
            .args(words.split(' '));
        command
    }

    fn run(&self, days: u32, words: &str, paths: &[(&str, &Path)]) -> String {
        let mut command = self.command(days, words);
        for (option, path) in paths {
            command.arg(option).arg(path);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    }

    fn demo(&self, days: u32) -> Command {
        let mut command = self.command(days, "demo --dir");
        command.arg(self.at("demo")).args(["--port", &self.port]);
        command
    }

    /// Until it listens. Gives what it printed.
    fn starts(&self, days: u32) -> (Running, String) {
        let file = fs::File::create(self.at("said")).unwrap();
        let both = file.try_clone().unwrap();
        let child = self.demo(days).stdout(file).stderr(both).spawn().unwrap();
        let mut running = Running(child);
        let end = Instant::now() + STUCK;
        let said = || fs::read_to_string(self.at("said")).unwrap();
        while TcpStream::connect(format!("127.0.0.1:{}", self.port)).is_err() {
            let ended = running.0.try_wait().unwrap().is_some();
            assert!(!ended && Instant::now() < end, "{}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
        (running, said())
    }

    fn facts(&self) -> Value {
        serde_json::from_slice(&fs::read(self.at("demo/demo.json")).unwrap()).unwrap()
    }

    /// Another key follows the demonstration's, as the lead may try it out. Gives its passphrase.
    fn signs_over(&self) -> String {
        let facts = self.facts();
        let words = facts["desk_key"]["passphrase"].as_str().unwrap();
        fs::write(self.at("words"), words).unwrap();
        let (config, request) = (self.at("demo/config.toml"), self.at("request"));
        let asked = [("--config", &*config), ("--to", &*request)];
        self.run(0, "roster request", &asked);
        let key = PathBuf::from(facts["desk_key"]["file"].as_str().unwrap());
        let made = self.run(
            0,
            "succession make --yes",
            &[
                ("--request", &request),
                ("--desk-key", &key),
                ("--passphrase-file", &self.at("words")),
                ("--new-desk-key", &self.at("next.age")),
                ("--to", &self.at("signed")),
            ],
        );
        let signed = self.at("signed").display().to_string();
        self.run(
            0,
            &format!("roster import {signed}"),
            &[("--config", &config)],
        );
        let line = made.lines().find(|line| line.contains("passphrase, shown"));
        line.unwrap().rsplit(": ").next().unwrap().to_owned()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_demonstration_whose_key_was_followed_starts_after_its_rosters_ended() {
    let demonstration = Demonstration::new();
    drop(demonstration.starts(0));
    let words = demonstration.signs_over();
    let (running, shown) = demonstration.starts(130);
    for name in ["塩尻市", "見本町"] {
        let line = format!("{name}の名簿は終わっています");
        assert!(shown.contains(&line), "{shown}");
    }
    drop(running);

    // What is served was never signed: it does not start, and says what it takes.
    let hours = demonstration.at("demo/policies/hours.toml");
    let text = fs::read_to_string(&hours).unwrap();
    fs::write(&hours, text + "\n# changed\n").unwrap();
    let refused = demonstration.demo(130).output().unwrap();
    let shown = said(&refused);
    assert!(!refused.status.success(), "{shown}");
    assert!(
        shown.contains("hours.toml") && shown.contains("desk_key"),
        "{shown}"
    );

    let mut facts = demonstration.facts();
    let file = demonstration.at("next.age");
    facts["desk_key"] = json!({"file": file, "passphrase": words});
    fs::write(demonstration.at("demo/demo.json"), facts.to_string()).unwrap();
    let (_running, shown) = demonstration.starts(130);
    assert!(!shown.contains("名簿は終わっています"), "{shown}");
    let config = demonstration.at("demo/config.toml");
    let doctor = demonstration
        .command(130, "doctor --config")
        .arg(config)
        .output()
        .unwrap();
    assert!(
        said(&doctor).contains("ok   roster of shiojiri: 3 readers, until"),
        "{}",
        said(&doctor)
    );
}
