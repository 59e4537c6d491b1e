//! Whether a chain is whole, as far as it can tell and as far as heads kept outside can tell; and what is wrong with it, by name.

use std::collections::BTreeSet;

use crate::audit::{CLOSE, Head, Link, Record, beginning};
use crate::calendar::Day;
use crate::ids::{AuthorKey, Digest};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A record is not the one that was written.
    Edited,
    /// A record that was there is gone, or another stands in its place.
    Cut,
    /// Records stand in another order, or one was put between two.
    Reordered,
    /// A record of a day that was over already.
    WrongDay,
    /// The end of a day is not signed by the key of this chain.
    BadSignature,
    /// A day ends twice.
    ClosedTwice,
    /// The chain ends before a day whose head is held outside.
    TailCut,
    /// A day whose head is held outside ended otherwise.
    Rewritten,
    /// The head held outside is of another chain.
    Stranger,
}

impl Fault {
    /// As a code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Cut => "cut",
            Self::Reordered => "reordered",
            Self::WrongDay => "wrong-day",
            Self::BadSignature => "bad-signature",
            Self::ClosedTwice => "closed-twice",
            Self::TailCut => "tail-cut",
            Self::Rewritten => "rewritten",
            Self::Stranger => "stranger",
        }
    }
}

/// A fault and the day at which it shows: of what is gone, that of what follows; none where nothing before it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub fault: Fault,
    pub day: Option<Day>,
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// In the order of the chain, then of the heads held.
    pub faults: Vec<Found>,
    /// The ends of days that are signed as they must be, oldest first.
    pub heads: Vec<Head>,
}

/// Looks at a whole chain, in the order in which it is kept. `key` closes it, as far as that is known; else the key that the first
/// close names is taken for it. `held` are heads kept outside.
#[must_use]
pub fn verify(links: &[Link], key: Option<AuthorKey>, held: &[Head]) -> Seen {
    let mut walk = Walk {
        key,
        all: links.iter().map(|link| link.digest).collect(),
        before: None,
        day: None,
        closed: None,
        seen: Seen::default(),
    };
    for link in links {
        walk.step(link);
    }
    for head in held {
        walk.compare(head);
    }
    walk.seen
}

struct Walk {
    key: Option<AuthorKey>,
    all: BTreeSet<Digest>,
    /// Of the record before.
    before: Option<Digest>,
    /// The latest day so far.
    day: Option<Day>,
    /// The last day that ended.
    closed: Option<Day>,
    seen: Seen,
}

impl Walk {
    fn find(&mut self, fault: Fault, day: impl Into<Option<Day>>) {
        let day = day.into();
        self.seen.faults.push(Found { fault, day });
    }

    fn step(&mut self, link: &Link) {
        let Some(record) = &link.record else {
            self.find(Fault::Edited, self.day);
            self.before = Some(link.digest);
            return;
        };
        if record.digest() != link.digest {
            self.find(Fault::Edited, record.day);
        }
        let head = self.head(record, link);
        self.joined(record);
        self.in_its_day(record);
        self.before = Some(link.digest);
        self.seen.heads.extend(head);
    }

    /// Whether it follows the record before.
    fn joined(&mut self, record: &Record) {
        let before = self.before.or_else(|| Some(beginning(&self.key?)));
        if before.is_some_and(|before| before != record.before) {
            let elsewhere = self.all.contains(&record.before);
            let fault = if elsewhere {
                Fault::Reordered
            } else {
                Fault::Cut
            };
            self.find(fault, record.day);
        }
    }

    fn in_its_day(&mut self, record: &Record) {
        let day = record.day;
        let closes = record.action == CLOSE;
        if closes && self.closed == Some(day) {
            self.find(Fault::ClosedTwice, day);
        } else if self.closed.is_some_and(|closed| day <= closed)
            || self.day.is_some_and(|latest| day < latest)
        {
            self.find(Fault::WrongDay, day);
        }
        self.day = self.day.max(Some(day));
        if closes {
            self.closed = self.closed.max(Some(day));
        }
    }

    /// The signed head of a close.
    fn head(&mut self, record: &Record, link: &Link) -> Option<Head> {
        let closes = record.action == CLOSE;
        let signed = match (closes, &link.head) {
            (false, None) => return None,
            (true, Some(frame)) => Head::read(frame).ok(),
            _ => None,
        };
        let right = signed.filter(|head| {
            // The first one tells the key, where nothing else does.
            let key = *self.key.get_or_insert_with(|| head.key());
            head.key() == key && head.day() == record.day && head.head() == link.digest
        });
        if right.is_none() {
            self.find(Fault::BadSignature, record.day);
        }
        right
    }

    fn compare(&mut self, held: &Head) {
        let day = held.day();
        if self.key.is_some_and(|key| key != held.key()) {
            return self.find(Fault::Stranger, day);
        }
        let same = |head: &Head| head.day() == day && head.head() == held.head();
        if self.seen.heads.iter().any(same) {
            return;
        }
        let beyond = self.closed.is_none_or(|closed| closed < day);
        self.find(
            if beyond {
                Fault::TailCut
            } else {
                Fault::Rewritten
            },
            day,
        );
    }
}
