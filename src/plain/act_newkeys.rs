//! A case is handed to the new key of somebody who reads it.

use std::sync::Arc;

use sotomado_core::derive::Keys;
use sotomado_core::handing::{self, Hand};
use sotomado_core::ids::AuthorKey;
use zeroize::Zeroizing;

use crate::access::Action;
use crate::app::App;
use crate::http::refusal::broken;
use crate::http::sealed;
use crate::plain::act::{Fault, new_entry, now, too_long};
use crate::plain::act_case::{open_to_write, permit};
use crate::plain::apart::apart;
use crate::sealing;
use crate::store::{Grant, Log, NewKey, Window};

/// Hands it on, if it is one of those that follow a key by which the case is read.
/// False where nothing is to be handed any more, perhaps because the form was sent twice.
///
/// # Errors
/// [`Fault`]
pub async fn hand_on(
    app: &App,
    window: &Window,
    keys: &Arc<Keys>,
    (to, reason): (AuthorKey, String),
) -> Result<bool, Fault> {
    let (mailbox, roster) = open_to_write(app, window, keys).await?;
    let known = mailbox.case.entries.len() as u64;
    let (at, time, signer) = (window.id, now(app)?, keys.clone());
    let made = apart(move || {
        let all = handing::followed(&mailbox.view, &roster);
        let Some(one) = all.into_iter().find(|one| one.reader.author == to) else {
            return Ok(None);
        };
        let hand = Hand {
            to: one.reader,
            reason: &reason,
            held: &mailbox.keys,
        };
        let under = (at, mailbox.case.case, &roster);
        let made = handing::hand_on(&mailbox.view, hand, &signer.author, under, time);
        let made = made.map_err(too_long)?.ok_or(Fault::NoKey)?;
        let entry = new_entry(&made.recipient, &Zeroizing::new(made.entry))?;
        let sealed = made.keys.into_iter().map(|plain| {
            let file = sealing::seal(&one.reader.recipient, &Zeroizing::new(plain));
            file.map(|file| NewKey {
                to: Some(to),
                purpose: Log::Case,
                file,
            })
        });
        let sealed: Result<Vec<NewKey>, _> = sealed.collect();
        let keys = sealed.map_err(|e| Fault::Refused(broken(&e)))?;
        Ok::<_, Fault>(Some((entry, keys)))
    });
    let Some((entry, files)) = made.await?? else {
        return Ok(false);
    };
    let permit = permit(app, window, keys, Action::WriteToMailbox).await?;
    let grant = Grant {
        entries: vec![entry],
        keys: files,
        known,
    };
    match app.store.grant(&permit, app.clock.today(), grant).await? {
        Ok(_) => Ok(true),
        Err(refused) => Err(sealed::refusal(refused).into()),
    }
}
