//! Texts that somebody in the city is told by a link and a code, sealed, and what comes back. No row says of which case, to whom, or
//! by whom.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, flag};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Tellings {
    Table,
    Id,
    Window,
    Mailbox,
    LastDay,
    Ended,
}

#[derive(DeriveIden)]
enum TellingFiles {
    Table,
    Id,
    Telling,
    Back,
    Name,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, tellings()).await?;
        create(manager, files()).await?;
        let of = Index::create()
            .name("telling_files_of_telling")
            .table(TellingFiles::Table)
            .col(TellingFiles::Telling)
            .take();
        manager.create_index(of).await
    }
}

fn tellings() -> TableCreateStatement {
    Table::create()
        .table(Tellings::Table)
        // 16 random bytes that a counsellor's browser made; the case names them under its seal.
        .col(bytes(Tellings::Id).primary_key())
        .col(bytes(Tellings::Window))
        // Public half of the key that follows from link and code.
        .col(bytes(Tellings::Mailbox))
        // The last day on which the text opens; what came back is kept for as many days more.
        .col(day(Tellings::LastDay))
        // Another link took its place, or it was ended.
        .col(flag(Tellings::Ended))
        .index(
            Index::create()
                .unique()
                .name("tellings_of_mailbox")
                .col(Tellings::Window)
                .col(Tellings::Mailbox),
        )
        .take()
}

fn files() -> TableCreateStatement {
    Table::create()
        .table(TellingFiles::Table)
        // SHA-256 of the age file: what is sent twice is kept once.
        .col(bytes(TellingFiles::Id).primary_key())
        .col(bytes(TellingFiles::Telling))
        // The text, or something that came back.
        .col(flag(TellingFiles::Back))
        // 16 random bytes: under their hex the sealed file lies.
        .col(bytes(TellingFiles::Name))
        .take()
}
