//! The chain of what staff and the operator did. No deed of a reporter is in it, no clock time, and no case by its id.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Audit {
    Table,
    Place,
    Day,
    Account,
    Action,
    Case,
    Salt,
    Before,
    Digest,
    Head,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, audit()).await?;
        let by_day = Index::create()
            .name("audit_day")
            .table(Audit::Table)
            .col(Audit::Day)
            .take();
        manager.create_index(by_day).await
    }
}

fn audit() -> TableCreateStatement {
    Table::create()
        .table(Audit::Table)
        // Counts up. A chain has an order, so its number tells no more than the chain.
        .col(
            ColumnDef::new(Audit::Place)
                .big_integer()
                .not_null()
                .primary_key(),
        )
        .col(day(Audit::Day))
        // Who did it; of an account that the operator made, that account. None: the operator, or the program.
        .col(ColumnDef::new(Audit::Account).blob())
        // One word of the program's.
        .col(text(Audit::Action))
        // HMAC of the case, under its key in `audit_keys`.
        .col(ColumnDef::new(Audit::Case).blob())
        // 16 random bytes, so that a head handed outside cannot be tried out.
        .col(bytes(Audit::Salt))
        // Digest of the record before.
        .col(bytes(Audit::Before))
        // Its own.
        .col(bytes(Audit::Digest))
        // Of a day's last record: the signed head.
        .col(ColumnDef::new(Audit::Head).blob())
        .take()
}
