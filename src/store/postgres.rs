//! What is particular to PostgreSQL: how it is reached, what it must be set to, and how it is asked whether it is whole.

use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sea_orm::sqlx::{self, Connection as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use secrecy::ExposeSecret as _;

use crate::store::open::{BUSY, Missing, READERS, Which};
use crate::store::pools::{Pools, Writer};
use crate::store::{Servers, StoreError};

/// How long one statement may take: longer than any does, shorter than a client that has gone away is waited for.
const STATEMENT: Duration = Duration::from_secs(120);
/// What is said when its certificate is not believed.
const UNPROVEN: &str = "does not prove who it is: name the authority of its certificate by sslrootcert=FILE in the address";
/// What must hold before anything may be acknowledged, with what is said when it does not.
const MUST_BE: [(&str, &str, &str); 5] = [
    (
        "server_encoding",
        "UTF8",
        "make the database with ENCODING 'UTF8'",
    ),
    ("fsync", "on", "what is acknowledged must be on its disk"),
    (
        "full_page_writes",
        "on",
        "what is acknowledged must outlive a loss of power",
    ),
    (
        "synchronous_commit",
        "on",
        "what is acknowledged must be on its disk",
    ),
    (
        "in_hot_standby",
        "off",
        "name the server that writes, not its standby",
    ),
];

/// Opens one of the two databases.
pub(super) async fn connect(
    servers: &Servers,
    which: Which,
    missing: Missing,
) -> Result<Pools, StoreError> {
    let (setting, url) = match which {
        Which::Main => ("database", &servers.main),
        Which::Keys => ("keys_database", &servers.keys),
    };
    let url = url.expose_secret();
    let parsed: PgConnectOptions = url.parse().map_err(|_| {
        let like = "postgres://user@host/name?sslmode=verify-full";
        StoreError::Server(format!("the setting `{setting}` is no address like {like}"))
    })?;
    refuse_open_road(&parsed)?;
    // Asked once without a pool, which would wait half a minute before it says that nobody answers.
    let whom = name_of(&parsed);
    match PgConnection::connect_with(&parsed).await {
        Ok(probe) => drop(probe.close().await),
        Err(error) => return Err(StoreError::Server(said(&whom, &error))),
    }
    let write = Database::connect(options(url, which, 1, false)).await?;
    must_be(&write, &whom).await?;
    let write = Writer::new(write, which.turn());
    schema(&write, which, missing, &whom).await?;
    let read = Database::connect(options(url, which, READERS, true)).await?;
    Ok(Pools { write, read })
}

impl Which {
    /// The number under which writers of one database wait for each other: eight letters.
    fn turn(self) -> i64 {
        i64::from_be_bytes(match self {
            Self::Main => *b"sotomain",
            Self::Keys => *b"sotokeys",
        })
    }
}

/// Reads every row whole, with what PostgreSQL keeps beside the table. With data checksums a damaged page is an error.
pub(super) async fn check(db: &DatabaseConnection) -> Result<(), StoreError> {
    for table in tables(db).await? {
        let sql = format!("SELECT count(t.*::text) FROM {table} AS t");
        ask(db, &sql).await?;
    }
    Ok(())
}

/// The tables of this connection's schema, quoted.
pub(super) async fn tables<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

/// Writes every table anew in the order of its random key, so that neither where a row lies nor which deed wrote it says
/// what came before what, and rows that were changed or deleted leave nothing behind.
pub(super) async fn lay_anew(write: &Writer) -> Result<(), StoreError> {
    let sql = "SELECT quote_ident(t.relname), quote_ident(i.relname), quote_ident(a.attname)
        FROM pg_index AS x JOIN pg_class AS t ON t.oid = x.indrelid JOIN pg_class AS i ON i.oid = x.indexrelid
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
        WHERE x.indisprimary AND t.relnamespace = current_schema()::regnamespace ORDER BY 1";
    let all = write
        .query_all_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    for row in all {
        let table: String = row.try_get_by_index(0)?;
        let (index, key): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        // One deed for all rows, and a second to drop what they were.
        write
            .execute_unprepared(&format!("UPDATE {table} SET {key} = {key}"))
            .await?;
        write
            .execute_unprepared(&format!("CLUSTER {table} USING {index}"))
            .await?;
    }
    Ok(())
}

/// The answer to a question for one word.
async fn ask<C: ConnectionTrait>(db: &C, sql: &str) -> Result<sea_orm::QueryResult, StoreError> {
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    row.ok_or(StoreError::Bent("database"))
}

async fn must_be(db: &DatabaseConnection, whom: &str) -> Result<(), StoreError> {
    for (setting, wanted, why) in MUST_BE {
        let row = ask(db, &format!("SELECT current_setting('{setting}', true)")).await?;
        // `in_hot_standby` is younger than some servers.
        let is: Option<String> = row.try_get_by_index(0)?;
        if let Some(is) = is.filter(|is| is != wanted) {
            return Err(StoreError::Server(format!(
                "{whom} has {setting} = {is}, not {wanted}: {why}"
            )));
        }
    }
    Ok(())
}

/// The schema, made if it is to be. In one turn: two programs that start at once must not both make it.
async fn schema(
    write: &Writer,
    which: Which,
    missing: Missing,
    whom: &str,
) -> Result<(), StoreError> {
    let name = which.name();
    let tx = write.begin().await?;
    let there = ask(
        &tx,
        &format!("SELECT to_regnamespace('{name}') IS NOT NULL"),
    )
    .await?;
    if there.try_get_by_index(0)? {
        return Ok(());
    }
    if missing == Missing::Refuse {
        return Err(StoreError::Server(format!("{whom} holds no schema {name}")));
    }
    if let Err(error) = tx
        .execute_unprepared(&format!("CREATE SCHEMA {name}"))
        .await
    {
        return Err(StoreError::Server(format!(
            "{whom} could not make the schema {name}, make the user the owner of the database: {error}"
        )));
    }
    Ok(tx.commit().await?)
}

/// Words and passwords' digests must not cross a network that others can listen to.
fn refuse_open_road(parsed: &PgConnectOptions) -> Result<(), StoreError> {
    let host = parsed.get_host();
    let here = parsed.get_socket().is_some()
        || host.starts_with('/')
        || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&host);
    let closed = matches!(
        parsed.get_ssl_mode(),
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull
    );
    if here || closed {
        return Ok(());
    }
    let whom = name_of(parsed);
    Err(StoreError::Server(format!(
        "{whom} lies on another machine: add ?sslmode=verify-full&sslrootcert=FILE to its address, so that nobody listens on the way"
    )))
}

/// The server as it may be printed: everything but the password.
fn name_of(parsed: &PgConnectOptions) -> String {
    let host = match parsed.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", parsed.get_host(), parsed.get_port()),
    };
    let user = parsed.get_username();
    let database = parsed.get_database().unwrap_or(user);
    format!("PostgreSQL at {host}, database {database}, user {user},")
}

/// Why it could not be reached, and what to do.
fn said(whom: &str, error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(|error| error.code());
    let what = match (error, code.as_deref()) {
        (_, Some("28P01" | "28000")) => {
            "refuses this user or password: put the right one into the address or into ~/.pgpass"
        }
        (_, Some("3D000")) => "has no such database: make it with createdb",
        (_, Some("53300")) => "has no connection left: raise max_connections; eleven are needed",
        (_, Some("57P03")) => "is starting or stopping: try again in a moment",
        (sqlx::Error::Io(error), _) if error.kind() == std::io::ErrorKind::InvalidData => UNPROVEN,
        (sqlx::Error::Io(_), _) => {
            "does not answer: is it running, and are host and port right in the address?"
        }
        (sqlx::Error::Tls(_), _) => UNPROVEN,
        _ => return format!("{whom} could not be used: {error}"),
    };
    format!("{whom} {what}")
}

fn options(url: &str, which: Which, connections: u32, reads_alone: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(BUSY)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        // Statements carry ids; none of them belongs in a log.
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(move |postgres| {
            let ms = |time: Duration| time.as_millis().to_string();
            postgres.application_name("sotomado").options([
                ("search_path", which.name().to_owned()),
                // A commit is on the disk, and on the standby's if the server names one, before it is acknowledged.
                ("synchronous_commit", "on".to_owned()),
                ("lock_timeout", ms(BUSY)),
                ("statement_timeout", ms(STATEMENT)),
                // A deed whose program has gone must not keep others waiting.
                ("idle_in_transaction_session_timeout", ms(STATEMENT)),
                (
                    "default_transaction_read_only",
                    if reads_alone { "on" } else { "off" }.to_owned(),
                ),
            ])
        });
    options
}
