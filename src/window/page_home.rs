//! An organisation's own page: four lines before the first word.

use maud::{Markup, html};
use sotomado_core::calendar::{first_answer, is_reading_now};
use sotomado_core::roster::Runs;

use crate::http::locale::{link, rich};
use crate::http::widgets::{Room, moment, way};
use crate::window::page::Setting;

/// `/o/{org}`.
#[must_use]
pub fn home(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let body = html! {
        div.home {
            section.say.stack {
                h1 { (rich(lang, "window-home-heading", &[])) }
                (four(setting))
                p.soft #reading-now {
                    @if is_reading_now(setting.policies, setting.now) { (rich(lang, "window-home-day", &[])) }
                    @else { (rich(lang, "window-home-night", &[])) }
                }
            }
            (setting.contacts(Room::Full))
            section.go.stack {
                div.btns {
                    (way(lang, "start", &setting.path("/report"), "window-home-start", ""))
                    (way(lang, "come-back", &setting.path("/mailbox"), "window-home-back", "second"))
                }
                p.way { a #lost href=(link(&setting.path("/lost"), lang)) { (rich(lang, "window-home-lost", &[])) } }
            }
            (can(setting))
        }
    };
    setting.document("", "window-home-title", false, body)
}

fn four(setting: &Setting<'_>) -> Markup {
    let (lang, readers) = (setting.lang, setting.readers.to_string());
    let (day, hour) = moment(lang, first_answer(setting.policies, setting.now));
    let readers_value = match setting.readers {
        0 => "window-home-readers-none",
        1 | 2 => "window-home-readers-few",
        _ => "window-home-readers-value",
    };
    html! {
        dl.four #four {
            div { dt { (rich(lang, "window-home-readers", &[])) } dd { (rich(lang, readers_value, &[("n", &readers)])) } }
            div {
                dt { (rich(lang, "window-home-personnel", &[])) }
                dd {
                    @if setting.runs == Runs::City {
                        (rich(lang, "window-home-personnel-city", &[]))
                        span.soft { (rich(lang, "window-home-personnel-city-note", &[("organisation", setting.name)])) }
                    } @else {
                        (rich(lang, "window-home-personnel-value", &[]))
                    }
                }
            }
            div { dt { (rich(lang, "window-home-name", &[])) } dd { (rich(lang, "window-home-name-value", &[])) } }
            div {
                dt { (rich(lang, "window-home-answer", &[])) }
                dd #first-answer { (rich(lang, "window-home-answer-value", &[("day", &day), ("hour", &hour)])) }
            }
        }
    }
}

fn can(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let list = |kind: &str| {
        html! {
            h3 { (rich(lang, &format!("window-home-can-{kind}"), &[])) }
            ul.points {
                @for n in 1..=3 { li { (rich(lang, &format!("window-home-can-{kind}-{n}"), &[])) } }
            }
        }
    };
    html! {
        div.can {
            details.fold #can {
                summary { span { (rich(lang, "window-home-can", &[])) } }
                div.inside.stack { (list("yes")) (list("no")) }
            }
            p.way { a #paper href=(link(&setting.path("/paper"), lang)) { (rich(lang, "window-paper-way", &[])) } }
            p.way { a #counter href=(link(&setting.path("/counter"), lang)) { (rich(lang, "counter-way", &[])) } }
        }
    }
}
