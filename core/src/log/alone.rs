//! What can be said of a file by itself.

use std::collections::BTreeSet;

use super::{Checked, Fault, LogInput, Opened, Read};
use crate::entry::Entry;
use crate::frame::{FrameFault, Signers};

/// Each file's frame as it reads, in the order given; `None` for one that did not open.
pub(super) fn read(entries: &[Opened<'_>], signers: &mut Signers) -> Vec<Read> {
    let read = |file: &Opened<'_>| file.plain.map(|plain| Entry::read_of(plain, signers));
    entries.iter().map(read).collect()
}

/// What was read of each file; the very same file given twice is kept once.
pub(super) fn check(input: &LogInput<'_>, read: Vec<Read>) -> Vec<Checked> {
    let mut given = BTreeSet::new();
    let files = input.entries.iter().zip(read);
    files
        .filter(|(file, _)| given.insert((file.id, file.digest, file.log)))
        .map(|(file, read)| one(file, read, input))
        .collect()
}

fn one(file: &Opened<'_>, read: Read, input: &LogInput<'_>) -> Checked {
    let mut faults = BTreeSet::new();
    if file.id != file.digest {
        faults.insert(Fault::WrongId);
    }
    let entry = match read {
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
