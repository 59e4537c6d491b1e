//! Conditions on the ways from stage to stage: `warnings >= warnings_required and stalemate >= 30`.
//!
//! Only `>=` and `and` exist, so that a condition once met stays met while time passes and counts grow: the search over all
//! states may then round a count or a clock down to the highest number that any condition names.

use serde::Serialize;

/// All of its atoms hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guard {
    pub atoms: Vec<Atom>,
    /// As written, for the record of why a step was taken.
    pub text: String,
}

/// One comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Atom {
    /// This act was done so often, in all.
    Act { act: usize, least: u32 },
    /// This was seen so often in the present stage.
    Sign { sign: usize, least: u32 },
    /// This clock shows so many minutes.
    Clock { clock: usize, minutes: u32 },
}

/// What the names in a condition stand for.
pub(crate) struct Names<'a> {
    pub acts: &'a [String],
    pub signs: &'a [String],
    pub clocks: &'a [String],
    pub params: &'a [(String, u32)],
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuardFault {
    /// Not `name` or `name >= number`.
    Shape(String),
    /// Nothing has this name.
    Unknown(String),
    /// A clock needs a number of minutes.
    ClockAlone(String),
}

impl Guard {
    pub(crate) fn parse(text: &str, names: &Names<'_>) -> Result<Self, GuardFault> {
        let atoms: Result<Vec<Atom>, GuardFault> = text
            .split(" and ")
            .map(|part| atom(part.trim(), names))
            .collect();
        Ok(Self {
            atoms: atoms?,
            text: text.to_owned(),
        })
    }
}

fn atom(text: &str, names: &Names<'_>) -> Result<Atom, GuardFault> {
    let (name, least) = match text.split_once(">=") {
        None => (text, None),
        Some((name, least)) => (name.trim(), Some(number(least.trim(), names)?)),
    };
    let shaped = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !shaped {
        return Err(GuardFault::Shape(text.to_owned()));
    }
    let find = |all: &[String]| all.iter().position(|one| one == name);
    if let Some(act) = find(names.acts) {
        return Ok(Atom::Act {
            act,
            least: least.unwrap_or(1),
        });
    }
    if let Some(sign) = find(names.signs) {
        return Ok(Atom::Sign {
            sign,
            least: least.unwrap_or(1),
        });
    }
    match (find(names.clocks), least) {
        (Some(clock), Some(minutes)) => Ok(Atom::Clock { clock, minutes }),
        (Some(_), None) => Err(GuardFault::ClockAlone(name.to_owned())),
        (None, _) => Err(GuardFault::Unknown(name.to_owned())),
    }
}

fn number(text: &str, names: &Names<'_>) -> Result<u32, GuardFault> {
    if let Ok(number) = text.parse::<u32>() {
        return Ok(number);
    }
    names
        .params
        .iter()
        .find(|(name, _)| name == text)
        .map(|(_, value)| *value)
        .ok_or_else(|| GuardFault::Unknown(text.to_owned()))
}
