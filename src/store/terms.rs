//! How long cases are kept: which have passed their last day, who holds one back, who has proposed to destroy one.
//!
//! Nothing is destroyed by the clock alone: a lawsuit may run. After its last day nothing new is written to a case, and two
//! people end it, or hold it.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use sotomado_core::calendar::Day;
use sotomado_core::ending::{Deed, Ending};
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};
use sotomado_core::roster::{Reader, Roster};

use crate::access::{AccountId, Action, Permit, Resource, Term};
use crate::store::holding::held;
use crate::store::keeping::Refused;
use crate::store::reading::{author, case_id, day, window_id};
use crate::store::row::{case_readers, cases, destructions, holds};
use crate::store::taking_back::locked;
use crate::store::{Store, StoreError};

/// What was proposed holds for so many days.
pub const PROPOSAL_DAYS: i32 = 30;

/// That somebody proposed something which another must confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Who.
    pub by: AccountId,
    /// By which key they signed it.
    pub key: AuthorKey,
    /// When.
    pub day: Day,
}

impl Proposed {
    /// The last day on which it can be confirmed.
    #[must_use]
    pub fn until(&self) -> Day {
        self.day.plus_days(PROPOSAL_DAYS)
    }
}

/// That a case is held beyond its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who holds it.
    pub by: AccountId,
    /// Since when.
    pub day: Day,
    /// By when somebody looks again.
    pub look: Day,
    /// Who would let it go.
    pub lifting: Option<Proposed>,
}

/// How long a case is kept, as it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTerm {
    /// Whose window.
    pub window: WindowId,
    /// The case.
    pub case: CaseId,
    /// Everyone who has been given a key file.
    pub readers: Vec<AuthorKey>,
    /// The day it came.
    pub arrived: Day,
    /// The last day for which it is to be kept.
    pub last: Day,
    /// Its last day has passed, and nothing holds it.
    pub due: bool,
    /// That it is held.
    pub hold: Option<Hold>,
    /// That it is to be destroyed, unless that was too long ago.
    pub proposed: Option<Proposed>,
}

impl CaseTerm {
    /// As the door asks for it, by the newest roster of its window. Whoever reads it and stands there no more does not keep it
    /// from ending. The roster's deputies are asked about as its readers are: where one person reads, a deputy is the other of
    /// the two.
    #[must_use]
    pub fn resource(&self, roster: Option<&Roster>) -> Resource {
        let listed = roster.map_or(&[][..], |roster| &roster.body().readers);
        let mut term = self.as_term();
        // A reader under another key is the same reader, whether or not the case was handed on to that key.
        let reads = |card: &&Reader| term.readers.iter().any(|key| card.was(key));
        let by_now: Vec<AuthorKey> = listed.iter().filter(reads).map(|one| one.author).collect();
        term.lost = by_now.is_empty();
        term.readers.extend(by_now);
        let deputies = listed.iter().filter(|reader| reader.deputy);
        term.readers.extend(deputies.map(|reader| reader.author));
        term.roster = listed.iter().map(|reader| reader.author).collect();
        let people = [
            (&mut term.proposer_keys, &mut term.proposer),
            (&mut term.lifter_keys, &mut term.lifter),
        ];
        for (keys, by) in people {
            // Another key, also in another account, is the same person where the roster says so.
            let same = |reader: &&Reader| keys.iter().any(|key| reader.was(key));
            let same: Vec<AuthorKey> = listed.iter().filter(same).map(|one| one.author).collect();
            // Whoever was struck off since is none of the two.
            if same.is_empty() {
                *by = None;
                keys.clear();
            }
            keys.extend(same);
        }
        Resource::Term(term)
    }

    fn as_term(&self) -> Term {
        let lifting = self.hold.and_then(|hold| hold.lifting);
        Term {
            window: self.window,
            case: self.case,
            readers: self.readers.clone(),
            roster: Vec::new(),
            due: self.due,
            held: self.hold.is_some(),
            lost: false,
            proposer: self.proposed.map(|proposed| proposed.by),
            proposer_keys: self.proposed.iter().map(|made| made.key).collect(),
            lifter: lifting.map(|lifting| lifting.by),
            lifter_keys: lifting.iter().map(|made| made.key).collect(),
        }
    }
}

impl Store {
    /// How long a case is kept.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn term(&self, case: CaseId) -> Result<Option<CaseTerm>, StoreError> {
        let row = cases::Entity::find_by_id(case.0.to_vec());
        match row.one(&self.main.read).await? {
            Some(row) => Ok(Some(
                term_of(&self.main.read, row, self.clock.today()).await?,
            )),
            None => Ok(None),
        }
    }

    /// Cases whose last day has passed, and those that are held, by that day.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn terms(&self, permit: &Permit) -> Result<Vec<CaseTerm>, StoreError> {
        permit.desk(Action::SeeTerms)?;
        self.record_reading(permit).await?;
        self.terms_to_count().await
    }

    /// The same for `doctor`, which says how many there are, and leaves no record by looking.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn terms_to_count(&self) -> Result<Vec<CaseTerm>, StoreError> {
        let today = self.clock.today();
        let held = holds::Entity::find().all(&self.main.read).await?;
        let held = held.into_iter().map(|row| row.case);
        let which = Condition::any()
            .add(cases::Column::RetentionDay.lt(today.to_string()))
            .add(cases::Column::Id.is_in(held));
        let rows = cases::Entity::find()
            .filter(which)
            .order_by_asc(cases::Column::RetentionDay)
            .order_by_asc(cases::Column::Id)
            .all(&self.main.read)
            .await?;
        let mut terms = Vec::new();
        for row in rows {
            terms.push(term_of(&self.main.read, row, today).await?);
        }
        Ok(terms)
    }

    /// Proposes to destroy all of these cases, or none, by one signed word; what was proposed before stays as it is.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    pub async fn propose_destruction(
        &self,
        permits: &[Permit],
        word: &[u8],
    ) -> Result<Result<(), Refused>, StoreError> {
        let tx = self.main.begin().await?;
        for permit in permits {
            let term = permit.term(Action::ProposeDestruction)?;
            let Some(now) = self.as_permitted(&tx, term).await? else {
                return Ok(Err(Refused::TermMoved));
            };
            if now.proposed.is_some() {
                continue;
            }
            destructions::Entity::delete_by_id(term.case.0.to_vec())
                .exec(&tx)
                .await?;
            let row = destructions::ActiveModel {
                case: Set(term.case.0.to_vec()),
                window: Set(term.window.0.to_vec()),
                proposer: Set(permit.staff()?.0.to_vec()),
                day: Set(self.clock.today().to_string()),
                word: Set(Some(word.to_vec())),
            };
            destructions::Entity::insert(row)
                .exec_without_returning(&tx)
                .await?;
            self.record(&tx, permit).await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Takes such a proposal back, one's own or another's.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    pub async fn withdraw_destruction(&self, permits: &[Permit]) -> Result<(), StoreError> {
        let tx = self.main.begin().await?;
        for permit in permits {
            let term = permit.term(Action::WithdrawDestruction)?;
            let gone = destructions::Entity::delete_by_id(term.case.0.to_vec())
                .exec(&tx)
                .await?;
            if gone.rows_affected > 0 {
                self.record(&tx, permit).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// The term of a case within a transaction that holds it, if it is still what the door was asked about.
    pub(super) async fn as_permitted<C: ConnectionTrait>(
        &self,
        tx: &C,
        asked: &Term,
    ) -> Result<Option<CaseTerm>, StoreError> {
        let row = locked(tx, asked.case).await?;
        let now = term_of(tx, row, self.clock.today()).await?;
        // Who may look after its end is the roster's to say; what was decided meanwhile is this table's.
        let decided = |term: &Term| {
            let keys = [&term.proposer_keys, &term.lifter_keys].map(|all| all.first().copied());
            (term.due, term.held, term.proposer, term.lifter, keys)
        };
        let same = decided(&now.as_term()) == decided(asked);
        Ok(same.then_some(now))
    }

    /// Proposals that nobody confirmed in time; what would have let a case go is passed over where it is read.
    pub(super) async fn forget_old_proposals(&self, today: Day) -> Result<(), StoreError> {
        let old = today.plus_days(-PROPOSAL_DAYS).to_string();
        destructions::Entity::delete_many()
            .filter(destructions::Column::Day.lt(old))
            .exec(&self.main.write)
            .await?;
        Ok(())
    }
}

/// Whether something new may still be written: not after the last day, unless the case is held.
pub(super) async fn over<C: ConnectionTrait>(
    db: &C,
    case: &cases::Model,
    today: Day,
) -> Result<bool, StoreError> {
    Ok(day(&case.retention_day)? < today && held(db, &case.id).await?.is_none())
}

/// What was signed to propose the end of a case.
pub(super) async fn word_of<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = destructions::Entity::find_by_id(case.0.to_vec()).one(db);
    Ok(row.await?.and_then(|row| row.word))
}

/// Takes the rows about the end of a case, with the case.
pub(super) async fn forget<C: ConnectionTrait>(tx: &C, case: CaseId) -> Result<(), StoreError> {
    holds::Entity::delete_by_id(case.0.to_vec())
        .exec(tx)
        .await?;
    destructions::Entity::delete_by_id(case.0.to_vec())
        .exec(tx)
        .await?;
    Ok(())
}

async fn term_of<C: ConnectionTrait>(
    db: &C,
    row: cases::Model,
    today: Day,
) -> Result<CaseTerm, StoreError> {
    let readers = case_readers::Entity::find()
        .filter(case_readers::Column::Case.eq(row.id.clone()))
        .filter(case_readers::Column::Gone.eq(false))
        .order_by_asc(case_readers::Column::Reader)
        .all(db)
        .await?;
    let (window, case) = (window_id(&row.window)?, case_id(&row.id)?);
    let about = |deed| About { window, case, deed };
    let hold = match held(db, &row.id).await? {
        Some(row) => Some(hold(&row, about(Deed::ProposeLifting), today)?),
        None => None,
    };
    let row_of = destructions::Entity::find_by_id(row.id.clone());
    let proposed = match row_of.one(db).await? {
        Some(row) => about(Deed::ProposeDestruction).said(&row.proposer, &row.day, row.word)?,
        None => None,
    };
    let last = day(&row.retention_day)?;
    Ok(CaseTerm {
        window,
        case,
        readers: readers
            .iter()
            .map(|row| author(&row.reader))
            .collect::<Result<_, _>>()?,
        arrived: day(&row.arrived_day)?,
        last,
        due: last < today && hold.is_none(),
        hold,
        proposed: proposed.filter(|made| today <= made.until()),
    })
}

fn hold(row: &holds::Model, about: About, today: Day) -> Result<Hold, StoreError> {
    let lifting = match (&row.lifter, &row.lift_day) {
        (Some(by), Some(day)) => about.said(by, day, row.lift_word.clone())?,
        _ => None,
    };
    Ok(Hold {
        by: account(&row.account)?,
        day: day(&row.day)?,
        look: day(&row.look_day)?,
        lifting: lifting.filter(|made| today <= made.until()),
    })
}

/// What somebody must have signed.
#[derive(Clone, Copy)]
struct About {
    window: WindowId,
    case: CaseId,
    deed: Deed,
}

impl About {
    /// What a row says was proposed, if a signed word says so too: without one nobody said it. Rows from before there were words
    /// have none.
    fn said(
        self,
        by: &[u8],
        on: &str,
        word: Option<Vec<u8>>,
    ) -> Result<Option<Proposed>, StoreError> {
        let word = word.and_then(|frame| Ending::read(&frame).ok());
        let of = |word: &Ending| {
            word.deed == self.deed && word.window == self.window && word.names(self.case)
        };
        let Some(word) = word.filter(of) else {
            return Ok(None);
        };
        Ok(Some(Proposed {
            by: account(by)?,
            key: word.key,
            day: day(on)?,
        }))
    }
}

fn account(bytes: &[u8]) -> Result<AccountId, StoreError> {
    let id = bytes.try_into().map_err(|_| StoreError::Bent("account"))?;
    Ok(AccountId(id))
}
