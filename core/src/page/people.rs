//! The persons a case is about, named before anything else of it is shown.

use maud::{Markup, html};

use super::words::Words;

/// The heading of a case page. A long list of people is not a heading: it stands below as text.
#[must_use]
pub fn people(words: &Words, people: &str) -> Markup {
    const HEADING_MOST: usize = 60;
    let text = people.trim();
    html! {
        @if text.is_empty() {
            h1 data-heading { (words.say("desk-js-people-none", &[])) }
        } @else if text.chars().count() <= HEADING_MOST && !text.contains('\n') {
            h1 data-heading { (text) }
        } @else {
            h1 data-heading { (words.say("desk-js-people-many", &[])) }
            p.words { (text) }
        }
    }
}
