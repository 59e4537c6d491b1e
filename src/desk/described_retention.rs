//! What `/openapi.json` says of the end of cases.

use utoipa::openapi::path::HttpMethod::{Get, Post};
use utoipa::openapi::schema::{AdditionalProperties, Schema};

use crate::http::described::{
    Described, base64, day, given, hex, list, number, object, or_null, route, taken, text,
    yes_or_no,
};

fn proposed() -> Schema {
    or_null(given(&[
        ("by", text()),
        ("mine", yes_or_no()),
        ("day", day()),
        ("until", day()),
    ]))
}

fn certificate() -> Schema {
    let person = || given(&[("account", hex(32)), ("name", text())]);
    let export = given(&[("day", day()), ("by", or_null(person()))]);
    let case = given(&[
        ("mark", hex(64)),
        ("kept_until", day()),
        ("proposed", person()),
        ("proposed_day", day()),
        ("exports", list(export)),
    ]);
    let certificate = object(&[
        ("frame", base64()),
        ("v", number()),
        ("key", hex(64)),
        ("window", hex(32)),
        ("organisation", text()),
        ("name", text()),
        ("day", day()),
        ("confirmed", person()),
        ("copies_until", day()),
        ("cases", list(case)),
    ]);
    // One of version 1 has no words.
    certificate
        .property("words", list(base64()))
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
        .into()
}

fn line() -> Schema {
    let held = given(&[
        ("by", text()),
        ("day", day()),
        ("look", day()),
        ("lifting", proposed()),
    ]);
    given(&[
        ("organisation", text()),
        ("case", hex(32)),
        ("arrived", day()),
        ("last", day()),
        ("due", yes_or_no()),
        ("reads", yes_or_no()),
        ("held", or_null(held)),
        ("proposed", proposed()),
    ])
}

/// Who ends a case, and how.
pub(super) fn retention() -> Vec<Described> {
    let of_cases = |path, summary, more: &[(&str, Schema)]| {
        let mut sent = vec![("organisation", text()), ("cases", list(hex(32)))];
        sent.extend_from_slice(more);
        route(Post, path, summary)
            .from_here()
            .by_session()
            .sends(taken(&sent))
            .refuses(422, &["wrong-count"])
    };
    let signed = |path, summary| {
        of_cases(path, summary, &[("word", base64())])
            .refuses(422, &["unsigned-end"])
            .refuses(
                409,
                &[
                    "off-roster",
                    "no-second",
                    "not-due",
                    "case-held",
                    "term-moved",
                    "no-proposal",
                    "second-person",
                ],
            )
    };
    let looked = given(&[
        ("cases", list(line())),
        ("certificates", list(certificate())),
    ]);
    vec![
        route(
            Get,
            "/desk/api/retention",
            "Cases that are due to be destroyed or held, by id and day, and what was certified",
        )
        .by_session()
        .gives(200, "of a lead all, of others what they read", looked),
        signed("/desk/api/retention/propose", "Proposes to destroy cases")
            .gives_nothing(204, "until thirty days from now"),
        of_cases("/desk/api/retention/withdraw", "Takes a proposal back", &[])
            .gives_nothing(204, "one's own or another's"),
        signed(
            "/desk/api/retention/confirm",
            "Destroys what another has proposed: all of it or nothing",
        )
        .gives(200, "overwritten, and certified", certificate()),
    ]
}

/// Who holds a case back, and who carries one out.
pub(super) fn held() -> Vec<Described> {
    vec![
        route(
            Post,
            "/desk/api/retention/hold",
            "Holds a case beyond its last day",
        )
        .from_here()
        .by_session()
        .sends(taken(&[("case", hex(32)), ("look", day())]))
        .gives_nothing(204, "until two let it go")
        .refuses(422, &["wrong-day"]),
        route(
            Post,
            "/desk/api/retention/lift",
            "Lets a held case go, if another has asked for it before",
        )
        .from_here()
        .by_session()
        .sends(taken(&[("case", hex(32)), ("word", base64())]))
        .gives(
            200,
            "whether it was let go",
            given(&[("lifted", yes_or_no())]),
        )
        .refuses(422, &["unsigned-end"])
        .refuses(
            409,
            &["off-roster", "no-second", "term-moved", "second-person"],
        ),
        route(
            Post,
            "/desk/api/cases/{case}/export",
            "Records that one carries the case out of the program",
        )
        .from_here()
        .by_session()
        .gives_nothing(204, "recorded"),
    ]
}
