//! Consent first: what may be told, and what every reader of the case sees if somebody tells more.

use sotomado_core::entry::{Body, Log};
use sotomado_core::ids::Digest;
use sotomado_core::log::{Fault, Standing};

use crate::only;
use crate::steps::{
    POLICE, STRUCK, TEXT, agreed, agreed_for, approved, danger, declined, moved, proposed, revoked,
    taken, taken_as,
};
use crate::world::{File, REPORTER, World, author, message};

/// A case in which the reporter agreed, until the end of 2026-12-10, to the struck text.
fn agreed_world() -> (World, Digest) {
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, proposed("2026-12-20"));
    let consent = world.on(
        "2026-11-26",
        REPORTER,
        agreed(proposal, STRUCK, "2026-12-10"),
    );
    (world, consent)
}

fn standing(world: &World) -> Standing {
    world.view().asked[0].standing.clone()
}

#[test]
fn promise_09_told_is_the_very_text_that_was_agreed_to_once() {
    let (mut world, consent) = agreed_world();
    assert!(
        matches!(standing(&world), Standing::Agreed { consent: of, ref text, .. } if of == consent && text == STRUCK)
    );
    let told = world.on("2026-12-10", 12, taken(consent, STRUCK));
    assert_eq!(world.view().faults(), []);
    assert!(matches!(standing(&world), Standing::Taken { step, .. } if step == told));
    // Once.
    let again = world.on("2026-12-10", 11, taken(consent, STRUCK));
    assert_eq!(world.faults_of(again), only(Fault::ConsentUsed));
    let asked = world.view().asked[0].entry;
    let anew = world.on("2026-12-10", REPORTER, agreed(asked, STRUCK, "2026-12-20"));
    assert_eq!(world.faults_of(anew), only(Fault::ConsentUsed));
    // What was told cannot be taken back, and stays told.
    let late = world.on("2026-12-10", REPORTER, revoked(consent));
    assert_eq!(world.faults_of(late), [].into());
    assert!(matches!(standing(&world), Standing::Taken { .. }));
}

#[test]
fn promise_09_another_text_recipient_or_step_is_not_what_was_agreed_to() {
    for body in [
        |of| taken(of, TEXT),
        |of| taken_as(of, STRUCK, "P4_accusation", POLICE),
        |of| taken_as(of, STRUCK, "P1_consulted", "総務人事課"),
    ] {
        let (mut world, consent) = agreed_world();
        let told = world.on("2026-11-27", 11, body(consent));
        assert_eq!(world.faults_of(told), only(Fault::ConsentDiffers));
        // It stays its author's word, and the consent is still there for what it was given for.
        assert!(world.view().entries.iter().all(|one| one.counts()));
        let right = world.on("2026-11-27", 11, taken(consent, STRUCK));
        assert_eq!(world.faults_of(right), [].into());
    }
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, proposed("2026-12-20"));
    for body in [
        agreed(proposal, "窓口で笑われています。", "2026-12-20"),
        agreed(proposal, "　", "2026-12-20"),
        agreed_for(proposal, STRUCK, "総務人事課", "2026-12-20"),
    ] {
        let mut world = world.clone();
        let id = world.on("2026-11-26", REPORTER, body);
        assert_eq!(world.faults_of(id), only(Fault::ConsentDiffers));
        let told = world.on("2026-11-26", 11, taken(id, STRUCK));
        assert_eq!(world.faults_of(told), only(Fault::NoConsent));
    }
}

#[test]
fn promise_09_without_a_consent_of_the_reporters_nothing_is_told() {
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, proposed("2026-12-20"));
    // A proposal is no consent, and a consent that a reader signs is none.
    let told = world.on("2026-11-25", 11, taken(proposal, TEXT));
    assert_eq!(world.faults_of(told), only(Fault::NoConsent));
    let forged = world.on("2026-11-25", 11, agreed(proposal, TEXT, "2026-12-20"));
    assert_eq!(world.faults_of(forged), only(Fault::WrongKind));
    let told = world.on("2026-11-25", 11, taken(forged, TEXT));
    assert_eq!(world.faults_of(told), only(Fault::NoConsent));
    let told = world.on("2026-11-25", 11, taken(Digest([1; 32]), TEXT));
    assert_eq!(world.faults_of(told), only(Fault::NoConsent));
    // Nor is a no.
    let no = world.on("2026-11-26", REPORTER, declined(proposal));
    assert_eq!(standing(&world), Standing::Declined);
    let told = world.on("2026-11-26", 11, taken(no, TEXT));
    assert_eq!(world.faults_of(told), only(Fault::NoConsent));
    // A stage that tells nobody needs none.
    let on = world.on("2026-11-26", 11, moved("P9_closed"));
    assert_eq!(world.faults_of(on), [].into());
    let answer = world.on("2026-11-26", REPORTER, declined(Digest([1; 32])));
    assert_eq!(world.faults_of(answer), only(Fault::NoProposal));
}

#[test]
fn promise_09_a_consent_that_was_taken_back_is_none() {
    let (mut world, consent) = agreed_world();
    let back = world.on("2026-11-27", REPORTER, revoked(consent));
    assert_eq!(world.faults_of(back), [].into());
    assert_eq!(standing(&world), Standing::Revoked);
    let told = world.on("2026-11-28", 11, taken(consent, STRUCK));
    assert_eq!(world.faults_of(told), only(Fault::ConsentRevoked));
    // Written at once and unseen: the moment counts.
    let (mut world, consent) = agreed_world();
    let mut early = world.draw(REPORTER, Log::Case, revoked(consent));
    early.header.time = "2026-11-27T03:00:00Z".parse().unwrap();
    let told = world.on("2026-11-28", 11, taken(consent, STRUCK));
    world.files.push(File::of(&early, REPORTER));
    assert_eq!(world.faults_of(told), only(Fault::ConsentRevoked));
    let odd = world.on("2026-11-28", REPORTER, revoked(told));
    assert_eq!(world.faults_of(odd), only(Fault::NoConsent));
}

#[test]
fn promise_09_what_was_not_there_when_consent_was_taken_back_is_said_to_be_so() {
    let (mut world, consent) = agreed_world();
    // Told after it was taken back, and given an earlier time and what was known earlier.
    let mut early = world.draw(11, Log::Case, taken(consent, STRUCK));
    early.header.time = "2026-11-27T03:00:00Z".parse().unwrap();
    let back = world.on("2026-11-28", REPORTER, revoked(consent));
    let told = File::of(&early, 11);
    world.files.push(told.clone());
    assert_eq!(world.faults_of(told.id), only(Fault::ConsentCrossed));
    assert_eq!(world.faults_of(back), [].into());
    assert!(matches!(standing(&world), Standing::Taken { step, .. } if step == told.id));
    // A second taking back that has seen it mends nothing.
    world.on("2026-11-29", REPORTER, revoked(consent));
    assert_eq!(world.faults_of(told.id), only(Fault::ConsentCrossed));
    // Seen through what another wrote in between, it was there.
    let (mut world, consent) = agreed_world();
    let told = world.on("2026-11-27", 11, taken(consent, STRUCK));
    world.on("2026-11-27", 12, message_body());
    world.on("2026-11-28", REPORTER, revoked(consent));
    assert_eq!(world.faults_of(told), [].into());
}

#[test]
fn promise_09_consents_and_proposals_lapse() {
    let (mut world, consent) = agreed_world();
    let told = world.on("2026-12-11", 11, taken(consent, STRUCK));
    assert_eq!(world.faults_of(told), only(Fault::ConsentExpired));
    // Thirty days, whatever it says.
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, proposed("2027-02-20"));
    let consent = world.on("2026-12-25", REPORTER, agreed(proposal, TEXT, "2027-02-20"));
    assert_eq!(world.faults_of(consent), [].into());
    let mut late = world.clone();
    let told = late.on("2027-01-25", 11, taken(consent, TEXT));
    assert_eq!(late.faults_of(told), only(Fault::ConsentExpired));
    let told = world.on("2027-01-24", 11, taken(consent, TEXT));
    assert_eq!(world.faults_of(told), [].into());
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, proposed("2027-02-20"));
    let consent = world.on("2026-12-26", REPORTER, agreed(proposal, TEXT, "2027-02-20"));
    assert_eq!(world.faults_of(consent), only(Fault::ConsentExpired));
    let told = world.on("2026-12-26", 11, taken(consent, TEXT));
    assert_eq!(world.faults_of(told), only(Fault::NoConsent));
}

#[test]
fn promise_09_danger_to_life_needs_two_and_a_reason() {
    let mut world = World::new();
    let none = world.on("2026-11-25", 11, danger(" 　"));
    assert_eq!(world.faults_of(none), only(Fault::NoReason));
    let proposal = world.on("2026-11-25", 11, danger("今夜、命を絶つと書いている"));
    // Not the reporter's to answer, not one person's to decide.
    let answer = world.on("2026-11-25", REPORTER, agreed(proposal, TEXT, "2026-12-20"));
    assert_eq!(world.faults_of(answer), only(Fault::NoProposal));
    let alone = world.on("2026-11-25", 11, approved(proposal));
    assert_eq!(world.faults_of(alone), only(Fault::OnePerson));
    let told = world.on("2026-11-25", 11, taken(alone, TEXT));
    assert_eq!(world.faults_of(told), only(Fault::NoConsent));
    let second = world.on("2026-11-25", 12, approved(proposal));
    assert_eq!(world.faults_of(second), [].into());
    let back = world.on("2026-11-25", REPORTER, revoked(second));
    assert_eq!(world.faults_of(back), only(Fault::NoConsent));
    let mut late = world.clone();
    let told = late.on("2026-11-29", 11, taken(second, TEXT));
    assert_eq!(late.faults_of(told), only(Fault::ConsentExpired));
    let told = world.on("2026-11-28", 12, taken(second, TEXT));
    assert_eq!(world.faults_of(told), only(Fault::OnePerson));
    let told = world.on("2026-11-28", 11, taken(second, TEXT));
    assert_eq!(world.faults_of(told), [].into());
    let again = world.on("2026-11-28", 11, taken(second, TEXT));
    assert_eq!(world.faults_of(again), only(Fault::ConsentUsed));
    // An ordinary proposal is not decided by two in the reporter's stead.
    let asked = world.on("2026-11-28", 11, proposed("2026-12-20"));
    let id = world.on("2026-11-28", 12, approved(asked));
    assert_eq!(world.faults_of(id), only(Fault::NoProposal));
}

/// Wherever an entry was dropped, bent or is not there, nothing is told that was not agreed to.
#[test]
fn what_is_missing_never_makes_a_consent() {
    let (mut world, consent) = agreed_world();
    world.on("2026-11-27", 13, message_body());
    let told = world.on("2026-11-27", 11, taken(consent, STRUCK));
    for place in 1..world.files.len() {
        let mut less = world.clone();
        let gone = less.files.remove(place).id;
        let faults = less.faults_of(told);
        let needed = place == 1 || gone == consent;
        assert_eq!(faults.contains(&Fault::NoConsent), needed, "{place}");
    }
    // The history as somebody turns it gives the same answer.
    let mut turned = world.clone();
    turned.files.reverse();
    assert_eq!(turned.view(), world.view());
    assert_eq!(world.view().asked[0].by, author(11));
}

fn message_body() -> Body {
    message("控えました")
}
