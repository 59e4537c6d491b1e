//! Passkeys, by the webauthn-rs library: bound to the desk's own host name, so that no other page can ask for one.

use serde_json::Value;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::access::AccountId;

/// Asks and checks, for one host.
#[derive(Debug)]
pub struct Passkeys(Webauthn);

/// A passkey that was asked to be made.
#[derive(Debug)]
pub struct Adding(PasskeyRegistration);

/// What an account's passkeys were asked.
#[derive(Debug)]
pub struct Asking(PasskeyAuthentication);

/// A passkey as it is kept: nothing of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The authenticator's own name for it.
    pub id: Vec<u8>,
    /// Public key and counter, as the library writes them.
    pub text: String,
}

/// An answer that does not fit what was asked. Why is not said, for the library's words quote what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the passkey's answer does not fit")]
pub struct DoesNotFit;

impl Passkeys {
    /// Those of a desk at this address, which must have a name and not a number.
    pub(super) fn of(url: &str) -> Option<Self> {
        let origin = Url::parse(url).ok()?;
        let host = origin.domain()?;
        let builder = WebauthnBuilder::new(host, &origin).ok()?;
        builder.rp_name("sotomado").build().ok().map(Self)
    }

    /// Begins to make one for `account`; one that it has already is not made a second time. The first value is what the
    /// browser is given.
    ///
    /// # Errors
    /// [`DoesNotFit`] when the library cannot ask.
    pub fn add(
        &self,
        account: AccountId,
        sign_in: &str,
        there: &[Credential],
    ) -> Result<(Value, Adding), DoesNotFit> {
        let known = there.iter().map(|one| one.id.clone()).collect();
        let id = Uuid::from_bytes(account.0);
        let begun = self
            .0
            .start_passkey_registration(id, sign_in, sign_in, Some(known));
        let (asked, state) = begun.map_err(|_| DoesNotFit)?;
        Ok((json(&asked.public_key)?, Adding(state)))
    }

    /// The passkey that was made.
    ///
    /// # Errors
    /// [`DoesNotFit`]
    pub fn added(&self, asked: &Adding, answer: Value) -> Result<Credential, DoesNotFit> {
        let answer: RegisterPublicKeyCredential =
            serde_json::from_value(answer).map_err(|_| DoesNotFit)?;
        let made = self.0.finish_passkey_registration(&answer, &asked.0);
        kept(&made.map_err(|_| DoesNotFit)?)
    }

    /// Asks for any one of these.
    ///
    /// # Errors
    /// [`DoesNotFit`] when none of them can be asked.
    pub fn ask(&self, there: &[Credential]) -> Result<(Value, Asking), DoesNotFit> {
        let all = there.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let (asked, state) = self
            .0
            .start_passkey_authentication(&all)
            .map_err(|_| DoesNotFit)?;
        Ok((json(&asked.public_key)?, Asking(state)))
    }

    /// Which of these answered, as it is to be kept from now on: with its counter, by which a copied one is noticed.
    ///
    /// # Errors
    /// [`DoesNotFit`], also for one that was taken away since it was asked.
    pub fn answered(
        &self,
        asked: &Asking,
        answer: Value,
        there: &[Credential],
    ) -> Result<Credential, DoesNotFit> {
        let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(|_| DoesNotFit)?;
        let done = self
            .0
            .finish_passkey_authentication(&answer, &asked.0)
            .map_err(|_| DoesNotFit)?;
        let one = there
            .iter()
            .find(|one| one.id == done.cred_id().as_slice())
            .ok_or(DoesNotFit)?;
        let mut passkey = read(one)?;
        passkey.update_credential(&done).ok_or(DoesNotFit)?;
        kept(&passkey)
    }
}

fn read(kept: &Credential) -> Result<Passkey, DoesNotFit> {
    serde_json::from_str(&kept.text).map_err(|_| DoesNotFit)
}

fn kept(passkey: &Passkey) -> Result<Credential, DoesNotFit> {
    Ok(Credential {
        id: passkey.cred_id().to_vec(),
        text: serde_json::to_string(passkey).map_err(|_| DoesNotFit)?,
    })
}

fn json(asked: &impl serde::Serialize) -> Result<Value, DoesNotFit> {
    serde_json::to_value(asked).map_err(|_| DoesNotFit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_name() {
        assert!(Passkeys::of("http://desk.localhost:8080").is_some());
        assert!(Passkeys::of("https://desk.example.jp").is_some());
        assert!(Passkeys::of("https://192.0.2.7").is_none());
    }
}
