//! What is due in a case: clocks over what was signed in it. It runs where the key is; the server knows none of it.

use jiff::Timestamp;

use crate::calendar::{Day, after_business_days, after_reading_hours};
use crate::entry::{Body, Deed, Role};
use crate::ids::Digest;
use crate::log::{LogView, Standing};
use crate::policy::{Allowed, CITY, Clock, Clocks, Holidays, Hours, PRIORITIES, Text, USUAL, Unit};
use crate::procedure::{Procedure, of_case};

/// Something that happened, in the order in which everybody reads the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub at: Timestamp,
    /// `report`, `answer`, `reporter`, `stage:…`, `act:…`, `agreed:…`, `told:…`, `answered:…`.
    pub what: String,
}

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Of its clock.
    pub id: String,
    pub name: Text,
    pub day: Day,
    /// Where it is due within hours.
    pub at: Option<Timestamp>,
}

impl Due {
    /// Whether it should have been done: by the moment where hours count, else by the end of its day.
    #[must_use]
    pub fn is_late(&self, today: Day, now: Option<Timestamp>) -> bool {
        let past = self.at.zip(now).is_some_and(|(at, now)| at < now);
        past || self.day < today
    }
}

/// The calendar that clocks go by.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    pub holidays: &'a Holidays,
    pub hours: &'a Hours,
}

/// What is due, the soonest first. `last` names the stages in which a case has ended.
#[must_use]
pub fn due(
    clocks: &Clocks,
    calendar: Calendar<'_>,
    last: &[&str],
    happened: &[Happened],
) -> Vec<Due> {
    let priority = priority(happened);
    let stage = happened
        .iter()
        .rev()
        .find_map(|one| one.what.strip_prefix("stage:"));
    let ended = stage.is_some_and(|stage| last.contains(&stage));
    let mut found: Vec<Due> = clocks
        .clocks
        .iter()
        .filter(|clock| clock.only.is_empty() || clock.only.iter().any(|only| only == priority))
        .filter(|clock| clock.after_end || !ended)
        .filter_map(|clock| one(clock, calendar, priority, happened))
        .collect();
    found.sort_by_key(|one| (one.day, one.at));
    found
}

/// What somebody set last.
#[must_use]
pub fn priority(happened: &[Happened]) -> &str {
    let acts = happened
        .iter()
        .rev()
        .filter_map(|one| one.what.strip_prefix("act:"));
    acts.into_iter()
        .find(|act| PRIORITIES.contains(act))
        .unwrap_or(USUAL)
}

fn one(
    clock: &Clock,
    calendar: Calendar<'_>,
    priority: &str,
    happened: &[Happened],
) -> Option<Due> {
    let begun = happened
        .iter()
        .rposition(|one| is(&clock.from, &one.what))?;
    let from = happened.get(begun)?;
    let mut later = happened.iter().skip(begun + 1);
    let stopped = later.any(|one| {
        let mut until = clock.until.iter();
        until.any(|until| match until.as_str() {
            "leave" => one.what.starts_with("stage:"),
            until => is(until, &one.what),
        })
    });
    if stopped {
        return None;
    }
    let (day, at) = after(calendar, from.at, *clock.due.get(priority)?);
    Some(Due {
        id: clock.id.clone(),
        name: clock.name.clone(),
        day,
        at,
    })
}

/// A name that ends with `_` stands for all that begin with it.
fn is(pattern: &str, what: &str) -> bool {
    if pattern.ends_with('_') {
        what.starts_with(pattern)
    } else {
        what == pattern
    }
}

fn after(calendar: Calendar<'_>, from: Timestamp, span: Allowed) -> (Day, Option<Timestamp>) {
    let day = Day::of(from);
    let count = i32::try_from(span.count).unwrap_or(i32::MAX);
    match span.unit {
        Unit::Hours => {
            let at = after_reading_hours(calendar.holidays, calendar.hours, from, span.count);
            (Day::of(at), Some(at))
        }
        Unit::Business => (
            after_business_days(calendar.holidays, day, span.count),
            None,
        ),
        Unit::Days => (day.plus_days(count), None),
        Unit::Months => (day.plus_months(count), None),
    }
}

/// What happened in a case, as far as it is anybody's word in it. `course` is the procedure of its course, `telling` are those
/// by which outsiders are told. A consent that has lapsed by `today` waits for nobody.
#[must_use]
pub fn happened(
    view: &LogView,
    course: &Procedure,
    telling: &[&Procedure],
    today: Day,
) -> Vec<Happened> {
    let odd: Vec<Digest> = of_case(course, view)
        .map(|history| history.odd.iter().map(|odd| odd.entry).collect())
        .unwrap_or_default();
    let counting = view
        .entries
        .iter()
        .filter(|one| one.counts() && !one.faults.iter().any(|fault| fault.is_in_vain()));
    // A step that the course would not take is nobody's word about it.
    counting
        .filter(|checked| !odd.contains(&checked.id))
        .filter_map(|checked| {
            let entry = checked.entry.as_ref()?;
            let at = entry.header.time.timestamp();
            let what = match (&entry.body, checked.role?) {
                (Body::Report(_), _) => vec!["report".to_owned()],
                (Body::Message(_), Role::Reader) => vec!["answer".to_owned()],
                (Body::Step(step), Role::Reader) => did(view, step.deed.as_ref()?, course, telling)
                    .into_iter()
                    .collect(),
                (Body::Message(_) | Body::Attachment(_) | Body::Consent(_), Role::Reporter) => {
                    let agreed = lets_tell_city(view, checked.id, telling, today);
                    let own = agreed.then(|| format!("agreed:{CITY}"));
                    own.into_iter().chain(["reporter".to_owned()]).collect()
                }
                _ => return None,
            };
            Some(what.into_iter().map(move |what| Happened { at, what }))
        })
        .flatten()
        .collect()
}

/// What a step says was done.
fn did(view: &LogView, deed: &Deed, course: &Procedure, telling: &[&Procedure]) -> Option<String> {
    match deed {
        Deed::Moved(moved) if moved.procedure == course.id => Some(format!("stage:{}", moved.to)),
        Deed::Called(within) if within.procedure == course.id => {
            Some(format!("stage:{}", course.stage_id(course.danger)))
        }
        Deed::Did(did) => Some(format!("act:{}", did.act)),
        Deed::Taken(taken) => Some(format!("told:{}", recipient(telling, &taken.to)?)),
        Deed::Answered(answered) => {
            let mut asked = view.asked.iter();
            let to = asked.find_map(|one| match one.standing {
                Standing::Taken { step, .. } if step == answered.taken => Some(&one.proposal.to),
                _ => None,
            })?;
            Some(format!("answered:{}", recipient(telling, to)?))
        }
        _ => None,
    }
}

/// Whether this is a consent to tell somebody in the city that can still be used.
fn lets_tell_city(view: &LogView, id: Digest, telling: &[&Procedure], today: Day) -> bool {
    view.asked.iter().any(|asked| {
        let agreed = match &asked.standing {
            Standing::Agreed { consent, last, .. } => *consent == id && today <= *last,
            _ => false,
        };
        agreed && recipient(telling, &asked.proposal.to) == Some(CITY)
    })
}

/// Whom a stage tells, whose id is of one procedure alone.
fn recipient<'a>(telling: &[&'a Procedure], to: &str) -> Option<&'a str> {
    telling.iter().find_map(|procedure| {
        let stage = procedure.stage(procedure.stage_named(to)?)?;
        stage
            .tells
            .as_ref()
            .map(|telling| telling.recipient.as_str())
    })
}
