//! Destroys cases that one proposed and another confirms, and certifies it.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use sotomado_core::calendar::Day;
use sotomado_core::certificate::{self, Certificate, Destroyed, Export, Person};
use sotomado_core::frame::FrameFault;
use sotomado_core::ids::{AuthorKey, CaseMark, Digest, StaffId};

use crate::access::audited::Audited;
use crate::access::{AccountId, Action, Permit, Term};
use crate::store::keeping::Refused;
use crate::store::reading::day;
use crate::store::row::{audit, certificates, desk_accounts};
use crate::store::taking_back::end;
use crate::store::terms::word_of;
use crate::store::{Store, StoreError, Window};

impl Store {
    /// Destroys all of these cases of one window, or none, with everything that opens them, and gives the certificate, into which
    /// the signed words of both go. When
    /// this returns, rows, keys and sealed files are overwritten; should the process fall in between, the next start goes on.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was destroyed then, unless the error is about overwriting.
    pub async fn destroy(
        &self,
        (permits, word): (&[Permit], &[u8]),
        window: &Window,
        copies_until: Day,
    ) -> Result<Result<Certificate, Refused>, StoreError> {
        let said = (permits, word);
        let certificate = match self.end_all(said, window, copies_until).await? {
            Ok(certificate) => certificate,
            Err(refused) => return Ok(Err(refused)),
        };
        self.destroy_remains().await?;
        self.leave_dregs().await?;
        // It stands in its table; should the list fail now, the daily sweep writes it.
        let _ = self.write_ended().await;
        Ok(Ok(certificate))
    }

    async fn end_all(
        &self,
        (permits, word): (&[Permit], &[u8]),
        window: &Window,
        copies_until: Day,
    ) -> Result<Result<Certificate, Refused>, StoreError> {
        let key = self.closer.as_deref().ok_or(StoreError::NoAuditKey)?;
        let Some(first) = permits.first() else {
            return Ok(Err(Refused::TermMoved));
        };
        let tx = self.main.begin().await?;
        let (mut cases, mut words) = (Vec::new(), BTreeSet::new());
        for permit in permits {
            let term = permit.term(Action::ConfirmDestruction)?;
            if term.window != window.id {
                return Ok(Err(Refused::TermMoved));
            }
            let Some(destroyed) = self.destroyed(&tx, term).await? else {
                return Ok(Err(Refused::TermMoved));
            };
            cases.push(destroyed);
            words.extend(word_of(&tx, term.case).await?);
            self.record(&tx, permit).await?;
            self.note_ended(&tx, term.case).await?;
            end(&tx, term.case).await?;
        }
        // In the order of their marks, which is none.
        cases.sort_by_key(|case| case.mark);
        let confirmed = person(&tx, &first.staff()?.0).await?;
        let today = self.clock.today();
        let body = certificate::Body {
            v: 2,
            key: AuthorKey::of(key),
            window: window.id,
            organisation: window.short.clone(),
            name: window.name.clone(),
            day: today,
            confirmed,
            copies_until,
            cases,
            words: std::iter::once(word)
                .chain(words.iter().map(Vec::as_slice))
                .map(|word| STANDARD.encode(word))
                .collect(),
        };
        let certificate = match Certificate::sign(body, key) {
            Ok(certificate) => certificate,
            Err(FrameFault::TooLong { .. }) => return Ok(Err(Refused::TooMany)),
            Err(_) => return Err(StoreError::Bent("certificate")),
        };
        let row = certificates::ActiveModel {
            digest: Set(Digest::of(certificate.frame()).0.to_vec()),
            window: Set(window.id.0.to_vec()),
            day: Set(today.to_string()),
            frame: Set(certificate.frame().to_vec()),
        };
        certificates::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(Ok(certificate))
    }

    /// What the certificate says of a case that is about to end, if it is still as the door was asked.
    async fn destroyed<C: ConnectionTrait>(
        &self,
        tx: &C,
        term: &Term,
    ) -> Result<Option<Destroyed>, StoreError> {
        let Some(now) = self.as_permitted(tx, term).await? else {
            return Ok(None);
        };
        let Some(proposed) = now.proposed else {
            return Ok(None);
        };
        // The proposal was recorded, so there is a mark.
        let mark = self.kept_mark(term.case).await?.ok_or(StoreError::Gone)?;
        Ok(Some(Destroyed {
            mark,
            kept_until: now.last,
            proposed: person(tx, &proposed.by.0).await?,
            proposed_day: proposed.day,
            exports: exports(tx, mark).await?,
        }))
    }

    /// All certificates, the newest first.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn certificates(&self, permit: &Permit) -> Result<Vec<Certificate>, StoreError> {
        permit.desk(Action::SeeTerms)?;
        let rows = certificates::Entity::find()
            .order_by_desc(certificates::Column::Day)
            .order_by_asc(certificates::Column::Digest)
            .all(&self.main.read)
            .await?;
        rows.iter()
            .map(|row| Certificate::read(&row.frame).map_err(|_| StoreError::Bent("certificate")))
            .collect()
    }

    /// The names of accounts, for the list of who proposed what.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn names(
        &self,
        permit: &Permit,
        of: &[AccountId],
    ) -> Result<BTreeMap<[u8; 16], String>, StoreError> {
        permit.desk(Action::SeeTerms)?;
        let mut names = BTreeMap::new();
        for account in of {
            names.insert(account.0, person(&self.main.read, &account.0).await?.name);
        }
        Ok(names)
    }
}

/// When the case of this mark was taken out, sealed by the operator or opened by a reader.
async fn exports<C: ConnectionTrait>(db: &C, mark: CaseMark) -> Result<Vec<Export>, StoreError> {
    let ways = [Action::ExportCase, Action::TakeOutCase].map(Action::audited);
    let ways = ways.into_iter().filter_map(|audited| match audited {
        Audited::Each(name) | Audited::Daily(name) => Some(name),
        Audited::Not(_) => None,
    });
    let rows = audit::Entity::find()
        .filter(audit::Column::Case.eq(mark.0.to_vec()))
        .filter(audit::Column::Action.is_in(ways))
        .order_by_asc(audit::Column::Place)
        .all(db)
        .await?;
    let mut exports = Vec::new();
    for row in rows {
        let by = match row.account {
            Some(account) => {
                let account = account.as_slice().try_into();
                Some(person(db, &account.map_err(|_| StoreError::Bent("account"))?).await?)
            }
            None => None,
        };
        let day = day(&row.day)?;
        exports.push(Export { day, by });
    }
    Ok(exports)
}

/// An account and its name today; one that is gone has none.
async fn person<C: ConnectionTrait>(db: &C, account: &[u8; 16]) -> Result<Person, StoreError> {
    let row = desk_accounts::Entity::find_by_id(account.to_vec())
        .one(db)
        .await?;
    Ok(Person {
        account: StaffId(*account),
        name: row.map_or(String::new(), |row| row.name),
    })
}
