//! The one authorisation door: who may do what, as a value that the store asks for.
//!
//! The store's functions that touch a case, an account or a roster take a [`Permit`], which only [`Door`] can make,
//! and take the case or window from it: what was permitted is what is touched. The rules are `policies/access/`; what they
//! promise is proved on these very files before they are shipped (`docs/access.md`).

pub mod audited;
pub mod challenges;
mod door;
pub mod effort;
pub mod factors;
pub mod held;
pub mod pace;
pub mod password;
pub mod slips;
mod term;
pub mod throttle;

#[cfg(test)]
mod tests;

use sotomado_core::ids::{AuthorKey, CaseId, TellingId, WindowId};

pub use door::{AccessFault, Door, POLICIES, PROVED, SCHEMA};
pub use term::Term;

/// A staff account: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(pub [u8; 16]);

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Someone whose request a mailbox key signed, at this window.
    Mailbox { window: WindowId, key: AuthorKey },
    /// A counsellor signed in at the desk; `author` is the key this account offered.
    Counsellor {
        account: AccountId,
        author: Option<AuthorKey>,
    },
    /// The lead signed in at the desk: keeps accounts and rosters; as a reader, what a counsellor is.
    Lead {
        account: AccountId,
        author: Option<AuthorKey>,
    },
    /// An HR reader, signed in at the trends host.
    HrReader {
        account: AccountId,
        window: WindowId,
    },
    /// Whoever has the machine's shell.
    Operator,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    FileReport,
    /// The same for somebody who called, wrote on paper or came.
    FileHeard,
    OpenMailbox,
    WriteToMailbox,
    TakeBack,
    HoldDraft,
    /// The sealed record of an incident at a counter.
    HoldIncident,
    ReadCase,
    WriteToCase,
    AddKeys,
    SetNextDay,
    SetOpen,
    /// Leaving a case for good: oneself.
    StepAside,
    /// The same of another reader.
    RemoveReader,
    ListOwnCases,
    OfferKey,
    SeeOfferedKeys,
    ImportRoster,
    SeePolicies,
    AddAccount,
    AddWindow,
    SeeReleases,
    ExportCase,
    ListCases,
    /// Codings and ledgers under one's own ids.
    HoldCodings,
    /// All that lie at a window, sealed.
    GatherCodings,
    ImportRelease,
    /// Copies everything, sealed as it lies.
    BackUp,
    /// Makes a desk from a copy.
    Restore,
    /// The chain of what staff did.
    SeeAudit,
    /// The first lead and the windows of a desk that begins in a browser.
    BeginDesk,
    /// Who has an account, and which links are open.
    SeeAccounts,
    /// A link by which somebody makes an account.
    Invite,
    /// A link by which somebody sets a new password.
    LetBackIn,
    RevokeInvitation,
    /// The last day of a desk account, or that it has none.
    EndAccount,
    /// The number on one's paper copy, by which one comes back.
    KeepRecovery,
    /// That a colleague came back without what they had before.
    SeeReturns,
    /// Carries a case one reads out of the program, in one's browser.
    TakeOutCase,
    /// Which cases are due to be destroyed, or held.
    SeeTerms,
    SeeTerm,
    ProposeDestruction,
    WithdrawDestruction,
    /// Destroys what another has proposed.
    ConfirmDestruction,
    /// Keeps a case beyond its last day.
    HoldCase,
    ProposeLifting,
    /// Lets a case go that another would let go.
    ConfirmLifting,
    /// Who has let something lie unread, without the cases.
    SeeLeftLying,
    /// Sealed texts that somebody in the city is told by a link, and what comes back.
    HoldTellings,
    /// By whoever has link and code.
    OpenTelling,
    AnswerTelling,
    /// One's own second factors and sessions.
    KeepOwnSignIn,
    /// Takes all second factors of an account away.
    ResetSignIn,
}

/// On what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// One organisation's window.
    Window(WindowId),
    /// One case, with what decides who may come near it.
    Case {
        window: WindowId,
        case: CaseId,
        mailbox: AuthorKey,
        readers: Vec<AuthorKey>,
        /// Who left it, for good.
        gone: Vec<AuthorKey>,
    },
    /// A text that whoever has link and code is told.
    Telling {
        window: WindowId,
        telling: TellingId,
        mailbox: AuthorKey,
    },
    /// One staff account of the desk.
    Account(AccountId),
    /// The whole desk.
    Desk,
    /// How long one case is kept.
    Term(Term),
}

impl Action {
    /// As the access policies call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FileReport => "fileReport",
            Self::FileHeard => "fileHeard",
            Self::OpenMailbox => "openMailbox",
            Self::WriteToMailbox => "writeToMailbox",
            Self::TakeBack => "takeBack",
            Self::HoldDraft => "holdDraft",
            Self::HoldIncident => "holdIncident",
            Self::ReadCase => "readCase",
            Self::WriteToCase => "writeToCase",
            Self::AddKeys => "addKeys",
            Self::SetNextDay => "setNextDay",
            Self::SetOpen => "setOpen",
            Self::StepAside => "stepAside",
            Self::RemoveReader => "removeReader",
            Self::ListOwnCases => "listOwnCases",
            Self::OfferKey => "offerKey",
            Self::SeeOfferedKeys => "seeOfferedKeys",
            Self::ImportRoster => "importRoster",
            Self::SeePolicies => "seePolicies",
            Self::AddAccount => "addAccount",
            Self::AddWindow => "addWindow",
            Self::SeeReleases => "seeReleases",
            Self::ExportCase => "exportCase",
            Self::ListCases => "listCases",
            Self::HoldCodings => "holdCodings",
            Self::GatherCodings => "gatherCodings",
            Self::ImportRelease => "importRelease",
            Self::SeeAudit => "seeAudit",
            Self::TakeOutCase => "takeOutCase",
            Self::SeeTerms => "seeTerms",
            Self::SeeTerm => "seeTerm",
            Self::ProposeDestruction => "proposeDestruction",
            Self::WithdrawDestruction => "withdrawDestruction",
            Self::ConfirmDestruction => "confirmDestruction",
            Self::HoldCase => "holdCase",
            Self::ProposeLifting => "proposeLifting",
            Self::ConfirmLifting => "confirmLifting",
            Self::SeeLeftLying => "seeLeftLying",
            Self::BackUp => "backUp",
            Self::Restore => "restore",
            Self::BeginDesk => "beginDesk",
            Self::SeeAccounts => "seeAccounts",
            Self::Invite => "invite",
            Self::LetBackIn => "letBackIn",
            Self::RevokeInvitation => "revokeInvitation",
            Self::EndAccount => "endAccount",
            Self::KeepRecovery => "keepRecovery",
            Self::SeeReturns => "seeReturns",
            Self::HoldTellings => "holdTellings",
            Self::OpenTelling => "openTelling",
            Self::AnswerTelling => "answerTelling",
            Self::KeepOwnSignIn => "keepOwnSignIn",
            Self::ResetSignIn => "resetSignIn",
        }
    }
}

/// That this actor may do this to that. Made by [`Door::permit`] alone.
#[derive(Clone, Debug)]
pub struct Permit {
    actor: Actor,
    action: Action,
    resource: Resource,
}

/// The answer no. Whether the thing exists is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not permitted")]
pub struct Denied;

impl Permit {
    /// The case this permit is for, if it is for `action` on a case.
    ///
    /// # Errors
    /// [`Denied`] when it is a permit for something else.
    pub fn case(&self, action: Action) -> Result<(WindowId, CaseId), Denied> {
        match &self.resource {
            Resource::Case { window, case, .. } if self.action == action => Ok((*window, *case)),
            _ => Err(Denied),
        }
    }

    /// The window this permit is for, if it is for `action` on a window.
    ///
    /// # Errors
    /// [`Denied`] when it is a permit for something else.
    pub fn window(&self, action: Action) -> Result<WindowId, Denied> {
        match &self.resource {
            Resource::Window(window) if self.action == action => Ok(*window),
            _ => Err(Denied),
        }
    }

    /// The telling this permit is for, if it is for `action` on one.
    ///
    /// # Errors
    /// [`Denied`] when it is a permit for something else.
    pub fn telling(&self, action: Action) -> Result<TellingId, Denied> {
        match &self.resource {
            Resource::Telling { telling, .. } if self.action == action => Ok(*telling),
            _ => Err(Denied),
        }
    }

    /// The account this permit is for, if it is for `action` on an account.
    ///
    /// # Errors
    /// [`Denied`] when it is a permit for something else.
    pub fn account(&self, action: Action) -> Result<AccountId, Denied> {
        match &self.resource {
            Resource::Account(account) if self.action == action => Ok(*account),
            _ => Err(Denied),
        }
    }

    /// That this is a permit for `action` on the desk as a whole.
    ///
    /// # Errors
    /// [`Denied`] when it is a permit for something else.
    pub fn desk(&self, action: Action) -> Result<(), Denied> {
        if self.action == action && self.resource == Resource::Desk {
            Ok(())
        } else {
            Err(Denied)
        }
    }

    /// The term this permit is for, if it is for `action` on one.
    ///
    /// # Errors
    /// [`Denied`] when it is a permit for something else.
    pub fn term(&self, action: Action) -> Result<&Term, Denied> {
        match &self.resource {
            Resource::Term(term) if self.action == action => Ok(term),
            _ => Err(Denied),
        }
    }

    /// The account of staff that was permitted.
    ///
    /// # Errors
    /// [`Denied`] for whoever has none.
    pub fn staff(&self) -> Result<AccountId, Denied> {
        match &self.actor {
            Actor::Counsellor { account, .. } | Actor::Lead { account, .. } => Ok(*account),
            _ => Err(Denied),
        }
    }

    /// Who was permitted.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The reader's author key, where a reader was permitted.
    pub fn author(&self) -> Option<AuthorKey> {
        match &self.actor {
            Actor::Counsellor { author, .. } | Actor::Lead { author, .. } => *author,
            _ => None,
        }
    }
}
