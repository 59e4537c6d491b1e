//! Mail to staff that is to be sent, and where to. Nothing of a case: no row comes or stays because of one.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum DeskAccounts {
    Table,
    Mail,
}

#[derive(DeriveIden)]
enum Outbox {
    Table,
    Id,
    Account,
    Day,
    State,
    Tries,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(DeskAccounts::Table)
            .add_column(ColumnDef::new(DeskAccounts::Mail).text())
            .take();
        manager.alter_table(column).await?;
        create(manager, outbox()).await?;
        // Whoever makes a day's letters a second time makes none.
        let once = Index::create()
            .name("outbox_once")
            .table(Outbox::Table)
            .col(Outbox::Account)
            .col(Outbox::Day)
            .unique()
            .take();
        manager.create_index(once).await
    }
}

fn outbox() -> TableCreateStatement {
    Table::create()
        .table(Outbox::Table)
        // 16 random bytes; the letter's Message-ID, the same at each try.
        .col(bytes(Outbox::Id).primary_key())
        .col(bytes(Outbox::Account))
        // The working day whose letter it is.
        .col(day(Outbox::Day))
        // waiting, sent or dead. When to try again is known in memory alone: no clock time is kept.
        .col(text(Outbox::State))
        .col(ColumnDef::new(Outbox::Tries).big_integer().not_null())
        .take()
}
