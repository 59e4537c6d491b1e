//! The attack: an integer program asks between which numbers a hidden one must lie.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint,
    microlp, variable,
};

use super::system::System;

/// The least and the greatest number that a hidden one can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub least: u32,
    pub most: u32,
}

/// No interval was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsolved {
    /// No numbers at all fit: the tables do not belong to the same cases.
    #[error("the tables contradict each other")]
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

/// The narrowest interval to which somebody comes who knows the system and, one by one, any `others` more cases.
/// `free` says of each cell how many there are that could be known so.
pub fn narrowest(
    system: &System,
    target: usize,
    free: &[u32],
    others: u32,
) -> Result<Interval, Unsolved> {
    let mut found: Option<Interval> = None;
    let mut known = system.known.clone();
    spread(free, others, 0, &mut known, &mut |known| {
        let here = between(system, target, known)?;
        if found.is_none_or(|narrowest| here.width() < narrowest.width()) {
            found = Some(here);
        }
        Ok(())
    })?;
    found.ok_or(Unsolved::Solver)
}

/// Every way of knowing `left` more cases, or all there are. To know fewer never narrows more.
fn spread(
    free: &[u32],
    left: u32,
    at: usize,
    known: &mut Vec<u32>,
    each: &mut impl FnMut(&[u32]) -> Result<(), Unsolved>,
) -> Result<(), Unsolved> {
    let Some(here) = free.get(at) else {
        return each(known);
    };
    let after: u32 = free.iter().skip(at + 1).sum();
    for taken in left.saturating_sub(after).min(*here)..=left.min(*here) {
        add(known, at, taken);
        let walked = spread(free, left - taken, at + 1, known, each);
        subtract(known, at, taken);
        walked?;
    }
    Ok(())
}

fn add(known: &mut [u32], at: usize, taken: u32) {
    if let Some(known) = known.get_mut(at) {
        *known += taken;
    }
}

fn subtract(known: &mut [u32], at: usize, taken: u32) {
    if let Some(known) = known.get_mut(at) {
        *known -= taken;
    }
}

fn between(system: &System, target: usize, known: &[u32]) -> Result<Interval, Unsolved> {
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
