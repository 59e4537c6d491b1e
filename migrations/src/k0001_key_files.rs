//! Key files: a case's identity, sealed to one reader or to the reporter.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum KeyFiles {
    Table,
    Id,
    Case,
    Window,
    To,
    Purpose,
    File,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, key_files()).await?;
        let by_case = Index::create()
            .name("key_files_case")
            .table(KeyFiles::Table)
            .col(KeyFiles::Case)
            .take();
        manager.create_index(by_case).await
    }
}

fn key_files() -> TableCreateStatement {
    Table::create()
        .table(KeyFiles::Table)
        // SHA-256 of the file.
        .col(bytes(KeyFiles::Id).primary_key())
        .col(bytes(KeyFiles::Case))
        .col(bytes(KeyFiles::Window))
        // A reader's author key in hex, or `reporter`: each is given only what can be opened.
        .col(text(KeyFiles::To))
        // `case` or `desk`: which of the two logs it opens.
        .col(text(KeyFiles::Purpose))
        // One age file for one recipient, of one size.
        .col(bytes(KeyFiles::File))
        .take()
}
