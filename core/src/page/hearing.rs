//! What the reporter answers on the telephone: the text is read out, the code read back, and a second counsellor hears it, too.

use maud::{Markup, html};

use super::procedure::{Second, ShownAsked, bring};
use super::words::Words;

/// What may be heard about a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hear {
    Nothing,
    /// Nobody has heard an answer yet.
    First,
    /// This one has heard that it may be told.
    Second(String),
    /// So has whoever reads this: another one must.
    Mine,
    /// That a consent is taken back.
    Back,
}

pub(super) fn hearing(words: &Words, one: &ShownAsked, second: Second) -> Markup {
    let title = match one.hear {
        Hear::Nothing => return html! {},
        Hear::Back => "consent-desk-hear-back",
        _ => "consent-desk-hear",
    };
    html! {
        details.fold data-hear {
            summary { span { (words.say(title, &[])) } }
            form.inside.stack data-deed="spoken" data-of=(one.entry) novalidate { (inside(words, one, second)) }
        }
    }
}

fn inside(words: &Words, one: &ShownAsked, second: Second) -> Markup {
    let id = format!("hear-{}", one.entry);
    let alone = second == Second::Nobody && one.hear == Hear::First;
    html! {
        @match &one.hear {
            Hear::Second(name) => p.note data-heard-by { (words.say("consent-desk-hear-first", &[("name", name)])) },
            Hear::Mine => {
                p.note data-heard-mine { (words.say("consent-desk-hear-mine", &[])) }
                (bring(words, second))
            }
            _ => {}
        }
        @if one.hear != Hear::Back {
            p { (words.say("consent-desk-hear-read", &[])) }
            button.btn.text type="button" data-anew=(one.entry) { span { (words.say("consent-desk-hear-anew", &[])) } }
        }
        @if alone { p.note data-hear-alone { (words.say("consent-desk-hear-alone", &[])) } }
        label for=(id) { (words.say("consent-desk-hear-code", &[])) }
        p.hint id=(format!("{id}-note")) { (words.say("consent-desk-hear-code-note", &[])) }
        input.paste id=(id) name="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby=(format!("{id}-note"));
        div.btns {
            @match &one.hear {
                Hear::Back => (answer(words, "revoked", "hear-revoked", false)),
                hear => {
                    @if *hear == Hear::First && !alone { (answer(words, "agreed", "hear-agreed", false)) }
                    @if matches!(hear, Hear::Second(_)) { (answer(words, "agreed", "hear-second", false)) }
                    (answer(words, "declined", "hear-declined", true))
                }
            }
        }
    }
}

fn answer(words: &Words, is: &str, label: &str, second: bool) -> Markup {
    let class = if second { "btn second" } else { "btn" };
    html! { button class=(class) data-answer=(is) { span { (words.say(&format!("consent-desk-{label}"), &[])) } } }
}
