//! Steps of a procedure as the desk signs them, and what the reporter answers to a proposal.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize};

use super::body::Body;
use crate::calendar::Day;
use crate::frame::{Frame, FrameFault};
use crate::ids::{AuthorKey, Digest, TellingId};

/// Something the desk did, or proposes to do. `text` is what is said about it; of a proposal and of what was told it is the
/// very text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub what: String,
    pub text: String,
    /// None for a step that belongs to no procedure.
    #[serde(flatten)]
    pub deed: Option<Deed>,
}

/// What a step is in its procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Deed {
    Proposed(Proposal),
    Approved(Approval),
    Taken(Taken),
    Moved(Moved),
    Did(Did),
    Called(Within),
    Linked(Linked),
    Unlinked(Unlinked),
    Answered(Answered),
    Asks(Asks),
    Spoken(SpokenStep),
}

/// The reporter answered on the telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenStep {
    /// Base64 of a frame, [`crate::spoken::Spoken`].
    pub frame: String,
}

/// Which procedure, and by which text of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    pub procedure: String,
    /// SHA-256 of the procedure's file, as the roster names it.
    pub policy: Digest,
}

/// Somebody outside is to be told the step's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub procedure: String,
    pub policy: Digest,
    /// The stage that it leads to.
    pub to: String,
    pub recipient: String,
    pub until: Day,
    /// Danger to life: the reporter is not asked, and a second reader decides.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub reason: Option<String>,
    /// By which route, where somebody in the city is told.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub route: Option<Routed>,
}

/// Why somebody in the city may be told: whom the case concerns, and where the signed routes lead for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// SHA-256 of `routes.toml`, as the roster names it.
    pub policy: Digest,
    /// Standings of those whom the case concerns.
    pub concerns: Vec<String>,
    /// The office of the recipient.
    pub office: String,
}

/// A second reader decides with whoever proposed it in danger to life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub proposal: Digest,
}

/// The recipient was told the step's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub procedure: String,
    pub policy: Digest,
    pub to: String,
    pub recipient: String,
    /// The consent, or in danger to life the approval, that it uses up.
    pub by: Digest,
    /// Where the recipient was given the text by a link.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub link: Option<Link>,
}

impl Taken {
    /// Whether this tells what was proposed, by its names.
    #[must_use]
    pub fn is_of(&self, proposal: &Proposal) -> bool {
        self.procedure == proposal.procedure
            && self.policy == proposal.policy
            && self.to == proposal.to
            && self.recipient == proposal.recipient
    }
}

/// By which a recipient opens the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub telling: TellingId,
    /// The key that signs what the recipient gives back.
    pub author: AuthorKey,
    /// The last day on which it opens.
    pub until: Day,
}

/// The recipient was given another link to the text they were told; the ones before end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The step that told it.
    pub taken: Digest,
    pub link: Link,
}

/// No link opens the text any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlinked {
    pub taken: Digest,
}

/// What the recipient gave back, under the recipient's own signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub taken: Digest,
    /// Base64 of a frame, [`crate::telling::Answer`].
    pub frame: String,
}

/// Another stage was entered, and nobody outside was told anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub procedure: String,
    pub policy: Digest,
    pub to: String,
}

/// An act of the present stage was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Did {
    pub procedure: String,
    pub policy: Digest,
    pub act: String,
    /// On which day it was, of what a time runs from that was not begun by noting it.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub day: Option<Day>,
}

/// The reporter is asked something in a form; doing so is an act of the case's course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    pub procedure: String,
    pub policy: Digest,
    pub act: String,
    /// SHA-256 of `asking.toml`, as the roster names it.
    pub asking: Digest,
    /// Which questions of it.
    pub set: String,
    /// Answers that the counsellor proposes, where a question leaves room for them.
    pub choices: Vec<String>,
}

/// A change of those who read: to another firm, or one who leaves the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handover {
    pub what: String,
    pub text: String,
    /// None where nobody leaves.
    #[serde(flatten)]
    pub leaving: Option<Leaving>,
}

/// Somebody reads no further, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Leaving {
    /// The author, who has to do with somebody in it.
    Aside,
    Removed(Removed),
}

/// Another reader removes this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub reader: AuthorKey,
}

/// What the reporter signs about a proposal. `sentence` is what stood beside the button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    pub sentence: String,
    #[serde(flatten)]
    pub reply: Reply,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Reply {
    Agreed(Agreed),
    Declined(Declined),
    Revoked(Revoked),
    Filled(Filled),
}

/// This text may be told to this recipient, once, to the end of that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    pub proposal: Digest,
    /// The proposal's, as far as it was not struck.
    pub text: String,
    pub recipient: String,
    pub until: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    pub proposal: Digest,
}

/// A consent is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    pub consent: Digest,
}

/// What was answered to a form: for machines, by question, an option's id or the place of a proposed answer; and for people,
/// as it stood on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub step: Digest,
    pub answers: BTreeMap<String, String>,
    pub text: String,
}

/// A member that may be left out; null is not that.
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

#[derive(Deserialize)]
struct Only<B> {
    body: B,
}

fn only<B: DeserializeOwned>(frame: &Frame<'_>) -> Result<B, FrameFault> {
    frame.parse::<Only<B>>().map(|only| only.body)
}

/// The word that tells the shapes of a kind apart.
#[derive(Deserialize)]
struct Which {
    #[serde(default, deserialize_with = "present")]
    is: Option<String>,
}

/// What every step and every handover says.
#[derive(Deserialize)]
struct Said {
    what: String,
    text: String,
}

pub(super) fn read_handover(frame: &Frame<'_>) -> Result<Body, FrameFault> {
    let Said { what, text } = only(frame)?;
    let leaving = match only::<Which>(frame)?.is.as_deref() {
        None => None,
        Some("aside") => Some(Leaving::Aside),
        Some("removed") => Some(Leaving::Removed(only(frame)?)),
        Some(_) => return Err(FrameFault::Malformed),
    };
    Ok(Body::Handover(Handover {
        what,
        text,
        leaving,
    }))
}

pub(super) fn read_step(frame: &Frame<'_>) -> Result<Body, FrameFault> {
    let Said { what, text } = only(frame)?;
    let deed = match only::<Which>(frame)?.is.as_deref() {
        None => None,
        Some("proposed") => Some(Deed::Proposed(only(frame)?)),
        Some("approved") => Some(Deed::Approved(only(frame)?)),
        Some("taken") => Some(Deed::Taken(only(frame)?)),
        Some("moved") => Some(Deed::Moved(only(frame)?)),
        Some("did") => Some(Deed::Did(only(frame)?)),
        Some("called") => Some(Deed::Called(only(frame)?)),
        Some("linked") => Some(Deed::Linked(only(frame)?)),
        Some("unlinked") => Some(Deed::Unlinked(only(frame)?)),
        Some("answered") => Some(Deed::Answered(only(frame)?)),
        Some("asks") => Some(Deed::Asks(only(frame)?)),
        Some("spoken") => Some(Deed::Spoken(only(frame)?)),
        Some(_) => return Err(FrameFault::Malformed),
    };
    Ok(Body::Step(Step { what, text, deed }))
}

pub(super) fn read_consent(frame: &Frame<'_>) -> Result<Body, FrameFault> {
    #[derive(Deserialize)]
    struct Sentence {
        sentence: String,
    }
    let Sentence { sentence } = only(frame)?;
    let reply = match only::<Which>(frame)?.is.as_deref() {
        Some("agreed") => Reply::Agreed(only(frame)?),
        Some("declined") => Reply::Declined(only(frame)?),
        Some("revoked") => Reply::Revoked(only(frame)?),
        Some("filled") => Reply::Filled(only(frame)?),
        _ => return Err(FrameFault::Malformed),
    };
    Ok(Body::Consent(Consent { sentence, reply }))
}
