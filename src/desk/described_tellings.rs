//! What `/openapi.json` says of texts that somebody in the city is told by a link.

use utoipa::openapi::path::HttpMethod::{Get, Post};

use crate::http::described::{
    Described, base64, day, given, hex, list, receipt, route, taken, text, yes_or_no,
};

/// Kept, asked for, ended.
pub(super) fn routes() -> Vec<Described> {
    let sent = taken(&[
        ("organisation", text()),
        ("telling", hex(32)),
        ("mailbox", hex(64)),
        ("last_day", day()),
        ("file", base64()),
    ]);
    let back = given(&[
        ("last_day", day()),
        ("ended", yes_or_no()),
        ("answers", list(base64())),
    ]);
    vec![
        route(
            Post,
            "/desk/api/tellings",
            "Keeps a sealed text that somebody in the city is told by a link and a code",
        )
        .from_here()
        .by_session()
        .sends(sent)
        .gives(201, "on the disk", receipt())
        .gives(200, "the same was kept before", receipt())
        .refuses(
            409,
            &[
                "no-roster",
                "roster-expired",
                "roster-followed",
                "telling-in-use",
                "tellings-full",
            ],
        )
        .refuses(422, &["not-age", "wrong-size", "wrong-day"])
        .refuses(429, &["tellings-often"]),
        route(
            Get,
            "/desk/api/tellings/{org}/{telling}",
            "What came back for one, for whoever knows its id",
        )
        .by_session()
        .gives(200, "sealed to its case", back),
        route(
            Post,
            "/desk/api/tellings/{org}/{telling}/end",
            "Ends one: nothing opens it any more",
        )
        .from_here()
        .by_session()
        .gives_nothing(204, "its text is destroyed"),
    ]
}
