//! What happens in a procedure, as it is written down.

use serde::{Deserialize, Serialize};

/// One event with its moment and whoever entered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Seconds since 1970, UTC.
    pub at: i64,
    /// A person where persons are told apart; empty on a device that several share.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    pub event: Event,
}

/// How it began, as far as anybody knows. Everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Minutes that the visitor has been here already.
    #[serde(default)]
    pub minutes: u32,
    /// Acts done before anybody opened this, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<(String, u32)>,
    /// Visitors; 0 if not said.
    #[serde(default)]
    pub visitors: u32,
    /// Colleagues here, whoever speaks among them; 0 if not said.
    #[serde(default)]
    pub staff: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The stage to begin at; the first if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    Began(Start),
    /// An act was done.
    Did {
        act: String,
    },
    /// A sign was seen. One of danger leads to the stage of danger by itself.
    Saw {
        sign: String,
    },
    /// Who is here now.
    People {
        staff: u32,
        visitors: u32,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        roles: Vec<String>,
    },
    /// The next stage was entered.
    Moved {
        to: String,
        /// Whether a second person decided with whoever entered it (on a shared device).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        together: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It stands further on than the page knew.
    Placed {
        stage: String,
    },
    /// The reason of a stage was written later.
    Reasoned {
        stage: String,
        reason: String,
    },
    /// Danger: nothing is asked.
    Danger,
    /// The conduct stopped.
    Calmed,
    /// Staff went away from the visitor, as they always may.
    Withdrew,
    /// The reporter agreed that this outsider be told.
    Agreed {
        recipient: String,
    },
    /// The reporter took an agreement back before it was used.
    Revoked {
        recipient: String,
    },
    /// A person approves that another takes this step.
    Approved {
        to: String,
    },
    /// The record became a case at the desk. Nothing of the incident itself, so no undoing takes it back.
    Filed,
    /// The entry before was a slip of the finger.
    Undone,
}
