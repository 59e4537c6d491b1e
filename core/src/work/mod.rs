//! What is due in a case: clocks over what was signed in it. It runs where the key is; the server knows none of it.

mod alarms;
mod happened;
mod running;
mod spans;
mod tasks;
mod together;

use jiff::Timestamp;

use crate::calendar::Day;
use crate::ids::Digest;
use crate::policy::{Asking, Holidays, Hours, Law, Text};
use crate::procedure::Procedure;
use crate::roster::Persons;

pub use alarms::{HANDED, takes_none, takes_some};
pub use happened::happened;
pub use running::{due, priority, promised};
pub use tasks::tasks;

/// The policies by which a case is understood.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The procedure of its course.
    pub course: &'a Procedure,
    /// Those by which outsiders are told.
    pub telling: &'a [&'a Procedure],
    /// What reporters are asked in forms.
    pub asking: &'a Asking,
    /// Which keys are one person's.
    pub persons: &'a Persons,
}

/// Something that happened, in the order in which everybody reads the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub at: Timestamp,
    /// `report`, `answer`, `reporter`, `danger`, `stage:…`, `act:…`, `agreed:…`, `told:…`, `answered:…`, `said:…`,
    /// `term:` and the last day of the reporter's employment.
    pub what: String,
    /// The day from which times run, where it was another than that of writing it down.
    pub on: Option<Day>,
    /// The text that an outsider is told, where it is about one.
    pub about: Option<About>,
}

/// One text for one outsider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The entry of its proposal.
    pub proposal: Digest,
    pub recipient: String,
}

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Of its clock.
    pub id: String,
    pub name: Text,
    /// The outsider whom it is about, as somebody typed it; empty for none.
    pub whom: String,
    pub day: Day,
    /// Where it is due within hours.
    pub at: Option<Timestamp>,
    /// Whether it calls readers who have not read the case.
    pub calls: bool,
    /// Where a law sets the time.
    pub law: Option<Law>,
    /// Whether another does it than whoever asked.
    pub another: bool,
    /// Whether it is the reporter's own to do, so that it is nothing the desk promises.
    pub theirs: bool,
    /// The note by which a counsellor wrote it down; none of what a clock makes due.
    pub task: Option<Digest>,
}

impl Due {
    /// Whether it should have been done: by the moment where hours count, else by the end of its day.
    #[must_use]
    pub fn is_late(&self, today: Day, now: Option<Timestamp>) -> bool {
        let past = self.at.zip(now).is_some_and(|(at, now)| at < now);
        past || self.day < today
    }
}

/// The calendar that clocks go by.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    pub holidays: &'a Holidays,
    pub hours: &'a Hours,
}
