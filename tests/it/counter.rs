//! Records of incidents at a counter: kept sealed under their own code while they go on, and out of everybody's reach.

use serde_json::{Value, json};
use sotomado_core::ids::Digest;

use crate::client;
use crate::http::Ask;
use crate::people::Reporter;
use crate::refusals::everything;
use crate::routes::ROUTES;
use crate::world::World;

/// A sealed record of a counter's page, as the server sees one.
fn sealed(device: &Reporter, what: &str) -> Vec<u8> {
    let mut plain = what.as_bytes().to_vec();
    plain.resize(65_536, 0);
    client::seal(&device.keys.identity.to_public(), &plain)
}

fn body(file: &[u8], known: Option<&[u8]>) -> String {
    let known = known.map(|file| Digest::of(file).to_string());
    json!({"file": client::b64(file), "known": known}).to_string()
}

/// One record, saved once for each of these.
pub async fn saves(world: &World, words: &[&str]) {
    let device = Reporter::at(world, "shiojiri").await;
    let mut before: Option<Vec<u8>> = None;
    for words in words {
        let file = sealed(&device, words);
        let body = body(&file, before.as_deref());
        device.ask(world, "PUT", "counter", &body).await.is(200);
        before = Some(file);
    }
}

async fn kept(world: &World, device: &Reporter) -> Value {
    let answer = device.ask(world, "GET", "counter", "").await;
    answer.is(200);
    answer.json()
}

#[tokio::test]
async fn a_record_is_saved_after_each_tap_and_another_device_goes_on_with_it() {
    let world = World::new().await;
    let first = Reporter::at(&world, "shiojiri").await;
    let one = sealed(&first, "one tap");
    let answer = first.ask(&world, "PUT", "counter", &body(&one, None)).await;
    answer.is(200);
    assert_eq!(answer.json()["last_day"], world.day(30));
    let two = sealed(&first, "two taps");
    let saving = body(&two, Some(&one));
    first.ask(&world, "PUT", "counter", &saving).await.is(200);
    // Its answer was lost on the way: the same again is kept already.
    first.ask(&world, "PUT", "counter", &saving).await.is(200);

    let second = Reporter::back_with(&world, "shiojiri", &first.code).await;
    let found = kept(&world, &second).await;
    assert_eq!(found["file"], client::b64(&two));
    let three = sealed(&second, "two taps, and one of another device");
    let saving = body(&three, Some(&two));
    second.ask(&world, "PUT", "counter", &saving).await.is(200);
    // The first has not seen that: it is told to look, and nothing is lost.
    let late = sealed(&first, "three taps");
    let refused = first
        .ask(&world, "PUT", "counter", &body(&late, Some(&two)))
        .await;
    refused.is_problem(409, "moved-on");
    let unseen = first
        .ask(&world, "PUT", "counter", &body(&late, None))
        .await;
    unseen.is_problem(409, "moved-on");
    assert_eq!(kept(&world, &first).await["file"], client::b64(&three));

    let elsewhere = Reporter::back_with(&world, "mihon", &first.code).await;
    elsewhere
        .ask(&world, "GET", "counter", "")
        .await
        .is_problem(404, "no-incident");
    // No report lies under it, and a report does not take it away.
    first
        .ask(&world, "GET", "mailbox", "")
        .await
        .is_problem(404, "no-such-mailbox");
}

#[tokio::test]
async fn a_record_is_thrown_away_or_goes_on_the_day_after_its_last() {
    let world = World::new().await;
    let [thrown, left] = [
        Reporter::at(&world, "shiojiri").await,
        Reporter::at(&world, "shiojiri").await,
    ];
    for device in [&thrown, &left] {
        let file = sealed(device, "taps");
        device
            .ask(&world, "PUT", "counter", &body(&file, None))
            .await
            .is(200);
    }
    for _ in 0..2 {
        thrown.ask(&world, "DELETE", "counter", "").await.is(204);
    }
    thrown
        .ask(&world, "GET", "counter", "")
        .await
        .is_problem(404, "no-incident");
    world.later(30 * 24 * 3600);
    kept(&world, &left).await;
    world.next_day();
    left.ask(&world, "GET", "counter", "")
        .await
        .is_problem(404, "no-incident");
    let today = world.app.clock.today();
    world.app.store.sweep(today).await.unwrap();
    assert!(crate::dump::files(&world.data().join("files")).is_empty());
}

#[tokio::test]
async fn what_is_no_record_is_refused_and_the_one_before_stays() {
    let world = World::new().await;
    let device = Reporter::at(&world, "shiojiri").await;
    let good = sealed(&device, "taps");
    device
        .ask(&world, "PUT", "counter", &body(&good, None))
        .await
        .is(200);
    let odd = client::seal(&device.keys.identity.to_public(), &vec![0; 70_000]);
    for (body, status, code) in [
        (body(b"in clear", Some(&good)), 422, "not-age"),
        (body(&odd, Some(&good)), 422, "wrong-size"),
        (json!({"file": "%"}).to_string(), 400, "malformed"),
        (json!({"known": 1}).to_string(), 400, "malformed"),
    ] {
        let refused = device.ask(&world, "PUT", "counter", &body).await;
        refused.is_problem(status, code);
        assert_eq!(refused.json()["kept"], false);
    }
    assert_eq!(kept(&world, &device).await["file"], client::b64(&good));
}

/// Whatever any account of desk or trends asks, it is answered as if there were no record.
#[tokio::test]
async fn promise_02_sealed_no_desk_reaches_a_record_of_a_counter() {
    let world = World::new().await;
    let hr = world.hr().await;
    let device = Reporter::at(&world, "shiojiri").await;
    let people = [&world.lead.cookie, &world.counsellors[0].cookie, &hr.cookie];
    let mut before = Vec::new();
    for cookie in people {
        before.push(everything(&world, cookie, &"0".repeat(32)).await);
    }
    let file = sealed(&device, "カナリアの窓口");
    device
        .ask(&world, "PUT", "counter", &body(&file, None))
        .await
        .is(200);
    for (cookie, before) in people.into_iter().zip(before) {
        let after = everything(&world, cookie, &"0".repeat(32)).await;
        for (at, answer) in after {
            assert!(
                crate::refusals::changing(&at) || answer == before[&at],
                "{at}"
            );
        }
    }
    assert!(
        ROUTES
            .iter()
            .filter(|(_, _, path, _)| path.contains("counter"))
            .all(|(host, ..)| *host == "window")
    );
    let disk = world.disk();
    let holds = |needle: &[u8]| disk.windows(needle.len()).any(|part| part == needle);
    assert!(holds(&file), "the disk is read");
    assert!(!holds("カナリアの窓口".as_bytes()));
}

/// The page stands without any script: the way to 110 is in it, and no number that nobody has checked.
#[tokio::test]
async fn promise_10_danger_never_waits_the_way_to_110_stands_in_the_page_itself() {
    let world = World::new().await;
    for hl in ["ja", "ja-yasashii", "en"] {
        let page = world
            .send(Ask::get("window", &format!("/o/shiojiri/counter?hl={hl}")))
            .await;
        page.is(200);
        let text = page.text();
        assert!(
            text.contains("<details class=\"call\" id=\"call\">"),
            "{hl}"
        );
        assert!(text.contains("href=\"tel:110\""), "{hl}");
        // Nothing of it is a form, and nothing is sent.
        assert!(!text.contains("<form"), "{hl}");
        let numbers = text.matches("href=\"tel:").count();
        assert_eq!(numbers, 2, "110 and 119 alone, {hl}");
    }
    let page = world
        .send(Ask::get("window", "/o/shiojiri/counter?hl=ja"))
        .await
        .text();
    assert!(page.contains("まだ登録されていません。携帯電話からかけてください。"));
}

/// What a city has asked of whoever runs its telephones.
const CHECKED: &str = r#"
[[room]]
id = "kokuho"
organisation = "shiojiri"
name = { ja = "国保の窓口", ja-yasashii = "こくほ", en = "Health insurance" }
address = { ja = "見本市役所 本館1階", ja-yasashii = "みほん しやくしょ", en = "Main building, ground floor" }
as_of = "2026-11-24"
verified = true
[[room.telephone]]
name = { ja = "柱の黒い電話機", ja-yasashii = "くろい でんわ", en = "The black telephone at the pillar" }
reaches_110 = true
[[room.telephone]]
name = { ja = "机のクラウド電話機", ja-yasashii = "つくえの でんわ", en = "The cloud telephones on the desks" }
reaches_110 = false
"#;

#[tokio::test]
async fn the_page_names_the_telephone_that_somebody_checked_and_the_one_that_does_not_reach_110() {
    let world = World::with_policies(|policies| {
        let file = policies.join("procedures/rooms.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let before = text.split_once("[[room]]\nid = \"main\"").unwrap().0;
        std::fs::write(file, format!("{before}{CHECKED}")).unwrap();
    })
    .await;
    let page = world
        .send(Ask::get("window", "/o/shiojiri/counter?hl=ja"))
        .await
        .text();
    let reaching = page
        .split_once("この部屋で 110 番につながる電話機")
        .unwrap()
        .1;
    let not = reaching
        .split_once("この電話機からは、つながりません")
        .unwrap();
    assert!(not.0.contains("柱の黒い電話機") && !not.0.contains("机のクラウド電話機"));
    assert!(not.1.contains("机のクラウド電話機"));
    assert!(page.contains("「場所は見本市役所 本館1階です。」"));
    assert!(!page.contains("まだ登録されていません。携帯電話"));
    // Another organisation's counters know nothing of it.
    let other = world
        .send(Ask::get("window", "/o/mihon/counter?hl=ja"))
        .await
        .text();
    assert!(!other.contains("柱の黒い電話機"));
    assert!(other.contains("まだ登録されていません。携帯電話からかけてください。"));
}
