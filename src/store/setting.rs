//! What a reader sets of a case: its next day, and whether it is open.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use sotomado_core::calendar::Day;
use sotomado_core::ids::CaseId;

use crate::access::{Action, Permit};
use crate::store::row::cases;
use crate::store::taking_back::locked;
use crate::store::{Store, StoreError};

impl Store {
    /// Sets the one next day of a case.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_next_day(&self, permit: &Permit, next: Day) -> Result<(), StoreError> {
        let (_, case) = permit.case(Action::SetNextDay)?;
        self.set(
            permit,
            case,
            cases::Column::NextDay,
            next.to_string().into(),
        )
        .await
    }

    /// Closes a case, or opens it again.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_open(&self, permit: &Permit, open: bool) -> Result<(), StoreError> {
        let (_, case) = permit.case(Action::SetOpen)?;
        self.set(permit, case, cases::Column::Open, open.into())
            .await
    }

    async fn set(
        &self,
        permit: &Permit,
        case: CaseId,
        what: cases::Column,
        to: Value,
    ) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        locked(&tx, case).await?;
        cases::Entity::update_many()
            .col_expr(what, Expr::value(to))
            .filter(cases::Column::Id.eq(case.0.to_vec()))
            .exec(&tx)
            .await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(())
    }
}
