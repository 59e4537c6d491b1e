//! The connections to one database, and the one way in which anything is written to it.

use sea_orm::entity::prelude::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    IsolationLevel, QueryResult, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use crate::store::{StoreError, postgres, sqlite};

/// One database: one connection that writes, some that read.
#[derive(Clone, Debug)]
pub(super) struct Pools {
    /// One deed after the other.
    pub(super) write: Writer,
    /// Sees what was committed.
    pub(super) read: DatabaseConnection,
}

/// Writes to one database. Whatever is written, by this process or by another, waits until the deed before it is over,
/// so what was read within a deed stays true until it ends.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    db: DatabaseConnection,
    /// On PostgreSQL, the number under which writers wait for each other.
    turn: i64,
}

impl Pools {
    /// Begins a deed that writes.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.write.begin().await
    }

    /// Begins a reading: all that is read within it is of one moment.
    pub(super) async fn moment(&self) -> Result<DatabaseTransaction, DbErr> {
        let postgres = self.read.get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            ..Default::default()
        };
        self.read.begin_with_options(options).await
    }

    /// Lets no table tell by its order what came before what, and no file hold what was deleted. SQLite lays its rows by
    /// their random key as they come, and overwrites what is deleted; but it stands in the write-ahead log until that is
    /// folded in. False when somebody who reads an older state, a copy being made say, stood in the way.
    pub(super) async fn lay_anew(&self) -> Result<bool, StoreError> {
        match self.read.get_database_backend() {
            DbBackend::Postgres => postgres::lay_anew(&self.write).await.map(|()| true),
            _ => sqlite::fold_in(&self.write).await,
        }
    }

    /// Asks whether the database is whole.
    pub(super) async fn check(&self) -> Result<(), StoreError> {
        match self.read.get_database_backend() {
            DbBackend::Postgres => postgres::check(&self.read).await,
            _ => sqlite::check(&self.read).await,
        }
    }
}

impl Writer {
    /// Writes by `db`, the one writing connection of this process. `turn` is one number for one database.
    pub(super) fn new(db: DatabaseConnection, turn: i64) -> Self {
        Self { db, turn }
    }

    fn on_postgres(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// Begins a deed that writes: SQLite gives its one lock at once, PostgreSQL the one that all writers ask for first.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let postgres = self.on_postgres();
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            // Each statement sees all that was committed before it, hence all that was before its turn came.
            isolation_level: postgres.then_some(IsolationLevel::ReadCommitted),
            ..Default::default()
        };
        let tx = self.db.begin_with_options(options).await?;
        if postgres {
            let wait = "SELECT pg_advisory_xact_lock($1)";
            let turn = [self.turn.into()];
            tx.execute_raw(Statement::from_sql_and_values(
                DbBackend::Postgres,
                wait,
                turn,
            ))
            .await?;
        }
        Ok(tx)
    }
}

/// A single statement is a deed too.
#[async_trait::async_trait]
impl ConnectionTrait for Writer {
    fn get_database_backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        if !self.on_postgres() {
            return self.db.execute_raw(statement).await;
        }
        let tx = self.begin().await?;
        let done = tx.execute_raw(statement).await?;
        tx.commit().await?;
        Ok(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        if !self.on_postgres() {
            return self.db.execute_unprepared(sql).await;
        }
        let tx = self.begin().await?;
        let done = tx.execute_unprepared(sql).await?;
        tx.commit().await?;
        Ok(done)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if !self.on_postgres() {
            return self.db.query_one_raw(statement).await;
        }
        let tx = self.begin().await?;
        let row = tx.query_one_raw(statement).await?;
        tx.commit().await?;
        Ok(row)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if !self.on_postgres() {
            return self.db.query_all_raw(statement).await;
        }
        let tx = self.begin().await?;
        let rows = tx.query_all_raw(statement).await?;
        tx.commit().await?;
        Ok(rows)
    }
}
