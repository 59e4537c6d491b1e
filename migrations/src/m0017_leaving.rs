//! That somebody reads a case no further.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum CaseReaders {
    Table,
    Gone,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // This reader left the case for good, by themselves or by another's word: which of the two, and why, stands
        // sealed in the case. The row stays, so that nobody gives them the case again, not even a copy that is put back.
        let gone = Table::alter()
            .table(CaseReaders::Table)
            .add_column(
                ColumnDef::new(CaseReaders::Gone)
                    .boolean()
                    .not_null()
                    .default(false),
            )
            .take();
        manager.alter_table(gone).await
    }
}
