//! What the desk proposed and did, and what was answered to it, on the path without script.

use maud::{Markup, html};
use sotomado_core::calendar::{Wall, day_in};
use sotomado_core::entry::{Consent, Deed, Reply, Step};
use sotomado_core::log::{Asked, Fault, Standing};

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

/// Whom the desk told, and when; or nobody.
#[must_use]
pub fn told(lang: Locale, asked: &[Asked]) -> Markup {
    let taken = asked.iter().filter_map(|one| match &one.standing {
        Standing::Taken { time, .. } => Some((one, Wall::of(time.timestamp()))),
        _ => None,
    });
    let taken: Vec<_> = taken.collect();
    html! {
        @if taken.is_empty() { (rich(lang, "mailbox-js-state-none", &[])) }
        @for (one, wall) in taken {
            @let id = if one.proposal.reason.is_some() { "consent-js-told-danger" } else { "consent-js-told" };
            p { (rich(lang, id, &[("recipient", &one.proposal.recipient), ("day", &day_in(wall.day, lang.core()))])) }
        }
    }
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
