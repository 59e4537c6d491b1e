//! Whom else to call, and when they answer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::holidays::{ClosedDays, Holidays};
use super::hours::{self, Span};
use super::reading::{Reading, Table};
use super::text::Text;
use crate::calendar::{Day, is_open};

/// All contacts, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contacts {
    pub contacts: Vec<Contact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    pub id: String,
    pub name: Text,
    /// What it is for, or who may call.
    pub note: Option<Text>,
    /// As one dials it, `0120-279-338` or `#9110`; none if it is not known for certain.
    pub tel: Option<String>,
    #[serde(skip)]
    pub opening: Opening,
    /// For danger to body or life.
    pub danger: bool,
    /// Only shown on the pages of this organisation.
    pub organisation: Option<String>,
    /// Where the particulars were taken from, in words.
    pub source: String,
    pub as_of: Day,
    /// Whether somebody called or looked it up at the source.
    pub verified: bool,
}

/// When a contact answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    Always,
    Weekly {
        spans: Vec<Span>,
        /// Whether it answers on national holidays too.
        holidays: bool,
        /// Days of the year on which it is shut.
        closed: Vec<ClosedDays>,
    },
    /// Differs by place or is not known; never called open.
    Unknown,
}

impl Contact {
    /// For the attribute `href`: `tel:0120279338`, `tel:%239110`.
    #[must_use]
    pub fn tel_href(&self) -> Option<String> {
        let tel = self.tel.as_ref()?;
        let dialled: String = tel
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '#')
            .collect();
        Some(format!("tel:{}", dialled.replace('#', "%23")))
    }
}

impl Contacts {
    /// The contacts shown on the pages of an organisation (its short name), or on pages of no organisation.
    /// Those that answer at `at` come first; else the order of the file. The flag says whether it answers.
    #[must_use]
    pub fn at(
        &self,
        holidays: &Holidays,
        organisation: Option<&str>,
        at: Timestamp,
    ) -> Vec<(&Contact, bool)> {
        let shown = |contact: &&Contact| {
            contact.organisation.is_none() || contact.organisation.as_deref() == organisation
        };
        let mut found: Vec<(&Contact, bool)> = self
            .contacts
            .iter()
            .filter(shown)
            .map(|contact| (contact, is_open(holidays, contact, at)))
            .collect();
        found.sort_by_key(|(_, open)| !open);
        found
    }
}

const FIELDS: [&str; 12] = [
    "id",
    "name",
    "note",
    "tel",
    "hours",
    "always",
    "danger",
    "organisation",
    "source",
    "as_of",
    "verified",
    "holidays",
];

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Contacts> {
    reading.only(root, &["contact"]);
    let mut seen = BTreeSet::new();
    let tables = reading.tables(root, "contact");
    let contacts: Vec<Contact> = tables
        .iter()
        .filter_map(|table| contact(reading, *table, &mut seen))
        .collect();
    let police = |contact: &Contact| contact.danger && contact.tel.as_deref() == Some("110");
    if !contacts.is_empty() && !contacts.iter().any(police) {
        reading.fault(
            root.at(),
            "110 番（tel = \"110\"、danger = true）がありません。消さないでください",
        );
    }
    Some(Contacts { contacts })
}

fn contact(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<Contact> {
    let mut known = FIELDS.to_vec();
    known.push("closed");
    reading.only(table, &known);
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let note = reading.text_or_none(table, "note");
    let tel = reading.string_or_none(table, "tel");
    if tel.as_deref().is_some_and(|tel| !is_dialled(tel)) {
        reading.fault(
            table.place("tel"),
            "「tel」は半角の数字と - で書いてください（短縮は #9110 のように）",
        );
    }
    let opening = opening(reading, table);
    let danger = reading.flag(table, "danger");
    let organisation = reading.string_or_none(table, "organisation");
    let source = reading.string(table, "source");
    let as_of = reading.day(table, "as_of");
    let verified = reading.flag(table, "verified");
    Some(Contact {
        id: id?,
        name: name?,
        note,
        tel,
        opening,
        danger,
        organisation,
        source: source?,
        as_of: as_of?,
        verified,
    })
}

fn is_dialled(tel: &str) -> bool {
    let digits = tel.strip_prefix('#').unwrap_or(tel);
    digits.chars().any(|c| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '-')
}

fn opening(reading: &mut Reading<'_>, table: Table<'_>) -> Opening {
    let always = reading.flag(table, "always");
    let holidays = reading.flag(table, "holidays");
    let spans = hours::spans(reading, table, "hours");
    let closed = ClosedDays::read(reading, table);
    match (always, spans.is_empty()) {
        (true, true) => Opening::Always,
        (false, false) => Opening::Weekly {
            spans,
            holidays,
            closed,
        },
        (false, true) => Opening::Unknown,
        (true, false) => {
            reading.fault(
                table.place("always"),
                "always = true と hours は一緒に書けません",
            );
            Opening::Unknown
        }
    }
}
