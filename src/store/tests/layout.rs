//! How databases and files lie on the disk: what they lose, forget and tell by their order.

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
    let folder = tempfile::tempdir().unwrap();
    assert!(Store::open(folder.path()).await.is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_databases_are_set_to_lose_nothing_and_to_forget() {
    let (_folder, store) = store().await;
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

async fn pragma(db: &sea_orm::DatabaseConnection, name: &str) -> String {
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
