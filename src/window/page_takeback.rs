//! Taking a report back: the offer while nobody has read it, the second question, and that it is gone.

use maud::{Markup, html};
use sotomado_core::calendar::{Day, day_in};

use crate::http::locale::{link, rich};
use crate::window::page::Setting;

/// In the mailbox, hidden until the script knows that nobody has read it.
#[must_use]
pub fn offer(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let days = i32::from(setting.policies.retention.key_backup_days);
    let until = day_in(Day::of(setting.now).plus_days(days), lang.core());
    html! {
        div.stack.takeback #takeback hidden {
            h2 { (rich(lang, "window-takeback-heading", &[])) }
            p #takeback-lead { (rich(lang, "window-takeback-lead", &[])) }
            p #takeback-heard hidden { (rich(lang, "window-takeback-heard", &[])) }
            div.btns { button.btn.second #take-back type="button" aria-expanded="false" aria-controls="take-back-sure" { (rich(lang, "window-takeback-ask", &[])) } }
            div.stack #take-back-sure hidden {
                p.note { (rich(lang, "window-takeback-sure", &[])) }
                p.soft { (rich(lang, "window-takeback-left", &[("day", &until)])) }
                div.btns {
                    button.btn #take-back-yes type="button" { (rich(lang, "window-takeback-yes", &[])) }
                    button.btn.text #take-back-no type="button" { (rich(lang, "window-takeback-no", &[])) }
                }
            }
            p.progress #take-back-progress role="status" {}
        }
    }
}

/// The step after it.
#[must_use]
pub fn gone(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.stack data-step="gone" aria-labelledby="gone-heading" hidden {
            h1 #gone-heading tabindex="-1" { (rich(lang, "window-gone-heading", &[])) }
            p { (rich(lang, "window-gone-lead", &[])) }
            p { (rich(lang, "window-gone-later", &[])) }
            p.note { (rich(lang, "window-end-history", &[])) }
            div.btns {
                a.btn href="https://www.jma.go.jp/" rel="noreferrer" data-leave { (rich(lang, "shell-leave", &[])) }
                a.btn.text href=(link(&setting.path(""), lang)) { (rich(lang, "window-gone-home", &[])) }
            }
        }
    }
}
