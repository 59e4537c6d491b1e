//! What the desk asked the reporter in a form, and what was answered. Answering binds nobody: the newest answer counts.

use super::{Checked, Fault};
use crate::entry::{Asks, Body, Deed, Filled, Reply};
use crate::ids::{AuthorKey, Digest};
use crate::time::Time;

/// A form as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub entry: Digest,
    pub by: AuthorKey,
    pub time: Time,
    /// What the counsellor wrote with it.
    pub text: String,
    pub asks: Asks,
    /// The newest answer and its entry.
    pub answer: Option<(Digest, Filled)>,
}

/// Walks forms and answers in the order in which everybody reads them.
pub(super) fn check(entries: &mut [Checked], order: &[usize]) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for place in order {
        let Some(checked) = entries.get_mut(*place) else {
            continue;
        };
        let Some(entry) = checked.entry.as_ref().filter(|_| checked.counts()) else {
            continue;
        };
        match &entry.body {
            Body::Step(step) => {
                if let Some(Deed::Asks(asks)) = &step.deed {
                    all.push(Question {
                        entry: checked.id,
                        by: entry.header.author,
                        time: entry.header.time,
                        text: step.text.clone(),
                        asks: asks.clone(),
                        answer: None,
                    });
                }
            }
            Body::Consent(consent) => {
                let Reply::Filled(filled) = &consent.reply else {
                    continue;
                };
                match all.iter_mut().find(|one| one.entry == filled.step) {
                    Some(question) => question.answer = Some((checked.id, filled.clone())),
                    None => {
                        checked.faults.insert(Fault::NoQuestion);
                    }
                }
            }
            _ => {}
        }
    }
    all
}
