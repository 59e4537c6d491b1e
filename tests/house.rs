//! The walls of the house: who may import whom, which crates stay in which rooms, how long a file may be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// A room of `src` and what it may import of ours. A room without a line here is a breach.
const ROOMS: &[(&str, &str)] = &[
    ("clock", ""),
    ("chance", ""),
    ("config", ""),
    ("sealing", "chance"),
    ("access", "clock chance"),
    ("store", "access clock chance"),
    ("app", "access store sealing config clock chance"),
    ("http", "app access store sealing config clock chance"),
    (
        "window",
        "http app access store sealing config clock chance",
    ),
    ("plain", "http app access store sealing config clock chance"),
    ("desk", "http app access store sealing config clock chance"),
    ("trends", "http app access store config clock chance"),
    ("mail", "http app store config clock"),
    ("router", "window plain desk trends http app config"),
    (
        "commands",
        "router mail app access store sealing config clock chance",
    ),
    ("main", "commands"),
    ("lib", "*"),
];

/// A crate, the paths it may be named in, and why.
const KEPT: &[(&str, &[&str], &str)] = &[
    (
        "sea_orm",
        &["src/store/", "migrations/", "tests/it/dump.rs"],
        "the store alone speaks to the database",
    ),
    (
        "sea_orm_migration",
        &["src/store/", "migrations/"],
        "the store alone speaks to the database",
    ),
    (
        "age",
        &["src/sealing", "tests/"],
        "sealing is glued in one place",
    ),
    (
        "axum",
        &[
            "src/http/",
            "src/window/",
            "src/plain/",
            "src/desk/",
            "src/trends/",
            "src/router",
            "src/commands/",
            "src/main.rs",
            "tests/",
        ],
        "the web stays at the door",
    ),
    (
        "cedar_policy",
        &["src/access/", "tests/proofs/"],
        "one door knows the rules",
    ),
    (
        "webauthn_rs",
        &["src/access/factors/"],
        "passkeys are checked in one place",
    ),
    (
        "totp_rs",
        &["src/access/factors/", "tests/it/"],
        "codes are checked in one place",
    ),
    (
        "lettre",
        &["src/mail/", "src/store/addresses.rs"],
        "mail leaves by one door, and the store asks what an address is",
    ),
    ("tokio", &["src/", "tests/"], "the core waits for nothing"),
    ("getrandom", &["src/", "tests/"], "the core draws no chance"),
    (
        "argon2",
        &["src/access/", "src/commands/", "src/app.rs"],
        "passwords are checked in one place",
    ),
];

/// A folder of `web` and which of its neighbours it may import. A folder without a line here is a breach.
const WEB: &[(&str, &str)] = &[
    ("protocol", ""),
    ("words", ""),
    ("core", ""),
    ("style", ""),
    ("picture", ""),
    ("seal", "protocol"),
    ("files", "protocol seal words"),
    ("consent", "protocol words"),
    ("asked", "protocol words"),
    ("glass", "files"),
    ("previews", "protocol words files glass"),
    (
        "window",
        "protocol seal words files picture consent asked core",
    ),
    (
        "desk",
        "protocol seal words core files picture asked previews",
    ),
    (
        "test",
        "protocol seal words core files picture consent asked window desk glass previews",
    ),
];

const LONGEST: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `dir` with one of these endings, as (path from `base`, text).
fn files(base: &Path, dir: &str, ends: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut todo = vec![base.join(dir)];
    while let Some(at) = todo.pop() {
        let Ok(list) = fs::read_dir(&at) else {
            continue;
        };
        for path in list.map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir()
                && !path.is_symlink()
                && !["node_modules", "dist", "target"].contains(&name.as_str())
            {
                todo.push(path);
            } else if ends.iter().any(|end| name.ends_with(end)) && path.is_file() {
                let from = path
                    .strip_prefix(base)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((from, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The code of a line: what stands before a comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

/// Words that follow `mark` wherever it begins a word: of `crate::store::Store` and `crate::` it is `store`.
fn named_after<'a>(line: &'a str, mark: &str) -> Vec<&'a str> {
    let begins =
        |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
    line.match_indices(mark)
        .filter(|(at, _)| begins(*at))
        .map(|(at, _)| {
            let rest = &line[at + mark.len()..];
            &rest[..rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len())]
        })
        .collect()
}

fn room_of(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap();
    inside.split('/').next().unwrap().trim_end_matches(".rs")
}

fn rooms(base: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    for (path, text) in files(base, "src", &[".rs"]) {
        let room = room_of(&path);
        let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            breaches.push(format!("{path}: `{room}` has no line in ROOMS"));
            continue;
        };
        for (n, line) in text.lines().enumerate() {
            if line.contains("crate::{") || line.contains("sotomado::{") {
                breaches.push(format!("{path}:{}: one `use` line for each room", n + 1));
            }
            for mark in ["crate::", "sotomado::"] {
                for other in named_after(code(line), mark) {
                    let ours = ROOMS.iter().any(|(name, _)| *name == other);
                    if ours && other != room && *may != "*" && !may.split(' ').any(|m| m == other) {
                        breaches.push(format!(
                            "{path}:{}: `{room}` may not import `{other}`",
                            n + 1
                        ));
                    }
                }
            }
        }
    }
    breaches
}

fn crates(base: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    let all = ["src", "core", "migrations", "tests/it"].map(|dir| files(base, dir, &[".rs"]));
    for (path, text) in all.iter().flatten() {
        for (name, places, why) in KEPT {
            if places.iter().any(|place| path.starts_with(place)) {
                continue;
            }
            for (n, line) in text.lines().enumerate() {
                if !named_after(code(line), &format!("{name}::")).is_empty() {
                    breaches.push(format!(
                        "{path}:{}: `{name}` is kept out of here: {why}",
                        n + 1
                    ));
                }
            }
        }
    }
    breaches
}

/// What kinds of file a room has, and what each may not do.
fn kinds(base: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    for (path, text) in files(base, "src", &[".rs"]) {
        let file = path.rsplit('/').next().unwrap();
        let banned: &[(&str, &str)] = if file.starts_with("page") {
            &[
                (".await", "a page waits for nothing"),
                ("async fn", "a page waits for nothing"),
                ("store::", "a page is given values"),
                ("State(", "a page is given values"),
            ]
        } else if file == "act.rs" {
            &[
                ("axum::", "a deed knows no web"),
                ("maud::", "a deed draws nothing"),
            ]
        } else {
            &[]
        };
        for (n, line) in text.lines().enumerate() {
            for (word, why) in banned {
                if code(line).contains(word) {
                    breaches.push(format!("{path}:{}: `{word}`: {why}", n + 1));
                }
            }
        }
    }
    breaches
}

fn lengths(base: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    for dir in ["src", "core", "migrations", "tests", "web"] {
        for (path, text) in files(base, dir, &[".rs", ".ts", ".mjs", ".css"]) {
            let lines = text.lines().count();
            if lines > LONGEST {
                breaches.push(format!("{path}: {lines} lines, {LONGEST} is the most"));
            }
            if path.ends_with(".rs") && !text.starts_with("//!") {
                breaches.push(format!(
                    "{path}: the first line is `//!` and the file's one sentence"
                ));
            }
        }
    }
    breaches
}

/// What a module names in `from "…"`, `import "…"` and `import("…")`.
fn imports(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for mark in [
        "from \"",
        "import \"",
        "import(\"",
        "from '",
        "import '",
        "import('",
    ] {
        if let Some(at) = line.find(mark) {
            let rest = &line[at + mark.len()..];
            found.push(&rest[..rest.find(['"', '\'']).unwrap_or(rest.len())]);
        }
    }
    found
}

fn web(base: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    for (path, text) in files(base, "web", &[".ts", ".mjs", ".js", ".css"]) {
        let inside = path.strip_prefix("web/").unwrap();
        let Some((folder, _)) = inside.split_once('/') else {
            continue;
        };
        let Some((_, may)) = WEB.iter().find(|(name, _)| *name == folder) else {
            breaches.push(format!("{path}: `{folder}` has no line in WEB"));
            continue;
        };
        for (n, line) in text.lines().enumerate() {
            for import in imports(code(line))
                .into_iter()
                .filter(|import| import.starts_with('.'))
            {
                let mut at: Vec<&str> = inside.split('/').collect();
                at.pop();
                for step in import.split('/') {
                    match step {
                        "." => {}
                        ".." => drop(at.pop()),
                        name => at.push(name),
                    }
                }
                let other = at.first().copied().unwrap_or_default();
                // What lies in `web` itself builds all rooms and belongs to none.
                if at.len() > 1 && other != folder && !may.split(' ').any(|m| m == other) {
                    breaches.push(format!(
                        "{path}:{}: `{folder}` may not import `{other}`",
                        n + 1
                    ));
                }
            }
        }
    }
    breaches
}

fn walls(base: &Path) -> Vec<String> {
    [
        rooms(base),
        crates(base),
        kinds(base),
        lengths(base),
        web(base),
    ]
    .concat()
}

#[test]
fn the_walls_stand() {
    let breaches = walls(&root());
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

/// A wall test that finds nothing because it looks at nothing would pass for ever.
#[test]
fn each_kind_of_breach_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "src/window/act.rs",
        "//! x\nuse crate::desk::act;\nuse axum::Json;\n",
    );
    write("src/cellar/mod.rs", "//! x\n");
    write("core/src/entry.rs", "use sea_orm::Value;\n");
    write(
        "src/desk/page.rs",
        &format!("//! x\n{}", "\n".repeat(LONGEST)),
    );
    write("web/window/a.ts", "import { x } from \"../desk/y.js\";\n");
    write("web/attic/a.ts", "");
    let found = walls(dir.path()).join("\n");
    for expected in [
        "`window` may not import `desk`",
        "`axum::`: a deed knows no web",
        "`cellar` has no line in ROOMS",
        "`sea_orm` is kept out of here",
        "401 lines, 400 is the most",
        "core/src/entry.rs: the first line is `//!`",
        "`attic` has no line in WEB",
    ] {
        assert!(found.contains(expected), "{expected} not in:\n{found}");
    }
}
