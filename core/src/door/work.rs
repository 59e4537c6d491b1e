//! What is due in a case, and where else its reporter may go, drawn for whoever reads it.

use serde::Serialize;

use super::case::ReadCase;
use super::given::Policies;
use super::told::second;
use crate::calendar::Day;
use crate::entry::Answer;
use crate::page::procedure::Second;
use crate::page::referrals as referring;
use crate::page::words::{Words, unmark};
use crate::page::work as page;
use crate::policy::EMPLOYMENT;
use crate::procedure::{Procedure, of_case};
use crate::roster;
use crate::time::Time;
use crate::work::{self, Calendar, Due, Known};

#[derive(Serialize)]
pub(super) struct Work {
    part: String,
    /// The soonest day by which the desk does what it owes the reporter.
    next: Option<Day>,
    /// All of it, for a list over many cases.
    due: Vec<Listed>,
    /// The stage of the case's course, its name with the marks of ruby.
    stage: String,
    /// Whether the course has ended.
    ended: bool,
}

#[derive(Serialize)]
struct Listed {
    id: String,
    /// With the marks of ruby.
    name: String,
    day: Day,
    late: bool,
}

/// `None` where there is no report, or the page did not give the policies along. Whoever has not read the case (`whole` is false)
/// is shown what calls every reader, and neither stage nor anything else.
pub(super) fn work(
    read: &ReadCase,
    words: &Words,
    (today, now, whole): (Day, Option<Time>, bool),
    policies: &Policies,
) -> Option<Work> {
    read.view.reporter.as_ref()?;
    let (clocks, holidays, hours) = policies.clocks()?;
    let own: Vec<&Procedure> = policies
        .procedures()
        .iter()
        .map(|(_, (procedure, _))| procedure)
        .collect();
    let (case, telling) = own.split_first()?;
    let ends = case.stages.iter().filter(|stage| stage.last);
    let last: Vec<&str> = ends.map(|stage| stage.id.as_str()).collect();
    let (asking, _) = policies.asking()?;
    let known = Known {
        course: case,
        telling,
        asking,
        persons: &roster::persons(&read.rosters),
    };
    let happened = work::happened(&read.view, known, today);
    let calendar = Calendar { holidays, hours };
    let mut due = work::due(clocks, calendar, &last, &happened);
    due.retain(|one| whole || one.calls);
    if whole {
        due.extend(work::tasks(&read.view));
        due.sort_by_key(|one| (one.day, one.at));
    }
    let now = now.map(Time::timestamp);
    let listed = due.iter().map(|one| Listed {
        id: one.id.clone(),
        name: named(words, one),
        day: one.day,
        late: one.is_late(today, now),
    });
    // Whoever asked is not another: without one nobody would take it on.
    let second = if work::takes_none(&read.view, known, &read.me) {
        second(read)
    } else {
        Second::Here
    };
    let stands = of_case(case, &read.view, Some(asking))?.state.stage;
    let stage = case.stage(stands)?;
    Some(Work {
        next: work::promised(&due),
        due: listed.collect(),
        ended: whole && stage.last,
        stage: if whole {
            words.of(&stage.name).to_owned()
        } else {
            String::new()
        },
        part: page::due(words, &due, (today, now), second).into_string(),
    })
}

/// With whom it is about, whose name was typed: marks in it draw nothing.
fn named(words: &Words, due: &Due) -> String {
    let name = words.of(&due.name).to_owned();
    if due.whom.is_empty() {
        name
    } else {
        format!("{name}（{}）", unmark(&due.whom))
    }
}

/// By the employment that the report names; a report on paper or without an answer names none.
pub(super) fn referrals(read: &ReadCase, words: &Words, policies: &Policies) -> Option<String> {
    let reporter = read.view.reporter.as_ref()?;
    let all = policies.referrals()?;
    let employment = match reporter.report.answers.get(EMPLOYMENT) {
        Some(Answer::Options(chosen)) => chosen.first().map_or("", String::as_str),
        _ => "",
    };
    Some(referring::referrals(words, all, employment).into_string())
}
