//! What is kept, table by table and column by column, with reasons.
//!
//! Two databases: [`Main`] and [`Keys`]. Key files lie apart, so that their copies can be kept for a shorter time.
//! The same migrations run on SQLite and on PostgreSQL; there is no way down, a mistake is mended by the next file.
//!
//! What no table may hold: a word typed by a reporter, what a case is about, a clock time, an address, a browser's
//! name, a receipt. A day is ten characters of the Japanese calendar, `2026-11-24`.

#![forbid(unsafe_code)]

mod k0001_key_files;
mod k0002_audit_keys;
mod m0001_windows;
mod m0002_cases;
mod m0003_desk;
mod m0004_trends;
mod m0005_files;
mod m0006_taking_back;
mod m0007_drafts;
mod m0008_sealed_here;
mod m0009_incidents;
mod m0010_codings;
mod m0011_audit;
mod m0012_outbox;
mod m0013_restores;
mod m0014_sign_in;
mod m0015_enrolment;
mod m0017_leaving;
mod m0018_unread_days;
mod m0019_retention;
mod m0020_calls;
mod m0021_signed_ends;
mod m0022_tellings;
mod table;

use sea_orm_migration::prelude::*;

/// Everything but key files.
#[derive(Debug)]
pub struct Main;

#[async_trait::async_trait]
impl MigratorTrait for Main {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_windows::Step),
            Box::new(m0002_cases::Step),
            Box::new(m0003_desk::Step),
            Box::new(m0004_trends::Step),
            Box::new(m0005_files::Step),
            Box::new(m0006_taking_back::Step),
            Box::new(m0007_drafts::Step),
            Box::new(m0008_sealed_here::Step),
            Box::new(m0009_incidents::Step),
            Box::new(m0010_codings::Step),
            Box::new(m0011_audit::Step),
            Box::new(m0012_outbox::Step),
            Box::new(m0013_restores::Step),
            Box::new(m0014_sign_in::Step),
            Box::new(m0015_enrolment::Step),
            Box::new(m0019_retention::Step),
            Box::new(m0018_unread_days::Step),
            Box::new(m0020_calls::Step),
            Box::new(m0017_leaving::Step),
            Box::new(m0021_signed_ends::Step),
            Box::new(m0022_tellings::Step),
        ]
    }
}

/// Key files, and what must end with them.
#[derive(Debug)]
pub struct Keys;

#[async_trait::async_trait]
impl MigratorTrait for Keys {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(k0001_key_files::Step),
            Box::new(k0002_audit_keys::Step),
        ]
    }
}
