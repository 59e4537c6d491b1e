//! Attached files: those that are kept, and those still on their way.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Cases {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Uploads {
    Table,
    Case,
    Id,
    Window,
    Name,
    Bucket,
    Length,
    Day,
}

#[derive(DeriveIden)]
enum Files {
    Table,
    Case,
    Id,
    Window,
    Name,
    Bucket,
    Day,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, uploads()).await?;
        create(manager, files()).await
    }
}

fn uploads() -> TableCreateStatement {
    Table::create()
        .table(Uploads::Table)
        .col(bytes(Uploads::Case))
        // 16 random bytes made by whoever sends the file, so that it can be gone on with.
        .col(bytes(Uploads::Id))
        .col(bytes(Uploads::Window))
        // 16 random bytes: under their hex lies what has come so far. How much that is, the file itself says.
        .col(bytes(Uploads::Name))
        // Length before sealing: 65536 bytes, or twice, or one and a half times, and so on.
        .col(ColumnDef::new(Uploads::Bucket).big_integer().not_null())
        // Length of the whole sealed file, which follows from the bucket; more than that comes in no case.
        .col(ColumnDef::new(Uploads::Length).big_integer().not_null())
        // The day it began: what is not finished a day later is swept.
        .col(day(Uploads::Day))
        .primary_key(Index::create().col(Uploads::Case).col(Uploads::Id))
        .foreign_key(
            ForeignKey::create()
                .from(Uploads::Table, Uploads::Case)
                .to(Cases::Table, Cases::Id),
        )
        .take()
}

fn files() -> TableCreateStatement {
    Table::create()
        .table(Files::Table)
        .col(bytes(Files::Case))
        // SHA-256 of the sealed file: sending again changes nothing. Unique within its case alone, so that nobody
        // learns from an answer what another case has.
        .col(bytes(Files::Id))
        .col(bytes(Files::Window))
        // 16 random bytes: under their hex the sealed file lies.
        .col(bytes(Files::Name))
        // Length before sealing: 65536 bytes, or twice, or one and a half times, and so on.
        .col(ColumnDef::new(Files::Bucket).big_integer().not_null())
        // The day it came.
        .col(day(Files::Day))
        .primary_key(Index::create().col(Files::Case).col(Files::Id))
        .foreign_key(
            ForeignKey::create()
                .from(Files::Table, Files::Case)
                .to(Cases::Table, Cases::Id),
        )
        .take()
}
