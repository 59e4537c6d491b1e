//! Ids, digests and keys: hex everywhere, Bech32 where age writes it so.

use std::fmt;
use std::str::FromStr;

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use curve25519_dalek::montgomery::MontgomeryPoint;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize;

/// Not the text of the thing expected: wrong length, upper case, a foreign character, a wrong check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {0}")]
pub struct NotAnId(&'static str);

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $size:literal, $word:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $size]);

        impl $name {
            /// The raw bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $size] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // One spelling only, or two texts would name one thing.
                if text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(NotAnId($word));
                }
                let mut bytes = [0; $size];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAnId($word))?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = NotAnId;

            fn try_from(bytes: &[u8]) -> Result<Self, NotAnId> {
                bytes.try_into().map(Self).map_err(|_| NotAnId($word))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from_text(from)
            }
        }
    };
}

hex_id!(
    /// An organisation's window: 16 random bytes made once, never changed.
    WindowId, 16, "window id"
);
hex_id!(
    /// A case: 16 random bytes made in the reporter's browser.
    CaseId, 16, "case id"
);
hex_id!(
    /// A file on its way: 16 random bytes made by whoever sends it.
    UploadId, 16, "upload id"
);
hex_id!(
    /// SHA-256 of a file: an entry's id is that of its age file, a roster's that of its frame.
    Digest, 32, "digest"
);
hex_id!(
    /// An Ed25519 public key; the name of whoever signs with it.
    AuthorKey, 32, "author key"
);

hex_id!(
    /// A case as the yearly table knows it: the same for every reader, and nobody else gets from it to the case.
    Pseudonym, 32, "pseudonym"
);
hex_id!(
    /// Under which a coding or a ledger lies: 16 bytes that only its author can tell from random ones.
    CodingId, 16, "coding id"
);

hex_id!(
    /// A text that somebody in the city is told by a link: 16 random bytes, in which nothing of the case is.
    TellingId, 16, "telling id"
);

hex_id!(
    /// An account of staff.
    StaffId, 16, "staff id"
);
hex_id!(
    /// A case as the audit chain names it: HMAC-SHA256 of its id, under a key that ends with the case.
    CaseMark, 32, "case mark"
);
hex_id!(
    /// Random bytes by which nobody can try out what a digest was made from.
    Salt, 16, "salt"
);

impl Digest {
    /// SHA-256 of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl AuthorKey {
    /// The public half of `key`.
    #[must_use]
    pub fn of(key: &SigningKey) -> Self {
        Self(key.verifying_key().to_bytes())
    }
}

/// An age X25519 recipient, `age1…`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient(pub [u8; 32]);

/// An age X25519 identity, `AGE-SECRET-KEY-1…`. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(pub [u8; 32]);

const RECIPIENT: Hrp = Hrp::parse_unchecked("age");
const IDENTITY: Hrp = Hrp::parse_unchecked("age-secret-key-");

fn bech32_32(text: &str, hrp: Hrp) -> Option<[u8; 32]> {
    let read = CheckedHrpstring::new::<Bech32>(text).ok()?;
    if read.hrp() != hrp {
        return None;
    }
    let mut bytes = read.byte_iter();
    let mut out = [0; 32];
    for place in &mut out {
        *place = bytes.next()?;
    }
    bytes.next().is_none().then_some(out)
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = bech32::encode::<Bech32>(RECIPIENT, &self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({self})")
    }
}

impl FromStr for Recipient {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let read = bech32_32(text, RECIPIENT)
            .map(Self)
            .ok_or(NotAnId("recipient"))?;
        // Upper case and stray bits at the end read alike: only the one spelling stands.
        if read.to_string() == text {
            Ok(read)
        } else {
            Err(NotAnId("recipient"))
        }
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from_text(from)
    }
}

impl Identity {
    /// The recipient whose files this identity opens.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(MontgomeryPoint::mul_base_clamped(self.0).to_bytes())
    }

    /// `AGE-SECRET-KEY-1…`, for the one place that must write it.
    #[must_use]
    pub fn reveal(&self) -> String {
        bech32::encode_upper::<Bech32>(IDENTITY, &self.0).unwrap_or_default()
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

impl FromStr for Identity {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let read = bech32_32(text, IDENTITY)
            .map(Self)
            .ok_or(NotAnId("identity"))?;
        if read.reveal() == text {
            Ok(read)
        } else {
            Err(NotAnId("identity"))
        }
    }
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.reveal())
    }
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from_text(from)
    }
}

fn from_text<'de, D: Deserializer<'de>, T: FromStr<Err = NotAnId>>(from: D) -> Result<T, D::Error> {
    struct Text<T>(std::marker::PhantomData<T>);

    impl<T: FromStr<Err = NotAnId>> de::Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an id as text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    from.deserialize_str(Text(std::marker::PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_each() {
        let id: CaseId = "00112233445566778899aabbccddeeff".parse().unwrap();
        assert_eq!(id.to_string(), "00112233445566778899aabbccddeeff");
        assert!(
            "00112233445566778899AABBCCDDEEFF"
                .parse::<CaseId>()
                .is_err()
        );
        assert!("0011".parse::<CaseId>().is_err());
        let identity = Identity([7; 32]);
        let recipient = identity.recipient();
        assert!(recipient.to_string().starts_with("age1"));
        assert_eq!(recipient.to_string().parse::<Recipient>(), Ok(recipient));
        assert!(
            recipient
                .to_string()
                .to_uppercase()
                .parse::<Recipient>()
                .is_err()
        );
        assert_eq!(identity.reveal().parse::<Identity>(), Ok(identity.clone()));
        assert!(
            identity
                .reveal()
                .to_lowercase()
                .parse::<Identity>()
                .is_err()
        );
        assert_eq!(format!("{identity:?}"), "Identity(…)");
    }
}
