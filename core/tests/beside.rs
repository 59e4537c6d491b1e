//! Files of a policy directory that name something of one another: what stands nowhere is a fault, and not passed over.

#![allow(clippy::expect_used, reason = "a test may fail by panicking")]

use sotomado_core::policy::{FILES, Policies};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");

/// What is said after `from` was replaced by `to` in that file.
fn after(file: &str, from: &str, to: &str) -> Vec<String> {
    let read = |name: &str| std::fs::read_to_string(format!("{DIRECTORY}/{name}")).expect("file");
    let files: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .map(|name| {
            let text = read(name);
            let bent = if *name == file {
                assert!(text.contains(from), "{file} no longer contains {from}");
                text.replacen(from, to, 1)
            } else {
                text
            };
            ((*name).to_owned(), bent.into_bytes())
        })
        .collect();
    let faults = Policies::load(&files).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

/// A file, what stands there, what is put in its place, and what the fault says.
const NAMES: [(&str, &str, &str, &str); 9] = [
    (
        "clocks.toml",
        "from = \"stage:S7_following\"",
        "from = \"stage:S7_folowing\"",
        "「followup_week」の「from」の「stage:S7_folowing」は、procedures のどのファイルにも、asking.toml にもありません",
    ),
    (
        "clocks.toml",
        "\"act:interim_seat\"",
        "\"act:interm_\"",
        "「interim」の「until」の「act:interm_」",
    ),
    (
        "clocks.toml",
        "until = \"told:city\"",
        "until = \"told:town\"",
        "「notify_city」の「until」の「told:town」",
    ),
    (
        "clocks.toml",
        "p2 = \"3 business\"",
        "p2 = \"4 business\"",
        "hours.toml で約束した 3 営業日より長い",
    ),
    (
        "clocks.toml",
        "p2 = \"3 business\"",
        "p2 = \"3 days\"",
        "営業日で書かれていません",
    ),
    (
        "clocks.toml",
        "\"said:retaliation\"",
        "\"said:retalliation\"",
        "「retaliation」の「from」の「said:retalliation」",
    ),
    (
        "asking.toml",
        "acts = [\"readback_sent\"]",
        "acts = [\"readback_send\"]",
        "「readback」の「acts」の「readback_send」は、procedures/course.toml の [[act]] にないか、said のあるものです",
    ),
    (
        "referrals.toml",
        "for = [\"enterprise\", \"special\", \"outside\"]",
        "for = [\"enterprize\"]",
        "「labour_office」の「for」の「enterprize」は、intake.toml の employment の答えにありません",
    ),
    (
        "procedures/course.toml",
        "unless = \"one_hearer\"",
        "unless = \"one_hearr\"",
        "「hearing_held」の「unless」の「one_hearr」は、asking.toml のどの答えの means でもありません",
    ),
];

#[test]
fn a_name_that_stands_in_no_other_file_is_a_fault() {
    for (file, from, to, said) in NAMES {
        let faults = after(file, from, to);
        assert!(
            faults.len() == 1 && faults.iter().all(|fault| fault.contains(said)),
            "{to}: {faults:?}"
        );
    }
}

#[test]
fn the_personnel_section_receives_nothing_by_any_of_its_names() {
    let named = |name: &str| {
        after(
            "routes.toml",
            "ja = \"監査委員\"",
            &format!("ja = \"{name}\""),
        )
    };
    for name in [
        "総務人事課",
        "職員課長",
        "総務部人事係",
        "職員係ではない人事課",
    ] {
        let faults = named(name);
        assert!(
            faults
                .iter()
                .any(|fault| fault.contains("職員係には伝えません")),
            "{name}: {faults:?}"
        );
    }
    for name in ["人事委員会", "人事課ではない調査担当"] {
        assert_eq!(named(name), Vec::<String>::new(), "{name}");
    }
}

fn shipped() -> Policies {
    let read = |name: &str| std::fs::read(format!("{DIRECTORY}/{name}")).expect("file");
    let files: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .map(|name| ((*name).to_owned(), read(name)))
        .collect();
    Policies::load(&files).expect("good policies")
}

/// Whoever reported is not the one who is moved: protection that costs them their place would be the payback they fear.
#[test]
fn no_act_and_no_stage_moves_the_reporter() {
    let policies = shipped();
    for procedure in [&policies.course, &policies.city, &policies.police] {
        let acts = procedure.acts.iter().map(|act| (&act.id, &act.name));
        let stages = procedure.stages.iter().map(|one| (&one.id, &one.name));
        for (id, name) in acts.chain(stages) {
            let moves = ["異動", "転勤", "配置", "動かす", "移す"];
            assert!(
                !moves.iter().any(|word| name.ja.contains(word)),
                "{id}: {}",
                name.ja
            );
            let moved = ["transfer", "reassign", "relocat", "reporter is moved"];
            let english = name.en.to_lowercase();
            assert!(
                !moved
                    .iter()
                    .any(|word| id.contains(word) || english.contains(word)),
                "{id}: {english}"
            );
        }
    }
    let seat = policies
        .course
        .acts
        .iter()
        .find(|act| act.id == "interim_seat");
    assert!(seat.is_some_and(|act| act.name.ja.contains("相談した人は動かさない")));
}

#[test]
fn the_texts_that_answers_begin_from_are_there() {
    let text = std::fs::read_to_string(format!("{DIRECTORY}/answers.toml")).expect("file");
    let read = sotomado_core::policy::answers(&text).expect("good texts");
    let ids: Vec<String> = read.answers.into_iter().map(|one| one.id).collect();
    assert_eq!(
        ids,
        [
            "received", "more", "consent", "notice20", "closing", "leaving"
        ]
    );
}
