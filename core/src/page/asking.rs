//! The forms that a counsellor may send to the reporter: which questions, and what is written with them.

use maud::{Markup, html};

use super::words::Words;
use crate::policy::{QuestionSet, Text};

/// One form that can be sent at this stage.
#[derive(Clone, Debug)]
pub struct ShownForm<'a> {
    pub set: &'a QuestionSet,
    /// Acts, by id, of which sending it is one; the first is the next in their order that was not asked yet.
    pub acts: Vec<(String, Text)>,
}

/// How many answers a counsellor may propose.
pub const CHOICES: usize = 3;

/// All of them, or a sentence that there is none now.
#[must_use]
pub fn forms(words: &Words, all: &[ShownForm<'_>]) -> Markup {
    html! {
        p.soft { (words.say("consent-desk-asks-lead", &[])) }
        @if all.is_empty() { p #asks-none { (words.say("consent-desk-asks-none", &[])) } }
        @for one in all { (form(words, one)) }
    }
}

fn form(words: &Words, one: &ShownForm<'_>) -> Markup {
    let set = one.set;
    let id = |part: &str| format!("asks-{}-{part}", set.id);
    let proposes = set.items.iter().any(|item| item.choices);
    html! {
        details.fold id=(id("fold")) {
            summary { span { (words.policy(&set.name)) } }
            form.inside.stack data-set=(set.id) novalidate {
                @if let [(act, _)] = one.acts.as_slice() {
                    input type="hidden" name="act" value=(act);
                } @else {
                    label for=(id("act")) { (words.say("consent-desk-asks-act", &[])) }
                    select id=(id("act")) name="act" {
                        @for (act, name) in &one.acts { option value=(act) { (words.policy_plain(name)) } }
                    }
                }
                label for=(id("text")) { (words.say("consent-desk-asks-text", &[])) }
                textarea id=(id("text")) name="text" rows="5" autocomplete="off" spellcheck="false" writingsuggestions="false" { (words.policy_plain(&set.draft)) }
                @if proposes {
                    p.hint { (words.say("consent-desk-asks-choices-note", &[])) }
                    @for place in 1..=CHOICES {
                        @let field = id(&format!("choice-{place}"));
                        label for=(field) { (words.say("consent-desk-asks-choice", &[("n", &place.to_string())])) }
                        input type="text" id=(field) name="choice" autocomplete="off" spellcheck="false";
                    }
                    label for=(id("fewer")) { (words.say("consent-desk-asks-fewer", &[])) }
                    input type="text" id=(id("fewer")) name="fewer" autocomplete="off" spellcheck="false";
                }
                p.soft { (words.say("consent-desk-asks-questions", &[])) }
                ul.points { @for item in &set.items { li { (words.policy(&item.text)) } } }
                p.fault id=(id("fault")) role="alert" {}
                button.btn.second id=(id("send")) { span { (words.say("consent-desk-asks-send", &[])) } }
            }
        }
    }
}
