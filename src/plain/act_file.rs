//! A file on the path without script: cut, filled, sealed and kept with its entry; and opened again.

use std::sync::Arc;

use sotomado_core::derive::Keys;
use sotomado_core::entry::Body;
use sotomado_core::entry::Log;
use sotomado_core::entry::attached::{Attachment, Form, IdOf, OtherForm, filled};
use sotomado_core::ids::{Digest, Identity, Recipient, UploadId};
use sotomado_core::picture;
use sotomado_core::report::More;
use tokio::io::AsyncReadExt as _;
use zeroize::Zeroizing;

use crate::access::{Action, Permit};
use crate::app::App;
use crate::chance;
use crate::http::refusal::{Refusal, broken};
use crate::http::sealed;
use crate::plain::act::Fault;
use crate::plain::act_case::{self, Mailbox};
use crate::plain::apart::apart;
use crate::plain::chosen::{Chosen, MOST};
use crate::sealing;
use crate::store::{Finished, NewUpload, Piece, Window};

/// What was sealed, before its age file has a name.
struct Made {
    file: Vec<u8>,
    filled: u64,
    form: Form,
    bytes: u64,
    digest: Digest,
    other: Option<OtherForm>,
}

/// Adds a file to the case. One that is in it already is not added again.
///
/// # Errors
/// [`Fault`]; nothing was kept then.
pub async fn attach(
    app: &App,
    window: &Window,
    keys: &Arc<Keys>,
    chosen: &Chosen,
    as_evidence: bool,
) -> Result<(), Fault> {
    let open = Arc::new(act_case::open_to_write(app, window, keys).await?);
    let mailbox = &open.0;
    let bytes = chosen.bytes.clone();
    let (digest, bytes) = apart(move || (Digest::of(&bytes), bytes)).await?;
    if is_there(mailbox, &digest) {
        return Ok(());
    }
    if chosen.bytes.len() as u64 > app.config.largest_file {
        let status = axum::http::StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Refusal::new(status, "file-too-large").into());
    }
    let next = mailbox.view.next(&mailbox.author, Log::Case);
    let recipient = next.recipient.ok_or(Fault::NoKey)?;
    let made = apart(move || make(&recipient, bytes, as_evidence)).await??;
    let attachment = Attachment {
        name: chosen.name.clone(),
        media_type: chosen.media_type.clone(),
        bytes: made.bytes,
        // Small files, counted natively: stated always, so that one that is sent twice is known again.
        digest: Some(made.digest),
        form: made.form,
        other: made.other,
        file: IdOf::whole(&made.file),
        length: made.file.len() as u64,
        copy: None,
    };
    let permit = act_case::permit(app, window, keys, Action::WriteToMailbox).await?;
    let finished = upload(app, &permit, made, attachment.file).await?;
    let more = More::File(attachment);
    let kept = act_case::add(
        app,
        window,
        keys,
        &open,
        more,
        std::slice::from_ref(&finished),
    )
    .await;
    if kept.is_err() {
        app.store.drop_upload(&permit, finished.upload).await?;
    }
    kept
}

/// Whether the reporter attached this file before, in either form.
fn is_there(mailbox: &Mailbox, digest: &Digest) -> bool {
    attached(mailbox).any(|(own, file)| {
        let other = file.other.as_ref();
        own && (file.digest == Some(*digest) || other.is_some_and(|other| other.digest == *digest))
    })
}

/// What sound entries attach, and whether the reporter did.
fn attached(mailbox: &Mailbox) -> impl Iterator<Item = (bool, &Attachment)> {
    let sound = mailbox.view.entries.iter().filter(|one| one.is_sound());
    sound.filter_map(|one| match one.entry.as_ref() {
        Some(entry) => match &entry.body {
            Body::Attachment(file) => Some((entry.header.author == mailbox.author, file)),
            _ => None,
        },
        None => None,
    })
}

fn make(to: &Recipient, chosen: Zeroizing<Vec<u8>>, as_evidence: bool) -> Result<Made, Fault> {
    let cleaned = picture::see(&chosen).cleaned.map(Zeroizing::new);
    let (form, mut plain, other) = match cleaned {
        None => (Form::AsIs, chosen, None),
        Some(cleaned) if as_evidence => (Form::Evidence, chosen, Some(cleaned)),
        Some(cleaned) => (Form::Cleaned, cleaned, Some(chosen)),
    };
    let (bytes, digest) = (plain.len() as u64, Digest::of(&plain));
    let filled = filled(bytes).ok_or(Refusal::TOO_LARGE)?;
    let size = usize::try_from(filled).map_err(|wide| broken(&wide))?;
    plain.resize(size, 0);
    Ok(Made {
        file: sealing::seal(to, &plain).map_err(|fault| broken(&fault))?,
        filled,
        form,
        bytes,
        digest,
        other: other.map(|other| OtherForm {
            bytes: other.len() as u64,
            digest: Digest::of(&other),
        }),
    })
}

/// The way every file comes, in one piece.
async fn upload(app: &App, permit: &Permit, made: Made, id: Digest) -> Result<Finished, Fault> {
    let (upload, quota) = (UploadId(chance::bytes()?), app.config.quota);
    let new = NewUpload {
        id: upload,
        length: made.file.len() as u64,
        bucket: made.filled,
        day: app.clock.today(),
    };
    let begun = app.store.begin_upload(permit, new, quota).await?;
    begun.map_err(sealed::refusal)?;
    let piece = Piece {
        upload,
        from: 0,
        bytes: made.file,
        sha256: None,
        hold: (),
    };
    let kept = match app.store.append(permit, piece, quota).await? {
        Ok(_) => app.store.finish_upload(permit, upload, id).await?,
        Err(refused) => Err(refused),
    };
    if kept.is_err() {
        // Nobody goes on with it, and it would count in the quota until it is swept.
        app.store.drop_upload(permit, upload).await?;
    }
    Ok(kept.map_err(sealed::refusal)?)
}

/// A file that an entry attaches, opened and held to what the entry says: its name and its octets.
///
/// # Errors
/// 404, 409 `Differs`
pub async fn fetch(
    app: &App,
    window: &Window,
    keys: &Arc<Keys>,
    id: Digest,
) -> Result<(String, Zeroizing<Vec<u8>>), Fault> {
    let mailbox = act_case::open(app, window, keys).await?;
    let found = attached(&mailbox).find(|(_, file)| file.file == id);
    let (_, named) = found.ok_or(Refusal::NOT_FOUND)?;
    if named.bytes > MOST as u64 {
        return Err(Refusal::TOO_LARGE.into());
    }
    let permit = act_case::permit(app, window, keys, Action::OpenMailbox).await?;
    let kept = app.store.file(&permit, id).await?;
    let streamed = kept.ok_or(Refusal::NOT_FOUND)?;
    // Ten million bytes are filled and sealed to less than twice as much.
    if streamed.length > 2 * MOST as u64 {
        return Err(Fault::Differs);
    }
    let (mut file, mut sealed_file) = (streamed.file, Vec::new());
    let read = file.read_to_end(&mut sealed_file).await;
    read.map_err(|fault| broken(&fault))?;
    let secrets: Vec<_> = mailbox.keys.iter().map(|key| key.secret.clone()).collect();
    let named = named.clone();
    apart(move || opened(named, &secrets, &sealed_file)).await?
}

fn opened(
    named: Attachment,
    secrets: &[Identity],
    sealed_file: &[u8],
) -> Result<(String, Zeroizing<Vec<u8>>), Fault> {
    if IdOf::whole(sealed_file) != named.file {
        return Err(Fault::Differs);
    }
    let mut all = secrets.iter();
    let plain = all.find_map(|secret| sealing::open(secret, sealed_file).ok());
    let mut plain = Zeroizing::new(plain.ok_or(Fault::Differs)?);
    let length = usize::try_from(named.bytes).unwrap_or(usize::MAX);
    if length > plain.len() {
        return Err(Fault::Differs);
    }
    plain.truncate(length);
    if named
        .digest
        .is_some_and(|stated| stated != Digest::of(&plain))
    {
        return Err(Fault::Differs);
    }
    Ok((named.name, plain))
}
