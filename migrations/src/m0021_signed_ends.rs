//! Who proposes to end a case, or to let a held one go, signs it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Destructions {
    Table,
    Word,
}

#[derive(DeriveIden)]
enum Holds {
    Table,
    LiftWord,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The signed word. What was proposed before has none, counts for nothing and is proposed anew.
        let proposal = Table::alter()
            .table(Destructions::Table)
            .add_column(ColumnDef::new(Destructions::Word).blob())
            .take();
        manager.alter_table(proposal).await?;
        let lifting = Table::alter()
            .table(Holds::Table)
            .add_column(ColumnDef::new(Holds::LiftWord).blob())
            .take();
        manager.alter_table(lifting).await
    }
}
