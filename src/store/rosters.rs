//! Signed rosters and successions, as they came.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{Digest, WindowId};

use crate::access::{Action, Permit};
use crate::store::reading::day;
use crate::store::row::{rosters, successions};
use crate::store::{Store, StoreError};

/// A roster: its frame, and what was read from it to find it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// SHA-256 of the frame.
    pub digest: Digest,
    /// Running number in its window.
    pub epoch: u32,
    /// First day, counted.
    pub first_day: Day,
    /// Last day, counted.
    pub last_day: Day,
    /// The signed bytes.
    pub frame: Vec<u8>,
}

/// A succession: its frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// SHA-256 of the frame.
    pub digest: Digest,
    /// The signed bytes.
    pub frame: Vec<u8>,
}

/// What puts another roster in force.
#[derive(Clone, Debug)]
pub struct NewRoster {
    /// The roster.
    pub roster: Roster,
    /// The word of the key before for the one that signed it, where that is another.
    pub succession: Option<Succession>,
}

impl Store {
    /// A window's rosters, the newest first.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn rosters(&self, window: WindowId) -> Result<Vec<Roster>, StoreError> {
        let rows = rosters::Entity::find()
            .filter(rosters::Column::Window.eq(window.0.to_vec()))
            .order_by_desc(rosters::Column::Epoch)
            .all(&self.main.read)
            .await?;
        rows.into_iter().map(roster).collect()
    }

    /// A window's newest roster.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn newest_roster(&self, window: WindowId) -> Result<Option<Roster>, StoreError> {
        let row = rosters::Entity::find()
            .filter(rosters::Column::Window.eq(window.0.to_vec()))
            .order_by_desc(rosters::Column::Epoch)
            .one(&self.main.read)
            .await?;
        row.map(roster).transpose()
    }

    /// One roster of a window by its digest.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn roster(
        &self,
        window: WindowId,
        digest: Digest,
    ) -> Result<Option<Roster>, StoreError> {
        let row = rosters::Entity::find_by_id(digest.0.to_vec())
            .filter(rosters::Column::Window.eq(window.0.to_vec()))
            .one(&self.main.read)
            .await?;
        row.map(roster).transpose()
    }

    /// Keeps rosters that have been checked, of a window each, all or none. False when the number of one is taken, by whoever
    /// was quicker.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn add_rosters(&self, all: &[(Permit, NewRoster)]) -> Result<bool, StoreError> {
        let tx = self.main.begin().await?;
        let written = self.write_rosters(&tx, all).await?;
        if written {
            tx.commit().await?;
            self.list_ended().await;
        }
        Ok(written)
    }

    /// The same in somebody's turn.
    pub(super) async fn write_rosters(
        &self,
        tx: &DatabaseTransaction,
        all: &[(Permit, NewRoster)],
    ) -> Result<bool, StoreError> {
        for (permit, new) in all {
            let window = permit.window(Action::ImportRoster)?.0.to_vec();
            let taken = rosters::Entity::find()
                .filter(rosters::Column::Window.eq(window.clone()))
                .filter(rosters::Column::Epoch.gte(i64::from(new.roster.epoch)))
                .one(tx)
                .await?;
            if taken.is_some() {
                return Ok(false);
            }
            let before = rosters::Entity::find()
                .filter(rosters::Column::Window.eq(window.clone()))
                .order_by_desc(rosters::Column::Epoch)
                .one(tx)
                .await?;
            if let Some(before) = before {
                self.note_followed(tx, digest(&before.digest)?).await?;
            }
            rosters::Entity::insert(row(&window, &new.roster))
                .exec_without_returning(tx)
                .await?;
            if let Some(succession) = &new.succession {
                let row = successions::ActiveModel {
                    digest: Set(succession.digest.0.to_vec()),
                    window: Set(window),
                    frame: Set(succession.frame.clone()),
                };
                successions::Entity::insert(row)
                    .exec_without_returning(tx)
                    .await?;
            }
            self.record(tx, permit).await?;
        }
        Ok(true)
    }

    /// A window's successions, in no order: they are a chain in themselves.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn successions(&self, window: WindowId) -> Result<Vec<Succession>, StoreError> {
        let rows = successions::Entity::find()
            .filter(successions::Column::Window.eq(window.0.to_vec()))
            .all(&self.main.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Succession {
                    digest: digest(&row.digest)?,
                    frame: row.frame,
                })
            })
            .collect()
    }
}

fn row(window: &[u8], roster: &Roster) -> rosters::ActiveModel {
    rosters::ActiveModel {
        digest: Set(roster.digest.0.to_vec()),
        window: Set(window.to_vec()),
        epoch: Set(i64::from(roster.epoch)),
        first_day: Set(roster.first_day.to_string()),
        last_day: Set(roster.last_day.to_string()),
        frame: Set(roster.frame.clone()),
    }
}

fn roster(row: rosters::Model) -> Result<Roster, StoreError> {
    Ok(Roster {
        digest: digest(&row.digest)?,
        epoch: u32::try_from(row.epoch).map_err(|_| StoreError::Bent("epoch"))?,
        first_day: day(&row.first_day)?,
        last_day: day(&row.last_day)?,
        frame: row.frame,
    })
}

pub(super) fn digest(bytes: &[u8]) -> Result<Digest, StoreError> {
    Digest::try_from(bytes).map_err(|_| StoreError::Bent("digest"))
}
