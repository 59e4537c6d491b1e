//! The deeds of the reporter's client: file a report, open a mailbox, write on, take back. All in memory.

use std::sync::Arc;

use sotomado_core::calendar::{Day, first_answer_from, last_kept_day};
use sotomado_core::code::{Code, Path};
use sotomado_core::derive::{self, Keys};
use sotomado_core::entry;
use sotomado_core::frame::FrameFault;
use sotomado_core::ids::{AuthorKey, CaseId, Digest, Identity};
use sotomado_core::keyfile::{Asked, Holder, KeyFile, Purpose};
use sotomado_core::log::{LogInput, LogView, Opened, verify};
use sotomado_core::report::{self, More, Said, Under};
use sotomado_core::roster::Roster;
use sotomado_core::time::Time;
use zeroize::Zeroizing;

use crate::access::slips::Slip;
use crate::access::{Action, Actor};
use crate::app::App;
use crate::chance;
use crate::http::refusal::{Refusal, broken};
use crate::http::sealed;
use crate::sealing;
use crate::store::{Finished, Kept, Log, NewEntry, NewKey, NewReport, OpenCase, Refused, Window};

/// Why something was not done. Nothing was kept then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Everybody was left out.
    NoReader,
    /// So many bytes too many.
    TooLong(usize),
    /// Too much comes on this path at once.
    Busy,
    /// The case has no key that fits.
    NoKey,
    /// A file is not the one that its entry names.
    Differs,
    /// The case names a newer roster than the one in force.
    OldRoster,
    /// As everywhere.
    Refused(Refusal),
}

impl<E: Into<Refusal>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// A report that is kept.
pub struct Filed {
    pub code: Code,
    pub arrived: Day,
    /// It was kept before; what was sent now was not.
    pub before: bool,
}

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

/// Files a report under the code to which slip and words lead. The same form again finds what is kept.
///
/// # Errors
/// [`Fault`]
pub async fn file_report(
    app: &App,
    window: &Window,
    slip: &Slip,
    said: Said,
    left_out: &[AuthorKey],
) -> Result<Filed, Fault> {
    let chance = app
        .slips
        .chance_of_code(&window.id, slip, &digest(&said, left_out)?);
    let code = Code::make(Path::ScriptOff, &chance);
    let keys = derive::keys(&code, &window.id);
    let mailbox = AuthorKey::of(&keys.mailbox);
    let filed = |arrived, before| Filed {
        code: code.clone(),
        arrived,
        before,
    };
    if let Some(first) = app.store.case_of_mailbox(window.id, mailbox).await? {
        return Ok(filed(first.arrived, true));
    }
    let roster = sealed::roster_today(app, window).await?;
    let report = seal(app, &roster, said, left_out, &keys)?;
    if !app.plain_pace.one_more(app.clock.now().as_second()) {
        return Err(Fault::Busy);
    }
    let actor = Actor::Mailbox {
        window: window.id,
        key: mailbox,
    };
    let resource = crate::access::Resource::Window(window.id);
    let permit = app.permit(&actor, Action::FileReport, &resource)?;
    let arrived = report.arrived;
    match app.store.file_report(&permit, report).await? {
        Ok(kept) => Ok(filed(arrived, kept == Kept::Before)),
        Err(Refused::FirstKept) => Ok(filed(arrived, true)),
        Err(refused) => Err(sealed::refusal(refused).into()),
    }
}

/// Of what was written and chosen, in whatever language it was shown.
fn digest(said: &Said, left_out: &[AuthorKey]) -> Result<Digest, Fault> {
    let Said {
        words,
        people,
        answers,
        consent,
        ..
    } = said;
    let all = serde_json::to_vec(&(words, people, answers, consent, left_out));
    Ok(Digest::of(&Zeroizing::new(all.map_err(|e| broken(&e))?)))
}

fn seal(
    app: &App,
    roster: &Roster,
    said: Said,
    left_out: &[AuthorKey],
    keys: &Keys,
) -> Result<NewReport, Fault> {
    let identity = sealing::generate()?;
    let on_roster = |author: &&AuthorKey| roster.reader(author).is_some();
    let left_out: Vec<AuthorKey> = left_out.iter().filter(on_roster).copied().collect();
    let byte = || chance::bytes::<1>().ok().map(|[byte]| byte);
    let readers = report::draw(roster, &left_out, byte).ok_or(Fault::Refused(Refusal::BROKEN))?;
    if readers.is_empty() {
        return Err(Fault::NoReader);
    }
    let under = Under {
        roster,
        case: CaseId(chance::bytes()?),
        identity: &identity,
        time: now(app)?,
    };
    let written = report::write(said, &readers, &left_out, keys, &under).map_err(too_long)?;
    let entry = Zeroizing::new(written.entry);
    let mut sealed_keys = Vec::new();
    for (to, recipient, plain) in written.keys {
        let plain = Zeroizing::new(plain);
        sealed_keys.push(NewKey {
            to: match to {
                Holder::Reader(author) => Some(author),
                Holder::Reporter => None,
            },
            purpose: Log::Case,
            file: sealing::seal(&recipient, &plain).map_err(|e| broken(&e))?,
        });
    }
    let arrived = app.clock.today();
    Ok(NewReport {
        case: under.case,
        urgent: false,
        arrived,
        next: first_answer_from(&app.policies, arrived).0,
        retention: last_kept_day(&app.policies, arrived),
        sealed_here: true,
        entries: vec![new_entry(&written.recipient, &entry)?],
        keys: sealed_keys,
    })
}

fn new_entry(to: &sotomado_core::ids::Recipient, plain: &[u8]) -> Result<NewEntry, Fault> {
    let file = sealing::seal(to, plain).map_err(|e| broken(&e))?;
    let bucket = sealing::entry_bucket(&file).ok_or(Fault::Refused(Refusal::BROKEN))?;
    Ok(NewEntry {
        id: Digest::of(&file),
        log: Log::Case,
        bucket,
        file,
    })
}

fn now(app: &App) -> Result<Time, Fault> {
    // An entry names whole seconds.
    let second = jiff::Timestamp::from_second(app.clock.now().as_second());
    let now = second.ok().and_then(Time::new);
    now.ok_or(Fault::Refused(Refusal::BROKEN))
}

fn too_long(fault: FrameFault) -> Fault {
    match fault {
        FrameFault::TooLong { size, room } => Fault::TooLong(size.saturating_sub(room)),
        _ => Fault::Refused(Refusal::BROKEN),
    }
}

/// Whether the words fit, whoever is left out, and whether a report would be taken today.
///
/// # Errors
/// [`Fault`]
pub async fn measure(app: &App, window: &Window, said: Said) -> Result<Roster, Fault> {
    let roster = sealed::roster_today(app, window).await?;
    // Keys and ids are as long as any; nothing of this is kept or sealed.
    let keys = derive::keys(&Code::make(Path::ScriptOff, &[0; 22]), &window.id);
    let under = Under {
        roster: &roster,
        case: CaseId([0; 16]),
        identity: &Identity([1; 32]),
        time: now(app)?,
    };
    let all = roster.body().readers.iter();
    let left_out: Vec<AuthorKey> = all.clone().map(|reader| reader.author).collect();
    let readers: Vec<_> = all.take(2).collect();
    let written = report::write(said, &readers, &left_out, &keys, &under);
    drop(Zeroizing::new(written.map_err(too_long)?.entry));
    Ok(roster)
}

/// The keys of a code, if it has a mailbox here.
///
/// # Errors
/// 404 `no-such-mailbox`
pub async fn keys_of(app: &App, window: &Window, code: &Code) -> Result<Arc<Keys>, Fault> {
    let keys = Arc::new(derive::keys(code, &window.id));
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
pub async fn open(app: &App, window: &Window, keys: &Keys) -> Result<Mailbox, Fault> {
    let permit = permit(app, window, keys, Action::OpenMailbox).await?;
    let case = app
        .store
        .whole(app.store.open_mailbox(&permit).await?)
        .await?;
    let kept = app.store.rosters(window.id).await?;
    let rosters: Vec<Roster> = kept
        .iter()
        .filter_map(|one| Roster::read(&one.frame).ok())
        .collect();
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
        window: window.id,
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
    Ok(Mailbox {
        case,
        rosters,
        view,
        author,
        writable,
        keys: found,
    })
}

/// What the reporter's own key files hold.
fn identities(case: &OpenCase, window: &Window, keys: &Keys, rosters: &[Roster]) -> Vec<KeyFile> {
    let asked = Asked {
        window: window.id,
        case: case.case,
        purpose: Purpose::Case,
        to: Holder::Reporter,
        rosters,
        left_out: &[],
        given: None,
        reporter: Some(AuthorKey::of(&keys.author)),
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
    keys: &Keys,
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
pub async fn write_on(app: &App, window: &Window, keys: &Keys, words: &str) -> Result<(), Fault> {
    let open = open_to_write(app, window, keys).await?;
    let more = More::Words(words.to_owned());
    add(app, window, keys, &open, more, &[]).await
}

/// Seals the next entry and keeps it, with files that have come whole.
pub(super) async fn add(
    app: &App,
    window: &Window,
    keys: &Keys,
    (mailbox, roster): &(Mailbox, Roster),
    more: More,
    files: &[Finished],
) -> Result<(), Fault> {
    let under = (window.id, mailbox.case.case, roster);
    let made = report::go_on(&mailbox.view, more, &keys.author, under, now(app)?);
    let (plain, recipient) = made.map_err(too_long)?.ok_or(Fault::NoKey)?;
    let entry = new_entry(&recipient, &Zeroizing::new(plain))?;
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
