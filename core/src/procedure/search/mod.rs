//! Every state a procedure can be in, walked through the very engine that runs it, by one person alone.
//!
//! Counts and clocks are rounded down to the numbers that conditions name. Conditions know only `>=`, so a rounded state can
//! do exactly what the true one can, and the states become finite. Waiting moves one clock at a time, which allows more
//! orders than time does: what holds of all of them holds.

mod breaches;
mod limits;

use std::collections::HashMap;

use super::engine::{begin, step};
use super::event::{Event, Record, Start};
use super::shape::{Procedure, Setting, Stage};
use super::state::State;
use limits::Limits;

/// What was walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walked {
    pub states: usize,
    pub edges: usize,
}

/// A promise that a procedure breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Broken {
    /// No way leads from here to an end.
    DeadEnd,
    /// No way leads to this stage.
    Unreachable,
    /// Danger does not lead to 110 from here.
    DangerWaits,
    /// Staff may not withdraw from here, or calm does not lead back.
    Held,
    /// The counter is closed to somebody and no other way is open.
    NoChannel,
    /// An outsider is told by one person, without the reporter's consent.
    ToldAlone,
    /// There are more states than can be walked.
    TooMany,
}

/// Where a promise breaks, and the shortest way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    pub what: Broken,
    pub stage: usize,
    /// Ids of acts, signs, clocks and stages, in order.
    pub path: Vec<String>,
}

const MOST: usize = 400_000;
/// Any moment serves: only differences count.
const NOW: i64 = 1 << 40;

/// Walks everything. Each promise is named once, at its nearest breach.
///
/// # Errors
/// The breaches.
pub fn check(procedure: &Procedure) -> Result<Walked, Vec<Breach>> {
    let mut breaches = Vec::new();
    if procedure.setting == Setting::Case {
        Walk::of(procedure, true).told_alone(&mut breaches);
    }
    let whole = Walk::of(procedure, false);
    whole.told_alone(&mut breaches);
    whole.unreachable(&mut breaches);
    whole.per_state(&mut breaches);
    whole.dead_ends(&mut breaches);
    if whole.full {
        breaches.push(Breach {
            what: Broken::TooMany,
            stage: 0,
            path: Vec::new(),
        });
    }
    if breaches.is_empty() {
        Ok(Walked {
            states: whole.nodes.len(),
            edges: whole.edges.len(),
        })
    } else {
        Err(breaches)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Label {
    Begin,
    Wait(usize),
    Happens(Event, &'static str),
}

struct Node {
    state: State,
    from: Option<usize>,
    label: Label,
}

struct Step {
    from: usize,
    to: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ordinary,
    /// Danger, or calm after it.
    Sudden,
    /// Somebody said where things stand.
    Placed,
}

struct Walk<'a> {
    procedure: &'a Procedure,
    limits: Limits,
    /// The reporter and colleagues stay silent.
    alone: bool,
    nodes: Vec<Node>,
    edges: Vec<Step>,
    /// Edges on which an outsider was told without the reporter's consent and by one person.
    told: Vec<usize>,
    full: bool,
}

impl<'a> Walk<'a> {
    /// `alone`: the reporter and colleagues stay silent.
    fn of(procedure: &'a Procedure, alone: bool) -> Self {
        let mut walk = Self {
            procedure,
            limits: Limits::of(procedure),
            alone,
            nodes: Vec::new(),
            edges: Vec::new(),
            told: Vec::new(),
            full: false,
        };
        let mut known: HashMap<State, usize> = HashMap::new();
        let start = Start {
            staff: 1,
            ..Start::default()
        };
        if let Ok(state) = begin(procedure, &start, NOW) {
            let state = walk.limits.round(procedure, state);
            known.insert(state.clone(), 0);
            walk.nodes.push(Node {
                state,
                from: None,
                label: Label::Begin,
            });
        }
        let mut at = 0;
        while at < walk.nodes.len() && !walk.full {
            for label in walk.labels(at) {
                walk.follow(&mut known, at, label);
            }
            at += 1;
        }
        walk
    }

    fn follow(&mut self, known: &mut HashMap<State, usize>, at: usize, label: Label) {
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        let stage = node.state.stage;
        let Some(next) = self.after(&node.state, &label) else {
            return;
        };
        let next = self.limits.round(self.procedure, next);
        if next == node.state {
            return;
        }
        let kind = match &label {
            Label::Happens(Event::Danger | Event::Calmed, _) => Kind::Sudden,
            Label::Happens(Event::Placed { .. }, _) => Kind::Placed,
            _ => Kind::Ordinary,
        };
        if next.stage != stage && !self.allowed(stage, &next, &label) {
            self.told.push(self.edges.len());
        }
        let to = known.get(&next).copied().unwrap_or_else(|| {
            let to = self.nodes.len();
            known.insert(next.clone(), to);
            self.nodes.push(Node {
                state: next,
                from: Some(at),
                label,
            });
            to
        });
        self.edges.push(Step { from: at, to, kind });
        self.full |= self.nodes.len() > MOST;
    }

    fn after(&self, state: &State, label: &Label) -> Option<State> {
        match label {
            Label::Begin => None,
            Label::Wait(clock) => {
                let shown = state.minutes(*clock, NOW)?;
                let next = self
                    .limits
                    .clocks
                    .get(*clock)?
                    .iter()
                    .find(|minutes| **minutes > shown)?;
                let mut waited = state.clone();
                *waited.clocks.get_mut(*clock)? = Some(NOW - i64::from(*next) * 60);
                Some(waited)
            }
            Label::Happens(event, by) => {
                let record = Record {
                    at: NOW,
                    by: (*by).to_owned(),
                    event: event.clone(),
                };
                step(self.procedure, state, &record).ok()
            }
        }
    }

    /// Whether an outsider that this step tells was agreed to, or two decided and wrote why. Where one person is alone and
    /// nobody agreed, none may be told, whatever the file says: so the engine is held to its promise as well.
    fn allowed(&self, from: usize, next: &State, label: &Label) -> bool {
        let Some(stage) = self.procedure.stage(next.stage) else {
            return true;
        };
        if stage.tells.is_none() || self.alone {
            return stage.tells.is_none();
        }
        let edge = self
            .procedure
            .stage(from)
            .and_then(|from| from.next.iter().find(|edge| edge.to == next.stage));
        let moved = matches!(label, Label::Happens(Event::Moved { .. }, _));
        moved && edge.is_some_and(|edge| edge.consent || (edge.persons > 1 && edge.reason))
    }

    /// Everything that may happen in a state.
    fn labels(&self, at: usize) -> Vec<Label> {
        let p = self.procedure;
        let Some(here) = self
            .nodes
            .get(at)
            .and_then(|node| p.stage(node.state.stage))
        else {
            return Vec::new();
        };
        let acts = here.acts.iter().filter_map(|act| p.acts.get(*act));
        let signs = here.signs.iter().filter_map(|sign| p.signs.get(*sign));
        let done = acts.map(|act| Event::Did {
            act: act.id.clone(),
        });
        let seen = signs.map(|sign| Event::Saw {
            sign: sign.id.clone(),
        });
        let sudden = [Event::Danger, Event::Calmed];
        let by_one = done
            .chain(seen)
            .chain(sudden)
            .map(|event| Label::Happens(event, "a"));
        let waits = (0..p.clocks.len()).map(Label::Wait);
        // What the reporter answers comes in every stage.
        let answers = p
            .acts
            .iter()
            .filter(|act| act.said.is_some() && !self.alone);
        let said = answers.map(|act| {
            let act = act.id.clone();
            Label::Happens(Event::Did { act }, "reporter")
        });
        let mut labels: Vec<Label> = waits.chain(by_one).chain(said).collect();
        match p.setting {
            Setting::Incident => labels.extend(at_a_counter(p, here)),
            Setting::Case => labels.extend(at_a_desk(p, here, self.alone)),
        }
        labels
    }
}

/// Moves of one person, and sayings where things stand.
fn at_a_counter(p: &Procedure, here: &Stage) -> Vec<Label> {
    let moves = here.next.iter().map(|edge| Event::Moved {
        to: p.stage_id(edge.to).to_owned(),
        together: false,
        reason: None,
    });
    let placed = p.pictures().map(|(_, stage)| Event::Placed {
        stage: stage.id.clone(),
    });
    moves
        .chain(placed)
        .map(|event| Label::Happens(event, "a"))
        .collect()
}

/// Moves with a reason, approvals, and what the reporter says.
fn at_a_desk(p: &Procedure, here: &Stage, alone: bool) -> Vec<Label> {
    let mut labels = Vec::new();
    let others: &[&'static str] = if alone { &["a"] } else { &["a", "b"] };
    for edge in &here.next {
        let to = p.stage_id(edge.to).to_owned();
        if edge.persons > 1 {
            let approved =
                |by: &&'static str| Label::Happens(Event::Approved { to: to.clone() }, by);
            labels.extend(others.iter().map(approved));
        }
        let reason = Some("r".to_owned());
        labels.push(Label::Happens(
            Event::Moved {
                to,
                together: false,
                reason,
            },
            "a",
        ));
    }
    let told = p
        .stages
        .iter()
        .filter_map(|stage| stage.tells.as_ref())
        .filter(|_| !alone);
    for recipient in told.map(|telling| telling.recipient.clone()) {
        labels.push(Label::Happens(
            Event::Agreed {
                recipient: recipient.clone(),
            },
            "reporter",
        ));
        labels.push(Label::Happens(Event::Revoked { recipient }, "reporter"));
    }
    labels
}
