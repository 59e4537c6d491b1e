//! `/openapi.json` of the window: what `api.rs` takes and gives.

use utoipa::openapi::path::HttpMethod::{Delete, Get, Post, Put};
use utoipa::openapi::{OpenApi, Required};

use crate::http::described::{
    Described, base64, day, document, entries_given, entries_sent, given, hex, keys_given,
    keys_sent, list, map, number, or_null, receipt, route, taken, text, words, yes_or_no,
};
use crate::http::described_files::{self, Paths, UNFINISHED, entries_and_files};

/// What the window's script asks.
#[must_use]
pub fn openapi() -> OpenApi {
    let routes = [
        texts(),
        vec![report(), add(), renew()],
        mailbox(),
        files(),
        drafts(),
        incidents(),
        told(),
    ]
    .into_iter()
    .flatten()
    .collect();
    document("sotomado: the window", None, routes)
}

fn texts() -> Vec<Described> {
    vec![
        route(
            Get,
            "/o/{org}/bundle",
            "The roster in force, successions and policies",
        )
        .gives(
            200,
            "signed frames, and texts whose digests the roster names",
            given(&[
                ("roster", base64()),
                ("followed", yes_or_no()),
                ("successions", list(base64())),
                ("policies", map(text())),
            ]),
        )
        .refuses(409, &["no-roster"]),
        route(
            Get,
            "/o/{org}/roster/{digest}",
            "A roster of this window, old ones too",
        )
        .gives_octets("the frame"),
        route(
            Get,
            "/o/{org}/policy/{digest}",
            "The text of a policy file that the roster names",
        )
        .gives_octets("the text"),
        route(
            Post,
            "/o/{org}/api/challenge",
            "A challenge to sign, good for two minutes, once",
        )
        .asks("for", text(), Required::False)
        .gives(
            200,
            "32 bytes, and the bits of work",
            given(&[("challenge", hex(64)), ("work", number())]),
        ),
    ]
}

/// What may be wrong with sealed entries.
const UNFIT: &[&str] = &[
    "wrong-count",
    "wrong-log",
    "not-age",
    "wrong-size",
    "wrong-id",
];
/// Why something right is not kept.
const CONFLICT: &[&str] = &[
    "no-roster",
    "roster-expired",
    "roster-followed",
    "case-in-use",
    "entry-elsewhere",
    "case-full",
    "past-keeping",
    "first-kept",
    "moved-on",
];

fn report() -> Described {
    let kept = || {
        given(&[
            ("kept", words(&["now", "before"])),
            ("day", day()),
            ("first_answer", given(&[("day", day()), ("hour", number())])),
        ])
    };
    let report = taken(&[
        ("case", hex(32)),
        ("mailbox", hex(64)),
        ("urgent", yes_or_no()),
        ("entries", entries_sent(&["case"])),
        ("keys", keys_sent()),
    ]);
    route(Post, "/o/{org}/api/report", "Keeps a first report")
        .signed()
        .sends(report)
        .gives(201, "it is on the disk", kept())
        .gives(200, "the same was kept before", kept())
        .refuses(409, CONFLICT)
        .refuses(422, UNFIT)
        .refuses(
            422,
            &[
                "wrong-mailbox",
                "no-key-for-reporter",
                "no-reader",
                "not-on-roster",
            ],
        )
}

fn mailbox() -> Vec<Described> {
    let case = given(&[
        ("case", hex(32)),
        ("open", yes_or_no()),
        ("arrived", day()),
        ("next", day()),
        ("retention", day()),
        ("held", or_null(day())),
        ("unread", yes_or_no()),
        ("entries", entries_given(&["case"])),
        ("keys", keys_given()),
    ]);
    vec![
        route(Get, "/o/{org}/api/mailbox", "The reporter's own case")
            .signed()
            .gives(
                200,
                "the entries of the log `case` and the reporter's keys",
                case,
            )
            .refuses(404, &["no-such-mailbox"])
            .refuses(503, &["opened-often"]),
        route(
            Delete,
            "/o/{org}/api/mailbox",
            "Takes back a report that nobody has read",
        )
        .signed()
        .gives_nothing(204, "nothing of the case is left")
        .refuses(404, &["no-such-mailbox"])
        .refuses(409, &["already-read"]),
    ]
}

fn add() -> Described {
    route(
        Post,
        "/o/{org}/api/entries",
        "Adds to the reporter's own case",
    )
    .signed()
    // Key files come with a grant alone, for the new key of somebody who reads the case.
    .sends(
        entries_and_files(&["case"])
            .property("keys", keys_sent())
            .into(),
    )
    .gives(201, "on the disk", receipt())
    .gives(200, "the same was kept before", receipt())
    .refuses(404, &["no-such-mailbox"])
    .refuses(409, CONFLICT)
    .refuses(409, UNFINISHED)
    .refuses(422, UNFIT)
}

fn renew() -> Described {
    let sent = taken(&[
        ("entries", entries_sent(&["case"])),
        ("keys", keys_sent()),
        ("known", number()),
        ("mailbox", hex(64)),
        ("proof", hex(128)),
    ]);
    route(
        Post,
        "/o/{org}/api/code",
        "Lets another code take the place of the one that signs",
    )
    .signed()
    .sends(sent)
    .gives(201, "on the disk, and in force", receipt())
    .gives(200, "the same was kept before", receipt())
    .refuses(404, &["no-such-mailbox"])
    .refuses(409, CONFLICT)
    .refuses(422, UNFIT)
    .refuses(
        422,
        &["wrong-mailbox", "no-key-for-reporter", "not-on-roster"],
    )
}

fn files() -> Vec<Described> {
    let paths = Paths {
        begin: "/o/{org}/api/uploads",
        piece: "/o/{org}/api/uploads/{upload}",
        file: "/o/{org}/api/files/{file}",
    };
    let by_mailbox = |route: Described| route.signed().refuses(404, &["no-such-mailbox"]);
    described_files::routes(&paths, by_mailbox, by_mailbox)
}

fn drafts() -> Vec<Described> {
    vec![
        route(Get, "/o/{org}/api/draft", "The draft under this code")
            .signed()
            .gives(
                200,
                "sealed to the reporter",
                given(&[("file", base64()), ("last_day", day())]),
            )
            .refuses(404, &["no-draft"]),
        route(
            Put,
            "/o/{org}/api/draft",
            "Keeps a draft in place of the one before",
        )
        .signed()
        .sends(taken(&[("file", base64()), ("known", list(hex(64)))]))
        .gives(200, "on the disk", given(&[("last_day", day())]))
        .refuses(409, &["drafts-full", "first-kept", "moved-on"])
        .refuses(422, &["not-age", "wrong-size"]),
        route(Delete, "/o/{org}/api/draft", "Forgets the draft")
            .signed()
            .gives_nothing(204, "no draft is left"),
    ]
}

fn incidents() -> Vec<Described> {
    vec![
        route(
            Get,
            "/o/{org}/api/counter",
            "The record of an incident under this code",
        )
        .signed()
        .gives(
            200,
            "sealed to whoever has the code",
            given(&[("file", base64()), ("last_day", day())]),
        )
        .refuses(404, &["no-incident"]),
        route(
            Put,
            "/o/{org}/api/counter",
            "Keeps a record in place of the one that was seen before",
        )
        .signed()
        .sends(taken(&[("file", base64()), ("known", hex(64))]))
        .gives(200, "on the disk", given(&[("last_day", day())]))
        .refuses(409, &["incidents-full", "moved-on"])
        .refuses(422, &["not-age", "wrong-size"]),
        route(Delete, "/o/{org}/api/counter", "Forgets the record")
            .signed()
            .gives_nothing(204, "no record is left"),
    ]
}

fn told() -> Vec<Described> {
    vec![
        route(
            Get,
            "/o/{org}/api/told",
            "The text that whoever has link and code is told",
        )
        .signed()
        .gives(
            200,
            "sealed to them; null once it is over",
            given(&[
                ("file", or_null(base64())),
                ("last_day", day()),
                ("answers", list(base64())),
            ]),
        )
        .refuses(404, &["no-telling"]),
        route(
            Post,
            "/o/{org}/api/told",
            "Keeps what they give back, sealed to the case",
        )
        .signed()
        .sends(taken(&[("file", base64())]))
        .gives(201, "on the disk", receipt())
        .gives(200, "the same was kept before", receipt())
        .refuses(404, &["no-telling"])
        .refuses(409, &["telling-over", "telling-in-use", "answers-full"])
        .refuses(422, &["not-age", "wrong-size"]),
    ]
}
