//! Steps of a procedure, and what is answered to them.

use serde_json::Value;
use sotomado_core::calendar::Day;
use sotomado_core::entry::{
    Asks, Body, Consent, Deed, Did, Filled, Log, Note, NoteIs, Reply, Routed, Step,
};
use sotomado_core::frame::{self, Line};
use sotomado_core::ids::Digest;

use crate::bodies::read_entry;
use crate::steps;
use crate::world::{REPORTER, World, key};

/// Somebody in the city is to be told.
fn routed() -> Body {
    let Body::Step(mut step) = steps::proposed("2026-12-20") else {
        unreachable!("a proposal is a step");
    };
    if let Some(Deed::Proposed(asked)) = &mut step.deed {
        asked.route = Some(Routed {
            policy: Digest([7; 32]),
            concerns: vec!["staff".into(), "director".into()],
            office: "deputy_mayor".into(),
        });
    }
    Body::Step(step)
}

pub fn by_link(by: Digest) -> Body {
    let Body::Step(mut step) = steps::taken(by, steps::STRUCK) else {
        unreachable!("what was told is a step");
    };
    if let Some(Deed::Taken(taken)) = &mut step.deed {
        taken.link = Some(steps::link(41));
    }
    Body::Step(step)
}

/// An act from whose day a time runs.
fn dated() -> Body {
    Body::Step(Step {
        what: "したこと".into(),
        text: String::new(),
        deed: Some(Deed::Did(Did {
            procedure: "course".into(),
            policy: Digest([6; 32]),
            act: "disposition_known".into(),
            day: Day::parse("2026-12-11"),
        })),
    })
}

/// A form with two proposals.
pub fn asks() -> Body {
    Body::Step(Step {
        what: "話を聞く日の相談".into(),
        text: steps::TEXT.into(),
        deed: Some(Deed::Asks(Asks {
            procedure: "course".into(),
            policy: Digest([6; 32]),
            act: "hearing_offered".into(),
            asking: Digest([5; 32]),
            set: "hearing".into(),
            choices: vec!["12月3日 10時".into(), "12月4日 18時、電話で".into()],
        })),
    })
}

pub fn filled(step: Digest) -> Body {
    let answers = [("when", "1"), ("woman", "yes")];
    Body::Consent(Consent {
        sentence: "答えます".into(),
        reply: Reply::Filled(Filled {
            step,
            answers: answers
                .map(|(item, answer)| (item.to_owned(), answer.to_owned()))
                .into(),
            text: "いつ：12月4日 18時、電話で\n女性を希望：希望する".into(),
        }),
    })
}

pub fn told(world: &World) -> Vec<Value> {
    let id = Digest([1; 32]);
    let all = [
        ("a proposal", 11, steps::proposed("2026-12-20")),
        ("a proposal in danger to life", 11, steps::danger("理由")),
        ("a proposal along a route", 11, routed()),
        ("an approval", 12, steps::approved(id)),
        ("what was told", 11, steps::taken(id, steps::STRUCK)),
        ("what was told by a link", 11, by_link(id)),
        ("another link", 11, steps::linked(id, 41)),
        ("no link any more", 11, steps::unlinked(id)),
        ("what came back", 11, steps::answered(id, b"frame")),
        ("a stage entered", 11, steps::moved("P9_closed")),
        (
            "an agreement",
            REPORTER,
            steps::agreed(id, steps::STRUCK, "2026-12-20"),
        ),
        ("a no", REPORTER, steps::declined(id)),
        ("taken back", REPORTER, steps::revoked(id)),
        (
            "a draft of an answer",
            11,
            Body::Note(Note {
                words: "こう返事をします".into(),
                is: Some(NoteIs::Answer),
                until: None,
                of: None,
            }),
        ),
        (
            "a task",
            11,
            Body::Note(Note {
                words: "電話をかけなおす".into(),
                is: Some(NoteIs::Task),
                until: Day::parse("2026-12-11"),
                of: None,
            }),
        ),
        (
            "a task that was done",
            11,
            Body::Note(Note {
                words: String::new(),
                is: Some(NoteIs::Done),
                until: None,
                of: Some(id),
            }),
        ),
        ("an act with its day", 11, dated()),
        ("a form", 11, asks()),
        ("answers to a form", REPORTER, filled(id)),
    ];
    let mut vectors = Vec::new();
    for (name, by, body) in all {
        let entry = world.draw(by, Log::Case, body);
        vectors.push(read_entry(name, &entry.compose(&key(by)).unwrap()));
        let good = String::from_utf8(entry.json().unwrap()).unwrap();
        let is = good.find("\"is\":\"").unwrap();
        for (what, bad) in [
            ("is another", good.replacen("\"is\":\"", "\"is\":\"x", 1)),
            (
                "is null",
                good.replacen("\"is\":\"", "\"is\":null,\"was\":\"", 1),
            ),
            (
                "is a list",
                good.replacen("\"is\":\"", "\"is\":[],\"was\":\"", 1),
            ),
            ("without is", good.replacen("\"is\":\"", "\"was\":\"", 1)),
            (
                "a reason of null",
                good.replacen("\"is\":\"", "\"reason\":null,\"is\":\"", 1),
            ),
            (
                "a route of null",
                good.replacen("\"is\":\"", "\"route\":null,\"is\":\"", 1),
            ),
            (
                "a route without an office",
                good.replacen("\"office\":", "\"offic\":", 1),
            ),
            (
                "a route that concerns a number",
                good.replacen("\"concerns\":[\"", "\"concerns\":[5,\"", 1),
            ),
            (
                "a link of null",
                good.replacen("\"is\":\"", "\"link\":null,\"is\":\"", 1),
            ),
            (
                "a link that is no object",
                good.replacen("\"link\":{", "\"link\":[],\"was\":{", 1),
            ),
            (
                "a link without a day",
                good.replacen("\"until\":\"2026-12-11", "\"until\":\"2026-12-32", 1),
            ),
            (
                "a day of null",
                good.replacen("\"is\":\"", "\"day\":null,\"is\":\"", 1),
            ),
            (
                "a day that is none",
                good.replacen("\"day\":\"2026-12-11", "\"day\":\"2026-12-32", 1),
            ),
            (
                "the day of a task",
                good.replacen("\"is\":\"", "\"until\":\"2026-12-11\",\"is\":\"", 1),
            ),
            (
                "a task without its day",
                good.replacen("\"until\":", "\"until2\":", 1),
            ),
            (
                "a done without its task",
                good.replacen("\"of\":", "\"of2\":", 1),
            ),
            (
                "an answer that is a number",
                good.replacen("\"woman\":\"yes\"", "\"woman\":5", 1),
            ),
            (
                "answers in a list",
                good.replacen("\"answers\":{", "\"answers\":[],\"x\":{", 1),
            ),
            (
                "a proposed answer that is a number",
                good.replacen("\"choices\":[\"", "\"choices\":[5,\"", 1),
            ),
            ("its last member is a number", {
                let end = good.rfind("\":\"").unwrap();
                assert!(end > is);
                format!("{}\":5}}}}", &good[..end])
            }),
        ] {
            let bytes = frame::write(Line::Entry, bad.as_bytes(), &key(by)).unwrap();
            let read = read_entry(&format!("{name}: {what}"), &bytes);
            // A member that is not known is passed over; what is taken is another test's.
            if !read["fault"].is_null() {
                vectors.push(read);
            }
        }
    }
    vectors
}
