//! Where a store lies: a folder alone, or a folder for the sealed files and PostgreSQL for the tables.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

/// Where a store lies.
#[derive(Clone, Debug)]
pub struct Place {
    /// Folder of the sealed files, and of the databases where these are SQLite.
    pub folder: PathBuf,
    /// The PostgreSQL that keeps the tables; nothing means SQLite in the folder.
    pub servers: Option<Servers>,
}

/// Addresses of PostgreSQL databases. They may hold a password, so they are never printed.
#[derive(Clone, Debug)]
pub struct Servers {
    /// For everything but key files.
    pub main: SecretString,
    /// For key files; may be the same as the other, in a schema of its own.
    pub keys: SecretString,
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            servers: None,
        }
    }
}

impl From<&PathBuf> for Place {
    fn from(folder: &PathBuf) -> Self {
        folder.as_path().into()
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}
