//! Which tables name sealed files: the one place that knows, for everything that looks at the folder as a whole.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Statement};

use crate::store::files::Name;
use crate::store::{Store, StoreError};

/// Every table with a column `name` of 16 bytes, under whose hex a sealed file lies. A table that is missing here would
/// lose its files to the sweep; a test holds the list against the schema.
pub(super) const TABLES: &[&str] = &[
    "codings",
    "drafts",
    "entries",
    "files",
    "incidents",
    "telling_files",
    "uploads",
];

/// The names of all files that a row points to.
pub(super) async fn names<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<Name>, StoreError> {
    let mut all = BTreeSet::new();
    for table in TABLES {
        all.append(&mut of(db, table).await?);
    }
    Ok(all)
}

/// The names of those that rows of one of these tables point to.
pub(super) async fn of<C: ConnectionTrait>(
    db: &C,
    table: &str,
) -> Result<BTreeSet<Name>, StoreError> {
    let sql = format!(r#"SELECT "name" FROM "{table}""#);
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let mut all = BTreeSet::new();
    for row in rows {
        let name: Vec<u8> = row.try_get_by_index(0)?;
        all.insert(name.try_into().map_err(|_| StoreError::Bent("name"))?);
    }
    Ok(all)
}

impl Store {
    /// Asks both databases whether they are whole, and whether every sealed file that they name is there.
    ///
    /// Returns the number of sealed files.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be asked or are not.
    pub async fn check(&self) -> Result<usize, StoreError> {
        for pools in [&self.main, &self.keys] {
            pools.check().await?;
        }
        let names = names(&self.main.read).await?;
        let count = names.len();
        self.files.all_there(names.into_iter().collect()).await?;
        Ok(count)
    }
}
