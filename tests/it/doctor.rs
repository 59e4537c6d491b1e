//! What the operator reads of a desk that has lived: rosters, accounts and cases whose days come; and what they do about accounts.

use std::path::Path;
use std::process::Command;

use crate::own::adds_codes;
use crate::people::Staff;
use crate::release_offline::libfaketime;
use crate::retention::{worked_on, years_later};
use crate::world::World;

/// What the program says at noon of a day, and whether it is content.
pub fn at(day: &str, words: &str, files: &[(&str, &Path)]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotomado"));
    command
        .env("LD_PRELOAD", libfaketime())
        .env("FAKETIME", format!("@{day} 12:00:00"))
        .env("DONT_FAKE_MONOTONIC", "1")
        .args(words.split(' '));
    for (option, file) in files {
        if !option.is_empty() {
            command.arg(option);
        }
        command.arg(file);
    }
    let out = command.output().unwrap();
    let said = String::from_utf8(out.stdout).unwrap() + &String::from_utf8_lossy(&out.stderr);
    (out.status.success(), said)
}

fn asked(world: &World, day: &str, words: &str) -> (bool, String) {
    let config = world.folder().join("config.toml");
    at(day, words, &[("--config", &config)])
}

/// The doctor's line that begins so.
fn line(world: &World, day: &str, what: &str) -> String {
    let (_, said) = asked(world, day, "doctor");
    let found = said
        .lines()
        .find(|line| line.get(5..).is_some_and(|rest| rest.starts_with(what)));
    found
        .unwrap_or_else(|| panic!("no {what} in:\n{said}"))
        .to_owned()
}

/// It is signed on 24 November 2026 for ninety days more.
#[tokio::test]
async fn the_doctor_tells_four_weeks_before_a_roster_ends_and_after_it_has() {
    let world = World::new().await;
    let what = "roster of shiojiri: ";
    let roster = "roster of shiojiri: 3 readers, until 2027-02-22";
    for (day, said) in [
        ("2027-01-25", format!("ok   {roster}")),
        (
            "2027-01-26",
            format!("ok   {roster}: sign the next one, 27 days are left"),
        ),
        (
            "2027-02-22",
            format!("ok   {roster}: sign the next one, 0 days are left"),
        ),
        ("2027-02-23", format!("BAD  {roster}: its days have passed")),
    ] {
        assert_eq!(line(&world, day, what), said, "{day}");
    }
    let plain = line(&world, "2027-02-23", "path without script of shiojiri");
    assert!(
        plain.ends_with("nothing is taken without a roster in force"),
        "{plain}"
    );
}

#[tokio::test]
async fn the_doctor_counts_deputies_apart_from_readers() {
    let world = World::new().await;
    let roster = crate::rosters::with_deputy(&world, 2);
    let imported = world.lead_imports("shiojiri", &roster, &world.desk_key);
    imported.await.is(201);
    let said = line(&world, "2026-11-25", "roster of shiojiri: ");
    assert!(
        said.starts_with("ok   roster of shiojiri: 2 readers and a deputy, until "),
        "{said}"
    );
}

/// No fault: a desk works without them. Shipped texts name no office, and numbers that nobody has called.
#[tokio::test]
async fn the_doctor_says_what_nobody_has_written_or_looked_up() {
    let world = World::new().await;
    let office = line(&world, "2026-11-25", "office of the desk: ");
    assert!(
        office.starts_with("ok   office of the desk: window.toml names none"),
        "{office}"
    );
    let contacts = line(&world, "2026-11-25", "contacts: ");
    assert!(
        contacts.starts_with("ok   contacts: ") && contacts.contains("yorisoi"),
        "{contacts}"
    );
    assert!(!contacts.contains("ambulance"), "{contacts}");
}

/// Guesses are braked by address: where all share one, a stranger keeps a counsellor waiting.
#[tokio::test]
async fn the_doctor_asks_for_the_header_by_which_a_proxy_says_who_asks() {
    let world = World::new().await;
    let config = world.folder().join("config.toml");
    let named = std::fs::read_to_string(&config).unwrap();
    let behind = named.replace("http://desk.", "https://desk.");
    let all = |text: &str| {
        std::fs::write(&config, text).unwrap();
        asked(&world, "2026-11-25", "doctor").1
    };
    let unnamed = behind.replace("address_header = \"X-Real-IP\"\n", "");
    assert!(all(&unnamed).contains("BAD  addresses: behind a proxy all visitors have one address"));
    for right in [&named, &behind] {
        assert!(!all(right).contains("addresses"));
    }
}

/// Kept until 31 March 2032; sixty days later somebody must be told.
#[tokio::test]
async fn a_case_whose_days_have_passed_is_listed_and_then_pointed_out() {
    let world = World::new().await;
    let case = worked_on(&world, "もう五年になる").await.place.case;
    let listed = |day: &str| asked(&world, day, "retention").1;
    let none = "no case is due or held\n";
    assert_eq!(listed("2032-03-31"), none);
    assert_eq!(
        line(&world, "2032-03-31", "end of cases"),
        "ok   end of cases: 0 due to be destroyed, 0 held"
    );

    let [a, b, _, lead] = years_later(&world).await;
    let of_case = |state: &str| format!("{case}  shiojiri  kept until 2032-03-31: {state}\n");
    assert_eq!(listed("2032-04-02"), of_case("due"));
    a.ends(&world, "propose", &[&case]).await.is(204);
    let proposed = "to be destroyed, if another confirms by 2032-05-02";
    assert_eq!(listed("2032-04-02"), of_case(proposed));
    assert_eq!(
        line(&world, "2032-05-30", "end of cases"),
        "ok   end of cases: 1 due to be destroyed, 0 held"
    );
    let late = line(&world, "2032-05-31", "end of cases");
    assert!(
        late.starts_with("BAD  end of cases: 1 due to be destroyed, 0 held; 1 for more than 60 days, and 0 held beyond"),
        "{late}"
    );

    // Held, it is due no longer; but somebody named a day on which to look again.
    lead.holds(&world, &case, "2032-10-01").await.is(204);
    let held = "held, to be looked at again by 2032-10-01";
    assert_eq!(listed("2032-06-30"), of_case(held));
    assert_eq!(
        line(&world, "2032-10-01", "end of cases"),
        "ok   end of cases: 0 due to be destroyed, 1 held"
    );
    let unseen = line(&world, "2032-10-02", "end of cases");
    assert!(
        unseen.starts_with("BAD  end of cases: 0 due to be destroyed, 1 held; 0 for more than 60 days, and 1 held beyond"),
        "{unseen}"
    );

    for who in [&a, &b] {
        who.lifts(&world, &case).await.is(200);
    }
    a.ends(&world, "propose", &[&case]).await.is(204);
    b.ends(&world, "confirm", &[&case]).await.is(200);
    assert_eq!(listed("2032-10-02"), none);
}

#[tokio::test]
async fn an_account_ends_on_the_day_that_the_operator_wrote_down() {
    let world = World::new().await;
    let today = world.today();
    let says = |words: &str| asked(&world, &today, &format!("account end {words}"));
    let accounts = |day: &str| line(&world, day, "accounts: ");
    assert_eq!(accounts(&today), "ok   accounts: none ends within 30 days");

    let (good, said) = says("--sign-in counsellor-a --day 2026-12-31");
    assert!(good, "{said}");
    assert_eq!(said, "counsellor-a signs in until 2026-12-31.\n");
    assert_eq!(
        accounts("2026-11-30"),
        "ok   accounts: none ends within 30 days"
    );
    assert_eq!(
        accounts("2026-12-01"),
        "BAD  accounts: counsellor-a (desk) signs in until 2026-12-31: `sotomado account end` writes another day down"
    );
    // New reports are still sealed to whoever stands on a roster.
    assert_eq!(
        line(&world, "2027-01-01", "readers: "),
        "BAD  readers: counsellor-a's account is over, and the roster of shiojiri still names them: sign one without"
    );
    // Whose day has passed ends no more.
    assert_eq!(
        accounts("2027-01-01"),
        "ok   accounts: none ends within 30 days"
    );
    for (words, why) in [
        (
            "--sign-in nobody --day 2026-12-31",
            "there is no account nobody",
        ),
        ("--sign-in counsellor-a --day 31.12.2026", "must be a day"),
        (
            "--sign-in hr-shiojiri --organisation nowhere --none",
            "no organisation nowhere",
        ),
        (
            "--sign-in hr-shiojiri --organisation mihon --none",
            "there is no account hr-shiojiri",
        ),
    ] {
        let (good, said) = says(words);
        assert!(!good && said.contains(why), "{words}: {said}");
    }

    world.later(24 * 3600 * 37);
    assert_eq!(world.today(), "2026-12-31");
    let mut a = Staff::new("counsellor-a", &world.counsellors[0].password);
    a.signs_in(&world, "desk").await.is(204);
    world.next_day();
    a.get(&world, "/desk/api/me").await.is(401);
    a.signs_in(&world, "desk").await.is(401);
    let today = world.today();
    let end = "account end --sign-in counsellor-a";
    let (good, said) = asked(&world, &today, end);
    assert!(!good, "when is for whoever types it to say: {said}");
    let (good, said) = asked(&world, &today, &format!("{end} --none"));
    assert!(good, "{said}");
    assert_eq!(said, "counsellor-a has no last day.\n");
    a.signs_in(&world, "desk").await.is(204);
    let (good, said) = asked(&world, &today, &format!("{end} --now"));
    assert!(good, "{said}");
    assert!(
        said.starts_with("counsellor-a signs in no more. "),
        "{said}"
    );
    a.get(&world, "/desk/api/me").await.is(401);

    // An HR reader, of the organisation that is named.
    let words = format!("account end --sign-in hr-shiojiri --organisation shiojiri --day {today}");
    let (good, said) = asked(&world, &today, &words);
    assert!(good, "{said}");
    assert!(accounts(&today).starts_with("BAD  accounts: hr-shiojiri (trends) signs in until"));
    let hr = world.hr().await;
    world.next_day();
    assert_ne!(hr.get(&world, "/").await.status, 200);
}

#[tokio::test]
async fn whoever_lost_all_second_factors_gets_in_again_by_the_operator() {
    let world = World::new().await;
    let (a, today) = (&world.counsellors[0], world.today());
    let says = |words: &str| asked(&world, &today, &format!("account second-factor {words}"));
    let (good, said) = says("--sign-in counsellor-a");
    assert!(good, "{said}");
    assert_eq!(
        said,
        "counsellor-a has 0 passkeys and no app that makes codes.\n"
    );
    adds_codes(&world, a).await;
    // Asked without the word, it changes nothing.
    let (_, said) = says("--sign-in counsellor-a");
    assert_eq!(
        said,
        "counsellor-a has 0 passkeys and an app that makes codes.\n"
    );
    let mut again = Staff::new("counsellor-a", &a.password);
    again.signs_in(&world, "desk").await.is(200);
    assert!(again.cookie.is_empty(), "the telephone is asked for");
    let (good, said) = says("--sign-in nobody --remove");
    assert!(
        !good && said.contains("there is no desk account nobody"),
        "{said}"
    );

    let (good, said) = says("--sign-in counsellor-a --remove");
    assert!(good, "{said}");
    assert!(
        said.starts_with(
            "counsellor-a signs in with the password alone, and is signed in nowhere."
        ) && said.contains("The seven words still open the key."),
        "{said}"
    );
    a.get(&world, "/desk/api/me").await.is(401);
    again.signs_in(&world, "desk").await.is(204);
    let (_, said) = says("--sign-in counsellor-a");
    assert_eq!(
        said,
        "counsellor-a has 0 passkeys and no app that makes codes.\n"
    );
}
