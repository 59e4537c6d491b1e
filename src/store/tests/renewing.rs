//! A reporter's code is replaced, and the process may fall anywhere in it: one of the two codes opens the case, and never both.

use sea_orm::EntityTrait;

use super::*;
use crate::store::NewCode;
use crate::store::row::remains;

fn own(seed: u8) -> Actor {
    Actor::Mailbox {
        window: WINDOW,
        key: mailbox(seed),
    }
}

fn new_code(mailbox_seed: u8, entry_seed: u8, key_seed: u8) -> NewCode {
    NewCode {
        mailbox: mailbox(mailbox_seed),
        entries: vec![entry(entry_seed, Log::Case)],
        keys: vec![key(None, key_seed)],
        known: 1,
    }
}

/// The first byte of each key file that a mailbox is given.
async fn given(store: &Store, seed: u8) -> Vec<u8> {
    let permit = on_case(store, own(seed), Action::OpenMailbox, 5).await;
    let case = store.open_mailbox(&permit).await.unwrap();
    case.keys.iter().map(|key| key.file[0]).collect()
}

async fn opens(store: &Store, seed: u8) -> bool {
    let facts = store.case_facts(CaseId([5; 16])).await.unwrap().unwrap();
    let asked = Door::shipped()
        .unwrap()
        .permit(&own(seed), Action::OpenMailbox, &facts.resource());
    asked.is_ok()
}

/// The process falls once the mailbox key was swapped and before the key files were: the next visit finds them in their place.
#[tokio::test]
async fn promise_12_what_an_interrupted_renewal_left_is_finished_at_the_next_visit() {
    let (folder, store) = store().await;
    let filed = store.file_report(&may_file(5), report(5)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let stop = store.keys.begin().await.unwrap();
    server::breaks(&stop, "UPDATE", "key_files").await;
    stop.commit().await.unwrap();
    let permit = on_case(&store, own(5), Action::WriteToMailbox, 5).await;
    assert!(
        store
            .renew(&permit, today(), new_code(6, 60, 61))
            .await
            .is_err()
    );
    assert!(opens(&store, 6).await && !opens(&store, 5).await);
    let mend = store.keys.begin().await.unwrap();
    mend.execute_unprepared(&server::mended(&mend, "key_files"))
        .await
        .unwrap();
    mend.commit().await.unwrap();
    assert_eq!(given(&store, 6).await, [61]);
    assert!(
        remains::Entity::find()
            .all(&store.main.read)
            .await
            .unwrap()
            .is_empty()
    );
    // And what is left to be done at a start is nothing.
    drop(store);
    let again = Store::open(&folder.place).await.unwrap();
    again.sweep(today()).await.unwrap();
    assert_eq!(given(&again, 6).await, [61]);
}

/// It falls before the swap: the old code opens what it opened, and a second attempt leaves nothing of the first.
#[tokio::test]
async fn promise_12_a_renewal_that_was_not_kept_leaves_the_old_code() {
    let (_folder, store) = store().await;
    let filed = store.file_report(&may_file(5), report(5)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let stop = store.main.begin().await.unwrap();
    server::breaks(&stop, "INSERT", "remains").await;
    stop.commit().await.unwrap();
    let permit = on_case(&store, own(5), Action::WriteToMailbox, 5).await;
    assert!(
        store
            .renew(&permit, today(), new_code(6, 60, 61))
            .await
            .is_err()
    );
    assert!(opens(&store, 5).await && !opens(&store, 6).await);
    assert_eq!(given(&store, 5).await, [5]);
    let mend = store.main.begin().await.unwrap();
    mend.execute_unprepared(&server::mended(&mend, "remains"))
        .await
        .unwrap();
    mend.commit().await.unwrap();
    let kept = store.renew(&permit, today(), new_code(7, 70, 71)).await;
    assert_eq!(kept.unwrap(), Ok(Kept::Now));
    assert!(opens(&store, 7).await && !opens(&store, 5).await);
    assert_eq!(given(&store, 7).await, [71]);
}
