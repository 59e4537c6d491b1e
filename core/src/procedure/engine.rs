//! The engine: `(procedure, history, event, now) → next, advice, or a refusal with its reason`.

use serde::Serialize;

use super::conditions::{Lack, lacking, opened};
use super::event::{Event, Record, Start};
use super::shape::{ClockFrom, Procedure, Setting};
use super::state::{Lapse, State};

/// Why an event is not taken. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Refusal {
    NotBegun,
    BegunAlready,
    /// The procedure has no act, sign, stage, role or place of this name.
    Unknown {
        name: String,
    },
    /// No way leads from here to there.
    NoWay {
        to: String,
    },
    /// None of the conditions of this way is met; each with what it still lacks.
    NotYet {
        to: String,
        lacking: Vec<Vec<Lack>>,
    },
    SecondNeeded {
        to: String,
    },
    ConsentNeeded {
        recipient: String,
    },
    ReasonNeeded {
        to: String,
    },
    /// There is nothing to undo, or nothing that may be undone here.
    NothingToUndo,
}

/// Begins where the start says.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn begin(procedure: &Procedure, start: &Start, now: i64) -> Result<State, Refusal> {
    let began = now.saturating_sub(i64::from(start.minutes) * 60);
    let mut state = State::new(procedure, now, began);
    state.visitors = start.visitors;
    state.staff = start.staff;
    if let Some(place) = &start.place {
        state.place = Some(found(procedure.place_named(place), place)?);
    }
    for (name, times) in &start.done {
        let act = found(procedure.act_named(name), name)?;
        count(&mut state.acts, act, *times);
        set_going(procedure, &mut state, act, now);
    }
    if let Some(stage) = &start.stage {
        let stage = found(procedure.stage_named(stage), stage)?;
        place(procedure, &mut state, stage, now);
    }
    Ok(state)
}

/// The state to which a history comes.
///
/// # Errors
/// The place of the first record that the engine would not have taken, and why.
pub fn fold(procedure: &Procedure, history: &[Record]) -> Result<State, (usize, Refusal)> {
    let mut kept: Vec<(usize, &Record)> = Vec::new();
    for (at, record) in history.iter().enumerate() {
        if record.event == Event::Undone {
            may_undo(procedure, kept.last().map(|(_, record)| *record)).map_err(|why| (at, why))?;
            kept.pop();
        } else if record.event != Event::Filed {
            kept.push((at, record));
        }
    }
    let mut state: Option<State> = None;
    for (at, record) in kept {
        state = Some(match (state, &record.event) {
            (None, Event::Began(start)) => {
                begin(procedure, start, record.at).map_err(|why| (at, why))?
            }
            (None, _) => return Err((at, Refusal::NotBegun)),
            (Some(state), _) => step(procedure, &state, record).map_err(|why| (at, why))?,
        });
    }
    state.ok_or((0, Refusal::NotBegun))
}

/// What of a history counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// `None` until something began.
    pub state: Option<State>,
    /// Places of the records that count, undone ones left out.
    pub kept: Vec<usize>,
    /// Places of those that the engine does not take, and why.
    pub refused: Vec<(usize, Refusal)>,
    /// When it last became a case at the desk.
    pub filed: Option<i64>,
}

/// Like [`fold`], but what cannot be taken is passed over and named. So two devices that wrote at the same time, each
/// rightly by what it knew, never make a record that opens no more.
#[must_use]
pub fn run(procedure: &Procedure, history: &[Record]) -> Run {
    let mut states: Vec<(usize, State)> = Vec::new();
    let mut refused = Vec::new();
    let mut filed = None;
    for (at, record) in history.iter().enumerate() {
        let before = states
            .last()
            .and_then(|(at, state)| Some((history.get(*at)?, state)));
        let next = match (before, &record.event) {
            (last, Event::Undone) => match may_undo(procedure, last.map(|(record, _)| record)) {
                Ok(()) => {
                    states.pop();
                    continue;
                }
                Err(why) => Err(why),
            },
            (None, Event::Began(start)) => begin(procedure, start, record.at),
            (None, _) => Err(Refusal::NotBegun),
            (Some(_), Event::Filed) => {
                filed = Some(record.at);
                continue;
            }
            (Some((_, state)), _) => step(procedure, state, record),
        };
        match next {
            Ok(state) => states.push((at, state)),
            Err(why) => refused.push((at, why)),
        }
    }
    Run {
        kept: states.iter().map(|(at, _)| *at).collect(),
        state: states.pop().map(|(_, state)| state),
        refused,
        filed,
    }
}

fn may_undo(procedure: &Procedure, last: Option<&Record>) -> Result<(), Refusal> {
    let may = procedure.setting == Setting::Incident
        && last.is_some_and(|record| !matches!(record.event, Event::Began(_)));
    if may {
        Ok(())
    } else {
        Err(Refusal::NothingToUndo)
    }
}

/// The state after one event. A clock that went backwards is taken to have stood still.
///
/// # Errors
/// Why the event is not taken.
pub fn step(procedure: &Procedure, state: &State, record: &Record) -> Result<State, Refusal> {
    let now = record.at.max(state.last);
    let mut next = state.clone();
    next.last = now;
    match &record.event {
        Event::Began(_) => return Err(Refusal::BegunAlready),
        Event::Undone => return Err(Refusal::NothingToUndo),
        Event::Filed => {}
        Event::Did { act } => {
            let act = found(procedure.act_named(act), act)?;
            count(&mut next.acts, act, 1);
            set_going(procedure, &mut next, act, now);
        }
        Event::Saw { sign } => saw(procedure, &mut next, sign)?,
        Event::People {
            staff,
            visitors,
            roles,
        } => {
            next.staff = *staff;
            next.visitors = *visitors;
            next.roles = roles
                .iter()
                .map(|role| found(procedure.role_named(role), role))
                .collect::<Result<_, _>>()?;
        }
        Event::Danger => danger(procedure, &mut next, now),
        Event::Withdrew => next.withdrawn = true,
        Event::Calmed => calmed(procedure, &mut next)?,
        Event::Placed { stage } => placed(procedure, &mut next, stage)?,
        Event::Agreed { recipient } => {
            next.agreed.insert(recipient.clone());
        }
        Event::Revoked { recipient } => {
            next.agreed.remove(recipient);
        }
        Event::Approved { to } => {
            let to = found(procedure.stage_named(to), to)?;
            next.approved.insert((to, record.by.clone()));
        }
        Event::Moved {
            to,
            together,
            reason,
        } => {
            let wish = Wish {
                to,
                together: *together,
                reason: reason.as_deref(),
            };
            moved(procedure, &mut next, &record.by, &wish)?;
        }
        Event::Reasoned { stage, reason } => {
            let stage = found(procedure.stage_named(stage), stage)?;
            write_reason(procedure, &mut next, stage, reason);
        }
    }
    Ok(next)
}

fn saw(procedure: &Procedure, next: &mut State, sign: &str) -> Result<(), Refusal> {
    let sign = found(procedure.sign_named(sign), sign)?;
    if procedure.signs.get(sign).is_some_and(|sign| sign.danger) {
        let now = next.last;
        danger(procedure, next, now);
        let reason = procedure.signs.get(sign).map_or("", |sign| &sign.id);
        write_reason(procedure, next, procedure.danger, reason);
    }
    count(&mut next.signs, sign, 1);
    Ok(())
}

fn calmed(procedure: &Procedure, next: &mut State) -> Result<(), Refusal> {
    let calm = procedure.calm.filter(|_| !last(procedure, next));
    let calm = calm.ok_or_else(|| Refusal::NoWay { to: String::new() })?;
    (next.danger, next.withdrawn, next.ended) = (false, false, false);
    let now = next.last;
    next.enter(procedure, calm, now);
    Ok(())
}

fn placed(procedure: &Procedure, next: &mut State, stage: &str) -> Result<(), Refusal> {
    let to = found(procedure.stage_named(stage), stage)?;
    let pictured = procedure
        .stage(to)
        .is_some_and(|stage| stage.picture.is_some());
    if !pictured || procedure.setting == Setting::Case {
        return Err(Refusal::NoWay {
            to: stage.to_owned(),
        });
    }
    // Whoever says anew where things stand says so of serving, too.
    next.ended = false;
    let now = next.last;
    place(procedure, next, to, now);
    Ok(())
}

struct Wish<'a> {
    to: &'a str,
    together: bool,
    reason: Option<&'a str>,
}

fn moved(
    procedure: &Procedure,
    next: &mut State,
    by: &str,
    wish: &Wish<'_>,
) -> Result<(), Refusal> {
    let to = found(procedure.stage_named(wish.to), wish.to)?;
    let named = || wish.to.to_owned();
    let here = procedure.stage(next.stage);
    let edge = here
        .and_then(|here| here.next.iter().find(|edge| edge.to == to))
        .ok_or_else(|| Refusal::NoWay { to: named() })?;
    let because = opened(edge, next, next.last);
    if because.is_none() {
        return Err(Refusal::NotYet {
            to: named(),
            lacking: lacking(procedure, edge, next, next.last),
        });
    }
    let live = procedure.setting == Setting::Incident;
    if edge.persons > 1 {
        let second = next
            .approved
            .iter()
            .any(|(step, who)| *step == to && who != by);
        if live && !wish.together {
            next.lapses.insert(Lapse::Alone { stage: named() });
        } else if !live && !second {
            return Err(Refusal::SecondNeeded { to: named() });
        }
    }
    if edge.consent {
        let recipient = procedure.stage(to).and_then(|stage| stage.tells.as_ref());
        let recipient = recipient
            .map(|telling| telling.recipient.clone())
            .unwrap_or_default();
        if !next.agreed.remove(&recipient) {
            return Err(Refusal::ConsentNeeded { recipient });
        }
    }
    let reason = wish
        .reason
        .or(because.filter(|because| live && !because.is_empty()));
    match reason {
        _ if !edge.reason => {}
        Some(reason) => write_reason(procedure, next, to, reason),
        None if live => {
            next.lapses.insert(Lapse::NoReason { stage: named() });
        }
        None => return Err(Refusal::ReasonNeeded { to: named() }),
    }
    let now = next.last;
    next.enter(procedure, to, now);
    note_few(procedure, next);
    Ok(())
}

/// Writes down that fewer people are here than the stage just entered asks for; nothing where nobody said how many.
fn note_few(procedure: &Procedure, state: &mut State) {
    let need = state.staff_needed(procedure);
    if state.staff > 0 && state.staff < need {
        state.lapses.insert(Lapse::TooFew {
            stage: procedure.stage_id(state.stage).to_owned(),
            have: state.staff,
            need,
        });
    }
}

fn danger(procedure: &Procedure, state: &mut State, now: i64) {
    state.danger = true;
    if state.stage != procedure.danger {
        place(procedure, state, procedure.danger, now);
    }
}

/// Enters a stage that no way led to; what lay between is written down as skipped.
fn place(procedure: &Procedure, state: &mut State, stage: usize, now: i64) {
    // The stages of a case are no ladder.
    let between = match procedure.setting {
        Setting::Incident => procedure.stages.get(state.stage + 1..stage),
        Setting::Case => None,
    };
    for passed in between.unwrap_or_default() {
        state.lapses.insert(Lapse::Skipped {
            stage: passed.id.clone(),
        });
    }
    state.enter(procedure, stage, now);
    if procedure.setting == Setting::Incident {
        note_few(procedure, state);
    }
    let asked = procedure
        .stages
        .iter()
        .flat_map(|stage| &stage.next)
        .any(|edge| edge.to == stage && edge.reason);
    let written = state.reasons.iter().any(|(at, _)| *at == stage);
    if asked && !written {
        state.lapses.insert(Lapse::NoReason {
            stage: procedure.stage_id(stage).to_owned(),
        });
    }
}

fn write_reason(procedure: &Procedure, state: &mut State, stage: usize, reason: &str) {
    let id = procedure.stage_id(stage).to_owned();
    state.lapses.remove(&Lapse::NoReason { stage: id });
    state.reasons.retain(|(at, _)| *at != stage);
    state.reasons.push((stage, reason.to_owned()));
}

fn last(procedure: &Procedure, state: &State) -> bool {
    procedure.stage(state.stage).is_some_and(|stage| stage.last)
}

fn set_going(procedure: &Procedure, state: &mut State, act: usize, now: i64) {
    for (clock, begun) in procedure.clocks.iter().zip(&mut state.clocks) {
        if clock.from == ClockFrom::Act(act) && begun.is_none() {
            *begun = Some(now);
        }
    }
}

fn count(counts: &mut [u32], at: usize, times: u32) {
    if let Some(count) = counts.get_mut(at) {
        *count = count.saturating_add(times);
    }
}

fn found(at: Option<usize>, name: &str) -> Result<usize, Refusal> {
    at.ok_or_else(|| Refusal::Unknown {
        name: name.to_owned(),
    })
}
