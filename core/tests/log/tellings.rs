//! Told by a link: what the recipient gives back counts under the key that the desk named before anybody was told, and under no other.

use sotomado_core::calendar::Day;
use sotomado_core::entry::{Body, Deed};
use sotomado_core::ids::{Digest, TellingId, WindowId};
use sotomado_core::log::{Asked, Fault};
use sotomado_core::telling::{Answer, Measure, Returned};

use crate::only;
use crate::steps::{STRUCK, agreed, answered, link, linked, proposed, revoked, taken, unlinked};
use crate::world::{File, REPORTER, WINDOW, World, author, key};

const TELLING: u8 = 41;
const OTHER: u8 = 42;

/// A case in which the recipient was told by the link of `TELLING`.
fn told() -> (World, Digest) {
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, proposed("2026-12-20"));
    let consent = world.on(
        "2026-11-26",
        REPORTER,
        agreed(proposal, STRUCK, "2026-12-10"),
    );
    let step = world.on("2026-11-27", 11, by_link(consent, TELLING));
    (world, step)
}

fn by_link(consent: Digest, by: u8) -> Body {
    let Body::Step(mut step) = taken(consent, STRUCK) else {
        unreachable!("what was told is a step");
    };
    if let Some(Deed::Taken(taken)) = &mut step.deed {
        taken.link = Some(link(by));
    }
    Body::Step(step)
}

fn received(by: u8) -> Answer {
    Answer {
        v: 1,
        window: WINDOW,
        telling: TellingId([by; 16]),
        author: author(by),
        time: "2026-11-28T03:00:00Z".parse().unwrap(),
        is: Returned::Received,
    }
}

fn measure(by: u8) -> Answer {
    Answer {
        is: Returned::Measure(Measure {
            what: "席を離しました".into(),
            from: Day::parse("2026-12-01").unwrap(),
        }),
        ..received(by)
    }
}

fn signed(answer: &Answer, by: u8) -> Vec<u8> {
    answer.compose(&key(by)).unwrap()
}

fn asked(world: &World) -> Asked {
    world.view().asked[0].clone()
}

#[test]
fn promise_08_what_the_recipient_gives_back_is_read_by_the_reporter_under_the_recipients_own_key() {
    let (mut world, step) = told();
    assert_eq!(asked(&world).links[0].link, link(TELLING));
    let one = world.on(
        "2026-11-30",
        11,
        answered(step, &signed(&received(TELLING), TELLING)),
    );
    world.on(
        "2026-11-30",
        12,
        answered(step, &signed(&measure(TELLING), TELLING)),
    );
    assert_eq!(world.view().faults(), []);
    let back = asked(&world).returned;
    assert_eq!(back[0].entry, one);
    assert_eq!(
        [&back[0].answer, &back[1].answer],
        [&received(TELLING), &measure(TELLING)]
    );
    // Written down twice it is one answer.
    world.on(
        "2026-11-30",
        12,
        answered(step, &signed(&received(TELLING), TELLING)),
    );
    assert_eq!(world.view().faults(), []);
    assert_eq!(asked(&world).returned.len(), 2);
}

#[test]
fn promise_08_what_another_key_signed_is_nothing_that_the_recipient_gave_back() {
    let elsewhere = Answer {
        window: WindowId([1; 16]),
        ..received(TELLING)
    };
    let of_another = Answer {
        telling: TellingId([OTHER; 16]),
        ..received(TELLING)
    };
    let stolen = Answer {
        author: author(OTHER),
        ..received(TELLING)
    };
    let mut bent = signed(&received(TELLING), TELLING);
    bent[80] ^= 1;
    for frame in [
        signed(&elsewhere, TELLING),
        signed(&of_another, TELLING),
        signed(&stolen, OTHER),
        bent,
        Vec::new(),
    ] {
        let (mut world, step) = told();
        let id = world.on("2026-11-30", 11, answered(step, &frame));
        assert_eq!(world.faults_of(id), only(Fault::AnswerDiffers));
        assert!(asked(&world).returned.is_empty());
        assert!(world.view().entries.iter().all(|one| one.counts()));
    }
}

#[test]
fn what_nobody_was_told_has_no_link_and_no_answer() {
    let (mut world, step) = told();
    let frame = signed(&received(TELLING), TELLING);
    let proposal = asked(&world).entry;
    for body in [
        answered(proposal, &frame),
        linked(proposal, OTHER),
        unlinked(Digest([1; 32])),
    ] {
        let id = world.on("2026-11-30", 11, body);
        assert_eq!(world.faults_of(id), only(Fault::NoTelling));
    }
    // A step that had no right to tell is none either.
    let wrong = world.on("2026-11-30", 11, by_link(Digest([2; 32]), OTHER));
    let id = world.on(
        "2026-11-30",
        11,
        answered(wrong, &signed(&received(OTHER), OTHER)),
    );
    assert_eq!(world.faults_of(id), only(Fault::NoTelling));
    assert_eq!(asked(&world).links.len(), 1);
    let right = world.on("2026-11-30", 11, answered(step, &frame));
    assert_eq!(world.faults_of(right), [].into());
}

#[test]
fn promise_09_another_link_needs_no_second_consent_and_ends_the_first() {
    let (mut world, step) = told();
    world.on("2026-11-28", 12, linked(step, OTHER));
    assert_eq!(world.view().faults(), []);
    let ended = |world: &World| -> Vec<bool> {
        let links = asked(world).links;
        links.iter().map(|given| given.ended).collect()
    };
    assert_eq!(ended(&world), [true, false]);
    // What came by the first was said all the same.
    world.on(
        "2026-11-29",
        11,
        answered(step, &signed(&received(TELLING), TELLING)),
    );
    world.on(
        "2026-11-29",
        11,
        answered(step, &signed(&measure(OTHER), OTHER)),
    );
    assert_eq!(world.view().faults(), []);
    assert_eq!(asked(&world).returned.len(), 2);
    world.on("2026-11-30", 11, unlinked(step));
    assert_eq!(world.view().faults(), []);
    assert_eq!(ended(&world), [true, true]);
}

#[test]
fn promise_09_no_other_link_after_the_last_day_of_the_consent_nor_once_it_was_taken_back() {
    let (mut world, step) = told();
    // The consent of the 26th names the 10th.
    let late = world.on("2026-12-11", 11, linked(step, OTHER));
    assert_eq!(world.faults_of(late), only(Fault::ConsentExpired));
    assert_eq!(asked(&world).links.len(), 1);

    let (mut world, step) = told();
    let consent = world.files[2].id;
    world.on("2026-11-28", REPORTER, revoked(consent));
    let after = world.on("2026-11-29", 11, linked(step, OTHER));
    assert_eq!(world.faults_of(after), only(Fault::ConsentRevoked));
    let end = world.on("2026-11-29", 12, unlinked(step));
    assert_eq!(world.faults_of(end), [].into(), "it is ended at any time");
    // What whoever took it back had not seen may bear any time.
    let (mut crossing, step) = told();
    let unseen = crossing.draw(12, sotomado_core::entry::Log::Case, linked(step, OTHER));
    let consent = crossing.files[2].id;
    crossing.on("2026-11-28", REPORTER, revoked(consent));
    let unseen = File::of(&unseen, 12);
    let id = unseen.id;
    crossing.files.push(unseen);
    assert!(!crossing.faults_of(id).is_empty());
    assert_eq!(asked(&world).links.len(), 1);
}

#[test]
fn only_a_reader_gives_a_link() {
    let (mut world, step) = told();
    let id = world.on("2026-11-28", REPORTER, linked(step, OTHER));
    assert_eq!(world.faults_of(id), only(Fault::WrongKind));
    assert_eq!(asked(&world).links.len(), 1);
    // The step stays told where the consent was taken back unseen: what was given back is read all the same.
    let consent = world.files[2].id;
    world.on("2026-11-28", REPORTER, revoked(consent));
    let id = world.on(
        "2026-11-29",
        11,
        answered(step, &signed(&received(TELLING), TELLING)),
    );
    assert_eq!(world.faults_of(id), [].into());
}
