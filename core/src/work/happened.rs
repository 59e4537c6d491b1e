//! What was signed in a case, as clocks go by it.

use std::collections::BTreeSet;

use super::spans::term;
use super::{About, Happened, Known, alarms, together};
use crate::calendar::Day;
use crate::entry::{Body, Deed, Did, Role, Step};
use crate::ids::Digest;
use crate::log::{Asked, Checked, LogView, Standing};
use crate::policy::{CITY, DANGER, DANGER_DECLINED, TERM};
use crate::procedure::{Procedure, is_newest, of_case};

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
    let short = alarms::short(view, known);
    let counting = view
        .entries
        .iter()
        .filter(|one| one.counts() && !one.faults.iter().any(|fault| fault.is_in_vain()));
    // A step that the course would not take is nobody's word about it.
    let all = counting
        .filter(|checked| {
            ![&alone, &short]
                .into_iter()
                .any(|all| all.contains(&checked.id))
        })
        .filter(|checked| !odd.contains(&checked.id))
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
            let on = on(&entry.body).filter(|day| *day <= Day::of(at));
            let about = about(view, checked.id, &entry.body);
            Some(what.into_iter().map(move |what| Happened {
                at,
                on,
                about: about.clone().filter(|_| is_about(&what)),
                what,
            }))
        })
        .flatten();
    whose(all.collect(), telling)
}

/// What was heard from somebody outside names nobody: it is of the one whom that procedure told first, who has not answered by a link, and
/// of whom the same was not heard yet.
fn whose(mut all: Vec<Happened>, telling: &[&Procedure]) -> Vec<Happened> {
    let heard = |what: &str| {
        let act = what
            .strip_prefix("act:")
            .filter(|act| *act != DANGER_DECLINED)?;
        let mut procedures = telling.iter();
        procedures.find(|procedure| procedure.acts.iter().any(|one| one.id == act))
    };
    let mut told: Vec<(String, About)> = Vec::new();
    let mut of: BTreeSet<(String, Digest)> = BTreeSet::new();
    for one in &mut all {
        if let Some((kind, about)) = one.what.strip_prefix("told:").zip(one.about.clone()) {
            told.push((kind.to_owned(), about));
        } else if one.what.starts_with("answered:") {
            told.retain(|(_, about)| one.about.as_ref() != Some(about));
        } else if let Some(procedure) = heard(&one.what) {
            let mut waiting = told.iter().filter(|(kind, _)| procedure.tells(kind));
            let next = waiting.find(|(_, about)| !of.contains(&(one.what.clone(), about.proposal)));
            one.about = next.map(|(_, about)| about.clone());
            of.extend(next.map(|(_, about)| (one.what.clone(), about.proposal)));
        }
    }
    all
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

/// What is about one text for one outsider, and about no other.
fn is_about(what: &str) -> bool {
    let mut kinds = ["agreed:", "told:", "answered:"].iter();
    what == DANGER || kinds.any(|kind| what.starts_with(kind))
}

/// The text that an entry proposes in danger, agrees to, tells, or brings an answer to.
fn about(view: &LogView, id: Digest, body: &Body) -> Option<About> {
    let of = |one: &&Asked| match (&one.standing, body) {
        (Standing::Agreed { consent, .. }, Body::Consent(_)) => *consent == id,
        (
            Standing::Taken { step, .. },
            Body::Step(Step {
                deed: Some(Deed::Answered(answered)),
                ..
            }),
        ) => *step == answered.taken,
        (Standing::Taken { step, .. }, Body::Step(_)) => *step == id,
        (Standing::Open, Body::Step(_)) => one.entry == id,
        _ => false,
    };
    view.asked.iter().find(of).map(|one| About {
        proposal: one.entry,
        recipient: one.proposal.recipient.clone(),
    })
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
        Deed::Did(did) => {
            let ends = term_heard(course, did).map(|end| format!("{TERM}:{end}"));
            [format!("act:{}", did.act)]
                .into_iter()
                .chain(ends)
                .collect()
        }
        Deed::Asks(asks) if asks.procedure == course.id => {
            vec![format!("act:{}", asks.act), "answer".to_owned()]
        }
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

/// The end of the reporter's employment, where this is that somebody heard of it.
fn term_heard(course: &Procedure, did: &Did) -> Option<Day> {
    let mut acts = course.acts.iter();
    let act = acts.find(|act| act.id == did.act && did.procedure == course.id)?;
    did.day.filter(|_| act.term)
}

/// Whether this proposes to tell without consent, and still waits for the second who decides.
fn waits(view: &LogView, id: Digest, today: Day) -> bool {
    let mut asked = view.asked.iter();
    asked.any(|one| {
        let open = one.proposal.reason.is_some() && one.standing == Standing::Open;
        one.entry == id && open && today <= one.last
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::signed_procedure;

    /// Who each word heard from outside is taken to be of.
    fn heard(all: &[(&str, &str)]) -> Vec<Option<String>> {
        let read = |file: &str, text: &str| signed_procedure(file, text).unwrap();
        let city = read(
            "procedures/city.toml",
            include_str!("../../../policies/procedures/city.toml"),
        );
        let police = read(
            "procedures/police.toml",
            include_str!("../../../policies/procedures/police.toml"),
        );
        let moments = all.iter().map(|(what, whom)| Happened {
            at: "2026-11-30T00:30:00Z".parse().unwrap(),
            what: (*what).to_owned(),
            on: None,
            about: (!whom.is_empty()).then(|| About {
                proposal: Digest::of(whom.as_bytes()),
                recipient: (*whom).to_owned(),
            }),
        });
        let found = whose(moments.collect(), &[&city, &police]);
        let acts = found.into_iter().filter(|one| one.what.starts_with("act:"));
        acts.map(|one| one.about.map(|about| about.recipient))
            .collect()
    }

    #[test]
    fn what_was_heard_is_of_whoever_was_told_first_and_said_nothing_like_it_yet() {
        let (ack, measure) = (("act:kept_acknowledgement", ""), ("act:kept_measure", ""));
        let told = [("told:city", "A"), ("told:city", "B")];
        let of = |rest: &[(&str, &str)]| heard(&[told.as_slice(), rest].concat());
        let (a, b) = (Some("A".to_owned()), Some("B".to_owned()));
        assert_eq!(of(&[ack, measure, ack]), [a.clone(), a, b.clone()]);
        assert_eq!(of(&[("answered:city", "A"), ack]), [b]);
    }

    #[test]
    fn what_one_procedure_hears_is_nothing_of_another() {
        let told = [("told:city", "市"), ("told:police", "署")];
        let acts = [
            ("act:danger_declined", ""),
            ("act:kept_receipt_number", ""),
            ("act:kept_acknowledgement", ""),
        ];
        let found = heard(&[told.as_slice(), &acts].concat());
        assert_eq!(found, [None, Some("署".to_owned()), Some("市".to_owned())]);
    }
}
