//! What a case's entries come to in a procedure: the engine walks what was signed, and names what it would not have taken.

use super::engine::{Refusal, begin, step};
use super::event::{Event, Record, Start};
use super::shape::Procedure;
use super::state::State;
use crate::entry::{Body, Deed, Role};
use crate::ids::{AuthorKey, Digest};
use crate::log::{Asked, Checked, LogView, Standing};
use crate::policy::Asking;
use crate::time::Time;

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub state: State,
    /// Signed steps that the procedure does not have from where they were taken.
    pub odd: Vec<Odd>,
}

/// A step that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    pub entry: Digest,
    pub why: Refusal,
}

/// The case in this procedure, from its beginning; `asking` are the forms by which some acts of its course are done; none before there is a report. A step with a fault of its own counts for
/// nothing: who told something without a consent stands nowhere else than before.
#[must_use]
pub fn of_case(procedure: &Procedure, view: &LogView, asking: Option<&Asking>) -> Option<History> {
    let report = view.reporter.as_ref()?.entry;
    let first = view.entries.iter().find(|one| one.id == report)?;
    let began = seconds(first.entry.as_ref()?.header.time);
    let state = begin(procedure, &Start::default(), began).ok()?;
    let mut history = History {
        state,
        odd: Vec::new(),
    };
    for checked in &view.entries {
        let events = events(procedure, (view, asking), checked).unwrap_or_default();
        match walked(procedure, &history.state, &events) {
            Ok(Some(state)) => history.state = state,
            Ok(None) => {}
            Err(why) => history.odd.push(Odd {
                entry: checked.id,
                why,
            }),
        }
    }
    Some(history)
}

/// All of the events, or none of them.
fn walked(
    procedure: &Procedure,
    from: &State,
    events: &[Record],
) -> Result<Option<State>, Refusal> {
    let mut state = None;
    for record in events {
        state = Some(step(procedure, state.as_ref().unwrap_or(from), record)?);
    }
    Ok(state)
}

/// What an entry is to the engine; `None` if nothing.
fn events(
    procedure: &Procedure,
    (view, asking): (&LogView, Option<&Asking>),
    checked: &Checked,
) -> Option<Vec<Record>> {
    let wrong = checked.faults.iter().any(|fault| fault.is_in_vain());
    let entry = checked.entry.as_ref()?;
    if !checked.counts() || wrong || checked.role != Some(Role::Reader) {
        return None;
    }
    let Body::Step(signed) = &entry.body else {
        return None;
    };
    let record = |by: &AuthorKey, event| Record {
        at: seconds(entry.header.time),
        by: by.to_string(),
        event,
    };
    let own = |event| Some(vec![record(&entry.header.author, event)]);
    match signed.deed.as_ref()? {
        Deed::Moved(moved) if moved.procedure == procedure.id => own(Event::Moved {
            to: moved.to.clone(),
            together: false,
            reason: None,
        }),
        Deed::Did(did) if did.procedure == procedure.id => own(Event::Did {
            act: did.act.clone(),
        }),
        // An act that is none of its questions would be done unseen behind them: the engine knows no act of no name.
        Deed::Asks(asks) if asks.procedure == procedure.id => own(Event::Did {
            act: if asking.is_some_and(|asking| asking.does(&asks.set, &asks.act)) {
                asks.act.clone()
            } else {
                String::new()
            },
        }),
        Deed::Called(within) if within.procedure == procedure.id => own(Event::Danger),
        Deed::Taken(taken) if taken.procedure == procedure.id => {
            let asked = taken_by(view, checked.id)?;
            let before = match second(view, &taken.by) {
                Some(by) => record(
                    &by,
                    Event::Approved {
                        to: taken.to.clone(),
                    },
                ),
                None => record(
                    &entry.header.author,
                    Event::Agreed {
                        recipient: recipient(procedure, &taken.to),
                    },
                ),
            };
            let moved = Event::Moved {
                to: taken.to.clone(),
                together: false,
                reason: asked.proposal.reason.clone(),
            };
            Some(vec![before, record(&entry.header.author, moved)])
        }
        _ => None,
    }
}

fn taken_by(view: &LogView, id: Digest) -> Option<&Asked> {
    view.asked
        .iter()
        .find(|asked| matches!(asked.standing, Standing::Taken { step, .. } if step == id))
}

/// Who approved it, if an approval is what it names.
fn second(view: &LogView, by: &Digest) -> Option<AuthorKey> {
    let checked = view.entries.iter().find(|one| one.id == *by)?;
    let entry = checked.entry.as_ref()?;
    match &entry.body {
        Body::Step(step) if matches!(step.deed, Some(Deed::Approved(_))) => {
            Some(entry.header.author)
        }
        _ => None,
    }
}

/// Whom the engine calls the recipient of a stage.
fn recipient(procedure: &Procedure, to: &str) -> String {
    let stage = procedure
        .stage_named(to)
        .and_then(|at| procedure.stage(at))
        .and_then(|stage| stage.tells.as_ref());
    stage
        .map(|telling| telling.recipient.clone())
        .unwrap_or_default()
}

fn seconds(time: Time) -> i64 {
    time.timestamp().as_second()
}
