//! Where it stands now: what to say, what is counted, what just happened.

use maud::{Markup, html};

use super::advice::advice;
use super::start::pictures;
use super::ways::ways;
use super::{Counter, Incident};
use crate::page::words::marked;
use crate::procedure::{Act, Atom, Stage};

/// The whole of it.
#[must_use]
pub fn running(incident: &Incident<'_>) -> Markup {
    let c = &incident.counter;
    let Some(stage) = c.procedure.stage(incident.state.stage) else {
        return html! {};
    };
    html! {
        section.now.stack data-view="running" data-stage=(stage.id) {
            (top(incident, stage))
            (facts(incident, stage))
            p.small #say-heading { (c.words.say(if is_said(c, stage) { "counter-js-say" } else { "counter-js-do" }, &[])) }
            h1.say #say tabindex="-1" aria-describedby="say-heading" { (marked(c.of(&stage.say))) }
            (advice(incident))
            (acts(incident, stage))
            (signs(incident, stage))
            (ways(incident))
            (always(incident))
            (folds(incident))
            @if stage.last || !stage.channels.is_empty() { (channels(c, stage)) }
        }
    }
}

/// Whether the stage's sentence is for the visitor's ears, and not a thing to do.
fn is_said(c: &Counter<'_>, stage: &Stage) -> bool {
    let mut acts = stage.acts.iter().filter_map(|at| c.procedure.acts.get(*at));
    acts.any(|act| act.say.as_ref() == Some(&stage.say))
}

fn top(incident: &Incident<'_>, stage: &Stage) -> Markup {
    let c = &incident.counter;
    let state = incident.state;
    let place = state.place.and_then(|place| c.procedure.places.get(place));
    html! {
        @if c.practice { p.practice-mark { (c.words.say("counter-js-practice-mark", &[])) } }
        p.where {
            b { (marked(c.of(&stage.name))) }
            span.soft {
                @if let Some(place) = place { (marked(c.of(&place.name))) "　" }
                (marked(&c.people(state.staff, state.visitors)))
            }
        }
    }
}

/// Clocks and counts that the ways from here ask for, with their limits; how long it takes, if none does.
fn facts(incident: &Incident<'_>, stage: &Stage) -> Markup {
    let c = &incident.counter;
    let guards = stage.next.iter().flat_map(|edge| &edge.when);
    let mut shown: Vec<(bool, usize, Option<u32>)> = Vec::new();
    for atom in guards.flat_map(|guard| &guard.atoms) {
        let (is_clock, at, limit) = match *atom {
            Atom::Clock { clock, minutes } => (true, clock, minutes),
            Atom::Act { act, least } if least > 1 => (false, act, least),
            _ => continue,
        };
        let runs = !is_clock || incident.state.clocks.get(at).is_some_and(Option::is_some);
        if runs
            && !shown
                .iter()
                .any(|(clock, known, _)| (*clock, *known) == (is_clock, at))
        {
            shown.push((is_clock, at, Some(limit)));
        }
    }
    if !shown.iter().any(|(is_clock, ..)| *is_clock) {
        let total = c
            .procedure
            .clocks
            .iter()
            .position(|clock| clock.from == crate::procedure::ClockFrom::Start);
        shown.extend(total.map(|total| (true, total, None)));
    }
    html! {
        div.facts {
            @for (is_clock, at, limit) in shown {
                @if is_clock { (clock(incident, at, limit)) } @else { (count(incident, at, limit)) }
            }
        }
    }
}

fn clock(incident: &Incident<'_>, at: usize, limit: Option<u32>) -> Markup {
    let c = &incident.counter;
    let since = incident.state.clocks.get(at).copied().flatten();
    html! {
        @if let Some(clock) = c.procedure.clocks.get(at) {
            div.fact data-clock=(clock.id) {
                span { (marked(c.of(&clock.name))) }
                // Filled by the page every second, so that this markup changes with what happens alone.
                b.clock data-since=[since] {}
                @if let Some(limit) = limit { span.soft { (marked(&c.words.told("counter-js-of-minutes", &[("n", &limit.to_string())]))) } }
            }
        }
    }
}

fn count(incident: &Incident<'_>, at: usize, limit: Option<u32>) -> Markup {
    let c = &incident.counter;
    html! {
        @if let Some(act) = c.procedure.acts.get(at) {
            div.fact data-count=(act.id) {
                span { (marked(c.of(&act.name))) }
                b.clock { (incident.state.act(at)) }
                @if let Some(limit) = limit { span.soft { (marked(&c.words.told("counter-js-of-times", &[("n", &limit.to_string())]))) } }
            }
        }
    }
}

fn acts(incident: &Incident<'_>, stage: &Stage) -> Markup {
    let c = &incident.counter;
    let acts: Vec<(usize, &Act)> = stage
        .acts
        .iter()
        .filter_map(|at| Some((*at, c.procedure.acts.get(*at)?)))
        .collect();
    html! {
        @if !acts.is_empty() {
            h2.small { (c.words.say("counter-js-did", &[])) }
            ul.deeds {
                @for (at, act) in acts {
                    @let done = incident.state.act(at);
                    @let also = act.say.as_ref().filter(|say| *say != &stage.say);
                    li.wide[also.is_some()] {
                        @if let Some(say) = also { p.also { (marked(c.of(say))) } }
                        button.btn.second type="button" data-did=(act.id) {
                            (marked(c.of(&act.name)))
                            @if done > 0 { " " span.done { (marked(&c.words.told("counter-js-done", &[("n", &done.to_string())]))) } }
                        }
                    }
                }
            }
        }
    }
}

fn signs(incident: &Incident<'_>, stage: &Stage) -> Markup {
    let c = &incident.counter;
    html! {
        @if !stage.signs.is_empty() {
            h2.small { (c.words.say("counter-js-saw", &[])) }
            div.btns.two {
                @for at in &stage.signs {
                    @if let Some(sign) = c.procedure.signs.get(*at) {
                        @let seen = incident.state.sign(*at);
                        button.btn.second type="button" data-saw=(sign.id) {
                            (marked(c.of(&sign.name)))
                            @if seen > 0 { " " span.done { (marked(&c.words.told("counter-js-done", &[("n", &seen.to_string())]))) } }
                        }
                    }
                }
            }
        }
    }
}

/// What is offered on every screen: calm, going away, danger, a slip of the finger.
fn always(incident: &Incident<'_>) -> Markup {
    let c = &incident.counter;
    let words = c.words;
    let p = c.procedure;
    let last = p
        .stage(incident.state.stage)
        .is_some_and(|stage| stage.last);
    let calm = p
        .calm
        .is_some_and(|calm| !last && calm != incident.state.stage);
    let undo = incident.run.kept.len() > 1;
    html! {
        div.btns.two {
            @if calm { button.btn.second type="button" data-calmed="" { (words.say("counter-js-calmed", &[])) } }
            @if !last && !incident.state.withdrawn { button.btn.second type="button" data-withdrew="" { (words.say("counter-js-withdrew", &[])) } }
            @if !last && incident.state.stage != p.danger { button.btn.second type="button" data-danger="" { (words.say("counter-js-danger", &[])) } }
            @if undo { button.btn.text type="button" data-undone="" { (words.say("counter-js-undo", &[])) } }
        }
    }
}

fn folds(incident: &Incident<'_>) -> Markup {
    let c = &incident.counter;
    let words = c.words;
    html! {
        div.folds {
            details.fold data-fold="danger" open[incident.state.stage == c.procedure.danger] {
                summary { span { (words.say("counter-js-danger-signs", &[])) } }
                div.inside.btns {
                    @for sign in c.procedure.signs.iter().filter(|sign| sign.danger) {
                        button.btn.second type="button" data-saw=(sign.id) { (marked(c.of(&sign.name))) }
                    }
                }
            }
            details.fold data-fold="people" {
                summary { span { (words.say("counter-js-who-is-here", &[])) } }
                div.inside.stack { (people(incident)) }
            }
            details.fold data-fold="placed" {
                summary { span { (words.say("counter-js-elsewhere", &[])) } }
                div.inside { (pictures(c, "placed")) }
            }
        }
    }
}

fn people(incident: &Incident<'_>) -> Markup {
    let c = &incident.counter;
    let stepper = |of: &str, label: &str, count: u32| {
        html! {
            div.stepper {
                span { (c.words.say(label, &[])) }
                button.btn.second type="button" data-fewer=(of) aria-label={ (c.words.plain(label, &[])) " −1" } { "−" }
                b { (c.heads(count)) }
                button.btn.second type="button" data-more=(of) aria-label={ (c.words.plain(label, &[])) " +1" } { "＋" }
            }
        }
    };
    html! {
        (stepper("staff", "counter-js-staff", incident.state.staff))
        (stepper("visitors", "counter-js-visitors", incident.state.visitors))
        fieldset.roles {
            legend { (c.words.say("counter-js-roles", &[])) }
            @for (at, role) in c.procedure.roles.iter().enumerate() {
                label.choice {
                    input type="checkbox" data-role=(role.id) checked[incident.state.roles.contains(&at)];
                    span { b { (marked(c.of(&role.name))) } span.soft { (marked(c.of(&role.duty))) } }
                }
            }
        }
    }
}

fn channels(c: &Counter<'_>, stage: &Stage) -> Markup {
    html! {
        @if !stage.channels.is_empty() {
            p.soft.channels {
                (c.words.say("counter-js-channels", &[]))
                @for (at, channel) in stage.channels.iter().enumerate() { @if at > 0 { (c.words.between()) } (marked(c.of(channel))) }
            }
        }
    }
}
