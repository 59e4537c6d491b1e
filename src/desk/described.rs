//! `/openapi.json` of the desk: what its script takes and gives.

use utoipa::openapi::path::HttpMethod::{Get, Post, Put};
use utoipa::openapi::{OpenApi, Required, Schema};

use crate::desk::described_leaving::leaving;
use crate::desk::described_retention::{held, retention};
use crate::desk::described_rosters::{ROSTER_UNFIT, rosters};
use crate::desk::{described_own, described_people, described_phone, described_tellings};
use crate::http::described::{
    Described, base64, day, document, entries_given, given, hex, keys_given, keys_sent, list,
    number, object, or_null, receipt, recipient, route, taken, text, words, yes_or_no,
};
use crate::http::described_files::{self, Paths, UNFINISHED, entries_sent_with_files};
use crate::http::session;

/// What the desk's script asks.
#[must_use]
pub fn openapi() -> OpenApi {
    let routes = [
        described_own::signing_in(),
        oneself(),
        lists(),
        described_own::own(),
        cases(),
        writing(),
        files(),
        rosters(),
        codings(),
        described_phone::routes(),
        described_tellings::routes(),
        audit(),
        described_people::routes(),
        retention(),
        held(),
        leaving(),
    ]
    .into_iter()
    .flatten()
    .collect();
    document("sotomado: the desk", Some(session::DESK), routes)
}

fn oneself() -> Vec<Described> {
    let key = given(&[
        ("author", hex(64)),
        ("recipient", recipient()),
        ("file", base64()),
    ]);
    let window = given(&[
        ("organisation", text()),
        ("name", text()),
        ("window", hex(32)),
        ("roster", or_null(base64())),
        ("followed", yes_or_no()),
        ("successions", list(base64())),
        ("rosters", list(base64())),
    ]);
    let me = given(&[
        ("name", text()),
        ("sign_in", text()),
        ("role", words(&["lead", "counsellor"])),
        ("key", or_null(key)),
        ("windows", list(window)),
        ("today", day()),
        ("ends", or_null(day())),
        ("second_factor", words(&["none", "some", "needed"])),
    ]);
    vec![
        route(Get, "/desk/api/me", "Who one is, and the windows")
            .by_session()
            .gives(200, "oneself", me),
        route(Put, "/desk/api/key", "Offers one's key for the roster")
            .from_here()
            .by_session()
            .sends(key_offered())
            .gives_nothing(
                204,
                "offered, and the rosters that came with it are in force",
            )
            .refuses(403, &["forbidden", "wrong-password"])
            .refuses(409, &["key-in-use"])
            .refuses(422, &["not-age", "wrong-size"])
            .refuses(422, ROSTER_UNFIT)
            .refuses(429, &["too-many-tries"]),
    ]
}

/// A key; where another one stands on a roster, its word for the new one, or the next rosters.
fn key_offered() -> Schema {
    object(&[
        ("author", hex(64)),
        ("recipient", recipient()),
        ("file", base64()),
    ])
    .property("password", text())
    .property("follows", base64())
    .property(
        "rosters",
        list(taken(&[("organisation", text()), ("roster", base64())])),
    )
    .into()
}

/// What a case is known by to the server.
fn case_facts() -> [(&'static str, Schema); 5] {
    [
        ("organisation", text()),
        ("window", hex(32)),
        ("case", hex(32)),
        ("arrived", day()),
        ("next", day()),
    ]
}

/// What waits.
fn lists() -> Vec<Described> {
    let line = [
        &case_facts()[..],
        &[
            ("unread", yes_or_no()),
            ("urgent", yes_or_no()),
            ("open", yes_or_no()),
            ("lying", list(hex(64))),
        ],
    ]
    .concat();
    vec![
        route(
            Get,
            "/desk/api/cases",
            "The cases of which this account holds a key file",
        )
        .by_session()
        .asks("after", text(), Required::False)
        .asks("earlier", hex(64), Required::False)
        .gives(
            200,
            "a hundred of them, none of another's, and where the next page begins",
            given(&[("cases", list(given(&line))), ("next", or_null(text()))]),
        ),
        route(
            Get,
            "/desk/api/waits",
            "Whether one of them is unread, overdue or left lying, in an answer of one length",
        )
        .by_session()
        .gives(
            200,
            "1 or 0 each",
            given(&[
                ("waits", number()),
                ("overdue", number()),
                ("lying", number()),
            ]),
        ),
        route(
            Get,
            "/desk/api/lying",
            "Who has let something lie unread, for the lead; no case is named",
        )
        .by_session()
        .gives(
            200,
            "at each window, since the day that is longest ago",
            list(given(&[
                ("organisation", text()),
                ("reader", hex(64)),
                ("name", or_null(text())),
                ("since", day()),
            ])),
        )
        .refuses(403, &["forbidden"]),
    ]
}

fn cases() -> Vec<Described> {
    let case = [
        &case_facts()[..],
        &[
            ("retention", day()),
            ("held", or_null(day())),
            ("sealed_here", yes_or_no()),
            ("open", yes_or_no()),
            ("entries", entries_given(&["case", "desk"])),
            ("keys", keys_given()),
            ("readers", list(hex(64))),
        ],
    ]
    .concat();
    vec![
        route(
            Get,
            "/desk/api/cases/{case}",
            "One case; it stays as unread as it is",
        )
        .by_session()
        .gives(200, "entries and keys", given(&case))
        .refuses(503, &["opened-often"]),
    ]
}

/// What a reader of a case may write.
fn writing() -> Vec<Described> {
    let conflict: &[&str] = &[
        "no-roster",
        "roster-expired",
        "roster-followed",
        "first-kept",
        "moved-on",
        "case-in-use",
        "entry-elsewhere",
        "case-full",
        "past-keeping",
    ];
    let writes = |path, summary| {
        let described = route(Post, path, summary).from_here().by_session();
        described
            .refuses(409, conflict)
            .refuses(422, &["wrong-count", "wrong-log", "not-age", "wrong-size"])
    };
    vec![
        writes("/desk/api/cases/{case}/entries", "Adds to a case")
            .sends(entries_sent_with_files(&["case", "desk"]))
            .refuses(409, UNFINISHED)
            .gives(201, "on the disk", receipt())
            .gives(200, "the same was kept before", receipt())
            .refuses(422, &["wrong-id"]),
        writes("/desk/api/cases/{case}/keys", "Key files made for others")
            .sends(taken(&[("keys", keys_sent())]))
            .gives(201, "on the disk", receipt())
            .gives(200, "the same was kept before", receipt())
            .refuses(422, &["not-on-roster"]),
        route(
            Post,
            "/desk/api/cases/{case}/open",
            "Closes a case, or opens it again",
        )
        .from_here()
        .by_session()
        .sends(taken(&[("open", yes_or_no())]))
        .gives_nothing(204, "set"),
        route(Post, "/desk/api/cases/{case}/next", "Sets the next day")
            .from_here()
            .by_session()
            .sends(taken(&[("day", day())]))
            .gives_nothing(204, "set")
            .refuses(422, &["wrong-day"]),
    ]
}

fn files() -> Vec<Described> {
    let paths = Paths {
        begin: "/desk/api/cases/{case}/uploads",
        piece: "/desk/api/cases/{case}/uploads/{upload}",
        file: "/desk/api/cases/{case}/files/{file}",
    };
    described_files::routes(&paths, Described::by_session, |route| {
        route.from_here().by_session()
    })
}

/// Whether the record of what staff did is whole.
fn audit() -> Vec<Described> {
    let closed = given(&[("day", day()), ("mark", text())]);
    let fault = given(&[
        (
            "fault",
            words(&[
                "edited",
                "cut",
                "reordered",
                "wrong-day",
                "bad-signature",
                "closed-twice",
            ]),
        ),
        ("day", or_null(day())),
    ]);
    let looked = given(&[
        ("keyed", yes_or_no()),
        ("head", or_null(text())),
        ("closed", list(closed)),
        ("faults", list(fault)),
    ]);
    vec![
        route(
            Get,
            "/desk/api/audit",
            "The audit chain: its last days' marks, and what is wrong with it",
        )
        .by_lead()
        .gives(200, "no record of it", looked),
    ]
}

/// What the yearly table is made of.
fn codings() -> Vec<Described> {
    let file = taken(&[
        ("id", hex(32)),
        ("file", base64()),
        ("known", or_null(hex(64))),
    ]);
    let gathered = given(&[
        ("files", list(base64())),
        ("releases", list(base64())),
        ("disclosure", text()),
        ("taxonomy", text()),
    ]);
    vec![
        route(
            Put,
            "/desk/api/codings",
            "Keeps a sealed coding and the ledger that names it, both or neither",
        )
        .from_here()
        .by_session()
        .sends(taken(&[("organisation", text()), ("files", list(file))]))
        .gives_nothing(204, "on the disk")
        .refuses(409, &["no-roster", "roster-expired", "roster-followed"])
        .refuses(409, &["moved-on", "codings-full"])
        .refuses(422, &["wrong-count", "not-age", "wrong-size"]),
        route(
            Get,
            "/desk/api/codings/{org}/{coding}",
            "One of them, for whoever knows its id",
        )
        .by_session()
        .gives(200, "sealed", given(&[("file", base64())])),
        route(
            Get,
            "/desk/api/releases/{org}",
            "What a release is made from, sealed, and the releases before",
        )
        .by_lead()
        .gives(200, "of one organisation", gathered)
        .refuses(422, &["release-window"]),
        route(Post, "/desk/api/releases", "Publishes a signed release")
            .from_here()
            .by_lead()
            .sends(taken(&[("organisation", text()), ("release", base64())]))
            .gives_nothing(201, "published")
            .refuses(
                422,
                &[
                    "release-malformed",
                    "release-window",
                    "release-signer",
                    "release-chain",
                    "release-year",
                    "release-early",
                    "release-no-desk",
                    "release-rule",
                ],
            ),
    ]
}
