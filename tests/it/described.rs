//! `/openapi.json` says all that there is for programs, and nothing that is not there.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::http::Ask;
use crate::routes::ROUTES;
use crate::world::World;

/// Whether programs ask this route; pages and what they load are for browsers.
fn is_for_programs(path: &str) -> bool {
    let texts = ["/bundle", "/roster/{digest}", "/policy/{digest}"];
    path.contains("/api/") || texts.iter().any(|end| path.ends_with(end))
}

async fn described(world: &World, host: &str) -> Value {
    let answer = world.send(Ask::get(host, "/openapi.json")).await;
    answer.is(200);
    assert_eq!(answer.header("content-type").unwrap(), "application/json");
    answer.json()
}

fn operations(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| {
        item.as_object()
            .unwrap()
            .keys()
            .map(|name| name.to_uppercase())
            .collect::<Vec<_>>()
    };
    paths
        .iter()
        .flat_map(|(path, item)| {
            methods(item)
                .into_iter()
                .map(move |method| (method, path.clone()))
        })
        .collect()
}

#[tokio::test]
async fn every_route_for_programs_is_described_and_no_other() {
    let world = World::new().await;
    for host in ["window", "desk"] {
        let said = operations(&described(&world, host).await);
        let there: BTreeSet<_> = ROUTES
            .iter()
            .filter(|(at, _, path, _)| *at == host && is_for_programs(path))
            .map(|(_, method, path, _)| ((*method).to_owned(), (*path).to_owned()))
            .collect();
        let missing: Vec<_> = there.difference(&said).collect();
        let gone: Vec<_> = said.difference(&there).collect();
        assert!(
            missing.is_empty() && gone.is_empty(),
            "{host}: describe {missing:?} in src/{host}/described.rs; take {gone:?} out"
        );
    }
    world
        .send(Ask::get("trends", "/openapi.json"))
        .await
        .is(404);
}

/// A code that no route is described with is a refusal that nobody who reads the description expects.
#[tokio::test]
async fn every_code_of_a_refusal_is_described_and_no_other() {
    let world = World::new().await;
    let said: BTreeSet<String> = ["window", "desk"]
        .map(|host| host)
        .into_iter()
        .zip([
            described(&world, "window").await,
            described(&world, "desk").await,
        ])
        .flat_map(|(_, document)| codes(&document))
        .collect();
    let messages = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/locales/en/faults.ftl"
    ))
    .unwrap();
    let known: BTreeSet<String> = messages
        .lines()
        .filter_map(|line| {
            line.strip_prefix("faults-")?
                .split(" =")
                .next()
                .map(str::to_owned)
        })
        // A title is no code; a method that is not there belongs to no operation; the pages without script speak to
        // people alone.
        .filter(|code| {
            !["title", "method-not-allowed", "not-a-form", "plain-closed"].contains(&code.as_str())
        })
        .collect();
    let missing: Vec<_> = known.difference(&said).collect();
    let gone: Vec<_> = said.difference(&known).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not described: {missing:?}; without a sentence: {gone:?}"
    );
}

fn codes(value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let own = members.get("code").and_then(|code| code["enum"].as_array());
            let own = own
                .into_iter()
                .flatten()
                .filter_map(|code| code.as_str().map(str::to_owned));
            own.chain(members.values().flat_map(codes)).collect()
        }
        Value::Array(values) => values.iter().flat_map(codes).collect(),
        _ => Vec::new(),
    }
}
