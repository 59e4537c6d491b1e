//! What a procedure file says, read and resolved: names have become positions.

use serde::Serialize;

use super::guard::Guard;
use super::state::State;
use crate::calendar::Day;
use crate::policy::Text;

/// One procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Procedure {
    /// `counter`
    pub id: String,
    pub name: Text,
    pub setting: Setting,
    pub as_of: Day,
    pub params: Vec<Param>,
    pub roles: Vec<Role>,
    pub places: Vec<Place>,
    pub clocks: Vec<Clock>,
    pub acts: Vec<Act>,
    pub signs: Vec<Sign>,
    /// The first is where it begins.
    pub stages: Vec<Stage>,
    /// The stage to which danger leads, at once and from everywhere.
    pub danger: usize,
    /// The stage to which calm leads back; none where a step once taken stays taken.
    pub calm: Option<usize>,
}

/// Where it is run, which decides what a missing second person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// Somebody is shouting now: a missing second is advice, and recorded.
    Incident,
    /// At a desk, with time: a missing second is a refusal.
    Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Minutes,
    Times,
}

/// A number that a city may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Param {
    pub id: String,
    pub name: Text,
    pub value: u32,
    pub unit: Unit,
    /// Why it has the value that is shipped, and who publishes it so.
    pub why: String,
    pub as_of: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    pub id: String,
    pub name: Text,
    pub duty: Text,
    /// Roles that the same person must not have beside this one.
    pub apart_from: Vec<usize>,
}

/// Where the visitor is met: it bounds how many people are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub id: String,
    pub name: Text,
    /// Never fewer than this.
    pub least: u32,
    /// No more than this are asked for; none without a bound.
    pub most: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    pub id: String,
    pub name: Text,
    pub from: ClockFrom,
}

/// What sets a clock going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockFrom {
    /// The visitor's arrival.
    Start,
    /// Entering the present stage.
    Stage,
    /// The first time that this act is done.
    Act(usize),
}

/// What staff may do. There is no kind for laying hands on a visitor, so no file can ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    Say,
    Call,
    Record,
    MoveStaff,
    MovePublic,
    Write,
    Care,
}

/// Something staff do, counted over the whole incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Act {
    pub id: String,
    pub kind: ActKind,
    pub name: Text,
    /// The words for it, if it is something that is said.
    pub say: Option<Text>,
    /// The meaning of an answer in a form: the reporter does this by answering so, and nobody else does it.
    pub said: Option<String>,
    /// The same meaning, as a reader heard it on the telephone or in person, and says so.
    pub aloud: Option<String>,
    /// It was done once two readers have noted it, each for themselves; or one, where the reporter said this.
    pub unless: Option<String>,
    /// Whoever notes it says why.
    pub reason: bool,
    /// Whoever notes it says on which day it was.
    pub day: bool,
    /// That day is the end of the reporter's employment, and may lie ahead.
    pub term: bool,
    /// The same as the reporter reads it, where its name speaks of them as of somebody else.
    pub reporter: Option<Text>,
    /// It is offered once this act was done, and not before.
    pub after: Option<usize>,
}

impl Act {
    /// For the reporter.
    #[must_use]
    pub fn to_reporter(&self) -> &Text {
        self.reporter.as_ref().unwrap_or(&self.name)
    }

    /// Whether it is that the reporter said this, in a form or aloud.
    #[must_use]
    pub fn means(&self, meaning: &str) -> bool {
        [&self.said, &self.aloud]
            .into_iter()
            .flatten()
            .any(|said| said == meaning)
    }
}

/// Something that is seen, counted within a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sign {
    pub id: String,
    pub name: Text,
    /// Leads to the stage of danger, whatever the count.
    pub danger: bool,
}

/// Whom a stage tells something outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Telling {
    /// `police`
    pub recipient: String,
}

/// What the reporter reads of a stage once something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Once {
    /// Any of these acts.
    pub done: Vec<usize>,
    pub reporter: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    pub id: String,
    /// What was done, or where it stands.
    pub name: Text,
    /// The same as something still to be done, for whoever chooses to come here. None in older files.
    pub todo: Option<Text>,
    /// The sentence for whoever speaks, or the next thing to do.
    pub say: Text,
    /// The same for the reporter, who does none of it: what happens now, by whom, and what they may do. None in older files.
    pub reporter: Option<Text>,
    /// What they read instead once something was done; the last that holds.
    pub once: Vec<Once>,
    /// A plain picture to jump to it by, named by a word of the page; none for most.
    pub picture: Option<String>,
    /// People that are asked for; visitors may raise it.
    pub staff: u32,
    pub roles: Vec<usize>,
    /// Acts that belong here, in order.
    pub acts: Vec<usize>,
    /// Signs that are looked for here.
    pub signs: Vec<usize>,
    pub next: Vec<Edge>,
    /// The telephone that is reached here.
    pub calls: Option<String>,
    /// From here on the visitor is no longer served at the counter.
    pub ends_service: bool,
    /// Ways that stay open to apply, to get a certificate, to draw a benefit.
    pub channels: Vec<Text>,
    /// Outsiders are told here.
    pub tells: Option<Telling>,
    /// What is told does not give the reporter's name: a text with a name of their report in it is asked about first.
    pub nameless: bool,
    /// It ends here.
    pub last: bool,
}

impl Stage {
    /// For whoever may come here next: what was not done yet is not told as done.
    #[must_use]
    pub fn as_next(&self) -> &Text {
        self.todo.as_ref().unwrap_or(&self.name)
    }

    /// For the reporter, who has seen what was done: a file that has no words for them says what the desk reads.
    #[must_use]
    pub fn to_reporter(&self, state: &State) -> &Text {
        let mut once = self.once.iter().rev();
        let holds = once.find(|one| one.done.iter().any(|act| state.act(*act) > 0));
        let usual = || self.reporter.as_ref().unwrap_or(&self.say);
        holds.map_or_else(usual, |one| &one.reporter)
    }
}

/// A way on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edge {
    pub to: usize,
    /// Any one of them opens it. Empty: it is always open.
    pub when: Vec<Guard>,
    /// How many decide it.
    pub persons: u32,
    /// A reason is written down.
    pub reason: bool,
    /// The reporter's consent is used up by it.
    pub consent: bool,
}

impl Procedure {
    #[must_use]
    pub fn stage(&self, at: usize) -> Option<&Stage> {
        self.stages.get(at)
    }

    #[must_use]
    pub fn stage_id(&self, at: usize) -> &str {
        self.stages.get(at).map_or("", |stage| &stage.id)
    }

    #[must_use]
    pub fn stage_named(&self, id: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == id)
    }

    /// Whether a stage tells that recipient something.
    #[must_use]
    pub fn tells(&self, recipient: &str) -> bool {
        let mut telling = self.stages.iter().filter_map(|stage| stage.tells.as_ref());
        telling.any(|telling| telling.recipient == recipient)
    }

    #[must_use]
    pub fn act_named(&self, id: &str) -> Option<usize> {
        self.acts.iter().position(|act| act.id == id)
    }

    #[must_use]
    pub fn sign_named(&self, id: &str) -> Option<usize> {
        self.signs.iter().position(|sign| sign.id == id)
    }

    #[must_use]
    pub fn role_named(&self, id: &str) -> Option<usize> {
        self.roles.iter().position(|role| role.id == id)
    }

    #[must_use]
    pub fn place_named(&self, id: &str) -> Option<usize> {
        self.places.iter().position(|place| place.id == id)
    }

    /// The stages that bear a picture, in the order of the file.
    pub fn pictures(&self) -> impl Iterator<Item = (usize, &Stage)> {
        self.stages
            .iter()
            .enumerate()
            .filter(|(_, stage)| stage.picture.is_some())
    }
}
