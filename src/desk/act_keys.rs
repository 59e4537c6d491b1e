//! A reader's own key: offered for the roster, or put in the place of another.

use serde::Deserialize;
use sotomado_core::ids::{AuthorKey, Recipient};
use sotomado_core::roster::{Reader, Roster};
use sotomado_core::succession::Succession;

use crate::access::Action;
use crate::app::{App, Next};
use crate::desk::act::{imported, window_to_sign};
use crate::desk::act_returning;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::http::session::Staff;
use crate::sealing;
use crate::store::{KeyOffer, OfferedKey, StoreError};

/// The reader's own key file at most, in bytes.
pub(super) const OWN_KEY_FILE: usize = 16 * 1024;

/// An offered key as sent. A thief of a session is kept from putting theirs in the place of one that is there, or another file in the
/// place of its own: that takes the account's password. Where a roster names the old one, it takes more: the old key says so itself,
/// or the desk's key has signed what follows.
#[derive(Debug, Deserialize)]
pub struct KeyOffered {
    author: AuthorKey,
    recipient: Recipient,
    file: String,
    /// Needed where there is a key already.
    #[serde(default)]
    password: String,
    /// The word of the old key for the new one: a succession.
    #[serde(default)]
    follows: Option<String>,
    /// The next roster of every window on which the old key stands.
    #[serde(default)]
    rosters: Vec<RosterNext>,
}

#[derive(Debug, Deserialize)]
struct RosterNext {
    organisation: String,
    roster: String,
}

/// Offers a key for the roster; the rosters that come with it are in force with it, or nothing is.
///
/// # Errors
/// 403 `wrong-password`; 409 `key-in-use`; 422 when the file is no age file, or a roster is not to be had.
pub async fn offer_key(
    app: &App,
    place: Place,
    staff: &Staff,
    mut sent: KeyOffered,
) -> Result<(), Refusal> {
    let account = &staff.account;
    let actor = account.actor();
    let permit = app.permit(&actor, Action::OfferKey, &account.resource())?;
    let file = sealed::read(&sent.file)?;
    if !sealing::is_age(&file) {
        return Err(Refusal::unfit("not-age"));
    }
    if file.len() > OWN_KEY_FILE {
        return Err(Refusal::unfit("wrong-size"));
    }
    let key = OfferedKey {
        author: sent.author,
        recipient: sent.recipient,
        file,
    };
    is_nobody_elses(app, staff, &sent).await?;
    may_follow(app, staff, &sent).await?;
    if staff.account.key.is_some() {
        let password = std::mem::take(&mut sent.password);
        act_returning::proved(app, place, staff, password).await?;
    }
    let mut frames = Vec::new();
    for one in &sent.rosters {
        let window = window_to_sign(app, staff, &one.organisation)?;
        frames.push((window, sealed::read(&one.roster)?));
    }
    let next: Vec<Next<'_>> = frames
        .iter()
        .map(|(window, roster)| Next {
            window,
            roster,
            succession: None,
        })
        .collect();
    let mut account = account.clone();
    account.key = Some(key.clone());
    let rosters = app.checked_rosters(&actor, &next, Some(&account)).await;
    let rosters = match rosters {
        Ok(rosters) => rosters,
        Err(not) => return imported(Err(not)),
    };
    match app.store.offer_key(&permit, key, &rosters).await? {
        KeyOffer::Kept => Ok(()),
        KeyOffer::InUse => Err(Refusal::conflict("key-in-use")),
        KeyOffer::Overtaken => Err(Refusal::unfit("roster-epoch")),
    }
}

/// `key-in-use` where a roster until now names the key, and the account does not have it. Nobody shows here that they hold what
/// they offer, and whoever has the account of a key is given what was sealed to it.
async fn is_nobody_elses(app: &App, staff: &Staff, sent: &KeyOffered) -> Result<(), Refusal> {
    let own = staff.account.key.as_ref().map(|key| key.author);
    if own == Some(sent.author) {
        return Ok(());
    }
    // A card on which both stand is of one person.
    let others = |card: &Reader| card.was(&sent.author) && !own.is_some_and(|own| card.was(&own));
    for window in app.windows.iter() {
        for kept in app.store.rosters(window.id).await? {
            let roster = Roster::read(&kept.frame).map_err(|_| StoreError::Bent("roster"))?;
            if roster.body().readers.iter().any(others) {
                return Err(Refusal::conflict("key-in-use"));
            }
        }
    }
    Ok(())
}

/// `key-in-use` where the account's key stands on a roster and neither it nor the desk's key lets another take its place.
async fn may_follow(app: &App, staff: &Staff, sent: &KeyOffered) -> Result<(), Refusal> {
    let Some(old) = &staff.account.key else {
        return Ok(());
    };
    if old.author == sent.author && old.recipient == sent.recipient {
        return Ok(());
    }
    let mut stands = Vec::new();
    for window in app.windows.iter() {
        let newest = app.newest_roster(window).await?;
        if newest.is_some_and(|roster| roster.reader(&old.author).is_some()) {
            stands.push(window);
        }
    }
    let said = sent.follows.as_deref().map(sealed::read).transpose()?;
    let word = said.and_then(|frame| Succession::read(&frame).ok());
    let by_itself = word.is_some_and(|word| {
        let of_window = stands.iter().any(|window| window.id == word.window);
        of_window && word.from == old.author && word.to == sent.author
    });
    let signed = stands.iter().all(|window| {
        let mut all = sent.rosters.iter();
        all.any(|one| one.organisation == window.short)
    });
    if by_itself || signed {
        Ok(())
    } else {
        Err(Refusal::conflict("key-in-use"))
    }
}
