//! Secrets: from a file, or typed without being shown.

use std::path::Path;

use secrecy::SecretString;

use crate::access::password::SHORTEST;
use crate::commands::Failure;

/// The first line of `file`, or what is typed after `question`.
pub(super) fn secret(question: &str, file: Option<&Path>) -> Result<SecretString, Failure> {
    let text = match file {
        Some(file) => {
            let text =
                std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
            text.lines().next().unwrap_or_default().to_owned()
        }
        None => rpassword::prompt_password(question)?,
    };
    if text.is_empty() {
        return Err("nothing was typed".into());
    }
    Ok(text.into())
}

/// The same twice, when a new secret is typed.
pub(super) fn new_secret(question: &str, file: Option<&Path>) -> Result<SecretString, Failure> {
    use secrecy::ExposeSecret as _;
    let first = secret(question, file)?;
    if first.expose_secret().chars().count() < SHORTEST {
        return Err(format!("{SHORTEST} characters at least").into());
    }
    if file.is_none() && secret("Once more: ", None)?.expose_secret() != first.expose_secret() {
        return Err("the two differ".into());
    }
    Ok(first)
}
