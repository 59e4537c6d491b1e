//! Since when something is unread, so that it reaches a colleague and the lead once a working day has passed over it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum CaseReaders {
    Table,
    Unread,
    UnreadDay,
}

/// Until now it was known that something is unread, and not since when: of a case's days, the last.
const BACKFILL: &str = r#"UPDATE case_readers
    SET unread_day = (SELECT MAX(day) FROM entries WHERE entries."case" = case_readers."case")
    WHERE unread"#;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The day of the first thing that this reader has not fetched; nothing while all is read.
        let since = Table::alter()
            .table(CaseReaders::Table)
            .add_column(ColumnDef::new(CaseReaders::UnreadDay).string_len(10))
            .take();
        manager.alter_table(since).await?;
        let db = manager.get_connection();
        db.execute_unprepared(BACKFILL).await?;
        let whether = Table::alter()
            .table(CaseReaders::Table)
            .drop_column(CaseReaders::Unread)
            .take();
        manager.alter_table(whether).await
    }
}
