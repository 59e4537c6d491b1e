//! Cases: that there is one, who holds it, and which sealed files belong to it.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, flag, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Cases {
    Table,
    Id,
    Window,
    Mailbox,
    ArrivedDay,
    Open,
    NextDay,
    Urgent,
    RetentionDay,
}

#[derive(DeriveIden)]
enum Entries {
    Table,
    Id,
    Case,
    Window,
    Log,
    Name,
    Bucket,
    Day,
}

#[derive(DeriveIden)]
enum CaseReaders {
    Table,
    Case,
    Reader,
    Window,
    ReadDay,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, cases()).await?;
        create(manager, entries()).await?;
        manager.create_index(entries_by_case()).await?;
        create(manager, case_readers()).await?;
        manager.create_index(case_readers_by_reader()).await
    }
}

fn cases() -> TableCreateStatement {
    Table::create()
        .table(Cases::Table)
        // 16 random bytes made in the reporter's browser.
        .col(bytes(Cases::Id).primary_key())
        // Whose window: a case is never looked for without it.
        .col(bytes(Cases::Window))
        // Public half of the mailbox key: who can sign with it, comes back. From it nobody gets to a person.
        .col(bytes(Cases::Mailbox))
        // The day it came: the first answer is promised from it.
        .col(day(Cases::ArrivedDay))
        // Open or closed.
        .col(flag(Cases::Open))
        // One next day: the same for every new case, later what a reader sets; not what is to be done on it.
        .col(day(Cases::NextDay))
        // Set by the reporter alone, who was told what it reveals.
        .col(flag(Cases::Urgent))
        // By one rule for all: when everything of it is destroyed.
        .col(day(Cases::RetentionDay))
        // A second report under one mailbox key is not kept.
        .index(
            Index::create()
                .unique()
                .name("cases_window_mailbox")
                .col(Cases::Window)
                .col(Cases::Mailbox),
        )
        .take()
}

fn entries() -> TableCreateStatement {
    Table::create()
        .table(Entries::Table)
        // SHA-256 of the sealed file: sending again changes nothing.
        .col(bytes(Entries::Id).primary_key())
        .col(bytes(Entries::Case))
        .col(bytes(Entries::Window))
        // `case` (readers and reporter can open it) or `desk` (readers): the mailbox is not given the second.
        .col(text(Entries::Log))
        // 16 random bytes: under their hex the sealed file lies.
        .col(bytes(Entries::Name))
        // Length before sealing, a multiple of 4096 bytes.
        .col(ColumnDef::new(Entries::Bucket).big_integer().not_null())
        // The day it came.
        .col(day(Entries::Day))
        .foreign_key(
            ForeignKey::create()
                .from(Entries::Table, Entries::Case)
                .to(Cases::Table, Cases::Id),
        )
        .take()
}

fn entries_by_case() -> IndexCreateStatement {
    Index::create()
        .name("entries_case")
        .table(Entries::Table)
        .col(Entries::Case)
        .take()
}

fn case_readers() -> TableCreateStatement {
    Table::create()
        .table(CaseReaders::Table)
        .col(bytes(CaseReaders::Case))
        // Author key, as on the roster, of someone who was given a key file.
        .col(bytes(CaseReaders::Reader))
        .col(bytes(CaseReaders::Window))
        // The day this reader last fetched the case; nothing while something is unread.
        .col(ColumnDef::new(CaseReaders::ReadDay).string_len(10))
        .primary_key(
            Index::create()
                .col(CaseReaders::Case)
                .col(CaseReaders::Reader),
        )
        .foreign_key(
            ForeignKey::create()
                .from(CaseReaders::Table, CaseReaders::Case)
                .to(Cases::Table, Cases::Id),
        )
        .take()
}

fn case_readers_by_reader() -> IndexCreateStatement {
    Index::create()
        .name("case_readers_reader")
        .table(CaseReaders::Table)
        .col(CaseReaders::Reader)
        .take()
}
