//! What the desk proposed and did, and what was answered to it, on the path without script.

use maud::{Markup, html};
use sotomado_core::calendar::{Wall, day_in};
use sotomado_core::entry::{Body, Consent, Deed, Entry, Reply, Step};
use sotomado_core::log::{Checked, Fault, LogView, Standing};

use crate::http::locale::{Locale, rich};

/// A step: what it is, and its words.
#[must_use]
pub fn step(lang: Locale, step: &Step) -> Markup {
    let (is, recipient, reason) = match &step.deed {
        None => (None, "", ""),
        Some(Deed::Proposed(proposal)) => (
            Some(if proposal.reason.is_some() {
                "danger"
            } else {
                "proposed"
            }),
            proposal.recipient.as_str(),
            proposal.reason.as_deref().unwrap_or_default(),
        ),
        Some(Deed::Approved(_)) => (Some("approved"), "", ""),
        Some(Deed::Taken(taken)) => (Some("taken"), taken.recipient.as_str(), ""),
        Some(Deed::Moved(_)) => (Some("moved"), "", ""),
        Some(Deed::Did(_)) => (Some("did"), "", ""),
        Some(Deed::Called(_)) => (Some("called"), "", ""),
    };
    html! {
        @if let Some(is) = is {
            p.what data-step=(is) { (rich(lang, &format!("consent-js-step-{is}"), &[("recipient", recipient)])) }
        }
        // A proposal bears the name of where it leads, which reads as if it had been done.
        @if !matches!(is, Some("proposed" | "danger" | "approved")) { (said(&step.what)) }
        (said(&step.text))
        @if !reason.is_empty() { p.soft { (rich(lang, "consent-js-reason", &[])) } (said(reason)) }
    }
}

/// What the reporter answered.
#[must_use]
pub fn reply(lang: Locale, consent: &Consent) -> Markup {
    let (is, recipient, text) = match &consent.reply {
        Reply::Agreed(agreed) => ("agreed", agreed.recipient.as_str(), agreed.text.as_str()),
        Reply::Declined(_) => ("declined", "", ""),
        Reply::Revoked(_) => ("revoked", "", ""),
    };
    html! {
        p.what data-reply=(is) { (rich(lang, &format!("consent-js-reply-{is}"), &[("recipient", recipient)])) }
        (said(text))
    }
}

/// Whom the desk says it told, and when, also where it had no right to; or nobody.
#[must_use]
pub fn told(lang: Locale, view: &LogView) -> Markup {
    let mut told: Vec<_> = view
        .entries
        .iter()
        .filter_map(|checked| {
            let entry = checked.entry.as_ref()?;
            let (id, recipient) = telling(view, checked, entry)?;
            Some((entry.header.time, id, recipient))
        })
        .collect();
    told.sort_by_key(|(time, ..)| *time);
    html! {
        @if told.is_empty() { (rich(lang, "mailbox-js-state-none", &[])) }
        @for (time, id, recipient) in told {
            p { (rich(lang, id, &[("recipient", recipient), ("day", &day_in(Wall::of(time.timestamp()).day, lang.core()))])) }
        }
    }
}

/// The sentence about a step that tells somebody, and whom.
fn telling<'a>(
    view: &LogView,
    checked: &Checked,
    entry: &'a Entry,
) -> Option<(&'static str, &'a str)> {
    let Body::Step(step) = &entry.body else {
        return None;
    };
    let taken = match step.deed.as_ref()? {
        Deed::Taken(taken) => taken,
        Deed::Called(_) => return Some(("consent-js-told-called", "")),
        _ => return None,
    };
    let right = view
        .asked
        .iter()
        .find(|one| matches!(&one.standing, Standing::Taken { step, .. } if *step == checked.id));
    let id = match right {
        None => "consent-js-told-wrong",
        Some(_) if checked.faults.contains(&Fault::ConsentCrossed) => "consent-js-told-crossed",
        Some(one) if one.proposal.reason.is_some() => "consent-js-told-danger",
        Some(_) => "consent-js-told",
    };
    Some((id, &taken.recipient))
}

/// The sentence about a fault of an entry.
#[must_use]
pub fn fault(lang: Locale, found: Fault) -> Markup {
    let code = found.code();
    if found.of_consent() {
        rich(lang, &format!("consent-js-fault-{code}"), &[])
    } else {
        rich(lang, &format!("mailbox-js-fault-{code}"), &[])
    }
}

fn said(text: &str) -> Markup {
    html! { @if !text.is_empty() { p.words dir="auto" { (text) } } }
}
