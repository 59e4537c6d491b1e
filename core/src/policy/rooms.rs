//! `procedures/rooms.toml`: which telephone of a room reaches 110, and what is said into it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::calendar::Day;
use crate::policy::reading::{Reading, Table};
use crate::policy::text::Text;

/// All rooms with a counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rooms {
    /// Days for which the record of an incident is kept after its last saving; 1 to 90.
    pub kept_days: u8,
    pub rooms: Vec<Room>,
}

/// One room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Room {
    pub id: String,
    /// Shown on this organisation's page alone.
    pub organisation: Option<String>,
    pub name: Text,
    /// What is said into the telephone.
    pub address: Option<Text>,
    /// Where the police are met.
    pub entrance: Option<Text>,
    pub telephones: Vec<Telephone>,
    /// Whom to call where people are too few.
    pub help: Vec<Text>,
    pub as_of: Day,
    /// Somebody asked whoever runs the telephones. Until then no page shows more of it than its name.
    pub verified: bool,
}

/// A telephone that stands in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Telephone {
    pub name: Text,
    /// A cloud PBX over the internet does not.
    pub reaches_110: bool,
}

impl Rooms {
    /// Those of an organisation, in the order of the file.
    pub fn of<'a>(&'a self, organisation: &'a str) -> impl Iterator<Item = &'a Room> {
        self.rooms.iter().filter(move |room| {
            room.organisation
                .as_deref()
                .is_none_or(|of| of == organisation)
        })
    }

    /// Whether somebody at that organisation knows from where to call.
    #[must_use]
    pub fn reach_110(&self, organisation: &str) -> bool {
        self.of(organisation).any(|room| {
            room.verified
                && room
                    .telephones
                    .iter()
                    .any(|telephone| telephone.reaches_110)
        })
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Rooms> {
    reading.only(root, &["kept_days", "room"]);
    let kept = reading.number(root, "kept_days", 1..91);
    let mut seen = BTreeSet::new();
    let tables = reading.tables_or_none(root, "room");
    let rooms = tables
        .into_iter()
        .filter_map(|table| room(reading, table, &mut seen))
        .collect();
    Some(Rooms {
        kept_days: u8::try_from(kept?).ok()?,
        rooms,
    })
}

fn room(reading: &mut Reading<'_>, table: Table<'_>, seen: &mut BTreeSet<String>) -> Option<Room> {
    reading.only(
        table,
        &[
            "id",
            "organisation",
            "name",
            "address",
            "entrance",
            "as_of",
            "verified",
            "telephone",
            "help",
        ],
    );
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let as_of = reading.day(table, "as_of");
    let mut telephones = Vec::new();
    for telephone in reading.tables_or_none(table, "telephone") {
        reading.only(telephone, &["name", "reaches_110"]);
        if !telephone.has("reaches_110") {
            reading.fault(
                telephone.at(),
                "「reaches_110」を書いてください。110 番につながるなら true、つながらないなら false です",
            );
        }
        let reaches_110 = reading.flag(telephone, "reaches_110");
        if let Some(name) = reading.text(telephone, "name") {
            telephones.push(Telephone { name, reaches_110 });
        }
    }
    let mut help = Vec::new();
    for one in reading.tables_or_none(table, "help") {
        reading.only(one, &["name"]);
        help.extend(reading.text(one, "name"));
    }
    let address = reading.text_or_none(table, "address");
    let verified = reading.flag(table, "verified");
    if verified && (address.is_none() || telephones.is_empty()) {
        reading.fault(
            table.place("verified"),
            "verified = true の部屋には、address（電話で言う住所）と [[room.telephone]] が要ります",
        );
    }
    Some(Room {
        id: id?,
        organisation: reading.string_or_none(table, "organisation"),
        name: name?,
        address,
        entrance: reading.text_or_none(table, "entrance"),
        telephones,
        help,
        as_of: as_of?,
        verified,
    })
}
