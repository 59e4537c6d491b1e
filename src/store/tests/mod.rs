//! The store on real files: whole or not at all, and twice is once. On SQLite, or on the PostgreSQL of `ops/postgres`.

mod audit;
mod layout;
mod lists;
mod overwritten;
mod renewing;
mod server;
mod sweep;
mod taking_back;

use std::path::Path;

use sea_orm::ConnectionTrait;
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, Digest, WindowId};

use super::*;
use server::Lies;

use crate::access::{Action, Actor, Door, Permit, Resource};

const WINDOW: WindowId = WindowId([1; 16]);
const READER: AuthorKey = AuthorKey([7; 32]);

fn today() -> Day {
    Day::new(2026, 11, 24).unwrap()
}

async fn store() -> (Lies, Store) {
    let lies = Lies::somewhere().await;
    let store = Store::create(&lies.place).await.unwrap();
    (lies, store)
}

fn entry(seed: u8, log: Log) -> NewEntry {
    let file = vec![seed; 4296];
    NewEntry {
        id: Digest::of(&file),
        log,
        bucket: 4096,
        file,
    }
}

fn key(to: Option<AuthorKey>, seed: u8) -> NewKey {
    NewKey {
        to,
        purpose: Log::Case,
        file: vec![seed; 2248],
    }
}

fn report(seed: u8) -> NewReport {
    NewReport {
        case: CaseId([seed; 16]),
        urgent: false,
        arrived: today(),
        next: today().plus_days(3),
        retention: today().plus_days(1000),
        sealed_here: false,
        entries: vec![entry(seed, Log::Case)],
        keys: vec![key(None, seed), key(Some(READER), seed.wrapping_add(100))],
    }
}

fn mailbox(seed: u8) -> AuthorKey {
    AuthorKey([seed; 32])
}

fn may_file(seed: u8) -> Permit {
    let actor = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(seed),
    };
    Door::shipped()
        .unwrap()
        .permit(&actor, Action::FileReport, &Resource::Window(WINDOW))
        .unwrap()
}

async fn on_case(store: &Store, actor: Actor, action: Action, seed: u8) -> Permit {
    let facts = store.case_facts(CaseId([seed; 16])).await.unwrap().unwrap();
    Door::shipped()
        .unwrap()
        .permit(&actor, action, &facts.resource())
        .unwrap()
}

fn reader() -> Actor {
    Actor::Counsellor {
        account: crate::access::AccountId([3; 16]),
        author: Some(READER),
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let drawers = std::fs::read_dir(folder.join("files")).unwrap();
    drawers
        .flat_map(|d| std::fs::read_dir(d.unwrap().path()).unwrap())
        .map(|f| f.unwrap().path())
        .collect()
}

#[tokio::test]
async fn the_same_report_twice_is_one_and_another_is_refused() {
    let (folder, store) = store().await;
    assert_eq!(
        store.file_report(&may_file(5), report(5)).await.unwrap(),
        Ok(Kept::Now)
    );
    assert_eq!(
        store.file_report(&may_file(5), report(5)).await.unwrap(),
        Ok(Kept::Before)
    );
    let mut other = report(5);
    other.entries = vec![entry(6, Log::Case)];
    assert_eq!(
        store.file_report(&may_file(5), other).await.unwrap(),
        Err(Refused::FirstKept)
    );
    assert_eq!(
        store.file_report(&may_file(8), report(5)).await.unwrap(),
        Err(Refused::CaseInUse)
    );
    let mut copied = report(9);
    copied.entries = vec![entry(5, Log::Case)];
    assert_eq!(
        store.file_report(&may_file(9), copied).await.unwrap(),
        Err(Refused::EntryElsewhere)
    );
    let mut with_keys_of_another = report(9);
    with_keys_of_another.keys = report(5).keys;
    let refused = store.file_report(&may_file(9), with_keys_of_another).await;
    assert_eq!(
        refused.unwrap(),
        Err(Refused::EntryElsewhere),
        "nobody could open it"
    );
    assert!(store.case_facts(CaseId([9; 16])).await.unwrap().is_none());
    assert_eq!(
        files(folder.path()).len(),
        1,
        "what was refused left no file"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_reports_at_once_are_all_kept() {
    let (folder, store) = store().await;
    let mut all = tokio::task::JoinSet::new();
    for seed in 0..64 {
        let store = store.clone();
        all.spawn(async move {
            store
                .file_report(&may_file(seed), report(seed))
                .await
                .unwrap()
        });
    }
    while let Some(answer) = all.join_next().await {
        assert_eq!(answer.unwrap(), Ok(Kept::Now));
    }
    let permit = may_list();
    let cases = listed(&store, &permit).await;
    assert_eq!(cases.len(), 64);
    assert!(cases.iter().all(|case| case.unread_since == Some(today())));
    assert_eq!(files(folder.path()).len(), 64);
    let again = Store::open(&folder.place).await.unwrap();
    assert_eq!(again.check().await.unwrap(), 64);
    assert_eq!(listed(&again, &permit).await.len(), 64);
}

/// A commit that answers with an error may have reached the disk; a row whose file is gone would be a lost report.
#[tokio::test]
async fn after_an_error_of_the_database_no_sealed_file_is_taken_away() {
    let (folder, store) = store().await;
    store
        .file_report(&may_file(1), report(1))
        .await
        .unwrap()
        .unwrap();
    let broken = store.main.begin().await.unwrap();
    server::breaks(&broken, "INSERT", "entries").await;
    broken.commit().await.unwrap();
    assert!(store.file_report(&may_file(2), report(2)).await.is_err());
    let by = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(1),
    };
    let permit = on_case(&store, by, Action::WriteToMailbox, 1).await;
    assert!(
        store
            .add_entries(&permit, today(), vec![entry(9, Log::Case)])
            .await
            .is_err()
    );
    assert_eq!(files(folder.path()).len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_report_sent_eight_times_at_once_is_one() {
    let (folder, store) = store().await;
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        all.spawn(async move { store.file_report(&may_file(5), report(5)).await.unwrap() });
    }
    let answers = all.join_all().await;
    assert_eq!(
        answers
            .iter()
            .filter(|answer| **answer == Ok(Kept::Now))
            .count(),
        1
    );
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(files(folder.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_entries_the_second_is_kept_though_the_first_came_meanwhile() {
    let (_folder, store) = store().await;
    let filed = store.file_report(&may_file(1), report(1)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let actor = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(1),
    };
    let permit = on_case(&store, actor, Action::WriteToMailbox, 1).await;
    for round in 0..20_u8 {
        let first = entry(100 + 2 * round, Log::Case);
        let second = entry(101 + 2 * round, Log::Case);
        let mut all = tokio::task::JoinSet::new();
        for sent in [vec![first.clone()], vec![first, second.clone()]] {
            let (store, permit) = (store.clone(), permit.clone());
            all.spawn(async move { store.add_entries(&permit, today(), sent).await });
        }
        for answer in all.join_all().await {
            assert!(answer.unwrap().is_ok());
        }
        let again = store.add_entries(&permit, today(), vec![second]).await;
        assert_eq!(again.unwrap(), Ok(Kept::Before), "round {round}");
    }
}

#[tokio::test]
async fn the_mailbox_is_given_its_log_and_its_keys_alone() {
    let (_folder, store) = store().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    let permit = on_case(&store, reader(), Action::WriteToCase, 5).await;
    let both = vec![entry(20, Log::Case), entry(21, Log::Desk)];
    assert_eq!(
        store
            .add_entries(&permit, today(), both.clone())
            .await
            .unwrap(),
        Ok(Kept::Now)
    );
    assert_eq!(
        store.add_entries(&permit, today(), both).await.unwrap(),
        Ok(Kept::Before)
    );
    let own = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(5),
    };
    let permit = on_case(&store, own, Action::OpenMailbox, 5).await;
    let seen = store.open_mailbox(&permit).await.unwrap();
    assert!(seen.entries.iter().all(|entry| entry.log == Log::Case));
    assert_eq!(seen.entries.len(), 2);
    assert_eq!(
        seen.keys.iter().map(|key| key.file[0]).collect::<Vec<_>>(),
        [5]
    );
    let permit = on_case(&store, reader(), Action::ReadCase, 5).await;
    let seen = store.read_case(&permit).await.unwrap();
    assert_eq!(seen.entries.len(), 3);
    assert_eq!(
        seen.keys.iter().map(|key| key.file[0]).collect::<Vec<_>>(),
        [105]
    );
}

fn may_list() -> Permit {
    let account = Resource::Account(crate::access::AccountId([3; 16]));
    let door = Door::shipped().unwrap();
    door.permit(&reader(), Action::ListOwnCases, &account)
        .unwrap()
}

async fn listed(store: &Store, permit: &Permit) -> Vec<CaseInList> {
    let page = store
        .cases_of(permit, &[WINDOW], (None, 100), &Followed::default())
        .await;
    page.unwrap()
}

async fn reporter_writes(store: &Store, seed: u8) {
    let own = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(seed),
    };
    let write = on_case(store, own, Action::WriteToMailbox, seed).await;
    store
        .add_entries(&write, today(), vec![entry(22, Log::Case)])
        .await
        .unwrap()
        .unwrap();
}

async fn is_unread(store: &Store, permit: &Permit) -> bool {
    listed(store, permit).await[0].unread_since.is_some()
}

#[tokio::test]
async fn a_case_is_unread_until_its_reader_goes_on_from_the_names_and_again_when_the_reporter_writes()
 {
    let (_folder, store) = store().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    let list = may_list();
    assert!(is_unread(&store, &list).await);
    let read = on_case(&store, reader(), Action::ReadCase, 5).await;
    store.read_case(&read).await.unwrap();
    assert!(is_unread(&store, &list).await);
    store.mark_read(&read, today()).await.unwrap();
    assert!(!is_unread(&store, &list).await);
    let write = on_case(&store, reader(), Action::WriteToCase, 5).await;
    store
        .add_entries(&write, today(), vec![entry(20, Log::Case)])
        .await
        .unwrap()
        .unwrap();
    assert!(!is_unread(&store, &list).await, "one's own words are read");
    reporter_writes(&store, 5).await;
    assert!(is_unread(&store, &list).await);
}

#[tokio::test]
async fn who_is_given_a_key_file_holds_the_case() {
    let (_folder, store) = store().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    let second = AuthorKey([8; 32]);
    let permit = on_case(&store, reader(), Action::AddKeys, 5).await;
    store
        .add_keys(&permit, today(), vec![key(Some(second), 50)], None)
        .await
        .unwrap()
        .unwrap();
    let facts = store.case_facts(CaseId([5; 16])).await.unwrap().unwrap();
    assert!(facts.readers.contains(&second) && facts.readers.contains(&READER));
    let reading = on_case(&store, reader(), Action::ReadCase, 5).await;
    assert!(
        store
            .add_keys(&reading, today(), vec![key(Some(second), 51)], None)
            .await
            .is_err(),
        "a permit for something else"
    );
}

#[tokio::test]
async fn a_case_holds_no_more_than_can_be_opened_at_once() {
    let (_folder, store) = store().await;
    let first = store.file_report(&may_file(5), report(5)).await.unwrap();
    first.unwrap();
    let own = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(5),
    };
    let write = on_case(&store, own, Action::WriteToMailbox, 5).await;
    let large = |n: u8| NewEntry {
        bucket: 4 * 1024 * 1024 - 1024,
        ..entry(n, Log::Case)
    };
    for n in 10..14 {
        let kept = store.add_entries(&write, today(), vec![large(n)]).await;
        assert_eq!(kept.unwrap(), Ok(Kept::Now), "with the report just 16 MiB");
    }
    let more = vec![entry(20, Log::Case)];
    let refused = store.add_entries(&write, today(), more).await.unwrap();
    assert_eq!(refused, Err(Refused::Full));
    let again = store.add_entries(&write, today(), vec![large(13)]).await;
    assert_eq!(again.unwrap(), Ok(Kept::Before));
}
