//! Records of incidents at a counter, while they go on and for some days after. No desk, and no case, knows of them.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Incidents {
    Table,
    Mailbox,
    Window,
    Name,
    LastDay,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, incidents()).await
    }
}

fn incidents() -> TableCreateStatement {
    Table::create()
        .table(Incidents::Table)
        // Public half of a key that the record's own code gives: one record under each.
        .col(bytes(Incidents::Mailbox))
        .col(bytes(Incidents::Window))
        // 16 random bytes: under their hex the sealed file lies. Each saving is a new file, so that their number stays unknown.
        .col(bytes(Incidents::Name))
        // Counted from the last saving by one rule for all; on the day after, it is destroyed.
        .col(day(Incidents::LastDay))
        .primary_key(
            Index::create()
                .col(Incidents::Mailbox)
                .col(Incidents::Window),
        )
        .take()
}
