//! What is due in a case, as a list.

use jiff::Timestamp;
use maud::{Markup, html};

use super::procedure::Second;
use super::words::Words;
use crate::calendar::{Day, Wall};
use crate::work::Due;

/// The soonest first; what is late says so in words. `second` is who could do what another than this reader must do.
#[must_use]
pub fn due(
    words: &Words,
    all: &[Due],
    (today, now): (Day, Option<Timestamp>),
    second: Second,
) -> Markup {
    html! {
        @if all.is_empty() {
            p #tasks.soft { (words.say("desk-js-due-none", &[])) }
        } @else {
            ul #tasks.tasks {
                @for due in all {
                    @let late = due.is_late(today, now);
                    li data-clock=(due.id) data-task=[due.task] data-late[late] {
                        time datetime=(due.day) { (words.day(due.day)) @if let Some(at) = due.at { " " (clock(Wall::of(at).minute)) } }
                        span {
                            (words.policy(&due.name))
                            @if !due.whom.is_empty() { "（" bdi data-whom { (due.whom) } "）" }
                            @if late { " " b { (words.say("desk-js-due-late", &[])) } }
                            @if let Some(law) = &due.law {
                                br; small.soft data-counsel { (words.say_day("desk-js-due-law", law.as_of, &[("source", &law.source)])) }
                            }
                            @if due.another { (bring(words, second)) }
                            @if let Some(task) = due.task {
                                br; button.btn.text type="button" id={ "done-" (task) } data-done=(task) { (words.say("desk-js-todo-done", &[])) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Nobody is called by what nobody else can read: somebody must be brought in.
fn bring(words: &Words, second: Second) -> Markup {
    html! {
        @match second {
            Second::Here => {}
            Second::ToBring => {
                br; small data-second="to-bring" {
                    (words.say("desk-js-due-bring", &[])) " " a data-to="readers" href="" { (words.say("consent-desk-bring-link", &[])) }
                }
            }
            Second::Nobody => { br; small data-second="nobody" { (words.say("desk-js-due-alone", &[])) } }
        }
    }
}

/// `9:30`
fn clock(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::policy::{Lang, Text};

    fn drawn(another: bool, second: Second) -> String {
        let day = Day::parse("2026-12-01").unwrap();
        let one = Due {
            id: "retaliation".to_owned(),
            name: Text {
                ja: "受け持つ".to_owned(),
                ja_yasashii: "見《み》る".to_owned(),
                en: "Take it on".to_owned(),
            },
            whom: String::new(),
            day,
            at: None,
            calls: true,
            law: None,
            another,
            theirs: false,
            task: None,
        };
        let words = Words::new(Lang::Ja, BTreeMap::new());
        due(&words, &[one], (day, None), second).into_string()
    }

    #[test]
    fn where_nobody_else_reads_it_what_another_takes_on_says_whom_to_bring_in() {
        let bring = drawn(true, Second::ToBring);
        assert!(
            bring.contains("data-second=\"to-bring\"") && bring.contains("data-to=\"readers\"")
        );
        assert!(drawn(true, Second::Nobody).contains("data-second=\"nobody\""));
        assert!(!drawn(true, Second::Here).contains("data-second"));
        assert!(!drawn(false, Second::Nobody).contains("data-second"));
    }
}
