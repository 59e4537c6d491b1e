//! What was answered on the telephone: an agreement counts once two have heard it, the other answers at once.

use super::Fault;
use super::asked::HeardOnce;
use super::consents::{CONSENT_DAYS, Sofar, Word, at_most, those};
use crate::entry::Entry;
use crate::ids::Digest;
use crate::spoken::{Heard, Spoken};

impl Sofar<'_> {
    /// `word` is what the reporter's code signed for whoever wrote it down; none where it did not.
    pub(super) fn spoken(
        &mut self,
        id: Digest,
        entry: &Entry,
        word: Option<&Spoken>,
    ) -> Vec<Fault> {
        let Some(word) = word else {
            return vec![Fault::SpokenDiffers];
        };
        match word.is {
            Heard::Declined => {
                if let Some((place, _)) = self.place(&word.of, false)
                    && let Some(asked) = self.asked.get_mut(place)
                {
                    asked.heard = None;
                }
                self.declined(id, &word.of)
            }
            Heard::Revoked => {
                let faults = self.revoked(id, &word.of);
                if faults.is_empty() {
                    self.back.insert(id, word.of);
                }
                faults
            }
            Heard::Agreed => self.heard(id, entry, word),
        }
    }

    fn heard(&mut self, id: Digest, entry: &Entry, word: &Spoken) -> Vec<Fault> {
        let Some((place, asked)) = self.place(&word.of, false) else {
            return vec![Fault::NoProposal];
        };
        let by = entry.header.author;
        let (before, text) = (asked.heard, asked.text.clone());
        let first = before.filter(|one| word.first == Some(one.entry));
        let found = [
            (Fault::NoConsent, word.first.is_some() && first.is_none()),
            (
                Fault::OnePerson,
                first.is_some_and(|one| self.persons.same(&one.by, &by)),
            ),
            (Fault::ConsentUsed, asked.is_taken()),
            (Fault::ConsentExpired, entry.header.time.day() > asked.last),
        ];
        let last = at_most(asked.proposal.until, entry, CONSENT_DAYS);
        let faults: Vec<Fault> = those(&found);
        if faults.is_empty() {
            match first {
                Some(one) => self.open(place, id, (text, last), Word::Spoken([one.by, by])),
                None => {
                    if let Some(asked) = self.asked.get_mut(place) {
                        asked.heard = Some(HeardOnce { entry: id, by });
                    }
                }
            }
        }
        faults
    }
}
