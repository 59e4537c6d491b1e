//! Reads the one settings file and refuses to start on a bad one, naming all its faults at once.

mod address;
mod mail;
mod read;
#[cfg(test)]
mod tests;

pub use address::Url;
pub use mail::{Mail, Tls};

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

pub use sotomado_core::roster::Runs;

/// The settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The settings file itself.
    pub file: PathBuf,
    /// Folder of the databases and the sealed files.
    pub data: PathBuf,
    /// The PostgreSQL that keeps everything but key files; nothing means SQLite in the data folder.
    pub database: Option<SecretString>,
    /// The PostgreSQL that keeps the key files, if it is another one.
    pub keys_database: Option<SecretString>,
    /// Folder of the policy files.
    pub policies: PathBuf,
    /// Where everything without an address of its own listens.
    pub listen: SocketAddr,
    /// Who runs the machine.
    pub runs: Runs,
    /// The header in which the proxy in front writes a visitor's address, in lower case; without a proxy, nothing.
    pub address_header: Option<String>,
    /// The largest file that can be attached, in bytes of the file itself.
    pub largest_file: u64,
    /// What all files of one case may have together, sealed, in bytes.
    pub quota: u64,
    /// A demonstration: every page is marked 見本.
    pub sample: bool,
    /// How mail leaves; nothing: none does.
    pub mail: Option<Mail>,
    /// The reporter's side.
    pub window: Surface,
    /// The counsellors' side.
    pub desk: Surface,
    /// Nobody works at the desk without a second factor.
    pub second_factor_required: bool,
    /// Published figures.
    pub trends: Surface,
    /// The organisations served; where there are none, those that the desk's beginning in a browser made.
    pub organisations: Vec<Organisation>,
}

/// Whether an organisation may be called so in addresses: 1 to 32 of a to z, 0 to 9 and hyphen.
#[must_use]
pub fn is_short(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=32).contains(&text.len()) && text.chars().all(fits)
}

/// One of the three sides of the program.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The address people type; its host name tells the surfaces apart.
    pub url: Url,
    /// Where this surface listens.
    pub listen: SocketAddr,
    /// Switched off: not served at all.
    pub off: bool,
}

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its word in addresses: a to z, 0 to 9, hyphen.
    pub short: String,
    /// Its name on pages.
    pub name: String,
}

/// What is wrong with one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The setting, `window.url`.
    pub setting: String,
    /// What is wrong and what to write instead.
    pub what: String,
}

/// Everything that is wrong with the settings file.
#[derive(Debug, thiserror::Error)]
#[error("{}", .faults.iter().map(|f| format!("{}: {}: {}", .file.display(), f.setting, f.what)).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// In the order of the settings.
    pub faults: Vec<Fault>,
}

impl Config {
    /// Reads and checks `file`. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault found.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError {
            file: file.to_owned(),
            faults: vec![Fault {
                setting: "file".into(),
                what: format!("cannot be read: {error}"),
            }],
        })?;
        Self::parse(file, &text)
    }

    /// Checks settings already read from `file`.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault found.
    pub fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        read::parse(file, text).map_err(|faults| ConfigError {
            file: file.to_owned(),
            faults,
        })
    }
}
