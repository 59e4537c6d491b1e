//! Who wrote it, whether they may, and who can read.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{self, Followed};
use super::{Checked, Fault, LogInput, Reporter, leaving};
use crate::entry::{Body, Entry, Grant, Kind, Log, Report, Role, RosterName};
use crate::heard::TakenDown;
use crate::ids::{AuthorKey, Digest, Recipient};
use crate::roster::{Persons, Roster};

type Rosters<'a> = BTreeMap<Digest, &'a Roster>;

/// The roster that is meant: digest and epoch both agree.
pub(super) fn named<'a>(rosters: &Rosters<'a>, name: &RosterName) -> Option<&'a Roster> {
    rosters
        .get(&name.digest)
        .copied()
        .filter(|roster| roster.body().epoch == name.epoch)
}

fn is_reader(rosters: &Rosters<'_>, name: &RosterName, author: &AuthorKey) -> bool {
    named(rosters, name).is_some_and(|roster| roster.reader(author).is_some())
}

fn report_of(checked: &Checked) -> Option<(&Entry, &Report)> {
    let entry = checked.entry.as_ref().filter(|_| checked.belongs())?;
    match &entry.body {
        Body::Report(report) if entry.header.log == Log::Case && entry.header.n == 1 => {
            Some((entry, report))
        }
        _ => None,
    }
}

/// Finds the report and thereby the reporter, and which codes followed the one by which it was written. Reports of several authors
/// all bear `fork`, for then nothing here says whose case it is; the earliest is shown.
pub(super) fn reporter(
    (input, rosters): (&LogInput<'_>, &Rosters<'_>),
    order: &[usize],
    entries: &mut [Checked],
) -> (Option<Reporter>, Vec<Followed>) {
    let mut found = Vec::new();
    for checked in entries.iter() {
        let Some((entry, report)) = report_of(checked) else {
            continue;
        };
        let author = entry.header.author;
        let followed = codes::after(author, (input, rosters), entries, order);
        let keys: Vec<AuthorKey> = [author]
            .into_iter()
            .chain(followed.iter().filter_map(|one| Some(one.next?.0)))
            .collect();
        let may_report = match input.reporter {
            Some(reporter) => keys.contains(&reporter),
            // A reader's key is no reporter's: one hand would stand on both sides.
            None => !is_reader(rosters, &entry.header.roster, &author),
        };
        if may_report {
            let last = followed.iter().rev().find_map(|one| Some(one.next?.1));
            let reporter = Reporter {
                author,
                keys,
                recipient: last.unwrap_or(report.reporter_recipient),
                entry: checked.id,
                report: report.clone(),
            };
            found.push((entry.header.time, reporter, followed));
        }
    }
    let authors: BTreeSet<_> = found.iter().map(|(_, one, _)| one.author).collect();
    if authors.len() > 1 {
        let ids: BTreeSet<_> = found.iter().map(|(_, one, _)| one.entry).collect();
        for checked in entries
            .iter_mut()
            .filter(|checked| ids.contains(&checked.id))
        {
            checked.faults.insert(Fault::Fork);
        }
    }
    let first = found
        .into_iter()
        .min_by_key(|(time, reporter, _)| (*time, reporter.entry));
    first.map_or((None, Vec::new()), |(_, reporter, followed)| {
        (Some(reporter), followed)
    })
}

/// Everybody whom any report of this reporter leaves out: of two reports the more careful one counts.
pub(super) fn left_out(
    input: &LogInput<'_>,
    reporter: Option<&Reporter>,
    entries: &[Checked],
) -> BTreeSet<AuthorKey> {
    let own =
        |entry: &Entry| reporter.is_some_and(|reporter| reporter.author == entry.header.author);
    let reports = entries
        .iter()
        .filter_map(report_of)
        .filter(|(entry, _)| own(entry));
    reports
        .flat_map(|(_, report)| report.left_out.iter().copied())
        .chain(input.left_out.iter().copied())
        .collect()
}

/// Author, kind and roster of each entry.
pub(super) fn check(
    entries: &mut [Checked],
    reporter: Option<&Reporter>,
    left_out: &BTreeSet<AuthorKey>,
    rosters: &Rosters<'_>,
) {
    for checked in entries.iter_mut().filter(|checked| checked.belongs()) {
        let Some(entry) = &checked.entry else {
            continue;
        };
        let author = entry.header.author;
        checked.role = if reporter.is_some_and(|reporter| reporter.keys.contains(&author)) {
            Some(Role::Reporter)
        } else if is_reader(rosters, &entry.header.roster, &author) {
            Some(Role::Reader)
        } else {
            None
        };
        let second = entry.kind() == Kind::Report
            && reporter.is_none_or(|reporter| reporter.entry != checked.id);
        let faults = [
            (Fault::UnknownAuthor, checked.role.is_none()),
            (
                Fault::LeftOut,
                checked.role != Some(Role::Reporter) && left_out.contains(&author),
            ),
            (
                Fault::WrongKind,
                second || !may_stand(entry, checked.role, reporter),
            ),
            (Fault::HeardDiffers, !is_heard_as_said(entry, rosters)),
        ];
        checked
            .faults
            .extend(faults.iter().filter(|(_, is)| *is).map(|(fault, _)| *fault));
    }
}

/// Whether a report that says a counsellor took it down bears the word of one about itself; whatever says nothing of the kind does.
fn is_heard_as_said(entry: &Entry, rosters: &Rosters<'_>) -> bool {
    let header = &entry.header;
    let Body::Report(Report {
        heard: Some(word), ..
    }) = &entry.body
    else {
        return true;
    };
    TakenDown::read(word).is_ok_and(|word| {
        (word.window, word.case, word.author) == (header.window, header.case, header.author)
            && is_reader(rosters, &header.roster, &word.by)
    })
}

fn may_stand(entry: &Entry, role: Option<Role>, reporter: Option<&Reporter>) -> bool {
    let kind = entry.kind();
    // The report opens the chain of the code by which it was written; those that follow begin with anything.
    let opens = reporter.is_some_and(|reporter| reporter.author == entry.header.author);
    let first = role == Some(Role::Reporter) && opens && entry.header.n == 1;
    kind.log() == entry.header.log
        && role.is_none_or(|role| kind.may_write(role))
        && (kind == Kind::Report) == (first && entry.header.log == Log::Case)
}

/// Who was given the case, epoch by epoch.
#[derive(Default)]
pub(super) struct Given {
    pub(super) readers: BTreeMap<u32, BTreeSet<AuthorKey>>,
    pub(super) recipients: BTreeMap<u32, Recipient>,
    /// Who left it.
    pub(super) gone: BTreeSet<AuthorKey>,
}

/// What is known of people before the grants are walked.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) left_out: &'a BTreeSet<AuthorKey>,
    pub(super) rosters: &'a Rosters<'a>,
    pub(super) persons: &'a Persons,
}

/// Walks the grants in their order: who was given which epoch, and what each epoch's recipient is; and who left.
pub(super) fn grants(
    entries: &mut [Checked],
    order: &[usize],
    reporter: Option<&Reporter>,
    known: &Known<'_>,
) -> Given {
    let Known {
        left_out, rosters, ..
    } = known;
    let mut given = Given::default();
    if let Some(first) = reporter {
        let roster = entries
            .iter()
            .find(|checked| checked.id == first.entry && checked.belongs())
            .and_then(|checked| named(rosters, &checked.entry.as_ref()?.header.roster));
        // Nobody draws a deputy: whoever names one in a report wrote it with another program.
        let drawn = |author: &AuthorKey| {
            let reader = roster.and_then(|roster| roster.reader(author));
            reader.is_some_and(|reader| !reader.deputy)
        };
        let may = |author: &&AuthorKey| !left_out.contains(author) && drawn(author);
        given.readers.insert(
            1,
            first.report.readers.iter().filter(may).copied().collect(),
        );
        given.recipients.insert(1, first.report.case_recipient);
    }
    for place in order {
        let Some(checked) = entries.get_mut(*place) else {
            continue;
        };
        let Some(entry) = &checked.entry else {
            continue;
        };
        if let Some(who) = leaving::who(checked) {
            given.gone.extend(gone(who, &entry.header.roster, known));
        }
        if let Body::Grant(grant) = &entry.body {
            let by = (checked.role, &entry.header.roster);
            let fault = grant_fault(grant, by, known, &given);
            checked.faults.extend(fault);
            if checked.faults.is_empty() {
                given.recipients.insert(grant.epoch, grant.recipient);
                let readers = given.readers.entry(grant.epoch).or_default();
                readers.insert(grant.reader);
            }
        }
    }
    for checked in entries
        .iter_mut()
        .filter(|checked| checked.belongs() && checked.log == Log::Case)
    {
        let sealed_to = checked.entry.as_ref().map(|entry| entry.header.epoch);
        if reporter.is_some()
            && sealed_to.is_some_and(|epoch| !given.recipients.contains_key(&epoch))
        {
            checked.faults.insert(Fault::WrongEpoch);
        }
    }
    given
}

/// Whose keys are barred by a leaving under this roster: every later key of whoever leaves. A key that another has followed by
/// then is removed alone, for it may be in other hands; the person reads on under the new one.
fn gone(who: AuthorKey, under: &RosterName, known: &Known<'_>) -> BTreeSet<AuthorKey> {
    let one = BTreeSet::from([who]);
    let replaced = named(known.rosters, under).is_some_and(|roster| {
        let mut readers = roster.body().readers.iter();
        readers.any(|reader| reader.author != who && reader.was(&who))
    });
    if replaced {
        one
    } else {
        known.persons.and_later(&one)
    }
}

/// Whether `author` is a new key of somebody who was given the case under another one, and the identity is one that is known: all
/// that the reporter may grant.
fn is_followed(author: &AuthorKey, under: &RosterName, known: &Known<'_>, given: &Given) -> bool {
    let reader = named(known.rosters, under).and_then(|roster| roster.reader(author));
    reader.is_some_and(|reader| {
        let mut holders = given.readers.values().flatten();
        holders.any(|holder| holder != author && reader.was(holder))
            && !reader
                .earlier
                .iter()
                .any(|one| given.gone.contains(&one.author))
    })
}

fn grant_fault(
    grant: &Grant,
    (role, under): (Option<Role>, &RosterName),
    known: &Known<'_>,
    given: &Given,
) -> Option<Fault> {
    let by_reporter = role == Some(Role::Reporter);
    if known.left_out.contains(&grant.reader) {
        return Some(Fault::LeftOut);
    }
    if given.gone.contains(&grant.reader) {
        return Some(Fault::GoneReader);
    }
    let may = if by_reporter {
        is_followed(&grant.reader, under, known, given)
    } else {
        is_reader(known.rosters, under, &grant.reader)
    };
    if !may {
        return Some(Fault::UnknownReader);
    }
    let newest = given.recipients.keys().next_back().copied()?;
    let right = match given.recipients.get(&grant.epoch) {
        Some(known) => *known == grant.recipient,
        None => !by_reporter && newest.checked_add(1) == Some(grant.epoch),
    };
    (!right).then_some(Fault::WrongEpoch)
}
