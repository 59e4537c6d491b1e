//! `routes.toml`: whom in the city a case may be told of, by the standing of those whom it concerns. What no route names is
//! nobody's to hear.

use std::collections::BTreeSet;

use serde::Serialize;

use super::personnel::names_personnel;
use super::reading::{Reading, Table};
use super::text::Text;
use crate::calendar::Day;

/// All routes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Routes {
    pub as_of: Day,
    /// On what they rest, for people.
    pub source: String,
    /// Whether a lawyer has looked at them.
    pub verified: bool,
    pub recipients: Vec<Office>,
    pub routes: Vec<Route>,
}

/// Who receives a text on the side of the city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Office {
    pub id: String,
    pub name: Text,
    /// The standing that a holder of this office has when accused.
    pub is: Option<String>,
    /// Standings of those whose orders it takes.
    pub under: Vec<String>,
}

/// Where a case goes that concerns somebody of this standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The standing: `staff`, `mayor`.
    pub id: String,
    pub name: Text,
    /// Offices that may be told, the advised one first.
    pub to: Vec<String>,
    /// Offices that the desk asks for advice before anybody is told.
    pub first: Vec<String>,
}

/// Who may be told of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way<'a> {
    pub to: Vec<&'a Office>,
    pub first: Vec<&'a Office>,
}

impl Way<'_> {
    /// Whether that office may be told.
    #[must_use]
    pub fn leads(&self, office: &str) -> bool {
        self.to.iter().any(|one| one.id == office)
    }
}

impl Routes {
    fn office(&self, id: &str) -> Option<&Office> {
        self.recipients.iter().find(|office| office.id == id)
    }

    /// Who may be told of a case that concerns people of these standings: whoever stands on the route of each of them.
    /// Nobody where none is named, or one that there is no route for.
    #[must_use]
    pub fn way(&self, concerns: &[String]) -> Way<'_> {
        let named: BTreeSet<&str> = concerns.iter().map(String::as_str).collect();
        // In the order of the file, so that the same people give the same advice.
        let routes: Vec<&Route> = self
            .routes
            .iter()
            .filter(|route| named.contains(route.id.as_str()))
            .collect();
        if routes.is_empty() || routes.len() != named.len() {
            return Way::default();
        }
        let mut to: Vec<&str> = routes
            .first()
            .map(|route| route.to.iter().map(String::as_str).collect())
            .unwrap_or_default();
        to.retain(|id| {
            routes
                .iter()
                .all(|route| route.to.iter().any(|to| to == id))
        });
        let mut first: Vec<&str> = Vec::new();
        for id in routes.iter().flat_map(|route| &route.first) {
            if !first.contains(&id.as_str()) {
                first.push(id);
            }
        }
        Way {
            to: to.into_iter().filter_map(|id| self.office(id)).collect(),
            first: first.into_iter().filter_map(|id| self.office(id)).collect(),
        }
    }
}

/// The office that no route leads to, whatever a city writes.
const PERSONNEL: &str = "personnel";
/// Whoever receives must have somebody in their place.
const LEAST: usize = 2;

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Routes> {
    reading.only(root, &["as_of", "source", "verified", "recipient", "route"]);
    let as_of = reading.day(root, "as_of");
    let source = reading.string(root, "source");
    let verified = reading.flag(root, "verified");
    let (offices, tables) = (
        reading.tables(root, "recipient"),
        reading.tables(root, "route"),
    );
    let mut seen = BTreeSet::new();
    let routes: Vec<Route> = tables
        .iter()
        .filter_map(|table| route(reading, *table, &mut seen))
        .collect();
    let standings: Vec<&str> = routes.iter().map(|route| route.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let recipients: Vec<Office> = offices
        .iter()
        .filter_map(|table| office(reading, *table, &mut seen, &standings))
        .collect();
    for (table, route) in tables.iter().zip(&routes) {
        keeps(reading, *table, route, &recipients);
    }
    Some(Routes {
        as_of: as_of?,
        source: source?,
        verified,
        recipients,
        routes,
    })
}

fn route(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<Route> {
    reading.only(table, &["id", "name", "to", "first"]);
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let ids = |found: Vec<(String, usize)>| found.into_iter().map(|(id, _)| id).collect();
    let to = ids(reading.strings(table, "to"));
    let first = ids(reading.strings(table, "first"));
    Some(Route {
        id: id?,
        name: name?,
        to,
        first,
    })
}

fn office(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
    standings: &[&str],
) -> Option<Office> {
    reading.only(table, &["id", "name", "is", "under"]);
    let id = reading.id(table, seen);
    let name = reading.text(table, "name");
    let named = name.as_ref().is_some_and(|name| {
        let mut all = [&name.ja, &name.ja_yasashii, &name.en].into_iter();
        all.any(|name| names_personnel(name))
    });
    if id.as_deref() == Some(PERSONNEL) || named {
        reading.fault(
            table.at(),
            "職員係には伝えません（この窓口は職員係を通さないためのものです）。別の役にしてください",
        );
    }
    let is = reading.string_or_none(table, "is");
    let under = reading.strings(table, "under");
    let own = is.iter().map(|id| (id.clone(), table.place("is")));
    for (standing, at) in own.chain(under.clone()) {
        if !standings.contains(&standing.as_str()) {
            reading.fault(at, format!("「{standing}」という [[route]] がありません"));
        }
    }
    Some(Office {
        id: id?,
        name: name?,
        is,
        under: under.into_iter().map(|(id, _)| id).collect(),
    })
}

/// What a route must keep: two who can be told, none of them the accused or one who takes the accused's orders.
fn keeps(reading: &mut Reading<'_>, table: Table<'_>, route: &Route, offices: &[Office]) {
    let different: BTreeSet<&String> = route.to.iter().collect();
    if different.len() < LEAST {
        reading.fault(
            table.place("to"),
            "「to」には、代わりがいるように、二つ以上の役を書いてください",
        );
    }
    for id in &route.to {
        let Some(office) = offices.iter().find(|office| office.id == *id) else {
            let what = format!("「{id}」という [[recipient]] がありません");
            reading.fault(table.place("to"), what);
            continue;
        };
        if office.is.as_ref() == Some(&route.id) {
            let what =
                format!("「{id}」は、訴えられた人本人かもしれない役です。この道には置けません");
            reading.fault(table.place("to"), what);
        }
        if office.under.contains(&route.id) {
            let what =
                format!("「{id}」は、訴えられた人の指図を受ける役です。この道には置けません");
            reading.fault(table.place("to"), what);
        }
    }
    for id in &route.first {
        if !offices.iter().any(|office| office.id == *id) {
            let what = format!("「{id}」という [[recipient]] がありません");
            reading.fault(table.place("first"), what);
        }
    }
}
