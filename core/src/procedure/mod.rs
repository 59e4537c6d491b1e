//! Procedures: staged decisions as data, run by one engine wherever the key is.
//!
//! A procedure is a finite machine. Its engine is a function of procedure, history, event and moment; it answers with what
//! comes next, with advice, or with a refusal and its reason. [`search`] walks every state it can be in.

mod advice;
mod conditions;
mod engine;
mod event;
pub(crate) mod guard;
mod history;
pub mod search;
mod shape;
mod state;

pub use advice::{Advice, Standing, Way, advise};
pub use conditions::Lack;
pub use engine::{Refusal, Run, begin, fold, run, step};
pub use event::{Event, Record, Start};
pub use guard::{Atom, Guard, GuardFault};
pub use history::{History, Odd, of_case};
pub(crate) use history::{is_newest, meanings, set_of, sound};
pub use shape::{
    Act, ActKind, Clock, ClockFrom, Edge, Once, Param, Place, Procedure, Role, Setting, Sign,
    Stage, Telling, Unit,
};
pub use state::{Lapse, State};
