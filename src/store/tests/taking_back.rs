//! What nobody has read is taken back whole; what somebody reads stays whole; and drafts come and go.

use super::*;
use crate::store::row::{case_readers, drafts, key_files, remains};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;

fn own(seed: u8) -> Actor {
    Actor::Mailbox {
        window: WINDOW,
        key: mailbox(seed),
    }
}

fn may_hold(seed: u8) -> Permit {
    Door::shipped()
        .unwrap()
        .permit(&own(seed), Action::HoldDraft, &Resource::Window(WINDOW))
        .unwrap()
}

/// Every byte in the folder, and every byte that PostgreSQL gives out.
async fn disk(lies: &Lies) -> Vec<u8> {
    let mut todo = vec![lies.path().to_owned()];
    let mut all = server::given_out(&lies.place).await;
    while let Some(at) = todo.pop() {
        for path in std::fs::read_dir(at).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                todo.push(path);
            } else {
                all.extend(std::fs::read(path).unwrap());
            }
        }
    }
    all
}

fn holds(disk: &[u8], needle: &[u8]) -> bool {
    disk.windows(needle.len()).any(|part| part == needle)
}

#[tokio::test]
async fn of_a_report_taken_back_no_byte_is_left_and_the_same_one_again_is_new() {
    let (folder, store) = store().await;
    for seed in [5, 6] {
        let filed = store.file_report(&may_file(seed), report(seed)).await;
        assert_eq!(filed.unwrap(), Ok(Kept::Now));
    }
    let needles = [vec![5; 64], vec![105; 64], vec![6; 64], vec![106; 64]];
    let before = disk(&folder).await;
    assert!(needles.iter().all(|needle| holds(&before, needle)));
    let permit = on_case(&store, own(5), Action::TakeBack, 5).await;
    assert_eq!(store.take_back(&permit).await.unwrap(), Ok(()));
    let after = disk(&folder).await;
    let found: Vec<bool> = needles.iter().map(|n| holds(&after, n)).collect();
    assert_eq!(found, [false, false, true, true], "the other one stays");
    // Ids of 16 bytes stand in rows of both databases.
    assert!(!holds(&after, &[5; 16]) && holds(&after, &[6; 16]));
    assert!(matches!(
        store.take_back(&permit).await,
        Err(StoreError::Gone)
    ));
    let again = store.file_report(&may_file(5), report(5)).await;
    assert_eq!(again.unwrap(), Ok(Kept::Now));
    store.sweep(today()).await.unwrap();
    let open = on_case(&store, own(5), Action::OpenMailbox, 5).await;
    let seen = store.open_mailbox(&open).await.unwrap();
    assert_eq!((seen.entries.len(), seen.keys.len()), (1, 1));
    assert!(!seen.read);
}

#[tokio::test]
async fn once_read_nothing_is_taken_back_though_something_unread_came_after() {
    let (folder, store) = store().await;
    let filed = store.file_report(&may_file(5), report(5)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let read = on_case(&store, reader(), Action::ReadCase, 5).await;
    store.read_case(&read).await.unwrap();
    store.mark_read(&read, today()).await.unwrap();
    let write = on_case(&store, own(5), Action::WriteToMailbox, 5).await;
    let more = vec![entry(22, Log::Case)];
    assert_eq!(
        store.add_entries(&write, today(), more).await.unwrap(),
        Ok(Kept::Now)
    );
    let permit = on_case(&store, own(5), Action::TakeBack, 5).await;
    assert_eq!(
        store.take_back(&permit).await.unwrap(),
        Err(Refused::AlreadyRead)
    );
    assert_eq!(files(folder.path()).len(), 2);
    let open = on_case(&store, own(5), Action::OpenMailbox, 5).await;
    assert!(store.open_mailbox(&open).await.unwrap().read);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_reading_and_taking_back_at_once_one_comes_too_late_and_never_half() {
    let (folder, store) = store().await;
    let mut won = [0, 0];
    for seed in 1..60_u8 {
        store
            .file_report(&may_file(seed), report(seed))
            .await
            .unwrap()
            .unwrap();
        let read = on_case(&store, reader(), Action::ReadCase, seed).await;
        let take = on_case(&store, own(seed), Action::TakeBack, seed).await;
        let write = on_case(&store, own(seed), Action::WriteToMailbox, seed).await;
        let (one, other, third) = (store.clone(), store.clone(), store.clone());
        let reading = tokio::spawn(async move {
            let case = one.read_case(&read).await?;
            one.mark_read(&read, today()).await?;
            Ok::<_, StoreError>(case)
        });
        let taking = tokio::spawn(async move { other.take_back(&take).await });
        let more = vec![entry(seed.wrapping_add(180), Log::Case)];
        let writing = tokio::spawn(async move { third.add_entries(&write, today(), more).await });
        let (reading, taking) = (reading.await.unwrap(), taking.await.unwrap());
        let _ = writing.await.unwrap();
        match (&reading, &taking) {
            (Ok(case), Ok(Err(Refused::AlreadyRead))) => {
                assert!(!case.entries.is_empty() && case.keys.len() == 1, "{seed}");
                won[0] += 1;
            }
            (Err(StoreError::Gone), Ok(Ok(()))) => {
                assert!(!holds(&disk(&folder).await, &[seed; 64]), "{seed}");
                won[1] += 1;
            }
            other => panic!("{seed}: {other:?}"),
        }
    }
    assert!(won[0] + won[1] == 59);
    assert!(
        remains::Entity::find()
            .all(&store.main.read)
            .await
            .unwrap()
            .is_empty()
    );
}

/// The process falls after the rows are gone: the next start destroys the rest.
#[tokio::test]
async fn what_an_interrupted_destroying_left_is_finished_at_the_next_start() {
    let (folder, store) = store().await;
    let filed = store.file_report(&may_file(5), report(5)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let stop = store.keys.begin().await.unwrap();
    server::breaks(&stop, "DELETE", "key_files").await;
    stop.commit().await.unwrap();
    let permit = on_case(&store, own(5), Action::TakeBack, 5).await;
    assert!(store.take_back(&permit).await.is_err());
    assert!(store.case_facts(CaseId([5; 16])).await.unwrap().is_none());
    let keys = async |store: &Store| {
        key_files::Entity::find()
            .all(&store.keys.read)
            .await
            .unwrap()
            .len()
    };
    assert_eq!(keys(&store).await, 2);
    let mend = store.keys.begin().await.unwrap();
    mend.execute_unprepared(&server::mended(&mend, "key_files"))
        .await
        .unwrap();
    mend.commit().await.unwrap();
    drop(store);
    let again = Store::open(&folder.place).await.unwrap();
    again.sweep(today()).await.unwrap();
    assert_eq!((keys(&again).await, files(folder.path()).len()), (0, 0));
    assert!(!holds(&disk(&folder).await, &[5; 16]));
}

#[tokio::test]
async fn a_draft_is_replaced_forgotten_and_swept_and_each_time_its_file_goes() {
    let (folder, store) = store().await;
    let last = today().plus_days(30);
    let days = DraftDays {
        last,
        last_if_crowded: last,
    };
    let keep = async |seed: u8, file: u8| {
        let known = [Digest::of(&[201; 4296])];
        store
            .keep_draft(&may_hold(seed), vec![file; 4296], &known, days)
            .await
    };
    for (seed, file) in [(1, 201), (1, 202), (2, 203), (3, 204)] {
        assert_eq!(keep(seed, file).await.unwrap(), Ok(last));
    }
    assert_eq!(files(folder.path()).len(), 3, "one under each mailbox key");
    let draft = store.draft(&may_hold(1), today()).await.unwrap().unwrap();
    assert_eq!((draft.file[0], draft.last), (202, last));
    store.drop_draft(&may_hold(2)).await.unwrap();
    assert!(store.draft(&may_hold(2), today()).await.unwrap().is_none());
    assert_eq!(files(folder.path()).len(), 2);
    let filed = store.file_report(&may_file(3), report(3)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    assert!(store.draft(&may_hold(3), today()).await.unwrap().is_none());
    assert!(
        !holds(&disk(&folder).await, &[204; 64]),
        "the report took its draft away"
    );
    assert_eq!(keep(3, 205).await.unwrap(), Err(Refused::FirstKept));
    store.sweep(last).await.unwrap();
    assert!(store.draft(&may_hold(1), last).await.unwrap().is_some());
    let after = last.plus_days(1);
    assert!(store.draft(&may_hold(1), after).await.unwrap().is_none());
    store.sweep(after).await.unwrap();
    assert_eq!(files(folder.path()).len(), 1, "the report's");
    assert!(!holds(&disk(&folder).await, &[202; 64]));
}

#[tokio::test]
async fn where_most_places_are_taken_drafts_go_sooner_and_none_before_its_day() {
    let (_folder, store) = store().await;
    let days = DraftDays {
        last: today().plus_days(30),
        last_if_crowded: today().plus_days(3),
    };
    let known = [Digest::of(&[1; 8])];
    let keep = async |seed: u8| {
        let draft = vec![1; 8];
        store.keep_draft(&may_hold(seed), draft, &known, days).await
    };
    let fill = async |from: u32, to: u32| {
        let rows = (from..to).map(|n| drafts::ActiveModel {
            mailbox: Set([n.to_be_bytes().as_slice(), &[0; 28]].concat()),
            window: Set(WINDOW.0.to_vec()),
            name: Set([n.to_be_bytes().as_slice(), &[0; 12]].concat()),
            last_day: Set(today().plus_days(3).to_string()),
        });
        let write = drafts::Entity::insert_many(rows).exec_without_returning(&store.main.write);
        write.await.unwrap();
    };
    assert_eq!(keep(1).await.unwrap(), Ok(days.last));
    fill(0, 4_000).await;
    assert_eq!(keep(2).await.unwrap(), Ok(days.last_if_crowded));
    assert_eq!(keep(1).await.unwrap(), Ok(days.last), "as it was told");
    fill(4_000, 4_998).await;
    assert_eq!(keep(3).await.unwrap(), Err(Refused::DraftsFull));
    assert_eq!(keep(2).await.unwrap(), Ok(days.last_if_crowded));
    store.forget_old_drafts(today().plus_days(4)).await.unwrap();
    assert_eq!(keep(3).await.unwrap(), Ok(days.last));
}

/// From before it was written down whether, and since when, something is unread.
#[tokio::test]
async fn an_older_store_counts_as_read_what_may_have_been() {
    use sea_orm_migration::MigratorTrait;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let db = sea_orm::Database::connect(url).await.unwrap();
    sotomado_migrations::Main::up(&db, Some(4)).await.unwrap();
    // The case's id, how many entries it has, and what stood in `read_day`.
    let before = [
        ("01", 1, "NULL"),
        ("02", 2, "NULL"),
        ("03", 1, "'2026-11-25'"),
    ];
    for (case, count, read) in before {
        let mut sql = format!(
            "INSERT INTO cases VALUES (X'{case}', X'01', X'{case}', '2026-11-24', 1, '2026-11-27', 0, '2032-03-31');
             INSERT INTO case_readers VALUES (X'{case}', X'07', X'01', {read});"
        );
        for n in 0..count {
            sql += &format!(
                "INSERT INTO entries VALUES (X'{case}{n:02}', X'{case}', X'01', 'case', X'{case}{n:02}', 4096, '2026-11-24');"
            );
        }
        db.execute_unprepared(&sql).await.unwrap();
    }
    sotomado_migrations::Main::up(&db, None).await.unwrap();
    let rows = case_readers::Entity::find().all(&db).await.unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.case[0],
                row.unread_day.as_deref(),
                row.read_day.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, Some("2026-11-24"), None),
            (2, Some("2026-11-24"), Some("2026-11-24")),
            (3, None, Some("2026-11-25"))
        ]
    );
}
