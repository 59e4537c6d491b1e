//! What a city may change without a programmer: TOML files, each checked as a whole before anything is served.

mod answers;
mod asking;
mod beside;
mod clocks;
mod consent;
mod contacts;
mod disclosure;
mod fault;
mod files;
mod holidays;
mod hours;
mod intake;
mod personnel;
mod procedure;
mod reading;
mod referrals;
mod retention;
mod rooms;
mod routes;
mod taxonomy;
mod text;
mod window;

pub use answers::{Answers, Template};
pub use asking::{Asking, Item, QuestionSet, Reply};
pub use clocks::{
    AGAIN, Allowed, Clock, Clocks, DANGER, DANGER_DECLINED, Law, PRIORITIES, TERM, USUAL, Unit,
};
pub(crate) use consent::FIRST as NOBODY_YET;
pub use consent::{Consent, Level, ladder};
pub use contacts::{Contact, Contacts, Opening};
pub use disclosure::{Disclosure, is_rule_allowed};
pub use fault::PolicyFault;
pub use holidays::{ClosedDays, Holiday, Holidays};
pub use hours::{FirstAnswer, Hours, Span};
pub use intake::{Choice, Intake, Kind, Question};
pub use personnel::{NOT_PERSONNEL, PERSONNEL_NAMES, names_personnel};
pub use procedure::WALKED;
pub use referrals::{Referral, Referrals};
pub use retention::Retention;
pub use rooms::{Room, Rooms, Telephone};
pub use routes::{Office, Route, Routes, Way};
pub use taxonomy::{Taxonomy, Term};
pub use text::{Lang, Text, ruby_fault};
pub use window::{Desk, Window};

use crate::normalise::{self, normalise};
use crate::procedure::Procedure;
use files::{Read, whole};
use reading::{Reading, Table};

/// The files of a policy directory. All of them must be there.
pub const FILES: [&str; 21] = [
    "access/desk.cedar",
    "access/desk.cedarschema",
    "answers.toml",
    "asking.toml",
    "clocks.toml",
    "consent.toml",
    "contacts.toml",
    "disclosure.toml",
    "holidays.toml",
    "hours.toml",
    "intake.toml",
    "procedures/city.toml",
    "procedures/counter.toml",
    "procedures/course.toml",
    "procedures/police.toml",
    "procedures/rooms.toml",
    "referrals.toml",
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

/// These are for readers of a case, and a reporter's browser fetches them when a step names one.
const OF_THE_DESK: [&str; 5] = [ANSWERS, ASKING, CLOCKS, REFERRALS, ROUTES];

/// Whom in the city a case may be told of.
pub const ROUTES: &str = "routes.toml";

/// What stages of procedures call the recipient that routes decide.
pub const CITY: &str = "city";

/// What they call the police.
pub const POLICE: &str = "police";

/// The question of the form that asks how somebody is employed.
pub const EMPLOYMENT: &str = "employment";

/// The question of the form that asks in which month somebody's employment ends.
pub const TERM_END: &str = "term_end";

/// Where else somebody may go.
pub const REFERRALS: &str = "referrals.toml";

/// What an answer begins from.
pub const ANSWERS: &str = "answers.toml";

/// What reporters are asked in forms.
pub const ASKING: &str = "asking.toml";

/// By when the desk does what.
pub const CLOCKS: &str = "clocks.toml";

/// The procedures of a case, as its readers see them: its course, then those by which outsiders are told, of which the last
/// takes up what no other knows.
pub const OF_A_CASE: [&str; 3] = [
    "procedures/course.toml",
    "procedures/city.toml",
    "procedures/police.toml",
];

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
    /// What reporters are asked in forms.
    pub asking: Asking,
    /// By when the desk does what.
    pub clocks: Clocks,
    /// How a case goes on, from the first answer to its end.
    pub course: Procedure,
    /// What is told to the city of a case, and what must come before.
    pub city: Procedure,
    /// What is told to the police of a case, and what must come before.
    pub police: Procedure,
    /// Whom in the city a case may be told of.
    pub routes: Routes,
    /// Where else somebody may go.
    pub referrals: Referrals,
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
        let counter = read.file("procedures/counter.toml", procedure::read);
        let rooms = read.file("procedures/rooms.toml", rooms::read);
        let retention = read.file("retention.toml", retention::read);
        let window = read.file("window.toml", window::read);
        let of_a_case = read.of_a_case(hours.as_ref(), intake.as_ref());
        let whole = (
            consent, contacts, table, holidays, hours, intake, retention, window, counter,
            of_a_case, rooms,
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
            Some((course, clocks, asking, city, police, referrals, routes)),
            Some(rooms),
        ) = whole
        else {
            return Err(read.faults);
        };
        Ok(Self {
            files: read.all()?,
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
            asking,
            course,
            clocks,
            city,
            police,
            referrals,
            routes,
            rooms,
        })
    }

    /// The files that a report is written by.
    pub fn of_a_report(&self) -> impl Iterator<Item = &PolicyFile> {
        self.files.iter().filter(|file| {
            !APART.iter().any(|folder| file.name.starts_with(folder))
                && !OF_THE_TABLE.contains(&file.name.as_str())
                && !OF_THE_DESK.contains(&file.name.as_str())
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

/// The clocks and the calendar that they go by, from the normalised texts that a roster names.
///
/// # Errors
/// All faults of the three.
pub fn clocks(
    clocks: &str,
    holidays: &str,
    hours: &str,
) -> Result<(Clocks, Holidays, Hours), Vec<PolicyFault>> {
    Ok((
        alone(CLOCKS, clocks, clocks::read)?,
        alone("holidays.toml", holidays, holidays::read)?,
        alone("hours.toml", hours, hours::read)?,
    ))
}

/// What an answer begins from, from the normalised text that a roster names.
///
/// # Errors
/// All faults.
pub fn answers(text: &str) -> Result<Answers, Vec<PolicyFault>> {
    alone(ANSWERS, text, answers::read)
}

/// What reporters are asked in forms, from the normalised text that a roster names.
///
/// # Errors
/// All faults.
pub fn asking(text: &str) -> Result<Asking, Vec<PolicyFault>> {
    alone(ASKING, text, asking::read)
}

/// Where else somebody may go, from the normalised text that a roster names.
///
/// # Errors
/// All faults.
pub fn referrals(text: &str) -> Result<Referrals, Vec<PolicyFault>> {
    alone(REFERRALS, text, referrals::read)
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
