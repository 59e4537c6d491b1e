//! Drafts: what a reporter keeps here before it is a report. No desk, and no case, knows of them.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Drafts {
    Table,
    Mailbox,
    Window,
    Name,
    LastDay,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, drafts()).await
    }
}

fn drafts() -> TableCreateStatement {
    Table::create()
        .table(Drafts::Table)
        // Public half of a mailbox key: one draft under each.
        .col(bytes(Drafts::Mailbox))
        .col(bytes(Drafts::Window))
        // 16 random bytes: under their hex the sealed file lies. Each saving is a new file.
        .col(bytes(Drafts::Name))
        // Counted from the last saving by one rule for all; on the day after, it is destroyed.
        .col(day(Drafts::LastDay))
        .primary_key(Index::create().col(Drafts::Mailbox).col(Drafts::Window))
        .take()
}
