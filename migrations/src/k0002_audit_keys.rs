//! Under which key the audit chain names a case. It lies beside the key files, ends with them, and so do its copies: what
//! records say of a case that is gone is noise.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum AuditKeys {
    Table,
    Case,
    Key,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, audit_keys()).await
    }
}

fn audit_keys() -> TableCreateStatement {
    Table::create()
        .table(AuditKeys::Table)
        .col(bytes(AuditKeys::Case).primary_key())
        // 32 random bytes.
        .col(bytes(AuditKeys::Key))
        .take()
}
