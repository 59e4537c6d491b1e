//! That a report was sealed here and not in the reporter's browser.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Cases {
    Table,
    SealedHere,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Whoever reads the case must know that its words passed through the server open; which of the two paths it
        // was, the code's first character told the server already.
        let column = Table::alter()
            .table(Cases::Table)
            .add_column(
                ColumnDef::new(Cases::SealedHere)
                    .boolean()
                    .not_null()
                    .default(false),
            )
            .take();
        manager.alter_table(column).await
    }
}
