//! Organisations' windows.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use sotomado_core::ids::WindowId;

use crate::access::{Action, Permit};
use crate::chance;
use crate::store::reading::window_id;
use crate::store::row::windows;
use crate::store::{Store, StoreError};

/// One organisation's window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Made once, never changed.
    pub id: WindowId,
    /// The word in addresses.
    pub short: String,
    /// The name on pages.
    pub name: String,
}

impl Store {
    /// All windows, by their word.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn windows(&self) -> Result<Vec<Window>, StoreError> {
        let rows = windows::Entity::find()
            .order_by_asc(windows::Column::ShortName)
            .all(&self.main.read)
            .await?;
        rows.into_iter().map(window).collect()
    }

    /// The window of this word, made with a fresh id if there is none; its name is set to the one given.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn add_window(
        &self,
        permit: &Permit,
        short: &str,
        name: &str,
    ) -> Result<Window, StoreError> {
        permit.desk(Action::AddWindow)?;
        let tx = self.main.begin().await?;
        let found = windows::Entity::find()
            .filter(windows::Column::ShortName.eq(short))
            .one(&tx)
            .await?;
        let id = match &found {
            Some(row) => window_id(&row.id)?,
            None => WindowId(chance::bytes()?),
        };
        if found.is_none_or(|found| found.name != name) {
            self.record(&tx, permit).await?;
        }
        let row = windows::ActiveModel {
            id: Set(id.0.to_vec()),
            short_name: Set(short.to_owned()),
            name: Set(name.to_owned()),
        };
        let again = sea_orm::sea_query::OnConflict::column(windows::Column::Id)
            .update_column(windows::Column::Name)
            .to_owned();
        windows::Entity::insert(row)
            .on_conflict(again)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(Window {
            id,
            short: short.to_owned(),
            name: name.to_owned(),
        })
    }
}

/// Makes a window with a fresh id within a deed.
pub(super) async fn insert(
    tx: &DatabaseTransaction,
    short: String,
    name: String,
) -> Result<(), StoreError> {
    let row = windows::ActiveModel {
        id: Set(chance::bytes::<16>()?.to_vec()),
        short_name: Set(short),
        name: Set(name),
    };
    windows::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn window(row: windows::Model) -> Result<Window, StoreError> {
    Ok(Window {
        id: window_id(&row.id)?,
        short: row.short_name,
        name: row.name,
    })
}
