//! The one authorisation door: who may do what, as a value that the store asks for.
//!
//! The store's functions that touch a case, an account or a roster take a [`Permit`], which only [`Door`] can make,
//! and take the case or window from it: what was permitted is what is touched.

pub mod audited;
pub mod challenges;
pub mod effort;
pub mod held;
pub mod pace;
pub mod password;
pub mod slips;
pub mod throttle;

#[cfg(test)]
mod tests;

use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    FileReport,
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
    /// The chain of what staff did.
    SeeAudit,
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
    },
    /// One staff account of the desk.
    Account(AccountId),
    /// The whole desk.
    Desk,
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

/// The door. It knows every rule and keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Door;

impl Door {
    /// Says whether `actor` may do `action` to `resource`.
    ///
    /// # Errors
    /// [`Denied`] for everything that no rule below allows.
    pub fn permit(
        self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
    ) -> Result<Permit, Denied> {
        let allowed = match actor {
            Actor::Mailbox { window, key } => mailbox_may(window, key, action, resource),
            Actor::Counsellor { account, author } => {
                reader_may(account, author.as_ref(), action, resource)
            }
            Actor::Lead { account, author } => {
                lead_may(action, resource) || reader_may(account, author.as_ref(), action, resource)
            }
            Actor::HrReader { window, .. } => {
                action == Action::SeeReleases && *resource == Resource::Window(*window)
            }
            Actor::Operator => operator_may(action, resource),
        };
        if !allowed {
            return Err(Denied);
        }
        Ok(Permit {
            actor: actor.clone(),
            action,
            resource: resource.clone(),
        })
    }
}

fn mailbox_may(window: &WindowId, key: &AuthorKey, action: Action, resource: &Resource) -> bool {
    match resource {
        Resource::Window(of) => {
            of == window
                && matches!(
                    action,
                    Action::FileReport | Action::HoldDraft | Action::HoldIncident
                )
        }
        Resource::Case {
            window: of,
            mailbox,
            ..
        } => {
            of == window
                && mailbox == key
                && matches!(
                    action,
                    Action::OpenMailbox | Action::WriteToMailbox | Action::TakeBack
                )
        }
        Resource::Account(_) | Resource::Desk => false,
    }
}

fn reader_may(
    account: &AccountId,
    author: Option<&AuthorKey>,
    action: Action,
    resource: &Resource,
) -> bool {
    match resource {
        Resource::Case { readers, .. } => {
            let holds = author.is_some_and(|author| readers.contains(author));
            holds
                && matches!(
                    action,
                    Action::ReadCase
                        | Action::WriteToCase
                        | Action::AddKeys
                        | Action::SetNextDay
                        | Action::SetOpen
                )
        }
        Resource::Account(of) => {
            of == account && matches!(action, Action::OfferKey | Action::ListOwnCases)
        }
        // Whether this reader stands on the window's roster is asked beside.
        Resource::Window(_) => author.is_some() && action == Action::HoldCodings,
        Resource::Desk => false,
    }
}

/// A lead keeps the roster. That alone opens no case: see [`reader_may`].
fn lead_may(action: Action, resource: &Resource) -> bool {
    match resource {
        Resource::Desk => matches!(
            action,
            Action::SeeOfferedKeys | Action::SeePolicies | Action::SeeAudit
        ),
        Resource::Window(_) => matches!(
            action,
            Action::ImportRoster | Action::GatherCodings | Action::ImportRelease
        ),
        Resource::Case { .. } | Resource::Account(_) => false,
    }
}

fn operator_may(action: Action, resource: &Resource) -> bool {
    match resource {
        Resource::Desk => matches!(
            action,
            Action::AddAccount
                | Action::AddWindow
                | Action::SeeOfferedKeys
                | Action::ListCases
                | Action::SeeAudit
        ),
        Resource::Window(_) => matches!(
            action,
            Action::ImportRoster
                | Action::AddAccount
                | Action::GatherCodings
                | Action::ImportRelease
        ),
        // The key of a demonstration's counsellor is put in by the command that made it.
        Resource::Account(_) => action == Action::OfferKey,
        // Sealed, as it lies: it opens for nobody by this.
        Resource::Case { .. } => action == Action::ExportCase,
    }
}

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
