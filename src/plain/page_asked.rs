//! What the desk proposes to tell somebody outside, and the answer to it, as forms.

use maud::{Markup, html};
use sotomado_core::calendar::{Day, day_in};
use sotomado_core::log::{Asked, Standing};
use sotomado_core::telling::MASK;

use crate::http::locale::{rich, ruby};
use crate::plain::page::{Setting, carry};
use crate::plain::page_case::Carried;
use crate::plain::page_steps;

/// The parts of a text that can be struck one by one; together they are the text.
#[must_use]
pub fn pieces(text: &str) -> Vec<&str> {
    let ends = ['。', '、', '！', '？', '!', '?', ',', '，', '．', '\n'];
    text.split_inclusive(ends).collect()
}

/// Everything that is still to be decided or known.
#[must_use]
pub fn asked(setting: &Setting<'_>, all: &[Asked], carried: &Carried<'_>) -> Markup {
    let today = Day::of(setting.now);
    let shown: Vec<Markup> = all
        .iter()
        .filter_map(|one| card(setting, one, carried, today))
        .collect();
    html! {
        @if !shown.is_empty() {
            section #asked.stack { ol.talk { @for card in shown { (card) } } }
        }
    }
}

fn card(setting: &Setting<'_>, one: &Asked, carried: &Carried<'_>, today: Day) -> Option<Markup> {
    let day = |last: Day| day_in(last, setting.lang.core());
    let say_day = |id: &str, last: Day| rich(setting.lang, id, &[("day", &day(last))]);
    let body = match &one.standing {
        Standing::Open if today > one.last => return None,
        Standing::Open if one.proposal.reason.is_some() => {
            html! { p { (setting.say("consent-js-open-danger")) } (said(&one.text)) }
        }
        // What no route allows is not asked about: nobody agrees to it by haste.
        Standing::Open if !page_steps::is_on_route(setting, one) => {
            html! { p.fault data-route="none" { (setting.say("consent-js-no-route")) } (said(&one.text)) }
        }
        Standing::Open => html! {
            h2 { (setting.say("consent-js-heading")) }
            p { (setting.say("consent-js-lead")) }
            (question(setting, one, carried, say_day("consent-js-answer-by", one.last)))
        },
        Standing::Approved { last, .. } if today <= *last => {
            html! { p { (setting.say("consent-js-approved")) } (said(&one.text)) }
        }
        Standing::Agreed { text, last, .. } if today <= *last => html! {
            p { (say_day(if one.spoken.is_some() { "consent-js-agreed-spoken" } else { "consent-js-agreed" }, *last)) }
            (said(text))
            (setting.form(&format!("revoke-{}", one.entry), "/plain/answer", html! {
                (hidden(one, carried))
                button.btn.second type="submit" name="to" value="revoked" { (setting.say("consent-js-revoke")) }
            }))
        },
        _ => return None,
    };
    Some(html! {
        li.msg.ours.stack data-asked=(one.entry) {
            p { b { (rich(setting.lang, "consent-js-to", &[("recipient", &one.proposal.recipient)])) } }
            @if let Some(stage) = page_steps::leads(setting, one) {
                p { (rich(setting.lang, "consent-js-stage", &[("stage", stage.name.get(setting.lang.core()))])) }
                @if stage.nameless && one.standing == Standing::Open { p.hint data-nameless { (setting.say("consent-js-nameless")) } }
            }
            (concerns(setting, one))
            @if one.text.contains(MASK) { p.hint data-masked { (setting.say("consent-js-masked")) } }
            @if one.proposal.reason.is_some() && !page_steps::is_on_route(setting, one) {
                p.fault data-route="none" { (setting.say("consent-js-no-route-danger")) }
            }
            (body)
            @if let Some(reason) = &one.proposal.reason { p.soft { (setting.say("consent-js-reason")) } (said(reason)) }
        }
    })
}

/// Whom it concerns: who may be told follows from it.
fn concerns(setting: &Setting<'_>, one: &Asked) -> Markup {
    let names = page_steps::concerns(setting, one);
    html! {
        @if !names.is_empty() {
            p data-concerns {
                span.soft { (setting.say("consent-js-concerns")) }
                @for name in names { " " b { (ruby(name.get(setting.lang.core()))) } }
            }
        }
    }
}

fn question(setting: &Setting<'_>, one: &Asked, carried: &Carried<'_>, until: Markup) -> Markup {
    setting.form(&format!("answer-{}", one.entry), "/plain/answer", html! {
        (hidden(one, carried))
        p.soft { (until) }
        fieldset {
            legend { (setting.say("consent-plain-strike")) }
            @for (place, piece) in pieces(&one.text).iter().enumerate() {
                label.choice {
                    input type="checkbox" name="struck" value=(place) autocomplete="off";
                    span dir="auto" { (piece) }
                }
            }
        }
        div.btns {
            button.btn type="submit" name="to" value="agreed" { (setting.say("consent-plain-agree")) }
            button.btn.second type="submit" name="to" value="declined" { (setting.say("consent-js-decline")) }
        }
    })
}

fn hidden(one: &Asked, carried: &Carried<'_>) -> Markup {
    html! {
        (carry("slip", carried.slip)) (carry("token", carried.token))
        (carry("proposal", &one.entry.to_string()))
    }
}

fn said(text: &str) -> Markup {
    html! { p.words dir="auto" { (text) } }
}
