//! How long one case is kept, with what decides who may end or hold it: never what it is about.

use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

use super::AccountId;

/// The term of a case, as it stands on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whose window.
    pub window: WindowId,
    /// The case.
    pub case: CaseId,
    /// Who reads it, and the deputies of its roster, who see its number and days alone.
    pub readers: Vec<AuthorKey>,
    /// The keys on the window's newest roster, deputies' too.
    pub roster: Vec<AuthorKey>,
    /// Its last day has passed, and nothing holds it.
    pub due: bool,
    /// Somebody holds it beyond its last day.
    pub held: bool,
    /// Nobody who reads it is on the roster any more: then a colleague may look after its end.
    pub lost: bool,
    /// Who has proposed to destroy it.
    pub proposer: Option<AccountId>,
    /// By which key they said so, first, and every other that the roster calls the same person's.
    pub proposer_keys: Vec<AuthorKey>,
    /// Who would let it go that is held.
    pub lifter: Option<AccountId>,
    /// The same of these.
    pub lifter_keys: Vec<AuthorKey>,
}
