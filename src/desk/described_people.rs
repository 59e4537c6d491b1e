//! The part of the desk's description about who comes in, and who came back.

use utoipa::openapi::path::HttpMethod::{Delete, Get, Post, Put};
use utoipa::openapi::schema::Schema;

use crate::http::described::{
    Described, day, given, hex, list, or_null, route, taken, text, words, yes_or_no,
};

pub(super) fn routes() -> Vec<Described> {
    [links(), vec![last_day()], coming(), returns()]
        .into_iter()
        .flatten()
        .collect()
}

fn role() -> Schema {
    words(&["lead", "counsellor"])
}

/// What a lead does.
fn links() -> Vec<Described> {
    let person = given(&[
        ("sign_in", text()),
        ("name", text()),
        ("role", role()),
        ("ends", or_null(day())),
    ]);
    let link = given(&[
        ("id", hex(64)),
        ("sign_in", or_null(text())),
        ("name", text()),
        ("role", role()),
        ("last_day", day()),
    ]);
    let people = given(&[("accounts", list(person)), ("invitations", list(link))]);
    vec![
        route(
            Get,
            "/desk/api/invitations",
            "Who has an account, and which links are open",
        )
        .by_lead()
        .gives(200, "of the whole desk", people),
        route(
            Post,
            "/desk/api/invitations",
            "Keeps a link for a new account, of its secret only the SHA-256",
        )
        .from_here()
        .by_lead()
        .sends(taken(&[
            ("digest", hex(64)),
            ("role", role()),
            ("name", text()),
            ("profession", text()),
            ("appointed_by", text()),
            ("adviser", text()),
        ]))
        .gives_nothing(201, "open")
        .refuses(422, &["wrong-card"]),
        route(
            Post,
            "/desk/api/invitations/back",
            "Keeps a link for a new password, of its secret only the SHA-256",
        )
        .from_here()
        .by_lead()
        .sends(taken(&[("digest", hex(64)), ("sign_in", text())]))
        .gives_nothing(201, "open")
        .refuses(422, &["no-account"]),
        route(Delete, "/desk/api/invitations/{id}", "Takes a link back")
            .from_here()
            .by_lead()
            .gives_nothing(204, "it is not there, or not any more"),
    ]
}

/// The end of an account.
fn last_day() -> Described {
    route(
        Put,
        "/desk/api/accounts/last-day",
        "Writes down the last day of an account; one that has passed shuts it at once, none takes it back",
    )
    .from_here()
    .by_lead()
    .sends(taken(&[
        ("sign_in", text()),
        ("ends", or_null(day())),
        ("password", text()),
    ]))
    .gives_nothing(204, "written down")
    .refuses(403, &["wrong-password"])
    .refuses(409, &["last-lead"])
    .refuses(422, &["no-account"])
    .refuses(429, &["too-many-tries"])
}

/// What whoever holds a link does.
fn coming() -> Vec<Described> {
    let organisation = || [("short", text()), ("name", text())];
    let looked = given(&[
        ("begin", yes_or_no()),
        ("organisations", list(given(&organisation()))),
        ("sign_in", or_null(text())),
        ("role", or_null(role())),
        ("name", text()),
        ("profession", text()),
        ("appointed_by", text()),
        ("adviser", text()),
        ("last_day", or_null(day())),
    ]);
    let beginning = taken(&[
        ("secret", hex(64)),
        ("sign_in", text()),
        ("password", text()),
        ("name", text()),
        ("profession", text()),
        ("appointed_by", text()),
        ("adviser", text()),
        ("organisations", list(taken(&organisation()))),
    ]);
    vec![
        route(
            Post,
            "/desk/api/begin",
            "Makes the first lead and the windows, once",
        )
        .from_here()
        .sends(beginning)
        .gives_nothing(201, "the desk has begun")
        .refuses(409, &["sign-in-taken"])
        .refuses(410, &["no-invitation"])
        .refuses(422, &["wrong-card", "wrong-organisation", "weak-password"]),
        route(Post, "/desk/api/invited/look", "What a link is for")
            .from_here()
            .sends(taken(&[("secret", hex(64))]))
            .gives(200, "for whoever has its secret", looked)
            .refuses(410, &["no-invitation"]),
        route(Post, "/desk/api/invited", "Comes in by a link, once")
            .from_here()
            .sends(taken(&[
                ("secret", hex(64)),
                ("sign_in", text()),
                ("password", text()),
            ]))
            .gives_nothing(201, "the account or its new password is there")
            .refuses(409, &["sign-in-taken"])
            .refuses(410, &["no-invitation"])
            .refuses(422, &["wrong-card", "weak-password"]),
    ]
}

fn returns() -> Vec<Described> {
    let one = given(&[
        ("id", hex(32)),
        ("name", text()),
        ("how", words(&["paper", "password"])),
        ("day", day()),
    ]);
    vec![
        route(
            Get,
            "/desk/api/returns",
            "Which colleagues came back without what they had before",
        )
        .by_session()
        .gives(200, "those not put away", list(one)),
        route(
            Put,
            "/desk/api/recovery",
            "Keeps the SHA-256 of the number on a paper copy, in the place of the one before",
        )
        .from_here()
        .by_session()
        .sends(taken(&[("digest", hex(64)), ("password", text())]))
        .gives_nothing(204, "kept")
        .refuses(403, &["wrong-password"])
        .refuses(429, &["too-many-tries"]),
        route(
            Post,
            "/desk/api/return",
            "Begins a session by the number on a paper copy and ends all others; `next` takes its place",
        )
        .from_here()
        .sends(taken(&[
            ("name", text()),
            ("password", text()),
            ("code", text()),
            ("next", text()),
        ]))
        .gives_nothing(204, "a cookie")
        .refuses(401, &["wrong-sign-in"])
        .refuses(429, &["too-many-tries"]),
        route(Delete, "/desk/api/returns/{return}", "Puts one away")
            .from_here()
            .by_session()
            .gives_nothing(204, "it is not there, or not any more"),
    ]
}
