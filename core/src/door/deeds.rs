//! What a reader of a case may sign about its procedures, beside what they type.

use serde::Serialize;

use crate::calendar::Day;
use crate::entry::Link;
use crate::ids::Digest;
use crate::log::{Asked, Standing};
use crate::page::words::Words;
use crate::policy::{NOT_PERSONNEL, PERSONNEL_NAMES};
use crate::procedure::Procedure;

/// What a step's body needs beside what is typed.
#[derive(Serialize)]
pub(super) struct Deeds {
    procedure: String,
    policy: Digest,
    /// The routes, where somebody in the city is told.
    routes: Option<Digest>,
    /// Names of the office that is told nothing.
    personnel: &'static [&'static str],
    /// What holds such a name and is another body.
    not_personnel: &'static [&'static str],
    /// Names of stages and acts, by id, without ruby.
    names: Vec<(String, String)>,
    /// The stage after a call of 110.
    called: String,
    asked: Vec<Proposed>,
}

/// A proposal that the reader who asked may act upon.
#[derive(Serialize)]
struct Proposed {
    entry: Digest,
    procedure: String,
    policy: Digest,
    what: String,
    to: String,
    recipient: String,
    /// What may be told: after striking, if anything was struck.
    text: String,
    /// What a step that tells it uses up.
    ground: Option<Digest>,
    /// Standings of those whom it concerns, where a route leads to the recipient.
    concerns: Vec<String>,
    /// Whether the reporter is asked; else two readers decide.
    agreed: bool,
    /// The step that told it.
    taken: Option<Digest>,
    /// The entry of an agreement that one has heard on the telephone, and not yet another.
    heard: Option<Digest>,
    /// All links to it that were given out.
    links: Vec<Link>,
    /// SHA-256 of what came back and was written down.
    returned: Vec<Digest>,
    /// The days of the same.
    came: Vec<Day>,
}

/// Links that were given out for one text, whose answers nobody may have written down yet.
#[derive(Serialize)]
pub(super) struct Awaited {
    links: Vec<Link>,
    /// As in [`Proposed`].
    returned: Vec<Digest>,
}

pub(super) fn awaited(asked: &[Asked]) -> Vec<Awaited> {
    let given = asked.iter().filter(|one| !one.links.is_empty());
    given
        .map(|one| Awaited {
            links: one.links.iter().map(|given| given.link).collect(),
            returned: one.returned.iter().map(|one| one.frame).collect(),
        })
        .collect()
}

pub(super) fn deeds(
    (procedure, policy, routes): (&Procedure, Digest, Option<Digest>),
    asked: &[&Asked],
    words: &Words,
) -> Deeds {
    let stages = procedure
        .stages
        .iter()
        .map(|stage| (&stage.id, &stage.name));
    let acts = procedure.acts.iter().map(|act| (&act.id, &act.name));
    let names = stages
        .chain(acts)
        .map(|(id, name)| (id.clone(), words.policy_plain(name)));
    let called = procedure.stage(procedure.danger);
    Deeds {
        procedure: procedure.id.clone(),
        policy,
        routes,
        personnel: &PERSONNEL_NAMES,
        not_personnel: &NOT_PERSONNEL,
        names: names.collect(),
        called: called
            .map(|stage| words.policy_plain(&stage.name))
            .unwrap_or_default(),
        asked: asked.iter().map(|one| proposed(one)).collect(),
    }
}

fn proposed(one: &Asked) -> Proposed {
    let (text, ground) = match &one.standing {
        Standing::Agreed { consent, text, .. } => (text, Some(*consent)),
        Standing::Approved { approval, .. } => (&one.text, Some(*approval)),
        // By another link the very text that was told is told, never what was struck from it.
        Standing::Taken { text, .. } => (text, None),
        _ => (&one.text, None),
    };
    Proposed {
        entry: one.entry,
        procedure: one.proposal.procedure.clone(),
        policy: one.proposal.policy,
        what: one.what.clone(),
        to: one.proposal.to.clone(),
        recipient: one.proposal.recipient.clone(),
        text: text.clone(),
        ground,
        concerns: one
            .proposal
            .route
            .as_ref()
            .map(|route| route.concerns.clone())
            .unwrap_or_default(),
        agreed: one.proposal.reason.is_none(),
        taken: match one.standing {
            Standing::Taken { step, .. } => Some(step),
            _ => None,
        },
        heard: one.heard.map(|one| one.entry),
        links: one.links.iter().map(|given| given.link).collect(),
        returned: one.returned.iter().map(|one| one.frame).collect(),
        came: one
            .returned
            .iter()
            .map(|one| one.answer.time.day())
            .collect(),
    }
}
