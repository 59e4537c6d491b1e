//! The counter procedure as a page: where it begins, where it stands, and the sheet at its end.
//!
//! Whoever reads it stands at arm's length before somebody who shouts. So the sentence to say is the largest thing; buttons
//! say what just happened; whatever is missing is advice. The way to 110 stands outside all of this and never waits for it.

mod advice;
mod happened;
mod icons;
mod names;
mod running;
mod sheet;
mod start;
mod ways;

use crate::page::words::Words;
use crate::procedure::{Procedure, Record, Run, Standing, State};

pub use running::running;
pub use sheet::{sheet, text};
pub use start::start;

/// What the pages are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Counter<'a> {
    pub words: &'a Words,
    pub procedure: &'a Procedure,
    /// An exercise: marked everywhere.
    pub practice: bool,
    /// The organisation's name.
    pub organisation: &'a str,
    /// Whom to call for help, as the signed file of the room says; free of marks.
    pub help: &'a [String],
}

/// An incident at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Incident<'a> {
    pub counter: Counter<'a>,
    pub history: &'a [Record],
    pub run: &'a Run,
    pub state: &'a State,
    pub standing: &'a Standing,
}
