//! Steps, proposals and what was answered to them, as the pages show them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::entry::{Answered, Consent, Deed, Reply, Step};
use crate::page::shown::Content;
use crate::spoken;
use crate::telling::{Answer, Measure, Returned};

/// The measure that was written down; none of a word of receipt, and of what cannot be read.
fn measure(answered: &Answered) -> Option<Measure> {
    let bytes = STANDARD.decode(&answered.frame).ok()?;
    match Answer::read(&bytes).ok()?.is {
        Returned::Measure(measure) => Some(measure),
        Returned::Received => None,
    }
}

pub(super) fn step(step: &Step) -> Content {
    if let Some(Deed::Answered(answered)) = &step.deed
        && let Some(measure) = measure(answered)
    {
        return Content::Step {
            is: "measured",
            what: String::new(),
            text: measure.what,
            recipient: String::new(),
            until: measure.from.to_string(),
            reason: String::new(),
        };
    }
    let (is, recipient, until, reason) = match &step.deed {
        None => ("", "", String::new(), ""),
        Some(Deed::Proposed(proposal)) => (
            if proposal.reason.is_some() {
                "danger"
            } else {
                "proposed"
            },
            proposal.recipient.as_str(),
            proposal.until.to_string(),
            proposal.reason.as_deref().unwrap_or_default(),
        ),
        Some(Deed::Approved(_)) => ("approved", "", String::new(), ""),
        Some(Deed::Taken(taken)) => ("taken", taken.recipient.as_str(), String::new(), ""),
        Some(Deed::Moved(_)) => ("moved", "", String::new(), ""),
        Some(Deed::Did(did)) => match did.day {
            Some(day) => ("dated", "", day.to_string(), ""),
            None => ("did", "", String::new(), ""),
        },
        Some(Deed::Called(_)) => ("called", "", String::new(), ""),
        Some(Deed::Linked(linked)) => ("linked", "", linked.link.until.to_string(), ""),
        Some(Deed::Unlinked(_)) => ("unlinked", "", String::new(), ""),
        Some(Deed::Answered(_)) => ("answered", "", String::new(), ""),
        Some(Deed::Asks(_)) => ("asks", "", String::new(), ""),
        Some(Deed::Spoken(spoken)) => (spoken::kind(&spoken.frame), "", String::new(), ""),
    };
    Content::Step {
        is,
        what: step.what.clone(),
        text: said(step),
        recipient: recipient.to_owned(),
        until,
        reason: reason.to_owned(),
    }
}

/// The text, and under it the answers that were proposed.
fn said(step: &Step) -> String {
    let choices = match &step.deed {
        Some(Deed::Asks(asks)) => asks.choices.as_slice(),
        _ => &[],
    };
    let numbered = choices.iter().enumerate();
    let lines = numbered.map(|(place, choice)| format!("{}. {choice}", place + 1));
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return step.text.clone();
    }
    format!("{}\n\n{}", step.text, lines.join("\n"))
}

pub(super) fn reply(consent: &Consent) -> Content {
    let (is, text, recipient, until) = match &consent.reply {
        Reply::Agreed(agreed) => (
            "agreed",
            agreed.text.clone(),
            agreed.recipient.clone(),
            agreed.until.to_string(),
        ),
        Reply::Declined(_) => ("declined", String::new(), String::new(), String::new()),
        Reply::Revoked(_) => ("revoked", String::new(), String::new(), String::new()),
        Reply::Filled(filled) => ("filled", filled.text.clone(), String::new(), String::new()),
    };
    Content::Reply {
        is,
        sentence: consent.sentence.clone(),
        text,
        recipient,
        until,
    }
}
