//! A report that somebody at the desk took down says so under that person's own signature, and about itself alone.

use sotomado_core::entry::{Body, Log, Report};
use sotomado_core::heard::{Heard, TakenDown};
use sotomado_core::ids::{CaseId, WindowId};
use sotomado_core::log::Fault;

use super::only;
use super::world::{CASE, REPORTER, TIME, WINDOW, World, author, key, report};

fn word(by: u8) -> TakenDown {
    TakenDown {
        v: 1,
        window: WINDOW,
        case: CASE,
        author: author(REPORTER),
        by: author(by),
        way: Heard::Phone,
        time: TIME.parse().unwrap(),
    }
}

fn case_with(heard: String) -> World {
    let mut world = World::new();
    world.files.clear();
    let body = Report {
        heard: Some(heard),
        ..report()
    };
    world.write(REPORTER, Log::Case, Body::Report(body));
    world
}

#[test]
fn promise_08_what_was_taken_down_bears_the_word_of_who_heard_it() {
    let sound = case_with(word(11).compose(&key(11)).unwrap());
    assert_eq!(sound.view().faults(), []);
    // Whoever listened need not be drawn to read: they have heard it.
    let another = case_with(word(13).compose(&key(13)).unwrap());
    assert_eq!(another.view().faults(), []);
}

#[test]
fn nobody_is_named_who_did_not_say_so() {
    let elsewhere = [
        TakenDown {
            case: CaseId([1; 16]),
            ..word(11)
        },
        TakenDown {
            window: WindowId([1; 16]),
            ..word(11)
        },
        TakenDown {
            author: author(99),
            ..word(11)
        },
    ];
    let mut forged: Vec<String> = elsewhere
        .iter()
        .map(|word| word.compose(&key(11)).unwrap())
        .collect();
    // Somebody who stands on no roster, a word that nobody signed, and no word at all.
    forged.push(word(99).compose(&key(99)).unwrap());
    let mut bent = word(11).compose(&key(11)).unwrap();
    bent.replace_range(40..41, if bent[40..41] == *"A" { "B" } else { "A" });
    forged.extend([bent, "聞いた".to_owned(), String::new()]);
    for heard in forged {
        let world = case_with(heard);
        let id = world.files[0].id;
        assert_eq!(world.faults_of(id), only(Fault::HeardDiffers));
    }
    assert!(word(11).compose(&key(12)).is_err());
}
