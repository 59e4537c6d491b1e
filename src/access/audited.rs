//! Which deeds stand in the audit chain, by one rule: what staff or the operator change, and what they are given that is
//! sealed or counts cases. Not what anybody may see, not what would tell more than the deed itself, and never a reporter's.

use crate::access::{AccountId, Action, Actor, Permit, Resource};
use sotomado_core::ids::CaseId;

/// A desk account began a session.
pub const SIGN_IN: &str = "sign-in";
/// And ended it.
pub const SIGN_OUT: &str = "sign-out";
/// The operator wrote down where a desk account gets mail, or that it gets none.
pub const SET_MAIL: &str = "set-mail";
/// A last day was written down for this account, or that it has none: by the operator, or by a lead, whose own record stands before.
pub const SET_END: &str = "set-end";
/// A desk account added a passkey.
pub const ADD_PASSKEY: &str = "add-passkey";
/// And took one away, with the sessions it began.
pub const REMOVE_PASSKEY: &str = "remove-passkey";
/// A desk account added an app that makes codes.
pub const ADD_CODES: &str = "add-codes";
/// And took it away, with the sessions that codes began.
pub const REMOVE_CODES: &str = "remove-codes";
/// A desk account laid a copy of its key under a passkey.
pub const KEEP_KEY_COPY: &str = "keep-key-copy";
/// And took it away.
pub const DROP_KEY_COPY: &str = "drop-key-copy";
/// A desk account ended a session of its own from another one.
pub const END_SESSION: &str = "end-session";
/// All that are no action's own name.
pub const UNASKED: [&str; 14] = [
    SIGN_IN,
    SIGN_OUT,
    SET_MAIL,
    SET_END,
    ADD_PASSKEY,
    REMOVE_PASSKEY,
    ADD_CODES,
    REMOVE_CODES,
    KEEP_KEY_COPY,
    DROP_KEY_COPY,
    END_SESSION,
    JOIN,
    NEW_PASSWORD,
    RETURN,
];

/// Somebody made an account by a link that a lead or the operator gave out.
pub const JOIN: &str = "join";
/// Somebody set a new password, by such a link or by the old one.
pub const NEW_PASSWORD: &str = "new-password";

/// Somebody came back by the number on the paper copy of their key.
pub const RETURN: &str = "return-by-paper";

/// Whether a deed is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audited {
    /// Each time, under this name.
    Each(&'static str),
    /// The first time on a day, by this account in this case: how often a page was opened is nobody's matter.
    Daily(&'static str),
    /// Never, for this reason.
    Not(&'static str),
}

/// A deed to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Its name in the chain.
    pub name: &'static str,
    /// Whether once on a day is enough.
    pub daily: bool,
    /// Who did it; nobody: the operator.
    pub account: Option<AccountId>,
    /// In which case.
    pub case: Option<CaseId>,
}

macro_rules! rules {
    ($($action:ident => $audited:expr,)+) => {
        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$action),+];

            /// Whether it is recorded; a new action has no place to hide from this question.
            #[must_use]
            pub const fn audited(self) -> Audited {
                match self {
                    $(Self::$action => $audited,)+
                }
            }
        }
    };
}

const REPORTERS: Audited = Audited::Not(
    "a reporter's own deed: a record would say when somebody was there, and how often",
);

rules! {
    FileReport => REPORTERS,
    FileHeard => Audited::Not("a record would say which account heard somebody on which day, and so which case came by telephone"),
    OpenMailbox => REPORTERS,
    WriteToMailbox => REPORTERS,
    TakeBack => REPORTERS,
    HoldDraft => REPORTERS,
    HoldIncident => Audited::Not("a counter's own deed, under a key of its own and without an account"),
    ReadCase => Audited::Daily("read-case"),
    WriteToCase => Audited::Each("write-to-case"),
    AddKeys => Audited::Each("add-keys"),
    SetNextDay => Audited::Each("set-next-day"),
    SetOpen => Audited::Each("set-open"),
    StepAside => Audited::Each("step-aside"),
    RemoveReader => Audited::Each("remove-reader"),
    ListOwnCases => Audited::Not("one's own list, which opens nothing; opening a case is recorded"),
    OfferKey => Audited::Each("offer-key"),
    SeeOfferedKeys => Audited::Not("public halves of keys, which the roster publishes"),
    ImportRoster => Audited::Each("import-roster"),
    SeePolicies => Audited::Not("digests of files that anybody may read"),
    AddAccount => Audited::Each("add-account"),
    AddWindow => Audited::Each("add-window"),
    SeeReleases => Audited::Not("published already"),
    ExportCase => Audited::Daily("export-case"),
    ListCases => Audited::Daily("list-cases"),
    HoldCodings => Audited::Not("a record would tie a coding to its author and day, which its row must not tell"),
    GatherCodings => Audited::Daily("gather-codings"),
    ImportRelease => Audited::Each("import-release"),
    BackUp => Audited::Each("back-up"),
    Restore => Audited::Each("restore"),
    SeeLeftLying => Audited::Not("asked by an open page every few minutes, and it names no case"),
    SeeAudit => Audited::Not("the chain itself, which names no case to anybody"),
    BeginDesk => Audited::Each("begin-desk"),
    SeeAccounts => Audited::Not("names and cards, most of which the roster publishes"),
    Invite => Audited::Each("invite"),
    LetBackIn => Audited::Each("let-back-in"),
    RevokeInvitation => Audited::Each("revoke-invitation"),
    EndAccount => Audited::Each("end-account"),
    KeepRecovery => Audited::Each("keep-recovery"),
    SeeReturns => Audited::Not("what one is told, of deeds that are recorded themselves"),
    TakeOutCase => Audited::Daily("take-out-case"),
    SeeTerms => Audited::Daily("see-terms"),
    SeeTerm => Audited::Not("one line of the list, which is recorded"),
    ProposeDestruction => Audited::Each("propose-destruction"),
    WithdrawDestruction => Audited::Each("withdraw-destruction"),
    ConfirmDestruction => Audited::Each("destroy-case"),
    HoldCase => Audited::Each("hold-case"),
    ProposeLifting => Audited::Each("propose-lifting"),
    ConfirmLifting => Audited::Each("lift-hold"),
    HoldTellings => Audited::Not("a record would tie a telling to its counsellor and day, and with it to the case that was written to then"),
    OpenTelling => Audited::Not("the deed of whoever was told, who has no account"),
    AnswerTelling => Audited::Not("the deed of whoever was told, who has no account"),
    KeepOwnSignIn => Audited::Not("each change of it is recorded under a name of its own, and looking changes nothing"),
    ResetSignIn => Audited::Each("reset-sign-in"),
}

impl Permit {
    /// What is to be recorded of what this permits; nothing for what is not recorded.
    #[must_use]
    pub fn deed(&self) -> Option<Deed> {
        let (name, daily) = match self.action.audited() {
            Audited::Each(name) => (name, false),
            Audited::Daily(name) => (name, true),
            Audited::Not(_) => return None,
        };
        let account = match &self.actor {
            Actor::Counsellor { account, .. }
            | Actor::Lead { account, .. }
            | Actor::HrReader { account, .. } => Some(*account),
            Actor::Operator | Actor::Mailbox { .. } => None,
        };
        let case = match &self.resource {
            Resource::Case { case, .. } => Some(*case),
            Resource::Term(term) => Some(term.case),
            _ => None,
        };
        Some(Deed {
            name,
            daily,
            account,
            case,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_is_recorded_under_a_name_of_its_own_or_says_why_not() {
        let mut names = BTreeSet::from(UNASKED);
        names.insert(sotomado_core::audit::CLOSE);
        for action in Action::ALL {
            match action.audited() {
                Audited::Each(name) | Audited::Daily(name) => {
                    assert!(names.insert(name), "{name} stands for two deeds");
                    assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
                }
                Audited::Not(why) => assert!(why.len() > 10, "{action:?}: why not?"),
            }
        }
    }
}
