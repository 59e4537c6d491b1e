//! The one source of random bytes: the operating system's.

/// The operating system gave no randomness; nothing that needs a secret may go on.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoChance;

/// `N` random bytes.
///
/// # Errors
/// [`NoChance`] when the operating system has none.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoChance> {
    let mut out = [0; N];
    getrandom::fill(&mut out).map_err(|_| NoChance)?;
    Ok(out)
}

/// `words` words of the English BIP 39 list, 11 bits each, joined by spaces.
///
/// # Errors
/// [`NoChance`] when the operating system has no random bytes.
pub fn passphrase(words: usize) -> Result<String, NoChance> {
    let list = bip39::Language::English.word_list();
    let mut out = Vec::with_capacity(words);
    for _ in 0..words {
        let at = usize::from(u16::from_be_bytes(bytes()?)) % list.len();
        out.push(list.get(at).copied().unwrap_or_default());
    }
    Ok(out.join(" "))
}
