//! The deeds of the reporter's client: a report is measured, sealed and filed. All in memory.

use std::sync::Arc;

use sotomado_core::calendar::{Day, first_answer_from, last_kept_day};
use sotomado_core::code::{Code, Path};
use sotomado_core::derive::{self, Keys};
use sotomado_core::frame::FrameFault;
use sotomado_core::ids::{AuthorKey, CaseId, Digest, Identity};
use sotomado_core::keyfile::Holder;
use sotomado_core::report::{self, Said, Under};
use sotomado_core::roster::Roster;
use sotomado_core::time::Time;
use zeroize::Zeroizing;

use crate::access::slips::Slip;
use crate::access::{Action, Actor};
use crate::app::App;
use crate::chance;
use crate::http::refusal::{Refusal, broken};
use crate::http::sealed;
use crate::plain::apart::apart;
use crate::sealing;
use crate::store::{Kept, Log, NewEntry, NewKey, NewReport, Refused, Window};

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

/// Files a report under the code to which slip and words lead; with `urgent`, its readers are called. The same form again finds what is kept.
///
/// # Errors
/// [`Fault`]
pub async fn file_report(
    app: &App,
    window: &Window,
    slip: &Slip,
    said: Said,
    (left_out, urgent): (&[AuthorKey], bool),
) -> Result<Filed, Fault> {
    let chance = app
        .slips
        .chance_of_code(&window.id, slip, &digest(&said, left_out)?);
    let code = Code::make(Path::ScriptOff, &chance);
    let keys = derived(&code, window).await?;
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
    let (apps, out) = (app.clone(), left_out.to_vec());
    let sealed = apart(move || seal(&apps, &roster, said, &out, &keys)).await??;
    let report = NewReport { urgent, ..sealed };
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

pub(super) fn new_entry(
    to: &sotomado_core::ids::Recipient,
    plain: &[u8],
) -> Result<NewEntry, Fault> {
    let file = sealing::seal(to, plain).map_err(|e| broken(&e))?;
    let bucket = sealing::entry_bucket(&file).ok_or(Fault::Refused(Refusal::BROKEN))?;
    Ok(NewEntry {
        id: Digest::of(&file),
        log: Log::Case,
        bucket,
        file,
    })
}

pub(super) fn now(app: &App) -> Result<Time, Fault> {
    // An entry names whole seconds.
    let second = jiff::Timestamp::from_second(app.clock.now().as_second());
    let now = second.ok().and_then(Time::new);
    now.ok_or(Fault::Refused(Refusal::BROKEN))
}

pub(super) fn too_long(fault: FrameFault) -> Fault {
    match fault {
        FrameFault::TooLong { size, room } => Fault::TooLong(size.saturating_sub(room)),
        _ => Fault::Refused(Refusal::BROKEN),
    }
}

/// The keys of a code, whoever's it is.
pub(super) async fn derived(code: &Code, window: &Window) -> Result<Arc<Keys>, Refusal> {
    let (code, window) = (code.clone(), window.id);
    apart(move || Arc::new(derive::keys(&code, &window))).await
}

/// Whether the words fit, whoever is left out, and whether a report would be taken today.
///
/// # Errors
/// [`Fault`]
pub async fn measure(app: &App, window: &Window, said: Said) -> Result<Roster, Fault> {
    let roster = sealed::roster_today(app, window).await?;
    let (time, window) = (now(app)?, window.id);
    apart(move || {
        // Keys and ids are as long as any; nothing of this is kept or sealed.
        let keys = derive::keys(&Code::make(Path::ScriptOff, &[0; 22]), &window);
        let under = Under {
            roster: &roster,
            case: CaseId([0; 16]),
            identity: &Identity([1; 32]),
            time,
        };
        let all = roster.body().readers.iter();
        let left_out: Vec<AuthorKey> = all.map(|reader| reader.author).collect();
        let readers: Vec<_> = roster.body().drawable().take(2).collect();
        let written = report::write(said, &readers, &left_out, &keys, &under);
        drop(Zeroizing::new(written.map_err(too_long)?.entry));
        Ok(roster)
    })
    .await?
}
