//! Rounding: what makes the states of a procedure finite.

use super::NOW;
use crate::procedure::guard::Atom;
use crate::procedure::shape::{ClockFrom, Procedure};
use crate::procedure::state::State;

/// The highest numbers that conditions name.
pub(super) struct Limits {
    acts: Vec<u32>,
    signs: Vec<u32>,
    /// In rising order.
    pub(super) clocks: Vec<Vec<u32>>,
}

impl Limits {
    pub(super) fn of(procedure: &Procedure) -> Self {
        let mut limits = Self {
            acts: vec![0; procedure.acts.len()],
            signs: vec![0; procedure.signs.len()],
            clocks: vec![vec![0]; procedure.clocks.len()],
        };
        let guards = procedure
            .stages
            .iter()
            .flat_map(|stage| &stage.next)
            .flat_map(|edge| &edge.when);
        for atom in guards.flat_map(|guard| &guard.atoms) {
            match *atom {
                Atom::Act { act, least } => raise(&mut limits.acts, act, least),
                Atom::Sign { sign, least } => raise(&mut limits.signs, sign, least),
                Atom::Clock { clock, minutes } => {
                    if let Some(named) = limits.clocks.get_mut(clock) {
                        named.push(minutes);
                    }
                }
            }
        }
        for named in &mut limits.clocks {
            named.sort_unstable();
            named.dedup();
        }
        limits
    }

    /// The same state, with counts and clocks rounded down and everything forgotten that opens no way.
    pub(super) fn round(&self, procedure: &Procedure, mut state: State) -> State {
        for (count, most) in state.acts.iter_mut().zip(&self.acts) {
            *count = (*count).min(*most);
        }
        for (count, most) in state.signs.iter_mut().zip(&self.signs) {
            *count = (*count).min(*most);
        }
        for (clock, named) in self.clocks.iter().enumerate() {
            let shown = state.minutes(clock, state.last);
            let floor =
                shown.and_then(|shown| named.iter().rev().find(|minutes| **minutes <= shown));
            if let Some(begun) = state.clocks.get_mut(clock) {
                *begun = floor.map(|minutes| NOW - i64::from(*minutes) * 60);
            }
        }
        if let Some(here) = procedure.stage(state.stage) {
            let named = |clock| {
                let atoms = here
                    .next
                    .iter()
                    .flat_map(|edge| &edge.when)
                    .flat_map(|guard| &guard.atoms);
                atoms
                    .into_iter()
                    .any(|atom| matches!(atom, Atom::Clock { clock: named, .. } if *named == clock))
            };
            // It begins anew in the next stage; here nothing asks for it.
            for (at, clock) in procedure.clocks.iter().enumerate() {
                if clock.from == ClockFrom::Stage
                    && !named(at)
                    && let Some(begun) = state.clocks.get_mut(at)
                {
                    *begun = Some(NOW);
                }
            }
            state.approved.retain(|(to, _)| {
                here.next
                    .iter()
                    .any(|edge| edge.to == *to && edge.persons > 1)
            });
        }
        state.lapses.clear();
        state.reasons.clear();
        state.roles.clear();
        (state.danger, state.withdrawn, state.last) = (false, false, NOW);
        state
    }
}

fn raise(limits: &mut [u32], at: usize, least: u32) {
    if let Some(limit) = limits.get_mut(at) {
        *limit = (*limit).max(least);
    }
}
