//! Checks all entries of a case against each other.

mod alone;
mod asked;
mod chain;
mod codes;
mod consents;
mod leaving;
mod order;
mod people;
mod questions;
mod spoken;
mod tellings;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::calendar::Day;
use crate::entry::{Entry, Log, Report, Role};
use crate::frame::{FrameFault, Signers};
use crate::ids::{AuthorKey, CaseId, Digest, Recipient, WindowId};
use crate::roster::{self, Roster};

pub use asked::{Asked, HeardOnce, Standing};
pub use consents::{CONSENT_DAYS, DANGER_DAYS};
pub use questions::Question;
pub use tellings::{Given, Returned};
pub use view::{Found, Next};

/// One file of a case, opened or not.
#[derive(Clone, Copy, Debug)]
pub struct Opened<'a> {
    /// The id under which the server gave it.
    pub id: Digest,
    /// SHA-256 of the age file, counted by whoever opened it.
    pub digest: Digest,
    /// The log under which the server gave it.
    pub log: Log,
    /// The day the server says; a convenience.
    pub day: Option<Day>,
    /// What the age file holds; `None` if it does not open.
    pub plain: Option<&'a [u8]>,
}

/// A case as a client has it.
#[derive(Clone, Copy, Debug)]
pub struct LogInput<'a> {
    pub window: WindowId,
    pub case: CaseId,
    /// The reporter's author key where it is known (from the code, or as maker of a first key file);
    /// else it is learned from the report.
    pub reporter: Option<AuthorKey>,
    /// Rosters whose signer is trusted; those of another window are passed over.
    pub rosters: &'a [Roster],
    /// Readers known to be left out besides those whom the report names.
    pub left_out: &'a [AuthorKey],
    pub entries: &'a [Opened<'a>],
}

/// What is wrong with one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    NotAge,
    Malformed,
    WrongWindow,
    WrongCase,
    WrongLog,
    BadSignature,
    WrongId,
    UnknownAuthor,
    LeftOut,
    WrongKind,
    Gap,
    Fork,
    BrokenChain,
    MissingHead,
    UnknownRoster,
    OldRoster,
    ExpiredRoster,
    /// A grant for somebody who is not on its roster; one by the reporter for whoever is no reader of the case with a new key.
    UnknownReader,
    /// By somebody who had left the case by then, or a grant for one.
    GoneReader,
    /// Sealed to an epoch that no grant names, or a grant whose recipient is not that of its epoch.
    WrongEpoch,
    /// A report that says a counsellor took it down, without that counsellor's own word about this very report.
    HeardDiffers,
    /// By a code that another had followed by then.
    OldCode,
    /// Another code that does not say so itself, or that somebody who reads has.
    CodeDiffers,
    /// An answer to something that nobody proposed, or that is not for its author to answer.
    NoProposal,
    /// Danger to life without a word of why.
    NoReason,
    /// Told, or taken back, without a consent that is there.
    NoConsent,
    /// Another text, recipient or step than the one agreed to.
    ConsentDiffers,
    ConsentExpired,
    ConsentRevoked,
    /// Told, and the consent taken back, by two who had not seen each other's entry: which came first nobody can tell.
    ConsentCrossed,
    ConsentUsed,
    /// An answer by telephone that the reporter's code did not sign, or not for who wrote it down.
    SpokenDiffers,
    /// An answer to a form that nobody sent.
    NoQuestion,
    /// One reader alone decided what two must.
    OnePerson,
    /// A link, or an answer, of something that nobody was told.
    NoTelling,
    /// An answer that is not signed by the key of a link to what it is about.
    AnswerDiffers,
    /// Of the whole case: no report stands at its beginning.
    NoReport,
}

impl Fault {
    /// The protocol's code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAge => "not-age",
            Self::Malformed => "malformed",
            Self::WrongWindow => "wrong-window",
            Self::WrongCase => "wrong-case",
            Self::WrongLog => "wrong-log",
            Self::BadSignature => "bad-signature",
            Self::WrongId => "wrong-id",
            Self::UnknownAuthor => "unknown-author",
            Self::LeftOut => "left-out",
            Self::WrongKind => "wrong-kind",
            Self::Gap => "gap",
            Self::Fork => "fork",
            Self::BrokenChain => "broken-chain",
            Self::MissingHead => "missing-head",
            Self::UnknownRoster => "unknown-roster",
            Self::OldRoster => "old-roster",
            Self::ExpiredRoster => "expired-roster",
            Self::UnknownReader => "unknown-reader",
            Self::GoneReader => "gone-reader",
            Self::WrongEpoch => "wrong-epoch",
            Self::HeardDiffers => "heard-differs",
            Self::OldCode => "old-code",
            Self::CodeDiffers => "code-differs",
            Self::NoProposal => "no-proposal",
            Self::NoReason => "no-reason",
            Self::NoConsent => "no-consent",
            Self::ConsentDiffers => "consent-differs",
            Self::ConsentExpired => "consent-expired",
            Self::ConsentRevoked => "consent-revoked",
            Self::ConsentCrossed => "consent-crossed",
            Self::ConsentUsed => "consent-used",
            Self::SpokenDiffers => "spoken-differs",
            Self::NoQuestion => "no-question",
            Self::OnePerson => "one-person",
            Self::NoTelling => "no-telling",
            Self::AnswerDiffers => "answer-differs",
            Self::NoReport => "no-report",
        }
    }

    /// Whether what the entry says is still its author's: it speaks of the entry's neighbours, or of whether its author was
    /// right to do what it says.
    const fn leaves_the_word(self) -> bool {
        self.of_consent()
            || matches!(
                self,
                Self::Gap | Self::Fork | Self::BrokenChain | Self::MissingHead
            )
    }

    /// Whether it is about a consent, or about telling without one.
    #[must_use]
    pub const fn of_consent(self) -> bool {
        matches!(
            self,
            Self::NoProposal
                | Self::NoReason
                | Self::NoConsent
                | Self::ConsentDiffers
                | Self::ConsentExpired
                | Self::ConsentRevoked
                | Self::ConsentCrossed
                | Self::ConsentUsed
                | Self::SpokenDiffers
                | Self::NoQuestion
                | Self::OnePerson
                | Self::NoTelling
                | Self::AnswerDiffers
        )
    }

    /// Whether a step that bears it leads nowhere. One that crossed with the taking back was told all the same.
    #[must_use]
    pub const fn is_in_vain(self) -> bool {
        self.of_consent() && !matches!(self, Self::ConsentCrossed)
    }
}

/// An entry with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub id: Digest,
    pub log: Log,
    /// The day the server says.
    pub day: Option<Day>,
    /// `None` if it does not open, or is no entry signed by its author.
    pub entry: Option<Entry>,
    /// `None` if its author is neither the reporter nor a reader on the roster it names.
    pub role: Option<Role>,
    /// In the order of the codes, each once.
    pub faults: BTreeSet<Fault>,
}

impl Checked {
    /// Whether nothing at all is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.entry.is_some() && self.faults.is_empty()
    }

    /// Whether it is its author's word in this case, whatever is missing around it, and right or not.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.entry.is_some()
            && self.role.is_some()
            && self.faults.iter().all(|fault| fault.leaves_the_word())
    }

    /// Whether it belongs to this window, case and log: then it stands in its author's chain.
    fn belongs(&self) -> bool {
        let elsewhere = [
            Fault::WrongWindow,
            Fault::WrongCase,
            Fault::WrongLog,
            Fault::WrongId,
        ];
        self.entry.is_some() && !elsewhere.iter().any(|fault| self.faults.contains(fault))
    }
}

/// The reporter as the report shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reporter {
    /// By which the report was written.
    pub author: AuthorKey,
    /// The same, and those of the codes that followed, the newest last.
    pub keys: Vec<AuthorKey>,
    /// To which the newest code's key files are sealed.
    pub recipient: Recipient,
    /// The report's id.
    pub entry: Digest,
    pub report: Report,
}

impl Reporter {
    /// The key of the code that is good now.
    #[must_use]
    pub fn present(&self) -> AuthorKey {
        self.keys.last().copied().unwrap_or(self.author)
    }
}

/// A case, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogView {
    /// Both logs, in an order in which each entry follows all that it builds on, else by time; what
    /// cannot be read stands at the end.
    pub entries: Vec<Checked>,
    pub reporter: Option<Reporter>,
    /// Whom the report leaves out, under any key of theirs that a roster names.
    pub left_out: BTreeSet<AuthorKey>,
    /// Who was given the identity of each epoch, by the report or by a grant without fault.
    pub readers: BTreeMap<u32, BTreeSet<AuthorKey>>,
    /// The recipient of the case identity of each epoch.
    pub recipients: BTreeMap<u32, Recipient>,
    /// Who stood aside or was removed, under any key of theirs, whatever epochs they were given before.
    pub gone: BTreeSet<AuthorKey>,
    /// Ids that a `seen` entry without fault names.
    pub seen: BTreeSet<Digest>,
    /// What the desk proposed to tell outside, in the order of the entries, and what became of it.
    pub asked: Vec<Asked>,
    /// The forms that the reporter was asked to answer, in the order of the entries.
    pub questions: Vec<Question>,
}

/// What an opened file says, its author's signature checked; `None` if it did not open.
pub type Read = Option<Result<Entry, FrameFault>>;

/// Reads each of these, in their order. A signature costs as much as all other checks, so whoever looks at entries before
/// the whole is checked reads them once.
#[must_use]
pub fn read(entries: &[Opened<'_>], signers: &mut Signers) -> Vec<Read> {
    alone::read(entries, signers)
}

/// Checks everything. Never fails: what is wrong stands beside what it affects.
#[must_use]
pub fn verify(input: &LogInput<'_>) -> LogView {
    verify_read(input, read(input.entries, &mut Signers::default()))
}

/// The same where `read` is what [`read`] gave of the very same entries.
#[must_use]
pub fn verify_read(input: &LogInput<'_>, read: Vec<Read>) -> LogView {
    let rosters: BTreeMap<Digest, &Roster> = input
        .rosters
        .iter()
        .filter(|roster| roster.body().window == input.window)
        .map(|roster| (roster.digest(), roster))
        .collect();
    let persons = roster::persons(rosters.values().copied());
    let mut entries = alone::check(input, read);
    let order = order::readable(&entries);
    let (reporter, followed) = people::reporter((input, &rosters), &order, &mut entries);
    let left_out = persons.and_later(&people::left_out(input, reporter.as_ref(), &entries));
    people::check(&mut entries, reporter.as_ref(), &left_out, &rosters);
    codes::check(&mut entries, &followed);
    chain::check(&mut entries);
    chain::check_rosters(&mut entries, &order, reporter.as_ref(), &rosters);
    leaving::check(&mut entries, &order, reporter.as_ref());
    let people::Given {
        readers,
        recipients,
        gone,
    } = people::grants(
        &mut entries,
        &order,
        reporter.as_ref(),
        &people::Known {
            left_out: &left_out,
            rosters: &rosters,
            persons: &persons,
        },
    );
    let voices = codes::Voices::of(
        (input.window, input.case),
        &entries,
        reporter.as_ref(),
        &followed,
    );
    let consents::Consents { mut asked, back } =
        consents::check(&mut entries, &order, (&persons, &voices));
    tellings::check(&mut entries, &order, (&mut asked, &back), input.window);
    let questions = questions::check(&mut entries, &order);
    let entries = order::arrange(entries, &order);
    let seen = view::seen(&entries);
    LogView {
        entries,
        reporter,
        left_out,
        readers,
        recipients,
        gone,
        seen,
        asked,
        questions,
    }
}
