//! Promise 3: a file without script is cut, sealed as any other, given back whole, and costs nobody a word.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::client;
use crate::people::plain::{PlainReporter, code_on};
use crate::world::World;

const WORDS: &str = "写真を付けます";
const SEND: &[(&str, &str)] = &[("words", WORDS), ("to", "send")];

/// A photograph that tells where it was taken, and the same without that.
fn photo() -> (Vec<u8>, Vec<u8>) {
    let all: Vec<Value> = serde_json::from_str(include_str!("../vectors/pictures.json")).unwrap();
    let one = all
        .iter()
        .find(|one| one["name"] == "photo 6 false")
        .unwrap();
    let bytes = |key: &str| STANDARD.decode(one[key].as_str().unwrap()).unwrap();
    (bytes("file"), bytes("cleaned"))
}

/// What the desk's first reader finds attached, and the octets.
async fn found(world: &World) -> Vec<(Value, Vec<u8>)> {
    let a = &world.counsellors[0];
    let b = &world.counsellors[1];
    let reader = if a.cases(world).await.is_empty() {
        b
    } else {
        a
    };
    let id = reader.cases(world).await[0]["case"]
        .as_str()
        .unwrap()
        .to_owned();
    let case = reader.opens(world, &id).await;
    let mut all = Vec::new();
    for entry in &case.entries {
        if entry["body"]["kind"] != "attachment" {
            continue;
        }
        let body = entry["body"]["body"].clone();
        let given = reader
            .fetches(world, &id, body["file"].as_str().unwrap())
            .await;
        given.is(200);
        let mut plain = client::open(&case.identities["case"], &given.body).unwrap();
        assert!(plain.len() >= 65_536, "filled");
        plain.truncate(usize::try_from(body["bytes"].as_u64().unwrap()).unwrap());
        all.push((body, plain));
    }
    // Entries are given in no order of their own.
    all.sort_by_key(|(body, _)| body["as"].to_string());
    all
}

fn file_on(page: &str) -> String {
    let rest = page.split("name=\"id\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn promise_03_a_photograph_loses_its_place_before_it_is_sealed_and_comes_back_whole() {
    let world = World::new().await;
    let (taken, cut) = photo();
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let name = "C:\\\\Users\\\\yamada\\\\机の上.jpg";
    let done = reporter
        .sends_file(&world, "/report", SEND, (name, &taken))
        .await;
    done.is(200);
    assert!(done.text().contains("id=\"file-kept\""), "{}", done.text());
    let code = code_on(&done.text());
    // The form again: one report, one file.
    let again = reporter
        .sends_file(&world, "/report", SEND, (name, &taken))
        .await;
    assert_eq!(code_on(&again.text()), code);
    let page = reporter.opens(&world, &code).await;
    let text = page.text();
    assert!(
        text.contains("机の上.jpg") && !text.contains("yamada"),
        "{text}"
    );
    let id = file_on(&text);
    let given = reporter.sends(&world, "/file", &[("id", &id)]).await;
    given.is(200);
    assert_eq!(given.body, cut);
    assert_eq!(
        given.header("content-type").unwrap(),
        "application/octet-stream"
    );
    assert_eq!(
        given.header("content-disposition").unwrap(),
        "attachment; filename=\"file\"; filename*=UTF-8''%E6%9C%BA%E3%81%AE%E4%B8%8A.jpg"
    );
    assert_eq!(given.header("cache-control").unwrap(), "no-store");
    reporter
        .sends(&world, "/file", &[("id", &"0".repeat(64))])
        .await
        .is(404);

    // As evidence, and without a word.
    let evidence = [("words", ""), ("evidence", "yes"), ("to", "send")];
    let other = [&taken[..], b"more"].concat();
    let said = reporter
        .sends_file(&world, "/reply", &evidence, ("元.jpg", &other))
        .await;
    said.is(200);
    assert!(!said.text().contains("data-fault"), "{}", said.text());
    let all = found(&world).await;
    assert_eq!(all.len(), 2);
    assert_eq!(
        (&all[0].0["as"], &all[0].1),
        (&Value::from("cleaned"), &cut)
    );
    assert_eq!(all[0].0["other"]["bytes"], taken.len());
    assert_eq!(
        (&all[1].0["as"], &all[1].1),
        (&Value::from("evidence"), &other)
    );
}

#[tokio::test]
async fn promise_03_a_file_that_is_not_taken_costs_no_word() {
    let world = World::new().await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let large = vec![7; 10_000_001];
    for (bytes, status) in [(&large[..], 413), (b"", 422)] {
        let refused = reporter
            .sends_file(&world, "/report", SEND, ("a.bin", bytes))
            .await;
        refused.is(status);
        let text = refused.text();
        assert!(
            text.contains(WORDS) && text.contains("id=\"send\""),
            "{text}"
        );
        assert!(!text.contains("id=\"check-fault\" role=\"alert\"></p>"));
    }
    for staff in &world.counsellors {
        assert!(staff.cases(&world).await.is_empty(), "nothing was kept");
    }
    // None chosen, as browsers send it.
    let done = reporter
        .sends_file(&world, "/report", SEND, ("", b""))
        .await;
    done.is(200);
    assert!(!done.text().contains("id=\"file-"));
    reporter.opens(&world, &code_on(&done.text())).await.is(200);
    let refused = reporter
        .sends_file(&world, "/reply", SEND, ("a.bin", &large))
        .await;
    refused.is(413);
    assert_eq!(
        refused.text().matches(WORDS).count(),
        2,
        "said once, and in the field"
    );
    // The same words go without the file, from the same page.
    let said = reporter.sends(&world, "/reply", SEND).await;
    said.is(200);
    let most = vec![7; 10_000_000];
    reporter.keeps(&said);
    reporter
        .sends_file(&world, "/reply", &[("to", "send")], ("a.bin", &most))
        .await
        .is(200);
    let all = found(&world).await;
    assert_eq!(
        (&all[0].0["as"], all[0].1.len()),
        (&Value::from("as-is"), most.len())
    );
}

#[tokio::test]
async fn promise_03_a_file_that_breaks_off_leaves_nothing() {
    let world = World::new().await;
    let reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let all = [
        ("slip", reporter.slip.as_str()),
        ("words", WORDS),
        ("to", "send"),
    ];
    let mut ask = crate::people::plain::with_file(
        crate::people::plain::posted("shiojiri", "/report", &all),
        "a.bin",
        &[7; 5000],
    );
    ask.body.truncate(ask.body.len() - 3000);
    world.send(ask).await.is(400);
    for staff in &world.counsellors {
        assert!(staff.cases(&world).await.is_empty());
    }
}
