//! Answers that may mean that somebody is paid back for the report: another counsellor than whoever asked takes each on.

use std::collections::BTreeSet;

use super::Known;
use crate::entry::{Body, Deed, Role};
use crate::ids::{AuthorKey, Digest};
use crate::log::LogView;
use crate::procedure::sound;

/// What such an answer means.
pub(super) const RETALIATION: &str = "retaliation";
/// The act that somebody said so on the telephone, in person or in their own words.
pub(super) const HEARD: &str = "retaliation_heard";
/// The act that another counsellor took that on.
pub const HANDED: &str = "retaliation_handed";

/// What nobody has taken on yet, and which words of somebody who did leave something open.
struct Walk {
    /// Who asked or heard it, of each that waits.
    open: Vec<AuthorKey>,
    /// Steps that say something was taken on, after which an answer still waits: that of whoever says it, above all.
    short: BTreeSet<Digest>,
}

/// Steps by which not all that waits was taken on.
pub(super) fn short(view: &LogView, known: Known<'_>) -> BTreeSet<Digest> {
    walk(view, known).short
}

/// Whether something waits that this reader did not ask for themselves, so that they can take it on.
#[must_use]
pub fn takes_some(view: &LogView, known: Known<'_>, by: &AuthorKey) -> bool {
    let open = walk(view, known).open;
    open.iter().any(|asker| !known.persons.same(asker, by))
}

/// Whether something waits, and this reader asked all of it themselves: they can take none of it on.
#[must_use]
pub fn takes_none(view: &LogView, known: Known<'_>, by: &AuthorKey) -> bool {
    let open = walk(view, known).open;
    !open.is_empty() && open.iter().all(|asker| known.persons.same(asker, by))
}

fn walk(view: &LogView, known: Known<'_>) -> Walk {
    let mut walk = Walk {
        open: Vec::new(),
        short: BTreeSet::new(),
    };
    for checked in &view.entries {
        let Some((entry, role)) = sound(checked).zip(checked.role) else {
            continue;
        };
        match (&entry.body, role) {
            (Body::Consent(_), Role::Reporter) => {
                walk.open.extend(asker(view, known, checked.id));
            }
            (Body::Step(step), Role::Reader) => {
                let Some(Deed::Did(did)) = &step.deed else {
                    continue;
                };
                let by = entry.header.author;
                if did.act == HEARD {
                    walk.open.push(by);
                } else if did.act == HANDED {
                    walk.open.retain(|asker| known.persons.same(asker, &by));
                    if !walk.open.is_empty() {
                        walk.short.insert(checked.id);
                    }
                }
            }
            _ => {}
        }
    }
    walk
}

/// Who sent the form to which this answers so.
fn asker(view: &LogView, known: Known<'_>, answer: Digest) -> Option<AuthorKey> {
    let mut questions = view.questions.iter();
    questions.find_map(|question| {
        let (entry, filled) = question.answer.as_ref()?;
        let said = known.asking.meanings(&question.asks.set, &filled.answers);
        (*entry == answer && said.contains(RETALIATION)).then_some(question.by)
    })
}
