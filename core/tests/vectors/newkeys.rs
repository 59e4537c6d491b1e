//! Logs in which somebody who reads has another key than before.

use serde_json::Value;
use sotomado_core::entry::{Body, Grant, Handover, Leaving, Log, Removed};
use sotomado_core::ids::Identity;

use crate::logs::judged;
use crate::steps::{approved, danger};
use crate::world::{LEFT_OUT, REPORTER, World, author, message, new_key, roster_followed};

fn grant(to: u8, epoch: u32) -> Body {
    Body::Grant(Grant {
        reader: author(to),
        epoch,
        recipient: Identity([3; 32]).recipient(),
        reason: "新しい鍵".into(),
    })
}

fn removes(reader: u8) -> Body {
    let reader = author(reader);
    Body::Handover(Handover {
        what: "外れました".into(),
        text: String::new(),
        leaving: Some(Leaving::Removed(Removed { reader })),
    })
}

/// First what is said under the old roster, then under one on which 11 and whoever was left out have new keys.
fn told(name: &str, before: Vec<(u8, Body)>, after: Vec<(u8, Body)>) -> Value {
    let mut world = World::new();
    for (by, body) in before {
        world.write(by, Log::Case, body);
    }
    let all = [11, 12, 13, LEFT_OUT];
    world
        .rosters
        .push(roster_followed(2, &all, &[11, LEFT_OUT]));
    for (by, body) in after {
        world.write(by, Log::Case, body);
    }
    judged(name, &world)
}

pub fn newkeys() -> Vec<Value> {
    let mine = new_key(11);
    vec![
        told(
            "the reporter gives the case to the new key of a reader",
            vec![(11, message("まえ"))],
            vec![(REPORTER, grant(mine, 1)), (mine, message("あと"))],
        ),
        told(
            "a reader gives it to a new key, whose own old one is then removed",
            vec![],
            vec![
                (12, grant(mine, 1)),
                (12, removes(11)),
                (mine, message("あと")),
            ],
        ),
        told(
            "to a new key by itself",
            vec![],
            vec![(mine, grant(mine, 1)), (12, grant(mine, 1))],
        ),
        told(
            "the reporter gives it to somebody who never read it",
            vec![],
            vec![(REPORTER, grant(13, 1)), (REPORTER, grant(12, 1))],
        ),
        told(
            "the reporter makes an epoch",
            vec![],
            vec![(REPORTER, grant(mine, 2))],
        ),
        told(
            "to the new key of one who was left out",
            vec![],
            vec![
                (REPORTER, grant(new_key(LEFT_OUT), 1)),
                (12, grant(new_key(LEFT_OUT), 1)),
                (new_key(LEFT_OUT), message("わたしです")),
            ],
        ),
        told(
            "to the new key of one who was removed",
            vec![(12, removes(11))],
            vec![(REPORTER, grant(mine, 1)), (12, grant(mine, 1))],
        ),
        told(
            "to one whose old key was removed once it was followed",
            vec![],
            vec![
                (12, removes(11)),
                (REPORTER, grant(mine, 1)),
                (12, grant(mine, 1)),
            ],
        ),
        told(
            "a key that was followed writes on",
            vec![],
            vec![(11, message("まだいます"))],
        ),
        alone(),
    ]
}

/// Danger to life, proposed under one key and approved under the next.
fn alone() -> Value {
    let mut world = World::new();
    let proposal = world.on("2026-11-25", 11, danger("つかまれた"));
    world.rosters.push(roster_followed(2, &[11, 12], &[11]));
    world.on("2026-11-25", new_key(11), approved(proposal));
    judged("two keys of one person decide", &world)
}
