//! A form to be printed and written by hand, a slip to keep, and a sheet for the envelope. Nothing is sent, and nothing is kept.

use maud::{Markup, html};
use sotomado_core::policy::{Kind, Question};

use crate::http::locale::{link, rich, ruby, t};
use crate::window::page::{Setting, needs_script};

/// Ruled lines for what happened.
const LINES: usize = 16;

/// `/o/{org}/paper`. The script makes the code; without it the form has none, and the page says what that means.
#[must_use]
pub fn paper(setting: &Setting<'_>) -> Markup {
    let body = html! {
        div.no-print.stack {
            h1 { (rich(setting.lang, "window-paper-heading", &[])) }
            p { (rich(setting.lang, "window-paper-lead", &[])) }
            ul.points {
                @for n in 1..=4 { li { (rich(setting.lang, &format!("window-paper-point-{n}"), &[])) } }
            }
            (needs_script(setting.lang, &setting.path("/plain")))
            p.fault.whole #fault role="alert" tabindex="-1" {}
            p.note #paper-no-code { (rich(setting.lang, "window-paper-no-code", &[])) }
            p.note #paper-code-note hidden { (rich(setting.lang, "window-paper-code-note", &[])) }
            button.btn #paper-print type="button" hidden { (rich(setting.lang, "window-paper-print", &[])) }
            p.soft #paper-printed role="status" {}
            p.way { a href=(link(&setting.path(""), setting.lang)) { (rich(setting.lang, "window-paper-back", &[])) } }
        }
        div.papers { (form(setting)) (slip(setting)) (envelope(setting)) }
    };
    setting.document("/paper", "window-paper-title", true, body)
}

fn form(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        article.paper #paper-form {
            h2 { (rich(lang, "window-paper-form", &[("organisation", setting.name)])) }
            p { (rich(lang, "window-paper-no-name", &[])) }
            (code(setting, "paper-code"))
            h3 { (rich(lang, "window-write-words", &[])) }
            (ruled(LINES))
            h3 { (rich(lang, "window-paper-people", &[])) }
            (ruled(2))
            h3 { (rich(lang, "window-paper-not-read", &[])) }
            (ruled(1))
            p.soft { (rich(lang, "window-paper-rest", &[])) }
            @for question in &setting.policies.intake.questions { (asked(setting, question)) }
            div.ask {
                h3 { (rich(lang, "window-paper-consent", &[])) }
                ul.ticks { @for level in &setting.policies.consent.levels { li { (ruby(level.text.get(lang.core()))) } } }
            }
        }
    }
}

fn asked(setting: &Setting<'_>, question: &Question) -> Markup {
    let lang = setting.lang;
    html! {
        div.ask {
            h3 { (ruby(question.text.get(lang.core()))) }
            @match question.kind {
                Kind::Text => (ruled(1)),
                Kind::Month => p { (rich(lang, "window-paper-month", &[])) },
                Kind::One | Kind::Many => ul.ticks { @for option in &question.options { li { (ruby(option.text.get(lang.core()))) } } },
            }
        }
    }
}

fn ruled(lines: usize) -> Markup {
    html! { ol.ruledlines { @for _ in 0..lines { li { span.ruled {} } } } }
}

/// The groups, drawn by the script; until then there is nothing.
fn code(setting: &Setting<'_>, id: &str) -> Markup {
    html! {
        div data-code hidden {
            p { b { (rich(setting.lang, "window-paper-code", &[])) } }
            ol.code id=(id) aria-label=(t(setting.lang, "window-paper-code", &[])) {}
        }
    }
}

fn slip(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        article.paper #paper-slip {
            h2 { (rich(lang, "window-paper-slip", &[])) }
            p { (setting.name) }
            (code(setting, "slip-code"))
            ul.points {
                li { (rich(lang, "window-paper-slip-1", &[])) }
                li { (by_telephone(setting)) }
                li { (rich(lang, "window-paper-slip-3", &[])) }
            }
            p.paper-address data-path { (setting.path("/mailbox")) }
        }
    }
}

/// By the number that the desk signed; without one, by the leaflet that whoever came by telephone has.
fn by_telephone(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let desk = setting.policies.window.desk.as_ref();
    match desk.and_then(|desk| Some((desk, desk.telephone.as_ref()?))) {
        Some((desk, telephone)) => html! {
            (rich(lang, "window-paper-slip-2-at", &[("telephone", telephone)]))
            @if let Some(hours) = &desk.hours { " " span.soft { (hours) } }
        },
        None => rich(lang, "window-paper-slip-2", &[]),
    }
}

fn envelope(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        article.paper #paper-envelope {
            h2 { (rich(lang, "window-paper-envelope", &[])) }
            @match setting.policies.window.desk.as_ref().and_then(|desk| Some((&desk.name, desk.address.as_ref()?))) {
                Some((name, address)) => div #paper-desk { p.paper-address { (address) } p.paper-address { (name) } },
                None => { p { (rich(lang, "window-paper-to", &[])) } (ruled(3)) }
            }
            p { b { (rich(lang, "window-paper-desk", &[("organisation", setting.name)])) } }
            ul.points {
                @for n in 1..=3 { li { (rich(lang, &format!("window-paper-envelope-{n}"), &[])) } }
            }
        }
    }
}
