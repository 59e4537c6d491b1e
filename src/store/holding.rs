//! A case held beyond its last day by one, and let go by two.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sotomado_core::calendar::Day;

use crate::access::{Action, Permit};
use crate::store::keeping::Refused;
use crate::store::row::{destructions, holds};
use crate::store::taking_back::locked;
use crate::store::{Store, StoreError};

impl Store {
    /// Holds a case beyond its last day, until two people let it go. Whoever holds it anew says that it is not let go.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    pub async fn hold(&self, permit: &Permit, look: Day) -> Result<(), StoreError> {
        let term = permit.term(Action::HoldCase)?;
        let tx = self.main.begin().await?;
        locked(&tx, term.case).await?;
        let before = holds::Entity::find_by_id(term.case.0.to_vec())
            .one(&tx)
            .await?;
        holds::Entity::delete_by_id(term.case.0.to_vec())
            .exec(&tx)
            .await?;
        // What was proposed before somebody said no is not to be confirmed after.
        destructions::Entity::delete_by_id(term.case.0.to_vec())
            .exec(&tx)
            .await?;
        let since = before.map_or(self.clock.today().to_string(), |row| row.day);
        let row = holds::ActiveModel {
            case: Set(term.case.0.to_vec()),
            window: Set(term.window.0.to_vec()),
            account: Set(permit.staff()?.0.to_vec()),
            day: Set(since),
            look_day: Set(look.to_string()),
            lifter: Set(None),
            lift_day: Set(None),
            lift_word: Set(None),
        };
        holds::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Proposes to let a case go that is held, by this signed word.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    pub async fn propose_lifting(
        &self,
        permit: &Permit,
        word: &[u8],
    ) -> Result<Result<(), Refused>, StoreError> {
        let term = permit.term(Action::ProposeLifting)?;
        let tx = self.main.begin().await?;
        let now = self.as_permitted(&tx, term).await?;
        let Some(hold) = now.and_then(|now| now.hold) else {
            return Ok(Err(Refused::TermMoved));
        };
        if hold.lifting.is_none() {
            let (by, day) = (permit.staff()?.0.to_vec(), self.clock.today().to_string());
            holds::Entity::update_many()
                .col_expr(holds::Column::Lifter, Expr::value(by))
                .col_expr(holds::Column::LiftDay, Expr::value(day))
                .col_expr(holds::Column::LiftWord, Expr::value(word.to_vec()))
                .filter(holds::Column::Case.eq(term.case.0.to_vec()))
                .exec(&tx)
                .await?;
            self.record(&tx, permit).await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Lets a case go that another would let go.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    pub async fn confirm_lifting(
        &self,
        permit: &Permit,
    ) -> Result<Result<(), Refused>, StoreError> {
        let term = permit.term(Action::ConfirmLifting)?;
        let tx = self.main.begin().await?;
        if self.as_permitted(&tx, term).await?.is_none() {
            return Ok(Err(Refused::TermMoved));
        }
        holds::Entity::delete_by_id(term.case.0.to_vec())
            .exec(&tx)
            .await?;
        self.record(&tx, permit).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// The row by which a case is held, if it is.
pub(super) async fn held<C: ConnectionTrait>(
    db: &C,
    case: &[u8],
) -> Result<Option<holds::Model>, StoreError> {
    Ok(holds::Entity::find_by_id(case).one(db).await?)
}
