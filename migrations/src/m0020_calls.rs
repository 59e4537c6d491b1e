//! Mail that is not the day's own: the call that a reporter chose, and the head of the audit chain for whoever keeps it outside.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Outbox {
    Table,
    Account,
    Day,
    Kind,
}

const ONCE: &str = "outbox_once";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // daily, call or head. A call has no case: whose report asked for it is not written down.
        let kind = ColumnDef::new(Outbox::Kind)
            .text()
            .not_null()
            .default("daily")
            .take();
        let column = Table::alter().table(Outbox::Table).add_column(kind).take();
        manager.alter_table(column).await?;
        let old = Index::drop().name(ONCE).table(Outbox::Table).to_owned();
        manager.drop_index(old).await?;
        let once = Index::create()
            .name(ONCE)
            .table(Outbox::Table)
            .col(Outbox::Account)
            .col(Outbox::Day)
            .col(Outbox::Kind)
            .unique()
            .take();
        manager.create_index(once).await
    }
}
