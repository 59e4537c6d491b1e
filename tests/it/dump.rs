//! Everything that the server keeps, as whoever seizes the machine would list it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use sea_orm::ConnectionTrait;
use sea_orm::Database;
use sea_orm::DatabaseConnection;
use sea_orm::Statement;

/// Which steps of the schema were taken, and when: kept in both databases by the migrations.
pub const STEPS: &str = "seaql_migrations";

pub type Row = BTreeMap<String, String>;

/// All rows of all tables as SQL literals, in the order in which the database gives them, and all files.
pub struct Dump {
    pub tables: BTreeMap<String, Vec<Row>>,
    pub columns: BTreeSet<String>,
    pub files: Vec<(String, Vec<u8>, SystemTime)>,
}

async fn ask(db: &DatabaseConnection, sql: &str, columns: &[String]) -> Vec<Row> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    let cell = |row: &sea_orm::QueryResult, at| {
        row.try_get_by_index::<Option<String>>(at)
            .unwrap()
            .unwrap_or_default()
    };
    rows.iter()
        .map(|row| {
            columns
                .iter()
                .enumerate()
                .map(|(at, name)| (name.clone(), cell(row, at)))
                .collect()
        })
        .collect()
}

fn walk(dir: &Path, base: &Path, into: &mut Vec<(String, Vec<u8>, SystemTime)>) {
    for path in fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            walk(&path, base, into);
        } else {
            let name = path
                .strip_prefix(base)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            into.push((
                name,
                fs::read(&path).unwrap(),
                fs::metadata(&path).unwrap().modified().unwrap(),
            ));
        }
    }
}

/// Every file under `dir`: its path from there, its bytes, its time.
pub fn files(dir: &Path) -> Vec<(String, Vec<u8>, SystemTime)> {
    let mut all = Vec::new();
    walk(dir, dir, &mut all);
    all.sort();
    all
}

pub async fn seize(data: &Path) -> Dump {
    let mut dump = Dump {
        tables: BTreeMap::new(),
        columns: BTreeSet::new(),
        files: files(&data.join("files")),
    };
    for name in ["sotomado", "keys"] {
        let db = Database::connect(format!(
            "sqlite://{}?mode=rw",
            data.join(format!("{name}.db")).display()
        ))
        .await
        .unwrap();
        let name_of = |row: Row| row.into_values().next().unwrap();
        let tables =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        for table in ask(&db, tables, &["name".to_owned()])
            .await
            .into_iter()
            .map(name_of)
        {
            let info = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns: Vec<String> = ask(&db, &info, &["name".to_owned()])
                .await
                .into_iter()
                .map(name_of)
                .collect();
            let quoted: Vec<String> = columns
                .iter()
                .map(|column| format!("quote(\"{column}\")"))
                .collect();
            let rows = ask(
                &db,
                &format!("SELECT {} FROM \"{table}\"", quoted.join(", ")),
                &columns,
            )
            .await;
            // The steps of the schema are numbered: they are the program's, and no one's case.
            if table != STEPS {
                let rowid = Statement::from_string(
                    db.get_database_backend(),
                    format!("SELECT rowid FROM \"{table}\""),
                );
                assert!(
                    db.query_all_raw(rowid).await.is_err(),
                    "{table} numbers its rows as they come"
                );
            }
            dump.columns
                .extend(columns.iter().map(|column| format!("{table}.{column}")));
            dump.tables.entry(table).or_default().extend(rows);
        }
        db.close().await.unwrap();
    }
    dump
}

/// Bytes after an age file's header. The Rust library greases headers with a stanza of random length.
pub fn payload(file: &[u8]) -> Option<usize> {
    file.starts_with(b"age-encryption.org/v1\n").then(|| {
        let mac = file.windows(5).position(|five| five == b"\n--- ").unwrap() + 1;
        let end = file[mac..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
        file.len() - mac - end
    })
}
