//! From the text of the settings file to checked settings.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;
use sotomado_core::entry::attached::{filled, sealed_length};

use crate::config::mail::{self, mail};
use crate::config::{Config, Fault, Organisation, Runs, Surface, Url, is_short};

/// The largest attached file unless the settings say otherwise, in bytes.
const LARGEST_FILE: u64 = 100_000_000;
/// All attached files of a case unless the settings say otherwise, in sealed bytes.
const QUOTA: u64 = 500_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    data: Option<String>,
    database: Option<String>,
    keys_database: Option<String>,
    policies: Option<String>,
    listen: Option<String>,
    runs: Option<String>,
    address_header: Option<String>,
    largest_file: Option<u64>,
    quota: Option<u64>,
    #[serde(default)]
    sample: bool,
    mail: Option<mail::Written>,
    window: Option<WrittenSurface>,
    desk: Option<WrittenSurface>,
    trends: Option<WrittenSurface>,
    #[serde(default)]
    organisation: Vec<WrittenOrganisation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSurface {
    url: Option<String>,
    listen: Option<String>,
    #[serde(default)]
    off: bool,
    second_factor: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOrganisation {
    short: Option<String>,
    name: Option<String>,
}

/// Collects faults while the rest is still being read.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, setting: impl Into<String>, what: impl Into<String>) {
        self.0.push(Fault {
            setting: setting.into(),
            what: what.into(),
        });
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

pub(super) fn parse(file: &Path, text: &str) -> Result<Config, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let written: Written = toml::from_str(text).map_err(|error| vec![unreadable(text, &error)])?;
    let mut faults = Faults::default();
    let folder = file.parent().unwrap_or(Path::new("."));
    let listen = address(
        &mut faults,
        "listen",
        written.listen.as_deref().or(Some("127.0.0.1:8080")),
    );
    let runs = runs(&mut faults, written.runs.as_deref());
    let (largest_file, quota) = sizes(&mut faults, written.largest_file, written.quota);
    let address_header = address_header(&mut faults, written.address_header.as_deref());
    let [database, keys_database] =
        databases(&mut faults, [written.database, written.keys_database]);
    let second_factor_required = second_factor(
        &mut faults,
        [&written.window, &written.desk, &written.trends],
    );
    let window = surface(&mut faults, "window", written.window, listen);
    let desk = surface(&mut faults, "desk", written.desk, listen);
    let trends = surface(&mut faults, "trends", written.trends, listen);
    let mail = written
        .mail
        .and_then(|written| mail(&mut faults, folder, written));
    let organisations = organisations(&mut faults, written.organisation);
    hosts_differ(&mut faults, [&window, &desk, &trends]);
    match (listen, runs, window, desk, trends) {
        (Some(listen), Some(runs), Some(window), Some(desk), Some(trends))
            if faults.0.is_empty() =>
        {
            Ok(Config {
                file: file.to_owned(),
                data: folder.join(written.data.as_deref().unwrap_or("data")),
                database,
                keys_database,
                policies: folder.join(written.policies.as_deref().unwrap_or("policies")),
                listen,
                runs,
                address_header,
                largest_file,
                quota,
                sample: written.sample,
                mail,
                window,
                desk,
                second_factor_required,
                trends,
                organisations,
            })
        }
        _ => Err(faults.0),
    }
}

fn runs(faults: &mut Faults, written: Option<&str>) -> Option<Runs> {
    match written {
        Some("firm") => Some(Runs::Firm),
        Some("city") => Some(Runs::City),
        Some("third") => Some(Runs::Third),
        _ => {
            faults.add(
                "runs",
                "who runs this machine? Write \"firm\", \"city\" or \"third\"",
            );
            None
        }
    }
}

/// Whether the desk asks everybody for a second factor; window and trends have none.
fn second_factor(
    faults: &mut Faults,
    [window, desk, trends]: [&Option<WrittenSurface>; 3],
) -> bool {
    let said = |surface: &Option<WrittenSurface>| surface.as_ref()?.second_factor.clone();
    for (name, surface) in [("window", window), ("trends", trends)] {
        if said(surface).is_some() {
            faults.add(
                format!("{name}.second_factor"),
                "belongs under [desk]: nobody else has second factors",
            );
        }
    }
    match said(desk).as_deref() {
        None | Some("optional") => false,
        Some("required") => true,
        Some(_) => {
            faults.add("desk.second_factor", "must be \"required\" or \"optional\"");
            false
        }
    }
}

/// The largest file and all files of a case, in bytes.
fn sizes(faults: &mut Faults, largest: Option<u64>, quota: Option<u64>) -> (u64, u64) {
    let largest = largest.unwrap_or(LARGEST_FILE);
    let quota = quota.unwrap_or(QUOTA);
    let needed = filled(largest).map(|filled| sealed_length(filled).1);
    if needed.is_none() {
        faults.add(
            "largest_file",
            "is more than can be attached; write bytes, like 100000000",
        );
    }
    if needed.is_some_and(|needed| quota < needed) {
        faults.add(
            "quota",
            "must have room for the largest file, filled and sealed: half as much again is enough",
        );
    }
    (largest, quota)
}

fn address_header(faults: &mut Faults, text: Option<&str>) -> Option<String> {
    let name = text?.to_ascii_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.is_empty() || !name.chars().all(fits) {
        faults.add(
            "address_header",
            "must be the name of a header that the proxy in front sets, like X-Real-IP",
        );
        return None;
    }
    Some(name)
}

/// Not the whole message: it quotes the line, where a password may stand.
fn unreadable(text: &str, error: &toml::de::Error) -> Fault {
    let line = |at: usize| {
        let before = text.get(..at).unwrap_or(text);
        before.matches('\n').count() + 1
    };
    let what = match error.span() {
        Some(at) => format!("line {}: {}", line(at.start), error.message()),
        None => error.message().to_owned(),
    };
    Fault {
        setting: "file".into(),
        what,
    }
}

/// The addresses are not quoted: they may hold a password.
fn databases(faults: &mut Faults, written: [Option<String>; 2]) -> [Option<SecretString>; 2] {
    let [main, keys] = &written;
    for (setting, text) in [("database", main), ("keys_database", keys)] {
        let is =
            |text: &String| text.starts_with("postgres://") || text.starts_with("postgresql://");
        if text.as_ref().is_some_and(|text| !is(text)) {
            faults.add(
                setting,
                "must begin with postgres://; leave it away for SQLite in the data folder",
            );
        }
    }
    if keys.is_some() && main.is_none() {
        faults.add("keys_database", "needs `database` too");
    }
    written.map(|text| text.map(Into::into))
}

fn address(faults: &mut Faults, setting: &str, text: Option<&str>) -> Option<SocketAddr> {
    let parsed = text?.parse().ok();
    if parsed.is_none() {
        faults.add(
            setting,
            "must be an address and a port, like 127.0.0.1:8080",
        );
    }
    parsed
}

fn surface(
    faults: &mut Faults,
    name: &str,
    written: Option<WrittenSurface>,
    shared: Option<SocketAddr>,
) -> Option<Surface> {
    let Some(written) = written else {
        faults.add(
            format!("{name}.url"),
            format!("is missing; write [{name}] and url = \"https://…\""),
        );
        return None;
    };
    let url = match written.url.as_deref().map(Url::parse) {
        Some(Ok(url)) => Some(url),
        Some(Err(what)) => {
            faults.add(format!("{name}.url"), what);
            None
        }
        None => {
            faults.add(format!("{name}.url"), "is missing");
            None
        }
    };
    let listen = match written.listen {
        Some(text) => address(faults, &format!("{name}.listen"), Some(&text)),
        None => shared,
    };
    Some(Surface {
        url: url?,
        listen: listen?,
        off: written.off,
    })
}

fn hosts_differ(faults: &mut Faults, surfaces: [&Option<Surface>; 3]) {
    let hosts: Vec<&str> = surfaces
        .iter()
        .filter_map(|s| s.as_ref().map(|s| s.url.host()))
        .collect();
    let different: BTreeSet<&str> = hosts.iter().copied().collect();
    if different.len() < hosts.len() {
        faults.add(
            "window.url",
            "window, desk and trends each need a host name of their own",
        );
    }
}

fn organisations(faults: &mut Faults, written: Vec<WrittenOrganisation>) -> Vec<Organisation> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for (at, organisation) in written.into_iter().enumerate() {
        let at = at + 1;
        let short = organisation.short.unwrap_or_default();
        if !is_short(&short) {
            faults.add(
                format!("organisation {at}.short"),
                "must be 1 to 32 of a to z, 0 to 9 and hyphen",
            );
        } else if !seen.insert(short.clone()) {
            faults.add(
                format!("organisation {at}.short"),
                format!("{short} is there twice"),
            );
        }
        let name = organisation.name.unwrap_or_default();
        if name.trim().is_empty() {
            faults.add(format!("organisation {at}.name"), "is missing");
        }
        out.push(Organisation { short, name });
    }
    out
}
