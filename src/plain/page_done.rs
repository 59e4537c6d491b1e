//! The code, shown here alone; and the end.

use maud::{Markup, html};

use crate::http::locale::{rich, t};
use crate::plain::page::{Setting, carry};

/// A report that is kept.
#[derive(Clone, Copy, Debug)]
pub struct Receipt<'a> {
    /// Six groups with spaces between.
    pub code: &'a str,
    /// Day and hour of the first answer.
    pub first: (&'a str, &'a str),
    /// It was kept before.
    pub before: bool,
    /// Whether its file is kept too, if it has one.
    pub file: Option<bool>,
}

/// The receipt.
#[must_use]
pub fn receipt(setting: &Setting<'_>, receipt: &Receipt<'_>) -> Markup {
    let (day, hour) = receipt.first;
    let body = html! {
        section.stack #plain-done {
            h1 { (setting.say("window-done-heading")) }
            p { (setting.say("plain-done-lead")) }
            ol.code #code aria-label=(t(setting.lang, "window-done-code", &[])) {
                @for group in receipt.code.split(' ') { li { (group) } }
            }
            @if receipt.before { p.note #first-kept { (setting.say("plain-first-kept")) } }
            @match receipt.file {
                Some(true) => p.note #file-kept { (setting.say("plain-done-file")) },
                Some(false) => p.fault #file-lost role="alert" { (setting.say("plain-done-file-lost")) },
                None => {},
            }
            p.answer { (setting.say("window-done-answer")) " " b #answer-day { (rich(setting.lang, "window-js-until", &[("day", day), ("hour", hour)])) } }
            p.no-print { (setting.say("plain-done-note")) }
            p.no-print { (setting.say("plain-done-reload")) }
            (setting.form("end-form", "/plain/end", html! {
                (carry("token", ""))
                button.btn.no-print #end type="submit" { (setting.say("window-done-finish")) }
            }))
        }
    };
    setting.document(true, body)
}

/// Nothing is held any more. `taken_back`: and nothing of the case is left.
#[must_use]
pub fn end(setting: &Setting<'_>, taken_back: bool) -> Markup {
    let body = html! {
        section.stack #plain-end {
            @if taken_back {
                h1 #taken-back { (setting.say("plain-taken-heading")) }
                p { (setting.say("plain-taken")) }
            } @else {
                h1 { (setting.say("window-end-heading")) }
                p { (setting.say("plain-end-lead")) }
            }
            p.note { (setting.say("plain-end-history")) }
            div.btns {
                a.btn #close href="https://www.jma.go.jp/" rel="noreferrer" { (setting.say("shell-leave")) }
                a.btn.text href=(setting.link("/plain")) { (setting.say("plain-end-again")) }
            }
        }
    };
    setting.document(false, body)
}
