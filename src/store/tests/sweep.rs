//! What a killed program left behind goes, and nothing that is on its way goes with it.

use super::*;
use jiff::{SignedDuration, Timestamp};

const OTHER: CaseId = CaseId([99; 16]);

/// The machine's clock, so many hours on: the file system notes by it when a file came.
#[expect(clippy::disallowed_methods, reason = "files are dated by this clock")]
pub fn in_hours(hours: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(hours)
}

fn swept(files: usize, keys: usize) -> Swept {
    Swept { files, keys }
}

#[tokio::test]
async fn a_sealed_file_without_a_row_goes_after_a_day_and_no_other() {
    let (folder, store) = store().await;
    store
        .file_report(&may_file(1), report(1))
        .await
        .unwrap()
        .unwrap();
    store
        .files
        .keep(b"of a program that was killed".to_vec())
        .await
        .unwrap();
    assert_eq!(
        store.sweep_orphans(in_hours(23)).await.unwrap(),
        swept(0, 0)
    );
    assert_eq!(files(folder.path()).len(), 2);
    assert_eq!(
        store.sweep_orphans(in_hours(25)).await.unwrap(),
        swept(1, 0)
    );
    assert_eq!(files(folder.path()).len(), 1);
    assert_eq!(store.check().await.unwrap(), 1, "the report's own is there");
    assert_eq!(
        store.sweep_orphans(in_hours(9999)).await.unwrap(),
        swept(0, 0)
    );
}

#[tokio::test]
async fn what_is_no_sealed_file_is_left_alone() {
    let (folder, store) = store().await;
    let strange = folder.path().join("files/ab/backup.tar");
    std::fs::write(&strange, b"of somebody else").unwrap();
    assert_eq!(
        store.sweep_orphans(in_hours(25)).await.unwrap(),
        swept(0, 0)
    );
    assert!(strange.exists());
}

#[tokio::test]
async fn keys_without_a_case_go_at_once_and_no_others() {
    let (_folder, store) = store().await;
    store
        .file_report(&may_file(1), report(1))
        .await
        .unwrap()
        .unwrap();
    // As after a kill between the two commits.
    let keys = vec![key(None, 50), key(Some(READER), 51)];
    assert!(store.keep_keys(WINDOW, OTHER, keys).await.unwrap());
    assert_eq!(store.sweep_orphans(in_hours(0)).await.unwrap(), swept(0, 1));
    assert_eq!(store.count_keys(OTHER).await.unwrap(), 0);
    assert_eq!(store.count_keys(CaseId([1; 16])).await.unwrap(), 2);
}

/// A main database put back from an older copy than the keys beside it: nothing may be swept, or a mistake that can
/// still be mended becomes the loss of every newer case.
#[tokio::test]
async fn where_many_keys_have_no_case_nothing_is_swept() {
    let (folder, store) = store().await;
    for n in 0..20_u8 {
        let keys = vec![key(None, 50 + n), key(Some(READER), 100 + n)];
        let newer = CaseId([200 + n; 16]);
        assert!(store.keep_keys(WINDOW, newer, keys).await.unwrap());
        store.files.keep(vec![n; 64]).await.unwrap();
    }
    let told = store.sweep_orphans(in_hours(25)).await;
    assert!(matches!(told, Err(StoreError::Apart(20))), "{told:?}");
    assert_eq!(store.count_keys(CaseId([200; 16])).await.unwrap(), 2);
    assert_eq!(files(folder.path()).len(), 20);
}

/// Two programs on one store, and the sweeper's clock is two days ahead: every file that is on its way looks old.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_report_on_its_way_loses_neither_file_nor_key_to_a_sweeper_whose_clock_is_wrong() {
    let (lies, store) = store().await;
    let other = Store::open(&lies.place).await.unwrap();
    let sweeping = tokio::spawn(async move {
        let mut gone = swept(0, 0);
        loop {
            let now = other.sweep_orphans(in_hours(48)).await.unwrap();
            gone = swept(gone.files + now.files, gone.keys + now.keys);
            if other.main.read.ping().await.is_err()
                || STOP.load(std::sync::atomic::Ordering::SeqCst)
            {
                return gone;
            }
        }
    });
    let mut all = tokio::task::JoinSet::new();
    for seed in 0..40_u8 {
        let store = store.clone();
        all.spawn(async move {
            // A sender whose file was swept away is told so, and sends again.
            loop {
                match store.file_report(&may_file(seed), report(seed)).await {
                    Ok(answer) => return answer,
                    Err(StoreError::Missing(_)) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        });
    }
    let answers = all.join_all().await;
    STOP.store(true, std::sync::atomic::Ordering::SeqCst);
    assert!(answers.iter().all(|answer| *answer == Ok(Kept::Now)));
    let gone = sweeping.await.unwrap();
    assert_eq!(gone.keys, 0, "no key file was without its case at any look");
    assert_eq!(store.check().await.unwrap(), 40);
    for seed in 0..40 {
        assert_eq!(store.count_keys(CaseId([seed; 16])).await.unwrap(), 2);
    }
}

static STOP: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

#[tokio::test]
async fn a_row_is_not_written_for_a_file_that_is_gone() {
    let (folder, store) = store().await;
    let before = store.main.begin().await.unwrap();
    let filing = tokio::spawn({
        let store = store.clone();
        async move { store.file_report(&may_file(1), report(1)).await }
    });
    // The file lies there, and its sender waits for its turn.
    while files(folder.path()).is_empty() {
        tokio::task::yield_now().await;
    }
    std::fs::remove_file(&files(folder.path())[0]).unwrap();
    before.commit().await.unwrap();
    assert!(matches!(filing.await.unwrap(), Err(StoreError::Missing(_))));
    assert!(store.case_facts(CaseId([1; 16])).await.unwrap().is_none());
    assert_eq!(store.count_keys(CaseId([1; 16])).await.unwrap(), 0);
}

/// Whoever adds a table whose rows name files must say so, or the sweep would take them.
#[tokio::test]
async fn every_table_that_names_a_file_is_on_the_list() {
    let (_folder, store) = store().await;
    let db = &store.main.read;
    let sql = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => {
            "SELECT table_name::text FROM information_schema.columns
             WHERE table_schema = 'sotomado' AND column_name = 'name' AND data_type = 'bytea'"
        }
        _ => {
            "SELECT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND c.name = 'name' AND lower(c.type) LIKE '%blob%'"
        }
    };
    let ask = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let mut naming: Vec<String> = db
        .query_all_raw(ask)
        .await
        .unwrap()
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect();
    naming.sort();
    assert_eq!(naming, named::TABLES);
}

#[tokio::test]
async fn what_is_on_the_way_and_what_belongs_to_nothing_is_counted_for_the_operator() {
    let (_folder, store) = store().await;
    let filed = store.file_report(&may_file(1), report(1)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let counted = async |store: &Store| {
        let is = store.standing().await.unwrap();
        assert_eq!(is.dead_rows.is_some(), layout::on_postgres(store));
        assert!(is.disk.free <= is.disk.whole);
        let of_nothing = (is.files_of_nothing, is.keys_of_nothing);
        ([is.uploads, is.drafts, is.to_destroy], of_nothing)
    };
    assert_eq!(counted(&store).await, ([0; 3], (0, 0)));
    overwritten::begun(&store, 1).await;
    store.files.keep(b"of nothing".to_vec()).await.unwrap();
    let keys = vec![key(None, 9)];
    assert!(store.keep_keys(WINDOW, OTHER, keys).await.unwrap());
    assert_eq!(counted(&store).await, ([1, 0, 0], (1, 1)));
}
