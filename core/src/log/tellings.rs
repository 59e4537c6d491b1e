//! What follows once somebody was told by a link: other links, and what the recipient gave back under a key of their own.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Asked, Checked, Fault, Standing};
use crate::entry::{Answered, Body, Deed, Link};
use crate::ids::{Digest, WindowId};
use crate::telling::Answer;
use crate::time::Time;

/// A link that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub link: Link,
    pub time: Time,
    /// Another took its place, or it was ended.
    pub ended: bool,
}

/// What the recipient gave back, signed by the key of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The entry that wrote it down.
    pub entry: Digest,
    /// SHA-256 of the recipient's frame.
    pub frame: Digest,
    pub answer: Answer,
}

/// Walks what was told and what came of it in the order in which everybody reads it. `asked` is what consents made of the same
/// entries.
pub(super) fn check(
    entries: &mut [Checked],
    order: &[usize],
    asked: &mut [Asked],
    window: WindowId,
) {
    // Only what stands before it can have been told.
    let mut told: BTreeMap<Digest, usize> = BTreeMap::new();
    for place in order {
        let Some(checked) = entries.get_mut(*place).filter(|one| one.counts()) else {
            continue;
        };
        let Some(entry) = &checked.entry else {
            continue;
        };
        let Body::Step(step) = &entry.body else {
            continue;
        };
        let time = entry.header.time;
        let fault = match &step.deed {
            Some(Deed::Taken(taken)) => {
                if let Some((place, of)) = taken_by(asked, checked.id) {
                    told.insert(checked.id, place);
                    of.links.extend(taken.link.map(|link| given(link, time)));
                }
                None
            }
            Some(Deed::Linked(linked)) => match of(asked, &told, &linked.taken) {
                Some(of) => {
                    end(of);
                    of.links.push(given(linked.link, time));
                    None
                }
                None => Some(Fault::NoTelling),
            },
            Some(Deed::Unlinked(unlinked)) => match of(asked, &told, &unlinked.taken) {
                Some(of) => {
                    end(of);
                    None
                }
                None => Some(Fault::NoTelling),
            },
            Some(Deed::Answered(answered)) => match of(asked, &told, &answered.taken) {
                Some(of) => answer(of, checked.id, answered, window),
                None => Some(Fault::NoTelling),
            },
            _ => None,
        };
        checked.faults.extend(fault);
    }
}

fn given(link: Link, time: Time) -> Given {
    Given {
        link,
        time,
        ended: false,
    }
}

fn end(of: &mut Asked) {
    for given in &mut of.links {
        given.ended = true;
    }
}

fn taken_by(asked: &mut [Asked], id: Digest) -> Option<(usize, &mut Asked)> {
    let mut all = asked.iter_mut().enumerate();
    all.find(|(_, one)| matches!(one.standing, Standing::Taken { step, .. } if step == id))
}

fn of<'a>(
    asked: &'a mut [Asked],
    told: &BTreeMap<Digest, usize>,
    taken: &Digest,
) -> Option<&'a mut Asked> {
    asked.get_mut(*told.get(taken)?)
}

/// What was given back counts under every link that was ever given: a new one does not unsay what came by the first.
fn answer(of: &mut Asked, entry: Digest, answered: &Answered, window: WindowId) -> Option<Fault> {
    let bytes = STANDARD.decode(&answered.frame).ok();
    let read = bytes.and_then(|bytes| Some((Answer::read(&bytes).ok()?, Digest::of(&bytes))));
    let Some((answer, frame)) = read else {
        return Some(Fault::AnswerDiffers);
    };
    let mut links = of.links.iter().map(|given| given.link);
    let own = links.any(|link| link.telling == answer.telling && link.author == answer.author);
    if !own || answer.window != window {
        return Some(Fault::AnswerDiffers);
    }
    // Two counsellors may have pressed at once: it is one answer all the same.
    if of.returned.iter().all(|one| one.frame != frame) {
        of.returned.push(Returned {
            entry,
            frame,
            answer,
        });
    }
    None
}
