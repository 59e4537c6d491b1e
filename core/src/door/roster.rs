//! Whether a roster may be believed, and all rosters of a window that may.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Bytes, Fault};
use crate::calendar::Day;
use crate::ids::{AuthorKey, Digest, WindowId};
use crate::roster::{Roster, RosterBody};
use crate::succession::{self, Fingerprint, Succession};

#[derive(Deserialize)]
pub(super) struct RosterQuestion {
    frame: Bytes,
    /// From the poster; without one nothing is compared.
    fingerprint: Option<String>,
    #[serde(default)]
    successions: Vec<Bytes>,
    window: WindowId,
    today: Day,
    /// The newest epoch seen before; 0 for none.
    #[serde(default)]
    newest: u32,
}

#[derive(Serialize)]
pub(super) struct Believed {
    body: RosterBody,
    digest: Digest,
    /// Whether a poster was compared.
    compared: bool,
}

pub(super) fn answer(asked: &RosterQuestion) -> Result<Believed, Fault> {
    let roster = Roster::read(&asked.frame.0).map_err(|fault| Fault::of(fault.code()))?;
    let body = roster.body();
    if body.window != asked.window {
        return Err(Fault::of("wrong-window"));
    }
    if asked.today < body.first_day {
        return Err(Fault::of("not-yet"));
    }
    if !roster.covers(asked.today) {
        return Err(Fault::of("expired-roster"));
    }
    if body.epoch < asked.newest {
        return Err(Fault::of("old-roster"));
    }
    let poster: Option<Fingerprint> = match &asked.fingerprint {
        Some(text) => Some(text.parse().map_err(|_| Fault::of("wrong-fingerprint"))?),
        None => None,
    };
    let steps = successions(&asked.successions)?;
    succession::trace(asked.window, poster, &steps, body.desk_key)
        .map_err(|fault| Fault::of(fault.code()))?;
    Ok(Believed {
        digest: roster.digest(),
        compared: poster.is_some(),
        body: roster.body().clone(),
    })
}

fn successions(frames: &[Bytes]) -> Result<Vec<Succession>, Fault> {
    frames
        .iter()
        .map(|frame| Succession::read(&frame.0).map_err(|fault| Fault::of(fault.code())))
        .collect()
}

/// Frames that are remembered at most.
const REMEMBERED: usize = 64;

thread_local! {
    /// What was read of each roster before: public files, the same for every case of a window.
    static READ: RefCell<BTreeMap<Digest, Option<Roster>>> = const { RefCell::new(BTreeMap::new()) };
}

fn read(frame: &[u8]) -> Option<Roster> {
    READ.with_borrow_mut(|known| {
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let read = || Roster::read(frame).ok();
        known.entry(Digest::of(frame)).or_insert_with(read).clone()
    })
}

/// Those rosters of `window` signed by the signer of `anchors` or by a key that follows from it; others are passed
/// over, and what names them will be shown with `unknown-roster`. A key that merely names the anchor's as its own
/// follower is anybody's. Anchors that are not there, or of several signers, make all doubtful, and none is believed.
/// Without an anchor the newest counts.
pub(super) fn believed(
    window: WindowId,
    frames: &[Bytes],
    steps: &[Bytes],
    anchors: &BTreeSet<Digest>,
) -> Vec<Roster> {
    let of_window = |roster: &Roster| roster.body().window == window;
    let rosters: Vec<Roster> = frames
        .iter()
        .filter_map(|frame| read(&frame.0))
        .filter(of_window)
        .collect();
    let steps: Vec<Succession> = steps
        .iter()
        .filter_map(|frame| Succession::read(&frame.0).ok())
        .filter(|step| step.window == window)
        .collect();
    let anchored: BTreeSet<AuthorKey> = if anchors.is_empty() {
        let newest = rosters.iter().max_by_key(|roster| roster.body().epoch);
        newest
            .map(|roster| roster.body().desk_key)
            .into_iter()
            .collect()
    } else {
        rosters
            .iter()
            .filter(|roster| anchors.contains(&roster.digest()))
            .map(|roster| roster.body().desk_key)
            .collect()
    };
    let (Some(key), 1) = (anchored.first(), anchored.len()) else {
        return Vec::new();
    };
    let signers = followers(*key, &steps);
    let present = rosters
        .iter()
        .filter(|roster| signers.get(&roster.body().desk_key) == Some(&None))
        .map(|roster| roster.body().epoch)
        .min();
    let within = |roster: Roster| match *signers.get(&roster.body().desk_key)? {
        None => Some(roster),
        // A former key has signed nothing that is as new as what its follower signed.
        Some(day) => present
            .is_none_or(|epoch| roster.body().epoch < epoch)
            .then(|| roster.until(day)),
    };
    rosters.into_iter().filter_map(within).collect()
}

/// `key`, and every key to which successions lead on from it, each with the day after it was followed: its last. A key
/// with two followers leads nowhere: who holds a former key could else name one of their own.
fn followers(key: AuthorKey, steps: &[Succession]) -> BTreeMap<AuthorKey, Option<Day>> {
    let (mut keys, mut at) = (BTreeMap::new(), Some(key));
    while let Some(from) = at.filter(|key| !keys.contains_key(key)) {
        let on = || steps.iter().filter(|step| step.from == from);
        let followed = on().map(|step| step.day).min();
        keys.insert(from, followed.map(|day| day.plus_days(1)));
        let next: BTreeSet<AuthorKey> = on().map(|step| step.to).collect();
        at = next.first().copied().filter(|_| next.len() == 1);
    }
    keys
}
