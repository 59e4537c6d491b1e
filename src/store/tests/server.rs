//! Where the store of a test lies: a folder that goes with it, and a database of its own if there is a PostgreSQL.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use secrecy::ExposeSecret as _;
use sotomado_core::ids::Digest;

use super::super::{Place, Servers, Store};

/// A place for one test.
pub struct Lies {
    dir: tempfile::TempDir,
    pub place: Place,
}

impl Lies {
    pub async fn somewhere() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut place = Place::from(dir.path());
        if let Ok(server) = std::env::var("SOTOMADO_TEST_DATABASE") {
            let own = own_database(&server).await;
            place.servers = Some(Servers {
                main: own.clone().into(),
                keys: own.into(),
            });
        }
        Self { dir, place }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }
}

/// Makes a database of its own on the server, and returns its address.
pub async fn own_database(server: &str) -> String {
    let name = format!("test_{}", hex::encode(crate::chance::bytes::<8>().unwrap()));
    let db = Database::connect(server).await.unwrap();
    db.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    db.close().await.unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

/// From now on every `deed` on `table` fails.
pub async fn breaks(db: &impl ConnectionTrait, deed: &str, table: &str) {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => format!(
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
             CREATE TRIGGER broken BEFORE {deed} ON {table} EXECUTE FUNCTION broken()"
        ),
        _ => format!(
            "CREATE TRIGGER broken BEFORE {deed} ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        ),
    };
    db.execute_unprepared(&sql).await.unwrap();
}

/// What makes an end of it.
pub fn mended(db: &impl ConnectionTrait, table: &str) -> String {
    match db.get_database_backend() {
        DbBackend::Postgres => format!("DROP TRIGGER broken ON {table}"),
        _ => "DROP TRIGGER broken".to_owned(),
    }
}

/// Every byte that PostgreSQL gives out of this place, if it lies there.
pub async fn given_out(place: &Place) -> Vec<u8> {
    let Some(servers) = &place.servers else {
        return Vec::new();
    };
    let db = Database::connect(servers.main.expose_secret())
        .await
        .unwrap();
    let ask = async |sql: &str| {
        let ask = Statement::from_string(DbBackend::Postgres, sql);
        let rows = db.query_all_raw(ask).await.unwrap();
        let texts = rows
            .iter()
            .map(|row| row.try_get_by_index::<String>(0).unwrap());
        texts.collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    for table in ask("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('sotomado', 'keys')").await {
        for row in ask(&format!("SELECT t.*::text FROM {table} AS t")).await {
            // Bytes are given out as hex, words as they are.
            let mut parts = row.split("\\\\x");
            all.extend(parts.next().unwrap().bytes());
            for part in parts {
                let digits = part.chars().take_while(char::is_ascii_hexdigit).count();
                all.extend(hex::decode(&part[..digits]).unwrap());
                all.extend(part[digits..].bytes());
            }
        }
    }
    db.close().await.unwrap();
    all
}

fn server() -> String {
    std::env::var("SOTOMADO_TEST_DATABASE").expect("run this by ops/postgres")
}

async fn opened(main: &str, keys: &str) -> Result<(tempfile::TempDir, Store), String> {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::from(dir.path());
    place.servers = Some(Servers {
        main: main.into(),
        keys: keys.into(),
    });
    match Store::create(place).await {
        Ok(store) => Ok((dir, store)),
        Err(error) => Err(error.to_string()),
    }
}

async fn refused(url: &str) -> String {
    let said = opened(url, url).await.unwrap_err();
    assert!(!said.contains("hidden") && !said.contains('\n'), "{said}");
    said
}

#[tokio::test]
async fn an_address_without_a_server_is_said_in_one_sentence_without_the_password() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let said = refused(&format!("postgres://desk:hidden@127.0.0.1:{port}/desk")).await;
    assert!(said.contains(&format!("127.0.0.1:{port}")) && said.contains("does not answer"));
    let said = refused("postgres://desk:hidden@127.0.0.1:port/desk").await;
    assert!(said.contains("`database`"), "{said}");
}

#[tokio::test]
async fn nobody_is_spoken_to_on_another_machine_in_the_open() {
    for mode in ["", "?sslmode=prefer", "?sslmode=disable", "?sslmode=allow"] {
        let said = refused(&format!("postgres://desk:hidden@db.invalid/desk{mode}")).await;
        assert!(said.contains("sslmode=verify-full"), "{said}");
    }
}

#[tokio::test]
#[ignore = "needs a PostgreSQL: ops/postgres"]
async fn on_postgres_a_wrong_password_and_a_missing_database_are_said_without_it() {
    let server = server();
    let (head, _) = server.rsplit_once('/').unwrap();
    let address = head.rsplit_once('@').unwrap().1;
    let said = refused(&format!("postgres://sotomado:hidden@{address}/postgres")).await;
    assert!(said.contains("user or password"), "{said}");
    let said = opened(&format!("{head}/nowhere"), &server)
        .await
        .unwrap_err();
    assert!(said.contains("createdb"), "{said}");
    let password = head.split(':').nth(2).unwrap().split('@').next().unwrap();
    assert!(password.len() > 20 && !said.contains(password));
}

#[tokio::test]
#[ignore = "needs a PostgreSQL: ops/postgres"]
async fn on_postgres_the_server_must_prove_who_it_is_where_that_was_asked_for() {
    let own = own_database(&server()).await;
    let ca = std::env::var("SOTOMADO_TEST_CA").unwrap();
    let proven = format!("{own}?sslmode=verify-full&sslrootcert={ca}");
    let (_dir, store) = opened(&proven, &proven).await.unwrap();
    let ask = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    for db in [&store.main.read, &store.keys.read] {
        let row = db
            .query_one_raw(Statement::from_string(DbBackend::Postgres, ask))
            .await
            .unwrap();
        assert!(row.unwrap().try_get_by_index::<bool>(0).unwrap());
    }
    let said = opened(&format!("{own}?sslmode=verify-full"), &own)
        .await
        .unwrap_err();
    assert!(said.contains("sslrootcert"), "{said}");
}

#[tokio::test]
#[ignore = "needs a PostgreSQL: ops/postgres"]
async fn on_postgres_key_files_may_lie_in_another_database() {
    let (main, keys) = (own_database(&server()).await, own_database(&server()).await);
    let (_dir, store) = opened(&main, &keys).await.unwrap();
    let permit = super::may_file(1);
    let kept = store.file_report(&permit, super::report(1)).await.unwrap();
    assert_eq!(kept, Ok(super::Kept::Now));
    let schemas = "SELECT string_agg(DISTINCT schemaname, ' ' ORDER BY schemaname) FROM pg_tables
                   WHERE schemaname IN ('sotomado', 'keys')";
    for (db, wanted) in [(&store.main.read, "sotomado"), (&store.keys.read, "keys")] {
        let row = db
            .query_one_raw(Statement::from_string(DbBackend::Postgres, schemas))
            .await
            .unwrap();
        assert_eq!(row.unwrap().try_get_by_index::<String>(0).unwrap(), wanted);
    }
}

#[tokio::test]
#[ignore = "needs a PostgreSQL: ops/postgres"]
async fn on_postgres_two_programs_that_start_at_once_make_one_store() {
    for _ in 0..4 {
        let own = own_database(&server()).await;
        let (one, other) = tokio::join!(opened(&own, &own), opened(&own, &own));
        one.unwrap();
        other.unwrap();
    }
}

#[tokio::test]
#[ignore = "needs a PostgreSQL: ops/postgres"]
async fn on_postgres_a_server_that_forgets_is_refused() {
    let own = own_database(&server()).await;
    let latin = format!("{}_latin", own.rsplit('/').next().unwrap());
    let db = Database::connect(server()).await.unwrap();
    let make = format!("CREATE DATABASE {latin} ENCODING 'LATIN1' TEMPLATE template0");
    db.execute_unprepared(&make).await.unwrap();
    let url = format!("{}/{latin}", own.rsplit_once('/').unwrap().0);
    let said = opened(&url, &url).await.unwrap_err();
    assert!(said.contains("UTF8"), "{said}");
}

/// Every byte of the files in which the server keeps this database, after it has written down what it had in memory.
async fn on_the_servers_disk(store: &Store) -> Vec<u8> {
    let ask = async |sql: &str| {
        let row = store
            .keys
            .read
            .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
            .await;
        row.unwrap().unwrap().try_get_by_index::<String>(0).unwrap()
    };
    let write = store.keys.read.execute_unprepared("CHECKPOINT").await;
    write.unwrap();
    let sql = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()";
    let mut all = Vec::new();
    for file in std::fs::read_dir(ask(sql).await).unwrap() {
        // One that is taken away between the two looks is gone.
        all.extend(std::fs::read(file.unwrap().path()).unwrap_or_default());
    }
    all
}

#[tokio::test]
#[ignore = "needs a PostgreSQL: ops/postgres"]
async fn on_postgres_no_key_of_a_report_taken_back_stays_in_the_files_of_the_tables() {
    let own = own_database(&server()).await;
    let (_dir, store) = opened(&own, &own).await.unwrap();
    // PostgreSQL packs what can be packed; a sealed file cannot.
    let noise = |seed: u8| -> Vec<u8> {
        let all = (0..71).flat_map(|n| Digest::of(&[seed, n]).0);
        all.take(2248).collect()
    };
    for seed in [5, 6] {
        let mut report = super::report(seed);
        for (key, last) in report.keys.iter_mut().zip(0..) {
            key.file = noise(seed);
            key.file[2247] = last;
        }
        let permit = super::may_file(seed);
        store.file_report(&permit, report).await.unwrap().unwrap();
    }
    let holds = |disk: &[u8], seed: u8| {
        let needle = &noise(seed)[..64];
        disk.windows(64).any(|part| part == needle)
    };
    let before = on_the_servers_disk(&store).await;
    assert!(holds(&before, 5) && holds(&before, 6));
    let actor = super::Actor::Mailbox {
        window: super::WINDOW,
        key: super::mailbox(5),
    };
    let permit = super::on_case(&store, actor, super::Action::TakeBack, 5).await;
    store.take_back(&permit).await.unwrap().unwrap();
    assert!(store.lay_dregs_anew().await.unwrap());
    assert!(store.lay_dregs_anew().await.unwrap());
    assert!(!store.lay_dregs_anew().await.unwrap(), "once is done");
    // As long as another test on this server is within a deed begun earlier, the old rows must stay readable to it.
    for round in 0.. {
        let after = on_the_servers_disk(&store).await;
        if !holds(&after, 5) {
            assert!(holds(&after, 6), "the other one stays");
            break;
        }
        assert!(round < 100, "what rows were before is not gone");
        store.leave_dregs().await.unwrap();
        store.lay_dregs_anew().await.unwrap();
    }
}
