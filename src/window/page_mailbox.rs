//! Coming back with the receipt code, and what to do without it.

use maud::{Markup, html};

use crate::http::locale::{link, rich};
use crate::http::widgets::{Room, restored, way};
use crate::window::page::{Setting, needs_script};
use crate::window::{page_code, page_files, page_report, page_takeback};

/// `/o/{org}/mailbox`.
#[must_use]
pub fn mailbox(setting: &Setting<'_>) -> Markup {
    let body = html! {
        div.beside {
            (setting.contacts(Room::Short))
            (needs_script(setting.lang, &setting.path("/plain")))
            p.fault.whole #fault role="alert" tabindex="-1" {}
            (enter(setting))
            (opened(setting))
            (page_takeback::gone(setting))
            template #form { (page_report::steps(setting)) }
            template #renew-form { div.stack #renew-kept { p { b { (rich(setting.lang, "mailbox-js-renew-code", &[])) } } (page_code::shown(setting.lang, "renew-", "mailbox-js-renew-code")) } }
        }
    };
    setting.document("/mailbox", "window-mailbox-title", true, body)
}

fn enter(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="enter" aria-labelledby="enter-heading" {
            h1 #enter-heading tabindex="-1" { (rich(lang, "window-mailbox-heading", &[])) }
            p { (rich(lang, "window-mailbox-lead", &[])) }
            (restored(lang, setting.restored))
            div.stack #enter hidden {
                div.field {
                    label for="receipt" { (rich(lang, "window-mailbox-code", &[])) }
                    input.paste #receipt type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="receipt-fault receipt-room";
                    p.hint #receipt-room role="status" {}
                    p.fault #receipt-fault role="alert" {}
                }
                (page_code::from_picture(lang))
                p.progress #progress role="status" {}
                button.btn #open type="button" { (rich(lang, "window-mailbox-open", &[])) }
            }
            p.way { a href=(link(&setting.path("/lost"), lang)) { (rich(lang, "window-home-lost", &[])) } }
        }
    }
}

fn opened(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="case" aria-labelledby="case-heading" hidden {
            h1 #case-heading tabindex="-1" {}
            p.soft #poster {}
            p.fault #trouble role="alert" {}
            ol.talk #talk {}
            div.btns { button.btn.text #again type="button" { (rich(lang, "window-mailbox-again", &[])) } }
            h2 { (rich(lang, "window-mailbox-state", &[])) }
            dl.four #state {}
            p.soft { (rich(lang, "window-mailbox-state-server", &[])) }
            h2 { label for="message" { (rich(lang, "window-mailbox-write", &[])) } }
            div.field {
                textarea #message rows="5" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby="message-hint message-fault message-room" {}
                p.hint #message-hint { (rich(lang, "window-mailbox-write-hint", &[])) }
                p.hint #message-room role="status" {}
                p.fault #message-fault role="alert" {}
            }
            p.progress #message-progress role="status" {}
            button.btn #send-message type="button" { (rich(lang, "window-mailbox-send", &[])) }
            (page_files::choose(lang, setting.largest_file))
            button.btn #send-files type="button" hidden { (rich(lang, "files-send", &[])) }
            (page_takeback::offer(setting))
        }
    }
}

/// `/o/{org}/lost`.
#[must_use]
pub fn lost(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let list = |part: &str| {
        html! {
            h2 { (rich(lang, &format!("window-lost-{part}"), &[])) }
            ul.points {
                @for n in 1..=3 { li { (rich(lang, &format!("window-lost-{part}-{n}"), &[])) } }
            }
        }
    };
    let body = html! {
        div.home {
            section.say.stack {
                h1 { (rich(lang, "window-lost-heading", &[])) }
                p { (rich(lang, "window-lost-lead", &[])) }
                (list("anew"))
                (list("before"))
                div.btns {
                    (way(lang, "start", &setting.path("/report"), "window-lost-start", ""))
                    (way(lang, "come-back", &setting.path("/mailbox"), "window-lost-found", "second"))
                }
            }
            (setting.contacts(Room::Full))
        }
    };
    setting.document("/lost", "window-lost-title", false, body)
}
