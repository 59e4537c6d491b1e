//! The record of an incident as its code opened it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::Bytes;
use crate::ids::{AuthorKey, WindowId};
use crate::procedure::Record;
use crate::tap::{self, TapFault};

#[derive(Deserialize)]
pub(super) struct RecordQuestion {
    window: WindowId,
    /// What the page holds and what the server gave, each opened.
    plains: Vec<Bytes>,
}

#[derive(Serialize)]
pub(super) struct RecordAnswer {
    /// Base64, in the order in which they happened.
    frames: Vec<String>,
    records: Vec<Record>,
    devices: Vec<AuthorKey>,
    faults: Vec<TapFault>,
}

pub(super) fn answer(asked: &RecordQuestion) -> RecordAnswer {
    let plains: Vec<&[u8]> = asked
        .plains
        .iter()
        .map(|plain| plain.0.as_slice())
        .collect();
    let read = tap::read(asked.window, &plains);
    RecordAnswer {
        frames: read
            .frames
            .iter()
            .map(|frame| STANDARD.encode(frame))
            .collect(),
        records: read.records,
        devices: read.devices,
        faults: read.faults,
    }
}
