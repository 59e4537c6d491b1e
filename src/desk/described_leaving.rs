//! What `/openapi.json` says of going on from the names, and of leaving a case.

use utoipa::openapi::path::HttpMethod::Post;
use utoipa::openapi::schema::Schema;

use crate::http::described::{
    Described, entries_sent, hex, keys_sent, number, object, receipt, route, yes_or_no,
};

/// Entries, keys of those who go on, and how many entries were seen.
fn sent(more: &[(&str, Schema)]) -> Schema {
    let always = [("entries", entries_sent(&["case"])), ("known", number())];
    let sent = object(&[&always[..], more].concat()).property("keys", keys_sent());
    // Only of whom another removes it can be that they stood aside before.
    if more.is_empty() {
        sent.into()
    } else {
        sent.property("aside", yes_or_no()).into()
    }
}

/// All of it or nothing.
fn leaves(path: &'static str, summary: &str, more: &[(&str, Schema)]) -> Described {
    route(Post, path, summary)
        .from_here()
        .by_session()
        .sends(sent(more))
        .gives(201, "on the disk", receipt())
        .gives(200, "the same was kept before", receipt())
        .refuses(
            409,
            &[
                "no-roster",
                "roster-expired",
                "roster-followed",
                "moved-on",
                "entry-elsewhere",
                "case-full",
                "past-keeping",
                "gone-reader",
                "last-reader",
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
                "not-on-roster",
            ],
        )
}

/// The three.
pub(super) fn leaving() -> Vec<Described> {
    vec![
        route(
            Post,
            "/desk/api/cases/{case}/read",
            "Says that one goes on from the names to the rest",
        )
        .from_here()
        .by_session()
        .gives_nothing(204, "marked"),
        leaves(
            "/desk/api/cases/{case}/aside",
            "Leaves the case for good, and says so in it",
            &[],
        ),
        leaves(
            "/desk/api/cases/{case}/remove",
            "Removes another reader for good, and says so in the case",
            &[("reader", hex(64))],
        ),
    ]
}
