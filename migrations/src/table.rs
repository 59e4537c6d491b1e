//! Makes tables whose row order tells nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates a table that is laid out by its random key. SQLite would else number the rows as they come, and the
/// numbers would say who wrote before whom on one day.
pub async fn create(
    manager: &SchemaManager<'_>,
    mut table: TableCreateStatement,
) -> Result<(), DbErr> {
    if manager.get_database_backend() == DatabaseBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    manager.create_table(table).await
}

/// A column of bytes that is always there.
pub fn bytes(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
}

/// A column of words that is always there.
pub fn text(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// A day, `2026-11-24`.
pub fn day(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).string_len(10).not_null().take()
}

/// Yes or no.
pub fn flag(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}
