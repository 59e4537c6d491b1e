//! What may be heard on the telephone about a proposal, and who heard it.

use super::case::ReadCase;
use super::show::name;
use crate::ids::AuthorKey;
use crate::log::Asked;
use crate::page::hearing::Hear;

/// Who decided with whoever proposed it; or the two who heard the consent.
pub(super) fn names(
    read: &ReadCase,
    approver: Option<&AuthorKey>,
    spoken: Option<[AuthorKey; 2]>,
) -> String {
    let both = spoken.map(|both| both.map(|by| name(read, &by)).join("・"));
    approver
        .map(|by| name(read, by))
        .or(both)
        .unwrap_or_default()
}

/// What may be heard about it on the telephone.
pub(super) fn hear(
    read: &ReadCase,
    one: &Asked,
    (word, none): (&str, bool),
    mine: &impl Fn(&AuthorKey) -> bool,
) -> Hear {
    match (word, one.heard) {
        ("agreed", _) => Hear::Back,
        ("open", None) if !none => Hear::First,
        ("open", Some(first)) if !none && mine(&first.by) => Hear::Mine,
        ("open", Some(first)) if !none => Hear::Second(name(read, &first.by)),
        _ => Hear::Nothing,
    }
}
