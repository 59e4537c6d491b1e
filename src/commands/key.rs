//! The desk's signing key and readers' keys as files.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use ed25519_dalek::SigningKey;
use secrecy::SecretString;
use sotomado_core::ids::{AuthorKey, Identity};
use zeroize::Zeroizing;

use crate::chance;
use crate::commands::Failure;
use crate::sealing;

/// Makes the desk's signing key and keeps it sealed in `file`.
pub(super) fn make_desk_key(file: &Path, passphrase: &SecretString) -> Result<SigningKey, Failure> {
    let seed = Zeroizing::new(chance::bytes::<32>()?);
    let key = SigningKey::from_bytes(&seed);
    let text = Zeroizing::new(format!(
        "# sotomado desk key 1\n# public: {}\n# secret: {}\n",
        AuthorKey::of(&key),
        hex::encode(seed.as_slice())
    ));
    write_private(
        file,
        &sealing::seal_with_passphrase(passphrase, text.as_bytes())?,
    )?;
    Ok(key)
}

/// Opens the desk's signing key.
pub(super) fn read_desk_key(file: &Path, passphrase: &SecretString) -> Result<SigningKey, Failure> {
    let sealed = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let wrong = || {
        format!(
            "{}: this is not a desk key, or not its passphrase",
            file.display()
        )
    };
    let plain =
        Zeroizing::new(sealing::open_with_passphrase(passphrase, &sealed).map_err(|_| wrong())?);
    let text = std::str::from_utf8(&plain).map_err(|_| wrong())?;
    let secret = text
        .lines()
        .find_map(|line| line.strip_prefix("# secret: "))
        .ok_or_else(wrong)?;
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(secret, seed.as_mut_slice()).map_err(|_| wrong())?;
    Ok(SigningKey::from_bytes(&seed))
}

/// A reader's keys.
pub(super) struct ReaderKey {
    /// Opens what is sealed to the reader.
    pub identity: Identity,
    /// Signs what the reader writes.
    pub signing: SigningKey,
    /// Both, sealed under the passphrase.
    pub file: Vec<u8>,
}

/// Makes a reader's keys.
pub(super) fn make_reader_key(passphrase: &SecretString) -> Result<ReaderKey, Failure> {
    let identity = sealing::generate()?;
    let seed = Zeroizing::new(chance::bytes::<32>()?);
    let signing = SigningKey::from_bytes(&seed);
    let text = Zeroizing::new(format!(
        "# sotomado reader key 1\n# recipient: {}\n# author: {}\n# author-secret: {}\n{}\n",
        identity.recipient(),
        AuthorKey::of(&signing),
        hex::encode(seed.as_slice()),
        identity.reveal()
    ));
    let file = sealing::seal_with_passphrase(passphrase, text.as_bytes())?;
    Ok(ReaderKey {
        identity,
        signing,
        file,
    })
}

/// Writes a new file that its owner alone may read; never over another.
pub(super) fn write_private(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut out = new_private(file)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    Ok(())
}

/// Makes a new file that its owner alone may read; never over another.
pub(super) fn new_private(file: &Path) -> Result<File, Failure> {
    let mut open = OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let out = open
        .open(file)
        .map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(out)
}
