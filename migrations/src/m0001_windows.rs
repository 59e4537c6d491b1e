//! Organisations' windows, and the signed papers that say who reads for them.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Windows {
    Table,
    Id,
    ShortName,
    Name,
}

#[derive(DeriveIden)]
enum Rosters {
    Table,
    Digest,
    Window,
    Epoch,
    FirstDay,
    LastDay,
    Frame,
}

#[derive(DeriveIden)]
enum Successions {
    Table,
    Digest,
    Window,
    Frame,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, windows()).await?;
        create(manager, rosters()).await?;
        create(manager, successions()).await
    }
}

fn windows() -> TableCreateStatement {
    Table::create()
        .table(Windows::Table)
        // 16 random bytes made once; every key and every derivation is bound to it, so it never changes.
        .col(bytes(Windows::Id).primary_key())
        // The organisation's word in addresses, `shiojiri`.
        .col(text(Windows::ShortName).unique_key())
        // Its name on pages.
        .col(text(Windows::Name))
        .take()
}

fn rosters() -> TableCreateStatement {
    Table::create()
        .table(Rosters::Table)
        // SHA-256 of the frame; entries and key files name a roster by it, so old ones stay.
        .col(bytes(Rosters::Digest).primary_key())
        .col(bytes(Rosters::Window))
        // Running number within the window: the newest is the one in force.
        .col(ColumnDef::new(Rosters::Epoch).big_integer().not_null())
        // Its days, also inside the frame: to find the one in force without opening all.
        .col(day(Rosters::FirstDay))
        .col(day(Rosters::LastDay))
        // The signed bytes as they came; they are public.
        .col(bytes(Rosters::Frame))
        .index(
            Index::create()
                .unique()
                .name("rosters_window_epoch")
                .col(Rosters::Window)
                .col(Rosters::Epoch),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Rosters::Table, Rosters::Window)
                .to(Windows::Table, Windows::Id),
        )
        .take()
}

fn successions() -> TableCreateStatement {
    Table::create()
        .table(Successions::Table)
        // SHA-256 of the frame, so that the same one twice is one.
        .col(bytes(Successions::Digest).primary_key())
        .col(bytes(Successions::Window))
        // The signed bytes: from one desk key to the next. They are public.
        .col(bytes(Successions::Frame))
        .foreign_key(
            ForeignKey::create()
                .from(Successions::Table, Successions::Window)
                .to(Windows::Table, Windows::Id),
        )
        .take()
}
