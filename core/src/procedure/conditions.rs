//! Whether a way is open, and what it still lacks.

use serde::Serialize;

use super::guard::{Atom, Guard};
use super::shape::{Edge, Procedure};
use super::state::State;

/// What one comparison still lacks: so many times, or so many minutes; all of them while a clock does not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lack {
    /// Id of an act, a sign or a clock.
    pub of: String,
    pub more: u32,
}

/// The condition by which a way is open, as written; empty if it always is.
pub(super) fn opened<'a>(edge: &'a Edge, state: &State, now: i64) -> Option<&'a str> {
    if edge.when.is_empty() {
        return Some("");
    }
    edge.when
        .iter()
        .find(|guard| guard.atoms.iter().all(|atom| lack(*atom, state, now) == 0))
        .map(|guard| guard.text.as_str())
}

pub(super) fn lacking(
    procedure: &Procedure,
    edge: &Edge,
    state: &State,
    now: i64,
) -> Vec<Vec<Lack>> {
    let of = |guard: &Guard| -> Vec<Lack> {
        guard
            .atoms
            .iter()
            .map(|atom| Lack {
                of: subject(procedure, *atom).to_owned(),
                more: lack(*atom, state, now),
            })
            .filter(|lack| lack.more > 0)
            .collect()
    };
    edge.when.iter().map(of).collect()
}

fn lack(atom: Atom, state: &State, now: i64) -> u32 {
    match atom {
        Atom::Act { act, least } => least.saturating_sub(state.act(act)),
        Atom::Sign { sign, least } => least.saturating_sub(state.sign(sign)),
        // A clock that does not run lacks a minute even where none is asked for.
        Atom::Clock { clock, minutes } => match state.minutes(clock, now) {
            Some(shown) => minutes.saturating_sub(shown),
            None => minutes.max(1),
        },
    }
}

fn subject(procedure: &Procedure, atom: Atom) -> &str {
    match atom {
        Atom::Act { act, .. } => procedure.acts.get(act).map_or("", |act| &act.id),
        Atom::Sign { sign, .. } => procedure.signs.get(sign).map_or("", |sign| &sign.id),
        Atom::Clock { clock, .. } => procedure.clocks.get(clock).map_or("", |clock| &clock.id),
    }
}
