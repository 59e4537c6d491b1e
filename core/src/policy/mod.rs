//! What a city may change without a programmer: TOML files, each checked as a whole before anything is served.

mod consent;
mod contacts;
mod disclosure;
mod fault;
mod holidays;
mod hours;
mod intake;
mod procedure;
mod reading;
mod retention;
mod rooms;
mod routes;
mod taxonomy;
mod text;
mod window;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

pub use consent::{Consent, Level};
pub use contacts::{Contact, Contacts, Opening};
pub use disclosure::{Disclosure, is_rule_allowed};
pub use fault::PolicyFault;
pub use holidays::{ClosedDays, Holiday, Holidays};
pub use hours::{FirstAnswer, Hours, Span};
pub use intake::{Choice, Intake, Kind, Question};
pub use procedure::WALKED;
pub use retention::Retention;
pub use rooms::{Room, Rooms, Telephone};
pub use routes::{Office, Route, Routes, Way};
pub use taxonomy::{Taxonomy, Term};
pub use text::{Lang, Text, ruby_fault};
pub use window::Window;

use crate::normalise::{self, normalise};
use crate::procedure::Procedure;
use reading::{Reading, Table};

/// The files of a policy directory. All of them must be there.
pub const FILES: [&str; 16] = [
    "access/desk.cedar",
    "access/desk.cedarschema",
    "consent.toml",
    "contacts.toml",
    "disclosure.toml",
    "holidays.toml",
    "hours.toml",
    "intake.toml",
    "procedures/city.toml",
    "procedures/counter.toml",
    "procedures/police.toml",
    "procedures/rooms.toml",
    "retention.toml",
    "routes.toml",
    "taxonomy.toml",
    "window.toml",
];

/// The folders of those that are asked for one by one: a report needs none of them.
pub const APART: [&str; 2] = [ACCESS, "procedures/"];

/// The folder of the rules of access, which are no TOML: the program reads them, and refuses others than were proved.
const ACCESS: &str = "access/";

/// How the files of a policy directory end.
pub const ENDINGS: [&str; 3] = ["toml", "cedar", "cedarschema"];

/// These are for the desk and its yearly table alone.
pub const OF_THE_TABLE: [&str; 2] = ["disclosure.toml", "taxonomy.toml"];

/// Whom in the city a case may be told of.
pub const ROUTES: &str = "routes.toml";

/// What stages of procedures call the recipient that routes decide.
pub const CITY: &str = "city";

/// The procedures by which outsiders are told of a case, as readers see them: the first takes up what no other knows.
pub const TELLING: [&str; 2] = ["procedures/city.toml", "procedures/police.toml"];

/// Files that lie beside the policies and are no part of them.
const SCENARIOS: &str = ".scenarios.toml";

/// All policies of a desk, checked.
#[derive(Clone, Debug)]
pub struct Policies {
    /// As normalised, in the order of [`FILES`].
    pub files: Vec<PolicyFile>,
    pub intake: Intake,
    pub consent: Consent,
    pub contacts: Contacts,
    /// Which numbers may leave the desk.
    pub disclosure: Disclosure,
    pub hours: Hours,
    pub holidays: Holidays,
    pub retention: Retention,
    /// By which words a case is coded.
    pub taxonomy: Taxonomy,
    pub window: Window,
    /// What is done at the counter while somebody shouts.
    pub counter: Procedure,
    /// What is told to the city of a case, and what must come before.
    pub city: Procedure,
    /// What is told to the police of a case, and what must come before.
    pub police: Procedure,
    /// Whom in the city a case may be told of.
    pub routes: Routes,
    /// Which telephone of a room reaches 110.
    pub rooms: Rooms,
}

/// One file as it is signed and served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// `intake.toml`
    pub name: String,
    /// Normalised.
    pub text: String,
    /// SHA-256 of `text`, lower-case hex.
    pub sha256: String,
}

impl Policies {
    /// Reads a policy directory: file names and bytes as they lie on disk, in any order.
    /// `*.scenarios.toml` are passed over.
    ///
    /// # Errors
    /// All faults of all files, in the order of files and lines.
    pub fn load(files: &[(String, Vec<u8>)]) -> Result<Self, Vec<PolicyFault>> {
        let mut texts = Vec::new();
        let mut faults = Vec::new();
        for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with(SCENARIOS)) {
            let read = if name.starts_with(ACCESS) {
                normalise::plain(bytes)
            } else {
                normalise(bytes)
            };
            match read {
                Ok(text) => texts.push((name.clone(), text)),
                Err(why) => faults.push(whole(name, why.to_string())),
            }
        }
        let unreadable: Vec<String> = faults.iter().map(|fault| fault.file.clone()).collect();
        match Self::from_normalised(&texts) {
            Ok(policies) if faults.is_empty() => Ok(policies),
            Ok(_) => Err(faults),
            Err(more) => {
                // A file that is there but unreadable is not also missing.
                faults.extend(
                    more.into_iter()
                        .filter(|fault| fault.line > 0 || !unreadable.contains(&fault.file)),
                );
                Err(faults)
            }
        }
    }

    /// The same from texts that are normalised already, as a roster names them.
    ///
    /// # Errors
    /// All faults of all files.
    pub fn from_normalised(texts: &[(String, String)]) -> Result<Self, Vec<PolicyFault>> {
        let faults = unknown(texts);
        let mut read = Read { texts, faults };
        for name in FILES.iter().filter(|name| name.starts_with(ACCESS)) {
            read.there(name);
        }
        let consent = read.file("consent.toml", consent::read);
        let contacts = read.file("contacts.toml", contacts::read);
        let table = read.table();
        let holidays = read.file("holidays.toml", holidays::read);
        let hours = read.file("hours.toml", hours::read);
        let intake = read.file("intake.toml", intake::read);
        let city = read.file("procedures/city.toml", procedure::read);
        let counter = read.file("procedures/counter.toml", procedure::read);
        let police = read.file("procedures/police.toml", procedure::read);
        let rooms = read.file("procedures/rooms.toml", rooms::read);
        let retention = read.file("retention.toml", retention::read);
        let routes = read.file(ROUTES, routes::read);
        let window = read.file("window.toml", window::read);
        let telling = (city, police, routes);
        let whole = (
            consent, contacts, table, holidays, hours, intake, retention, window, counter, telling,
            rooms,
        );
        let (
            Some(consent),
            Some(contacts),
            Some((disclosure, taxonomy)),
            Some(holidays),
            Some(hours),
            Some(intake),
            Some(retention),
            Some(window),
            Some(counter),
            (Some(city), Some(police), Some(routes)),
            Some(rooms),
        ) = whole
        else {
            return Err(read.faults);
        };
        if !read.faults.is_empty() {
            return Err(read.faults);
        }
        let files = FILES.iter().filter_map(|name| read.kept(name)).collect();
        Ok(Self {
            files,
            intake,
            consent,
            contacts,
            disclosure,
            hours,
            holidays,
            retention,
            taxonomy,
            window,
            counter,
            city,
            police,
            routes,
            rooms,
        })
    }

    /// The files that a report is written by.
    pub fn of_a_report(&self) -> impl Iterator<Item = &PolicyFile> {
        self.files.iter().filter(|file| {
            !APART.iter().any(|folder| file.name.starts_with(folder))
                && !OF_THE_TABLE.contains(&file.name.as_str())
                && file.name != ROUTES
        })
    }

    /// The file with that name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&PolicyFile> {
        self.files.iter().find(|file| file.name == name)
    }
}

fn unknown(texts: &[(String, String)]) -> Vec<PolicyFault> {
    let names = texts.iter().map(|(name, _)| name);
    names
        .filter(|name| !FILES.contains(&name.as_str()))
        .map(|name| {
            let what = format!("知らないファイルです。置けるのは {} です", FILES.join("、"));
            whole(name, what)
        })
        .collect()
}

/// The rule and the words of the yearly table by themselves, from the normalised texts that a roster names.
///
/// # Errors
/// All faults of both.
pub fn of_the_table(
    disclosure: &str,
    taxonomy: &str,
) -> Result<(Disclosure, Taxonomy), Vec<PolicyFault>> {
    let texts = [("disclosure.toml", disclosure), ("taxonomy.toml", taxonomy)]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let mut read = Read {
        texts: &texts,
        faults: Vec::new(),
    };
    let found = read.table();
    found.filter(|_| read.faults.is_empty()).ok_or(read.faults)
}

/// A sensitive family that nobody codes would protect nobody.
fn strangers(disclosure: &Disclosure, taxonomy: &Taxonomy) -> Vec<PolicyFault> {
    let known = |id: &String| taxonomy.families.iter().any(|family| family.id == *id);
    let named = disclosure.rule.sensitive.iter();
    named
        .filter(|id| !known(id))
        .map(|id| {
            whole(
                "disclosure.toml",
                format!("「sensitive」の「{id}」は、taxonomy.toml の [[family]] にありません"),
            )
        })
        .collect()
}

/// The routes by themselves, from the normalised text that a roster names.
///
/// # Errors
/// All faults.
pub fn routes(text: &str) -> Result<Routes, Vec<PolicyFault>> {
    alone(ROUTES, text, routes::read)
}

/// One procedure by itself, from its normalised text.
///
/// # Errors
/// All faults, a broken promise among them.
pub fn procedure(file: &str, text: &str) -> Result<Procedure, Vec<PolicyFault>> {
    alone(file, text, procedure::read)
}

/// The same of a text that a roster names: whoever signed it has walked its states.
///
/// # Errors
/// All faults of its shape.
pub fn signed_procedure(file: &str, text: &str) -> Result<Procedure, Vec<PolicyFault>> {
    alone(file, text, procedure::read_alone)
}

fn alone<T>(
    file: &str,
    text: &str,
    read: fn(&mut Reading<'_>, Table<'_>) -> Option<T>,
) -> Result<T, Vec<PolicyFault>> {
    let texts = [(file.to_owned(), text.to_owned())];
    let mut all = Read {
        texts: &texts,
        faults: Vec::new(),
    };
    let found = all.file(file, read);
    found.ok_or(all.faults)
}

struct Read<'a> {
    texts: &'a [(String, String)],
    faults: Vec<PolicyFault>,
}

impl<'a> Read<'a> {
    /// A file's text; that it is not there is a fault.
    fn there(&mut self, name: &str) -> Option<&'a str> {
        let found = self.text(name);
        if found.is_none() {
            self.faults.push(whole(
                name,
                "このファイルがありません。置いてから、名簿に署名し直してください".to_owned(),
            ));
        }
        found
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.texts
            .iter()
            .find(|(file, _)| file == name)
            .map(|(_, text)| text.as_str())
    }

    /// The two files of the yearly table, which belong together.
    fn table(&mut self) -> Option<(Disclosure, Taxonomy)> {
        let disclosure = self.file("disclosure.toml", disclosure::read);
        let taxonomy = self.file("taxonomy.toml", taxonomy::read);
        let (disclosure, taxonomy) = (disclosure?, taxonomy?);
        self.faults.extend(strangers(&disclosure, &taxonomy));
        Some((disclosure, taxonomy))
    }

    fn kept(&self, name: &str) -> Option<PolicyFile> {
        let text = self.text(name)?.to_owned();
        let sha256 = hex::encode(Sha256::digest(text.as_bytes()));
        Some(PolicyFile {
            name: name.to_owned(),
            text,
            sha256,
        })
    }

    fn file<T>(
        &mut self,
        name: &str,
        read: fn(&mut Reading<'_>, Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let text = self.there(name)?;
        let (fields, errors) = DeTable::parse_recoverable(text);
        let mut reading = Reading::new(name, text);
        reading.syntax(&errors);
        // What follows a syntax fault is guesswork; its faults would mislead.
        let found = if errors.is_empty() {
            read(&mut reading, Table::root(fields.get_ref()))
        } else {
            None
        };
        let mut faults = reading.faults();
        faults.sort_by_key(|fault| fault.line);
        let good = faults.is_empty();
        self.faults.extend(faults);
        found.filter(|_| good)
    }
}

fn whole(file: &str, what: String) -> PolicyFault {
    PolicyFault {
        file: file.to_owned(),
        line: 0,
        what,
    }
}
