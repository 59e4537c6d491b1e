//! The part of the desk's description about rosters, and the keys that sign them.

use utoipa::openapi::path::HttpMethod::{Get, Post};

use crate::http::described::{
    Described, base64, day, given, hex, list, or_null, recipient, route, taken, text,
};

/// Why a roster is not taken.
pub(super) const ROSTER_UNFIT: &[&str] = &[
    "roster-signature",
    "roster-readers",
    "roster-days",
    "roster-epoch",
    "roster-key",
    "roster-window",
    "roster-policies",
    "roster-empty",
];

pub(super) fn rosters() -> Vec<Described> {
    let offered = given(&[
        ("account", text()),
        ("name", text()),
        ("profession", text()),
        ("appointed_by", text()),
        ("adviser", text()),
        ("author", hex(64)),
        ("recipient", recipient()),
        ("ends", or_null(day())),
    ]);
    vec![
        route(Get, "/desk/api/keys", "The keys offered")
            .by_lead()
            .gives(200, "of all accounts", list(offered)),
        route(Get, "/desk/api/policies", "The policies' digests")
            .by_lead()
            .gives(
                200,
                "as they are served",
                list(given(&[("file", text()), ("sha256", hex(64))])),
            ),
        route(Post, "/desk/api/rosters", "Puts a signed roster in force")
            .from_here()
            .by_lead()
            .sends(taken(&[("organisation", text()), ("roster", base64())]))
            .gives_nothing(201, "in force")
            .refuses(422, ROSTER_UNFIT),
        successions(),
    ]
}

/// Another desk key, and the rosters that it signs.
fn successions() -> Described {
    route(
        Post,
        "/desk/api/successions",
        "Lets another desk key follow, which signs the next rosters at once",
    )
    .from_here()
    .by_lead()
    .sends(taken(&[(
        "windows",
        list(taken(&[
            ("organisation", text()),
            ("succession", base64()),
            ("roster", base64()),
        ])),
    )]))
    .gives_nothing(201, "in force, of all of them")
    .refuses(422, ROSTER_UNFIT)
    .refuses(
        422,
        &[
            "wrong-count",
            "succession-signature",
            "succession-window",
            "succession-fork",
            "succession-day",
        ],
    )
}
