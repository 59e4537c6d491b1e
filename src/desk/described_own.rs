//! The part of `/openapi.json` about signing in, one's own second factors and sessions, and accounts that end soon.

use utoipa::openapi::path::HttpMethod::{Delete, Get, Post, Put};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use crate::http::described::{
    Described, base64, day, given, hex, list, or_null, route, taken, text, yes_or_no,
};

const WRONG: &[&str] = &["stale-sign-in", "wrong-second-factor"];
const TRIES: &[&str] = &["too-many-tries"];

/// From the password to a session.
pub(super) fn signing_in() -> Vec<Described> {
    let half = given(&[
        ("ticket", hex(64)),
        ("passkey", or_null(anything())),
        ("code", yes_or_no()),
    ]);
    vec![
        route(Post, "/desk/api/signin", "Begins a session")
            .from_here()
            .sends(taken(&[("name", text()), ("password", text())]))
            .gives_nothing(204, "a cookie")
            .gives(200, "the second factor is asked, and no session yet", half)
            .refuses(401, &["wrong-sign-in", "account-ended"])
            .refuses(429, TRIES),
        route(
            Post,
            "/desk/api/signin/passkey",
            "A passkey as the second factor",
        )
        .from_here()
        .sends(taken(&[("ticket", text()), ("answer", anything())]))
        .gives_nothing(204, "a cookie")
        .refuses(401, WRONG)
        .refuses(429, TRIES),
        route(Post, "/desk/api/signin/code", "A code as the second factor")
            .from_here()
            .sends(taken(&[("ticket", text()), ("code", text())]))
            .gives_nothing(204, "a cookie")
            .refuses(401, WRONG)
            .refuses(401, &["code-spent"])
            .refuses(429, TRIES),
        route(Post, "/desk/api/signout", "Ends the session")
            .from_here()
            .by_session()
            .gives_nothing(204, "the cookie is taken away"),
    ]
}

/// Second factors, sessions, and what ends soon.
pub(super) fn own() -> Vec<Described> {
    let ending = given(&[
        ("sign_in", text()),
        ("name", text()),
        ("hr", yes_or_no()),
        ("ends", day()),
    ]);
    let mut all = vec![
        route(
            Get,
            "/desk/api/own",
            "One's own second factors and sessions",
        )
        .by_session()
        .gives(200, "oneself", everything()),
        route(
            Get,
            "/desk/api/ending",
            "Accounts whose last day comes within 30 days",
        )
        .by_lead()
        .gives(200, "the soonest first", list(ending)),
        route(
            Delete,
            "/desk/api/own/sessions",
            "Ends all of one's sessions but this one",
        )
        .from_here()
        .by_session()
        .gives_nothing(204, "ended"),
        route(
            Delete,
            "/desk/api/own/sessions/{session}",
            "Ends one of one's sessions",
        )
        .from_here()
        .by_session()
        .gives_nothing(204, "ended"),
    ];
    all.extend(passkeys());
    all.extend(codes());
    all.push(password());
    all
}

fn password() -> Described {
    changing(
        Put,
        "/desk/api/own/password",
        "Sets a new password by the old one",
    )
    .sends(taken(&[("password", text()), ("next", text())]))
    .gives_nothing(204, "set; all other sessions have ended")
    .refuses(401, &["wrong-sign-in"])
    .refuses(422, &["weak-password"])
    .refuses(429, TRIES)
}

fn everything() -> Schema {
    let passkey = given(&[
        ("id", hex(32)),
        ("label", text()),
        ("added", day()),
        ("credential", base64()),
        ("key_copy", or_null(base64())),
    ]);
    let session = given(&[
        ("session", hex(64)),
        ("first_day", day()),
        ("own", yes_or_no()),
    ]);
    given(&[
        ("passkeys", list(passkey)),
        ("code", yes_or_no()),
        ("sessions", list(session)),
        ("passkeys_here", yes_or_no()),
        ("mail", or_null(text())),
        ("mail_here", yes_or_no()),
    ])
}

fn passkeys() -> Vec<Described> {
    let asked = given(&[("ticket", hex(64)), ("passkey", anything())]);
    vec![
        changing(Post, "/desk/api/own/passkeys", "Begins to add a passkey")
            .sends(taken(&[("label", text()), ("password", text())]))
            .gives(200, "what the browser is asked", asked)
            .refuses(401, &["wrong-sign-in"])
            .refuses(409, &["passkeys-full"])
            .refuses(422, &["bad-label", "no-passkeys-here"])
            .refuses(429, TRIES),
        changing(
            Put,
            "/desk/api/own/passkeys",
            "Adds the passkey that was made",
        )
        .sends(taken(&[("ticket", text()), ("answer", anything())]))
        .gives_nothing(204, "added")
        .refuses(401, &["stale-sign-in"])
        .refuses(409, &["passkeys-full"])
        .refuses(422, &["passkey-refused"]),
        changing(
            Post,
            "/desk/api/own/passkeys/{passkey}/remove",
            "Takes a passkey away",
        )
        .sends(taken(&[("password", text())]))
        .gives_nothing(204, "gone, with the sessions it began")
        .refuses(401, &["wrong-sign-in"])
        .refuses(429, TRIES),
        changing(
            Put,
            "/desk/api/own/passkeys/{passkey}/key",
            "Keeps a copy of one's key that is sealed to a passkey",
        )
        .sends(taken(&[("file", base64())]))
        .gives_nothing(204, "kept")
        .refuses(422, &["not-age", "wrong-size"]),
        changing(
            Delete,
            "/desk/api/own/passkeys/{passkey}/key",
            "Throws such a copy away",
        )
        .gives_nothing(204, "gone"),
    ]
}

fn codes() -> Vec<Described> {
    let asked = given(&[("ticket", hex(64)), ("secret", text())]);
    vec![
        changing(
            Post,
            "/desk/api/own/codes",
            "Begins to add an app that makes codes",
        )
        .sends(taken(&[("password", text())]))
        .gives(200, "what the app is given", asked)
        .refuses(401, &["wrong-sign-in"])
        .refuses(429, TRIES),
        changing(
            Put,
            "/desk/api/own/codes",
            "Adds the app, once it made a right code",
        )
        .sends(taken(&[("ticket", text()), ("code", text())]))
        .gives_nothing(204, "added")
        .refuses(401, WRONG)
        .refuses(429, TRIES),
        changing(Post, "/desk/api/own/codes/remove", "Asks for codes no more")
            .sends(taken(&[("password", text())]))
            .gives_nothing(204, "gone, with the sessions that codes began")
            .refuses(401, &["wrong-sign-in"])
            .refuses(429, TRIES),
        changing(
            Put,
            "/desk/api/own/mail",
            "Says where one's letter of a working day goes; an empty address, nowhere",
        )
        .sends(taken(&[("address", text()), ("password", text())]))
        .gives_nothing(204, "kept")
        .refuses(401, &["wrong-sign-in"])
        .refuses(422, &["bad-address"])
        .refuses(429, TRIES),
    ]
}

fn changing(
    method: utoipa::openapi::path::HttpMethod,
    path: &'static str,
    what: &str,
) -> Described {
    route(method, path, what).from_here().by_session()
}

/// What the library of passkeys and the browser say to each other.
fn anything() -> Schema {
    ObjectBuilder::new().schema_type(Type::Object).into()
}
