//! Consent by telephone: the code's own signature, heard by two, and never the reporter's own word.

use sotomado_core::entry::{Body, Code, Deed, Log, SpokenStep, Step};
use sotomado_core::ids::{CaseId, Digest, Identity};
use sotomado_core::log::{Fault, Standing};
use sotomado_core::renewal::Renewal;
use sotomado_core::spoken::{Heard, Spoken};

use super::only;
use super::steps::{TEXT, agreed, declined, proposed, revoked, taken};
use super::world::{
    CASE, File, REPORTER, TIME, WINDOW, World, author, key, new_key, roster_followed,
};

const OWN: u8 = 81;

fn word(is: Heard, of: Digest, by: u8) -> Spoken {
    Spoken {
        v: 1,
        window: WINDOW,
        case: CASE,
        author: author(REPORTER),
        by: author(by),
        is,
        of,
        first: None,
        time: TIME.parse().unwrap(),
    }
}

fn step(word: &Spoken, code: u8) -> Body {
    let frame = word.compose(&key(code)).unwrap();
    Body::Step(Step {
        what: String::new(),
        text: String::new(),
        deed: Some(Deed::Spoken(SpokenStep { frame })),
    })
}

fn says(world: &mut World, by: u8, word: &Spoken) -> Digest {
    world.write(by, Log::Case, step(word, REPORTER))
}

fn asked() -> (World, Digest) {
    let mut world = World::new();
    let proposal = world.write(11, Log::Case, proposed("2026-12-24"));
    (world, proposal)
}

fn both(world: &mut World, proposal: Digest) -> Digest {
    let first = says(world, 11, &word(Heard::Agreed, proposal, 11));
    let second = Spoken {
        first: Some(first),
        ..word(Heard::Agreed, proposal, 12)
    };
    says(world, 12, &second)
}

#[test]
fn promise_09_only_two_who_heard_it_make_a_consent() {
    let (mut world, proposal) = asked();
    let first = says(&mut world, 11, &word(Heard::Agreed, proposal, 11));
    let view = world.view();
    assert_eq!(view.faults(), []);
    assert_eq!(view.asked[0].standing, Standing::Open);
    assert_eq!(view.asked[0].heard.unwrap().by, author(11));
    // One alone tells nobody, and confirms nothing.
    let mut alone = world.clone();
    let told = alone.write(11, Log::Case, taken(first, TEXT));
    assert_eq!(alone.faults_of(told), only(Fault::NoConsent));
    let mut same = world.clone();
    let again = Spoken {
        first: Some(first),
        ..word(Heard::Agreed, proposal, 11)
    };
    let again = says(&mut same, 11, &again);
    assert_eq!(same.faults_of(again), only(Fault::OnePerson));
    // Nor under another key of theirs.
    let mut newer = world.clone();
    newer.rosters.push(roster_followed(2, &[11, 12, 13], &[11]));
    let by = new_key(11);
    let again = Spoken {
        first: Some(first),
        ..word(Heard::Agreed, proposal, by)
    };
    let again = newer.write(by, Log::Case, step(&again, REPORTER));
    assert!(newer.faults_of(again).contains(&Fault::OnePerson));

    let consent = {
        let second = Spoken {
            first: Some(first),
            ..word(Heard::Agreed, proposal, 12)
        };
        says(&mut world, 12, &second)
    };
    let view = world.view();
    assert_eq!(view.faults(), []);
    assert!(
        matches!(view.asked[0].standing, Standing::Agreed { consent: by, .. } if by == consent)
    );
    assert_eq!(view.asked[0].spoken, Some([author(11), author(12)]));
    assert_eq!(view.asked[0].heard, None);
    let told = world.write(13, Log::Case, taken(consent, TEXT));
    assert_eq!(world.faults_of(told), [].into());
    assert_eq!(world.view().asked[0].spoken, Some([author(11), author(12)]));
}

#[test]
fn promise_09_without_the_code_nobody_answers() {
    let (world, proposal) = asked();
    let good = word(Heard::Agreed, proposal, 11);
    let stranger = Spoken {
        author: author(99),
        ..good.clone()
    };
    let elsewhere = Spoken {
        case: CaseId([1; 16]),
        ..good.clone()
    };
    for (by, body) in [
        // By another code, for another case, heard by somebody else, and by the counsellor's own key.
        (11, step(&stranger, 99)),
        (11, step(&elsewhere, REPORTER)),
        (12, step(&good, REPORTER)),
        (
            11,
            step(
                &Spoken {
                    author: author(11),
                    ..good.clone()
                },
                11,
            ),
        ),
    ] {
        let mut world = world.clone();
        let id = world.write(by, Log::Case, body);
        assert_eq!(world.faults_of(id), only(Fault::SpokenDiffers));
        assert_eq!(world.view().asked[0].heard, None);
    }
    let mut unasked = world.clone();
    let id = says(&mut unasked, 11, &word(Heard::Agreed, Digest([5; 32]), 11));
    assert_eq!(unasked.faults_of(id), only(Fault::NoProposal));
    let mut late = world;
    let body = step(&good, REPORTER);
    let id = late.on("2026-12-25", 11, body);
    assert_eq!(late.faults_of(id), only(Fault::ConsentExpired));
}

#[test]
fn it_is_taken_back_in_the_mailbox_or_by_telephone_by_one() {
    let (mut world, proposal) = asked();
    let consent = both(&mut world, proposal);
    let mut mailbox = world.clone();
    mailbox.write(REPORTER, Log::Case, revoked(consent));
    assert_eq!(mailbox.view().faults(), []);
    assert_eq!(mailbox.view().asked[0].standing, Standing::Revoked);
    says(&mut world, 13, &word(Heard::Revoked, consent, 13));
    assert_eq!(world.view().faults(), []);
    assert_eq!(world.view().asked[0].standing, Standing::Revoked);
    let told = world.write(11, Log::Case, taken(consent, TEXT));
    assert_eq!(world.faults_of(told), only(Fault::ConsentRevoked));
    // A consent of the reporter's own is taken back by telephone, too.
    let (mut own, proposal) = asked();
    let consent = own.write(REPORTER, Log::Case, agreed(proposal, TEXT, "2026-12-24"));
    says(&mut own, 12, &word(Heard::Revoked, consent, 12));
    assert_eq!(own.view().asked[0].standing, Standing::Revoked);
    let nothing = says(&mut own, 12, &word(Heard::Revoked, proposal, 12));
    assert_eq!(own.faults_of(nothing), only(Fault::NoConsent));
}

#[test]
fn whatever_is_answered_meanwhile_is_not_confirmed() {
    for answer in [
        |world: &mut World, proposal| world.write(REPORTER, Log::Case, declined(proposal)),
        |world: &mut World, proposal| says(world, 13, &word(Heard::Declined, proposal, 13)),
        |world: &mut World, proposal| {
            world.write(REPORTER, Log::Case, agreed(proposal, TEXT, "2026-12-24"))
        },
    ] {
        let (mut world, proposal) = asked();
        let first = says(&mut world, 11, &word(Heard::Agreed, proposal, 11));
        answer(&mut world, proposal);
        assert_eq!(world.view().asked[0].heard, None);
        let second = Spoken {
            first: Some(first),
            ..word(Heard::Agreed, proposal, 12)
        };
        let second = says(&mut world, 12, &second);
        assert_eq!(world.faults_of(second), only(Fault::NoConsent));
    }
}

#[test]
fn promise_09_a_no_that_the_second_had_not_seen_ends_the_consent() {
    let (mut world, proposal) = asked();
    let first = says(&mut world, 11, &word(Heard::Agreed, proposal, 11));
    let second = Spoken {
        first: Some(first),
        ..word(Heard::Agreed, proposal, 12)
    };
    // Written by somebody who leaves the no out of sight, under the time before it.
    let unseen = world.draw(12, Log::Case, step(&second, REPORTER));
    world.bent(REPORTER, Log::Case, declined(proposal), |header| {
        header.time = "2026-11-28T03:00:00Z".parse().unwrap();
    });
    let unseen = File::of(&unseen, 12);
    let consent = unseen.id;
    world.files.push(unseen);
    assert_eq!(
        world.faults_of(consent),
        [].into(),
        "nothing tells its time"
    );
    assert_eq!(world.view().asked[0].standing, Standing::Declined);
    let told = world.bent(12, Log::Case, taken(consent, TEXT), |header| {
        header.time = "2026-11-28T04:00:00Z".parse().unwrap();
    });
    assert_eq!(world.faults_of(told), only(Fault::ConsentRevoked));
    assert_eq!(world.view().asked[0].standing, Standing::Declined);
}

#[test]
fn promise_09_what_was_told_is_not_told_again_by_taking_back_an_earlier_yes() {
    let (mut world, proposal) = asked();
    let yes =
        |world: &mut World| world.write(REPORTER, Log::Case, agreed(proposal, TEXT, "2026-12-24"));
    let first = yes(&mut world);
    let used = yes(&mut world);
    world.write(11, Log::Case, taken(used, TEXT));
    says(&mut world, 12, &word(Heard::Revoked, first, 12));
    assert!(matches!(
        world.view().asked[0].standing,
        Standing::Taken { .. }
    ));
    let again = yes(&mut world);
    assert_eq!(world.faults_of(again), only(Fault::ConsentUsed));
}

#[test]
fn a_code_that_was_replaced_answers_nothing() {
    let (mut world, proposal) = asked();
    let renewal = Renewal {
        v: 1,
        window: WINDOW,
        case: CASE,
        from: author(REPORTER),
        author: author(OWN),
        recipient: Identity([OWN; 32]).recipient(),
        time: TIME.parse().unwrap(),
    };
    let first = says(&mut world, 11, &word(Heard::Agreed, proposal, 11));
    let early = world.draw(
        12,
        Log::Case,
        step(&word(Heard::Agreed, proposal, 12), REPORTER),
    );
    let frame = renewal.compose(&key(OWN)).unwrap();
    world.write(REPORTER, Log::Case, Body::Code(Code { frame }));
    // What was heard before it was replaced stays heard.
    assert_eq!(world.view().asked[0].heard.unwrap().entry, first);
    let second = Spoken {
        first: Some(first),
        ..word(Heard::Agreed, proposal, 12)
    };
    let mut late = world.clone();
    let id = says(&mut late, 12, &second);
    assert_eq!(late.faults_of(id), only(Fault::SpokenDiffers));
    // Nor under a time of before.
    let mut dated = world.clone();
    let file = super::world::File::of(&early, 12);
    let id = file.id;
    dated.files.push(file);
    assert_eq!(dated.faults_of(id), only(Fault::SpokenDiffers));
    // The new one does.
    let own = Spoken {
        author: author(OWN),
        ..second
    };
    let id = world.write(12, Log::Case, step(&own, OWN));
    assert_eq!(world.faults_of(id), [].into());
    assert!(world.view().asked[0].spoken.is_some());
}
