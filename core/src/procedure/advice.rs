//! What is worth saying of where things stand. It stops nobody.

use serde::Serialize;

use super::conditions::{Lack, lacking, opened};
use super::shape::Procedure;
use super::state::{Lapse, State};

/// What is worth saying. It stops nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Advice {
    /// More people are asked for than are here, and these duties are nobody's.
    TooFew {
        have: u32,
        need: u32,
        roles: Vec<String>,
    },
    /// One person has two duties that two people should have.
    Apart { role: String, from: String },
    /// Two decide this; one did.
    Second,
    /// The reason is still to be written.
    Reason { stage: String },
}

/// A way on from the present stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    pub to: String,
    /// The condition that is met; empty for a way that is always open.
    pub because: Option<String>,
    pub lacking: Vec<Vec<Lack>>,
    pub persons: u32,
    pub reason: bool,
    pub consent: bool,
}

/// Where things stand at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub stage: String,
    /// Minutes of each clock that runs, by id.
    pub clocks: Vec<(String, u32)>,
    pub ways: Vec<Way>,
    pub advice: Vec<Advice>,
}

/// Where things stand at `now`: ways on, and what is worth saying.
#[must_use]
pub fn advise(procedure: &Procedure, state: &State, now: i64) -> Standing {
    let now = now.max(state.last);
    let clocks = procedure.clocks.iter().enumerate();
    let clocks = clocks
        .filter_map(|(at, clock)| Some((clock.id.clone(), state.minutes(at, now)?)))
        .collect();
    let here = procedure.stage(state.stage);
    let ways = here
        .map_or(&[][..], |here| &here.next)
        .iter()
        .map(|edge| Way {
            to: procedure.stage_id(edge.to).to_owned(),
            because: opened(edge, state, now).map(str::to_owned),
            lacking: lacking(procedure, edge, state, now),
            persons: edge.persons,
            reason: edge.reason,
            consent: edge.consent,
        });
    Standing {
        stage: procedure.stage_id(state.stage).to_owned(),
        clocks,
        ways: ways.collect(),
        advice: advice(procedure, state),
    }
}

fn advice(procedure: &Procedure, state: &State) -> Vec<Advice> {
    let mut advice = Vec::new();
    let need = state.staff_needed(procedure);
    let here = procedure.stage(state.stage);
    let missing: Vec<String> = here
        .map_or(&[][..], |here| &here.roles)
        .iter()
        .filter(|role| !state.roles.contains(role))
        .filter_map(|role| procedure.roles.get(*role).map(|role| role.id.clone()))
        .collect();
    if state.staff < need {
        advice.push(Advice::TooFew {
            have: state.staff,
            need,
            roles: missing,
        });
    }
    if state.staff == 1 {
        advice.extend(apart(procedure, state));
    }
    let here = procedure.stage_id(state.stage);
    for lapse in &state.lapses {
        match lapse {
            Lapse::Alone { stage } if stage == here => advice.push(Advice::Second),
            Lapse::NoReason { stage } => advice.push(Advice::Reason {
                stage: stage.clone(),
            }),
            _ => {}
        }
    }
    advice
}

/// Pairs of duties taken that one person must not have together. Two people can always share them out, whatever the pairs
/// that are shipped; so this is said to one alone.
fn apart(procedure: &Procedure, state: &State) -> Vec<Advice> {
    let id = |role: usize| {
        procedure
            .roles
            .get(role)
            .map(|role| role.id.clone())
            .unwrap_or_default()
    };
    let taken = state
        .roles
        .iter()
        .filter_map(|role| Some((*role, procedure.roles.get(*role)?)));
    taken
        .flat_map(|(at, role)| role.apart_from.iter().map(move |from| (at, *from)))
        .filter(|(_, from)| state.roles.contains(from))
        .map(|(role, from)| Advice::Apart {
            role: id(role),
            from: id(from),
        })
        .collect()
}
