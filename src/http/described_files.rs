//! Attached files in `/openapi.json`: the same at window and desk but for who asks.

use utoipa::openapi::Required;
use utoipa::openapi::path::HttpMethod::{Get, Post, Put};
use utoipa::openapi::schema::{ObjectBuilder, Schema};

use crate::http::described::{
    Described, entries_sent, given, hex, list, number, object, route, taken,
};

/// Why an entry is not kept for the sake of the files that it names.
pub const UNFINISHED: &[&str] = &["file-unfinished", "file-differs"];

/// The addresses at one host.
pub struct Paths {
    /// Where a file is announced.
    pub begin: &'static str,
    /// Where its pieces go.
    pub piece: &'static str,
    /// Where it is fetched.
    pub file: &'static str,
}

/// Entries, with the files that they name as finished and how many entries the sender has seen, which may be left out.
#[must_use]
pub fn entries_sent_with_files(logs: &[&str]) -> Schema {
    entries_and_files(logs).into()
}

/// The same, to be gone on with.
#[must_use]
pub fn entries_and_files(logs: &[&str]) -> ObjectBuilder {
    let files = list(taken(&[("upload", hex(32)), ("id", hex(64))]));
    object(&[("entries", entries_sent(logs))])
        .property("files", files)
        .property("known", number())
}

/// The four routes; `who` says who may read, and `changes` who may change.
#[must_use]
pub fn routes(
    paths: &Paths,
    who: fn(Described) -> Described,
    changes: fn(Described) -> Described,
) -> Vec<Described> {
    let come = || given(&[("received", number()), ("length", number())]);
    let announced = taken(&[("upload", hex(32)), ("length", number())]);
    vec![
        changes(route(Post, paths.begin, "Announces a file"))
            .sends(announced)
            .gives(201, "nothing of it has come", come())
            .gives(200, "how far the same has come", come())
            .refuses(409, &["no-roster", "roster-expired", "roster-followed"])
            .refuses(
                409,
                &["quota", "upload-in-use", "case-full", "past-keeping"],
            )
            .refuses(413, &["file-too-large"])
            .refuses(422, &["wrong-size"]),
        who(route(Get, paths.piece, "How far a file has come"))
            .gives(200, "on the disk, in bytes", come())
            .refuses(409, &["no-roster", "roster-expired", "roster-followed"]),
        changes(route(Put, paths.piece, "A piece of a file"))
            .asks("from", number(), Required::True)
            .sends_octets()
            .gives(200, "on the disk, in bytes", come())
            .refuses(408, &["stood-still"])
            .refuses(409, &["no-roster", "roster-expired", "roster-followed"])
            .refuses(409, &["wrong-place", "quota"])
            .refuses(422, &["wrong-length"])
            .refuses(503, &["busy"]),
        who(route(Get, paths.file, "An attached file")).gives_octets("the age file"),
    ]
}
