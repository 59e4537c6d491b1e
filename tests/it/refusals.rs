//! Every route × every wrong person. A route without a line here fails.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::http::Ask;
use crate::people::Reporter;
use crate::people::Staff;
use crate::routes::{For, ROUTES};
use crate::well_meant::body;
use crate::world::World;

/// Every `.route("…", get(…).post(…))` in the rooms, as they stand in the source.
fn routes_in_source() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut todo = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))];
    while let Some(at) = todo.pop() {
        for path in fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                todo.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for piece in text.split(".route(").skip(1) {
                let route = piece.split('"').nth(1).unwrap();
                let verbs = piece.split(".route(").next().unwrap();
                let verbs = verbs.split(['\n', ';']).take(6).collect::<String>();
                for verb in ["get", "post", "put", "delete", "patch", "any"] {
                    let mark = format!("{verb}(");
                    let begins = |at: usize| {
                        verbs[..at]
                            .chars()
                            .last()
                            .is_none_or(|c| !c.is_alphanumeric() && c != '_')
                    };
                    if verbs.match_indices(&mark).any(|(at, _)| begins(at)) {
                        found.insert((verb.to_uppercase(), route.to_owned()));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn no_route_is_without_its_line() {
    let listed: BTreeSet<(String, String)> = ROUTES
        .iter()
        .map(|(_, method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let source = routes_in_source();
    assert!(source.len() > 10, "the source is not read any more");
    let missing: Vec<_> = source.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&source).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "without a line: {missing:?}; without a route: {gone:?}"
    );
}

/// A route's path with what stands in braces filled in.
pub fn filled(path: &str, org: &str, case: &str, digest: &str) -> String {
    path.replace("{org}", org)
        .replace("{case}", case)
        .replace("{digest}", digest)
        .replace("{name}", "nothing.js")
        .replace("/{upload}", "/00112233445566778899aabbccddeeff?from=0")
        .replace("{file}", digest)
        .replace("{coding}", &"0".repeat(32))
        .replace("{telling}", &"0".repeat(32))
        .replace("{return}", &"0".repeat(32))
        .replace("{id}", digest)
        .replace("{passkey}", &"0".repeat(32))
        .replace("{session}", &"0".repeat(64))
}

/// Asks every route at every host as `cookie`; gives what was answered.
pub async fn everything(
    world: &World,
    cookie: &str,
    case: &str,
) -> BTreeMap<String, (u16, String)> {
    let digest = world.roster_digest("shiojiri").await;
    let mut answers = BTreeMap::new();
    for (_, method, path, _) in ROUTES {
        if path.ends_with("signout") {
            continue;
        }
        for host in ["window", "desk", "trends"] {
            let at = filled(path, "shiojiri", case, &digest);
            let body = body(path, "shiojiri", case);
            let ask = Ask::new(method, host, &at, &body).with("cookie", cookie);
            let answer = world.send(ask).await;
            answers.insert(
                format!("{host} {method} {path}"),
                (answer.status, without_slip(&answer.text())),
            );
        }
    }
    answers
}

/// A page without the random slip of its form; all else of it must not differ.
fn without_slip(page: &str) -> String {
    let slip = crate::people::plain::hidden(page, "slip");
    if slip.is_empty() {
        page.to_owned()
    } else {
        page.replace(&slip, "")
    }
}

/// Answers that differ each time whatever lies behind them.
pub fn changing(at: &str) -> bool {
    ["/api/challenge", "/signin", "/api/return"]
        .iter()
        .any(|path| at.ends_with(path))
}

#[tokio::test]
async fn every_wrong_person_is_refused() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "語られたこと", "").await.is(201);
    let case = reporter.place.case.clone();
    let left = &world.counsellors[0];
    let mut held = left.opens(&world, &case).await;
    left.steps_aside(&world, &mut held, &[]).await.is(201);
    let hr = world.hr().await;
    let people: [Wrong<'_>; 5] = [
        (
            "a reader who stood aside",
            &left.cookie,
            &[For::Everyone, For::Staff],
        ),
        ("an outsider", "", &[For::Everyone]),
        ("an HR reader", &hr.cookie, &[For::Everyone]),
        (
            "a reader of other cases",
            &world.counsellors[2].cookie,
            &[For::Everyone, For::Staff],
        ),
        (
            "the lead",
            &world.lead.cookie,
            &[For::Everyone, For::Staff, For::Lead],
        ),
    ];
    is_refused(&world, &people, &case).await;
}

/// Off the roster, whoever was given the case is nobody.
#[tokio::test]
async fn whom_the_roster_names_no_more_is_refused() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "語られたこと", "").await.is(201);
    let mut roster = world.roster("shiojiri", 2);
    roster["readers"].as_array_mut().unwrap().remove(1);
    let signed = world.lead_imports("shiojiri", &roster, &world.desk_key);
    signed.await.is(201);
    let cookie = &world.counsellors[1].cookie;
    let struck: Wrong<'_> = (
        "a reader whom the roster names no more",
        cookie,
        &[For::Everyone, For::Staff],
    );
    is_refused(&world, &[struck], &reporter.place.case).await;
}

/// Who it is, with which session, and what is theirs.
type Wrong<'a> = (&'a str, &'a str, &'a [For]);

async fn is_refused(world: &World, people: &[Wrong<'_>], case: &str) {
    let absent = "0".repeat(32);
    for (who, cookie, may) in people {
        let answers = everything(world, cookie, case).await;
        let nowhere = everything(world, cookie, &absent).await;
        for (host, method, path, whose) in ROUTES
            .iter()
            .filter(|(_, _, _, whose)| !may.contains(whose))
        {
            let (status, text) = &answers[&format!("{host} {method} {path}")];
            assert!(
                [401, 403, 404].contains(status),
                "{who}: {host} {method} {path} ({whose:?}) answers {status} {text}"
            );
        }
        // Another host's route is not there at all, whoever asks.
        for (at, (status, text)) in &answers {
            let own = |(host, method, path, _): &&(&str, &str, &str, For)| {
                format!("{host} {method} {path}") == *at || *host == "any" && at.ends_with(path)
            };
            if !ROUTES.iter().any(|route| own(&route)) && !at.ends_with(" /") {
                assert!([404, 405].contains(status), "{who}: {at} answers {status}");
            }
            // A case that is there and one that is not look alike.
            let (other, words) = &nowhere[at];
            let same = (*status, text.replace(case, &absent)) == (*other, words.clone());
            // Who holds a case back may be the lead, who must be told its number first.
            let by_number = *who == "the lead" && at.contains("/api/retention");
            assert!(
                same || by_number || changing(at),
                "{who} learns at {at} that there is a case: {text}"
            );
        }
    }
}

/// What a signed-in browser would send if another site made it.
#[tokio::test]
async fn a_foreign_origin_is_refused() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    for (host, method, path, whose) in ROUTES {
        if *host != "desk" || *method == "GET" || *whose == For::Lead {
            continue;
        }
        let at = filled(path, "shiojiri", &"0".repeat(32), &"0".repeat(64));
        for origin in [
            "https://elsewhere.example",
            "null",
            &world.origin("window"),
            &world.origin("trends"),
        ] {
            let ask = Ask::new(
                method,
                "desk",
                &at,
                &body(path, "shiojiri", &"0".repeat(32)),
            )
            .with("cookie", &a.cookie)
            .with("origin", origin);
            let answer = world.send(ask).await;
            assert_eq!(
                answer.status,
                403,
                "{method} {path} from {origin}: {}",
                answer.text()
            );
        }
    }
}

/// The desk's cookie opens nothing at trends, and the other way round; and a cookie once signed out is dead.
#[tokio::test]
async fn a_session_opens_one_surface_until_it_ends() {
    let world = World::new().await;
    let a = world.counsellors[0].clone();
    a.get(&world, "/desk/api/me").await.is(200);
    let hr = world.hr().await;
    a.get(&world, "/desk/api/me").await.is(200);
    let crossed = Staff {
        cookie: hr.cookie.clone(),
        ..a.clone()
    };
    crossed.get(&world, "/desk/api/me").await.is(401);
    a.send(&world, "POST", "/desk/api/signout", &Value::Null)
        .await
        .is(204);
    a.get(&world, "/desk/api/me").await.is(401);
}
