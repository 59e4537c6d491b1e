//! Leaving a half-written report here: the offer beside the form, and the code before anything is kept.

use maud::{Markup, html};

use crate::http::locale::rich;
use crate::window::page::Setting;
use crate::window::page_code;

/// Beside the words and the readers, once the list of readers is checked; the style sheet hides it at every other step.
#[must_use]
pub fn offer(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        section.draft-offer.stack #draft-offer aria-labelledby="draft-heading-offer" hidden {
            h2 #draft-heading-offer { (rich(lang, "window-draft-offer", &[])) }
            p.soft { (rich(lang, "window-draft-or", &[])) }
            p.note #draft-state role="status" {}
            div.btns {
                button.btn.second #keep-draft type="button" { (rich(lang, "window-draft-keep", &[])) }
                button.btn.text #drop-draft type="button" hidden { (rich(lang, "window-draft-drop", &[])) }
            }
            div.stack #drop-sure hidden {
                p { (rich(lang, "window-draft-drop-sure", &[])) }
                div.btns {
                    button.btn.second #drop-yes type="button" { (rich(lang, "window-draft-drop-yes", &[])) }
                    button.btn.text #drop-no type="button" { (rich(lang, "window-draft-drop-no", &[])) }
                }
            }
        }
    }
}

/// The code, shown before the first saving.
#[must_use]
pub fn step(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let days = setting.policies.retention.draft_days.to_string();
    html! {
        section.stack data-step="draft" aria-labelledby="draft-heading" hidden {
            h1 #draft-heading tabindex="-1" { (rich(lang, "window-draft-heading", &[])) }
            p.note { (rich(lang, "window-draft-nothing", &[])) }
            (page_code::shown(lang, "draft-", "window-draft-code"))
            p.soft { (rich(lang, "window-draft-files", &[])) }
            p.soft { (rich(lang, "window-draft-days", &[("n", &days)])) }
            p.progress #draft-progress role="status" {}
            div.btns #draft-before {
                button.btn #draft-go type="button" { (rich(lang, "window-draft-go", &[])) }
                button.btn.text #draft-back type="button" { (rich(lang, "window-draft-back", &[])) }
            }
            div.stack #draft-after hidden {
                p { (rich(lang, "window-draft-after", &[])) }
                div.btns {
                    button.btn #draft-on type="button" { (rich(lang, "window-draft-on", &[])) }
                    a.btn.second #draft-leave href="https://www.jma.go.jp/" rel="noreferrer" data-leave { (rich(lang, "window-draft-leave", &[])) }
                }
            }
        }
    }
}
