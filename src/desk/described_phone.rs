//! What `/openapi.json` says of reports that somebody at the desk takes down.

use utoipa::openapi::path::HttpMethod::Post;

use crate::http::described::{
    Described, entries_sent, hex, keys_sent, receipt, route, taken, text, yes_or_no,
};

/// Kept as a report of its own mailbox key.
pub(super) fn routes() -> Vec<Described> {
    let sent = taken(&[
        ("organisation", text()),
        ("case", hex(32)),
        ("mailbox", hex(64)),
        ("urgent", yes_or_no()),
        ("entries", entries_sent(&["case"])),
        ("keys", keys_sent()),
    ]);
    vec![
        route(
            Post,
            "/desk/api/reports",
            "Keeps the report of somebody who called, wrote on paper or came",
        )
        .from_here()
        .by_session()
        .sends(sent)
        .gives(201, "on the disk, as any report", receipt())
        .gives(200, "the same was kept before", receipt())
        .refuses(
            409,
            &[
                "no-roster",
                "roster-expired",
                "roster-followed",
                "first-kept",
                "case-in-use",
                "entry-elsewhere",
            ],
        )
        .refuses(
            422,
            &[
                "wrong-count",
                "wrong-log",
                "not-age",
                "wrong-size",
                "wrong-id",
                "no-key-for-reporter",
                "no-reader",
                "not-on-roster",
            ],
        )
        .refuses(429, &["reports-often"]),
    ]
}
