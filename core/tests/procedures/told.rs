//! What the procedures of a case say to whom: the desk, the reporter, and whoever chooses what is done next.

use sotomado_core::policy::{OF_A_CASE, procedure};
use sotomado_core::procedure::{Procedure, Start, State, begin};

use crate::{read, text};

fn of_a_case() -> impl Iterator<Item = &'static str> {
    let names = OF_A_CASE.into_iter();
    names.filter_map(|file| file.strip_prefix("procedures/")?.strip_suffix(".toml"))
}

/// Nothing was done yet.
fn fresh(procedure: &Procedure) -> State {
    begin(procedure, &Start::default(), 0).expect("a beginning")
}

#[test]
fn every_stage_of_a_case_has_words_of_its_own_for_the_reporter() {
    assert_eq!(of_a_case().count(), 3);
    for name in of_a_case() {
        let procedure = read(name);
        for stage in &procedure.stages {
            let (own, desk) = (stage.to_reporter(&fresh(&procedure)), &stage.say);
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
            (stage.to_reporter(&fresh(&bare)), stage.as_next()),
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

/// 「次に、まとめて見せます」 beside what was shown already sends somebody to wait for what lies before them.
#[test]
fn what_was_done_is_not_announced_to_the_reporter_as_still_to_come() {
    let course = read("course");
    let at = course.stage_named("S1_answered").expect("a stage");
    let stage = course.stage(at).expect("a stage");
    let act = |name| course.act_named(name).expect("an act");
    let mut state = fresh(&course);
    let mut reads = |done: Option<usize>| {
        if let Some(act) = done {
            state.acts[act] = 1;
        }
        stage.to_reporter(&state).ja.clone()
    };
    assert!(reads(None).contains("まとめて見せます"));
    assert!(reads(Some(act("readback_sent"))).contains("あなたに見せました"));
    assert!(reads(Some(act("readback_said"))).contains("あなたから聞きました"));
}

/// The reporter is spoken to, not of.
#[test]
fn an_act_speaks_of_the_reporter_to_them_as_you() {
    let (mut own, mut seen) = (0, 0);
    for procedure in of_a_case().map(read) {
        let noted = procedure.stages.iter().flat_map(|stage| &stage.acts);
        for act in noted.map(|at| &procedure.acts[*at]) {
            let (words, english) = (&act.to_reporter().ja, &act.to_reporter().en);
            let of_them = words.contains("相談した人") || words.contains("本人");
            assert!(!of_them, "{words}");
            assert!(!english.contains("the reporter"), "{english}");
            own += usize::from(act.reporter.is_some());
            seen += 1;
        }
    }
    assert!(own > 0 && own < seen);
}

#[test]
fn the_stages_that_give_no_name_are_those_that_say_so() {
    let nameless: Vec<String> = of_a_case()
        .map(read)
        .flat_map(|procedure| procedure.stages)
        .filter(|stage| stage.nameless)
        .map(|stage| stage.id)
        .collect();
    assert_eq!(nameless, ["N1_outline", "N2_section"]);
}
