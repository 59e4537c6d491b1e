//! What counsellors wrote down to be done by a day, in notes that the reporter never gets.

use std::collections::BTreeSet;

use super::Due;
use crate::entry::{Body, Note, NoteIs, Role};
use crate::ids::Digest;
use crate::log::LogView;
use crate::page::words::unmark;
use crate::policy::Text;
use crate::procedure::sound;

/// Of those that nobody has said were done, the soonest first.
#[must_use]
pub fn tasks(view: &LogView) -> Vec<Due> {
    let notes = || {
        view.entries.iter().filter_map(|checked| {
            let entry = sound(checked).filter(|_| checked.role == Some(Role::Reader))?;
            match &entry.body {
                Body::Note(note) => Some((checked.id, note)),
                _ => None,
            }
        })
    };
    let done: BTreeSet<Digest> = notes().filter_map(|(_, note)| note.of).collect();
    let open = notes().filter(|(id, _)| !done.contains(id));
    let mut all: Vec<Due> = open.filter_map(|(id, note)| due(id, note)).collect();
    all.sort_by_key(|one| one.day);
    all
}

fn due(id: Digest, note: &Note) -> Option<Due> {
    let day = note.until.filter(|_| note.is == Some(NoteIs::Task))?;
    // Typed words: marks in them draw nothing.
    let typed = unmark(&note.words);
    Some(Due {
        id: "task".to_owned(),
        name: Text {
            ja: typed.clone(),
            ja_yasashii: typed.clone(),
            en: typed,
        },
        whom: String::new(),
        day,
        at: None,
        calls: false,
        law: None,
        another: false,
        theirs: false,
        task: Some(id),
    })
}
