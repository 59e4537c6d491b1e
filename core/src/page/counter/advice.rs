//! What is missing, with ways out. It stands in sand and stops nobody.

use maud::{Markup, html};

use super::Incident;
use crate::page::words::marked;
use crate::procedure::Advice;

pub(super) fn advice(incident: &Incident<'_>) -> Markup {
    let all = &incident.standing.advice;
    html! {
        @if !all.is_empty() || incident.state.withdrawn {
            div.note #advice {
                @if incident.state.withdrawn { p { (incident.counter.words.say("counter-js-withdrawn", &[])) } }
                @for advice in all { (one(incident, advice)) }
            }
        }
    }
}

fn one(incident: &Incident<'_>, advice: &Advice) -> Markup {
    let c = &incident.counter;
    let told = |id: &str, values: &[(&str, &str)]| marked(&c.words.told(id, values));
    match advice {
        Advice::TooFew { have, need, roles } => {
            let more = need.saturating_sub(*have).to_string();
            let roles: Vec<String> = roles.iter().map(|role| c.role_name(role)).collect();
            html! {
                p data-advice="too-few" {
                    @if *have == 0 { (told("counter-js-few-of", &[("n", &need.to_string())])) }
                    @else { (told("counter-js-few-more", &[("n", &more)])) }
                }
                @if !roles.is_empty() { p { (told("counter-js-few-roles", &[("roles", &roles.join(c.words.between()))])) } }
                @if !c.help.is_empty() { p { (told("counter-js-few-call", &[("names", &c.help.join(c.words.between()))])) } }
                p { (told("counter-js-few-way", &[])) }
            }
        }
        Advice::Apart { role, from } => {
            let (role, from) = (c.role_name(role), c.role_name(from));
            html! { p data-advice="apart" { (told("counter-js-apart", &[("one", &role), ("other", &from)])) } }
        }
        Advice::Second => html! { p data-advice="second" { (told("counter-js-second", &[])) } },
        Advice::Reason { stage } => html! {
            div data-advice="reason" {
                label for={ "reason-" (stage) } { (told("counter-js-reason", &[("stage", &c.stage_name(stage))])) }
                div.with-button {
                    input type="text" id={ "reason-" (stage) } autocomplete="off" maxlength="200";
                    button.btn.second type="button" data-reasoned=(stage) { (told("counter-js-reason-keep", &[])) }
                }
            }
        },
    }
}
