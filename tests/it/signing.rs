//! The desk's key on another machine: a request is carried there, what was signed is carried back, and one key follows another.

use std::fs;
use std::io::Write as _;
use std::process::Output;
use std::process::Stdio;

use serde_json::Value;

use crate::operator::Desk;
use crate::people::Reporter;
use crate::people::Staff;
use crate::world::World;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn good(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    said(output)
}

/// It says all of these words, and did nothing.
fn refused(output: &Output, words: &[&str]) {
    let said = said(output);
    assert!(!output.status.success(), "{said}");
    for word in words {
        assert!(said.contains(word), "{word} in:\n{said}");
    }
}

/// A desk of three counsellors who have offered keys.
async fn desk() -> Desk {
    let desk = Desk::new();
    desk.init();
    for letter in ["a", "b", "c"] {
        desk.add_counsellor(letter);
    }
    let world = World::on(&desk.config()).await;
    for letter in ["a", "b", "c"] {
        let mut staff = Staff::new(&format!("counsellor-{letter}"), "a password of the tests");
        staff.signs_in(&world, "desk").await.is(204);
        staff.offers_key(&world).await.is(204);
    }
    desk
}

fn requests(desk: &Desk) {
    let _ = fs::remove_file(desk.stick("request"));
    let to = desk.stick("request");
    good(
        &desk
            .command("roster request")
            .arg("--to")
            .arg(to)
            .output()
            .unwrap(),
    );
}

fn imports(desk: &Desk, file: &str) -> Output {
    desk.command("roster import")
        .arg(desk.stick(file))
        .output()
        .unwrap()
}

fn signs(desk: &Desk, words: &str, to: &str) -> Output {
    let mut command = desk.offline("roster sign --yes", "desk-key.age", "passphrase", to);
    command
        .args(words.split(' ').filter(|word| !word.is_empty()))
        .output()
        .unwrap()
}

async fn readers(desk: &Desk) -> Vec<(String, bool)> {
    let world = World::on(&desk.config()).await;
    let reporter = Reporter::at(&world, "shiojiri").await;
    let card = |reader: &Value| {
        let name = reader["name"].as_str().unwrap().to_owned();
        (name, reader["deputy"] == true)
    };
    reporter.readers.iter().map(card).collect()
}

#[tokio::test]
async fn a_roster_is_read_and_signed_where_the_key_lies() {
    let desk = desk().await;
    requests(&desk);
    // Whoever signs sees what it is first, and may say no.
    let mut asked = desk.offline(
        "roster sign --deputy counsellor-c",
        "desk-key.age",
        "passphrase",
        "signed",
    );
    let mut child = asked
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"no\n").unwrap();
    refused(&child.wait_with_output().unwrap(), &["nothing was signed"]);
    assert!(!desk.stick("signed").exists());

    let shown = good(&signs(
        &desk,
        "--deputy counsellor-c --leave-out counsellor-b",
        "signed",
    ));
    let request: Value = serde_json::from_slice(&fs::read(desk.stick("request")).unwrap()).unwrap();
    for policy in request["policies"].as_array().unwrap() {
        let line = format!(
            "{}  {}",
            policy["sha256"].as_str().unwrap(),
            policy["file"].as_str().unwrap()
        );
        assert!(shown.contains(&line), "{line} in:\n{shown}");
    }
    for words in [
        "相談員A, counsellor-a, key ",
        "相談員C (deputy), counsellor-c, key ",
        "not on it: 相談員B",
        "roster 1",
    ] {
        assert!(shown.contains(words), "{words} in:\n{shown}");
    }
    assert!(!shown.contains("one person alone"), "{shown}");
    good(&imports(&desk, "signed"));
    let one_and_deputy = [("相談員A".to_owned(), false), ("相談員C".to_owned(), true)];
    assert_eq!(readers(&desk).await, one_and_deputy);
    refused(
        &imports(&desk, "signed"),
        &["shiojiri", "epoch must be 2", "nothing was changed"],
    );

    // The next one is of the same people, a deputy stays one, and nobody comes back by being forgotten.
    requests(&desk);
    good(&signs(&desk, "", "again"));
    good(&imports(&desk, "again"));
    assert_eq!(readers(&desk).await, one_and_deputy);
    requests(&desk);
    refused(
        &signs(&desk, "--leave-out counsellor-x", "slip"),
        &["counsellor-x", "nobody"],
    );
    refused(
        &signs(&desk, "--leave-out counsellor-a", "deputies"),
        &["deputies alone"],
    );
    let shown = good(&signs(
        &desk,
        "--leave-out counsellor-c --add counsellor-b --leave-out counsellor-a",
        "alone",
    ));
    assert!(
        shown.contains("one person alone") && shown.contains("NEW"),
        "{shown}"
    );
    good(&imports(&desk, "alone"));
    let doctor = said(&desk.run("doctor"));
    assert!(
        doctor.contains("second person at shiojiri: one reader and no deputy"),
        "{doctor}"
    );
}

#[tokio::test]
async fn another_key_follows_and_the_poster_stays() {
    let desk = desk().await;
    good(&desk.sign());
    let poster = |output: &Output| {
        let said = good(output);
        let line = said
            .lines()
            .find(|line| line.contains("shiojiri: for posters"))
            .unwrap();
        line.rsplit('#').next().unwrap().to_owned()
    };
    requests(&desk);
    fs::copy(desk.stick("request"), desk.stick("old-request")).unwrap();
    good(&signs(&desk, "", "second"));
    let first = poster(&imports(&desk, "second"));

    let follow = |old: &str, passphrase: &str, new: &str, to: &str| {
        let mut command = desk.offline("succession make --yes", old, passphrase, to);
        command
            .arg("--new-desk-key")
            .arg(desk.stick(new))
            .output()
            .unwrap()
    };
    let noted = |shown: &str, to: &str| {
        let words = shown
            .lines()
            .find(|line| line.contains("passphrase, shown"))
            .unwrap();
        fs::write(desk.stick(to), words.rsplit(": ").next().unwrap()).unwrap();
    };
    requests(&desk);
    let shown = good(&follow("desk-key.age", "passphrase", "next.age", "handed"));
    assert!(
        shown.contains("roster 3") && shown.contains("follows the key"),
        "{shown}"
    );
    noted(&shown, "next-words");
    assert_eq!(
        poster(&imports(&desk, "handed")),
        first,
        "the posters stay good"
    );

    // The old key signs nothing any more, and a second follower of it is not taken.
    requests(&desk);
    refused(
        &signs(&desk, "", "late"),
        &["does not lead to this key", "nothing was signed"],
    );
    fs::copy(desk.stick("request"), desk.stick("new-request")).unwrap();
    fs::copy(desk.stick("old-request"), desk.stick("request")).unwrap();
    good(&follow("desk-key.age", "passphrase", "thief.age", "fork"));
    refused(
        &imports(&desk, "fork"),
        &["shiojiri", "two followers", "nothing was changed"],
    );

    // A second succession, and reports go on.
    fs::copy(desk.stick("new-request"), desk.stick("request")).unwrap();
    let shown = good(&follow("next.age", "next-words", "third.age", "handed-on"));
    noted(&shown, "third-words");
    assert_eq!(poster(&imports(&desk, "handed-on")), first);
    let world = World::on(&desk.config()).await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "三つめの鍵で", "").await.is(201);
    good(&desk.run("doctor"));

    // Another desk's, with organisations of the same names.
    let other = self::desk().await;
    good(&other.sign());
    requests(&other);
    let elsewhere = other
        .offline("roster sign --yes", "desk-key.age", "passphrase", "signed2")
        .output()
        .unwrap();
    good(&elsewhere);
    fs::copy(other.stick("signed2"), desk.stick("elsewhere")).unwrap();
    refused(
        &imports(&desk, "elsewhere"),
        &["shiojiri", "nothing was changed"],
    );
}
