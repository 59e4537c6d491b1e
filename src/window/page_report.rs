//! The page on which a report is written: one document, one entry in the browser's history.

use maud::{Markup, html};

use crate::http::locale::{Locale, link, rich};
use crate::http::widgets::Room;
use crate::window::page::{Setting, needs_script};
use crate::window::{page_code, page_draft, page_files};

/// `/o/{org}/report`. What is signed (readers, questions, consent sentences) is drawn by the script, once it has
/// checked it; till then words can be written, and go nowhere. Nothing here is a form, so that nothing can be sent in clear.
#[must_use]
pub fn report(setting: &Setting<'_>) -> Markup {
    let body = html! {
        div.beside {
            (setting.contacts(Room::Short))
            (needs_script(setting.lang, &setting.path("/plain")))
            p.fault.whole #fault role="alert" tabindex="-1" {}
            (steps(setting))
        }
    };
    setting.document("/report", "window-limits-title", true, body)
}

/// The steps of writing, one shown at a time; the mailbox has them at hand for a draft that is taken up again.
#[must_use]
pub fn steps(setting: &Setting<'_>) -> Markup {
    html! {
        (limits(setting))
        (words(setting))
        (readers(setting))
        (page_draft::offer(setting))
        (page_draft::step(setting))
        (done(setting))
        (end(setting))
        (page_files::sending(setting.lang))
    }
}

fn limits(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="limits" aria-labelledby="limits-heading" {
            h1 #limits-heading tabindex="-1" { (rich(lang, "window-limits-heading", &[])) }
            dl.limits {
                @for limit in ["device", "team", "reader", "page", "history"] {
                    div {
                        dt { (rich(lang, &format!("window-limits-{limit}-head"), &[])) }
                        dd { (rich(lang, &format!("window-limits-{limit}"), &[])) }
                    }
                }
            }
            p.soft #poster role="status" {}
            div.kept { button.btn #to-words type="button" hidden { (rich(lang, "window-limits-next", &[])) } }
        }
    }
}

fn words(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="words" aria-labelledby="words-heading" hidden {
            h1 #words-heading tabindex="-1" { (rich(lang, "window-write-heading", &[])) }
            div.field {
                label for="report-words" { (rich(lang, "window-write-words", &[])) }
                textarea #report-words rows="8" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby="report-words-hint report-words-fault report-words-room" {}
                p.hint #report-words-hint { (rich(lang, "window-write-words-hint", &[])) }
                p.hint #report-words-room role="status" {}
                p.fault #report-words-fault {}
            }
            div.field {
                label for="report-people" { (rich(lang, "window-write-people", &[])) }
                input #report-people type="text" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby="report-people-hint";
                p.hint #report-people-hint { (rich(lang, "window-write-people-hint", &[])) }
            }
            (page_files::choose(lang, setting.largest_file))
            h2 { (rich(lang, "window-write-more", &[])) }
            p.soft { (rich(lang, "window-write-more-hint", &[])) }
            div #questions {}
            button.btn #to-readers type="button" hidden { (rich(lang, "window-write-next", &[])) }
        }
    }
}

fn readers(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="readers" aria-labelledby="readers-heading" hidden {
            h1 #readers-heading tabindex="-1" { (rich(lang, "window-readers-heading", &[])) }
            p { (rich(lang, "window-readers-lead", &[])) }
            fieldset aria-describedby="readers-left" {
                legend.aloud { (rich(lang, "window-readers-legend", &[])) }
                div.cards #readers {}
            }
            p.note #readers-left role="status" {}
            dl.four #summary {}
            @if setting.calls { (call(lang)) }
            p.progress #progress role="status" {}
            div.btns {
                button.btn #send type="button" { (rich(lang, "window-readers-send", &[])) }
                button.btn.text #back type="button" { (rich(lang, "window-readers-back", &[])) }
            }
        }
    }
}

/// A choice of the reporter's, with what it reveals; where nobody could be reached, it is not offered.
fn call(lang: Locale) -> Markup {
    html! {
        label.choice #call-choice {
            input #urgent type="checkbox" autocomplete="off";
            span { (rich(lang, "window-urgent", &[])) span.soft.may { (rich(lang, "window-urgent-what", &[])) } }
        }
    }
}

fn done(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="done" aria-labelledby="done-heading" hidden {
            h1 #done-heading tabindex="-1" { (rich(lang, "window-done-heading", &[])) }
            p #done-lead { (rich(lang, "window-done-lead", &[])) }
            (page_code::shown(lang, "", "window-done-code"))
            p { (rich(lang, "window-done-more", &[])) }
            p.answer { (rich(lang, "window-done-answer", &[])) " " b #answer-day {} }
            div.btns.no-print { a.btn.second #calendar href="#" { (rich(lang, "window-done-calendar", &[])) } }
            p.soft.no-print { (rich(lang, "window-done-calendar-hint", &[])) }
            (page_code::echo(lang))
            button.btn.no-print #finish type="button" { (rich(lang, "window-done-finish", &[])) }
        }
    }
}

fn end(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="end" aria-labelledby="end-heading" hidden {
            h1 #end-heading tabindex="-1" { (rich(lang, "window-end-heading", &[])) }
            p { (rich(lang, "window-end-lead", &[])) }
            p.note { (rich(lang, "window-end-history", &[])) }
            div.btns {
                a.btn #close href="https://www.jma.go.jp/" rel="noreferrer" data-leave { (rich(lang, "shell-leave", &[])) }
                a.btn.text #end-mailbox href=(link(&setting.path("/mailbox"), lang)) { (rich(lang, "window-end-mailbox", &[])) }
            }
        }
    }
}
