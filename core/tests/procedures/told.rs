//! What the procedures of a case say to whom: the desk, the reporter, and whoever chooses what is done next.

use sotomado_core::policy::{OF_A_CASE, procedure};

use crate::{read, text};

fn of_a_case() -> impl Iterator<Item = &'static str> {
    let names = OF_A_CASE.into_iter();
    names.filter_map(|file| file.strip_prefix("procedures/")?.strip_suffix(".toml"))
}

#[test]
fn every_stage_of_a_case_has_words_of_its_own_for_the_reporter() {
    assert_eq!(of_a_case().count(), 3);
    for name in of_a_case() {
        for stage in read(name).stages {
            let (own, desk) = (stage.to_reporter(), &stage.say);
            assert!(
                own.ja != desk.ja && own.en != desk.en,
                "{name} {}",
                stage.id
            );
        }
    }
}

/// An older file, or one that a city wrote without them.
#[test]
fn a_stage_without_words_for_the_reporter_says_what_the_desk_reads() {
    let bare: String = text("city")
        .lines()
        .filter(|line| !line.starts_with("reporter = ") && !line.starts_with("todo = "))
        .map(|line| format!("{line}\n"))
        .collect();
    let bare = procedure("city", &bare).expect("a procedure all the same");
    for stage in &bare.stages {
        assert_eq!(
            (stage.to_reporter(), stage.as_next()),
            (&stage.say, &stage.name)
        );
    }
}

/// 「あらましを伝えた」 beside a button reads as if it had been done.
#[test]
fn what_may_be_done_next_is_not_told_as_done() {
    for name in of_a_case() {
        let procedure = read(name);
        for stage in &procedure.stages {
            for edge in &stage.next {
                let to = procedure.stage(edge.to).expect("a stage");
                let next = to.as_next();
                assert_ne!(next, &to.name, "{name} {}", to.id);
                assert!(
                    !next.ja.ends_with('た') && !next.ja_yasashii.ends_with('た'),
                    "{next:?}"
                );
            }
        }
    }
}
