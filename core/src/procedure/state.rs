//! Where a procedure stands: what its history comes to.

use std::collections::BTreeSet;

use serde::Serialize;

use super::shape::{ClockFrom, Procedure};

/// Something that was not as it should have been, and did not stop anybody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Lapse {
    /// Fewer people than the stage asks for, on entering it.
    TooFew { stage: String, have: u32, need: u32 },
    /// One person decided what two should.
    Alone { stage: String },
    /// No reason was written down yet.
    NoReason { stage: String },
    /// Stages between were not gone through, because of danger or because it began in the middle.
    Skipped { stage: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct State {
    pub stage: usize,
    /// Seconds; when each clock was set going.
    pub clocks: Vec<Option<i64>>,
    /// How often each act was done.
    pub acts: Vec<u32>,
    /// How often each sign was seen in this stage.
    pub signs: Vec<u32>,
    /// 0 if not said.
    pub staff: u32,
    /// 0 if not said.
    pub visitors: u32,
    pub roles: BTreeSet<usize>,
    pub place: Option<usize>,
    /// Recipients that the reporter agreed to, not used yet.
    pub agreed: BTreeSet<String>,
    /// Who approved which step.
    pub approved: BTreeSet<(usize, String)>,
    /// Danger was called.
    pub danger: bool,
    pub withdrawn: bool,
    /// The visitor is no longer served at the counter.
    pub ended: bool,
    /// The reason of each stage that asks for one, once written.
    pub reasons: Vec<(usize, String)>,
    pub lapses: BTreeSet<Lapse>,
    /// The latest moment that was written down.
    pub last: i64,
}

impl State {
    pub(super) fn new(procedure: &Procedure, at: i64, began: i64) -> Self {
        Self {
            stage: 0,
            clocks: procedure
                .clocks
                .iter()
                .map(|clock| match clock.from {
                    ClockFrom::Start => Some(began),
                    ClockFrom::Stage => Some(at),
                    ClockFrom::Act(_) => None,
                })
                .collect(),
            acts: vec![0; procedure.acts.len()],
            signs: vec![0; procedure.signs.len()],
            staff: 0,
            visitors: 0,
            roles: BTreeSet::new(),
            place: None,
            agreed: BTreeSet::new(),
            approved: BTreeSet::new(),
            danger: false,
            withdrawn: false,
            ended: false,
            reasons: Vec::new(),
            lapses: BTreeSet::new(),
            last: at,
        }
    }

    pub(super) fn enter(&mut self, procedure: &Procedure, stage: usize, at: i64) {
        self.stage = stage;
        self.signs.fill(0);
        self.approved.clear();
        for (clock, begun) in procedure.clocks.iter().zip(&mut self.clocks) {
            if clock.from == ClockFrom::Stage {
                *begun = Some(at);
            }
        }
        if let Some(entered) = procedure.stage(stage) {
            self.ended |= entered.ends_service;
        }
    }

    /// Whole minutes that a clock shows; none while it does not run.
    #[must_use]
    pub fn minutes(&self, clock: usize, now: i64) -> Option<u32> {
        let begun = (*self.clocks.get(clock)?)?;
        Some(u32::try_from(now.saturating_sub(begun).max(0) / 60).unwrap_or(u32::MAX))
    }

    #[must_use]
    pub fn act(&self, act: usize) -> u32 {
        self.acts.get(act).copied().unwrap_or(0)
    }

    /// As if this had never been done.
    pub(super) fn undo(&mut self, act: usize) {
        if let Some(count) = self.acts.get_mut(act) {
            *count = 0;
        }
    }

    #[must_use]
    pub fn sign(&self, sign: usize) -> u32 {
        self.signs.get(sign).copied().unwrap_or(0)
    }

    /// How many people the present stage asks for.
    #[must_use]
    pub fn staff_needed(&self, procedure: &Procedure) -> u32 {
        let stage = procedure.stage(self.stage).map_or(1, |stage| stage.staff);
        // At the first word nobody counts heads.
        let equal = if stage > 1 { self.visitors } else { 0 };
        let place = self.place.and_then(|place| procedure.places.get(place));
        let least = place.map_or(0, |place| place.least);
        let most = place.and_then(|place| place.most).unwrap_or(u32::MAX);
        stage.max(equal).min(most).max(least)
    }
}
