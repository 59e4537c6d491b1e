//! From a receipt code to its three keys, and what the mailbox key signs.

use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::code::{Code, ShortCode};
use crate::ids::{AuthorKey, CaseId, CodingId, Digest, Identity, Pseudonym, WindowId};

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

/// The three keys of a link and the code that is given beside it.
#[derive(Debug)]
pub struct TellingKeys {
    /// Opens the text.
    pub identity: Identity,
    /// Signs what is given back.
    pub author: SigningKey,
    /// Signs requests; the server keeps its public half.
    pub mailbox: SigningKey,
}

/// Derives all three. Neither the link nor the code gives any of them alone.
#[must_use]
pub fn telling_keys(link: &[u8; 16], code: &ShortCode, window: &WindowId) -> TellingKeys {
    let key = [link.as_slice(), code.canonical().as_bytes()].concat();
    let secret = |purpose: &str| expanded(&key, window, &[purpose.as_bytes()]);
    TellingKeys {
        identity: Identity(secret("telling-identity")),
        author: SigningKey::from_bytes(&secret("telling-author")),
        mailbox: SigningKey::from_bytes(&secret("telling-mailbox")),
    }
}

fn secret(code: &Code, window: &WindowId, purpose: &str) -> [u8; 32] {
    expanded(code.canonical().as_bytes(), window, &[purpose.as_bytes()])
}

fn expanded(key: &[u8], window: &WindowId, purpose: &[&[u8]]) -> [u8; 32] {
    let head: [&[u8]; 3] = [b"sotomado", b"1", window.as_bytes()];
    let info = framed(&[&head, purpose].concat()).unwrap_or_default();
    let mut out = [0; 32];
    // 32 bytes lie far below the 8160 that HKDF-SHA256 can give, so this never fails.
    let _ = Hkdf::<Sha256>::new(None, key).expand(&info, &mut out);
    out
}

/// Four digits, as every derivation writes a fiscal year.
fn year_text(year: i16) -> String {
    format!("{year:04}")
}

/// The identity to which the codings of one fiscal year are sealed. `desk` is the desk's offline key: whoever runs the
/// machine has it not.
#[must_use]
pub fn statistics(desk: &SigningKey, window: &WindowId, year: i16) -> Identity {
    let year = year_text(year);
    let purpose: [&[u8]; 2] = [b"statistics", year.as_bytes()];
    Identity(expanded(&desk.to_bytes(), window, &purpose))
}

/// A case as its codings name it. `first` is the case's first identity, which all its first readers hold and the lead does not.
#[must_use]
pub fn pseudonym(first: &Identity, window: &WindowId, case: &CaseId) -> Pseudonym {
    Pseudonym(keyed(
        &expanded(&first.0, window, &[b"pseudonym"]),
        case.as_bytes(),
    ))
}

/// Under which the coding of a case lies: its author writes it anew in the same place, and nobody else knows whose it is.
#[must_use]
pub fn coding_id(
    author: &SigningKey,
    window: &WindowId,
    year: i16,
    pseudonym: &Pseudonym,
) -> CodingId {
    let year = year_text(year);
    let parts: [&[u8]; 3] = [year.as_bytes(), b"coding", pseudonym.as_bytes()];
    place(author, window, &parts)
}

/// Under which an author's ledger of a year lies.
#[must_use]
pub fn ledger_id(author: &SigningKey, window: &WindowId, year: i16) -> CodingId {
    place(author, window, &[year_text(year).as_bytes(), b"ledger"])
}

fn place(author: &SigningKey, window: &WindowId, parts: &[&[u8]]) -> CodingId {
    let key = expanded(&author.to_bytes(), window, &[b"statistics-file"]);
    let whole = keyed(&key, &framed(parts).unwrap_or_default());
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(whole) {
        *to = from;
    }
    CodingId(half)
}

fn keyed(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of every length, so this never fails.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else {
        return [0; 32];
    };
    mac.update(message);
    mac.finalize().into_bytes().into()
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

/// The bytes by which a new code's mailbox key says that it follows `old`.
#[must_use]
pub fn follows(window: &WindowId, old: &AuthorKey, new: &AuthorKey) -> Option<Vec<u8>> {
    framed(&[
        b"sotomado-mailbox-follows-1",
        window.as_bytes(),
        old.as_bytes(),
        new.as_bytes(),
    ])
}

/// The bytes that a mailbox key signs for one request. `path` is the whole path with its query, `body` the digest of the body.
/// `None` if method or path are longer than 65535 bytes.
#[must_use]
pub fn request(
    challenge: &[u8; 32],
    window: &WindowId,
    method: &str,
    path: &str,
    body: &Digest,
) -> Option<Vec<u8>> {
    framed(&[
        b"sotomado-mailbox-1",
        challenge,
        window.as_bytes(),
        method.as_bytes(),
        path.as_bytes(),
        body.as_bytes(),
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
    fn what_serves_the_table_differs_by_window_year_case_and_author() {
        let (desk, other) = (
            SigningKey::from_bytes(&[1; 32]),
            SigningKey::from_bytes(&[2; 32]),
        );
        let (here, there) = (WindowId([1; 16]), WindowId([2; 16]));
        let of = |desk, window, year| statistics(desk, window, year).reveal();
        let first = of(&desk, &here, 2026);
        for different in [
            of(&other, &here, 2026),
            of(&desk, &there, 2026),
            of(&desk, &here, 2027),
        ] {
            assert_ne!(first, different);
        }
        let case =
            |secret: u8, case: u8| pseudonym(&Identity([secret; 32]), &here, &CaseId([case; 16]));
        assert_ne!(case(1, 1), case(1, 2));
        assert_ne!(case(1, 1), case(2, 1));
        let places = [
            coding_id(&desk, &here, 2026, &case(1, 1)),
            coding_id(&desk, &here, 2027, &case(1, 1)),
            coding_id(&desk, &here, 2026, &case(1, 2)),
            coding_id(&other, &here, 2026, &case(1, 1)),
            ledger_id(&desk, &here, 2026),
            ledger_id(&desk, &there, 2026),
        ];
        let all: std::collections::BTreeSet<_> = places.iter().collect();
        assert_eq!(all.len(), places.len());
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_eq!(framed(&[b"ab", b"c"]).unwrap(), b"\0\x02ab\0\x01c");
        assert_ne!(framed(&[b"ab", b"c"]), framed(&[b"a", b"bc"]));
        assert_eq!(framed(&[&vec![0; 65_536]]), None);
    }
}
