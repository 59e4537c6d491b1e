//! From a receipt code to its three keys, and what the mailbox key signs.

use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use sha2::Sha256;

use crate::code::Code;
use crate::ids::{Digest, Identity, WindowId};

/// The three keys of a receipt code at one window.
#[derive(Debug)]
pub struct Keys {
    /// Opens what is sealed to the reporter.
    pub identity: Identity,
    /// Signs the reporter's entries and key files.
    pub author: SigningKey,
    /// Signs mailbox requests; the server keeps its public half.
    pub mailbox: SigningKey,
}

/// Derives all three.
#[must_use]
pub fn keys(code: &Code, window: &WindowId) -> Keys {
    Keys {
        identity: Identity(secret(code, window, "reporter-identity")),
        author: SigningKey::from_bytes(&secret(code, window, "author")),
        mailbox: SigningKey::from_bytes(&secret(code, window, "mailbox")),
    }
}

/// The two keys of a code of an incident's record.
#[derive(Debug)]
pub struct CounterKeys {
    /// Opens the record.
    pub identity: Identity,
    /// Signs requests about it; the server keeps its public half.
    pub mailbox: SigningKey,
}

/// Derives both. They are no keys of any report, whatever its code.
#[must_use]
pub fn counter_keys(code: &Code, window: &WindowId) -> CounterKeys {
    CounterKeys {
        identity: Identity(secret(code, window, "record-identity")),
        mailbox: SigningKey::from_bytes(&secret(code, window, "record-mailbox")),
    }
}

fn secret(code: &Code, window: &WindowId, purpose: &str) -> [u8; 32] {
    let info =
        framed(&[b"sotomado", b"1", window.as_bytes(), purpose.as_bytes()]).unwrap_or_default();
    let mut out = [0; 32];
    // 32 bytes lie far below the 8160 that HKDF-SHA256 can give, so this never fails.
    let _ = Hkdf::<Sha256>::new(None, code.canonical().as_bytes()).expand(&info, &mut out);
    out
}

/// Each part after its length in two bytes. `None` if a part is longer than 65535 bytes.
#[must_use]
pub fn framed(parts: &[&[u8]]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for part in parts {
        out.extend_from_slice(&u16::try_from(part.len()).ok()?.to_be_bytes());
        out.extend_from_slice(part);
    }
    Some(out)
}

/// The bytes that a mailbox key signs for one request. `path` is the whole path with its query.
/// `None` if method or path are longer than 65535 bytes.
#[must_use]
pub fn request(
    challenge: &[u8; 32],
    window: &WindowId,
    method: &str,
    path: &str,
    body: &[u8],
) -> Option<Vec<u8>> {
    let digest = Digest::of(body);
    framed(&[
        b"sotomado-mailbox-1",
        challenge,
        window.as_bytes(),
        method.as_bytes(),
        path.as_bytes(),
        digest.as_bytes(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Path;

    #[test]
    fn keys_differ_by_purpose_window_and_code() {
        let code = Code::make(Path::Browser, &[3; 22]);
        let one = keys(&code, &WindowId([1; 16]));
        let other = keys(&code, &WindowId([2; 16]));
        assert_ne!(one.identity, other.identity);
        assert_ne!(one.author.to_bytes(), one.mailbox.to_bytes());
        assert_ne!(one.author.to_bytes(), other.author.to_bytes());
        let next = keys(&Code::make(Path::Browser, &[4; 22]), &WindowId([1; 16]));
        assert_ne!(one.mailbox.to_bytes(), next.mailbox.to_bytes());
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_eq!(framed(&[b"ab", b"c"]).unwrap(), b"\0\x02ab\0\x01c");
        assert_ne!(framed(&[b"ab", b"c"]), framed(&[b"a", b"bc"]));
        assert_eq!(framed(&[&vec![0; 65_536]]), None);
    }
}
