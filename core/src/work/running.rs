//! Clocks over what happened.

use super::alarms::{HANDED, HEARD, RETALIATION};
use super::spans::{by, ending};
use super::{About, Calendar, Due, Happened};
use crate::calendar::Day;
use crate::policy::{AGAIN, Clock, Clocks, PRIORITIES, USUAL};

/// The place of `p1` among the priorities.
const URGENT: usize = 1;

/// What is due, the soonest first. `last` names the stages in which a case has ended.
#[must_use]
pub fn due(
    clocks: &Clocks,
    calendar: Calendar<'_>,
    last: &[&str],
    happened: &[Happened],
) -> Vec<Due> {
    let stage = happened
        .iter()
        .rev()
        .find_map(|one| one.what.strip_prefix("stage:"));
    let ended = stage.is_some_and(|stage| last.contains(&stage));
    let happened = &with_again(last, happened);
    let priority = priority(happened);
    let mut found: Vec<Due> = clocks
        .clocks
        .iter()
        .filter(|clock| clock.only.is_empty() || clock.only.iter().any(|only| only == priority))
        .filter(|clock| clock.after_end || !ended)
        .flat_map(|clock| each(clock, calendar, priority, happened))
        .collect();
    found.sort_by_key(|one| (one.day, one.at));
    found
}

/// The soonest day by which the desk owes the reporter something, which they are told: neither a limit of their own nor a note of the
/// desk's to itself.
#[must_use]
pub fn promised(due: &[Due]) -> Option<Day> {
    let mut owed = due.iter().filter(|one| !one.theirs && one.task.is_none());
    owed.next().map(|one| one.day)
}

/// With what the reporter wrote after the end told apart: of what they wrote before it, the end itself is the answer.
fn with_again(last: &[&str], happened: &[Happened]) -> Vec<Happened> {
    let (mut ended, mut heard) = (false, false);
    let all = happened.iter().flat_map(|one| {
        match one.what.split_once(':') {
            Some(("stage", stage)) => (ended, heard) = (last.contains(&stage), true),
            _ => heard |= one.what == "answer",
        }
        // Whoever writes twice waits since the first time.
        let again = ended && heard && one.what == "reporter";
        heard &= !again;
        let again = again.then(|| Happened {
            what: AGAIN.to_owned(),
            ..one.clone()
        });
        [Some(one.clone()), again]
    });
    all.flatten().collect()
}

/// What somebody set last. An answer after it that may mean retaliation is urgent, whatever was set.
#[must_use]
pub fn priority(happened: &[Happened]) -> &str {
    let set = |one: &Happened| {
        let act = one.what.strip_prefix("act:")?;
        PRIORITIES.iter().position(|priority| *priority == act)
    };
    let last = happened.iter().rposition(|one| set(one).is_some());
    let alarm = happened.iter().rposition(|one| {
        let said = one.what.split_once(':');
        said == Some(("said", RETALIATION)) || said == Some(("act", HEARD))
    });
    let chosen = last.and_then(|at| set(happened.get(at)?));
    let raised = alarm.filter(|alarm| last.is_none_or(|last| last < *alarm));
    let place = match (chosen, raised) {
        (Some(place), None) => Some(place),
        (chosen, Some(_)) => Some(chosen.map_or(URGENT, |place| place.min(URGENT))),
        (None, None) => None,
    };
    place
        .and_then(|place| PRIORITIES.get(place))
        .copied()
        .unwrap_or(USUAL)
}

/// Once for each text that an outsider is told, where that sets the clock going; else once.
fn each(clock: &Clock, calendar: Calendar<'_>, priority: &str, happened: &[Happened]) -> Vec<Due> {
    let mut texts: Vec<Option<&About>> = Vec::new();
    for one in happened.iter().filter(|one| begins(clock, one)) {
        let about = one.about.as_ref();
        if !texts.contains(&about) {
            texts.push(about);
        }
    }
    let of = |about: Option<&About>| {
        // What names no text is about all of them.
        let own = |one: &&Happened| one.about.is_none() || one.about.as_ref() == about;
        let own: Vec<&Happened> = happened.iter().filter(own).collect();
        let due = one(clock, calendar, priority, &own)?;
        let whom = about.map_or_else(String::new, |about| about.recipient.clone());
        Some(Due { whom, ..due })
    };
    texts.into_iter().filter_map(of).collect()
}

fn one(
    clock: &Clock,
    calendar: Calendar<'_>,
    priority: &str,
    happened: &[&Happened],
) -> Option<Due> {
    let from = begun(clock, happened)?;
    let from = if clock.since.is_empty() {
        from
    } else {
        let last = |pattern: &String| happened.iter().rev().find(|one| is(pattern, &one.what));
        let found = clock.since.iter().filter_map(last);
        found.min_by_key(|one| one.on.unwrap_or_else(|| Day::of(one.at)))?
    };
    let span = *clock.due.get(priority)?;
    let (day, at) = by(calendar, from, span, clock.law.is_some());
    Some(Due {
        id: clock.id.clone(),
        name: clock.name.clone(),
        whom: String::new(),
        day,
        at,
        calls: clock.calls,
        law: clock.law.clone(),
        another: clock
            .until
            .iter()
            .any(|until| until.strip_prefix("act:") == Some(HANDED)),
        theirs: clock.theirs,
        task: None,
    })
}

/// What set a clock going that runs still: the last that did, or the first since it was last stopped. Limits of a law that run from a day
/// run each for itself, and what stops one stops the soonest.
fn begun<'a>(clock: &Clock, happened: &[&'a Happened]) -> Option<&'a Happened> {
    let mut running: Vec<&Happened> = Vec::new();
    for one in happened {
        if stops(clock, one) {
            if clock.law.is_some() && running.iter().all(|one| one.on.is_some()) {
                let soonest = running.iter().enumerate().min_by_key(|(_, one)| one.on);
                if let Some((place, _)) = soonest {
                    running.remove(place);
                }
            } else {
                running.clear();
            }
        }
        if begins(clock, one) {
            running.push(one);
        }
    }
    if clock.law.is_some() && running.iter().all(|one| one.on.is_some()) {
        return running.into_iter().min_by_key(|one| one.on);
    }
    if clock.first {
        running.first().copied()
    } else {
        running.last().copied()
    }
}

fn begins(clock: &Clock, one: &Happened) -> bool {
    names(&clock.from, &one.what) || clock.before && ending(&one.what).is_some()
}

fn stops(clock: &Clock, one: &Happened) -> bool {
    let left = one.what.starts_with("stage:") && clock.until.iter().any(|until| until == "leave");
    left || names(&clock.until, &one.what)
}

fn names(patterns: &[String], what: &str) -> bool {
    patterns.iter().any(|pattern| is(pattern, what))
}

/// A name that ends with `_` stands for all that begin with it.
fn is(pattern: &str, what: &str) -> bool {
    if pattern.ends_with('_') {
        what.starts_with(pattern)
    } else {
        what == pattern
    }
}
