//! Who can read a case, and whom the reporter left out.

use maud::{Markup, html};

use super::shown::{Content, ShownCase};
use super::words::Words;

/// The names, and who was added when and why.
#[must_use]
pub fn readers(words: &Words, case: &ShownCase) -> Markup {
    html! {
        dl.facts {
            div { dt { (words.say("desk-js-readers-now", &[])) } dd { (names(words, &case.readers)) } }
            div { dt { (words.say("desk-js-readers-left-out", &[])) } dd { (names(words, &case.left_out)) } }
            @if !case.gone.is_empty() {
                div #readers-gone { dt { (words.say("desk-js-readers-gone", &[])) } dd { (names(words, &case.gone)) } }
            }
        }
        @for entry in &case.entries {
            @if let (Content::Grant { .. } | Content::Leaving { .. }, true) = (&entry.content, entry.faults.is_empty()) {
                p.soft {
                    @if let Some(at) = entry.time { (words.moment(at)) " " }
                    (change(words, &entry.content))
                }
            }
        }
    }
}

/// The sentence about who was added, or left.
pub(super) fn change(words: &Words, content: &Content) -> Markup {
    match content {
        Content::Grant { reader, reason } => words.say(
            "desk-js-line-grant",
            &[("name", reader), ("reason", reason)],
        ),
        Content::Leaving {
            how,
            reader,
            reason,
        } => words.say(
            &format!("desk-js-line-{how}"),
            &[("name", reader), ("reason", reason)],
        ),
        _ => html! {},
    }
}

fn names(words: &Words, names: &[String]) -> Markup {
    html! {
        @if names.is_empty() {
            (words.say("desk-js-nobody", &[]))
        } @else {
            @for (place, name) in names.iter().enumerate() { @if place > 0 { br; } (name) }
        }
    }
}
