//! Native age: identities, sealing and opening, passphrase files, and what can be told of a sealed file from outside.

use std::iter;
use std::str::FromStr;

use age::{Decryptor, Encryptor, scrypt, x25519};
use secrecy::SecretString;
use sotomado_core::frame::{ANSWER_MOST, CODING_SIZE, LEDGER_MOST, LEDGER_STEP};
use sotomado_core::ids::{Identity, Recipient};
use std::io::{Read, Write};

use crate::chance::{self, NoChance};

/// The first line of every age file.
const FIRST_LINE: &[u8] = b"age-encryption.org/v1\n";
/// What one X25519 recipient and one chunk add, in bytes.
const OVERHEAD: usize = 200;
/// What an implementation may add beside that: one stanza of grease.
const GREASE: usize = 800;
/// The step in which entries are filled, in bytes.
const STEP: usize = 4096;
/// The largest entry before sealing, in bytes.
const LARGEST: usize = 65_536;
/// A key file before sealing, in bytes.
const KEY_FILE: usize = 2048;
/// Work for a passphrase of seven random words: 77 bits need little help, and a phone must open it too.
const WORK: u8 = 15;
/// Work that is done at most to open a passphrase file.
const WORK_AT_MOST: u8 = 20;

/// Sealing or opening failed. What was inside is not told.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Not an age file, or not for this identity or passphrase, or damaged.
    #[error("the file does not open")]
    DoesNotOpen,
    /// It could not be sealed.
    #[error("the file could not be sealed: {0}")]
    NotSealed(String),
    /// No randomness.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// A fresh X25519 identity.
///
/// # Errors
/// [`NoChance`]
pub fn generate() -> Result<Identity, NoChance> {
    chance::bytes().map(Identity)
}

/// Seals `plain` to one recipient.
///
/// # Errors
/// [`SealError::NotSealed`]
pub fn seal(recipient: &Recipient, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let to = x25519::Recipient::from_str(&recipient.to_string())
        .map_err(|e| SealError::NotSealed(e.to_owned()))?;
    age::encrypt(&to, plain).map_err(|e| SealError::NotSealed(e.to_string()))
}

/// Opens an age file.
///
/// # Errors
/// [`SealError::DoesNotOpen`]
pub fn open(identity: &Identity, file: &[u8]) -> Result<Vec<u8>, SealError> {
    let with =
        x25519::Identity::from_str(&identity.reveal()).map_err(|_| SealError::DoesNotOpen)?;
    age::decrypt(&with, file).map_err(|_| SealError::DoesNotOpen)
}

/// Seals `plain` under a passphrase, as an ordinary age passphrase file.
///
/// # Errors
/// [`SealError::NotSealed`]
pub fn seal_with_passphrase(passphrase: &SecretString, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let not = |e: String| SealError::NotSealed(e);
    let mut to = scrypt::Recipient::new(passphrase.clone());
    to.set_work_factor(WORK);
    let encryptor = Encryptor::with_recipients(iter::once(&to as &dyn age::Recipient))
        .map_err(|e| not(e.to_string()))?;
    let mut file = Vec::new();
    let mut writer = encryptor
        .wrap_output(&mut file)
        .map_err(|e| not(e.to_string()))?;
    writer.write_all(plain).map_err(|e| not(e.to_string()))?;
    writer.finish().map_err(|e| not(e.to_string()))?;
    Ok(file)
}

/// Opens an age passphrase file.
///
/// # Errors
/// [`SealError::DoesNotOpen`]
pub fn open_with_passphrase(passphrase: &SecretString, file: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut with = scrypt::Identity::new(passphrase.clone());
    with.set_max_work_factor(WORK_AT_MOST);
    let decryptor = Decryptor::new(file).map_err(|_| SealError::DoesNotOpen)?;
    let mut reader = decryptor
        .decrypt(iter::once(&with as &dyn age::Identity))
        .map_err(|_| SealError::DoesNotOpen)?;
    let mut plain = Vec::new();
    reader
        .read_to_end(&mut plain)
        .map_err(|_| SealError::DoesNotOpen)?;
    Ok(plain)
}

/// Whether `file` begins like an age file.
pub fn is_age(file: &[u8]) -> bool {
    file.starts_with(FIRST_LINE)
}

/// Whether a file with these first bytes is sealed to exactly one X25519 recipient; a stanza of grease may stand beside.
pub fn is_sealed_to_one(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(FIRST_LINE) else {
        return false;
    };
    let mut recipients = 0;
    for line in rest.split(|byte| *byte == b'\n') {
        if line.starts_with(b"-> X25519 ") {
            recipients += 1;
        } else if line.starts_with(b"--- ") {
            return recipients == 1;
        } else if line.starts_with(b"-> ")
            && !line
                .split(|byte| *byte == b' ')
                .nth(1)
                .is_some_and(|name| name.ends_with(b"-grease"))
        {
            return false;
        }
    }
    false
}

/// Length before sealing of a sealed entry, in bytes; none if no entry is so long when sealed.
pub fn entry_bucket(file: &[u8]) -> Option<u32> {
    let steps = (file.len().checked_sub(OVERHEAD)?) / STEP;
    let plain = steps * STEP;
    let fits = (STEP..=LARGEST).contains(&plain) && sealed_from(plain, file.len());
    if fits {
        u32::try_from(plain).ok()
    } else {
        None
    }
}

/// Whether `file` is as long as a sealed key file.
pub fn is_key_file_long(file: &[u8]) -> bool {
    sealed_from(KEY_FILE, file.len())
}

/// Whether `file` is as long as the sealed record of an incident: 2^k bytes from 64 KiB to 1 MiB, so that its length does not
/// count what happened.
pub fn is_incident_long(file: &[u8]) -> bool {
    (16..=20).any(|power| sealed_from(1 << power, file.len()))
}

/// Whether `file` is as long as something that whoever was told gives back: sealed to the case and to themselves, so that a word of
/// receipt and a short measure look alike.
pub fn is_answer_long(file: &[u8]) -> bool {
    entry_bucket(file)
        .is_some_and(|plain| usize::try_from(plain).is_ok_and(|plain| plain <= ANSWER_MOST))
}

/// Whether `file` is as long as a sealed coding, or as a sealed ledger: the two differ in nothing else that is seen here.
pub fn is_coding_long(file: &[u8]) -> bool {
    sealed_from(CODING_SIZE, file.len())
        || (LEDGER_STEP..=LEDGER_MOST)
            .step_by(LEDGER_STEP)
            .any(|plain| sealed_from(plain, file.len()))
}

fn sealed_from(plain: usize, sealed: usize) -> bool {
    (plain + OVERHEAD..=plain + OVERHEAD + GREASE).contains(&sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_again() {
        let identity = generate().unwrap();
        let file = seal(&identity.recipient(), b"words").unwrap();
        assert!(is_age(&file));
        assert_eq!(open(&identity, &file).unwrap(), b"words");
        assert!(open(&generate().unwrap(), &file).is_err());
    }

    #[test]
    fn a_file_is_sealed_to_one_recipient() {
        let to = generate().unwrap().recipient();
        for _ in 0..50 {
            let file = seal(&to, &[0; 65_536]).unwrap();
            assert!(is_sealed_to_one(file.get(..2048).unwrap()));
            let length = file.len() as u64;
            assert_eq!(
                sotomado_core::entry::attached::filled_before(length),
                Some(65_536)
            );
        }
        let file = seal(&to, b"x").unwrap();
        let text = String::from_utf8_lossy(&file);
        let stanza = text.split("-> ").nth(1).unwrap();
        let twice = text.replacen("-> ", &format!("-> {stanza}-> "), 1);
        assert!(!is_sealed_to_one(twice.as_bytes()), "two recipients");
        assert!(
            !is_sealed_to_one(text.replacen("X25519", "scrypt", 1).as_bytes()),
            "a passphrase"
        );
        assert!(!is_sealed_to_one(FIRST_LINE), "no header at all");
        assert!(!is_sealed_to_one(&[0; 2048]));
        let under = seal_with_passphrase(&SecretString::from("w".to_owned()), b"x").unwrap();
        assert!(!is_sealed_to_one(&under), "a passphrase file");
    }

    #[test]
    fn a_passphrase_file_opens_with_its_passphrase() {
        let passphrase = SecretString::from(chance::passphrase(7).unwrap());
        let file = seal_with_passphrase(&passphrase, b"key").unwrap();
        assert_eq!(open_with_passphrase(&passphrase, &file).unwrap(), b"key");
        assert!(
            open_with_passphrase(&SecretString::from("other words".to_owned()), &file).is_err()
        );
    }

    #[test]
    fn promise_06_length_only_filled_entries_are_taken() {
        let to = generate().unwrap().recipient();
        for plain in [4096, 8192, 65_536] {
            for _ in 0..50 {
                let file = seal(&to, &vec![0; plain]).unwrap();
                assert_eq!(entry_bucket(&file), u32::try_from(plain).ok());
            }
        }
        for plain in [0, 100, 2048, 5200, 66_600, 69_632] {
            assert_eq!(
                entry_bucket(&seal(&to, &vec![0; plain]).unwrap()),
                None,
                "{plain}"
            );
        }
        assert!(is_key_file_long(&seal(&to, &[0; 2048]).unwrap()));
    }
}
