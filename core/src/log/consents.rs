//! Consent first: whether what was told outside was the very text that the reporter agreed to, for that recipient, once, in
//! time and not taken back; or, in danger to life, what two readers decided with a reason.

use std::collections::BTreeMap;

use super::asked::{Asked, Standing};
use super::codes::Voices;
use super::{Checked, Fault, order};
use crate::calendar::Day;
use crate::entry::{
    Agreed, Approval, Body, Consent, Deed, Did, Entry, Proposal, Reply, Step, Taken,
};
use crate::ids::{AuthorKey, Digest};
use crate::policy::DANGER_DECLINED;
use crate::roster::Persons;

/// How long the reporter has to answer, and how long a consent holds, whatever it says itself.
pub const CONSENT_DAYS: i32 = 30;
/// How long two readers' decision in danger to life holds: what is not told by then was not that urgent.
pub const DANGER_DAYS: i32 = 3;

/// What consents came to.
pub(super) struct Consents {
    pub(super) asked: Vec<Asked>,
    /// Consents that were taken back on the telephone, by the step that says so.
    pub(super) back: BTreeMap<Digest, Digest>,
}

/// By whose word a proposal may be told.
#[derive(Clone, Copy)]
pub(super) enum Word {
    Reporter,
    Spoken([AuthorKey; 2]),
    /// The second reader, in danger to life.
    Two(AuthorKey),
}

/// Something that one step may use up.
struct Ground {
    /// Place of the proposal in what was asked.
    asked: usize,
    text: String,
    last: Day,
    /// The second reader, in danger to life.
    second: Option<AuthorKey>,
    revoked: bool,
    /// The step that used it up.
    used: Option<Digest>,
}

pub(super) struct Sofar<'a> {
    /// Two are two people, not two keys of one.
    pub(super) persons: &'a Persons,
    pub(super) asked: Vec<Asked>,
    grounds: BTreeMap<Digest, Ground>,
    pub(super) back: BTreeMap<Digest, Digest>,
    /// Steps, each with what took its consent back after it in the order of reading.
    taken_back: Vec<(Digest, Digest)>,
}

/// Walks steps and consents in the order in which everybody reads them.
pub(super) fn check(
    entries: &mut [Checked],
    order: &[usize],
    (persons, voices): (&Persons, &Voices),
) -> Consents {
    let mut sofar = Sofar {
        persons,
        asked: Vec::new(),
        grounds: BTreeMap::new(),
        back: BTreeMap::new(),
        taken_back: Vec::new(),
    };
    for place in order {
        let Some(checked) = entries.get_mut(*place) else {
            continue;
        };
        if !checked.counts() {
            continue;
        }
        let Some(entry) = &checked.entry else {
            continue;
        };
        let found = match &entry.body {
            Body::Step(step) => match &step.deed {
                Some(Deed::Spoken(spoken)) => {
                    let word = voices.heard(*place, &entry.header.author, &spoken.frame);
                    sofar.spoken(checked.id, entry, word.as_ref())
                }
                _ => sofar.step(checked.id, entry, step),
            },
            Body::Consent(consent) => sofar.consent(checked.id, entry, consent),
            _ => continue,
        };
        checked.faults.extend(found);
    }
    crossed(entries, &sofar.taken_back);
    Consents {
        asked: sofar.asked,
        back: sofar.back,
    }
}

/// Marks the steps that were not there for who took the consent back: what nobody saw may bear any time.
pub(super) fn crossed(entries: &mut [Checked], taken_back: &[(Digest, Digest)]) {
    if taken_back.is_empty() {
        return;
    }
    let parents = order::parents(entries);
    let place = |id: &Digest| {
        let mut all = parents.keys().copied();
        all.find(|place| entries.get(*place).is_some_and(|one| one.id == *id))
    };
    let late: Vec<usize> = taken_back
        .iter()
        .filter_map(|(step, back)| Some((place(step)?, place(back)?)))
        .filter(|(step, back)| !order::builds_on(&parents, *back, *step))
        .map(|(step, _)| step)
        .collect();
    for step in late {
        if let Some(checked) = entries.get_mut(step) {
            checked.faults.insert(Fault::ConsentCrossed);
        }
    }
}

impl Sofar<'_> {
    fn step(&mut self, id: Digest, entry: &Entry, step: &Step) -> Vec<Fault> {
        match &step.deed {
            Some(Deed::Proposed(proposal)) => self.proposed(id, entry, step, proposal),
            Some(Deed::Approved(approval)) => self.approved(id, entry, approval),
            Some(Deed::Taken(taken)) => self.taken(id, entry, &step.text, taken),
            Some(Deed::Did(did)) if did.act == DANGER_DECLINED => self.refused(entry, did),
            _ => Vec::new(),
        }
    }

    /// A second reader decided not to tell without consent: what others proposed in that procedure, and nobody approved, waits no
    /// more. Whoever approves it all the same, not having seen that, has decided.
    fn refused(&mut self, entry: &Entry, did: &Did) -> Vec<Fault> {
        let by = &entry.header.author;
        for asked in &mut self.asked {
            let danger = asked.proposal.reason.is_some() && asked.standing == Standing::Open;
            let another = !self.persons.same(&asked.by, by);
            if danger && another && asked.proposal.procedure == did.procedure {
                asked.standing = Standing::Declined;
            }
        }
        Vec::new()
    }

    fn consent(&mut self, id: Digest, entry: &Entry, consent: &Consent) -> Vec<Fault> {
        match &consent.reply {
            Reply::Agreed(agreed) => self.agreed(id, entry, agreed),
            Reply::Declined(declined) => self.declined(id, &declined.proposal),
            Reply::Revoked(revoked) => self.revoked(id, &revoked.consent),
            Reply::Filled(_) => Vec::new(),
        }
    }

    fn proposed(
        &mut self,
        id: Digest,
        entry: &Entry,
        step: &Step,
        proposal: &Proposal,
    ) -> Vec<Fault> {
        let danger = proposal.reason.as_deref();
        if danger.is_some_and(is_blank) {
            return vec![Fault::NoReason];
        }
        let days = if danger.is_some() {
            DANGER_DAYS
        } else {
            CONSENT_DAYS
        };
        self.asked.push(Asked {
            entry: id,
            by: entry.header.author,
            time: entry.header.time,
            what: step.what.clone(),
            text: step.text.clone(),
            proposal: proposal.clone(),
            last: at_most(proposal.until, entry, days),
            standing: Standing::Open,
            spoken: None,
            heard: None,
            told_until: None,
            links: Vec::new(),
            returned: Vec::new(),
        });
        Vec::new()
    }

    /// The place of a proposal that the reporter is asked about, or that two readers decide.
    pub(super) fn place(&self, proposal: &Digest, danger: bool) -> Option<(usize, &Asked)> {
        let mut all = self.asked.iter().enumerate();
        all.find(|(_, asked)| asked.entry == *proposal && asked.proposal.reason.is_some() == danger)
    }

    fn approved(&mut self, id: Digest, entry: &Entry, approval: &Approval) -> Vec<Fault> {
        let Some((place, asked)) = self.place(&approval.proposal, true) else {
            return vec![Fault::NoProposal];
        };
        let mut faults = Vec::new();
        let by = entry.header.author;
        if self.persons.same(&asked.by, &by) {
            faults.push(Fault::OnePerson);
        }
        if asked.is_taken() {
            faults.push(Fault::ConsentUsed);
        }
        if entry.header.time.day() > asked.last {
            faults.push(Fault::ConsentExpired);
        }
        if faults.is_empty() {
            let (text, last) = (asked.text.clone(), asked.last);
            self.open(place, id, (text, last), Word::Two(by));
        }
        faults
    }

    fn agreed(&mut self, id: Digest, entry: &Entry, agreed: &Agreed) -> Vec<Fault> {
        let Some((place, asked)) = self.place(&agreed.proposal, false) else {
            return vec![Fault::NoProposal];
        };
        let mut faults = Vec::new();
        let own = agreed.recipient == asked.proposal.recipient;
        if !own || !is_struck(&agreed.text, &asked.text) {
            faults.push(Fault::ConsentDiffers);
        }
        // What was told once is not told again under the same question.
        if asked.is_taken() {
            faults.push(Fault::ConsentUsed);
        }
        if entry.header.time.day() > asked.last {
            faults.push(Fault::ConsentExpired);
        }
        if faults.is_empty() {
            let last = at_most(agreed.until, entry, CONSENT_DAYS);
            self.open(place, id, (agreed.text.clone(), last), Word::Reporter);
        }
        faults
    }

    pub(super) fn open(
        &mut self,
        place: usize,
        id: Digest,
        (text, last): (String, Day),
        word: Word,
    ) {
        let (standing, second) = match word {
            Word::Reporter | Word::Spoken(_) => {
                let (consent, text) = (id, text.clone());
                (
                    Standing::Agreed {
                        consent,
                        text,
                        last,
                    },
                    None,
                )
            }
            Word::Two(by) => {
                let approval = id;
                (Standing::Approved { approval, by, last }, Some(by))
            }
        };
        if let Some(asked) = self.asked.get_mut(place) {
            asked.spoken = match word {
                Word::Spoken(both) => Some(both),
                Word::Reporter | Word::Two(_) => None,
            };
        }
        self.stand(place, standing);
        // Of two answers to one question the later one stands.
        for earlier in self.grounds.values_mut().filter(|one| one.asked == place) {
            earlier.revoked |= earlier.used.is_none();
        }
        let ground = Ground {
            asked: place,
            text,
            last,
            second,
            revoked: false,
            used: None,
        };
        self.grounds.insert(id, ground);
    }

    fn stand(&mut self, place: usize, standing: Standing) {
        if let Some(asked) = self.asked.get_mut(place) {
            asked.standing = standing;
            // Whatever was answered since, what one has heard before is answered anew.
            asked.heard = None;
        }
    }

    /// A no ends every yes that was not used: of two answers that did not see each other, the one that tells less stands.
    pub(super) fn declined(&mut self, id: Digest, proposal: &Digest) -> Vec<Fault> {
        let Some((place, asked)) = self.place(proposal, false) else {
            return vec![Fault::NoProposal];
        };
        let stands = matches!(asked.standing, Standing::Open | Standing::Agreed { .. });
        if let Some((consent, step)) = self.withdraw(place) {
            self.taken_back.push((step, id));
            self.back.insert(id, consent);
        } else if stands {
            self.stand(place, Standing::Declined);
        }
        Vec::new()
    }

    /// No consent to a proposal counts from here on; gives the one that was used up before, and the step that did.
    fn withdraw(&mut self, place: usize) -> Option<(Digest, Digest)> {
        let mut used = None;
        for (consent, ground) in &mut self.grounds {
            if ground.asked == place {
                ground.revoked = true;
                used = used.or_else(|| Some((*consent, ground.used?)));
            }
        }
        used
    }

    pub(super) fn revoked(&mut self, id: Digest, consent: &Digest) -> Vec<Fault> {
        // A decision of two readers is not the reporter's to take back.
        let ground = self.grounds.get(consent);
        let Some(ground) = ground.filter(|ground| ground.second.is_none()) else {
            return vec![Fault::NoConsent];
        };
        let place = ground.asked;
        // What was told cannot be taken back; that it was told stays written.
        match self.withdraw(place) {
            Some((_, step)) => self.taken_back.push((step, id)),
            None => self.stand(place, Standing::Revoked),
        }
        Vec::new()
    }

    fn taken(&mut self, id: Digest, entry: &Entry, text: &str, taken: &Taken) -> Vec<Fault> {
        let Some(ground) = self.grounds.get_mut(&taken.by) else {
            return vec![Fault::NoConsent];
        };
        let author = entry.header.author;
        let second = ground.second.as_ref();
        let alone = second.is_some_and(|second| self.persons.same(second, &author));
        let proposal = self.asked.get(ground.asked).map(|asked| &asked.proposal);
        let same = ground.text == text && proposal.is_some_and(|of| taken.is_of(of));
        let found = [
            (Fault::ConsentDiffers, !same),
            (Fault::OnePerson, alone),
            (Fault::ConsentExpired, entry.header.time.day() > ground.last),
            (Fault::ConsentRevoked, ground.revoked),
            (Fault::ConsentUsed, ground.used.is_some()),
        ];
        let faults = those(&found);
        if faults.is_empty() {
            ground.used = Some(id);
            let (place, time, last) = (ground.asked, entry.header.time, ground.last);
            let standing = Standing::Taken {
                step: id,
                by: author,
                time,
                text: text.to_owned(),
            };
            self.stand(place, standing);
            if let Some(asked) = self.asked.get_mut(place) {
                asked.told_until = Some(last);
            }
        }
        faults
    }
}

pub(super) fn those(found: &[(Fault, bool)]) -> Vec<Fault> {
    let those = found.iter().filter(|(_, is)| *is);
    those.map(|(fault, _)| *fault).collect()
}

pub(super) fn at_most(until: Day, entry: &Entry, days: i32) -> Day {
    until.min(entry.header.time.day().plus_days(days))
}

/// Whether `left` is what is left of `whole` where letters were struck, and not nothing.
fn is_struck(left: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    !is_blank(left) && left.chars().all(|letter| rest.any(|other| other == letter))
}

/// Spelt out, since languages differ in what they call white space.
fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|letter| matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{3000}'))
}
