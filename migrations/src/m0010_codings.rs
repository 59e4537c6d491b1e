//! What the yearly table is made of: codings and ledgers, sealed to the organisation's statistics key of a fiscal year, which no
//! machine that serves has. One table for both, so that none of its rows says of what case, by whom, or of which year it is.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Codings {
    Table,
    Id,
    Window,
    Name,
    LastDay,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, codings()).await
    }
}

fn codings() -> TableCreateStatement {
    Table::create()
        .table(Codings::Table)
        // 16 bytes that follow from its author's key: random to everybody else, and the same when it is written anew.
        .col(bytes(Codings::Id).primary_key())
        .col(bytes(Codings::Window))
        // 16 random bytes: under their hex the sealed file lies. Each writing is a new file, so that their number stays unknown.
        .col(bytes(Codings::Name))
        // By the rule for cases, counted from the last writing.
        .col(day(Codings::LastDay))
        .take()
}
