//! Stages, and the ways between them.

use super::Ids;
use super::names::{reference, references};
use crate::policy::reading::{Reading, Table};
use crate::procedure::guard::{Guard, GuardFault, Names};
use crate::procedure::{Edge, Once, Stage, Telling};

const FIELDS: [&str; 18] = [
    "id",
    "name",
    "todo",
    "say",
    "reporter",
    "once",
    "picture",
    "staff",
    "roles",
    "acts",
    "signs",
    "next",
    "calls",
    "ends_service",
    "channel",
    "tells",
    "nameless",
    "last",
];

pub(super) fn stage(reading: &mut Reading<'_>, table: Table<'_>, ids: &Ids) -> Option<Stage> {
    reading.only(table, &FIELDS);
    let id = reading.string(table, "id");
    let name = reading.text(table, "name");
    let todo = reading.text_or_none(table, "todo");
    let say = reading.text(table, "say");
    let reporter = reading.text_or_none(table, "reporter");
    let once = once(reading, table, ids);
    let picture = reading.string_or_none(table, "picture");
    let staff = reading.number(table, "staff", 1..21);
    let roles = references(reading, table, "roles", &ids.roles);
    let acts = references(reading, table, "acts", &ids.acts);
    let signs = references(reading, table, "signs", &ids.signs);
    let mut channels = Vec::new();
    for channel in reading.tables_or_none(table, "channel") {
        reading.only(channel, &["name"]);
        channels.extend(reading.text(channel, "name"));
    }
    let last = reading.flag(table, "last");
    let next = reading.tables_or_none(table, "next");
    Some(Stage {
        id: id?,
        name: name?,
        todo,
        say: say?,
        reporter,
        once,
        picture,
        staff: staff?,
        roles,
        acts,
        signs,
        next: next
            .into_iter()
            .filter_map(|table| edge(reading, table, ids))
            .collect(),
        calls: reading.string_or_none(table, "calls"),
        ends_service: reading.flag(table, "ends_service"),
        channels,
        tells: reading
            .string_or_none(table, "tells")
            .map(|recipient| Telling { recipient }),
        nameless: reading.flag(table, "nameless"),
        last,
    })
}

fn once(reading: &mut Reading<'_>, table: Table<'_>, ids: &Ids) -> Vec<Once> {
    let mut all = Vec::new();
    for table in reading.tables_or_none(table, "once") {
        reading.only(table, &["done", "reporter"]);
        let done = references(reading, table, "done", &ids.acts);
        if let Some(reporter) = reading.text(table, "reporter") {
            all.push(Once { done, reporter });
        }
    }
    all
}

fn edge(reading: &mut Reading<'_>, table: Table<'_>, ids: &Ids) -> Option<Edge> {
    reading.only(table, &["to", "when", "persons", "reason", "consent"]);
    let to = reference(reading, table, "to", &ids.stages);
    let names = Names {
        acts: &ids.acts,
        signs: &ids.signs,
        clocks: &ids.clocks,
        params: &ids.params,
    };
    let mut when = Vec::new();
    for (text, at) in reading.strings(table, "when") {
        match Guard::parse(&text, &names) {
            Ok(guard) => when.push(guard),
            Err(GuardFault::Shape(part)) => reading.fault(
                at,
                format!("条件「{part}」が読めません。「名前」か「名前 >= 数」を、and でつないで書いてください"),
            ),
            Err(GuardFault::Unknown(name)) => reading.fault(
                at,
                format!("条件の「{name}」は、[[act]]、[[sign]]、[[clock]]、[[param]] のどこにもありません"),
            ),
            Err(GuardFault::ClockAlone(name)) => {
                reading.fault(at, format!("時計「{name}」には分を書いてください（{name} >= 30 のように）"));
            }
        }
    }
    let persons = if table.has("persons") {
        reading.number(table, "persons", 1..3)
    } else {
        Some(1)
    };
    Some(Edge {
        to: to?,
        when,
        persons: persons?,
        reason: reading.flag(table, "reason"),
        consent: reading.flag(table, "consent"),
    })
}
