//! What is due in a case, as a list.

use jiff::Timestamp;
use maud::{Markup, html};

use super::words::Words;
use crate::calendar::{Day, Wall};
use crate::work::Due;

/// The soonest first; what is late says so in words.
#[must_use]
pub fn due(words: &Words, all: &[Due], (today, now): (Day, Option<Timestamp>)) -> Markup {
    html! {
        @if all.is_empty() {
            p #tasks.soft { (words.say("desk-js-due-none", &[])) }
        } @else {
            ul #tasks.tasks {
                @for due in all {
                    @let late = due.is_late(today, now);
                    li data-clock=(due.id) data-late[late] {
                        time datetime=(due.day) { (words.day(due.day)) @if let Some(at) = due.at { " " (clock(Wall::of(at).minute)) } }
                        span {
                            (words.policy(&due.name))
                            @if late { " " b { (words.say("desk-js-due-late", &[])) } }
                        }
                    }
                }
            }
        }
    }
}

/// `9:30`
fn clock(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}
