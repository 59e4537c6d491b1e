//! Logs in which a reader stands aside or is removed.

use serde_json::Value;
use sotomado_core::entry::{Body, Grant, Handover, Leaving, Log, Removed};
use sotomado_core::ids::Identity;

use crate::logs::judged;
use crate::world::{File, World, author, message};

pub fn leavings() -> Vec<Value> {
    let away = |leaving| {
        Body::Handover(Handover {
            what: "外れました".into(),
            text: String::new(),
            leaving: Some(leaving),
        })
    };
    let removes = |reader: u8| {
        let reader = author(reader);
        away(Leaving::Removed(Removed { reader }))
    };
    let grant = |reader: u8, epoch: u32| {
        Body::Grant(Grant {
            reader: author(reader),
            epoch,
            recipient: Identity([if epoch == 1 { 3 } else { 33 }; 32]).recipient(),
            reason: "引き継ぎ".into(),
        })
    };
    let told = |name: &str, all: Vec<(u8, Body)>| {
        let mut world = World::new();
        for (by, body) in all {
            world.write(by, Log::Case, body);
        }
        judged(name, &world)
    };
    // Written by the one removed before they could know, or under a time of their choice.
    let mut late = World::new();
    late.write(12, Log::Case, message("まえ"));
    let unseen = late.draw(12, Log::Case, message("あと"));
    late.write(11, Log::Case, removes(12));
    late.files.push(File::of(&unseen, 12));
    let mut both = World::new();
    let (one, other) = (
        both.draw(11, Log::Case, removes(12)),
        both.draw(12, Log::Case, removes(11)),
    );
    both.files
        .extend([File::of(&one, 11), File::of(&other, 12)]);
    vec![
        told(
            "one stands aside, and another is given the case",
            vec![
                (11, grant(13, 1)),
                (11, away(Leaving::Aside)),
                (13, message("代わりました")),
            ],
        ),
        told(
            "given again to one who stood aside",
            vec![(11, away(Leaving::Aside)), (12, grant(11, 1))],
        ),
        told(
            "whoever stood aside writes on",
            vec![(11, away(Leaving::Aside)), (11, message("まだいます"))],
        ),
        told(
            "removed, with a new epoch",
            vec![
                (11, removes(12)),
                (11, grant(11, 2)),
                (11, message("この先")),
                (11, grant(12, 2)),
            ],
        ),
        told(
            "whoever stood aside is removed, with a new epoch, once",
            vec![
                (12, away(Leaving::Aside)),
                (11, removes(12)),
                (11, grant(11, 2)),
                (11, message("この先")),
                (11, removes(12)),
            ],
        ),
        told(
            "nobody stands aside who was removed",
            vec![(11, removes(12)), (12, away(Leaving::Aside))],
        ),
        told("oneself is not removed", vec![(11, removes(11))]),
        told("a stranger is removed", vec![(11, removes(98))]),
        told("by one without the case", vec![(13, removes(12))]),
        judged("written besides the removal", &late),
        judged("two remove each other", &both),
    ]
}
