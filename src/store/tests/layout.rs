//! How databases and files lie on the disk: what they lose, forget and tell by their order.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

#[tokio::test]
async fn every_file_bears_the_same_time_and_a_random_name() {
    let (folder, store) = store().await;
    for seed in 0..4 {
        store
            .file_report(&may_file(seed), report(seed))
            .await
            .unwrap()
            .unwrap();
    }
    for file in files(folder.path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.len() == 32 && file.parent().unwrap().ends_with(&name[..2]));
        let modified = file.metadata().unwrap().modified().unwrap();
        let then = std::time::UNIX_EPOCH + std::time::Duration::from_secs(315_532_800);
        assert_eq!(modified, then, "1980-01-01");
    }
}

#[tokio::test]
async fn opening_what_is_not_there_makes_nothing() {
    let lies = Lies::somewhere().await;
    for _ in 0..2 {
        assert!(Store::open(&lies.place).await.is_err());
    }
    assert_eq!(std::fs::read_dir(lies.path()).unwrap().count(), 0);
}

/// PostgreSQL keeps no NUL in a text; who types one is nobody, and gets no error of ours.
#[tokio::test]
async fn a_name_that_no_database_keeps_is_nobodys() {
    let (_lies, store) = store().await;
    assert!(store.account_by_sign_in("a\0b").await.unwrap().is_none());
    assert!(store.hr_reader_by_sign_in("a\0b").await.unwrap().is_none());
}

#[tokio::test]
async fn the_databases_are_set_to_lose_nothing_and_to_forget() {
    let (_folder, store) = store().await;
    if on_postgres(&store) {
        return set_on_postgres(&store).await;
    }
    for pools in [&store.main, &store.keys] {
        for (asked, wanted) in [
            ("synchronous", "2"),
            ("secure_delete", "1"),
            ("foreign_keys", "1"),
        ] {
            assert_eq!(pragma(&pools.write, asked).await, wanted, "{asked}");
        }
        let sql = "PRAGMA journal_mode";
        let row = pools
            .write
            .query_one_raw(sea_orm::Statement::from_string(
                sea_orm::DbBackend::Sqlite,
                sql,
            ))
            .await;
        let mode: String = row.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(mode, "wal");
    }
}

pub fn on_postgres(store: &Store) -> bool {
    store.main.read.get_database_backend() == sea_orm::DbBackend::Postgres
}

async fn current(db: &impl ConnectionTrait, setting: &str) -> String {
    let sql = format!("SELECT current_setting('{setting}')");
    let ask = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let row = db.query_one_raw(ask).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

/// The server of the tests says `synchronous_commit = off`; the program does not rely on it.
async fn set_on_postgres(store: &Store) {
    for (pools, schema) in [(&store.main, "sotomado"), (&store.keys, "keys")] {
        for (asked, wanted) in [
            ("synchronous_commit", "on"),
            ("fsync", "on"),
            ("search_path", schema),
            ("transaction_isolation", "read committed"),
            ("transaction_read_only", "off"),
        ] {
            assert_eq!(current(&pools.write, asked).await, wanted, "{asked}");
        }
        assert_eq!(current(&pools.read, "transaction_read_only").await, "on");
    }
}

/// Rows lie there as they came until the sweep; from then on nothing in the tables tells their order.
async fn lies_anew_on_postgres(store: &Store) {
    for seed in [9, 3, 7, 1, 8] {
        store
            .file_report(&may_file(seed), report(seed))
            .await
            .unwrap()
            .unwrap();
    }
    let permit = on_case(store, reader(), Action::ReadCase, 7).await;
    store.read_case(&permit).await.unwrap();
    let [lie, deeds] = ["ctid", "xmin::text"].map(|what| {
        format!("SELECT id, {what}, (SELECT count(DISTINCT xmin::text) FROM cases)::int FROM cases ORDER BY {what}")
    });
    assert_ne!(told(store, &lie).await.0, [1, 3, 7, 8, 9]);
    assert_eq!(told(store, &deeds).await, (vec![9, 3, 7, 1, 8], 5));
    let ask = || {
        let last = "SELECT max(ctid)::text FROM case_readers";
        sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, last)
    };
    // What rows were before stays as long as anybody on the server is within a deed begun earlier.
    for round in 0.. {
        store
            .sweep_orphans(jiff::Timestamp::UNIX_EPOCH)
            .await
            .unwrap();
        let last = store.main.read.query_one_raw(ask()).await.unwrap().unwrap();
        if last.try_get_by_index::<String>(0).unwrap() == "(0,5)" {
            break;
        }
        assert!(round < 100, "what rows were before is not gone");
    }
    assert_eq!(told(store, &lie).await.0, [1, 3, 7, 8, 9]);
    assert_eq!(told(store, &deeds).await.1, 1, "one deed wrote them all");
}

/// Cases in the order asked for, by their first byte, and in how many deeds they were written.
async fn told(store: &Store, sql: &str) -> (Vec<u8>, i32) {
    let ask = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let rows = store.main.read.query_all_raw(ask).await.unwrap();
    let ids = rows.iter().map(|row| {
        let id: Vec<u8> = row.try_get_by_index(0).unwrap();
        id[0]
    });
    (ids.collect(), rows[0].try_get_by_index(2).unwrap())
}

async fn pragma(db: &impl ConnectionTrait, name: &str) -> String {
    let sql = format!("PRAGMA {name}");
    let row = db
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Sqlite,
            sql,
        ))
        .await;
    let number: i32 = row.unwrap().unwrap().try_get_by_index(0).unwrap();
    number.to_string()
}

#[tokio::test]
async fn every_row_lies_by_its_random_key() {
    let (_folder, store) = store().await;
    if on_postgres(&store) {
        return lies_anew_on_postgres(&store).await;
    }
    for pools in [&store.main, &store.keys] {
        let sql =
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%seaql%'";
        let all = pools
            .read
            .query_all_raw(sea_orm::Statement::from_string(
                sea_orm::DbBackend::Sqlite,
                sql,
            ))
            .await;
        for row in all.unwrap() {
            let (name, sql): (String, String) = (
                row.try_get_by_index(0).unwrap(),
                row.try_get_by_index(1).unwrap(),
            );
            assert!(sql.ends_with("WITHOUT ROWID"), "{name}: {sql}");
        }
    }
}

#[tokio::test]
async fn no_other_account_of_the_machine_looks_into_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("data");
    let _store = Store::create(place.as_path()).await.unwrap();
    let mode = std::fs::metadata(&place).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
