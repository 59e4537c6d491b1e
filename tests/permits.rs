//! No handler reaches what is kept but through the value that the door gave: each question to the store takes a permit, or stands
//! here with the reason why it needs none.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const NEEDS_NONE: &[(&str, &str)] = &[
    ("account_by_sign_in", "who it is, before anything is asked"),
    (
        "hr_reader_by_sign_in",
        "who it is, before anything is asked",
    ),
    ("begin_desk_session", "who it is, before anything is asked"),
    ("account", "who it is, before anything is asked"),
    ("second_factors", "who it is, before anything is asked"),
    ("passkey_answered", "who it is, before anything is asked"),
    ("desk_session", "who it is, before anything is asked"),
    ("end_desk_session", "one's own session, by its token"),
    (
        "begin_trends_session",
        "who it is, before anything is asked",
    ),
    ("trends_session", "who it is, before anything is asked"),
    ("end_trends_session", "one's own session, by its token"),
    ("case_of_mailbox", "what the door is asked about"),
    ("case_facts", "what the door is asked about"),
    ("telling_of_mailbox", "what the door is asked about"),
    ("term", "what the door is asked about"),
    ("rosters", "signed, and given to everybody"),
    ("newest_roster", "signed, and given to everybody"),
    ("roster", "signed, and given to everybody"),
    ("is_followed", "told to everybody who comes"),
    ("successions", "signed, and given to everybody"),
    ("releases", "published"),
    (
        "windows",
        "which organisations there are stands on the first page",
    ),
    ("standing", "whether the databases answer"),
    ("whole", "the rest of a case that a permit opened"),
    ("open_entry", "a file of a case that a permit opened"),
    ("check", "whether rows and files fit together, for `doctor`"),
    ("restored", "told to everybody who comes back"),
    ("at", "a clock"),
    ("close_audit", "each day's end, which nobody asks for"),
    ("queue_daily", "each working day's letters, by day alone"),
    (
        "waiting",
        "letters to be sent, in which nothing of a case is",
    ),
    ("settle", "what became of such a letter"),
    (
        "all_have_mail",
        "whether a call would reach everybody, which the window's page says by offering it",
    ),
    ("newest_head", "made to be kept by others"),
    ("dead_letters", "such letters, for `doctor`"),
    (
        "terms_to_count",
        "how many cases are due or held, for `doctor`",
    ),
    ("without_mail", "a count of staff, for `doctor`"),
    ("audit_key", "the public half, which heads are checked by"),
    ("forget_old_sessions", "each day's tidying, by day alone"),
    ("recovers", "who it is, before anything is asked"),
    ("come_back", "who it is, before anything is asked"),
    ("invitation", "by its secret, which is all that it needs"),
    ("come_in", "by its secret, which is all that it needs"),
    ("forget_old_invitations", "each day's tidying, by day alone"),
    ("forget_old_uploads", "each day's tidying, by day alone"),
    ("sweep", "each day's tidying, by day alone"),
    ("sweep_orphans", "each day's tidying, by day alone"),
    ("lay_dregs_anew", "each day's tidying, by day alone"),
];

/// Public functions of the store with `self`, and whether one of their arguments is a permit.
fn functions() -> BTreeMap<String, bool> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        for part in text.split("\nimpl Store {").skip(1) {
            let body = part.split("\n}\n").next().unwrap();
            for (at, _) in body.match_indices("    pub ") {
                let head = body[at..].split('{').next().unwrap();
                let Some((_, rest)) = head.split_once("fn ") else {
                    continue;
                };
                let name = rest.split(['(', '<']).next().unwrap().to_owned();
                let has_self = ["&self", "self,", "self)"]
                    .iter()
                    .any(|one| head.contains(one));
                if has_self && !head.trim_start().starts_with("pub(super)") {
                    found.insert(name, head.contains("Permit"));
                }
            }
        }
    }
    found
}

#[test]
fn promise_01_outside_the_store_is_asked_with_a_permit_alone() {
    let found = functions();
    assert!(found.len() > 40, "{} functions were found", found.len());
    let bare: Vec<&String> = found
        .iter()
        .filter(|(name, permit)| !**permit && !NEEDS_NONE.iter().any(|(none, _)| none == name))
        .map(|(name, _)| name)
        .collect();
    assert!(bare.is_empty(), "these take no permit: {bare:?}");
    for (name, _) in NEEDS_NONE {
        assert_eq!(found.get(*name), Some(&false), "{name} needs no line here");
    }
}
