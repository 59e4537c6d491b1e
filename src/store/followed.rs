//! Keys that another of the same person has followed: what lies there for the older one lies no more, once the newer one was given
//! the case.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sotomado_core::ids::AuthorKey;
use sotomado_core::roster::Reader;

use crate::store::StoreError;
use crate::store::row::case_readers;

/// Each earlier key and the one in its place, as the newest rosters say.
#[derive(Clone, Debug, Default)]
pub struct Followed(Vec<(AuthorKey, AuthorKey)>);

/// A case and one of its readers, as rows name them.
pub(super) type Held = (Vec<u8>, Vec<u8>);

impl<'a> FromIterator<&'a Reader> for Followed {
    fn from_iter<T: IntoIterator<Item = &'a Reader>>(readers: T) -> Self {
        let each = readers.into_iter().flat_map(|now| {
            let earlier = now.earlier.iter();
            earlier.map(|one| (one.author, now.author))
        });
        Self(each.collect())
    }
}

impl Followed {
    /// The keys by which this one read before, as rows name them.
    pub(super) fn earlier_of(&self, now: AuthorKey) -> Vec<Vec<u8>> {
        let own = self.0.iter().filter(|(_, by_now)| *by_now == now);
        own.map(|(earlier, _)| earlier.0.to_vec()).collect()
    }

    /// What is held by an earlier key, of cases which the one in its place holds too.
    pub(super) async fn over<C: ConnectionTrait>(
        &self,
        db: &C,
    ) -> Result<BTreeSet<Held>, StoreError> {
        let mut over = BTreeSet::new();
        for (earlier, now) in &self.0 {
            let of = |key: &AuthorKey| {
                case_readers::Entity::find()
                    .filter(case_readers::Column::Reader.eq(key.0.to_vec()))
                    .filter(case_readers::Column::Gone.eq(false))
            };
            let given: BTreeSet<Vec<u8>> = of(now)
                .all(db)
                .await?
                .into_iter()
                .map(|row| row.case)
                .collect();
            let rows = of(earlier).all(db).await?.into_iter();
            over.extend(
                rows.filter(|row| given.contains(&row.case))
                    .map(|row| (row.case, row.reader)),
            );
        }
        Ok(over)
    }
}
