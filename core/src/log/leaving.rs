//! Who reads no further: by their own word, or removed by another reader.
//!
//! Whoever leaves writes no more. The entry that says so builds on all that they had written, for the server keeps nothing
//! that was sealed without having seen what lies there; so whatever of theirs it does not build on came later, or was kept
//! back from who removed them, and is nobody's word here, whatever time it bears.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Fault, Reporter, order};
use crate::entry::{Body, Leaving, Log};
use crate::ids::AuthorKey;

/// `gone-reader` of entries, and `unknown-reader` of a leaving that is nobody's to declare.
pub(super) fn check(entries: &mut [Checked], order: &[usize], reporter: Option<&Reporter>) {
    let given = given(entries, reporter);
    // Whoever stood aside has the identity still: once more it is said of them, by another, who makes a new one.
    let mut gone: BTreeMap<AuthorKey, bool> = BTreeMap::new();
    for place in order {
        let Some((author, leaving)) = entries.get(*place).and_then(declared) else {
            continue;
        };
        let who = match leaving {
            Leaving::Aside => author,
            Leaving::Removed(removed) => removed.reader,
        };
        let own = matches!(leaving, Leaving::Aside) == (who == author);
        let fault = if !own || !given.contains(&author) || !given.contains(&who) {
            Some(Fault::UnknownReader)
        } else if goes(&mut gone, who, leaving) {
            None
        } else {
            Some(Fault::GoneReader)
        };
        if let Some(checked) = entries.get_mut(*place)
            && let Some(fault) = fault
        {
            checked.faults.insert(fault);
            continue;
        }
        close(entries, *place, who);
    }
}

/// Whether this leaving is the first of its kind; nobody stands aside who was removed.
fn goes(gone: &mut BTreeMap<AuthorKey, bool>, who: AuthorKey, leaving: Leaving) -> bool {
    let removed = matches!(leaving, Leaving::Removed(_));
    match gone.get(&who) {
        Some(before) if *before || !removed => false,
        _ => {
            gone.insert(who, removed);
            true
        }
    }
}

/// Marks what they wrote besides what the leaving at `place` builds on.
fn close(entries: &mut [Checked], place: usize, who: AuthorKey) {
    let before = order::ancestors(&order::parents(entries), place);
    for (at, checked) in entries.iter_mut().enumerate() {
        let theirs = checked.log == Log::Case
            && checked.belongs()
            && checked
                .entry
                .as_ref()
                .is_some_and(|entry| entry.header.author == who);
        if theirs && at != place && !before.contains(&at) {
            checked.faults.insert(Fault::GoneReader);
        }
    }
}

/// Everybody who can have been given the case at all.
fn given(entries: &[Checked], reporter: Option<&Reporter>) -> BTreeSet<AuthorKey> {
    let granted = entries.iter().filter_map(|checked| {
        let entry = checked.entry.as_ref().filter(|_| checked.belongs())?;
        match &entry.body {
            Body::Grant(grant) => Some(grant.reader),
            _ => None,
        }
    });
    let first = reporter.into_iter().flat_map(|one| &one.report.readers);
    first.copied().chain(granted).collect()
}

/// What is declared, and by whom, where it is their word. What is missing around it does not keep anybody in.
fn declared(checked: &Checked) -> Option<(AuthorKey, Leaving)> {
    let entry = checked.entry.as_ref().filter(|_| checked.counts())?;
    match &entry.body {
        Body::Handover(handover) => Some((entry.header.author, handover.leaving?)),
        _ => None,
    }
}

/// Who leaves by this entry, once it was checked.
pub(super) fn who(checked: &Checked) -> Option<AuthorKey> {
    match declared(checked)? {
        (author, Leaving::Aside) => Some(author),
        (_, Leaving::Removed(removed)) => Some(removed.reader),
    }
}
