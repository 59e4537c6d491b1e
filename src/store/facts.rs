//! What decides who may come near a case.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

use crate::access::Resource;
use crate::store::reading::{author, case_id, day};
use crate::store::row::{case_readers, cases};
use crate::store::{Store, StoreError};

/// What decides who may come near a case.
#[derive(Clone, Debug)]
pub struct CaseFacts {
    /// Whose window.
    pub window: WindowId,
    /// The case.
    pub case: CaseId,
    /// Public half of its mailbox key.
    pub mailbox: AuthorKey,
    /// Who has been given a key file, and did not leave.
    pub readers: Vec<AuthorKey>,
    /// Who left, for good.
    pub gone: Vec<AuthorKey>,
    /// The day it came.
    pub arrived: Day,
}

impl CaseFacts {
    /// As the door asks for it.
    pub fn resource(&self) -> Resource {
        Resource::Case {
            window: self.window,
            case: self.case,
            mailbox: self.mailbox,
            readers: self.readers.clone(),
            gone: self.gone.clone(),
        }
    }
}

impl Store {
    /// The case of a mailbox key at a window.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn case_of_mailbox(
        &self,
        window: WindowId,
        mailbox: AuthorKey,
    ) -> Result<Option<CaseFacts>, StoreError> {
        facts(&self.main.read, by_mailbox(window, mailbox)).await
    }

    /// A case by its id.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn case_facts(&self, case: CaseId) -> Result<Option<CaseFacts>, StoreError> {
        facts(&self.main.read, cases::Entity::find_by_id(case.0.to_vec())).await
    }
}

pub(super) fn by_mailbox(window: WindowId, mailbox: AuthorKey) -> sea_orm::Select<cases::Entity> {
    cases::Entity::find()
        .filter(cases::Column::Window.eq(window.0.to_vec()))
        .filter(cases::Column::Mailbox.eq(mailbox.0.to_vec()))
}

async fn facts<C: ConnectionTrait>(
    db: &C,
    which: sea_orm::Select<cases::Entity>,
) -> Result<Option<CaseFacts>, StoreError> {
    let Some(row) = which.one(db).await? else {
        return Ok(None);
    };
    let all = case_readers::Entity::find()
        .filter(case_readers::Column::Case.eq(row.id.clone()))
        .all(db)
        .await?;
    Ok(Some(CaseFacts {
        window: WindowId::try_from(row.window.as_slice())
            .map_err(|_| StoreError::Bent("window"))?,
        case: case_id(&row.id)?,
        mailbox: author(&row.mailbox)?,
        readers: authors(all.iter().filter(|row| !row.gone))?,
        gone: authors(all.iter().filter(|row| row.gone))?,
        arrived: day(&row.arrived_day)?,
    }))
}

/// Their keys.
pub(super) fn authors<'a>(
    rows: impl Iterator<Item = &'a case_readers::Model>,
) -> Result<Vec<AuthorKey>, StoreError> {
    rows.map(|row| author(&row.reader)).collect()
}
