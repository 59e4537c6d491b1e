//! Everything that the server keeps, as whoever seizes the machine would list it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
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

/// Whoever seizes the machine finds the settings beside the data, and in them where the tables are.
pub async fn seize(data: &Path) -> Dump {
    let mut dump = Dump {
        tables: BTreeMap::new(),
        columns: BTreeSet::new(),
        files: files(&data.join("files")),
    };
    let settings = fs::read_to_string(data.with_file_name("config.toml")).unwrap();
    let settings: toml::Table = settings.parse().unwrap();
    for name in ["sotomado", "keys"] {
        let db = match settings.get("database") {
            Some(url) => by_schema(url.as_str().unwrap(), name).await,
            None => by_file(&data.join(format!("{name}.db"))).await,
        };
        for table in ask(&db, lists(&db), &["name".to_owned()])
            .await
            .into_iter()
            .map(only)
        {
            take(&db, &table, &mut dump).await;
        }
        db.close().await.unwrap();
    }
    dump
}

/// What somebody with the machine can do to the main database.
pub async fn tamper(data: &Path, sql: &str) {
    let settings = fs::read_to_string(data.with_file_name("config.toml")).unwrap();
    let settings: toml::Table = settings.parse().unwrap();
    let db = match settings.get("database") {
        Some(url) => by_schema(url.as_str().unwrap(), "sotomado").await,
        None => by_file(&data.join("sotomado.db")).await,
    };
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

async fn by_file(file: &Path) -> DatabaseConnection {
    Database::connect(format!("sqlite://{}?mode=rw", file.display()))
        .await
        .unwrap()
}

async fn by_schema(url: &str, schema: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.set_schema_search_path(schema);
    Database::connect(options).await.unwrap()
}

fn only(row: Row) -> String {
    row.into_values().next().unwrap()
}

fn on_postgres(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == sea_orm::DbBackend::Postgres
}

/// Asks which tables there are.
fn lists(db: &DatabaseConnection) -> &'static str {
    if on_postgres(db) {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    }
}

/// Asks for columns of a table, each beside how it is asked for as a literal.
fn columns(db: &DatabaseConnection, table: &str) -> String {
    if on_postgres(db) {
        format!(
            "SELECT column_name::text, CASE data_type
                WHEN 'bytea' THEN format('CASE WHEN %1$I IS NULL THEN ''NULL'' ELSE ''X'' || quote_literal(upper(encode(%1$I, ''hex''))) END', column_name)
                WHEN 'boolean' THEN format('%I::int::text', column_name)
                WHEN 'bigint' THEN format('%I::text', column_name)
                ELSE format('quote_nullable(%I)', column_name) END
             FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}'"
        )
    } else {
        format!(r#"SELECT name, 'quote("' || name || '")' FROM pragma_table_info('{table}')"#)
    }
}

async fn take(db: &DatabaseConnection, table: &str, dump: &mut Dump) {
    let about = ask(
        db,
        &columns(db, table),
        &["name".to_owned(), "quoted".to_owned()],
    )
    .await;
    let of = |what: &str| -> Vec<String> { about.iter().map(|row| row[what].clone()).collect() };
    let (names, quoted) = (of("name"), of("quoted"));
    let rows = ask(
        db,
        &format!(r#"SELECT {} FROM "{table}""#, quoted.join(", ")),
        &names,
    )
    .await;
    // The steps of the schema are numbered: they are the program's, and no one's case.
    if table != STEPS && !on_postgres(db) {
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
        .extend(names.iter().map(|column| format!("{table}.{column}")));
    dump.tables
        .entry(table.to_owned())
        .or_default()
        .extend(rows);
}

/// On a thread of its own: whoever asks may be within a runtime.
fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(work)
    });
    thread.join().unwrap()
}

/// Every byte in the tables, one cell after the other.
pub fn given_out(data: PathBuf) -> Vec<u8> {
    let dump = apart(async move { seize(&data).await });
    let rows = dump.tables.into_values().flatten();
    rows.flat_map(Row::into_values)
        .flat_map(|cell| match cell.strip_prefix("X'") {
            Some(hex) => hex::decode(hex.trim_end_matches('\'')).unwrap(),
            None => cell.into_bytes(),
        })
        .collect()
}

/// What the settings of a new desk begin with: nothing, or a database of its own on the PostgreSQL of `ops/postgres`.
pub fn database_line() -> String {
    let Ok(server) = std::env::var("SOTOMADO_TEST_DATABASE") else {
        return String::new();
    };
    let name = format!("test_{}", hex::encode(crate::client::chance::<8>()));
    let make = format!("CREATE DATABASE {name}");
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    apart(async move {
        let db = Database::connect(server).await.unwrap();
        db.execute_unprepared(&make).await.unwrap();
        db.close().await.unwrap();
    });
    format!("database = \"{url}\"\n")
}

/// Bytes after an age file's header. The Rust library greases headers with a stanza of random length.
pub fn payload(file: &[u8]) -> Option<usize> {
    file.starts_with(b"age-encryption.org/v1\n").then(|| {
        let mac = file.windows(5).position(|five| five == b"\n--- ").unwrap() + 1;
        let end = file[mac..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
        file.len() - mac - end
    })
}

/// A cell with its random bytes taken away, and how many there were.
fn without_chance(cell: &str) -> String {
    let text = cell.trim_matches('\'');
    if let Some(hex) = cell.strip_prefix("X'") {
        let bytes = hex::decode(hex.trim_end_matches('\'')).unwrap();
        return match payload(&bytes) {
            Some(length) => format!("age file, {length} bytes sealed"),
            None => format!("{} bytes", bytes.len()),
        };
    }
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return "64 hex".to_owned();
    }
    match text.split_once('$') {
        Some((_, hash)) if hash.starts_with("argon2id") => "a password's hash".to_owned(),
        _ if text.starts_with("age1") => format!("recipient of {}", text.len()),
        _ => cell.to_owned(),
    }
}

/// Every table's rows without what is random in them, sorted.
pub fn bare(dump: &Dump) -> BTreeMap<String, Vec<Row>> {
    let clean = |row: &Row| {
        row.iter()
            .map(|(name, cell)| (name.clone(), without_chance(cell)))
            .collect()
    };
    let sorted = |rows: &Vec<Row>| {
        let mut rows: Vec<Row> = rows.iter().map(clean).collect();
        rows.sort();
        rows
    };
    dump.tables
        .iter()
        .filter(|(table, _)| *table != STEPS)
        .map(|(table, rows)| (table.clone(), sorted(rows)))
        .collect()
}

/// The sealed lengths and the times of all files.
pub fn sizes(dump: &Dump) -> Vec<(Option<usize>, SystemTime)> {
    let files = dump.files.iter();
    let mut sizes: Vec<_> = files
        .map(|(_, file, time)| (payload(file), *time))
        .collect();
    sizes.sort();
    sizes
}
