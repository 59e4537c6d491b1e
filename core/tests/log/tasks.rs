//! What a counsellor wants to do by a day, until a reader of the case says that it was done.

use sotomado_core::calendar::Day;
use sotomado_core::entry::{Body, Log, Note, NoteIs};
use sotomado_core::ids::Digest;
use sotomado_core::work;

use crate::world::{REPORTER, World};

fn task(words: &str, until: &str) -> Body {
    Body::Note(Note {
        words: words.into(),
        is: Some(NoteIs::Task),
        until: Day::parse(until),
        of: None,
    })
}

fn done(of: Digest) -> Body {
    Body::Note(Note {
        words: String::new(),
        is: Some(NoteIs::Done),
        until: None,
        of: Some(of),
    })
}

fn open(world: &World) -> Vec<(String, String)> {
    let all = work::tasks(&world.view()).into_iter();
    all.map(|due| (due.day.to_string(), due.name.ja)).collect()
}

#[test]
fn what_was_written_down_is_due_until_somebody_says_that_it_was_done() {
    let mut world = World::new();
    let later = world.write(11, Log::Desk, task("様子《ようす》を聞く", "2026-12-20"));
    world.write(11, Log::Desk, task("労働局の時間を調べる", "2026-12-04"));
    let expected = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        let all = all.iter();
        all.map(|(day, words)| ((*day).to_owned(), (*words).to_owned()))
            .collect()
    };
    // Typed marks draw nothing.
    let both = [
        ("2026-12-04", "労働局の時間を調べる"),
        ("2026-12-20", "様子ようすを聞く"),
    ];
    assert_eq!(open(&world), expected(&both));
    world.write(12, Log::Desk, done(later));
    assert_eq!(open(&world), expected(&both[..1]));
}

#[test]
fn the_reporter_writes_none_and_ends_none() {
    let mut world = World::new();
    let own = world.write(11, Log::Desk, task("電話をかける", "2026-12-04"));
    world.write(REPORTER, Log::Desk, task("これをする", "2026-12-05"));
    world.write(REPORTER, Log::Desk, done(own));
    assert_eq!(open(&world).len(), 1);
}

#[test]
fn no_day_of_a_note_is_promised_to_the_reporter() {
    let mut world = World::new();
    world.write(11, Log::Desk, task("電話をかける", "2026-12-04"));
    assert_eq!(work::promised(&work::tasks(&world.view())), None);
}
