//! What the reader of a case may note at its stage.

use super::case::ReadCase;
use crate::calendar::Day;
use crate::log::{Asked, Standing};
use crate::page::acts::ShownAct;
use crate::policy::DANGER_DECLINED;
use crate::procedure::{Act, Procedure, Stage, State};
use crate::roster;

/// Whether somebody else proposed to tell without consent, and it waits for whoever asks.
pub(super) fn decides(read: &ReadCase, all: &[&Asked], today: Day) -> bool {
    let persons = roster::persons(&read.rosters);
    all.iter().any(|one| {
        let waits = one.proposal.reason.is_some() && one.standing == Standing::Open;
        waits && today <= one.last && !persons.same(&one.by, &read.me)
    })
}

/// The acts of a stage; whoever may not decide against telling is not offered to, nor what only another act makes sense of.
pub(super) fn acts(
    procedure: &Procedure,
    stage: &Stage,
    state: &State,
    decides: bool,
) -> Vec<ShownAct> {
    let found = stage.acts.iter().filter_map(|at| procedure.acts.get(*at));
    found
        .filter(|act| act.after.is_none_or(|before| state.act(before) > 0))
        .filter(|act| decides || act.id != DANGER_DECLINED)
        .map(shown_act)
        .collect()
}

fn shown_act(act: &Act) -> ShownAct {
    ShownAct {
        id: act.id.clone(),
        name: act.name.clone(),
        reason: act.reason,
        day: act.day,
        ahead: act.term,
    }
}
