//! Procedures: every promise has a mutant that breaks it, and the breach says where and by which way.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod histories;
mod mutants;
mod scenarios;
mod settled;
mod sheet;
mod told;

use sotomado_core::ids::Digest;
use sotomado_core::policy::{WALKED, procedure};
use sotomado_core::procedure::search::check;
use sotomado_core::procedure::{
    Advice, Event, Lapse, Procedure, Record, Refusal, Start, State, advise, begin, fold, run, step,
};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/procedures");

/// All procedures that come with the program.
const SHIPPED: [&str; 4] = ["city", "counter", "course", "police"];

fn text(name: &str) -> String {
    std::fs::read_to_string(format!("{DIRECTORY}/{name}.toml")).expect("the procedure")
}

fn read(name: &str) -> Procedure {
    procedure(name, &text(name)).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"))
    })
}

#[test]
fn every_state_keeps_the_promises_and_their_number_is_printed() {
    for name in SHIPPED {
        let walked = check(&read(name)).expect("no breach");
        println!("{name}: {} states, {} edges", walked.states, walked.edges);
        assert!(walked.states >= read(name).stages.len(), "{walked:?}");
        let digest = Digest::of(text(name).as_bytes()).to_string();
        assert!(WALKED.contains(&digest.as_str()), "WALKED lacks {digest}");
    }
}

/// A device at a counter, and what its clock shows.
struct Device {
    procedure: Procedure,
    history: Vec<Record>,
    now: i64,
}

impl Device {
    fn begins(start: Start) -> Self {
        let mut device = Self {
            procedure: read("counter"),
            history: Vec::new(),
            now: 1_000_000,
        };
        device.taps(Event::Began(start));
        device
    }

    fn try_to(&mut self, event: Event) -> Result<(), Refusal> {
        self.history.push(Record {
            at: self.now,
            by: String::new(),
            event,
        });
        let folded = fold(&self.procedure, &self.history);
        if folded.is_err() {
            self.history.pop();
        }
        folded.map(|_| ()).map_err(|(_, why)| why)
    }

    fn taps(&mut self, event: Event) {
        self.try_to(event).expect("taken");
    }

    fn does(&mut self, act: &str) {
        self.taps(Event::Did {
            act: act.to_owned(),
        });
    }

    fn sees(&mut self, sign: &str) {
        self.taps(Event::Saw {
            sign: sign.to_owned(),
        });
    }

    fn moves(&mut self, to: &str) -> Result<(), Refusal> {
        self.try_to(Event::Moved {
            to: to.to_owned(),
            together: false,
            reason: None,
        })
    }

    fn waits(&mut self, minutes: i64) {
        self.now += minutes * 60;
    }

    fn state(&self) -> State {
        fold(&self.procedure, &self.history).expect("a history")
    }

    fn stage(&self) -> String {
        self.procedure.stage_id(self.state().stage).to_owned()
    }
}

#[test]
fn a_visitor_who_does_not_leave_is_led_to_the_police_and_each_step_has_its_reason() {
    let mut counter = Device::begins(Start {
        staff: 2,
        visitors: 1,
        ..Start::default()
    });
    assert!(matches!(
        counter.moves("S1_check"),
        Err(Refusal::NotYet { .. })
    ));
    counter.sees("improper");
    counter.moves("S1_check").expect("improper");
    counter.sees("improper");
    counter.moves("S2_team").expect("again");
    counter.does("announce_recording");
    counter.does("stalemate_begins");
    counter.waits(30);
    counter.moves("S3_request_stop").expect("half an hour");
    counter.does("ask_to_stop");
    counter.does("ask_to_stop");
    counter.moves("S4_warning").expect("asked twice");
    (0..3).for_each(|_| counter.does("formal_warning"));
    counter.moves("S5_end_service").expect("warned");
    counter.sees("does_not_leave");
    counter.moves("S6_leave_order").expect("does not leave");
    counter.does("order_to_leave");
    counter.does("order_to_leave");
    counter.moves("S7_final_notice").expect("ordered");
    counter.does("final_notice");
    counter.sees("does_not_leave");
    assert!(matches!(
        counter.moves("S8_police"),
        Err(Refusal::NotYet { .. })
    ));
    counter.waits(5);
    counter.moves("S8_police").expect("five minutes");
    let state = counter.state();
    let reasons: Vec<&str> = state
        .reasons
        .iter()
        .map(|(_, reason)| reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "formal_warning >= warnings",
            "does_not_leave",
            "order_to_leave >= leave_orders",
            "does_not_leave and here >= final_wait"
        ]
    );
    // One decided what two should, and two people did what four should: written down, nobody stopped.
    assert!(
        state
            .lapses
            .iter()
            .any(|lapse| matches!(lapse, Lapse::Alone { stage } if stage == "S5_end_service"))
    );
    assert!(state.lapses.iter().any(
        |lapse| matches!(lapse, Lapse::TooFew { stage, have: 2, need: 4 } if stage == "S8_police")
    ));
}

#[test]
fn promise_10_danger_needs_nothing_and_calm_leads_back() {
    let procedure = read("counter");
    for stage in &procedure.stages {
        let start = Start {
            stage: Some(stage.id.clone()),
            ..Start::default()
        };
        let state = begin(&procedure, &start, 0).expect("begun");
        for event in [
            Event::Danger,
            Event::Saw {
                sign: "weapon".to_owned(),
            },
            Event::Saw {
                sign: "fear".to_owned(),
            },
        ] {
            let record = Record {
                at: 1,
                by: String::new(),
                event,
            };
            let next = step(&procedure, &state, &record).expect("never refused");
            let here = procedure.stage(next.stage).expect("a stage");
            assert_eq!(here.calls.as_deref(), Some("110"), "from {}", stage.id);
        }
    }
    let mut counter = Device::begins(Start::default());
    counter.taps(Event::Danger);
    assert_eq!(counter.stage(), "S8_police");
    counter.taps(Event::Undone);
    assert_eq!(counter.stage(), "S0_normal");
    counter.taps(Event::Danger);
    counter.taps(Event::Calmed);
    assert_eq!(counter.stage(), "S0_normal");
}

#[test]
fn that_it_was_filed_stays_known_and_is_no_step_of_the_procedure() {
    let mut counter = Device::begins(Start::default());
    counter.taps(Event::Danger);
    let before = run(&counter.procedure, &counter.history);
    assert_eq!(before.filed, None);
    counter.waits(5);
    counter.taps(Event::Filed);
    let filed = run(&counter.procedure, &counter.history);
    assert_eq!(filed.filed, Some(counter.now));
    assert_eq!(
        (&filed.state, &filed.kept),
        (&before.state, &before.kept),
        "the sheet shows neither that it was filed nor when"
    );
    // What is undone is the tap before, and the case at the desk stays one.
    counter.taps(Event::Undone);
    assert_eq!(counter.stage(), "S0_normal");
    let undone = run(&counter.procedure, &counter.history);
    assert_eq!(undone.filed, filed.filed);
    assert_eq!(undone.state, Some(counter.state()));
    assert_eq!(undone.refused, []);
}

#[test]
fn it_begins_in_the_middle_and_says_what_is_missing() {
    let counter = Device::begins(Start {
        minutes: 25,
        done: vec![
            ("ask_to_stop".to_owned(), 1),
            ("stalemate_begins".to_owned(), 1),
        ],
        visitors: 3,
        staff: 1,
        stage: Some("S2_team".to_owned()),
        ..Start::default()
    });
    let standing = advise(&counter.procedure, &counter.state(), counter.now + 60);
    assert_eq!(standing.stage, "S2_team");
    let total = standing
        .clocks
        .iter()
        .find(|(id, _)| id == "total")
        .map(|(_, minutes)| *minutes);
    assert_eq!(total, Some(26));
    let few = standing.advice.iter().find_map(|advice| match advice {
        Advice::TooFew { have, need, roles } => Some((*have, *need, roles.len())),
        _ => None,
    });
    assert_eq!(few, Some((1, 3, 2)));
}

#[test]
fn a_clock_that_goes_back_stands_still() {
    let mut counter = Device::begins(Start::default());
    counter.waits(20);
    counter.sees("improper");
    counter.waits(-60);
    counter.moves("S1_check").expect("still improper");
    let standing = advise(&counter.procedure, &counter.state(), counter.now);
    let total = standing
        .clocks
        .iter()
        .find(|(id, _)| id == "total")
        .map(|(_, minutes)| *minutes);
    assert_eq!(total, Some(20));
}

/// A case at the desk: who does what.
fn case(events: &[(&str, Event)]) -> Result<State, (usize, Refusal)> {
    let mut history = vec![Record {
        at: 0,
        by: "a".to_owned(),
        event: Event::Began(Start::default()),
    }];
    history.extend(events.iter().map(|(by, event)| Record {
        at: 1,
        by: (*by).to_owned(),
        event: event.clone(),
    }));
    fold(&read("police"), &history)
}

fn moved(to: &str, reason: Option<&str>) -> Event {
    Event::Moved {
        to: to.to_owned(),
        together: true,
        reason: reason.map(str::to_owned),
    }
}

fn police(event: fn(String) -> Event) -> Event {
    event("police".to_owned())
}

#[test]
fn promise_09_the_police_are_told_with_consent_once_or_by_two_in_danger() {
    let agreed = || police(|recipient| Event::Agreed { recipient });
    let revoked = || police(|recipient| Event::Revoked { recipient });
    let approved = || Event::Approved {
        to: "P1_told_in_danger".to_owned(),
    };
    let consult = || moved("P1_consulted", None);
    let needs = |found: Result<State, (usize, Refusal)>| found.expect_err("refused").1;

    assert_eq!(
        needs(case(&[("a", consult())])),
        Refusal::ConsentNeeded {
            recipient: "police".to_owned()
        }
    );
    case(&[("reporter", agreed()), ("a", consult())]).expect("agreed");
    assert_eq!(
        needs(case(&[
            ("reporter", agreed()),
            ("reporter", revoked()),
            ("a", consult())
        ])),
        Refusal::ConsentNeeded {
            recipient: "police".to_owned()
        }
    );
    // Used up: the damage report needs a consent of its own.
    assert_eq!(
        needs(case(&[
            ("reporter", agreed()),
            ("a", consult()),
            ("a", moved("P3_damage_report", None))
        ])),
        Refusal::ConsentNeeded {
            recipient: "police".to_owned()
        }
    );
    let told = || moved("P1_told_in_danger", Some("今夜のうちに命が危ない"));
    let second = Refusal::SecondNeeded {
        to: "P1_told_in_danger".to_owned(),
    };
    assert_eq!(needs(case(&[("a", told())])), second);
    assert_eq!(needs(case(&[("a", approved()), ("a", told())])), second);
    assert_eq!(
        needs(case(&[
            ("b", approved()),
            ("a", moved("P1_told_in_danger", None))
        ])),
        Refusal::ReasonNeeded {
            to: "P1_told_in_danger".to_owned()
        }
    );
    case(&[("b", approved()), ("a", told())]).expect("two, with a reason");
}
