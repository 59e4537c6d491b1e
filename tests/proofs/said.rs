//! A counter-example as a sentence: who, in which roles, may do what, to what.

use cedar_policy::{Entities, EntityUid};
use cedar_policy_symcc::Env;

const ROLES: [(&str, &str); 3] = [
    ("Reader", "相談員"),
    ("Lead", "窓口責任者"),
    ("HrReader", "人事担当"),
];

/// What the schema calls something, and what people call it.
pub const KINDS: [(&str, &str); 9] = [
    ("Mailbox", "受付番号の鍵"),
    ("Person", "役割のない人"),
    ("Operator", "機械を動かす人"),
    ("Case", "相談"),
    ("Account", "アカウント"),
    ("Window", "窓口"),
    ("Desk", "窓口全体"),
    ("Term", "相談の期限"),
    ("Telling", "伝える文"),
];

pub fn sentence(promise: &str, found: &Env) -> String {
    let request = &found.request;
    let who = request.principal().unwrap();
    let action = request.action().unwrap().id().unescaped().to_owned();
    let roles: Vec<&str> = ROLES
        .iter()
        .filter(|(role, _)| is_in(&found.entities, who, role))
        .map(|(_, name)| *name)
        .collect();
    let who = if roles.is_empty() {
        kind(who)
    } else {
        roles.join("でもある")
    };
    let resource = request.resource().unwrap();
    let stands = found.entities.get(resource).unwrap();
    format!(
        "「{promise}」は守られません。{who}が、{}に {action} をできてしまいます。たとえば {}",
        kind(resource),
        stands.to_json_string().unwrap()
    )
}

fn kind(uid: &EntityUid) -> String {
    let name = uid.type_name().to_string();
    let known = KINDS.iter().find(|(kind, _)| *kind == name);
    known.map_or(name.clone(), |(_, name)| (*name).to_owned())
}

fn is_in(entities: &Entities, who: &EntityUid, role: &str) -> bool {
    let role: EntityUid = format!("Role::\"{role}\"").parse().unwrap();
    entities.is_ancestor_of(&role, who)
}
