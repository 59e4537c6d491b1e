//! The deeds of a reporter who comes back: a mailbox is opened and checked, written to, taken back. All in memory.

use std::sync::Arc;

use sotomado_core::code::Code;
use sotomado_core::derive::Keys;
use sotomado_core::entry;
use sotomado_core::ids::{AuthorKey, Digest, Identity, WindowId};
use sotomado_core::keyfile::{Asked, Holder, KeyFile, Purpose};
use sotomado_core::log::{LogInput, LogView, Opened, verify};
use sotomado_core::report::{self, More};
use sotomado_core::roster::Roster;
use zeroize::Zeroizing;

use crate::access::{Action, Actor};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::plain::act::{Fault, derived, new_entry, now, too_long};
use crate::plain::apart::apart;
use crate::sealing;
use crate::store::{Finished, OpenCase, Window};

/// A mailbox opened and checked.
pub struct Mailbox {
    pub case: OpenCase,
    pub rosters: Vec<Roster>,
    pub view: LogView,
    pub author: AuthorKey,
    /// What opens it.
    pub keys: Vec<KeyFile>,
    /// Whether anything can be sealed to it.
    pub writable: bool,
}

/// The keys of a code, if it has a mailbox here.
///
/// # Errors
/// 404 `no-such-mailbox`
pub async fn keys_of(app: &App, window: &Window, code: &Code) -> Result<Arc<Keys>, Fault> {
    let keys = derived(code, window).await?;
    permit(app, window, &keys, Action::OpenMailbox).await?;
    Ok(keys)
}

pub(super) async fn permit(
    app: &App,
    window: &Window,
    keys: &Keys,
    action: Action,
) -> Result<crate::access::Permit, Fault> {
    let mailbox = AuthorKey::of(&keys.mailbox);
    let facts = app.store.case_of_mailbox(window.id, mailbox).await?;
    let none = Refusal::new(Refusal::NOT_FOUND.status, "no-such-mailbox");
    let actor = Actor::Mailbox {
        window: window.id,
        key: mailbox,
    };
    Ok(app.permit(&actor, action, &facts.ok_or(none)?.resource())?)
}

/// Opens a mailbox and checks everything in it, as a browser does.
///
/// # Errors
/// [`Fault`]
pub async fn open(app: &App, window: &Window, keys: &Arc<Keys>) -> Result<Mailbox, Fault> {
    let permit = permit(app, window, keys, Action::OpenMailbox).await?;
    let case = app
        .store
        .whole(app.store.open_mailbox(&permit).await?)
        .await?;
    let kept = app.store.rosters(window.id).await?;
    let (keys, window) = (keys.clone(), window.id);
    let opened = apart(move || {
        let rosters = kept.iter().filter_map(|one| Roster::read(&one.frame).ok());
        opened(case, rosters.collect(), window, &keys)
    });
    Ok(opened.await?)
}

fn opened(case: OpenCase, rosters: Vec<Roster>, window: WindowId, keys: &Keys) -> Mailbox {
    let author = AuthorKey::of(&keys.author);
    let found = identities(&case, window, keys, &rosters);
    let plains: Vec<Option<Zeroizing<Vec<u8>>>> = case
        .entries
        .iter()
        .map(|entry| {
            let mut opened = found
                .iter()
                .map(|key| sealing::open(&key.secret, &entry.file));
            opened.find_map(Result::ok).map(Zeroizing::new)
        })
        .collect();
    let entries: Vec<Opened<'_>> = case
        .entries
        .iter()
        .zip(&plains)
        .map(|(entry, plain)| Opened {
            id: entry.id,
            digest: Digest::of(&entry.file),
            log: entry::Log::Case,
            day: Some(entry.day),
            plain: plain.as_ref().map(|plain| plain.as_slice()),
        })
        .collect();
    let view = verify(&LogInput {
        window,
        case: case.case,
        reporter: Some(author),
        rosters: &rosters,
        left_out: &[],
        entries: &entries,
    });
    // Only an identity that report or grant name is written to.
    let named = view.recipients.get(&view.epoch()).copied();
    let writable = named.is_some_and(|named| {
        let fits = |key: &KeyFile| key.epoch == view.epoch() && key.secret.recipient() == named;
        found.iter().any(fits)
    });
    Mailbox {
        case,
        rosters,
        view,
        author,
        writable,
        keys: found,
    }
}

/// What the reporter's own key files hold.
fn identities(case: &OpenCase, window: WindowId, keys: &Keys, rosters: &[Roster]) -> Vec<KeyFile> {
    let own = [AuthorKey::of(&keys.author)];
    let asked = Asked {
        window,
        case: case.case,
        purpose: Purpose::Case,
        to: Holder::Reporter,
        rosters,
        left_out: &[],
        given: None,
        reporter: Some(&own),
        recipient: None,
    };
    let with: &Identity = &keys.identity;
    let opened = case.keys.iter().filter_map(|key| {
        let plain = Zeroizing::new(sealing::open(with, &key.file).ok()?);
        KeyFile::read(&plain).ok()
    });
    opened.filter(|key| key.check(&asked).is_ok()).collect()
}

/// A mailbox that can be written to, and the roster under which that is done.
///
/// # Errors
/// [`Fault`]
pub async fn open_to_write(
    app: &App,
    window: &Window,
    keys: &Arc<Keys>,
) -> Result<(Mailbox, Roster), Fault> {
    let mailbox = open(app, window, keys).await?;
    let roster = sealed::roster_today(app, window).await?;
    if !mailbox.writable {
        return Err(Fault::NoKey);
    }
    if report::newest_epoch(&mailbox.view) > roster.body().epoch {
        return Err(Fault::OldRoster);
    }
    Ok((mailbox, roster))
}

/// Adds the reporter's words to the case.
///
/// # Errors
/// [`Fault`]
pub async fn write_on(
    app: &App,
    window: &Window,
    keys: &Arc<Keys>,
    words: &str,
) -> Result<(), Fault> {
    let open = Arc::new(open_to_write(app, window, keys).await?);
    let more = More::Words(words.to_owned());
    add(app, window, keys, &open, more, &[]).await
}

/// Seals the next entry and keeps it, with files that have come whole.
pub(super) async fn add(
    app: &App,
    window: &Window,
    keys: &Arc<Keys>,
    open: &Arc<(Mailbox, Roster)>,
    more: More,
    files: &[Finished],
) -> Result<(), Fault> {
    let (at, time) = (window.id, now(app)?);
    let (case, signer) = (open.clone(), keys.clone());
    let entry = apart(move || {
        let (mailbox, roster) = &*case;
        let under = (at, mailbox.case.case, roster);
        let made = report::go_on(&mailbox.view, more, &signer.author, under, time);
        let (plain, recipient) = made.map_err(too_long)?.ok_or(Fault::NoKey)?;
        new_entry(&recipient, &Zeroizing::new(plain))
    });
    let (entry, mailbox) = (entry.await??, &open.0);
    let permit = permit(app, window, keys, Action::WriteToMailbox).await?;
    let (today, known) = (app.clock.today(), mailbox.case.entries.len() as u64);
    let kept = app
        .store
        .add_with_files(&permit, today, vec![entry], files, Some(known));
    match kept.await? {
        Ok(_) => Ok(()),
        Err(refused) => Err(sealed::refusal(refused).into()),
    }
}

/// Takes the report back, if nobody has read it.
///
/// # Errors
/// 409 `already-read`
pub async fn take_back(app: &App, window: &Window, keys: &Keys) -> Result<(), Fault> {
    let permit = permit(app, window, keys, Action::TakeBack).await?;
    let answer = app.store.take_back(&permit).await?;
    answer.map_err(|refused| sealed::refusal(refused).into())
}
