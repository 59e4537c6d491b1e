//! What the desk proposed and did, and what was answered to it, on the path without script.

use maud::{Markup, html};
use sotomado_core::calendar::{Day, Wall, day_in, day_of_year_in};
use sotomado_core::entry::{Answered, Asks, Body, Consent, Deed, Reply, Routed, Step};
use sotomado_core::ids::Digest;
use sotomado_core::log::{Asked, Checked, Fault, LogView, Returned, Standing};
use sotomado_core::policy::{ASKING, CITY, OF_A_CASE, ROUTES, Text};
use sotomado_core::procedure::{Act, Procedure, Stage, of_case};
use sotomado_core::spoken;
use sotomado_core::telling::{self, Answer};

use crate::http::locale::{Locale, rich, ruby};
use crate::http::sealed;
use crate::plain::page::Setting;

/// A step: what it is, and its words.
#[must_use]
pub fn step(setting: &Setting<'_>, step: &Step) -> Markup {
    let (lang, stage) = (setting.lang, entered(setting, step));
    let (is, recipient, reason) = match &step.deed {
        None => (None, "", ""),
        Some(Deed::Proposed(proposal)) => (
            Some(if proposal.reason.is_some() {
                "danger"
            } else {
                "proposed"
            }),
            proposal.recipient.as_str(),
            proposal.reason.as_deref().unwrap_or_default(),
        ),
        Some(Deed::Approved(_)) => (Some("approved"), "", ""),
        Some(Deed::Taken(taken)) => (
            Some(taken.link.map_or("taken", |_| "taken-link")),
            taken.recipient.as_str(),
            "",
        ),
        Some(Deed::Moved(_)) => match stage {
            Some(stage) if stage.tells.is_some() => (Some("moved-tells"), "", ""),
            Some(_) => (Some("moved"), "", ""),
            None => (Some("moved-unknown"), "", ""),
        },
        Some(Deed::Did(did)) => (Some(did.day.map_or("did", |_| "dated")), "", ""),
        Some(Deed::Called(_)) => (Some("called"), "", ""),
        Some(Deed::Linked(_)) => (Some("linked"), "", ""),
        Some(Deed::Unlinked(_)) => (Some("unlinked"), "", ""),
        Some(Deed::Answered(answered)) => return self::answered(lang, answered),
        Some(Deed::Asks(_)) => (Some("asks"), "", ""),
        Some(Deed::Spoken(spoken)) => (Some(spoken::kind(&spoken.frame)), "", ""),
    };
    let day = match &step.deed {
        Some(Deed::Did(did)) => did.day.map(|day| day_of_year_in(day, lang.core())),
        _ => None,
    };
    html! {
        @if let Some(is) = is {
            p.what data-step=(is) { (rich(lang, &format!("consent-js-step-{is}"), &[("recipient", recipient), ("day", &day.unwrap_or_default())])) }
        }
        // A proposal bears the name of where it leads, which reads as if it had been done.
        @if !matches!(is, Some("proposed" | "danger" | "approved")) {
            @match stage.map(|stage| &stage.name).or_else(|| done(setting, step)) {
                Some(name) => p { b { (ruby(name.get(lang.core()))) } },
                None => (said(&step.what)),
            }
        }
        (said(&step.text))
        @if let Some(Deed::Asks(asks)) = &step.deed { (questions(setting, asks)) }
        @if !reason.is_empty() { p.soft { (rich(lang, "consent-js-reason", &[])) } (said(reason)) }
    }
}

/// What whoever was told gave back, as it was written down. What is wrong with it stands beside.
fn answered(lang: Locale, answered: &Answered) -> Markup {
    let read = sealed::read(&answered.frame).ok();
    let answer = read.and_then(|bytes| Answer::read(&bytes).ok());
    let measure = answer.and_then(|answer| match answer.is {
        telling::Returned::Measure(measure) => Some(measure),
        telling::Returned::Received => None,
    });
    html! {
        @match measure {
            Some(measure) => {
                p.what data-step="measured" { (rich(lang, "consent-js-step-measured", &[("day", &day_of_year_in(measure.from, lang.core()))])) }
                (said(&measure.what))
            }
            None => p.what data-step="answered" { (rich(lang, "consent-js-step-answered", &[])) },
        }
    }
}

/// The questions of a form, to be answered in words.
fn questions(setting: &Setting<'_>, asks: &Asks) -> Markup {
    let policies = setting.policies;
    let digest = asks.asking.to_string();
    let signed = policies
        .file(ASKING)
        .is_some_and(|file| file.sha256 == digest);
    let set = signed.then(|| policies.asking.set(&asks.set)).flatten();
    let lang = setting.lang.core();
    html! {
        @if !asks.choices.is_empty() { ol { @for choice in &asks.choices { li dir="auto" { (choice) } } } }
        @if let Some(set) = set {
            p { (ruby(set.lead.get(lang))) }
            ul.points {
                @for item in &set.items {
                    li {
                        (ruby(item.text.get(lang)))
                        @if !item.options.is_empty() {
                            " ("
                            @for (place, option) in item.options.iter().enumerate() {
                                @if place > 0 { " / " }
                                (ruby(option.name.get(lang)))
                            }
                            ")"
                        }
                    }
                }
            }
        }
        p.soft { (setting.say("consent-plain-asks")) }
    }
}

/// The procedure that a step names, if it is the one that this desk signed.
fn procedure<'a>(setting: &Setting<'a>, policy: &Digest) -> Option<&'a Procedure> {
    let policies = setting.policies;
    let policy = policy.to_string();
    let read = [&policies.course, &policies.city, &policies.police];
    let mut named = OF_A_CASE.into_iter().zip(read);
    let found = named.find(|(name, _)| {
        let file = policies.file(name);
        file.is_some_and(|file| file.sha256 == policy)
    });
    found.map(|(_, procedure)| procedure)
}

/// The stage that a step entered.
fn entered<'a>(setting: &Setting<'a>, step: &Step) -> Option<&'a Stage> {
    let (policy, to) = match step.deed.as_ref()? {
        Deed::Taken(taken) => (&taken.policy, &taken.to),
        Deed::Moved(moved) => (&moved.policy, &moved.to),
        _ => return None,
    };
    let mut stages = procedure(setting, policy)?.stages.iter();
    stages.find(|stage| stage.id == *to)
}

/// What the signed procedure calls where a proposal leads.
#[must_use]
pub fn leads<'a>(setting: &Setting<'a>, asked: &Asked) -> Option<&'a Stage> {
    let proposal = &asked.proposal;
    let mut stages = procedure(setting, &proposal.policy)?.stages.iter();
    stages.find(|stage| stage.id == proposal.to)
}

/// Whether the signed routes lead to a proposal's recipient; true where none decides, or its procedure is not at hand.
#[must_use]
pub fn is_on_route(setting: &Setting<'_>, asked: &Asked) -> bool {
    !goes_by_route(setting, asked)
        || signed_route(setting, asked).is_some_and(|route| leads_there(setting, route))
}

/// Whether somebody was told whom no route allows; of routes that this desk has changed since, nothing is known here.
fn is_off_route(setting: &Setting<'_>, asked: &Asked) -> bool {
    let off = match signed_route(setting, asked) {
        Some(route) => !leads_there(setting, route),
        None => asked.proposal.route.is_none(),
    };
    off && goes_by_route(setting, asked)
}

/// Whether a proposal would tell somebody in the city.
fn goes_by_route(setting: &Setting<'_>, asked: &Asked) -> bool {
    let proposal = &asked.proposal;
    let tells = procedure(setting, &proposal.policy).and_then(|procedure| {
        let stage = procedure.stage(procedure.stage_named(&proposal.to)?)?;
        stage.tells.as_ref()
    });
    tells.is_some_and(|tells| tells.recipient == CITY)
}

fn leads_there(setting: &Setting<'_>, route: &Routed) -> bool {
    let way = setting.policies.routes.way(&route.concerns);
    way.leads(&route.office)
}

/// What this desk's signed routes call those whom a proposal concerns.
#[must_use]
pub fn concerns<'a>(setting: &Setting<'a>, asked: &Asked) -> Vec<&'a Text> {
    let named = signed_route(setting, asked).map(|route| route.concerns.as_slice());
    let routes = setting.policies.routes.routes.iter();
    let named = named.unwrap_or_default();
    routes
        .filter(|route| named.contains(&route.id))
        .map(|route| &route.name)
        .collect()
}

fn signed_route<'a>(setting: &Setting<'_>, asked: &'a Asked) -> Option<&'a Routed> {
    let route = asked.proposal.route.as_ref()?;
    let file = setting.policies.file(ROUTES)?;
    (file.sha256 == route.policy.to_string()).then_some(route)
}

/// The act that a step says was done.
fn done<'a>(setting: &Setting<'a>, step: &Step) -> Option<&'a Text> {
    let Some(Deed::Did(did)) = &step.deed else {
        return None;
    };
    let mut acts = procedure(setting, &did.policy)?.acts.iter();
    acts.find(|act| act.id == did.act).map(Act::to_reporter)
}

/// What the reporter answered.
#[must_use]
pub fn reply(lang: Locale, consent: &Consent) -> Markup {
    let (is, recipient, text) = match &consent.reply {
        Reply::Agreed(agreed) => ("agreed", agreed.recipient.as_str(), agreed.text.as_str()),
        Reply::Declined(_) => ("declined", "", ""),
        Reply::Revoked(_) => ("revoked", "", ""),
        Reply::Filled(filled) => ("filled", "", filled.text.as_str()),
    };
    html! {
        p.what data-reply=(is) { (rich(lang, &format!("consent-js-reply-{is}"), &[("recipient", recipient)])) }
        (said(text))
    }
}

/// The stage of the case's course; none before its first step.
fn of_course<'a>(setting: &Setting<'a>, view: &LogView) -> Option<&'a Stage> {
    let policies = setting.policies;
    let at = of_case(&policies.course, view, Some(&policies.asking))?
        .state
        .stage;
    policies.course.stage(at).filter(|_| at != 0)
}

/// The sentence about the day by which the desk acts. Of a case that has ended no day is missed.
#[must_use]
pub fn next(
    setting: &Setting<'_>,
    view: &LogView,
    (day, unread): (Day, bool),
) -> Option<&'static str> {
    let past = day < Day::of(setting.now);
    if of_course(setting, view).is_some_and(|stage| stage.last) {
        return (!past).then_some("consent-js-next-after");
    }
    Some(match (past, unread) {
        (true, _) => "mailbox-js-state-next-past",
        (false, true) => "mailbox-js-state-next-first",
        (false, false) => "mailbox-js-state-next-value",
    })
}

/// Where the case stands in each of its procedures; nothing before the first step of each.
#[must_use]
pub fn stages(setting: &Setting<'_>, view: &LogView) -> Markup {
    let policies = setting.policies;
    let lang = setting.lang.core();
    let stands = |procedure: &Procedure| {
        let state = of_case(procedure, view, Some(&policies.asking))?.state;
        let stage = procedure.stage(state.stage).filter(|_| state.stage != 0)?;
        Some((stage.name.clone(), stage.to_reporter(&state).clone()))
    };
    html! {
        @for (place, procedure) in [&policies.course, &policies.city, &policies.police].into_iter().enumerate() {
            @if let Some((name, says)) = stands(procedure) {
                div data-state=(if place == 0 { "stage".to_owned() } else { format!("stage-{}", procedure.id) }) {
                    dt { @if place == 0 { (setting.say("consent-js-stage-now")) } @else { (ruby(procedure.name.get(lang))) } }
                    dd {
                        p { (ruby(name.get(lang))) }
                        p.soft { (ruby(says.get(lang))) }
                    }
                }
            }
        }
    }
}

/// Whom the desk says it told, and when, also where it had no right to; or nobody.
#[must_use]
pub fn told(setting: &Setting<'_>, view: &LogView) -> Markup {
    let lang = setting.lang;
    let mut told: Vec<_> = view
        .entries
        .iter()
        .filter_map(|checked| {
            let (id, whom) = telling(setting, view, checked)?;
            Some((checked.entry.as_ref()?.header.time, id, whom, checked.id))
        })
        .collect();
    told.sort_by_key(|(time, ..)| *time);
    html! {
        @if told.is_empty() { (rich(lang, "mailbox-js-state-none", &[])) }
        @for (time, id, whom, of) in told {
            p { (rich(lang, id, &[("recipient", whom), ("stage", whom), ("day", &day_in(Wall::of(time.timestamp()).day, lang.core()))])) }
            @if taken(view, of).is_some_and(|one| one.spoken.is_some()) { p.soft data-told-spoken { (rich(lang, "consent-js-told-spoken", &[])) } }
            @for back in taken(view, of).map_or(&[][..], |one| &one.returned) { (came_back(lang, back)) }
        }
    }
}

/// The proposal that a step told.
fn taken(view: &LogView, told: Digest) -> Option<&Asked> {
    let mut asked = view.asked.iter();
    asked.find(|one| matches!(&one.standing, Standing::Taken { step, .. } if *step == told))
}

fn came_back(lang: Locale, back: &Returned) -> Markup {
    let day = day_in(back.answer.time.day(), lang.core());
    html! {
        @match &back.answer.is {
            telling::Returned::Received => p { (rich(lang, "consent-js-back-received", &[("day", &day)])) },
            telling::Returned::Measure(measure) => {
                p { (rich(lang, "consent-js-back-measure", &[("day", &day), ("from", &day_of_year_in(measure.from, lang.core()))])) }
                (said(&measure.what))
            }
        }
    }
}

/// The sentence about a step that tells somebody, or whose stage means that somebody was told; and whom, or which stage.
fn telling<'a>(
    setting: &Setting<'a>,
    view: &LogView,
    checked: &'a Checked,
) -> Option<(&'static str, &'a str)> {
    let Body::Step(step) = &checked.entry.as_ref()?.body else {
        return None;
    };
    let taken = match step.deed.as_ref()? {
        Deed::Taken(taken) => taken,
        Deed::Called(_) => return Some(("consent-js-told-called", "")),
        Deed::Moved(_) => {
            let stage = entered(setting, step).filter(|stage| stage.tells.is_some())?;
            return Some(("consent-js-told-moved", stage.name.get(setting.lang.core())));
        }
        _ => return None,
    };
    let right = view
        .asked
        .iter()
        .find(|one| matches!(&one.standing, Standing::Taken { step, .. } if *step == checked.id));
    let id = match right {
        None => "consent-js-told-wrong",
        Some(one) if is_off_route(setting, one) => "consent-js-told-route",
        Some(_) if checked.faults.contains(&Fault::ConsentCrossed) => "consent-js-told-crossed",
        Some(one) if one.proposal.reason.is_some() => "consent-js-told-danger",
        // That a link was made is not that it was opened.
        Some(one) if !one.links.is_empty() && one.returned.is_empty() => "consent-js-told-link",
        Some(_) => "consent-js-told",
    };
    Some((id, &taken.recipient))
}

/// The sentence about a fault of an entry.
#[must_use]
pub fn fault(lang: Locale, found: Fault) -> Markup {
    let code = found.code();
    if found.of_consent() {
        rich(lang, &format!("consent-js-fault-{code}"), &[])
    } else {
        rich(lang, &format!("mailbox-js-fault-{code}"), &[])
    }
}

fn said(text: &str) -> Markup {
    html! { @if !text.is_empty() { p.words dir="auto" { (text) } } }
}
