//! What the reader of a case may note at its stage.

use super::case::ReadCase;
use crate::calendar::Day;
use crate::log::{Asked, Standing};
use crate::page::acts::ShownAct;
use crate::policy::DANGER_DECLINED;
use crate::procedure::{Act, Procedure, Stage, State};
use crate::roster;
use crate::work::{self, HANDED, Known};

/// Whether somebody else proposed to tell without consent, and it waits for whoever asks.
fn decides(read: &ReadCase, all: &[&Asked], today: Day) -> bool {
    let persons = roster::persons(&read.rosters);
    all.iter().any(|one| {
        let waits = one.proposal.reason.is_some() && one.standing == Standing::Open;
        waits && today <= one.last && !persons.same(&one.by, &read.me)
    })
}

/// What is another's to note, or nobody's yet: to decide against telling, to take on what may be retaliation.
pub(super) fn withheld(
    read: &ReadCase,
    all: &[&Asked],
    today: Day,
    known: Option<Known<'_>>,
) -> Vec<&'static str> {
    let taken = known.is_some_and(|known| work::takes_some(&read.view, known, &read.me));
    let mut withheld = Vec::new();
    withheld.extend((!decides(read, all, today)).then_some(DANGER_DECLINED));
    withheld.extend((!taken).then_some(HANDED));
    withheld
}

/// The acts of a stage but those; and but what only another act makes sense of.
pub(super) fn acts(
    procedure: &Procedure,
    stage: &Stage,
    state: &State,
    withheld: &[&str],
) -> Vec<ShownAct> {
    let found = stage.acts.iter().filter_map(|at| procedure.acts.get(*at));
    found
        .filter(|act| act.after.is_none_or(|before| state.act(before) > 0))
        .filter(|act| !withheld.contains(&act.id.as_str()))
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
