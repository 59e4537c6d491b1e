//! How long a case is kept. One rule for all cases, so that the day tells nothing about any.

use serde::Serialize;

use super::reading::{Reading, Table};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Retention {
    /// Fiscal years, counted from the 1 April after arrival; 1 to 30.
    pub case_fiscal_years: u8,
    /// Days for which backups of key files are kept; 1 to 35.
    pub key_backup_days: u8,
    /// Days for which a draft is kept after its last saving; 1 to 90.
    pub draft_days: u8,
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Retention> {
    reading.only(
        root,
        &["case_fiscal_years", "key_backup_days", "draft_days"],
    );
    let years = reading.number(root, "case_fiscal_years", 1..31);
    let days = reading.number(root, "key_backup_days", 1..36);
    let draft = reading.number(root, "draft_days", 1..91);
    Some(Retention {
        case_fiscal_years: u8::try_from(years?).ok()?,
        key_backup_days: u8::try_from(days?).ok()?,
        draft_days: u8::try_from(draft?).ok()?,
    })
}
