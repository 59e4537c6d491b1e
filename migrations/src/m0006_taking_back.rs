//! That something is unread, apart from whether it was ever read; and what is being destroyed.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum CaseReaders {
    Table,
    Unread,
}

#[derive(DeriveIden)]
enum Remains {
    Table,
    Id,
    Kind,
}

/// Until now the day of reading was taken away whenever something new came.
const BACKFILL: [&str; 2] = [
    r#"UPDATE case_readers SET unread = TRUE WHERE read_day IS NULL"#,
    // Whether a case with more than its report was ever read, nobody knows any more: it counts as read on the first day,
    // for what a reader may be working on must not be taken away.
    r#"UPDATE case_readers
       SET read_day = (SELECT arrived_day FROM cases WHERE cases.id = case_readers."case")
       WHERE read_day IS NULL
       AND (SELECT COUNT(*) FROM entries WHERE entries."case" = case_readers."case") > 1"#,
];

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Something came that this reader has not fetched. The day of reading beside it stays: a case that was ever
        // read cannot be taken back.
        let unread = Table::alter()
            .table(CaseReaders::Table)
            .add_column(
                ColumnDef::new(CaseReaders::Unread)
                    .boolean()
                    .not_null()
                    .default(false),
            )
            .take();
        manager.alter_table(unread).await?;
        for statement in BACKFILL {
            manager
                .get_connection()
                .execute_unprepared(statement)
                .await?;
        }
        create(manager, remains()).await
    }
}

fn remains() -> TableCreateStatement {
    Table::create()
        .table(Remains::Table)
        // A case whose key files, or the random name of a sealed file, that are yet to be destroyed: written in the
        // transaction that takes the rows away, gone a moment later, and finished at the next start after a fall.
        .col(bytes(Remains::Id).primary_key())
        // `keys` or `file`.
        .col(text(Remains::Kind))
        .take()
}
