//! Somebody with the machine tampers with the audit chain, and the real program says what it finds; or says that it cannot.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;

use crate::dump::tamper;
use crate::operator::Desk;
use crate::people::Reporter;
use crate::world::World;

fn program(world: &World, words: &str, more: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotomado"));
    command.args(words.split(' '));
    for file in more {
        command.arg("--head").arg(file);
    }
    let config = world.folder().join("config.toml");
    command.arg("--config").arg(config).output().unwrap()
}

/// Exit code and what was said.
fn verified(world: &World, heads: &[&Path]) -> (i32, String) {
    let out = program(world, "audit verify", heads);
    let said = String::from_utf8(out.stdout).unwrap();
    (out.status.code().unwrap(), said.trim_end().to_owned())
}

/// The head of the last day, as the lead takes it home in a mail.
fn taken_home(world: &World, name: &str) -> std::path::PathBuf {
    let out = program(world, "audit head", &[]);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let line = String::from_utf8(out.stdout).unwrap();
    assert_eq!(line.lines().count(), 1);
    let file = world.folder().join(name);
    fs::write(&file, format!("窓口の記録です。\n\n{line}\n以上\n")).unwrap();
    file
}

/// The lead signs in, a counsellor reads a case and answers, the day closes; and one more day.
async fn lived() -> World {
    let world = World::new().await;
    for _ in 0..2 {
        let mut lead = world.lead.clone();
        lead.signs_in(&world, "desk").await.is(204);
        let mut reporter = Reporter::at(&world, "shiojiri").await;
        reporter.report(&world, "見てほしい", "").await.is(201);
        let mut a = world.counsellors[0].clone();
        a.signs_in(&world, "desk").await.is(204);
        let mut case = a.opens(&world, &reporter.place.case).await;
        a.answers(&world, &mut case, "読みました").await.is(201);
        world.next_day();
        world.app.close_days().await;
    }
    world
}

#[tokio::test]
async fn a_row_that_the_operator_edits_drops_or_turns_is_found_by_name() {
    for (sql, said) in [
        (
            "UPDATE audit SET account = NULL WHERE action = 'write-to-case'",
            "A record of 2026-11-24 is not the one that was written.",
        ),
        (
            "DELETE FROM audit WHERE action = 'read-case' AND day = '2026-11-25'",
            "Before a record of 2026-11-25 something is gone, or was replaced.",
        ),
        (
            "UPDATE audit SET place = -place WHERE day = '2026-11-25'",
            "Records of 2026-11-25 are not in the order in which they were written, or one was put between them.",
        ),
        (
            "UPDATE audit SET head = NULL WHERE day = '2026-11-24'",
            "The end of 2026-11-24 is not signed by the key of this chain.",
        ),
    ] {
        let world = lived().await;
        let whole = verified(&world, &[]);
        assert_eq!(whole.0, 0, "{}", whole.1);
        tamper(&world.data(), sql).await;
        let (code, text) = verified(&world, &[]);
        assert!(code == 1 && text.starts_with(said), "{sql}: {text}");
    }
}

/// What the lead is given: marks, the line of the last day, faults by day; no record.
#[tokio::test]
async fn the_lead_sees_the_same_and_no_record() {
    let world = lived().await;
    let mut lead = world.lead.clone();
    lead.signs_in(&world, "desk").await.is(204);
    let look = async || {
        let answer = lead.get(&world, "/desk/api/audit").await;
        answer.is(200);
        answer.json()
    };
    let told = look().await;
    assert_eq!(told["faults"], json!([]));
    assert_eq!(told["keyed"], true);
    let days: Vec<&str> = told["closed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["day"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2026-11-25", "2026-11-24", "2026-11-23"]);
    let head = program(&world, "audit head", &[]).stdout;
    let line = String::from_utf8(head).unwrap();
    assert_eq!(told["head"], line.trim_end());
    let account = "SELECT account FROM audit WHERE action = 'read-case' LIMIT 1";
    let sql = format!("UPDATE audit SET account = ({account}) WHERE action = 'import-roster'");
    tamper(&world.data(), &sql).await;
    let told = look().await;
    let fault = json!({"fault": "edited", "day": "2026-11-24"});
    assert_eq!(told["faults"][0], fault);
    let text = told.to_string();
    assert!(
        !text.contains("read-case") && !text.contains("import-roster"),
        "{text}"
    );
}

#[tokio::test]
async fn an_end_that_was_cut_off_is_found_by_a_head_kept_outside_alone_and_the_sentence_says_so() {
    let world = lived().await;
    let head = taken_home(&world, "head-of-the-25th");
    let (code, text) = verified(&world, &[&head]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(
        text,
        "The chain is whole from 2026-11-23 to 2026-11-25, and bears every head held outside (1); of what came after 2026-11-25 they say nothing."
    );
    tamper(&world.data(), "DELETE FROM audit WHERE day = '2026-11-25'").await;
    let (code, text) = verified(&world, &[]);
    assert_eq!(code, 0, "nothing shows: {text}");
    assert_eq!(
        text,
        "The chain is whole from 2026-11-23 to 2026-11-24, as far as this machine can tell: whether its end was cut off, or all of it written anew by somebody with this machine, only a head kept outside can show (--head FILE)."
    );
    let (code, text) = verified(&world, &[&head]);
    assert_eq!(code, 1);
    assert_eq!(
        text,
        "The chain ends before 2026-11-25, of which a head is held outside: its end was cut off, or an older copy was put back."
    );
    // The program goes on from there, and closes the day once more: otherwise than it had.
    world.app.close_days().await;
    let (code, text) = verified(&world, &[&head]);
    assert_eq!(code, 1);
    let said = "2026-11-25 did not end as the head held outside says: the chain was written anew.";
    assert_eq!(text, said);
    // All of it, with another key.
    tamper(&world.data(), "DELETE FROM audit").await;
    fs::remove_file(world.data().join("audit.key")).unwrap();
    assert_eq!(
        verified(&world, &[]).1.split(',').next(),
        Some("Nothing was recorded yet")
    );
    let (code, text) = verified(&world, &[&head]);
    assert!(code == 1 && text.contains("is of another chain"), "{text}");
    let out = program(
        &world,
        "audit verify",
        &[&world.folder().join("config.toml")],
    );
    assert!(String::from_utf8_lossy(&out.stderr).contains("holds no head of a day"));
}

/// Of a new desk, by the program alone.
#[tokio::test]
async fn a_new_desk_is_closed_from_its_first_day_and_the_doctor_looks() {
    let desk = Desk::new();
    desk.init();
    let said = |words: &str| {
        let out = desk.run(words);
        let said = String::from_utf8(out.stdout).unwrap() + &String::from_utf8_lossy(&out.stderr);
        (out.status.success(), said)
    };
    let (_, doctor) = said("doctor");
    assert!(
        doctor.contains("ok   audit chain: whole as far as this machine can tell, closed until"),
        "{doctor}"
    );
    let again = said("audit close");
    assert_eq!(
        again,
        (
            true,
            "All days before today were closed already.\n".to_owned()
        )
    );
    let (good, head) = said("audit head");
    assert!(good && head.split(' ').count() == 3, "{head}");
    let data = desk.config().with_file_name("data");
    tamper(
        &data,
        "UPDATE audit SET action = 'sign-in' WHERE action = 'add-account'",
    )
    .await;
    let (good, doctor) = said("doctor");
    assert!(
        !good && doctor.contains("BAD  audit chain: A record of"),
        "{doctor}"
    );
    let (good, _) = said("audit verify");
    assert!(!good);
    // A chain that nobody closes.
    tamper(&data, "DELETE FROM audit").await;
    let (_, doctor) = said("doctor");
    assert!(
        doctor.contains("BAD  audit chain: never closed"),
        "{doctor}"
    );
    let (good, text) = said("audit close");
    assert!(good && text.ends_with(" is closed.\n"), "{text}");
    fs::remove_file(data.join("audit.key")).unwrap();
    let (_, doctor) = said("doctor");
    assert!(
        doctor.contains("BAD  audit chain: audit.key is missing"),
        "{doctor}"
    );
    let (good, text) = said("audit close");
    assert!(!good && text.contains("audit.key is missing"), "{text}");
}
