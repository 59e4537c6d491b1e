//! Which of a reader's reports say nearly the same.

use serde::{Deserialize, Serialize};

use crate::likeness::{self, Sketch};

#[derive(Deserialize)]
pub(super) struct AlikeQuestion {
    sketches: Vec<Sketch>,
}

#[derive(Serialize)]
pub(super) struct AlikeAnswer {
    /// Places in what was given, largest group first.
    groups: Vec<Vec<usize>>,
}

pub(super) fn answer(asked: &AlikeQuestion) -> AlikeAnswer {
    AlikeAnswer {
        groups: likeness::groups(&asked.sketches),
    }
}
