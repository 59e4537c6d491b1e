//! Steps, proposals and what was answered to them, as the pages show them.

use crate::entry::{Consent, Deed, Reply, Step};
use crate::page::shown::Content;

pub(super) fn step(step: &Step) -> Content {
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
        Some(Deed::Did(_)) => ("did", "", String::new(), ""),
        Some(Deed::Called(_)) => ("called", "", String::new(), ""),
    };
    Content::Step {
        is,
        what: step.what.clone(),
        text: step.text.clone(),
        recipient: recipient.to_owned(),
        until,
        reason: reason.to_owned(),
    }
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
    };
    Content::Reply {
        is,
        sentence: consent.sentence.clone(),
        text,
        recipient,
        until,
    }
}
