//! The audit chain as the store keeps it: with the deed or not at all, whole over days and clocks that jump.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use sea_orm::EntityTrait;
use sotomado_core::audit::{CLOSE, Link, verify};

use super::*;
use crate::clock::Clock;
use crate::store::row::{audit, audit_keys};

/// A store whose days are told by the number.
async fn on_days() -> (Lies, Store, Arc<AtomicI32>) {
    let (lies, store) = store().await;
    let days = Arc::new(AtomicI32::new(0));
    let told = days.clone();
    let noon: jiff::Timestamp = "2026-11-24T03:00:00Z".parse().unwrap();
    let clock = Clock::from_fn(move || {
        noon + jiff::SignedDuration::from_hours(24 * i64::from(told.load(Ordering::SeqCst)))
    });
    (lies, store.at(clock), days)
}

async fn links(store: &Store) -> Vec<Link> {
    let permit = Door::shipped()
        .unwrap()
        .permit(&Actor::Operator, Action::SeeAudit, &Resource::Desk)
        .unwrap();
    store.audit(&permit).await.unwrap()
}

/// Day and deed of each record, of a chain that is whole.
async fn told(store: &Store) -> Vec<(String, String)> {
    let links = links(store).await;
    let seen = verify(&links, store.audit_key(), &[]);
    assert!(seen.faults.is_empty(), "{:?}", seen.faults);
    let records = links.into_iter().filter_map(|link| link.record);
    records
        .map(|record| (record.day.to_string(), record.action))
        .collect()
}

fn pairs<'a>(all: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let owned = all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
    owned.collect()
}

async fn window(store: &Store, short: &str) {
    let permit =
        Door::shipped()
            .unwrap()
            .permit(&Actor::Operator, Action::AddWindow, &Resource::Desk);
    store
        .add_window(&permit.unwrap(), short, short)
        .await
        .unwrap();
}

async fn keys(store: &Store) -> usize {
    let all = audit_keys::Entity::find().all(&store.keys.read).await;
    all.unwrap().len()
}

#[tokio::test]
async fn the_first_deed_of_a_day_closes_the_day_before_and_a_quiet_day_is_closed_too() {
    let (_lies, store, days) = on_days().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(told(&store).await, [], "a reporter's deed leaves nothing");
    let read = on_case(&store, reader(), Action::ReadCase, 5).await;
    store.read_case(&read).await.unwrap();
    store.read_case(&read).await.unwrap();
    days.store(1, Ordering::SeqCst);
    store.read_case(&read).await.unwrap();
    days.store(2, Ordering::SeqCst);
    let closed = store.close_audit().await.unwrap();
    assert_eq!(
        closed.map(|day| day.to_string()).as_deref(),
        Some("2026-11-25")
    );
    assert_eq!(store.close_audit().await.unwrap(), None, "once");
    days.store(5, Ordering::SeqCst);
    assert!(store.close_audit().await.unwrap().is_some());
    let all = [
        ("2026-11-23", CLOSE),
        ("2026-11-24", "read-case"),
        ("2026-11-24", CLOSE),
        ("2026-11-25", "read-case"),
        ("2026-11-25", CLOSE),
        ("2026-11-28", CLOSE),
    ];
    assert_eq!(told(&store).await, pairs(&all));
}

#[tokio::test]
async fn what_was_refused_or_not_kept_is_not_recorded() {
    let (_lies, store, _) = on_days().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    let write = on_case(&store, reader(), Action::WriteToCase, 5).await;
    let new = || vec![entry(9, Log::Case)];
    store
        .add_entries(&write, today(), new())
        .await
        .unwrap()
        .unwrap();
    store
        .add_entries(&write, today(), new())
        .await
        .unwrap()
        .unwrap();
    let stale = store.add_with_files(&write, today(), vec![entry(8, Log::Case)], &[], Some(9));
    assert_eq!(stale.await.unwrap(), Err(Refused::MovedOn));
    let all = [("2026-11-23", CLOSE), ("2026-11-24", "write-to-case")];
    assert_eq!(told(&store).await, pairs(&all));
}

#[tokio::test]
async fn a_clock_that_jumps_back_breaks_no_chain() {
    let (_lies, store, days) = on_days().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    let next = on_case(&store, reader(), Action::SetNextDay, 5).await;
    let set = async || store.set_next_day(&next, today()).await.unwrap();
    set().await;
    days.store(9, Ordering::SeqCst);
    set().await;
    days.store(1, Ordering::SeqCst);
    set().await;
    assert_eq!(store.close_audit().await.unwrap(), None);
    days.store(10, Ordering::SeqCst);
    store.close_audit().await.unwrap();
    days.store(3, Ordering::SeqCst);
    set().await;
    let last = told(&store).await.pop().unwrap();
    assert_eq!(last.0, "2026-12-04", "after the day that was closed");
}

#[tokio::test]
async fn what_names_a_case_ends_with_it() {
    let (_lies, store, _) = on_days().await;
    for seed in [5, 6] {
        store
            .file_report(&may_file(seed), report(seed))
            .await
            .unwrap()
            .unwrap();
    }
    assert_eq!(keys(&store).await, 2);
    let operator = on_case(&store, Actor::Operator, Action::ExportCase, 5).await;
    store.export_case(&operator).await.unwrap();
    let mailbox = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(5),
    };
    let back = on_case(&store, mailbox, Action::TakeBack, 5).await;
    store.take_back(&back).await.unwrap().unwrap();
    assert_eq!(keys(&store).await, 1);
    let marked = links(&store).await.pop().unwrap().record.unwrap();
    assert_eq!(marked.action, "export-case");
    assert!(
        marked.case.is_some(),
        "the mark stays, and nothing leads from a case to it"
    );
    let gone = store.record_reading(&operator).await;
    assert!(matches!(gone, Err(StoreError::Gone)), "{gone:?}");
    assert_eq!(keys(&store).await, 1, "nor does its key come back");
}

/// A desk from before there was a chain.
#[tokio::test]
async fn a_case_without_a_key_gets_one_when_it_is_first_named() {
    let (_lies, store, _) = on_days().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    audit_keys::Entity::delete_many()
        .exec(&store.keys.write)
        .await
        .unwrap();
    let read = on_case(&store, reader(), Action::ReadCase, 5).await;
    store.read_case(&read).await.unwrap();
    let next = on_case(&store, reader(), Action::SetNextDay, 5).await;
    store.set_next_day(&next, today()).await.unwrap();
    let marks: Vec<_> = links(&store)
        .await
        .into_iter()
        .filter_map(|link| link.record?.case)
        .collect();
    assert!(marks.len() == 2 && marks[0] == marks[1]);
}

#[tokio::test]
async fn without_its_key_people_work_on_and_no_day_is_closed_until_it_is_put_back() {
    let (lies, store, days) = on_days().await;
    let file = lies.place.folder.join("audit.key");
    let text = std::fs::read_to_string(&file).unwrap();
    window(&store, "one").await;
    std::fs::remove_file(&file).unwrap();
    let open = async || {
        Store::open(&lies.place)
            .await
            .unwrap()
            .at(store.clock.clone())
    };
    let without = open().await;
    days.store(1, Ordering::SeqCst);
    window(&without, "two").await;
    assert!(matches!(
        without.close_audit().await,
        Err(StoreError::NoAuditKey)
    ));
    assert!(!file.exists(), "no other takes its place");
    std::fs::write(&file, &text).unwrap();
    days.store(2, Ordering::SeqCst);
    let again = open().await;
    again.close_audit().await.unwrap();
    let all = [
        ("2026-11-23", CLOSE),
        ("2026-11-24", "add-window"),
        ("2026-11-25", "add-window"),
        ("2026-11-25", CLOSE),
    ];
    assert_eq!(told(&again).await, pairs(&all));
    std::fs::write(&file, "not a key").unwrap();
    assert!(Store::open(&lies.place).await.is_err());
}

/// Whoever bends the last record keeps nobody from working, and is found.
#[tokio::test]
async fn a_bent_end_stops_nobody_and_is_found() {
    let (_lies, store, _) = on_days().await;
    window(&store, "one").await;
    let bent = audit::ActiveModel {
        place: sea_orm::ActiveValue::Set(1),
        day: sea_orm::ActiveValue::Set("yesterday".to_owned()),
        digest: sea_orm::ActiveValue::Set(vec![1]),
        ..Default::default()
    };
    audit::Entity::update(bent)
        .exec(&store.main.write)
        .await
        .unwrap();
    window(&store, "two").await;
    let seen = verify(&links(&store).await, store.audit_key(), &[]);
    assert!(!seen.faults.is_empty());
}
