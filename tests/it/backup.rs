//! Copies taken while the desk serves, and desks put back from them, by the real program: what was kept opens again, what ended does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::export::told;
use crate::http::Ask;
use crate::operator::Desk;
use crate::people::Reporter;
use crate::world::World;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sotomado");

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn backs_up(desk: &Desk) -> Output {
    let (copies, keys) = (desk.stick("copies"), desk.stick("safe/keys"));
    desk.command("backup")
        .arg("--to")
        .arg(copies)
        .arg("--keys-to")
        .arg(keys)
        .output()
        .unwrap()
}

/// The copies by name, the oldest first.
fn copies(desk: &Desk) -> Vec<String> {
    let mut all: Vec<String> = fs::read_dir(desk.stick("copies"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("20"))
        .collect();
    all.sort();
    all
}

/// Settings for another machine.
fn other(desk: &Desk, name: &str) -> PathBuf {
    let folder = desk.stick(name);
    fs::create_dir(&folder).unwrap();
    fs::copy(desk.config(), folder.join("config.toml")).unwrap();
    folder.join("config.toml")
}

fn puts_back(desk: &Desk, config: &Path, copy: &str, keys: &str) -> Output {
    Command::new(PROGRAM)
        .args(["restore", "--config"])
        .arg(config)
        .arg("--from")
        .arg(desk.stick("copies").join(copy))
        .arg("--keys-from")
        .arg(desk.stick("safe/keys").join(keys))
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn promise_12_a_desk_is_put_back_from_a_copy_that_was_taken_while_it_served() {
    let desk = Desk::new();
    let (world, mut reporter, mut staff) = told(&desk).await;
    let file = reporter.attaches(&world, "録音.m4a", b"a recording").await;
    fs::create_dir(desk.stick("safe")).unwrap();
    // Others report all the while.
    let (taken, reported) = tokio::join!(
        async { tokio::task::block_in_place(|| backs_up(&desk)) },
        async {
            for _ in 0..8 {
                let mut other = Reporter::at(&world, "shiojiri").await;
                other.report(&world, "そのあいだに", "").await.is(201);
            }
        }
    );
    let () = reported;
    assert!(taken.status.success(), "{}", said(&taken));
    let copy = copies(&desk).pop().unwrap();
    // Keys are not among the rest, and nothing in either folder is readable.
    let names: Vec<String> = crate::dump::files(&desk.stick("copies"))
        .into_iter()
        .map(|(path, bytes, _)| {
            assert!(
                !bytes
                    .windows(18)
                    .any(|part| part == "来年いらない".as_bytes())
            );
            path
        })
        .collect();
    assert!(
        names.iter().all(|name| !name.contains("keys.db")),
        "{names:?}"
    );

    let config = other(&desk, "new-machine");
    let put = puts_back(&desk, &config, &copy, &copy);
    assert!(put.status.success(), "{}", said(&put));
    let world = World::on(&config).await;
    let case = reporter.place.case.clone();
    let reader = &mut staff[0];
    // Nobody is signed in any more; with the password one is.
    reader.get(&world, "/desk/api/cases").await.is(401);
    reader.signs_in(&world, "desk").await.is(204);
    let opened = reader.opens(&world, &case).await;
    let mut entries = opened.entries.iter();
    let words = entries.any(|entry| entry.to_string().contains("来年いらない"));
    assert!(words, "a case of the copy opens with its reader's key");
    assert_eq!(
        reader.fetches(&world, &case, &file.id()).await.body,
        file.sealed
    );
    let (_, entries) = reporter.mailbox(&world).await;
    assert!(!entries.is_empty());
    let dump = crate::dump::seize(&world.data()).await;
    let mut chain = dump.tables["audit"].iter();
    assert!(chain.any(|row| row["action"].contains("restore")));
    // Whoever comes back is told of which day this is.
    let year = world.today()[..4].parse::<i32>().unwrap() - 2018;
    for path in ["/o/shiojiri/mailbox", "/o/mihon/mailbox"] {
        let page = world.send(Ask::get("window", path)).await.text();
        assert!(page.contains("控えから戻しました") && page.contains(&format!("令和{year}年")));
    }
    let doctor = Command::new(PROGRAM)
        .args(["doctor", "--config"])
        .arg(&config)
        .output()
        .unwrap();
    assert!(
        said(&doctor).contains("sealed files") && !said(&doctor).contains("BAD"),
        "{}",
        said(&doctor)
    );
}

#[tokio::test]
async fn promise_14_an_older_copy_does_not_bring_back_what_ended() {
    let desk = Desk::new();
    let (world, reporter, _) = told(&desk).await;
    fs::create_dir(desk.stick("safe")).unwrap();
    let mut short = Reporter::at(&world, "shiojiri").await;
    short.report(&world, "すぐ取り消します", "").await.is(201);
    let listed = world.send(Ask::get("window", "/o/shiojiri/mailbox")).await;
    assert!(!listed.text().contains("控えから戻しました"));
    assert!(backs_up(&desk).status.success());
    let sealed = |desk: &Desk| crate::dump::files(&desk.stick("copies/files")).len();
    let before = sealed(&desk);
    short.ask(&world, "DELETE", "mailbox", "").await.is(204);
    let again = backs_up(&desk);
    assert!(again.status.success(), "{}", said(&again));
    assert_eq!(sealed(&desk), before - 1, "{}", said(&again));
    let (first, second) = (copies(&desk)[0].clone(), copies(&desk)[1].clone());
    assert_ne!(first, second);

    let config = other(&desk, "older");
    let put = puts_back(&desk, &config, &first, &first);
    assert!(
        said(&put).contains("1 cases had ended since"),
        "{}",
        said(&put)
    );
    let world = World::on(&config).await;
    let dump = crate::dump::seize(&world.data()).await;
    let is = |row: &std::collections::BTreeMap<String, String>, case: &str| {
        row["case"].to_lowercase().contains(case)
    };
    for table in ["entries", "key_files", "case_readers"] {
        assert!(
            !dump.tables[table]
                .iter()
                .any(|row| is(row, &short.place.case)),
            "{table}"
        );
        assert!(
            dump.tables[table]
                .iter()
                .any(|row| is(row, &reporter.place.case)),
            "{table}"
        );
    }
}

/// Whoever carries half a folder to the new machine must hear of it, not find a desk without most of its cases.
#[tokio::test]
async fn promise_12_a_copy_most_of_whose_files_are_missing_is_not_put_back() {
    let desk = Desk::new();
    let (world, ..) = told(&desk).await;
    fs::create_dir(desk.stick("safe")).unwrap();
    for _ in 0..9 {
        let mut other = Reporter::at(&world, "shiojiri").await;
        other.report(&world, "もう一つ", "").await.is(201);
    }
    assert!(backs_up(&desk).status.success());
    let day = copies(&desk).pop().unwrap();
    for (path, ..) in crate::dump::files(&desk.stick("copies/files")) {
        fs::remove_file(desk.stick("copies/files").join(path)).unwrap();
    }
    let put = puts_back(&desk, &other(&desk, "half"), &day, &day);
    assert!(!put.status.success());
    assert!(said(&put).contains("10 of 10"), "{}", said(&put));
}

#[tokio::test]
async fn promise_14_copies_of_keys_end_after_thirty_five_days() {
    let desk = Desk::new();
    told(&desk).await;
    fs::create_dir(desk.stick("safe")).unwrap();
    assert!(backs_up(&desk).status.success());
    let day = copies(&desk).pop().unwrap();
    let old = |folder: &str| {
        let at = desk.stick(folder);
        fs::rename(at.join(&day), at.join("2026-01-02")).unwrap();
    };
    old("copies");
    old("safe/keys");
    let again = backs_up(&desk);
    assert!(
        said(&again).contains("2026-01-02: older than 35 days"),
        "{}",
        said(&again)
    );
    for folder in ["copies", "safe/keys"] {
        assert!(!desk.stick(folder).join("2026-01-02").exists());
        assert!(desk.stick(folder).join(&day).exists());
    }
}

#[tokio::test]
async fn what_cannot_be_put_back_says_why_and_touches_nothing() {
    let desk = Desk::new();
    told(&desk).await;
    fs::create_dir(desk.stick("safe")).unwrap();
    let inside = desk
        .command("backup")
        .arg("--to")
        .arg(desk.stick("copies"))
        .arg("--keys-to")
        .arg(desk.stick("copies/keys"))
        .output()
        .unwrap();
    assert!(
        !inside.status.success() && said(&inside).contains("outside"),
        "{}",
        said(&inside)
    );
    assert!(backs_up(&desk).status.success());
    let day = copies(&desk).pop().unwrap();
    let over = puts_back(&desk, &desk.config(), &day, &day);
    assert!(!over.status.success() && said(&over).contains("lies there already"));
    let config = other(&desk, "wrong");
    fs::rename(
        desk.stick("safe/keys").join(&day),
        desk.stick("safe/keys/2026-01-02"),
    )
    .unwrap();
    let keys = puts_back(&desk, &config, &day, "2026-01-02");
    assert!(
        !keys.status.success() && said(&keys).contains("same day"),
        "{}",
        said(&keys)
    );
    assert!(!config.with_file_name("data").exists());
}

/// A copy knows nothing of what came after it; the list beside it does.
#[tokio::test(flavor = "multi_thread")]
async fn promise_07_no_older_copy_lets_a_reader_in_again_who_left() {
    let desk = Desk::new();
    let (world, reporter, mut staff) = told(&desk).await;
    let case = reporter.place.case.clone();
    fs::create_dir(desk.stick("safe")).unwrap();
    let taken = tokio::task::block_in_place(|| backs_up(&desk));
    assert!(taken.status.success(), "{}", said(&taken));
    let copy = copies(&desk).pop().unwrap();
    let mut held = staff[0].opens(&world, &case).await;
    staff[0].steps_aside(&world, &mut held, &[]).await.is(201);
    let config = other(&desk, "new-machine");
    let list = fs::read(world.data().join("ended.list")).unwrap();
    fs::write(desk.stick("copies").join("ended.list"), list).unwrap();
    let put = puts_back(&desk, &config, &copy, &copy);
    assert!(put.status.success(), "{}", said(&put));
    let world = World::on(&config).await;
    let reader = &mut staff[0];
    reader.signs_in(&world, "desk").await.is(204);
    assert!(reader.cases(&world).await.is_empty());
    reader
        .get(&world, &format!("/desk/api/cases/{case}"))
        .await
        .is(404);
    let dump = crate::dump::seize(&world.data()).await;
    let mut keys = dump.tables["key_files"].iter();
    assert!(!keys.any(|row| row["to"].contains(&reader.author())));
}
