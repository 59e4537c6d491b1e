//! A reporter's code is replaced: the new one is the same reporter, and the old one says nothing any more.

use sotomado_core::entry::{Body, Code, Grant, Log, Role};
use sotomado_core::ids::{CaseId, Identity, WindowId};
use sotomado_core::log::Fault;
use sotomado_core::renewal::Renewal;

use super::only;
use super::steps::{STRUCK, agreed, proposed};
use super::world::{
    CASE, File, REPORTER, TIME, WINDOW, World, author, key, message, new_key, roster_followed,
};

const OWN: u8 = 81;
const THIRD: u8 = 82;

fn word(from: u8, to: u8) -> Renewal {
    Renewal {
        v: 1,
        window: WINDOW,
        case: CASE,
        from: author(from),
        author: author(to),
        recipient: Identity([to; 32]).recipient(),
        time: TIME.parse().unwrap(),
    }
}

fn code(word: &Renewal, by: u8) -> Body {
    let frame = word.compose(&key(by)).unwrap();
    Body::Code(Code { frame })
}

fn renewed() -> World {
    let mut world = World::new();
    world.write(11, Log::Case, message("読みました"));
    world.write(REPORTER, Log::Case, code(&word(REPORTER, OWN), OWN));
    world
}

#[test]
fn promise_05_the_new_code_is_the_same_reporter_and_the_old_one_says_nothing_more() {
    let mut world = renewed();
    let proposal = world.write(11, Log::Case, proposed("2026-12-24"));
    let said = world.write(OWN, Log::Case, agreed(proposal, STRUCK, "2026-12-24"));
    assert_eq!(world.view().faults(), []);
    let view = world.view();
    let reporter = view.reporter.as_ref().unwrap();
    assert_eq!(reporter.author, author(REPORTER));
    assert_eq!(reporter.keys, [author(REPORTER), author(OWN)]);
    assert_eq!(reporter.present(), author(OWN));
    assert_eq!(reporter.recipient, Identity([OWN; 32]).recipient());
    let own = view.entries.iter().find(|one| one.id == said).unwrap();
    assert_eq!(own.role, Some(Role::Reporter));
    assert_eq!(view.reporter.as_ref().unwrap().entry, world.files[0].id);
    // Whoever knows the new key alone finds the same case, and so does whoever knows the old one.
    for known in [REPORTER, OWN] {
        let mut same = world.clone();
        same.reporter = Some(author(known));
        assert_eq!(same.view(), view);
    }
    let mut stranger = world.clone();
    stranger.reporter = Some(author(THIRD));
    assert!(stranger.view().reporter.is_none());
    // The old one, whatever time it gives itself.
    let late = world.write(REPORTER, Log::Case, message("まだ書ける？"));
    assert_eq!(world.faults_of(late), only(Fault::OldCode));
    let mut early = renewed();
    let unseen = World::new().draw(REPORTER, Log::Case, message("前の時刻で"));
    early.files.push(File::of(&unseen, REPORTER));
    let id = early.files.last().unwrap().id;
    assert!(early.faults_of(id).contains(&Fault::OldCode));
}

#[test]
fn and_so_it_goes_on() {
    let mut world = renewed();
    world.write(OWN, Log::Case, code(&word(OWN, THIRD), THIRD));
    world.write(THIRD, Log::Case, message("三つ目"));
    assert_eq!(world.view().faults(), []);
    assert_eq!(world.view().reporter.unwrap().keys.len(), 3);
    let second = world.write(OWN, Log::Case, message("二つ目"));
    assert_eq!(world.faults_of(second), only(Fault::OldCode));
    // A code that was good once is not taken up again.
    let back = world.write(THIRD, Log::Case, code(&word(THIRD, OWN), OWN));
    assert_eq!(world.faults_of(back), only(Fault::CodeDiffers));
}

#[test]
fn a_code_is_followed_by_its_own_word_and_that_of_the_new_one_alone() {
    let elsewhere = [
        (
            Renewal {
                case: CaseId([1; 16]),
                ..word(REPORTER, OWN)
            },
            OWN,
        ),
        (
            Renewal {
                window: WindowId([1; 16]),
                ..word(REPORTER, OWN)
            },
            OWN,
        ),
        (word(99, OWN), OWN),
        // A reader's key: one hand would stand on both sides.
        (word(REPORTER, 11), 11),
        (word(REPORTER, REPORTER), REPORTER),
    ];
    for (word, by) in elsewhere {
        let mut world = World::new();
        let id = world.write(REPORTER, Log::Case, code(&word, by));
        assert_eq!(world.faults_of(id), only(Fault::CodeDiffers));
        assert_eq!(world.view().reporter.unwrap().keys, [author(REPORTER)]);
        let own = world.write(OWN, Log::Case, message("だれ？"));
        assert_eq!(world.faults_of(own), only(Fault::UnknownAuthor));
    }
    assert!(word(REPORTER, OWN).compose(&key(99)).is_err());
    // A counsellor says it of nobody.
    let mut world = World::new();
    let id = world.write(11, Log::Case, code(&word(11, OWN), OWN));
    assert!(world.faults_of(id).contains(&Fault::WrongKind));
}

/// Whoever has heard the old code can sign another word, under any time: nothing says which is the reporter's, and no key speaks but for
/// whoever holds one.
#[test]
fn promise_05_of_two_words_that_have_not_seen_each_other_neither_is_followed() {
    let mut world = World::new();
    let (one, other) = (
        world.draw(REPORTER, Log::Case, code(&word(REPORTER, OWN), OWN)),
        world.draw(REPORTER, Log::Case, code(&word(REPORTER, THIRD), THIRD)),
    );
    let files = [File::of(&one, REPORTER), File::of(&other, REPORTER)];
    let both = [files[0].id, files[1].id];
    world.files.extend(files);
    let own = world.write(OWN, Log::Case, message("わたしです"));
    let third = world.write(THIRD, Log::Case, message("わたしです"));
    let old = world.write(REPORTER, Log::Case, message("わたしです"));
    assert_eq!(world.view().reporter.unwrap().keys, [author(REPORTER)]);
    for id in both {
        assert!(world.faults_of(id).contains(&Fault::CodeDiffers));
    }
    assert!(world.faults_of(own).contains(&Fault::UnknownAuthor));
    assert!(world.faults_of(third).contains(&Fault::UnknownAuthor));
    assert!(world.faults_of(old).contains(&Fault::OldCode));
    let mut turned = world.clone();
    turned.files.reverse();
    assert_eq!(turned.view().reporter, world.view().reporter);
    // Whoever holds one of them reads their own case.
    let mut held = world.clone();
    held.reporter = Some(author(OWN));
    let keys = held.view().reporter.unwrap().keys;
    assert_eq!(keys, [author(REPORTER), author(OWN)]);
    assert_eq!(held.faults_of(own), [].into());
    assert!(held.faults_of(third).contains(&Fault::UnknownAuthor));
}

#[test]
fn the_new_code_hands_the_case_on_as_the_old_one_did() {
    let mut world = renewed();
    world.rosters.push(roster_followed(2, &[11, 12, 13], &[11]));
    let grant = Grant {
        reader: author(new_key(11)),
        epoch: 1,
        recipient: Identity([3; 32]).recipient(),
        reason: "鍵が替わりました".into(),
    };
    world.write(OWN, Log::Case, Body::Grant(grant));
    assert_eq!(world.view().faults(), []);
    assert!(
        world
            .view()
            .current_readers()
            .contains(&author(new_key(11)))
    );
}
