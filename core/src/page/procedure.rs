//! Where a case stands in a procedure: what was proposed, what came of it, and the ways on with what each of them needs.

use maud::{Markup, html};

use super::acts::{self, ShownAct};
use super::back;
use super::hearing::{self, Hear};
use super::words::Words;
use crate::calendar::Day;
use crate::policy::Text;

/// A procedure as a reader of the case sees it.
#[derive(Clone, Debug)]
pub struct ShownProcedure {
    /// Ids of the section begin with it.
    pub id: String,
    pub name: Text,
    pub stage: Text,
    pub say: Text,
    pub ways: Vec<ShownWay>,
    /// Acts of this stage.
    pub acts: Vec<ShownAct>,
    pub asked: Vec<ShownAsked>,
    /// Why signed steps were passed over, by the words of their message.
    pub odd: Vec<&'static str>,
    /// Whether the way to 110 stands here.
    pub emergency: bool,
    /// Who there is to decide with whoever reads this.
    pub second: Second,
    /// Not the file that the roster names: nothing can be proposed under it.
    pub unsigned: bool,
    /// Standings of those whom a case may concern, where routes lead from them to the recipient; else the recipient is typed.
    pub standings: Option<Vec<(String, Text)>>,
    /// No lawyer of the place has looked at these routes yet.
    pub unverified: bool,
    pub today: Day,
    /// What the reporter wished, where somebody may be told here.
    pub wish: Option<Wish>,
}

/// What the reporter said of telling others when they sent it: whoever proposes to, and whoever looks at a proposal, has it before them.
#[derive(Clone, Debug)]
pub struct Wish {
    /// In the words that they chose; nothing once they agreed that something be told.
    pub chosen: Option<String>,
    /// Nobody is to be told yet.
    pub silent: bool,
    /// Names of those who were not to read it.
    pub left_out: Vec<String>,
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
    /// What is told does not give the reporter's name.
    pub nameless: bool,
}

/// A proposal and what became of it.
#[derive(Clone, Debug)]
pub struct ShownAsked {
    /// Id of its entry.
    pub entry: String,
    pub recipient: String,
    pub text: String,
    pub reason: String,
    /// Whom it concerns, where that decides who is told.
    pub concerns: Vec<Text>,
    /// `open`, `declined`, `refused`, `agreed`, `spoken`, `revoked`, `approved`, `taken`, `lapsed`.
    pub standing: &'static str,
    pub day: Option<Day>,
    /// Who approved it; the two who heard it on the telephone.
    pub name: String,
    pub may: May,
    /// What may be heard about it on the telephone.
    pub hear: Hear,
    /// Whether its recipient may be told by a link: somebody in the city.
    pub by_link: bool,
    /// The last day of the link in force.
    pub link: Option<Day>,
    /// What the recipient gave back, as far as it was written down.
    pub returned: Vec<ShownReturned>,
}

/// Something that the recipient gave back.
#[derive(Clone, Debug)]
pub struct ShownReturned {
    /// The day on which they signed it.
    pub day: Day,
    /// Of a measure: what, and from which day.
    pub measure: Option<(String, Day)>,
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
    /// No route leads to this recipient for those whom the case concerns.
    NoRoute,
    Nothing,
}

/// The section of the case page.
#[must_use]
pub fn procedure(words: &Words, shown: &ShownProcedure) -> Markup {
    let id = |part: &str| format!("{}-{part}", shown.id);
    html! {
        section.stack id=(shown.id) data-procedure=(shown.id) aria-labelledby=(id("heading")) {
            h2 id=(id("heading")) { (words.policy(&shown.name)) }
            dl.facts {
                div { dt { (words.say("consent-desk-now", &[])) } dd id=(id("stage")) { (words.policy(&shown.stage)) } }
            }
            p.soft { (words.policy(&shown.say)) }
            @for odd in &shown.odd {
                p.note data-odd=(odd) {
                    (words.say("consent-desk-odd", &[])) " " (words.say(&format!("consent-desk-odd-{odd}"), &[]))
                }
            }
            @if !shown.asked.is_empty() { (wished(words, shown)) ol.talk { @for one in &shown.asked { (asked(words, one, shown.second)) } } }
            p.fault id=(id("fault")) role="alert" {}
            @if shown.emergency { (emergency(words, &shown.id)) }
            @if shown.unsigned {
                p.note id=(id("unsigned")) { (words.say("consent-desk-unsigned", &[])) }
            } @else {
                (acts::acts(words, &shown.id, &shown.acts))
                (ways(words, shown))
            }
        }
    }
}

/// Where something is proposed, above it; else beside the fields of a first proposal.
fn wished(words: &Words, shown: &ShownProcedure) -> Markup {
    let Some(wish) = &shown.wish else {
        return html! {};
    };
    let id = if wish.silent {
        "consent-desk-wish-silent"
    } else {
        "consent-desk-wish"
    };
    html! {
        @if let Some(chosen) = &wish.chosen {
            p.note data-wish=(if wish.silent { "silent" } else { "chosen" }) { (words.say(id, &[("chosen", chosen)])) }
        }
        @if !wish.left_out.is_empty() {
            p.note data-wish="left-out" { (words.say("consent-desk-wish-left-out", &[("names", &wish.left_out.join(words.between()))])) }
        }
    }
}

/// Never behind a form, an approval or a consent. What is written about it comes after.
fn emergency(words: &Words, id: &str) -> Markup {
    html! {
        p.note { (words.say("consent-desk-call", &[])) " " a #call-110 href="tel:110" { (words.say("consent-desk-call-now", &[])) } }
        (acts::noting(words, [id, "called", ""], words.say("consent-desk-called", &[]), "consent-desk-called-note", "consent-desk-called"))
    }
}

fn asked(words: &Words, one: &ShownAsked, second: Second) -> Markup {
    html! {
        li.msg.stack data-asked=(one.entry) data-standing=(one.standing) {
            p.what { span.soft { (words.say("consent-desk-recipient", &[])) } " " b { (one.recipient) } }
            @if !one.concerns.is_empty() {
                p data-concerns {
                    span.soft { (words.say("consent-desk-concerns", &[])) }
                    @for name in &one.concerns { " " b { (words.policy(name)) } }
                }
            }
            p data-standing-words {
                @if let Some(day) = one.day {
                    (words.say_day(&format!("consent-desk-standing-{}", one.standing), day, &[("name", &one.name)]))
                } @else {
                    (words.say(&format!("consent-desk-standing-{}", one.standing), &[]))
                }
            }
            p.words { (one.text) }
            @if !one.reason.is_empty() { p.soft { (words.say("consent-desk-reason", &[])) } p.words { (one.reason) } }
            (may(words, one, second))
            (hearing::hearing(words, one, second))
            @if one.standing == "taken" && one.by_link { (back::told(words, one)) }
        }
    }
}

fn may(words: &Words, one: &ShownAsked, second: Second) -> Markup {
    html! {
        @match one.may {
            May::Take => {
                p.soft { (words.say("consent-desk-take-note", &[])) }
                @if one.by_link {
                    p.soft { (words.say("consent-desk-link-note", &[])) }
                    button.btn type="button" data-link="taken" data-of=(one.entry) { span { (words.say("consent-desk-link", &[])) } }
                    button.btn.second type="button" data-deed="taken" data-of=(one.entry) { span { (words.say("consent-desk-take-else", &[])) } }
                } @else {
                    button.btn type="button" data-deed="taken" data-of=(one.entry) { span { (words.say("consent-desk-take", &[])) } }
                }
            }
            May::Approve => button.btn type="button" data-deed="approved" data-of=(one.entry) { span { (words.say("consent-desk-approve", &[])) } },
            May::NotApprove => {
                p.soft data-why="one-person" { (words.say("consent-desk-approve-own", &[])) }
                (bring(words, second))
            }
            May::NotTake => p.soft data-why="one-person" { (words.say("consent-desk-take-own", &[])) },
            May::NoWay => p.soft data-why="no-way" { (words.say("consent-desk-odd-no-way", &[])) },
            May::NoRoute => p.note data-why="no-route" { (words.say("consent-desk-no-route", &[])) },
            May::Nothing => {}
        }
    }
}

/// The second is to be had only by a way that the reporter sees; or there is none, and it says what to do.
pub(super) fn bring(words: &Words, second: Second) -> Markup {
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
    let id = |part: &str| format!("{}-{part}", shown.id);
    let field =
        |part: &str, label: &str, input: Markup| field(words, &id(part), (part, label), input);
    let day = shown.today.plus_days(14);
    // Where nobody is told there is nothing to write.
    let telling = shown.ways.iter().any(|way| way.needs != Needs::Nothing);
    html! {
        @if !shown.ways.is_empty() {
            details.fold id=(id("ways")) {
                summary { span { (words.say("consent-desk-ways", &[])) } }
                form.inside.stack id=(id("propose")) data-deed="proposed" data-needs="" novalidate {
                    fieldset {
                        legend { (words.say("consent-desk-ways", &[])) }
                        @for way in &shown.ways {
                            @let id = format!("way-{}", way.to);
                            label.choice for=(id) {
                                input id=(id) type="radio" name="way" value=(way.to) data-needs=(way.needs.word()) data-nameless[way.nameless];
                                span { (words.policy(&way.name)) br; span.soft { (words.say(&format!("consent-desk-way-{}", way.needs.word()), &[])) } }
                            }
                        }
                    }
                    @if telling && shown.asked.is_empty() { (wished(words, shown)) }
                    @if !telling {
                    } @else if let Some(standings) = &shown.standings {
                        (along(words, &shown.id, standings))
                        @if shown.unverified { p.soft data-field="concerns" data-unverified { (words.say("consent-desk-route-unverified", &[])) } }
                    } @else {
                        (field("recipient", "consent-desk-recipient", html! { input id=(id("recipient")) name="recipient" type="text" autocomplete="off" aria-describedby=(id("recipient-note")); }))
                    }
                    @if telling {
                    (field("text", "consent-desk-text", html! { textarea id=(id("text")) name="text" rows="4" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby=(id("text-note")) {} }))
                    (field("reason", "consent-desk-reason", html! { textarea id=(id("reason")) name="reason" rows="2" autocomplete="off" spellcheck="false" writingsuggestions="false" aria-describedby=(id("reason-note")) {} }))
                    (field("until", "consent-desk-until", html! { input id=(id("until")) name="until" type="date" value=(day) aria-describedby=(id("until-note")); }))
                    }
                    @if shown.second == Second::ToBring { div data-for="two" { (bring(words, shown.second)) } }
                    button.btn id=(id("propose-consent")) data-for="consent" { span { (words.say("consent-desk-propose", &[])) } }
                    button.btn id=(id("propose-two")) data-for="two" { span { (words.say("consent-desk-propose-danger", &[])) } }
                    button.btn.second id=(id("propose-free")) data-for="free" { span { (words.say("consent-desk-move", &[])) } }
                }
            }
        }
    }
}

/// Whom it concerns, and the offices that the routes lead to, which the script asks for as boxes are ticked.
fn along(words: &Words, of: &str, standings: &[(String, Text)]) -> Markup {
    let id = |part: &str| format!("{of}-{part}");
    html! {
        fieldset data-field="concerns" aria-describedby=(id("concerns-note")) {
            legend { (words.say("consent-desk-concerns-ask", &[])) }
            p.hint id=(id("concerns-note")) { (words.say("consent-desk-concerns-note", &[])) }
            @for (standing, name) in standings {
                label.choice for=(id(&format!("concerns-{standing}"))) {
                    input id=(id(&format!("concerns-{standing}"))) type="checkbox" name="concerns" value=(standing);
                    span { (words.policy(name)) }
                }
            }
        }
        (field(words, &id("office"), ("office", "consent-desk-recipient"), html! {
            select id=(id("office")) name="office" disabled aria-describedby=(id("office-note")) {}
            p.note id=(id("route")) role="status" { (words.say("consent-desk-route-none", &[])) }
        }))
    }
}

/// `what` is which field it is, whose hint is of another kind where routes decide.
fn field(words: &Words, id: &str, (what, label): (&str, &str), input: Markup) -> Markup {
    let note = if what == "office" {
        "consent-desk-office-note".to_owned()
    } else {
        format!("{label}-note")
    };
    html! {
        div.field data-field=(what) {
            label for=(id) { (words.say(label, &[])) }
            p.hint id=(format!("{id}-note")) { (words.say(&note, &[])) }
            (input)
        }
    }
}
