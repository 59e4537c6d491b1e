//! What a checked case says, fault by fault.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fall"
)]

mod alarms;
mod codes;
mod consents;
mod deedless;
mod deputies;
mod door;
mod happened;
mod heard;
mod hearers;
mod mutations;
mod newkeys;
mod properties;
mod readback;
mod spoken;
mod steps;
mod tasks;
mod tellings;
mod world;

use std::collections::BTreeSet;

use sotomado_core::entry::{Body, Grant, Log, Report, RosterName, Seen};
use sotomado_core::ids::{CaseId, Digest, Identity, WindowId};
use sotomado_core::log::Fault;

use world::{File, LEFT_OUT, REPORTER, World, author, message, note, report, roster_of};

impl World {
    pub fn faults_of(&self, id: Digest) -> BTreeSet<Fault> {
        let view = self.view();
        view.entries
            .iter()
            .filter(|checked| checked.id == id)
            .flat_map(|checked| checked.faults.clone())
            .collect()
    }

    pub fn codes(&self) -> BTreeSet<Fault> {
        self.view()
            .faults()
            .iter()
            .map(|found| found.code)
            .collect()
    }
}

fn only(fault: Fault) -> BTreeSet<Fault> {
    [fault].into()
}

#[test]
fn a_conversation_is_clean() {
    let mut world = World::new();
    let report = world.files[0].id;
    assert_eq!(world.view().unseen(), [report]);
    world.write(
        11,
        Log::Case,
        Body::Seen(Seen {
            entries: vec![report],
        }),
    );
    world.write(12, Log::Desk, note("控え"));
    world.write(11, Log::Case, message("読みました"));
    let second = world.write(REPORTER, Log::Case, message("ありがとう"));
    let view = world.view();
    assert_eq!(view.faults(), []);
    assert_eq!(view.seen, [report].into());
    assert_eq!(view.unseen(), [second]);
    assert_eq!(view.current_readers(), [author(11), author(12)].into());
    assert_eq!(view.reporter.as_ref().unwrap().author, author(REPORTER));
    let mut shuffled = world.clone();
    shuffled.files.reverse();
    assert_eq!(shuffled.view(), view);
}

#[test]
fn two_may_write_at_once() {
    let mut world = World::new();
    let one = world.draw(11, Log::Case, message("A"));
    let other = world.draw(12, Log::Case, message("B"));
    let third = world.draw(REPORTER, Log::Case, message("C"));
    world.files.extend([
        File::of(&one, 11),
        File::of(&other, 12),
        File::of(&third, REPORTER),
    ]);
    assert_eq!(world.view().faults(), []);
    assert_eq!(
        world.view().next(&author(REPORTER), Log::Case).heads.len(),
        2
    );
}

#[test]
fn what_belongs_elsewhere() {
    let mut world = World::new();
    let id = world.bent(REPORTER, Log::Case, message("a"), |header| {
        header.window = WindowId([1; 16])
    });
    assert_eq!(world.faults_of(id), only(Fault::WrongWindow));
    let mut world = World::new();
    let id = world.bent(REPORTER, Log::Case, message("a"), |header| {
        header.case = CaseId([1; 16])
    });
    assert_eq!(world.faults_of(id), only(Fault::WrongCase));
    let mut world = World::new();
    let id = world.write(11, Log::Case, message("a"));
    world.files[1].log = Log::Desk;
    assert_eq!(world.faults_of(id), only(Fault::WrongLog));
    world.files[1].log = Log::Case;
    world.files[1].digest = Digest([0; 32]);
    assert_eq!(world.faults_of(id), only(Fault::WrongId));
    world.files[1].digest = id;
    world.files[1].plain = None;
    assert_eq!(world.faults_of(id), only(Fault::NotAge));
    world.files[1].plain = Some(vec![0; 4096]);
    assert_eq!(world.faults_of(id), only(Fault::Malformed));
}

#[test]
fn only_who_may_writes() {
    let mut world = World::new();
    let id = world.write(99, Log::Case, message("a"));
    assert_eq!(world.faults_of(id), only(Fault::UnknownAuthor));
    assert!(
        world
            .view()
            .next(&author(11), Log::Case)
            .heads
            .iter()
            .all(|head| head.author != author(99))
    );
    let id = world.write(LEFT_OUT, Log::Case, message("a"));
    assert_eq!(world.faults_of(id), only(Fault::LeftOut));
    let proposal = world.write(11, Log::Case, steps::proposed("2026-12-24"));
    let consent = steps::agreed(proposal, steps::STRUCK, "2026-12-24");
    let id = world.write(11, Log::Case, consent.clone());
    assert_eq!(world.faults_of(id), only(Fault::WrongKind));
    let id = world.write(REPORTER, Log::Case, consent);
    assert_eq!(world.faults_of(id), [].into());
    let id = world.write(REPORTER, Log::Case, Body::Seen(Seen { entries: vec![] }));
    assert_eq!(world.faults_of(id), only(Fault::WrongKind));
    let id = world.write(12, Log::Case, note("控え"));
    assert_eq!(world.faults_of(id), only(Fault::WrongKind));
    let id = world.write(12, Log::Desk, message("a"));
    assert_eq!(world.faults_of(id), only(Fault::WrongKind));
    let id = world.write(REPORTER, Log::Case, Body::Report(report()));
    assert_eq!(world.faults_of(id), only(Fault::WrongKind));
}

#[test]
fn a_reader_cannot_become_the_reporter() {
    // A second report under a fresh key bears `fork`, and so does the first: nobody can tell them apart…
    let mut world = World::new();
    let mut forged = world.draw(77, Log::Case, Body::Report(report()));
    forged.header.heads.clear();
    world.files.push(File::of(&forged, 77));
    let (first, second) = (world.files[0].id, world.files[1].id);
    assert!(
        world.faults_of(first).contains(&Fault::Fork)
            && world.faults_of(second).contains(&Fault::Fork)
    );
    // … unless the maker of the first key file is known.
    world.reporter = Some(author(REPORTER));
    assert_eq!(world.faults_of(first), [].into());
    assert_eq!(
        world.faults_of(second),
        [Fault::UnknownAuthor, Fault::WrongKind].into()
    );
    // A report under a reader's own key is none.
    let mut world = World::new();
    world.files.clear();
    world.write(11, Log::Case, Body::Report(report()));
    assert_eq!(world.codes(), [Fault::NoReport, Fault::WrongKind].into());
    // A roster that names the reporter's key makes no reader of it.
    let mut world = World::new();
    world.rosters.push(roster_of(2, &[11, 12, REPORTER]));
    let id = world.write(REPORTER, Log::Case, Body::Seen(Seen { entries: vec![] }));
    assert_eq!(world.faults_of(id), only(Fault::WrongKind));
}

#[test]
fn chains_and_heads() {
    let mut world = World::new();
    world.write(11, Log::Case, message("a"));
    let id = world.bent(11, Log::Case, message("b"), |header| header.n = 4);
    assert_eq!(world.faults_of(id), only(Fault::Gap));
    let mut world = World::new();
    let one = world.write(11, Log::Case, message("a"));
    let other = world.bent(11, Log::Case, message("b"), |header| {
        (header.n, header.before) = (1, None)
    });
    assert_eq!(world.faults_of(one), only(Fault::Fork));
    assert_eq!(world.faults_of(other), only(Fault::Fork));
    // The same n in the other log is another chain.
    let id = world.write(11, Log::Desk, note("c"));
    assert_eq!(world.faults_of(id), [].into());
    let mut world = World::new();
    world.write(11, Log::Case, message("a"));
    let id = world.bent(11, Log::Case, message("b"), |header| {
        header.before = Some(Digest([1; 32]))
    });
    assert_eq!(world.faults_of(id), only(Fault::BrokenChain));
    let id = world.bent(12, Log::Case, message("b"), |header| {
        header.before = Some(Digest([1; 32]))
    });
    assert_eq!(world.faults_of(id), only(Fault::BrokenChain));
    let mut world = World::new();
    let id = world.bent(11, Log::Case, message("b"), |header| {
        header.heads[0].entry = Digest([1; 32])
    });
    assert_eq!(world.faults_of(id), only(Fault::MissingHead));
    let mut world = World::new();
    let id = world.bent(11, Log::Case, message("b"), |header| {
        header.heads[0].author = author(12)
    });
    assert_eq!(world.faults_of(id), only(Fault::MissingHead));
    let mut world = World::new();
    let id = world.bent(11, Log::Case, message("b"), |header| {
        header.n = (1 << 53) - 1
    });
    assert_eq!(world.faults_of(id), only(Fault::Gap));
    assert_eq!(world.view().next(&author(11), Log::Case).n, 1 << 53);
}

#[test]
fn rosters_only_forward() {
    let mut world = World::new();
    let id = world.bent(11, Log::Case, message("a"), |header| {
        header.roster.digest = Digest([1; 32])
    });
    assert_eq!(
        world.faults_of(id),
        [Fault::UnknownAuthor, Fault::UnknownRoster].into()
    );
    let id = world.bent(REPORTER, Log::Case, message("a"), |header| {
        header.roster.epoch = 7
    });
    assert_eq!(world.faults_of(id), only(Fault::UnknownRoster));
    // That made-up epoch made nothing old.
    let id = world.write(12, Log::Case, message("a"));
    assert_eq!(world.faults_of(id), [].into());
    let first = world.rosters[0].clone();
    world.rosters.push(roster_of(2, &[11, 12]));
    world.write(12, Log::Case, message("b"));
    let name = RosterName {
        epoch: 1,
        digest: first.digest(),
    };
    let id = world.bent(REPORTER, Log::Case, message("a"), |header| {
        header.roster = name
    });
    assert_eq!(world.faults_of(id), only(Fault::OldRoster));
    // Whatever it says it has seen, nobody wrote here before the report: an older roster than the report's is old, and
    // so is a second one of the same epoch.
    for (epoch, other) in [(1, vec![11, 12, 13]), (2, vec![11, 99])] {
        let mut world = World::new();
        let stale = roster_of(epoch, &other);
        world.rosters = vec![stale.clone(), roster_of(2, &[11, 12, 13, LEFT_OUT])];
        world.files.clear();
        world.write(REPORTER, Log::Case, Body::Report(report()));
        let name = RosterName {
            epoch,
            digest: stale.digest(),
        };
        let id = world.bent(11, Log::Case, message("a"), |header| {
            header.roster = name;
            header.heads.clear();
        });
        assert_eq!(world.faults_of(id), only(Fault::OldRoster));
    }
    let mut world = World::new();
    let late = "2027-03-03T15:00:00Z".parse().unwrap();
    let id = world.bent(REPORTER, Log::Case, message("a"), |header| {
        header.time = late
    });
    assert_eq!(world.faults_of(id), only(Fault::ExpiredRoster));
}

#[test]
fn grants_let_in_only_whom_they_may() {
    let grant = |reader: u8, epoch: u32, secret: u8| {
        Body::Grant(Grant {
            reader: author(reader),
            epoch,
            recipient: Identity([secret; 32]).recipient(),
            reason: "応援".into(),
        })
    };
    let mut world = World::new();
    let id = world.write(11, Log::Case, grant(13, 1, 3));
    assert_eq!(world.faults_of(id), [].into());
    assert!(world.view().current_readers().contains(&author(13)));
    for (body, fault) in [
        (grant(LEFT_OUT, 1, 3), Fault::LeftOut),
        (grant(98, 1, 3), Fault::UnknownReader),
        (grant(13, 1, 33), Fault::WrongEpoch),
        (grant(13, 3, 33), Fault::WrongEpoch),
        (grant(13, u32::MAX, 33), Fault::WrongEpoch),
    ] {
        let mut world = world.clone();
        let id = world.write(11, Log::Case, body);
        assert_eq!(world.faults_of(id), only(fault));
        assert_eq!(world.view().epoch(), 1);
    }
    let id = world.write(11, Log::Case, grant(11, 2, 33));
    assert_eq!(world.faults_of(id), [].into());
    let next = world.view().next(&author(11), Log::Case);
    assert_eq!(
        (next.epoch, next.recipient),
        (2, Some(Identity([33; 32]).recipient()))
    );
    assert_eq!(world.view().current_readers(), [author(11)].into());
    let id = world.bent(11, Log::Case, message("a"), |header| header.epoch = 3);
    assert_eq!(world.faults_of(id), only(Fault::WrongEpoch));
    // Readers whom the report names against itself or off the roster are not given the case.
    let mut world = World::new();
    world.files.clear();
    let readers = vec![author(11), author(LEFT_OUT), author(97)];
    world.write(
        REPORTER,
        Log::Case,
        Body::Report(Report {
            readers,
            ..report()
        }),
    );
    assert_eq!(world.view().current_readers(), [author(11)].into());
}
