//! How staff show who they are beside the password, and until which day they may. Nothing of a case.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum DeskAccounts {
    Table,
    Id,
    Ends,
}

#[derive(DeriveIden)]
enum TrendsAccounts {
    Table,
    Ends,
}

#[derive(DeriveIden)]
enum DeskSessions {
    Table,
    Factor,
}

#[derive(DeriveIden)]
enum DeskPasskeys {
    Table,
    Id,
    Account,
    Label,
    Added,
    CredentialId,
    Credential,
    KeyCopy,
}

#[derive(DeriveIden)]
enum DeskCodes {
    Table,
    Account,
    Secret,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let last_day = |ends| ColumnDef::new(ends).string_len(10).take();
        let of_desk = Table::alter()
            .table(DeskAccounts::Table)
            // Last day of the account; nothing: it has none.
            .add_column(last_day(DeskAccounts::Ends.into_iden()))
            .take();
        manager.alter_table(of_desk).await?;
        let of_trends = Table::alter()
            .table(TrendsAccounts::Table)
            .add_column(last_day(TrendsAccounts::Ends.into_iden()))
            .take();
        manager.alter_table(of_trends).await?;
        let begun_by = Table::alter()
            .table(DeskSessions::Table)
            // Hex of the passkey's id, or `code`: when it is taken away, what it began ends.
            .add_column(ColumnDef::new(DeskSessions::Factor).text())
            .take();
        manager.alter_table(begun_by).await?;
        create(manager, passkeys()).await?;
        create(manager, codes()).await
    }
}

fn passkeys() -> TableCreateStatement {
    Table::create()
        .table(DeskPasskeys::Table)
        // 16 random bytes.
        .col(bytes(DeskPasskeys::Id).primary_key())
        .col(bytes(DeskPasskeys::Account))
        // What its owner calls it.
        .col(text(DeskPasskeys::Label))
        .col(day(DeskPasskeys::Added))
        // The authenticator's own name for it.
        .col(bytes(DeskPasskeys::CredentialId).unique_key())
        // Public key and counter, as webauthn-rs writes them.
        .col(text(DeskPasskeys::Credential))
        // A second copy of the reader's own key, sealed to this passkey alone.
        .col(ColumnDef::new(DeskPasskeys::KeyCopy).blob())
        .foreign_key(
            ForeignKey::create()
                .from(DeskPasskeys::Table, DeskPasskeys::Account)
                .to(DeskAccounts::Table, DeskAccounts::Id),
        )
        .take()
}

fn codes() -> TableCreateStatement {
    Table::create()
        .table(DeskCodes::Table)
        .col(bytes(DeskCodes::Account).primary_key())
        // 20 bytes from which an app makes codes. The program must make them too, so they cannot be kept as a digest; which
        // was used last is a time of day, and is known in memory alone.
        .col(bytes(DeskCodes::Secret))
        .foreign_key(
            ForeignKey::create()
                .from(DeskCodes::Table, DeskCodes::Account)
                .to(DeskAccounts::Table, DeskAccounts::Id),
        )
        .take()
}
