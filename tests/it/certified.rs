//! Somebody outside keeps the certificate of a destruction, and asks years later whether it is one and what is wrong with it.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use ed25519_dalek::SigningKey;
use serde_json::Value;
use sotomado_core::certificate::Certificate;

use crate::doctor::at;
use crate::retention::{worked_on, years_later};
use crate::world::World;

const DAY: &str = "2032-04-03";

/// A case that was taken out once is destroyed by two people, and the day ends. Gives the certificate as it is saved.
async fn ended(world: &World) -> Vec<u8> {
    let case = worked_on(world, "おわりまで").await.place.case;
    let [a, _, _, lead] = years_later(world).await;
    a.ends(world, "propose", &[&case]).await.is(204);
    let given: Value = lead.ends(world, "confirm", &[&case]).await.json();
    world.next_day();
    world.app.close_days().await;
    base64::engine::general_purpose::STANDARD
        .decode(given["frame"].as_str().unwrap())
        .unwrap()
}

/// Whether it is good, and what was said.
fn verified(world: &World, bytes: &[u8], more: &[(&str, &Path)]) -> (bool, String) {
    let file = world.folder().join("some.certificate");
    fs::write(&file, bytes).unwrap();
    let files = [&[("", &*file)], more].concat();
    at(DAY, "retention verify", &files)
}

/// The head of the last day, as somebody outside keeps it.
fn taken_home(world: &World) -> std::path::PathBuf {
    let config = world.folder().join("config.toml");
    let (good, line) = at(DAY, "audit head", &[("--config", &config)]);
    assert!(good, "{line}");
    let file = world.folder().join("kept");
    fs::write(&file, line).unwrap();
    file
}

/// Whoever has the machine signs another body with the desk's own key.
fn signed_anew(
    world: &World,
    bytes: &[u8],
    change: impl FnOnce(&mut sotomado_core::certificate::Body),
) -> Vec<u8> {
    let text = fs::read_to_string(world.data().join("audit.key")).unwrap();
    let seed: [u8; 32] = hex::decode(text.trim()).unwrap().try_into().unwrap();
    let mut body = Certificate::read(bytes).unwrap().body().clone();
    change(&mut body);
    let key = SigningKey::from_bytes(&seed);
    Certificate::sign(body, &key).unwrap().frame().to_vec()
}

#[tokio::test]
async fn a_certificate_is_read_without_the_desk_and_by_what_was_kept_of_it() {
    let world = World::new().await;
    let bytes = ended(&world).await;
    let (good, said) = verified(&world, &bytes, &[]);
    assert!(good, "{said}");
    for words in [
        "塩尻市 (shiojiri), 2032-04-02: 1 cases destroyed, confirmed by 相談員LEAD; copies of their keys are kept until 2032-05-07",
        "  signed by two: proposed by the key ",
        "kept until 2032-03-31, proposed by 相談員A on 2032-04-02, taken out: 2026-11-24 by 相談員A",
        "whether that is the desk's, only a head kept outside can show",
    ] {
        assert!(said.contains(words), "{words} in:\n{said}");
    }
    // Whoever has the machine signs what they like with the desk's key, and not what the two said.
    let alone = signed_anew(&world, &bytes, |body| {
        body.words.truncate(1);
    });
    let (good, said) = verified(&world, &alone, &[]);
    assert!(!good && said.contains("not of two keys"), "{said}");
    let before = signed_anew(&world, &bytes, |body| {
        (body.v, body.words) = (1, Vec::new());
    });
    let (good, said) = verified(&world, &before, &[]);
    assert!(
        good && said.contains("from before the two signed"),
        "{said}"
    );

    let head = taken_home(&world);
    let (good, said) = verified(&world, &bytes, &[("--head", &head)]);
    assert!(
        good && said.ends_with("by the key of the heads held outside.\n"),
        "{said}"
    );

    let mut edited = bytes.clone();
    let at = edited.windows(10).position(|part| part == b"2032-05-07");
    edited[at.unwrap() + 9] = b'8';
    for (bytes, why) in [
        (
            &edited[..],
            "It is not what was signed: something in it was changed",
        ),
        (
            &bytes[..bytes.len() - 1],
            "It is no certificate, or it was cut off",
        ),
        (&b"hello"[..], "It is no certificate"),
    ] {
        let (good, said) = verified(&world, bytes, &[("--head", &head)]);
        assert!(!good && said.starts_with(why), "{why}: {said}");
    }
    // Signed well, by somebody else.
    let other = World::new().await;
    let foreign = ended(&other).await;
    let (good, said) = verified(&world, &foreign, &[("--head", &head)]);
    assert!(
        !good && said.contains("it is of another desk, or forged"),
        "{said}"
    );
    let (good, _) = verified(&world, &foreign, &[]);
    assert!(good, "nothing was kept by which to tell");
}

#[tokio::test]
async fn on_the_server_it_is_compared_with_what_the_chain_says() {
    let world = World::new().await;
    let bytes = ended(&world).await;
    let config = world.folder().join("config.toml");
    let beside = |bytes: &[u8]| verified(&world, bytes, &[("--config", &config)]);
    let (good, said) = beside(&bytes);
    assert!(
        good && said.ends_with("and says what the desk's chain says.\n"),
        "{said}"
    );

    // The export is left out, another is made up, and it was somebody else.
    let less = signed_anew(&world, &bytes, |body| body.cases[0].exports.clear());
    let (good, said) = beside(&less);
    assert!(!good, "{said}");
    assert!(
        said.contains("was taken out on 2026-11-24 by the account")
            && said.contains("and the certificate does not say so"),
        "{said}"
    );
    let more = signed_anew(&world, &bytes, |body| {
        let mut export = body.cases[0].exports[0].clone();
        (export.day, export.by) = (body.day, None);
        body.cases[0].exports.push(export);
    });
    let (good, said) = beside(&more);
    assert!(
        !good
            && said
                .contains("taken out on 2032-04-02 by the operator, and the desk's chain does not"),
        "{said}"
    );
    let another = signed_anew(&world, &bytes, |body| {
        body.confirmed = body.cases[0].proposed.clone()
    });
    let (good, said) = beside(&another);
    assert!(
        !good && said.contains("The desk's chain does not say that the case"),
        "{said}"
    );
    // Without the chain nobody can tell.
    assert!(verified(&world, &less, &[("--head", &taken_home(&world))]).0);

    let foreign = ended(&World::new().await).await;
    let (good, said) = beside(&foreign);
    assert!(!good && said.contains("and this desk's is"), "{said}");
    crate::dump::tamper(
        &world.data(),
        "UPDATE audit SET account = NULL WHERE action = 'sign-in'",
    )
    .await;
    let (good, said) = beside(&bytes);
    assert!(
        !good && said.contains("The desk's audit chain is not whole"),
        "{said}"
    );
}
