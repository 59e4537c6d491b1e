//! The attack: an integer program asks between which numbers a hidden one must lie, for somebody who knows how the table was
//! made, the cases of which the employer was told, and any few others.

use std::collections::BTreeMap;

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint,
    microlp, variable,
};

use super::Published;
use super::system::{System, places};

/// The least and the greatest number that a hidden one can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    pub least: u32,
    pub most: u32,
}

/// No interval was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsolved {
    /// No numbers at all fit: no such table is ever made.
    #[error("the table contradicts itself")]
    Contradiction,
    /// The solver gave up; nothing may be concluded.
    #[error("the solver came to no end")]
    Solver,
}

impl Interval {
    /// How far apart its ends lie.
    #[must_use]
    pub const fn width(self) -> u32 {
        self.most.saturating_sub(self.least)
    }
}

/// How near an attacker comes to each x, by its line, if nobody comes nearer than the x itself says: too few beside those told
/// of, and at least those that the attacker knows. None if somebody does. It asks for nothing that is not public or told:
/// else whether a table stands would itself say something of what it hides.
pub fn withstood(
    table: &Published,
    told: &[u32],
) -> Result<Option<BTreeMap<usize, Interval>>, Unsolved> {
    let hidden = places(table, |shown| shown.is_none());
    let systems = System::behind(table, told);
    let (mut nearest, mut possible) = (BTreeMap::<usize, Interval>::new(), hidden.is_empty());
    for known in knowing(told, &hidden, table.rule.others_known) {
        for at in &hidden {
            let found = all_between(&systems, *at, &known)?;
            let (Some(least), Some(most)) = (
                found.iter().map(|one| one.least).min(),
                found.iter().map(|one| one.most).max(),
            ) else {
                // So many cannot be known: there are fewer.
                break;
            };
            possible = true;
            let here = Interval { least, most };
            let before = nearest.entry(*at).or_insert(here);
            if here.width() < before.width() {
                *before = here;
            }
            if !covers_what_x_says(table, told, &known, *at, &found) {
                return Ok(None);
            }
        }
    }
    if possible {
        Ok(Some(nearest))
    } else {
        Err(Unsolved::Contradiction)
    }
}

/// Whether every number that an x may stand for, by what it means alone, is still possible.
fn covers_what_x_says(
    table: &Published,
    told: &[u32],
    known: &[u32],
    at: usize,
    found: &[Interval],
) -> bool {
    let of = |all: &[u32]| all.get(at).copied().unwrap_or(0);
    let family = table.rows.get(at).map_or("", |(family, _)| family);
    let end = of(told) + table.rule.least(family);
    let mut next = of(known).max(table.least_of_x());
    for one in found {
        if one.least <= next {
            next = next.max(one.most + 1);
        }
    }
    next >= end
}

/// In each way that the table may have come about, if it may, in the order of their beginnings.
fn all_between(
    systems: &[System],
    target: usize,
    known: &[u32],
) -> Result<Vec<Interval>, Unsolved> {
    let mut found = Vec::new();
    for system in systems {
        match between(system, target, known) {
            Ok(interval) => found.push(interval),
            Err(Unsolved::Contradiction) => {}
            Err(unsolved) => return Err(unsolved),
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Every way of knowing up to so many `others` of the hidden lines beside those told of. In a line that is shown, more are
/// known to be than anybody knows so.
fn knowing(told: &[u32], hidden: &[usize], others: u32) -> Vec<Vec<u32>> {
    let mut ways = vec![(told.to_vec(), others)];
    for at in hidden {
        ways = ways
            .into_iter()
            .flat_map(|(known, left)| {
                (0..=left).map(move |taken| {
                    let mut known = known.clone();
                    if let Some(known) = known.get_mut(*at) {
                        *known += taken;
                    }
                    (known, left - taken)
                })
            })
            .collect();
    }
    ways.into_iter().map(|(known, _)| known).collect()
}

/// Between which numbers a line must lie, for somebody who knows so many of each.
pub fn between(system: &System, target: usize, known: &[u32]) -> Result<Interval, Unsolved> {
    Ok(Interval {
        least: extreme(system, target, known, false)?,
        most: extreme(system, target, known, true)?,
    })
}

fn extreme(system: &System, target: usize, known: &[u32], most: bool) -> Result<u32, Unsolved> {
    let mut problem = ProblemVariables::new();
    let ceiling = system.equations.iter().map(|equation| equation.most).max();
    let ceiling = f64::from(ceiling.unwrap_or(0));
    let cells: Vec<Variable> = known
        .iter()
        .map(|known| problem.add(variable().integer().min(f64::from(*known)).max(ceiling)))
        .collect();
    let aim = *cells.get(target).ok_or(Unsolved::Solver)?;
    let problem = if most {
        problem.maximise(aim)
    } else {
        problem.minimise(aim)
    };
    let mut model = problem.using(microlp);
    for equation in &system.equations {
        let sum: Expression = equation
            .cells
            .iter()
            .filter_map(|place| cells.get(*place))
            .sum();
        model = model
            .with(constraint!(sum.clone() >= f64::from(equation.least)))
            .with(constraint!(sum <= f64::from(equation.most)));
    }
    let solved = model.solve().map_err(|error| match error {
        ResolutionError::Infeasible => Unsolved::Contradiction,
        _ => Unsolved::Solver,
    })?;
    whole(solved.value(aim)).ok_or(Unsolved::Solver)
}

/// The whole number that a float stands for, if it stands for one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "both ends are looked at before"
)]
fn whole(value: f64) -> Option<u32> {
    let near = value.round();
    let good = (near - value).abs() < 1e-6 && (0.0..=f64::from(u32::MAX)).contains(&near);
    good.then_some(near as u32)
}
