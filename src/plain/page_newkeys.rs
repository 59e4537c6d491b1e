//! That somebody who reads the case has another key now, and the form by which the case is handed to it.

use maud::{Markup, html};
use sotomado_core::calendar::day_of_year_in;
use sotomado_core::handing::Followed;

use crate::http::locale::rich;
use crate::plain::page::{Setting, carry};
use crate::plain::page_case::Carried;

/// One note for each, above the conversation.
#[must_use]
pub fn offered(setting: &Setting<'_>, all: &[Followed<'_>], carried: &Carried<'_>) -> Markup {
    let lang = setting.lang;
    html! {
        @if !all.is_empty() {
            section.stack #new-keys {
                @for one in all {
                    @let author = one.reader.author.to_string();
                    div.note.stack data-new-key=(author) {
                        p { b { (rich(lang, "mailbox-js-newkey-who", &[("name", &one.reader.name), ("day", &day_of_year_in(one.since, lang.core()))])) } }
                        p { (setting.say("mailbox-js-newkey-what")) }
                        p.soft { (setting.say("mailbox-js-newkey-choice")) }
                        (setting.form(&format!("hand-on-{author}"), "/plain/hand-on", html! {
                            (carry("slip", carried.slip)) (carry("token", carried.token)) (carry("to", &author))
                            button.btn.second data-give=(author) type="submit" { (setting.say("mailbox-js-newkey-give")) }
                        }))
                    }
                }
            }
        }
    }
}
