//! The settings of the mail server.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::read::Faults;

/// How mail leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Host name or address of the server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the line is encrypted.
    pub tls: Tls,
    /// File with the one certificate of whoever signs the server's; nothing: those that browsers trust.
    pub ca: Option<PathBuf>,
    /// What is signed in with, and the file whose first line is the password.
    pub sign_in: Option<(String, PathBuf)>,
    /// Whom it comes from.
    pub from: String,
    /// Who keeps the heads of the audit chain outside, and gets one each working day.
    pub heads_to: Option<String>,
}

/// How the line to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Begun in clear, and nothing is said before it is encrypted.
    StartTls,
    /// From the first byte.
    Tls,
    /// Not at all: a server on this machine.
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    server: Option<String>,
    port: Option<u16>,
    tls: Option<String>,
    ca: Option<String>,
    sign_in: Option<String>,
    password_file: Option<String>,
    from: Option<String>,
    heads_to: Option<String>,
}

pub(super) fn mail(faults: &mut Faults, folder: &Path, written: Written) -> Option<Mail> {
    let before = faults.len();
    let server = written.server.unwrap_or_default();
    if server.trim().is_empty() {
        faults.add(
            "mail.server",
            "is missing: the host name of the mail server",
        );
    }
    let tls = line(faults, written.tls.as_deref(), &server);
    let from = written.from.unwrap_or_default();
    if !from.contains('@') {
        faults.add("mail.from", "must be the address that mail comes from");
    }
    if written
        .heads_to
        .as_ref()
        .is_some_and(|to| !to.contains('@'))
    {
        faults.add(
            "mail.heads_to",
            "must be the address of whoever keeps the heads of the audit chain",
        );
    }
    let sign_in = match (written.sign_in, written.password_file) {
        (None, None) => None,
        (Some(name), Some(file)) => Some((name, folder.join(file))),
        _ => {
            faults.add("mail.sign_in", "and mail.password_file go together");
            None
        }
    };
    let usual = match tls {
        Tls::StartTls => 587,
        Tls::Tls => 465,
        Tls::None => 25,
    };
    (faults.len() == before).then(|| Mail {
        server,
        port: written.port.unwrap_or(usual),
        tls,
        ca: written.ca.map(|file| folder.join(file)),
        sign_in,
        from,
        heads_to: written.heads_to,
    })
}

/// How the line to `server` is encrypted, as it was written.
fn line(faults: &mut Faults, written: Option<&str>, server: &str) -> Tls {
    let tls = match written {
        None | Some("starttls") => Tls::StartTls,
        Some("tls") => Tls::Tls,
        Some("none") => Tls::None,
        Some(_) => {
            faults.add(
                "mail.tls",
                "must be \"starttls\", \"tls\", or \"none\" for a server on this machine",
            );
            Tls::StartTls
        }
    };
    let here = ["localhost", "127.0.0.1", "::1"].contains(&server);
    if tls == Tls::None && !here {
        faults.add(
            "mail.tls",
            "may be \"none\" for a server on this machine alone",
        );
    }
    tls
}
