//! What was proposed to be told outside, and what became of it.

use super::{Given, Returned};
use crate::calendar::Day;
use crate::entry::Proposal;
use crate::ids::{AuthorKey, Digest};
use crate::time::Time;

/// A proposal without fault, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub entry: Digest,
    pub by: AuthorKey,
    pub time: Time,
    pub what: String,
    /// The very text that is to be told.
    pub text: String,
    pub proposal: Proposal,
    /// The last day on which it may be answered.
    pub last: Day,
    pub standing: Standing,
    /// The two who heard the consent on the telephone; none where the reporter wrote it.
    pub spoken: Option<[AuthorKey; 2]>,
    /// Heard on the telephone by one, and not yet by another.
    pub heard: Option<HeardOnce>,
    /// Once it was told: the last day of the consent, or of the decision, that was used up. No other link is given after it.
    pub told_until: Option<Day>,
    /// The links by which it was told, in their order; all but the last have ended.
    pub links: Vec<Given>,
    /// What the recipient gave back, as far as it was written down here.
    pub returned: Vec<Returned>,
}

impl Asked {
    pub(super) const fn is_taken(&self) -> bool {
        matches!(self.standing, Standing::Taken { .. })
    }
}

/// What became of a proposal, as far as its entries tell; whether it has lapsed is for whoever knows the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    Declined,
    Agreed {
        consent: Digest,
        text: String,
        last: Day,
    },
    Revoked,
    Approved {
        approval: Digest,
        by: AuthorKey,
        last: Day,
    },
    Taken {
        step: Digest,
        by: AuthorKey,
        time: Time,
        text: String,
    },
}

/// An agreement that one counsellor has heard on the telephone: nothing, until another has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeardOnce {
    pub entry: Digest,
    pub by: AuthorKey,
}
