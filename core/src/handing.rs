//! A reporter hands a case on to the new key of somebody who reads it, never by itself.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;

use crate::calendar::Day;
use crate::entry::Grant;
use crate::frame::FrameFault;
use crate::ids::{AuthorKey, CaseId, Recipient, WindowId};
use crate::keyfile::{Holder, KeyFile, Purpose};
use crate::log::LogView;
use crate::report::{More, go_on, named, newest_epoch};
use crate::roster::{Reader, Roster, persons};
use crate::time::Time;

/// Somebody who reads the case has another key now, which was not given it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed<'a> {
    pub reader: &'a Reader,
    /// The day from which the new key stands in the old one's place.
    pub since: Day,
}

/// Of today's roster those to whose new key the case may be handed: who read it under another key, and is neither left out nor
/// gone, under any of theirs. Nobody where the case names a newer roster.
#[must_use]
pub fn followed<'a>(view: &LogView, today: &'a Roster) -> Vec<Followed<'a>> {
    if newest_epoch(view) > today.body().epoch {
        return Vec::new();
    }
    let given: BTreeSet<AuthorKey> = view.readers.values().flatten().copied().collect();
    let out = view.left_out.union(&view.gone).copied().collect();
    let barred = persons([today]).and_later(&out);
    let readers = today.body().readers.iter();
    readers
        .filter_map(|reader| {
            let mut before = reader.earlier.iter().rev();
            let held = before.find(|one| given.contains(&one.author))?;
            let new = !given.contains(&reader.author);
            let free = !barred.iter().any(|key| reader.was(key));
            (new && free).then_some(Followed {
                reader,
                since: held.since,
            })
        })
        .collect()
}

/// To whom, and what is said of it.
#[derive(Clone, Copy, Debug)]
pub struct Hand<'a> {
    pub to: &'a Reader,
    pub reason: &'a str,
    /// The reporter's own keys of the case.
    pub held: &'a [KeyFile],
}

/// Frames to be sealed: the grant to the case, the key files to the new key.
#[derive(Debug)]
pub struct HandedOn {
    pub entry: Vec<u8>,
    pub recipient: Recipient,
    pub keys: Vec<Vec<u8>>,
}

/// None where the case names no recipient.
///
/// # Errors
/// `TooLong` with the bytes there are and may be.
pub fn hand_on(
    view: &LogView,
    hand: Hand<'_>,
    author: &SigningKey,
    under: (WindowId, CaseId, &Roster),
    time: Time,
) -> Result<Option<HandedOn>, FrameFault> {
    let (window, case, roster) = under;
    let Some(named_recipient) = view.recipients.get(&view.epoch()).copied() else {
        return Ok(None);
    };
    let grant = Grant {
        reader: hand.to.author,
        epoch: view.epoch(),
        recipient: named_recipient,
        reason: hand.reason.to_owned(),
    };
    let Some((entry, recipient)) = go_on(view, More::Grant(grant), author, under, time)? else {
        return Ok(None);
    };
    let mut epochs = BTreeSet::new();
    let good = hand.held.iter().filter(|key| {
        let named = view.recipients.get(&key.epoch);
        named == Some(&key.secret.recipient()) && epochs.insert(key.epoch)
    });
    let keys = good.map(|key| {
        KeyFile {
            v: 1,
            window,
            case,
            purpose: Purpose::Case,
            epoch: key.epoch,
            secret: key.secret.clone(),
            to: Holder::Reader(hand.to.author),
            maker: AuthorKey::of(author),
            time,
            roster: named(roster),
        }
        .compose(author)
    });
    Ok(Some(HandedOn {
        entry,
        recipient,
        keys: keys.collect::<Result<_, _>>()?,
    }))
}
