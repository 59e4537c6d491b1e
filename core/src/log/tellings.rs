//! What follows once somebody was told by a link: other links, and what the recipient gave back under a key of their own.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::consents::crossed;
use super::{Asked, Checked, Fault, Standing};
use crate::entry::{Answered, Body, Deed, Link, Reply};
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
    (asked, back): (&mut [Asked], &BTreeMap<Digest, Digest>),
    window: WindowId,
) {
    let mut told = Told::default();
    for place in order {
        let Some(checked) = entries.get_mut(*place).filter(|one| one.counts()) else {
            continue;
        };
        let Some(entry) = &checked.entry else {
            continue;
        };
        let time = entry.header.time;
        if let Some(consent) = back.get(&checked.id) {
            told.takes_back(checked.id, *consent);
        }
        let fault = match &entry.body {
            Body::Step(step) => {
                let deed = step.deed.as_ref();
                deed.and_then(|deed| told.step(asked, checked.id, (deed, time), window))
            }
            Body::Consent(consent) => {
                if let Reply::Revoked(revoked) = &consent.reply {
                    told.takes_back(checked.id, revoked.consent);
                }
                None
            }
            _ => None,
        };
        checked.faults.extend(fault);
    }
    crossed(entries, &told.crossing);
}

/// What was told, as far as one has read: only what stands before it can have been told.
#[derive(Default)]
struct Told {
    /// Steps that told somebody, each with the place of its proposal and the consent that it used up.
    steps: BTreeMap<Digest, (usize, Digest)>,
    /// Consents that the reporter took back.
    taken_back: BTreeSet<Digest>,
    /// Links given beside the first, each with the consent that it needs.
    linked: Vec<(Digest, Digest)>,
    /// Of those, the ones whose consent was taken back after them, by which entry.
    crossing: Vec<(Digest, Digest)>,
}

impl Told {
    fn takes_back(&mut self, by: Digest, consent: Digest) {
        self.taken_back.insert(consent);
        let given = self.linked.iter().filter(|(_, of)| *of == consent);
        self.crossing.extend(given.map(|(link, _)| (*link, by)));
    }

    fn step(
        &mut self,
        asked: &mut [Asked],
        id: Digest,
        (deed, time): (&Deed, Time),
        window: WindowId,
    ) -> Option<Fault> {
        match deed {
            Deed::Taken(taken) => {
                let (place, of) = taken_by(asked, id)?;
                self.steps.insert(id, (place, taken.by));
                of.links.extend(taken.link.map(|link| given(link, time)));
                None
            }
            Deed::Linked(linked) => {
                let Some((of, consent)) = self.of(asked, &linked.taken) else {
                    return Some(Fault::NoTelling);
                };
                // A link that is given is telling again: it needs the consent that the first needed.
                if self.taken_back.contains(&consent) {
                    return Some(Fault::ConsentRevoked);
                }
                if of.told_until.is_none_or(|last| time.day() > last) {
                    return Some(Fault::ConsentExpired);
                }
                end(of);
                of.links.push(given(linked.link, time));
                self.linked.push((id, consent));
                None
            }
            Deed::Unlinked(unlinked) => match self.of(asked, &unlinked.taken) {
                Some((of, _)) => {
                    end(of);
                    None
                }
                None => Some(Fault::NoTelling),
            },
            Deed::Answered(answered) => match self.of(asked, &answered.taken) {
                Some((of, _)) => answer(of, id, answered, window),
                None => Some(Fault::NoTelling),
            },
            _ => None,
        }
    }

    fn of<'a>(&self, asked: &'a mut [Asked], taken: &Digest) -> Option<(&'a mut Asked, Digest)> {
        let (place, consent) = *self.steps.get(taken)?;
        Some((asked.get_mut(place)?, consent))
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
