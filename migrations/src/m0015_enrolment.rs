//! How people of the desk come in and come back: links that are used once, codes on paper, and what colleagues are told of it.

use sea_orm_migration::prelude::*;

use crate::table::{bytes, create, day, text};

#[derive(DeriveMigrationName)]
pub struct Step;

#[derive(DeriveIden)]
enum Invitations {
    Table,
    Id,
    Purpose,
    Role,
    Name,
    Profession,
    AppointedBy,
    Adviser,
    Account,
    LastDay,
}

#[derive(DeriveIden)]
enum Recoveries {
    Table,
    Account,
    Digest,
}

#[derive(DeriveIden)]
enum Returns {
    Table,
    Id,
    To,
    Account,
    How,
    Day,
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, invitations()).await?;
        create(manager, recoveries()).await?;
        create(manager, returns()).await
    }
}

fn invitations() -> TableCreateStatement {
    Table::create()
        .table(Invitations::Table)
        // SHA-256 of the 32 random bytes of the link: who reads this table can use none.
        .col(bytes(Invitations::Id).primary_key())
        // `begin` for the first lead of all, `join` for a new account, `back` for a new password.
        .col(text(Invitations::Purpose))
        // What the new account will be, and its card; empty where whoever comes writes it, or has it.
        .col(text(Invitations::Role))
        .col(text(Invitations::Name))
        .col(text(Invitations::Profession))
        .col(text(Invitations::AppointedBy))
        .col(text(Invitations::Adviser))
        // Whose password is to be new.
        .col(ColumnDef::new(Invitations::Account).blob())
        // Last day on which the link is good.
        .col(day(Invitations::LastDay))
        .take()
}

fn recoveries() -> TableCreateStatement {
    Table::create()
        .table(Recoveries::Table)
        .col(bytes(Recoveries::Account).primary_key())
        // SHA-256 of 110 random bits that stand on paper alone.
        .col(bytes(Recoveries::Digest))
        .take()
}

fn returns() -> TableCreateStatement {
    Table::create()
        .table(Returns::Table)
        // 16 random bytes.
        .col(bytes(Returns::Id).primary_key())
        // The colleague who has not put the sentence away yet.
        .col(bytes(Returns::To))
        // Who came back.
        .col(bytes(Returns::Account))
        // `paper` or `password`.
        .col(text(Returns::How))
        .col(day(Returns::Day))
        .take()
}
