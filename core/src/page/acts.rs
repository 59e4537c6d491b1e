//! What was done at a stage, noted: forms for few acts, one form for many.

use maud::{Markup, html};

use super::words::Words;
use crate::policy::Text;

/// Something that may be noted at the present stage.
#[derive(Clone, Debug)]
pub struct ShownAct {
    pub id: String,
    pub name: Text,
    /// Whoever notes it says why.
    pub reason: bool,
    /// Whoever notes it says on which day it was.
    pub day: bool,
    /// Which may lie ahead.
    pub ahead: bool,
}

/// More acts than these are chosen from a list.
const FEW: usize = 2;

/// The forms for all acts of a stage; a few have one each, unless they ask for more than a word.
pub(super) fn acts(words: &Words, of: &str, all: &[ShownAct]) -> Markup {
    html! {
        @if all.len() > FEW || all.iter().any(|act| act.day) {
            (records(words, of, all))
        } @else {
            @for act in all { (noting(words, [of, "did", &act.id], html! { (words.say("consent-desk-act-of", &[])) " " (words.policy(&act.name)) }, "consent-desk-act-note", "consent-desk-act-keep")) }
        }
    }
}

/// The form for something that was done: of which procedure, what kind of deed, which act.
pub(super) fn noting(
    words: &Words,
    [of, deed, act]: [&str; 3],
    summary: Markup,
    note: &str,
    keep: &str,
) -> Markup {
    let id = format!("{of}-{deed}-{act}");
    html! {
        details.fold {
            summary { span { (summary) } }
            form.inside.stack data-deed=(deed) data-act=(act) novalidate {
                label for=(id) { (words.say(note, &[])) }
                textarea id=(id) name="text" rows="2" autocomplete="off" spellcheck="false" writingsuggestions="false" {}
                button.btn.second { span { (words.say(keep, &[])) } }
            }
        }
    }
}

/// One form for many acts, whose names say enough for most.
fn records(words: &Words, of: &str, acts: &[ShownAct]) -> Markup {
    let id = |part: &str| format!("{of}-{part}");
    html! {
        details.fold id=(id("acts")) {
            summary { span { (words.say("consent-desk-acts", &[])) } }
            form.inside.stack data-deed="did" data-act="" data-brief="" novalidate {
                label for=(id("act")) { (words.say("consent-desk-acts-which", &[])) }
                select id=(id("act")) name="act" {
                    option value="" { (words.plain("consent-desk-acts-none", &[])) }
                    @for act in acts { option value=(act.id) data-reason[act.reason] data-day[act.day] data-ahead[act.ahead] { (words.policy_plain(&act.name)) } }
                }
                @if acts.iter().any(|act| act.day) {
                    div.field data-field="act-day" hidden {
                        label for=(id("act-day")) { (words.say("consent-desk-acts-day", &[])) }
                        input id=(id("act-day")) name="day" type="date";
                    }
                }
                label for=(id("act-note")) { (words.say("consent-desk-acts-note", &[])) }
                textarea id=(id("act-note")) name="text" rows="2" autocomplete="off" spellcheck="false" writingsuggestions="false" {}
                button.btn.second id=(id("act-keep")) { span { (words.say("consent-desk-act-keep", &[])) } }
            }
        }
    }
}
