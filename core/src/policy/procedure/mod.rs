//! Reads a procedure file, then walks all its states: a file whose procedure breaks a promise is not good.

mod names;
mod promises;
mod stages;

use std::collections::BTreeSet;

use crate::policy::reading::{Reading, Table};
use crate::procedure::search;
use crate::procedure::{
    Act, ActKind, Clock, ClockFrom, Param, Place, Procedure, Role, Setting, Sign, Stage, Unit,
};
use names::{one_of, reference, references};
use promises::{never_alone, sentence};
use stages::stage;

/// Names of a file, in its order: what positions in a [`Procedure`] count.
#[derive(Default)]
struct Ids {
    params: Vec<(String, u32)>,
    roles: Vec<String>,
    clocks: Vec<String>,
    acts: Vec<String>,
    signs: Vec<String>,
    stages: Vec<String>,
}

const LONGEST: u32 = 24 * 60;

pub(in crate::policy) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Procedure> {
    let before = reading.count();
    let procedure = read_alone(reading, root)?;
    // Of a file that cannot be read whole no promise can be told.
    if reading.count() == before {
        let tables = reading.tables(root, "stage");
        keeps(reading, &procedure, &tables);
    }
    Some(procedure)
}

/// Without walking its states: of a text whose digest a desk has signed, that was done before.
pub(in crate::policy) fn read_alone(
    reading: &mut Reading<'_>,
    root: Table<'_>,
) -> Option<Procedure> {
    reading.only(
        root,
        &[
            "id", "setting", "name", "as_of", "danger", "calm", "param", "role", "place", "clock",
            "act", "sign", "stage",
        ],
    );
    let mut seen = BTreeSet::new();
    let id = reading.id(root, &mut BTreeSet::new());
    let name = reading.text(root, "name");
    let as_of = reading.day(root, "as_of");
    let setting = one_of(
        reading,
        root,
        "setting",
        &[("incident", Setting::Incident), ("case", Setting::Case)],
    );
    let mut ids = Ids::default();
    let params = params(reading, root, &mut seen, &mut ids);
    let roles = roles(reading, root, &mut seen, &mut ids);
    let places = places(reading, root, &mut seen);
    let acts = acts(reading, root, &mut seen, &mut ids);
    let signs = signs(reading, root, &mut seen, &mut ids);
    let clocks = clocks(reading, root, &mut seen, &mut ids);
    let tables = reading.tables(root, "stage");
    for table in &tables {
        ids.stages.extend(reading.id(*table, &mut seen));
    }
    let stages: Vec<Stage> = tables
        .iter()
        .filter_map(|table| stage(reading, *table, &ids))
        .collect();
    let danger = reference(reading, root, "danger", &ids.stages);
    let calm = if root.has("calm") {
        reference(reading, root, "calm", &ids.stages)
    } else {
        None
    };
    Some(Procedure {
        id: id?,
        name: name?,
        setting: setting?,
        as_of: as_of?,
        params,
        roles,
        places,
        clocks,
        acts,
        signs,
        stages,
        danger: danger?,
        calm,
    })
}

/// SHA-256 of the files that come with the program. The tests walk every state of these, and fail when one of them is not
/// named here; so a start walks those alone that a city has changed.
pub const WALKED: [&str; 4] = [
    "a504522a87c1b4f446673d302e6a4f5171ce624d2e20a2b491b41a8ea75f40d7",
    "4faa3209c2a5a1d20208069764adababcf6f526e4d371092f8d5db1ff8b2c0a3",
    "5082abf86234f0a9d3cdca8b87ca6d0eed5e0dc6998e1640d8e4e256d8e710f7",
    "1a80aba706c0d106a3b76c251315a6f4385211f241127ca4d44887728f63cf4f",
];

/// Walks all states and says each promise that is broken, at the stage where it breaks.
fn keeps(reading: &mut Reading<'_>, procedure: &Procedure, tables: &[Table<'_>]) {
    never_alone(reading, procedure, tables);
    if WALKED.contains(&reading.sha256().as_str()) {
        return;
    }
    for breach in search::check(procedure).err().unwrap_or_default() {
        let at = tables.get(breach.stage).map_or(0, |table| table.at());
        reading.fault(at, sentence(procedure, &breach));
    }
}

fn params(
    reading: &mut Reading<'_>,
    root: Table<'_>,
    seen: &mut BTreeSet<String>,
    ids: &mut Ids,
) -> Vec<Param> {
    let mut params = Vec::new();
    for table in reading.tables_or_none(root, "param") {
        reading.only(
            table,
            &[
                "id", "name", "value", "unit", "least", "most", "why", "as_of",
            ],
        );
        let id = reading.id(table, seen);
        let least = reading.number(table, "least", 0..LONGEST + 1);
        let most = reading.number(table, "most", 0..LONGEST + 1);
        let allowed = least.unwrap_or(0)..most.unwrap_or(LONGEST) + 1;
        let value = reading.number(table, "value", allowed);
        let unit = one_of(
            reading,
            table,
            "unit",
            &[("minutes", Unit::Minutes), ("times", Unit::Times)],
        );
        let name = reading.text(table, "name");
        let why = reading.string(table, "why");
        let as_of = reading.day(table, "as_of");
        if let (Some(id), Some(value)) = (&id, value) {
            ids.params.push((id.clone(), value));
        }
        if let (Some(id), Some(name), Some(value), Some(unit), Some(why), Some(as_of)) =
            (id, name, value, unit, why, as_of)
        {
            params.push(Param {
                id,
                name,
                value,
                unit,
                why,
                as_of,
            });
        }
    }
    params
}

fn roles(
    reading: &mut Reading<'_>,
    root: Table<'_>,
    seen: &mut BTreeSet<String>,
    ids: &mut Ids,
) -> Vec<Role> {
    let tables = reading.tables_or_none(root, "role");
    for table in &tables {
        ids.roles.extend(reading.id(*table, seen));
    }
    let mut roles = Vec::new();
    for (table, id) in tables.iter().zip(ids.roles.clone()) {
        reading.only(*table, &["id", "name", "duty", "apart_from"]);
        let apart_from = references(reading, *table, "apart_from", &ids.roles);
        if let (Some(name), Some(duty)) =
            (reading.text(*table, "name"), reading.text(*table, "duty"))
        {
            roles.push(Role {
                id,
                name,
                duty,
                apart_from,
            });
        }
    }
    roles
}

fn places(reading: &mut Reading<'_>, root: Table<'_>, seen: &mut BTreeSet<String>) -> Vec<Place> {
    let mut places = Vec::new();
    for table in reading.tables_or_none(root, "place") {
        reading.only(table, &["id", "name", "least", "most"]);
        let id = reading.id(table, seen);
        let name = reading.text(table, "name");
        let least = reading.number(table, "least", 1..21);
        let most = table
            .has("most")
            .then(|| reading.number(table, "most", 1..21))
            .flatten();
        if let (Some(id), Some(name), Some(least)) = (id, name, least) {
            places.push(Place {
                id,
                name,
                least,
                most,
            });
        }
    }
    places
}

fn acts(
    reading: &mut Reading<'_>,
    root: Table<'_>,
    seen: &mut BTreeSet<String>,
    ids: &mut Ids,
) -> Vec<Act> {
    const KINDS: [(&str, ActKind); 7] = [
        ("say", ActKind::Say),
        ("call", ActKind::Call),
        ("record", ActKind::Record),
        ("move_staff", ActKind::MoveStaff),
        ("move_public", ActKind::MovePublic),
        ("write", ActKind::Write),
        ("care", ActKind::Care),
    ];
    let mut acts = Vec::new();
    for table in reading.tables_or_none(root, "act") {
        reading.only(
            table,
            &[
                "id", "kind", "name", "say", "said", "aloud", "unless", "reason", "day", "term",
                "reporter", "after",
            ],
        );
        let id = reading.id(table, seen);
        let after = after(reading, table, ids);
        ids.acts.extend(id.clone());
        let named = reading.string_or_none(table, "kind");
        let kind = if matches!(named.as_deref(), Some("touch" | "remove" | "restrain")) {
            reading.fault(
                table.place("kind"),
                "職員が体に触れて退去させる・押さえる行いは置けません（職員がけがをし、職員が罪に問われることがあります）。退去を求めて、応じなければ 110 番です",
            );
            None
        } else {
            one_of(reading, table, "kind", &KINDS)
        };
        let name = reading.text(table, "name");
        let say = reading.text_or_none(table, "say");
        if let (Some(id), Some(kind), Some(name)) = (id, kind, name) {
            acts.push(Act {
                id,
                kind,
                name,
                say,
                said: reading.string_or_none(table, "said"),
                aloud: reading.string_or_none(table, "aloud"),
                unless: reading.string_or_none(table, "unless"),
                reason: reading.flag(table, "reason"),
                day: reading.flag(table, "day"),
                term: term(reading, table),
                reporter: reading.text_or_none(table, "reporter"),
                after,
            });
        }
    }
    acts
}

/// An act that stands above it in the file.
fn after(reading: &mut Reading<'_>, table: Table<'_>, ids: &Ids) -> Option<usize> {
    if table.has("after") {
        reference(reading, table, "after", &ids.acts)
    } else {
        None
    }
}

fn term(reading: &mut Reading<'_>, table: Table<'_>) -> bool {
    let term = reading.flag(table, "term");
    if term && !reading.flag(table, "day") {
        reading.fault(
            table.place("term"),
            "「term = true」には「day = true」も要ります（その日が、任用や契約の終わる日です）",
        );
    }
    term
}

fn signs(
    reading: &mut Reading<'_>,
    root: Table<'_>,
    seen: &mut BTreeSet<String>,
    ids: &mut Ids,
) -> Vec<Sign> {
    let mut signs = Vec::new();
    for table in reading.tables_or_none(root, "sign") {
        reading.only(table, &["id", "name", "danger"]);
        let id = reading.id(table, seen);
        ids.signs.extend(id.clone());
        let danger = reading.flag(table, "danger");
        if let (Some(id), Some(name)) = (id, reading.text(table, "name")) {
            signs.push(Sign { id, name, danger });
        }
    }
    signs
}

fn clocks(
    reading: &mut Reading<'_>,
    root: Table<'_>,
    seen: &mut BTreeSet<String>,
    ids: &mut Ids,
) -> Vec<Clock> {
    let mut clocks = Vec::new();
    for table in reading.tables_or_none(root, "clock") {
        reading.only(table, &["id", "name", "from"]);
        let id = reading.id(table, seen);
        ids.clocks.extend(id.clone());
        let name = reading.text(table, "name");
        let from = reading.string(table, "from");
        let from = from.and_then(|from| match from.as_str() {
            "start" => Some(ClockFrom::Start),
            "stage" => Some(ClockFrom::Stage),
            act => {
                let act = ids.acts.iter().position(|id| id == act).map(ClockFrom::Act);
                if act.is_none() {
                    reading.fault(table.place("from"), "「from」は start（来たとき）、stage（段に入ったとき）か、[[act]] の id です");
                }
                act
            }
        });
        if let (Some(id), Some(name), Some(from)) = (id, name, from) {
            clocks.push(Clock { id, name, from });
        }
    }
    clocks
}
