//! Before anything: what this path means, and whether its reader agrees; or that it is closed.

use maud::{Markup, html};

use crate::http::widgets::{desk, way};
use crate::plain::form::Form;
use crate::plain::page::{Setting, carry, fault};
use crate::plain::say::Trouble;

/// Asks. What was typed before, if anything, is carried along.
#[must_use]
pub fn ask(
    setting: &Setting<'_>,
    slip: &str,
    typed: Option<&Form>,
    trouble: Option<&Trouble>,
) -> Markup {
    let lang = setting.lang;
    let carried: Vec<_> = typed.into_iter().flat_map(Form::carried).collect();
    let holds = carried
        .iter()
        .any(|(name, value)| *name == "words" && !value.is_empty());
    let body = html! {
        section.stack #plain-ask {
            h1 { (setting.say("plain-ask-heading")) }
            p { (setting.say("plain-ask-safer")) }
            div.btns { (way(lang, "to-script", &format!("/o/{}/report", setting.slug), "plain-ask-to-script", "second")) }
            dl.limits {
                @for part in ["server", "network", "code", "elsewhere"] {
                    div {
                        dt { (setting.say(&format!("plain-ask-{part}-head"))) }
                        dd { (setting.say(&format!("plain-ask-{part}"))) }
                    }
                }
            }
            (setting.form("agree-form", "/plain", html! {
                (carry("slip", slip))
                @for (name, value) in &carried { (carry(name, value)) }
                @if holds { p.note #carried { (setting.say("plain-ask-carried")) } }
                label.choice { input #agree type="checkbox" name="agree" value="yes" autocomplete="off" aria-describedby="agree-fault"; span { (setting.say("plain-ask-agree")) } }
                (fault("agree-fault", trouble.map(|trouble| trouble.sentence(lang))))
                div.btns {
                    button.btn #to-write type="submit" name="to" value="write" { (setting.say("plain-ask-write")) }
                    button.btn.second #to-return type="submit" name="to" value="return" { (setting.say("plain-ask-return")) }
                }
            }))
        }
    };
    setting.document(holds, body)
}

/// The desk has closed this path.
#[must_use]
pub fn closed(setting: &Setting<'_>) -> Markup {
    let body = html! {
        section.stack #plain-closed {
            h1 { (setting.say("plain-closed-heading")) }
            p { (setting.say("plain-closed")) }
            (desk(setting.lang, setting.policies))
            p { (setting.say("plain-ask-elsewhere")) }
            div.btns { (way(setting.lang, "to-script", &format!("/o/{}/report", setting.slug), "plain-ask-to-script", "second")) }
        }
    };
    setting.document(false, body)
}
