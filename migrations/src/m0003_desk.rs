//! Who works at the desk, with which public key, and who is signed in.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum DeskAccounts {
    Table,
    Id,
    SignIn,
    Name,
    Profession,
    AppointedBy,
    Adviser,
    Role,
    Password,
    KeyAuthor,
    KeyRecipient,
    KeyFile,
}

#[derive(DeriveIden)]
enum DeskSessions {
    Table,
    Token,
    Account,
    LastDay,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, accounts()).await?;
        create(manager, sessions()).await
    }
}

fn accounts() -> TableCreateStatement {
    Table::create()
        .table(DeskAccounts::Table)
        // 16 random bytes.
        .col(bytes(DeskAccounts::Id).primary_key())
        // What is typed to sign in.
        .col(text(DeskAccounts::SignIn).unique_key())
        // The next four stand on the reader's card that reporters see.
        .col(text(DeskAccounts::Name))
        .col(text(DeskAccounts::Profession))
        .col(text(DeskAccounts::AppointedBy))
        .col(text(DeskAccounts::Adviser))
        // `lead` or `counsellor`. A lead who is on no roster reads no case.
        .col(text(DeskAccounts::Role))
        // Argon2id; it opens the desk's page, never a case.
        .col(text(DeskAccounts::Password))
        // Offered key, for the lead to put on the roster: Ed25519 author key, 32 bytes.
        .col(ColumnDef::new(DeskAccounts::KeyAuthor).blob().unique_key())
        // and age recipient.
        .col(ColumnDef::new(DeskAccounts::KeyRecipient).text())
        // The reader's own age passphrase file, if kept here; useless without the seven words.
        .col(ColumnDef::new(DeskAccounts::KeyFile).blob())
        .take()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table(DeskSessions::Table)
        // SHA-256 of the cookie: who reads this table can sign in as nobody.
        .col(bytes(DeskSessions::Token).primary_key())
        .col(bytes(DeskSessions::Account))
        // Last day on which the cookie is good.
        .col(day(DeskSessions::LastDay))
        .foreign_key(
            ForeignKey::create()
                .from(DeskSessions::Table, DeskSessions::Account)
                .to(DeskAccounts::Table, DeskAccounts::Id),
        )
        .take()
}
