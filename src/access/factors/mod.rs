//! Second factors of staff: passkeys by WebAuthn, and codes of an app where there is no passkey. What is asked and not yet
//! answered lives in memory: short, bounded, taken once.

pub mod codes;
pub mod passkeys;
pub mod tickets;

use crate::access::AccountId;
use crate::access::throttle::Throttle;
use crate::clock::Clock;

use codes::UsedSteps;
use passkeys::{Adding, Asking, Passkeys};
use tickets::Tickets;

/// Somebody whose password was right, and who is nobody yet.
#[derive(Debug)]
pub struct HalfSignedIn {
    /// Whose password.
    pub account: AccountId,
    /// What the account's passkeys were asked, if it has some.
    pub asked: Option<Asking>,
}

/// A second factor that is being added.
#[derive(Debug)]
pub enum Beginning {
    /// A passkey, under the name that its owner gives it.
    Passkey {
        account: AccountId,
        label: String,
        asked: Box<Adding>,
    },
    /// An app that makes codes.
    Codes {
        account: AccountId,
        secret: codes::Secret,
    },
}

/// Everything about second factors that is not in the store.
#[derive(Debug)]
pub struct Factors {
    /// Nothing where the desk's address is a number: passkeys are bound to a name.
    pub passkeys: Option<Passkeys>,
    /// Steps of codes that were taken.
    pub used: UsedSteps,
    /// Sign-ins that wait for the second factor.
    pub halves: Tickets<HalfSignedIn>,
    /// Factors that wait for their first answer.
    pub beginnings: Tickets<Beginning>,
    /// Wrong second factors, by account.
    tries: Throttle,
}

impl Factors {
    /// Those of a desk at `url`, from this moment on.
    #[must_use]
    pub fn new(url: &str, clock: &Clock) -> Self {
        Self {
            passkeys: Passkeys::of(url),
            used: UsedSteps::from(clock.now().as_second()),
            halves: Tickets::default(),
            beginnings: Tickets::default(),
            tries: Throttle::default(),
        }
    }

    /// Whether the account may try a second factor at `now`. Wherever from: only who knows the password comes this far, and a
    /// guesser with many addresses is to have no more tries than one with a single one.
    pub fn may_try(&self, account: AccountId, now: i64) -> bool {
        self.tries.may_try(&hex::encode(account.0), None, now)
    }

    /// Forgets wrong tries of an account whose second factor was right.
    pub fn right(&self, account: AccountId) {
        self.tries.right(&hex::encode(account.0), None);
    }
}
