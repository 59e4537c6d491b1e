//! What is due in a case: clocks over what was signed in it. It runs where the key is; the server knows none of it.

mod spans;
mod tasks;
mod together;

use jiff::Timestamp;

use crate::calendar::Day;
use crate::entry::{Body, Deed, Role, Step};
use crate::ids::{AuthorKey, Digest};
use crate::log::{Checked, LogView, Question, Standing};
use crate::policy::{
    AGAIN, Asking, CITY, Clock, Clocks, DANGER, DANGER_DECLINED, Holidays, Hours, Law, PRIORITIES,
    TERM, Text, USUAL,
};
use crate::procedure::{Procedure, is_newest, of_case};
use crate::roster::Persons;

use spans::{by, ending, term};
pub use tasks::tasks;

/// An answer that may mean that somebody is paid back for the report.
const RETALIATION: &str = "said:retaliation";
/// The act that another counsellor took that on.
const HANDED: &str = "retaliation_handed";
/// The place of `p1` among the priorities.
const URGENT: usize = 1;

/// The policies by which a case is understood.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The procedure of its course.
    pub course: &'a Procedure,
    /// Those by which outsiders are told.
    pub telling: &'a [&'a Procedure],
    /// What reporters are asked in forms.
    pub asking: &'a Asking,
    /// Which keys are one person's.
    pub persons: &'a Persons,
}

/// Something that happened, in the order in which everybody reads the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub at: Timestamp,
    /// `report`, `answer`, `reporter`, `danger`, `stage:…`, `act:…`, `agreed:…`, `told:…`, `answered:…`, `said:…`,
    /// `term:` and the last day of the reporter's employment.
    pub what: String,
    /// The day from which times run, where it was another than that of writing it down.
    pub on: Option<Day>,
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
    /// Whether it calls readers who have not read the case.
    pub calls: bool,
    /// Where a law sets the time.
    pub law: Option<Law>,
    /// Whether another does it than whoever asked.
    pub another: bool,
    /// Whether it is the reporter's own to do, so that it is nothing the desk promises.
    pub theirs: bool,
    /// The note by which a counsellor wrote it down; none of what a clock makes due.
    pub task: Option<Digest>,
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
        .filter_map(|clock| one(clock, calendar, priority, happened))
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
    let alarm = happened.iter().rposition(|one| one.what == RETALIATION);
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

fn one(
    clock: &Clock,
    calendar: Calendar<'_>,
    priority: &str,
    happened: &[Happened],
) -> Option<Due> {
    let begun = happened.iter().rposition(|one| {
        is(&clock.from, &one.what) || clock.before && ending(&one.what).is_some()
    })?;
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
    let from = match &clock.since {
        None => from,
        Some(since) => happened.iter().rfind(|one| is(since, &one.what))?,
    };
    let span = *clock.due.get(priority)?;
    let (day, at) = by(calendar, from, span, clock.law.is_some());
    Some(Due {
        id: clock.id.clone(),
        name: clock.name.clone(),
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

/// A name that ends with `_` stands for all that begin with it.
fn is(pattern: &str, what: &str) -> bool {
    if pattern.ends_with('_') {
        what.starts_with(pattern)
    } else {
        what == pattern
    }
}

/// What happened in a case, as far as it is anybody's word in it. A consent that has lapsed by `today` waits for nobody.
#[must_use]
pub fn happened(view: &LogView, known: Known<'_>, today: Day) -> Vec<Happened> {
    let Known {
        course, telling, ..
    } = known;
    let odd: Vec<Digest> = of_case(course, view, Some(known.asking))
        .map(|history| history.odd.iter().map(|odd| odd.entry).collect())
        .unwrap_or_default();
    let alone = together::alone(view, known);
    let counting = view
        .entries
        .iter()
        .filter(|one| one.counts() && !one.faults.iter().any(|fault| fault.is_in_vain()));
    // A step that the course would not take is nobody's word about it.
    counting
        .filter(|checked| !odd.contains(&checked.id) && !alone.contains(&checked.id))
        .filter_map(|checked| {
            let entry = checked.entry.as_ref()?;
            let at = entry.header.time.timestamp();
            let what = match (&entry.body, checked.role?) {
                (Body::Report(report), _) => {
                    let ends = term(report).map(|end| format!("{TERM}:{end}"));
                    ["report".to_owned()].into_iter().chain(ends).collect()
                }
                (Body::Message(_), Role::Reader) => vec!["answer".to_owned()],
                (Body::Step(step), Role::Reader) => {
                    let deed = step.deed.as_ref()?;
                    let by = &entry.header.author;
                    if asked_themselves(view, known, (by, deed)) || own_danger(view, by, deed) {
                        return None;
                    }
                    let mut did = did(view, deed, course, telling);
                    did.extend(waits(view, checked.id, today).then(|| DANGER.to_owned()));
                    did
                }
                (Body::Message(_) | Body::Attachment(_) | Body::Consent(_), Role::Reporter) => {
                    let agreed = lets_tell_city(view, checked.id, telling, today);
                    let own = agreed.then(|| format!("agreed:{CITY}"));
                    let said = meanings(view, checked, known);
                    own.into_iter()
                        .chain(said)
                        .chain(["reporter".to_owned()])
                        .collect()
                }
                _ => return None,
            };
            let on = on(&entry.body);
            Some(what.into_iter().map(move |what| Happened { at, what, on }))
        })
        .flatten()
        .collect()
}

/// The day that a step says something was on.
const fn on(body: &Body) -> Option<Day> {
    match body {
        Body::Step(Step {
            deed: Some(Deed::Did(did)),
            ..
        }) => did.day,
        _ => None,
    }
}

/// What a step says was done. Whoever is asked something hears from the desk.
fn did(view: &LogView, deed: &Deed, course: &Procedure, telling: &[&Procedure]) -> Vec<String> {
    let whom = |kind: &str, to: &str| {
        let whom = recipient(telling, to).map(|whom| format!("{kind}:{whom}"));
        whom.into_iter().collect()
    };
    match deed {
        Deed::Moved(moved) if moved.procedure == course.id => vec![format!("stage:{}", moved.to)],
        Deed::Called(within) if within.procedure == course.id => {
            vec![format!("stage:{}", course.stage_id(course.danger))]
        }
        Deed::Did(did) => vec![format!("act:{}", did.act)],
        Deed::Asks(asks) => vec![format!("act:{}", asks.act), "answer".to_owned()],
        Deed::Taken(taken) => whom("told", &taken.to),
        Deed::Answered(answered) => {
            let mut asked = view.asked.iter();
            let to = asked.find_map(|one| match one.standing {
                Standing::Taken { step, .. } if step == answered.taken => Some(&one.proposal.to),
                _ => None,
            });
            to.map_or_else(Vec::new, |to| whom("answered", to))
        }
        _ => Vec::new(),
    }
}

/// Whether this proposes to tell without consent, and still waits for the second who decides.
fn waits(view: &LogView, id: Digest, today: Day) -> bool {
    let mut asked = view.asked.iter();
    asked.any(|one| {
        let open = one.proposal.reason.is_some() && one.standing == Standing::Open;
        one.entry == id && open && today <= one.last
    })
}

/// Whether this says that a second decided against telling, and whoever says it proposed all that waits.
fn own_danger(view: &LogView, by: &AuthorKey, deed: &Deed) -> bool {
    let Deed::Did(did) = deed else {
        return false;
    };
    let mut open = view
        .asked
        .iter()
        .filter(|one| one.proposal.reason.is_some() && one.standing == Standing::Open);
    did.act == DANGER_DECLINED && open.all(|one| one.by == *by)
}

/// Whether this says that another counsellor took on what may be retaliation, and whoever says it sent the form that was
/// answered so.
fn asked_themselves(view: &LogView, known: Known<'_>, (by, deed): (&AuthorKey, &Deed)) -> bool {
    let Deed::Did(did) = deed else {
        return false;
    };
    did.act == HANDED && is_own_alarm(view, known, by)
}

/// Whether this reader sent a form that was answered so that another takes it on.
#[must_use]
pub fn is_own_alarm(view: &LogView, known: Known<'_>, by: &AuthorKey) -> bool {
    let alarming = |question: &Question| {
        question.answer.as_ref().is_some_and(|(_, filled)| {
            let said = known.asking.meanings(&question.asks.set, &filled.answers);
            said.contains("retaliation")
        })
    };
    let mut questions = view.questions.iter();
    questions.any(|one| known.persons.same(&one.by, by) && alarming(one))
}

/// What the answers of this entry mean, by the words of today. To an earlier form nobody says what the course goes by; that somebody is
/// paid back for the report is heard wherever they say it.
fn meanings(view: &LogView, checked: &Checked, known: Known<'_>) -> Vec<String> {
    let filled = view.questions.iter().find_map(|question| {
        let (entry, filled) = question.answer.as_ref()?;
        (*entry == checked.id).then_some((question, filled))
    });
    let Some((question, filled)) = filled else {
        return Vec::new();
    };
    let newest = is_newest(view, checked);
    let mut all = known.asking.meanings(&question.asks.set, &filled.answers);
    all.retain(|said| newest || !known.course.acts.iter().any(|act| act.means(said)));
    all.into_iter().map(|said| format!("said:{said}")).collect()
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
