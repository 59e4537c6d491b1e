//! What a case's entries come to in a procedure: the engine walks what was signed, and names what it would not have taken.

use std::collections::BTreeSet;

use super::engine::{Refusal, begin, step};
use super::event::{Event, Record, Start};
use super::shape::Procedure;
use super::state::State;
use crate::entry::{Asks, Body, Consent, Deed, Entry, Filled, Reply, Role};
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
        for act in taken_back(procedure, (view, asking), checked) {
            history.state.undo(act);
        }
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
    let entry = sound(checked)?;
    let record = |by: &AuthorKey, event| Record {
        at: seconds(entry.header.time),
        by: by.to_string(),
        event,
    };
    let own = |event| Some(vec![record(&entry.header.author, event)]);
    let signed = match (&entry.body, checked.role?) {
        (Body::Step(signed), Role::Reader) => signed,
        (Body::Consent(consent), Role::Reporter) => {
            if !is_newest(view, checked) {
                return None;
            }
            let said = meanings((view, asking?), consent);
            let did = said_by_them(procedure, &said);
            return Some(
                did.map(|event| record(&entry.header.author, event))
                    .collect(),
            );
        }
        _ => return None,
    };
    match signed.deed.as_ref()? {
        Deed::Moved(moved) if moved.procedure == procedure.id => own(Event::Moved {
            to: moved.to.clone(),
            together: false,
            reason: None,
        }),
        Deed::Did(did) if did.procedure == procedure.id => own(noted(procedure, &did.act)),
        Deed::Asks(asks) if asks.procedure == procedure.id => own(asked(procedure, asks, asking)),
        Deed::Called(within) if within.procedure == procedure.id => own(Event::Danger),
        Deed::Taken(taken) if taken.procedure == procedure.id => {
            let asked = taken_by(view, checked.id)?;
            let (by, before) = match second(view, &taken.by) {
                Some(by) => (
                    by,
                    Event::Approved {
                        to: taken.to.clone(),
                    },
                ),
                None => (
                    entry.header.author,
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
            Some(vec![
                record(&by, before),
                record(&entry.header.author, moved),
            ])
        }
        _ => None,
    }
}

/// An entry that is somebody's word here, and not in vain.
pub(crate) fn sound(checked: &Checked) -> Option<&Entry> {
    let wrong = checked.faults.iter().any(|fault| fault.is_in_vain());
    checked
        .entry
        .as_ref()
        .filter(|_| checked.counts() && !wrong)
}

/// An act that is none of its questions would be done unseen behind them: the engine knows no act of no name.
fn asked(procedure: &Procedure, asks: &Asks, asking: Option<&Asking>) -> Event {
    let does = asking.is_some_and(|asking| asking.does(&asks.set, &asks.act));
    noted(procedure, if does { &asks.act } else { "" })
}

/// What the reporter alone says is nobody else's to note: the engine knows no act of no name.
fn noted(procedure: &Procedure, act: &str) -> Event {
    let mut acts = procedure.acts.iter();
    let theirs = acts.any(|one| one.id == act && one.said.is_some());
    let act = if theirs { "" } else { act }.to_owned();
    Event::Did { act }
}

/// The acts that answers of this meaning are.
fn said_by_them(procedure: &Procedure, said: &BTreeSet<&str>) -> impl Iterator<Item = Event> {
    let acts = procedure.acts.iter();
    let theirs = acts.filter(|act| act.said.as_deref().is_some_and(|one| said.contains(one)));
    theirs.map(|act| Event::Did {
        act: act.id.clone(),
    })
}

/// The questions that an answer is about.
pub(crate) fn set_of<'a>(
    view: &'a LogView,
    consent: &'a Consent,
) -> Option<(&'a Asks, &'a Filled)> {
    let Reply::Filled(filled) = &consent.reply else {
        return None;
    };
    let mut questions = view.questions.iter();
    let question = questions.find(|one| one.entry == filled.step)?;
    Some((&question.asks, filled))
}

/// Whether an answer is to the newest of its questions: who saw an earlier text has not answered what the desk says now.
pub(crate) fn is_newest(view: &LogView, answer: &Checked) -> bool {
    let Some(Body::Consent(consent)) = answer.entry.as_ref().map(|entry| &entry.body) else {
        return false;
    };
    let Some((asked, filled)) = set_of(view, consent) else {
        return false;
    };
    let mut before = view
        .entries
        .iter()
        .rev()
        .skip_while(|one| one.id != answer.id);
    let newest = before.find(|one| {
        let of = sound(one).filter(|_| one.role == Some(Role::Reader));
        let Some(Body::Step(step)) = of.map(|entry| &entry.body) else {
            return false;
        };
        matches!(&step.deed, Some(Deed::Asks(asks)) if asks.set == asked.set && asks.procedure == asked.procedure)
    });
    newest.is_some_and(|newest| newest.id == filled.step)
}

/// What an answer means, whether or not another came after it.
pub(crate) fn meanings<'a>(
    (view, asking): (&'a LogView, &'a Asking),
    consent: &'a Consent,
) -> BTreeSet<&'a str> {
    set_of(view, consent).map_or_else(BTreeSet::new, |(asks, filled)| {
        asking.meanings(&asks.set, &filled.answers)
    })
}

/// Acts that count no more: a form asks anew what the reporter had said, or they answered it and said something else.
fn taken_back(
    procedure: &Procedure,
    (view, asking): (&LogView, Option<&Asking>),
    checked: &Checked,
) -> Vec<usize> {
    let anew = || {
        let (entry, asking) = (sound(checked)?, asking?);
        let (asks, said) = match (&entry.body, checked.role?) {
            (Body::Step(step), Role::Reader) => match step.deed.as_ref()? {
                Deed::Asks(asks) if asks.procedure == procedure.id => (asks, BTreeSet::new()),
                _ => return None,
            },
            (Body::Consent(consent), Role::Reporter) => {
                let (asks, _) = set_of(view, consent)?;
                let own = asks.procedure == procedure.id;
                own.then(|| (asks, meanings((view, asking), consent)))?
            }
            _ => return None,
        };
        let could = asking.set(&asks.set)?.could_mean();
        Some(could.into_iter().filter(move |one| !said.contains(one)))
    };
    let anew: Vec<&str> = anew().into_iter().flatten().collect();
    let acts = procedure.acts.iter().enumerate();
    acts.filter(|(_, act)| anew.iter().any(|meaning| act.means(meaning)))
        .map(|(at, _)| at)
        .collect()
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
