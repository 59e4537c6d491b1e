//! The address of a surface, taken apart as far as it is needed.

use std::fmt;

/// `http://desk.localhost:8080` or `https://desk.example.jp`, without path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    https: bool,
    authority: String,
}

impl Url {
    /// Reads an address.
    ///
    /// # Errors
    /// A sentence saying what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (https, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err("must begin with https:// or http://".into()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
        let host_chars = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
        if authority.is_empty() || !authority.chars().all(host_chars) {
            return Err("must be a host name, with :port if need be, and no path".into());
        }
        let url = Self { https, authority };
        if url.port().is_none() {
            return Err("its port must be a number from 1 to 65535".into());
        }
        if !https && !url.is_local() {
            return Err("must be https://; http:// is only for *.localhost".into());
        }
        Ok(url)
    }

    /// Host name without port.
    pub fn host(&self) -> &str {
        self.authority.split(':').next().unwrap_or_default()
    }

    /// The port said, or that of the scheme.
    pub fn port(&self) -> Option<u16> {
        match self.authority.split_once(':') {
            Some((_, port)) => port.parse().ok().filter(|port| *port != 0),
            None => Some(if self.https { 443 } else { 80 }),
        }
    }

    /// A name that only this machine answers, where http is as good as https.
    pub fn is_local(&self) -> bool {
        self.host() == "localhost" || self.host().ends_with(".localhost")
    }

    /// Whether cookies must be kept to https.
    pub fn is_https(&self) -> bool {
        self.https
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}://{}",
            if self.https { "https" } else { "http" },
            self.authority
        )
    }
}
