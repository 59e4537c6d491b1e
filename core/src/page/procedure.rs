//! Where a case stands in a procedure: what was proposed, what came of it, and the ways on with what each of them needs.

use maud::{Markup, html};

use super::words::Words;
use crate::calendar::Day;
use crate::policy::Text;

/// A procedure as a reader of the case sees it.
#[derive(Clone, Debug)]
pub struct ShownProcedure {
    pub name: Text,
    pub stage: Text,
    pub say: Text,
    pub ways: Vec<ShownWay>,
    /// Acts of this stage, by id.
    pub acts: Vec<(String, Text)>,
    pub asked: Vec<ShownAsked>,
    /// Why signed steps were passed over, by the words of their message.
    pub odd: Vec<&'static str>,
    /// Who there is to decide with whoever reads this.
    pub second: Second,
    /// Not the file that the roster names: nothing can be proposed under it.
    pub unsigned: bool,
    pub today: Day,
}

/// Whether anybody can be the second of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// Somebody who reads this case.
    Here,
    /// Somebody who must be given it first.
    ToBring,
    /// The roster names nobody else, or the reporter left them all out: what two must decide is refused.
    Nobody,
}

/// What a way on asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Consent,
    /// Two readers and a reason.
    Two,
    /// The same, and there is no second: it cannot be gone.
    Alone,
    Nothing,
}

impl Needs {
    /// The word for it, in attributes and messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Two => "two",
            Self::Alone => "alone",
            Self::Nothing => "free",
        }
    }
}

#[derive(Clone, Debug)]
pub struct ShownWay {
    pub to: String,
    pub name: Text,
    pub needs: Needs,
}

/// A proposal and what became of it.
#[derive(Clone, Debug)]
pub struct ShownAsked {
    /// Id of its entry.
    pub entry: String,
    pub recipient: String,
    pub text: String,
    pub reason: String,
    /// `open`, `declined`, `agreed`, `revoked`, `approved`, `taken`, `lapsed`.
    pub standing: &'static str,
    pub day: Option<Day>,
    /// Who approved it.
    pub name: String,
    pub may: May,
}

/// What whoever asks may do about a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    Take,
    Approve,
    /// They proposed it: another one approves.
    NotApprove,
    /// They approved it: another one takes it.
    NotTake,
    /// No way leads there from where the case stands.
    NoWay,
    Nothing,
}

/// The section of the case page.
#[must_use]
pub fn procedure(words: &Words, shown: &ShownProcedure) -> Markup {
    html! {
        section #told.stack aria-labelledby="told-heading" {
            h2 #told-heading { (words.policy(&shown.name)) }
            dl.facts {
                div { dt { (words.say("consent-desk-now", &[])) } dd #told-stage { (words.policy(&shown.stage)) } }
            }
            p.soft { (words.policy(&shown.say)) }
            @for odd in &shown.odd {
                p.note data-odd=(odd) {
                    (words.say("consent-desk-odd", &[])) " " (words.say(&format!("consent-desk-odd-{odd}"), &[]))
                }
            }
            @if !shown.asked.is_empty() { ol.talk { @for one in &shown.asked { (asked(words, one, shown.second)) } } }
            p #told-fault.fault role="alert" {}
            (emergency(words))
            @if shown.unsigned {
                p #told-unsigned.note { (words.say("consent-desk-unsigned", &[])) }
            } @else {
                @for (act, name) in &shown.acts { (noting(words, "did", act, html! { (words.policy(name)) }, "consent-desk-act-note", "consent-desk-act-keep")) }
                (ways(words, shown))
            }
        }
    }
}

/// Never behind a form, an approval or a consent. What is written about it comes after.
fn emergency(words: &Words) -> Markup {
    html! {
        p.note { (words.say("consent-desk-call", &[])) " " a #call-110 href="tel:110" { (words.say("consent-desk-call-now", &[])) } }
        (noting(words, "called", "", words.say("consent-desk-called", &[]), "consent-desk-called-note", "consent-desk-called"))
    }
}

fn noting(words: &Words, deed: &str, act: &str, summary: Markup, note: &str, keep: &str) -> Markup {
    let id = format!("told-{deed}-{act}");
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

fn asked(words: &Words, one: &ShownAsked, second: Second) -> Markup {
    html! {
        li.msg.stack data-asked=(one.entry) data-standing=(one.standing) {
            p.what { span.soft { (words.say("consent-desk-recipient", &[])) } " " b { (one.recipient) } }
            p data-standing-words {
                @if let Some(day) = one.day {
                    (words.say_day(&format!("consent-desk-standing-{}", one.standing), day, &[("name", &one.name)]))
                } @else {
                    (words.say(&format!("consent-desk-standing-{}", one.standing), &[]))
                }
            }
            p.words { (one.text) }
            @if !one.reason.is_empty() { p.soft { (words.say("consent-desk-reason", &[])) } p.words { (one.reason) } }
            @match one.may {
                May::Take => {
                    p.soft { (words.say("consent-desk-take-note", &[])) }
                    button.btn type="button" data-deed="taken" data-of=(one.entry) { span { (words.say("consent-desk-take", &[])) } }
                }
                May::Approve => button.btn type="button" data-deed="approved" data-of=(one.entry) { span { (words.say("consent-desk-approve", &[])) } },
                May::NotApprove => {
                    p.soft data-why="one-person" { (words.say("consent-desk-approve-own", &[])) }
                    (bring(words, second))
                }
                May::NotTake => p.soft data-why="one-person" { (words.say("consent-desk-take-own", &[])) },
                May::NoWay => p.soft data-why="no-way" { (words.say("consent-desk-odd-no-way", &[])) },
                May::Nothing => {}
            }
        }
    }
}

/// The second is to be had only by a way that the reporter sees; or there is none, and it says what to do.
fn bring(words: &Words, second: Second) -> Markup {
    html! {
        @match second {
            Second::Here => {}
            Second::ToBring => p.note data-second="to-bring" {
                (words.say("consent-desk-bring", &[])) " " a data-to="readers" href="" { (words.say("consent-desk-bring-link", &[])) }
            },
            Second::Nobody => p.note data-second="nobody" { (words.say("consent-desk-way-alone", &[])) },
        }
    }
}

fn ways(words: &Words, shown: &ShownProcedure) -> Markup {
    let day = shown.today.plus_days(14);
    html! {
        @if !shown.ways.is_empty() {
            details #told-ways.fold {
                summary { span { (words.say("consent-desk-ways", &[])) } }
                form #propose.inside.stack data-deed="proposed" data-needs="" novalidate {
                    fieldset {
                        legend { (words.say("consent-desk-ways", &[])) }
                        @for way in &shown.ways {
                            @let id = format!("way-{}", way.to);
                            label.choice for=(id) {
                                input id=(id) type="radio" name="way" value=(way.to) data-needs=(way.needs.word());
                                span { (words.policy(&way.name)) br; span.soft { (words.say(&format!("consent-desk-way-{}", way.needs.word()), &[])) } }
                            }
                        }
                    }
                    (field(words, "told-recipient", "consent-desk-recipient", html! { input #told-recipient name="recipient" type="text" autocomplete="off" aria-describedby="told-recipient-note"; }))
                    (field(words, "told-text", "consent-desk-text", html! { textarea #told-text name="text" rows="4" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby="told-text-note" {} }))
                    (field(words, "told-reason", "consent-desk-reason", html! { textarea #told-reason name="reason" rows="2" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby="told-reason-note" {} }))
                    (field(words, "told-until", "consent-desk-until", html! { input #told-until name="until" type="date" value=(day) aria-describedby="told-until-note"; }))
                    @if shown.second == Second::ToBring { div data-for="two" { (bring(words, shown.second)) } }
                    button #propose-consent.btn data-for="consent" { span { (words.say("consent-desk-propose", &[])) } }
                    button #propose-two.btn data-for="two" { span { (words.say("consent-desk-propose-danger", &[])) } }
                    button #propose-free.btn.second data-for="free" { span { (words.say("consent-desk-move", &[])) } }
                }
            }
        }
    }
}

fn field(words: &Words, id: &str, label: &str, input: Markup) -> Markup {
    html! {
        div.field data-field=(id) {
            label for=(id) { (words.say(label, &[])) }
            p.hint id=(format!("{id}-note")) { (words.say(&format!("{label}-note"), &[])) }
            (input)
        }
    }
}
