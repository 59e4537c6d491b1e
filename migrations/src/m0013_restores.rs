//! That the desk was put back from a copy: whoever comes back is told from which day it is.

use sea_orm_migration::prelude::*;

use crate::table::{create, day};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Restores {
    Table,
    Day,
    CopyDay,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let restores = Table::create()
            .table(Restores::Table)
            // When it was put back; of several on one day, the last.
            .col(day(Restores::Day).primary_key())
            // The day on which the copy was taken.
            .col(day(Restores::CopyDay))
            .take();
        create(manager, restores).await
    }
}
