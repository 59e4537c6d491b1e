//! What the operator gives out of a case: sealed as it lies, and opened by whoever holds a key, with nothing but `age`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use age::secrecy::ExposeSecret;
use serde_json::Value;

use crate::attached::plain;
use crate::client::sha256;
use crate::operator::Desk;
use crate::people::Reporter;
use crate::people::Staff;
use crate::people::id_of;
use crate::world::World;

const PASSWORD: &str = "a password of the tests";
const WORDS: &str = "係長に「来年いらない」と\n三回言われた 🙇";

/// A desk made by the real program, a report, and a counsellor's note.
pub async fn told(desk: &Desk) -> (World, Reporter, Vec<Staff>) {
    desk.init();
    for letter in ["a", "b", "c"] {
        desk.add_counsellor(letter);
    }
    let world = World::on(&desk.config()).await;
    let mut staff = Vec::new();
    for letter in ["a", "b", "c"] {
        let mut one = Staff::new(&format!("counsellor-{letter}"), PASSWORD);
        one.signs_in(&world, "desk").await.is(204);
        one.offers_key(&world).await.is(204);
        staff.push(one);
    }
    assert!(desk.sign().status.success());
    let world = World::on(&desk.config()).await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, WORDS, "係長").await.is(201);
    let mut holding = Vec::new();
    for mut one in staff {
        one.signs_in(&world, "desk").await.is(204);
        if !one.cases(&world).await.is_empty() {
            holding.push(one);
        }
    }
    (world, reporter, holding)
}

/// The commands that the README gives, from the second step on: the first asks for words on a terminal.
fn commands(readme: &str) -> String {
    let lines = readme.lines().filter_map(|line| line.strip_prefix("    "));
    let all: Vec<&str> = lines.collect();
    assert!(all[0].starts_with("age -d -o key.txt"), "{}", all[0]);
    all[1..].join("\n")
}

fn export(desk: &Desk, case: &str, to: &Path) -> std::process::Output {
    desk.command("case export")
        .args(["--case", case, "--to"])
        .arg(to)
        .output()
        .unwrap()
}

#[tokio::test]
async fn what_the_operator_gives_out_is_sealed_and_opens_with_age_and_a_readers_key() {
    let desk = Desk::new();
    let (world, mut reporter, staff) = told(&desk).await;
    // Longer than what is copied at one time; a name that looks like what stands beside it; and one from the desk.
    let recording = plain(900_000);
    let name = r#"録音","bytes":1,"digest":"00","file":"00.m4a"#;
    let theirs = reporter.attaches(&world, name, &recording).await;
    let mut held = staff[0].opens(&world, &reporter.place.case).await;
    let empty = staff[0].attaches(&world, &mut held, "空.txt", b"").await;
    let case = &reporter.place.case;
    let listed = desk.run("case list");
    let said = String::from_utf8(listed.stdout).unwrap();
    assert!(said.contains(case) && said.contains("shiojiri"), "{said}");

    let to = desk.stick("given-out");
    let made = export(&desk, case, &to);
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    // Nothing of it is readable, and nobody has read it.
    for (path, bytes, _) in crate::dump::files(&to) {
        assert!(
            !bytes.windows(6).any(|part| part == "係長".as_bytes()),
            "{path}"
        );
    }
    let dump = crate::dump::seize(&world.data()).await;
    let read = &dump.tables["case_readers"];
    let unread = read.iter().filter(|row| row["read_day"] == "NULL").count();
    assert_eq!((read.len(), unread), (2, 1), "one has opened it above");

    // Every sealed file is there, under its digest, and on the list.
    let manifest: Value =
        serde_json::from_slice(&fs::read(to.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["sealed_here"], false, "sealed in the browser");
    let mut on_list = BTreeSet::new();
    for kind in ["entries", "keys", "files"] {
        for line in manifest[kind].as_array().unwrap() {
            let name = line["file"].as_str().unwrap();
            let bytes = fs::read(to.join(name)).unwrap();
            let id = if kind == "files" {
                assert_eq!(line["length"], bytes.len());
                assert_eq!(line["id"], id_of(&bytes).as_str());
                id_of(&bytes)
            } else {
                assert_eq!(line["sha256"], hex::encode(sha256(&bytes)).as_str());
                hex::encode(sha256(&bytes))
            };
            assert_eq!(name, format!("{kind}/{id}.age"));
            on_list.insert(name.to_owned());
        }
    }
    let lie_there: BTreeSet<String> = crate::dump::files(&to)
        .into_iter()
        .map(|(path, _, _)| path)
        .filter(|path| path.contains('/'))
        .collect();
    assert_eq!(lie_there, on_list);
    assert_eq!((dump.files.len(), on_list.len()), (5, 8));
    for file in [&theirs, &empty] {
        let given = fs::read(to.join(format!("files/{}.age", file.id()))).unwrap();
        assert!(given == file.sealed, "as it was sent");
    }

    // A reader opens it as the README says.
    let secret = staff[0].identity.to_string();
    fs::write(to.join("key.txt"), secret.expose_secret()).unwrap();
    let readme = fs::read_to_string(to.join("README.txt")).unwrap();
    let opened = Command::new("bash")
        .args(["-c", &commands(&readme)])
        .current_dir(&to)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&opened.stderr);
    assert!(opened.status.success() && said.is_empty(), "{said}");
    let said = String::from_utf8_lossy(&opened.stdout);
    let good: BTreeSet<&str> = said.lines().collect();
    // The digest is compared where one is stated, and else counted.
    let expected = [
        format!(
            "{}  opened/{}",
            hex::encode(sha256(&recording)),
            theirs.id()
        ),
        format!("opened/{}: OK", empty.id()),
    ];
    assert_eq!(good, expected.iter().map(String::as_str).collect());
    for file in [&theirs, &empty] {
        let opened = fs::read(to.join("opened").join(file.id())).unwrap();
        assert!(opened == file.plain, "byte for byte");
    }
    let opened: Vec<Value> = crate::dump::files(&to.join("opened"))
        .into_iter()
        .filter(|(path, _, _)| path.ends_with(".json"))
        .map(|(_, bytes, _)| serde_json::from_slice(&bytes).unwrap())
        .collect();
    assert_eq!(opened.len(), 3);
    let of_kind = |kind: &str| opened.iter().find(|one| one["kind"] == kind).unwrap();
    assert_eq!(of_kind("report")["body"]["words"], WORDS);
    assert!(opened.iter().any(|one| one["body"]["name"] == name));
    assert!(opened.iter().all(|one| one["case"] == case.as_str()));

    // What is not what was given out is told.
    let damaged = to.join(format!("files/{}.age", theirs.id()));
    let mut bytes = theirs.sealed.clone();
    bytes[500_000] ^= 1;
    fs::write(damaged, bytes).unwrap();
    let opened = Command::new("bash")
        .args(["-c", &commands(&readme).replace("mkdir opened", ":")])
        .current_dir(&to)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&opened.stdout);
    assert!(
        said.contains(&format!("files/{}.age: FAILED", theirs.id())),
        "{said}"
    );
    assert!(
        said.contains(&format!("opened/{}: FAILED", theirs.id())),
        "{said}"
    );
    assert!(
        said.contains(&format!("opened/{}: OK", empty.id())),
        "{said}"
    );
}

#[tokio::test]
async fn nothing_is_given_out_of_what_is_not_there_nor_over_what_is() {
    let desk = Desk::new();
    let (_world, reporter, _) = told(&desk).await;
    let to = desk.stick("given-out");
    for (case, why) in [(&"0".repeat(32), "no such case"), (&"x".into(), "32")] {
        let made = export(&desk, case, &to);
        let said = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(!made.status.success() && said.contains(why), "{said}");
        assert!(!to.exists());
    }
    fs::create_dir(&to).unwrap();
    let made = export(&desk, &reporter.place.case, &to);
    assert!(!made.status.success());
    assert_eq!(fs::read_dir(&to).unwrap().count(), 0);
}
