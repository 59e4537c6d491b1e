//! What is done once two readers have noted it, each for themselves; or one, where the reporter said that one is enough.

use std::collections::BTreeSet;

use super::Known;
use crate::entry::{Body, Deed, Role};
use crate::ids::{AuthorKey, Digest};
use crate::log::LogView;
use crate::procedure::{Act, is_newest, meanings, set_of, sound};

/// Steps that say so and are one person's alone still.
pub(super) fn alone(view: &LogView, known: Known<'_>) -> BTreeSet<Digest> {
    let acts = known.course.acts.iter();
    acts.filter_map(|act| Some((act, act.unless.as_deref()?)))
        .flat_map(|(act, unless)| Round::of(act, unless).walked(view, known))
        .collect()
}

struct Round<'a> {
    act: &'a Act,
    unless: &'a str,
    /// The reporter said that one is enough.
    waived: bool,
    /// Who noted it since it was last done.
    noted: Vec<AuthorKey>,
    alone: BTreeSet<Digest>,
}

impl<'a> Round<'a> {
    const fn of(act: &'a Act, unless: &'a str) -> Self {
        Self {
            act,
            unless,
            waived: false,
            noted: Vec::new(),
            alone: BTreeSet::new(),
        }
    }

    fn walked(mut self, view: &LogView, known: Known<'_>) -> BTreeSet<Digest> {
        for checked in &view.entries {
            let Some((entry, role)) = sound(checked).zip(checked.role) else {
                continue;
            };
            match (&entry.body, role) {
                (Body::Step(step), Role::Reader) => match &step.deed {
                    Some(Deed::Did(did)) if did.procedure == known.course.id => {
                        self.did(known, &did.act, (entry.header.author, checked.id));
                    }
                    Some(Deed::Asks(asks)) if self.asks(known, &asks.set) => {
                        self.waived = false;
                        self.noted.clear();
                    }
                    _ => {}
                },
                (Body::Consent(consent), Role::Reporter) => {
                    let of = set_of(view, consent);
                    if of.is_some_and(|(asks, _)| self.asks(known, &asks.set)) {
                        let one = meanings((view, known.asking), consent).contains(self.unless);
                        // What was said of an earlier hearing is not said of this one.
                        self.waived = one && (self.waived || is_newest(view, checked));
                    }
                }
                _ => {}
            }
        }
        self.alone
    }

    /// Whether these questions ask for it.
    fn asks(&self, known: Known<'_>, set: &str) -> bool {
        let set = known.asking.set(set);
        set.is_some_and(|set| set.could_mean().contains(self.unless))
    }

    fn did(&mut self, known: Known<'_>, act: &str, (by, entry): (AuthorKey, Digest)) {
        if self.act.id == act {
            let another = |one: &AuthorKey| !known.persons.same(one, &by);
            if self.waived || self.noted.iter().any(another) {
                self.noted.clear();
            } else {
                self.noted.push(by);
                self.alone.insert(entry);
            }
        } else {
            let mut acts = known.course.acts.iter();
            let aloud = acts
                .find(|one| one.id == act)
                .and_then(|one| one.aloud.as_deref());
            self.waived |= aloud == Some(self.unless);
        }
    }
}
