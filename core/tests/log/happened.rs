//! What clocks go by: what is somebody's word in a case, and nothing else.

use sotomado_core::calendar::Day;
use sotomado_core::entry::{
    Answer as EntryAnswer, Asks, Body, Consent, Deed, Did, Filled, Log, Moved, Proposal, Reply,
    Step, Taken,
};
use sotomado_core::ids::{Digest, TellingId};
use sotomado_core::policy;
use sotomado_core::procedure::Procedure;
use sotomado_core::roster::Persons;
use sotomado_core::telling::{Answer, Returned};
use sotomado_core::work;

use crate::steps::{self, TEXT, agreed_for, answered, link};
use crate::world::{REPORTER, WINDOW, World, author, key, report};

pub(super) const COURSE: &str = include_str!("../../../policies/procedures/course.toml");
const CITY: &str = include_str!("../../../policies/procedures/city.toml");
const ASKING: &str = include_str!("../../../policies/asking.toml");
const OFFICE: &str = "副市長";

pub(super) fn happened(world: &World, today: &str) -> Vec<String> {
    let all = moments(world, today);
    all.into_iter().map(|one| one.what).collect()
}

pub(super) fn moments(world: &World, today: &str) -> Vec<work::Happened> {
    known(|known| work::happened(&world.view(), known, Day::parse(today).unwrap()))
}

/// Asks with the policies that come with the program.
pub(super) fn known<T>(ask: impl FnOnce(work::Known<'_>) -> T) -> T {
    let read =
        |file: &str, text: &str| -> Procedure { policy::signed_procedure(file, text).unwrap() };
    let course = read("procedures/course.toml", COURSE);
    let city = read("procedures/city.toml", CITY);
    let asking = policy::asking(ASKING).unwrap();
    ask(work::Known {
        course: &course,
        telling: &[&city],
        asking: &asking,
        persons: &Persons::default(),
    })
}

pub(super) fn step(deed: Deed) -> Body {
    Body::Step(Step {
        what: "したこと".into(),
        text: TEXT.into(),
        deed: Some(deed),
    })
}

pub(super) fn goes(to: &str) -> Body {
    step(Deed::Moved(Moved {
        procedure: "course".into(),
        policy: Digest::of(COURSE.as_bytes()),
        to: to.into(),
    }))
}

#[test]
fn an_agreement_is_the_reporter_s_word_and_starts_the_city_s_clock_until_it_lapses() {
    let mut world = World::new();
    let proposal = Proposal {
        procedure: "city".into(),
        policy: Digest::of(CITY.as_bytes()),
        to: "N1_outline".into(),
        recipient: OFFICE.into(),
        until: Day::parse("2026-12-20").unwrap(),
        reason: None,
        route: None,
    };
    let asked = world.on("2026-11-25", 11, step(Deed::Proposed(proposal)));
    world.on(
        "2026-11-26",
        REPORTER,
        agreed_for(asked, TEXT, OFFICE, "2026-12-10"),
    );
    assert_eq!(
        happened(&world, "2026-12-10"),
        ["report", "agreed:city", "reporter"]
    );
    assert_eq!(happened(&world, "2026-12-11"), ["report", "reporter"]);
}

#[test]
fn a_proposal_in_danger_waits_for_the_second_until_it_is_decided_or_lapses() {
    let mut world = World::new();
    let danger = world.on("2026-11-26", 11, steps::danger("けがをしています"));
    assert_eq!(happened(&world, "2026-11-26"), ["report", "danger"]);
    assert_eq!(happened(&world, "2026-11-30"), ["report"], "it has lapsed");
    let declined = |procedure: &str| {
        step(Deed::Did(Did {
            procedure: procedure.into(),
            policy: Digest::of(CITY.as_bytes()),
            act: "danger_declined".into(),
            day: None,
        }))
    };
    let mut own = world.clone();
    own.on("2026-11-26", 11, declined("police"));
    own.on("2026-11-26", 12, declined("city"));
    let noted = "act:danger_declined";
    assert_eq!(
        happened(&own, "2026-11-26"),
        ["report", "danger", noted, noted],
        "one alone decides nothing, nor a no to something else"
    );
    own.on("2026-11-26", 12, declined("police"));
    assert_eq!(
        happened(&own, "2026-11-26"),
        ["report", noted, noted, noted]
    );
    world.on("2026-11-26", 12, steps::approved(danger));
    assert_eq!(happened(&world, "2026-11-26"), ["report"]);
}

#[test]
fn what_the_recipient_gave_back_ends_the_wait_for_the_city() {
    let mut world = World::new();
    let proposal = Proposal {
        procedure: "city".into(),
        policy: Digest::of(CITY.as_bytes()),
        to: "N1_outline".into(),
        recipient: OFFICE.into(),
        until: Day::parse("2026-12-20").unwrap(),
        reason: None,
        route: None,
    };
    let asked = world.on("2026-11-25", 11, step(Deed::Proposed(proposal.clone())));
    let agreed = agreed_for(asked, TEXT, OFFICE, "2026-12-10");
    let by = world.on("2026-11-26", REPORTER, agreed);
    let taken = Taken {
        procedure: proposal.procedure,
        policy: proposal.policy,
        to: proposal.to,
        recipient: proposal.recipient,
        by,
        link: Some(link(41)),
    };
    let told = world.on("2026-11-27", 11, step(Deed::Taken(taken)));
    let answer = |by: u8| {
        let answer = Answer {
            v: 1,
            window: WINDOW,
            telling: TellingId([by; 16]),
            author: author(by),
            time: "2026-11-28T03:00:00Z".parse().unwrap(),
            is: Returned::Received,
        };
        answered(told, &answer.compose(&key(by)).unwrap())
    };
    // What another key signed ends nothing.
    world.on("2026-11-30", 11, answer(42));
    let before = ["report", "reporter", "told:city"];
    assert_eq!(happened(&world, "2026-12-01"), before);
    world.on("2026-11-30", 11, answer(41));
    let after = ["report", "reporter", "told:city", "answered:city"];
    assert_eq!(happened(&world, "2026-12-01"), after);
}

/// Each text that is told has its own days, so it is known of each moment which it is about.
#[test]
fn what_is_agreed_and_told_says_which_text_it_is_about_and_to_whom() {
    let mut world = World::new();
    let proposal = |recipient: &str| Proposal {
        procedure: "city".into(),
        policy: Digest::of(CITY.as_bytes()),
        to: "N1_outline".into(),
        recipient: recipient.into(),
        until: Day::parse("2026-12-20").unwrap(),
        reason: None,
        route: None,
    };
    let asked = ["副市長", "監査委員"].map(|recipient| {
        let asked = world.on("2026-11-25", 11, step(Deed::Proposed(proposal(recipient))));
        let agreed = agreed_for(asked, TEXT, recipient, "2026-12-10");
        (asked, world.on("2026-11-26", REPORTER, agreed))
    });
    let one = proposal("副市長");
    let taken = Taken {
        procedure: one.procedure,
        policy: one.policy,
        to: one.to,
        recipient: one.recipient,
        by: asked[0].1,
        link: Some(link(41)),
    };
    world.on("2026-11-27", 11, step(Deed::Taken(taken)));
    let about: Vec<(String, Digest, String)> = moments(&world, "2026-11-27")
        .into_iter()
        .filter_map(|one| Some((one.what, one.about?)))
        .map(|(what, about)| (what, about.proposal, about.recipient))
        .collect();
    let of = |what: &str, at: usize, whom: &str| (what.to_owned(), asked[at].0, whom.to_owned());
    assert_eq!(
        about,
        [
            of("agreed:city", 1, "監査委員"),
            of("told:city", 0, "副市長")
        ]
    );
}

/// A month that nobody knew when the report came, and every one after a renewal.
#[test]
fn a_day_on_which_an_employment_ends_sets_its_clocks_going_whenever_it_is_heard() {
    let mut world = World::new();
    let heard = |act: &str| {
        step(Deed::Did(Did {
            procedure: "course".into(),
            policy: Digest::of(COURSE.as_bytes()),
            act: act.into(),
            day: Some(Day::parse("2027-03-31").unwrap()),
        }))
    };
    world.on("2026-11-26", 11, heard("disposition_known"));
    world.on("2026-11-27", 11, heard("term_known"));
    assert_eq!(
        happened(&world, "2026-11-27"),
        [
            "report",
            "act:disposition_known",
            "act:term_known",
            "term:2027-03-31"
        ]
    );
}

#[test]
fn a_step_that_the_course_would_not_take_starts_no_clock() {
    let mut world = World::new();
    world.on("2026-11-25", 11, goes("S4_facts"));
    world.on("2026-11-26", 11, goes("S1_answered"));
    assert_eq!(
        happened(&world, "2026-11-27"),
        ["report", "stage:S1_answered"]
    );
}

#[test]
fn what_is_due_within_hours_is_late_before_the_day_is_over() {
    let moment = |text: &str| text.parse().unwrap();
    let (day, after) = (
        Day::parse("2026-11-30").unwrap(),
        Day::parse("2026-12-01").unwrap(),
    );
    let due = work::Due {
        id: "first_reply".into(),
        name: policy::Text {
            ja: "最初の返事".into(),
            ja_yasashii: "はじめての 返事《へんじ》".into(),
            en: "First answer".into(),
        },
        whom: String::new(),
        day,
        calls: false,
        law: None,
        another: false,
        theirs: false,
        task: None,
        at: Some(moment("2026-11-30T00:30:00Z")),
    };
    assert!(!due.is_late(day, Some(moment("2026-11-30T00:30:00Z"))));
    assert!(due.is_late(day, Some(moment("2026-11-30T00:30:01Z"))));
    let within_days = work::Due { at: None, ..due };
    assert!(!within_days.is_late(day, Some(moment("2026-11-30T14:00:00Z"))));
    assert!(within_days.is_late(after, None));
}

pub(super) fn asks(set: &str, act: &str) -> Body {
    step(Deed::Asks(Asks {
        procedure: "course".into(),
        policy: Digest::of(COURSE.as_bytes()),
        act: act.into(),
        asking: Digest::of(ASKING.as_bytes()),
        set: set.into(),
        choices: Vec::new(),
    }))
}

pub(super) fn answers(step: Digest, answers: &[(&str, &str)]) -> Body {
    let answers = answers.iter();
    Body::Consent(Consent {
        sentence: "答えます".into(),
        reply: Reply::Filled(Filled {
            step,
            answers: answers
                .map(|(item, answer)| ((*item).to_owned(), (*answer).to_owned()))
                .collect(),
            text: "答え".into(),
        }),
    })
}

#[test]
fn one_yes_among_the_answers_after_the_case_is_a_word_of_retaliation_and_the_newest_answer_counts()
{
    let mut world = World::new();
    world.on("2026-11-25", 11, goes("S1_answered"));
    world.on("2026-11-25", 11, goes("S7_following"));
    let asked = world.on("2026-12-25", 11, asks("followup", "followup_month"));
    let sent = ["report", "stage:S1_answered", "stage:S7_following"];
    let asked_them = [sent.as_slice(), &["act:followup_month", "answer"]].concat();
    assert_eq!(happened(&world, "2026-12-25"), asked_them);
    let yes = [("rumours", "no"), ("hours", "yes"), ("renewal", "yes")];
    world.on("2026-12-26", REPORTER, answers(asked, &yes));
    let said = [asked_them.as_slice(), &["said:retaliation", "reporter"]].concat();
    assert_eq!(happened(&world, "2026-12-26"), said);
    world.on("2026-12-27", REPORTER, answers(asked, &[("hours", "no")]));
    let taken_back = [asked_them.as_slice(), &["reporter", "reporter"]].concat();
    assert_eq!(happened(&world, "2026-12-27"), taken_back);
}

#[test]
fn an_answer_to_a_form_that_nobody_sent_says_so_and_starts_no_clock() {
    let mut world = World::new();
    let nothing = world.on("2026-11-25", 11, goes("S1_answered"));
    world.on(
        "2026-11-26",
        REPORTER,
        answers(nothing, &[("hours", "yes")]),
    );
    let view = world.view();
    assert!(view.questions.is_empty());
    let last = view.entries.last().unwrap();
    assert_eq!(
        last.faults
            .iter()
            .map(|fault| fault.code())
            .collect::<Vec<_>>(),
        ["no-question"]
    );
    assert_eq!(
        happened(&world, "2026-11-26"),
        ["report", "stage:S1_answered"]
    );
}

#[test]
fn an_answer_that_may_mean_retaliation_is_urgent_whatever_was_set_before() {
    let of = |all: &[&str]| {
        let moments = all.iter().map(|what| work::Happened {
            at: "2026-11-30T00:30:00Z".parse().unwrap(),
            what: (*what).to_owned(),
            on: None,
            about: None,
        });
        work::priority(&moments.collect::<Vec<_>>()).to_owned()
    };
    assert_eq!(of(&["report", "said:retaliation"]), "p1");
    assert_eq!(of(&["report", "act:p3", "said:retaliation"]), "p1");
    assert_eq!(of(&["report", "act:p0", "said:retaliation"]), "p0");
    assert_eq!(of(&["report", "said:retaliation", "act:p2"]), "p2");
}

/// A case whose report names a month in which the employment ends.
fn employed_until(month: &str) -> World {
    let mut world = World::new();
    world.files.clear();
    let mut said = report();
    said.answers
        .insert("term_end".into(), EntryAnswer::Text(month.into()));
    world.write(REPORTER, Log::Case, Body::Report(said));
    world
}

#[test]
fn the_month_in_which_an_employment_ends_is_known_by_its_last_day_and_a_year_alone_by_none() {
    for (month, what) in [
        ("2027-03", vec!["report", "term:2027-03-31"]),
        ("2028-02", vec!["report", "term:2028-02-29"]),
        ("2027", vec!["report"]),
        ("soon", vec!["report"]),
    ] {
        let world = employed_until(month);
        assert_eq!(happened(&world, "2026-11-27"), what, "{month}");
    }
}

#[test]
fn an_act_that_is_none_of_its_questions_is_not_done_behind_a_form() {
    let mut world = World::new();
    world.on("2026-11-25", 11, goes("S1_answered"));
    world.on("2026-11-25", 11, asks("hearing", "hearing_offered"));
    world.on("2026-11-26", 11, asks("readback", "hearing_held"));
    let all = happened(&world, "2026-11-26");
    assert_eq!(
        all,
        [
            "report",
            "stage:S1_answered",
            "act:hearing_offered",
            "answer"
        ]
    );
}
