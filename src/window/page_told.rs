//! What somebody in the city is told by a link and a code. The link's secret stands behind `#` and never comes here.

use maud::{Markup, html};
use serde_json::json;

use crate::http::locale::{rich, t};
use crate::http::shell::{self, Page, Surface};
use crate::http::widgets::desk;
use crate::window::page::Setting;

/// `/o/{org}/told`.
#[must_use]
pub fn told(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let (path, home) = (setting.path("/told"), setting.path(""));
    let title = t(lang, "told-title", &[("organisation", setting.name)]);
    let mut page = Page::new(lang, Surface::Window, &title, &path);
    page.organisation = Some(setting.name);
    page.home = &home;
    page.sample = setting.sample;
    page.script = Some("told.js");
    page.words = &["told-js-"];
    page.render(html! {
        div.narrow.stack {
            noscript { p.note #script-off { (rich(lang, "told-script-off", &[])) } }
            p.fault.whole #script-late role="alert" { (rich(lang, "told-script-late", &[])) }
            p.soft.progress #waiting role="status" hidden { (rich(lang, "told-wait", &[])) }
            p.fault.whole #fault role="alert" tabindex="-1" {}
            (enter(setting))
            (opened(setting))
            section.stack data-step="over" hidden {
                h1 tabindex="-1" { (rich(lang, "told-over-heading", &[])) }
                p #over { (rich(lang, "told-over", &[])) }
            }
            (desk(lang, setting.policies))
        }
        (shell::data("page", &json!({
            "organisation": setting.slug, "window": setting.window, "hl": lang.id(), "page": "told",
        })))
    })
}

fn enter(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="enter" aria-labelledby="enter-heading" {
            h1 #enter-heading tabindex="-1" { (rich(lang, "told-heading", &[])) }
            p { (rich(lang, "told-lead", &[])) }
            div.stack #enter hidden {
                div.field {
                    label for="short-code" { (rich(lang, "told-code", &[])) }
                    input #short-code type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="short-code-fault";
                    p.fault #short-code-fault role="alert" {}
                }
                p.progress #progress role="status" {}
                button.btn #open type="button" { (rich(lang, "told-open", &[])) }
            }
        }
    }
}

fn opened(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="told" aria-labelledby="telling-to" hidden {
            h1 #telling-to tabindex="-1" {}
            p.soft #telling-from {}
            h2 { (rich(lang, "told-text-heading", &[])) }
            p.words #telling-text dir="auto" {}
            p.hint #telling-masked hidden { (rich(lang, "told-masked", &[])) }
            p #telling-ground {}
            p.note #telling-came hidden {}
            p.soft #telling-until {}
            h2 { (rich(lang, "told-ask-heading", &[])) }
            ul.points { @for n in 1..=3 { li { (rich(lang, &format!("told-ask-{n}"), &[])) } } }
            h2 { (rich(lang, "told-see-heading", &[])) }
            p { (rich(lang, "told-see", &[])) }
            div.stack #given-back hidden {
                h2 { (rich(lang, "told-answers-heading", &[])) }
                ol.talk #answers {}
            }
            p.progress #answer-progress role="status" {}
            div.btns.no-print {
                button.btn #received type="button" { (rich(lang, "told-received", &[])) }
                button.btn.text #print type="button" { (rich(lang, "told-print", &[])) }
            }
            div.stack.no-print {
                h2 { (rich(lang, "told-measure-heading", &[])) }
                div.field {
                    label for="measure" { (rich(lang, "told-measure", &[])) }
                    p.hint #measure-hint { (rich(lang, "told-measure-hint", &[])) }
                    textarea #measure rows="4" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby="measure-hint measure-fault" {}
                    p.fault #measure-fault role="alert" {}
                }
                div.field {
                    label for="measure-from" { (rich(lang, "told-from", &[])) }
                    input #measure-from type="date" autocomplete="off" aria-describedby="measure-from-fault";
                    p.fault #measure-from-fault role="alert" {}
                }
                p.progress #measure-progress role="status" {}
                button.btn.second #send-measure type="button" { (rich(lang, "told-send", &[])) }
            }
        }
    }
}
