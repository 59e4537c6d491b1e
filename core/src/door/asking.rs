//! What the reader of a case may ask its reporter in a form, as its stage allows; and texts to begin an answer from.

use serde::Serialize;

use super::case::ReadCase;
use super::given::Policies;
use crate::ids::Digest;
use crate::page::asking::{self as page, ShownForm};
use crate::page::words::Words;
use crate::policy::{self, ASKING, OF_A_CASE, QuestionSet};
use crate::procedure::{Procedure, of_case};

/// The forms as they are drawn, and what a step that sends one needs beside what is typed.
#[derive(Serialize)]
pub(super) struct Asking {
    part: String,
    procedure: String,
    policy: Digest,
    asking: Digest,
    /// Names of the sets, by id, without ruby.
    names: Vec<(String, String)>,
}

/// `None` where there is no report, or the roster does not name the texts that the page gave along.
pub(super) fn asking(read: &ReadCase, words: &Words, policies: &Policies) -> Option<Asking> {
    let [first, ..] = OF_A_CASE;
    let given = policies.procedures().iter();
    let (file, (course, policy)) = given.clone().find(|(file, _)| *file == first)?;
    let (all, digest) = policies.asking()?;
    let newest = read.rosters.iter().max_by_key(|one| one.body().epoch)?;
    let signed = |name: &str, digest: Digest| {
        let mut files = newest.body().policies.iter();
        files.any(|file| file.file == name && file.sha256 == digest)
    };
    if !signed(file, *policy) || !signed(ASKING, *digest) {
        return None;
    }
    let stage = of_case(course, &read.view, Some(all))?.state.stage;
    let here = &course.stage(stage)?.acts;
    let forms = all.sets.iter().filter_map(|set| {
        let acts = acts(read, course, set, here);
        (!acts.is_empty()).then_some(ShownForm { set, acts })
    });
    let forms: Vec<ShownForm<'_>> = forms.collect();
    let names = all.sets.iter();
    Some(Asking {
        part: page::forms(words, &forms).into_string(),
        procedure: course.id.clone(),
        policy: *policy,
        asking: *digest,
        names: names
            .map(|set| (set.id.clone(), words.policy_plain(&set.name)))
            .collect(),
    })
}

/// Texts to begin an answer from, each with its name, without ruby. Nobody signs them but whoever sends one.
pub(super) fn templates(words: &Words, policies: &Policies) -> Vec<(String, String)> {
    let read = policies.answers().into_iter();
    read.flat_map(|read| &read.answers)
        .map(|one| (words.policy_plain(&one.name), words.policy_plain(&one.text)))
        .collect()
}

/// The acts of a set that the present stage has; those that were asked already stand last.
fn acts(
    read: &ReadCase,
    course: &Procedure,
    set: &QuestionSet,
    here: &[usize],
) -> Vec<(String, policy::Text)> {
    let asked = |act: &String| {
        let mut all = read.view.questions.iter();
        all.any(|one| one.asks.act == *act)
    };
    let found = here.iter().filter_map(|at| course.acts.get(*at));
    let found: Vec<_> = found
        .map(|act| (act.id.clone(), act.name.clone()))
        .collect();
    let mut acts: Vec<_> = set
        .acts
        .iter()
        .filter_map(|id| found.iter().find(|(act, _)| act == id).cloned())
        .collect();
    acts.sort_by_key(|(act, _)| asked(act));
    acts
}
