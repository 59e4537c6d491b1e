//! Who may see published releases, and the releases.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum TrendsAccounts {
    Table,
    Id,
    Window,
    SignIn,
    Name,
    Password,
}

#[derive(DeriveIden)]
enum TrendsSessions {
    Table,
    Token,
    Account,
    LastDay,
}

#[derive(DeriveIden)]
enum Releases {
    Table,
    Digest,
    Window,
    Day,
    File,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, accounts()).await?;
        create(manager, sessions()).await?;
        create(manager, releases()).await
    }
}

fn accounts() -> TableCreateStatement {
    Table::create()
        .table(TrendsAccounts::Table)
        // 16 random bytes. A table of its own: no row of it can become a desk account.
        .col(bytes(TrendsAccounts::Id).primary_key())
        // The one organisation whose releases this account sees.
        .col(bytes(TrendsAccounts::Window))
        .col(text(TrendsAccounts::SignIn).unique_key())
        .col(text(TrendsAccounts::Name))
        // Argon2id.
        .col(text(TrendsAccounts::Password))
        .take()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table(TrendsSessions::Table)
        // SHA-256 of the cookie.
        .col(bytes(TrendsSessions::Token).primary_key())
        .col(bytes(TrendsSessions::Account))
        .col(day(TrendsSessions::LastDay))
        .foreign_key(
            ForeignKey::create()
                .from(TrendsSessions::Table, TrendsSessions::Account)
                .to(TrendsAccounts::Table, TrendsAccounts::Id),
        )
        .take()
}

fn releases() -> TableCreateStatement {
    Table::create()
        .table(Releases::Table)
        // SHA-256 of the signed file.
        .col(bytes(Releases::Digest).primary_key())
        // Of one organisation, or of the whole desk.
        .col(ColumnDef::new(Releases::Window).blob())
        // The fixed day of publication.
        .col(day(Releases::Day))
        // The signed file; it is public.
        .col(bytes(Releases::File))
        .take()
}
