//! What came of telling somebody by a link: the link in force, and what the recipient gave back.

use maud::{Markup, html};

use super::procedure::{ShownAsked, ShownReturned};
use super::words::Words;

pub(super) fn told(words: &Words, one: &ShownAsked) -> Markup {
    html! {
        @for returned in &one.returned { (returned_line(words, returned)) }
        button.btn.text type="button" data-handout="handout" data-of=(one.entry) { span { (words.say("consent-desk-paper", &[])) } }
        // What the server holds and nobody has written down yet is put here by the script.
        div.stack data-incoming=(one.entry) {}
        @match one.link {
            Some(day) => {
                p.soft data-link-until=(day) { (words.say_day("consent-desk-link-until", day, &[])) }
                div.btns {
                    button.btn.second type="button" data-link="linked" data-of=(one.entry) { span { (words.say("consent-desk-link-anew", &[])) } }
                    button.btn.text type="button" data-deed="unlinked" data-of=(one.entry) { span { (words.say("consent-desk-link-end", &[])) } }
                }
            }
            None => {
                p.soft data-link-until="" { (words.say("consent-desk-link-none", &[])) }
                button.btn.second type="button" data-link="linked" data-of=(one.entry) { span { (words.say("consent-desk-link-later", &[])) } }
            }
        }
    }
}

fn returned_line(words: &Words, returned: &ShownReturned) -> Markup {
    html! {
        @match &returned.measure {
            None => p data-returned="received" { (words.say_day("consent-desk-back-received", returned.day, &[])) },
            Some((what, from)) => div data-returned="measure" {
                p { (words.say_day("consent-desk-back-measure", returned.day, &[])) " " (words.say_day("consent-desk-back-from", *from, &[])) }
                p.words { (what) }
            },
        }
    }
}
