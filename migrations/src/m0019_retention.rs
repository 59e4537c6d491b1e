//! The end of a case: who has proposed to destroy it, who holds it back, what was certified, and what stays ended.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Destructions {
    Table,
    Case,
    Window,
    Proposer,
    Day,
}

#[derive(DeriveIden)]
enum Holds {
    Table,
    Case,
    Window,
    Account,
    Day,
    LookDay,
    Lifter,
    LiftDay,
}

#[derive(DeriveIden)]
enum Certificates {
    Table,
    Digest,
    Window,
    Day,
    Frame,
}

#[derive(DeriveIden)]
enum Ended {
    Table,
    Digest,
}

#[derive(DeriveIden)]
enum Cases {
    Table,
    Id,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, destructions()).await?;
        create(manager, holds()).await?;
        create(manager, certificates()).await?;
        let ended = Table::create()
            .table(Ended::Table)
            // HMAC of a case that was destroyed or taken back: an older copy must not bring it back. Under a key that follows
            // from `audit.key`, for whoever has an old list of cases must not read from it which of them ended.
            .col(bytes(Ended::Digest).primary_key())
            .take();
        create(manager, ended).await
    }
}

fn destructions() -> TableCreateStatement {
    Table::create()
        .table(Destructions::Table)
        // Gone with the case, or after thirty days.
        .col(bytes(Destructions::Case).primary_key())
        .col(bytes(Destructions::Window))
        // The account that proposes; another one confirms.
        .col(bytes(Destructions::Proposer))
        .col(day(Destructions::Day))
        .foreign_key(
            ForeignKey::create()
                .from(Destructions::Table, Destructions::Case)
                .to(Cases::Table, Cases::Id),
        )
        .take()
}

fn holds() -> TableCreateStatement {
    Table::create()
        .table(Holds::Table)
        // Not why: that it is held at all is on the list of what the server knows.
        .col(bytes(Holds::Case).primary_key())
        .col(bytes(Holds::Window))
        // The account that holds it back.
        .col(bytes(Holds::Account))
        .col(day(Holds::Day))
        // The day by which somebody looks whether it is to be held still. Nothing ends by itself on it.
        .col(day(Holds::LookDay))
        // The account that would let it go; another one confirms.
        .col(ColumnDef::new(Holds::Lifter).blob())
        .col(ColumnDef::new(Holds::LiftDay).string_len(10))
        .foreign_key(
            ForeignKey::create()
                .from(Holds::Table, Holds::Case)
                .to(Cases::Table, Cases::Id),
        )
        .take()
}

fn certificates() -> TableCreateStatement {
    Table::create()
        .table(Certificates::Table)
        // SHA-256 of the frame.
        .col(bytes(Certificates::Digest).primary_key())
        .col(bytes(Certificates::Window))
        // The day of the destruction.
        .col(day(Certificates::Day))
        // Signed by `audit.key`: days, accounts, and cases by marks that are noise by now.
        .col(bytes(Certificates::Frame))
        .take()
}
