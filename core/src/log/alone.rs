//! What can be said of a file by itself.

use std::collections::BTreeSet;

use super::{Checked, Fault, LogInput, Opened};
use crate::entry::Entry;
use crate::frame::FrameFault;

/// Opens each file's frame; the very same file given twice is kept once.
pub(super) fn check(input: &LogInput<'_>) -> Vec<Checked> {
    let mut given = BTreeSet::new();
    let fresh = |file: &&Opened<'_>| given.insert((file.id, file.digest, file.log));
    input
        .entries
        .iter()
        .filter(fresh)
        .map(|file| one(file, input))
        .collect()
}

fn one(file: &Opened<'_>, input: &LogInput<'_>) -> Checked {
    let mut faults = BTreeSet::new();
    if file.id != file.digest {
        faults.insert(Fault::WrongId);
    }
    let entry = match file.plain.map(Entry::read) {
        None => {
            faults.insert(Fault::NotAge);
            None
        }
        Some(Err(FrameFault::BadSignature)) => {
            faults.insert(Fault::BadSignature);
            None
        }
        Some(Err(FrameFault::Malformed | FrameFault::TooLong { .. })) => {
            faults.insert(Fault::Malformed);
            None
        }
        Some(Ok(entry)) => Some(entry),
    };
    if let Some(header) = entry.as_ref().map(|entry| &entry.header) {
        let elsewhere = [
            (Fault::WrongWindow, header.window != input.window),
            (Fault::WrongCase, header.case != input.case),
            (Fault::WrongLog, header.log != file.log),
        ];
        faults.extend(
            elsewhere
                .iter()
                .filter(|(_, is)| *is)
                .map(|(fault, _)| *fault),
        );
    }
    Checked {
        id: file.id,
        log: file.log,
        day: file.day,
        entry,
        role: None,
        faults,
    }
}
