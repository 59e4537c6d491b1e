//! The yearly table: counted where the desk's key is, from codings that a server can lose, double, bring back or forge, and
//! that then stop it.

use serde_json::{Value, json};
use sotomado_core::calendar::Day;
use sotomado_core::ids::AuthorKey;
use sotomado_core::release::{Draft, Offered, Release, Stopped, make};

use crate::client;
use crate::client::chance;
use crate::people::coding::{Coder, YEAR, statistics};
use crate::world::World;

/// Families and cases; of the first of each the employer was told.
const CITY: &[(&str, usize)] = &[
    ("power", 31),
    ("sexual", 41),
    ("maternity_care", 27),
    ("customer", 28),
    ("sogi", 3),
    ("job_seeker", 12),
    ("other", 16),
];

/// All three counsellors of a window, each with a share of these cases, and closed.
pub async fn coded(world: &World, org: &str, cases: &[(&str, usize)]) -> Vec<Coder> {
    let each = world.counsellors.iter();
    let mut coders: Vec<Coder> = each.map(|staff| Coder::of(world, staff, org)).collect();
    for coder in &mut coders {
        coder.staff.signs_in(world, "desk").await.is(204);
    }
    let mut turn = 0;
    for (family, count) in cases {
        for nth in 0..*count {
            let coder = &mut coders[turn % 3];
            let name = coder.pseudonym(chance(), &hex::encode(chance::<16>()));
            coder.codes(world, &name, family, nth == 0).await.is(204);
            turn += 1;
        }
    }
    for coder in &mut coders {
        coder.closes(world).await.is(204);
    }
    coders
}

/// The roster after the first, which has ended meanwhile.
pub async fn renewed(world: &World, lead: &crate::people::Staff) {
    let roster = world.roster("shiojiri", 2);
    let frame = client::frame("roster", &roster, &world.desk_key, 1);
    let body = json!({"organisation": "shiojiri", "roster": client::b64(&frame)});
    lead.send(world, "POST", "/desk/api/rosters", &body)
        .await
        .is(201);
}

/// To a day of the next fiscal year, and the lead's new session there.
async fn in_may(world: &World) -> crate::people::Staff {
    world.later(24 * 3600 * 167);
    let mut lead = world.lead.clone();
    lead.signs_in(world, "desk").await.is(204);
    renewed(world, &lead).await;
    lead
}

/// What the lead's machine is given, and what it makes of it.
struct Desk {
    rosters: Vec<Vec<u8>>,
    gathered: Value,
    plains: Vec<Vec<u8>>,
    numbers: Vec<String>,
    window: String,
}

impl Desk {
    async fn of(world: &World, lead: &crate::people::Staff, coders: &[Coder]) -> Self {
        let window = world.app.window("shiojiri").unwrap();
        let answer = lead.get(world, "/desk/api/releases/shiojiri").await;
        answer.is(200);
        let gathered = answer.json();
        let identity = statistics(&world.desk_key, &window.id.to_string(), YEAR);
        let files = gathered["files"].as_array().unwrap();
        let opened = files
            .iter()
            .filter_map(|file| client::open(&identity, &client::unb64(file.as_str().unwrap())));
        let rosters = world.app.store.rosters(window.id).await.unwrap();
        Self {
            rosters: rosters.into_iter().map(|one| one.frame).collect(),
            plains: opened.collect(),
            numbers: coders.iter().map(|coder| coder.number.clone()).collect(),
            window: window.id.to_string(),
            gathered,
        }
    }

    fn makes(&self, world: &World, plains: &[Vec<u8>]) -> Result<Draft, Stopped> {
        let releases: Vec<Vec<u8>> = self.gathered["releases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|release| client::unb64(release.as_str().unwrap()))
            .collect();
        make(&Offered {
            window: self.window.parse().unwrap(),
            desk_key: AuthorKey::of(&world.desk_key),
            rosters: &self.rosters,
            successions: &[],
            releases: &releases,
            disclosure: self.gathered["disclosure"].as_str().unwrap(),
            taxonomy: self.gathered["taxonomy"].as_str().unwrap(),
            plains,
            numbers: &self.numbers,
            year: i16::try_from(YEAR).unwrap(),
            day: world.app.clock.today(),
        })
    }

    fn stopped(&self, world: &World, plains: &[Vec<u8>]) -> Vec<String> {
        match self.makes(world, plains).unwrap_err() {
            Stopped::Codings(wrong) => wrong
                .iter()
                .map(|one| serde_json::to_value(one.code).unwrap())
                .map(|code| code.as_str().unwrap().to_owned())
                .collect(),
            other => panic!("{other:?}"),
        }
    }
}

fn publishing(frame: &[u8]) -> Value {
    json!({"organisation": "shiojiri", "release": client::b64(frame)})
}

#[tokio::test]
async fn promise_11_a_years_table_is_made_signed_published_and_frozen() {
    let world = World::new().await;
    let coders = coded(&world, "shiojiri", CITY).await;
    // Another organisation's lie apart, and cases of one are coded in that one alone.
    coded(&world, "mihon", &[("power", 2)]).await;
    let lead = in_may(&world).await;
    let desk = Desk::of(&world, &lead, &coders).await;
    assert_eq!(desk.plains.len(), 158 + 3);
    let draft = desk.makes(&world, &desk.plains).unwrap();
    let rows: Vec<Option<u32>> = draft.body.rows.iter().map(|row| row.cases).collect();
    let expected = [Some(30), Some(40), Some(25), Some(30), None, None, None];
    assert_eq!(
        (rows.as_slice(), draft.body.total),
        (&expected[..], Some(160))
    );
    let frame = Release::sign(&draft.body, &world.desk_key).unwrap();
    let publish = |frame: &[u8]| {
        let (lead, body) = (lead.clone(), publishing(frame));
        let world = &world;
        async move { lead.send(world, "POST", "/desk/api/releases", &body).await }
    };
    let mut bent = frame.clone();
    *bent.last_mut().unwrap() ^= 1;
    publish(&bent).await.is_problem(422, "release-malformed");
    publish(&frame).await.is(201);
    // Frozen: neither the same nor another of that year.
    publish(&frame).await.is_problem(422, "release-chain");
    let mut second = draft.body.clone();
    second.before = Some(Release::read(&frame).unwrap().digest());
    let again = Release::sign(&second, &world.desk_key).unwrap();
    publish(&again).await.is_problem(422, "release-year");
    let honest = second.day;
    second.day = honest.plus_days(1);
    let tomorrow = Release::sign(&second, &world.desk_key).unwrap();
    publish(&tomorrow).await.is_problem(422, "release-early");
    second.day = honest;
    second.year = 2027;
    let early = Release::sign(&second, &world.desk_key).unwrap();
    publish(&early).await.is_problem(422, "release-early");
    second.year = 2025;
    let before = Release::sign(&second, &world.desk_key).unwrap();
    publish(&before).await.is_problem(422, "release-no-desk");
    second.year = 2026;
    second.desk_key = AuthorKey::of(&coders[0].staff.key);
    let foreign = Release::sign(&second, &coders[0].staff.key).unwrap();
    publish(&foreign).await.is_problem(422, "release-signer");
    let desk = Desk::of(&world, &lead, &coders).await;
    assert_eq!(
        desk.makes(&world, &desk.plains).unwrap_err().code(),
        "release-year"
    );
}

#[tokio::test]
async fn promise_11_a_server_that_drops_doubles_brings_back_or_forges_a_coding_stops_the_release() {
    let world = World::new().await;
    let mut coders = coded(&world, "shiojiri", &[("power", 5), ("sexual", 4)]).await;
    let lead = in_may(&world).await;
    let before = Desk::of(&world, &lead, &coders).await;
    // Somebody codes one case anew.
    let mut staff = coders[0].staff.clone();
    staff.signs_in(&world, "desk").await.is(204);
    coders[0].staff = staff;
    let name = coders[0].pseudonym([7; 32], &"0".repeat(32));
    coders[0].codes(&world, &name, "other", false).await.is(204);
    coders[0]
        .codes(&world, &name, "customer", false)
        .await
        .is(204);
    coders[0].closes(&world).await.is(204);
    let desk = Desk::of(&world, &lead, &coders).await;
    let honest = desk.makes(&world, &desk.plains).unwrap();
    assert_eq!(
        honest.counts.iter().map(|count| count.cases).sum::<u32>(),
        10
    );

    for (at, plain) in desk.plains.iter().enumerate() {
        let mut dropped = desk.plains.clone();
        dropped.remove(at);
        let stopped = desk.stopped(&world, &dropped);
        let wanted = if plain.len() == 1024 {
            "missing"
        } else {
            "no-ledger"
        };
        assert!(stopped.contains(&wanted.to_owned()), "{stopped:?}");
        let mut doubled = desk.plains.clone();
        doubled.push(plain.clone());
        let stopped = desk.stopped(&world, &doubled);
        let wanted = if plain.len() == 1024 {
            "doubled"
        } else {
            "two-ledgers"
        };
        assert_eq!(stopped, [wanted]);
        // A forger has no counsellor's key.
        let mut forged = desk.plains.clone();
        let place = plain.len() / 2;
        forged[at][place.min(200)] ^= 1;
        assert!(
            desk.stopped(&world, &forged)
                .contains(&"malformed".to_owned())
        );
    }
    // All of it as it was before: whole in itself, and not what the counsellor told.
    assert_eq!(
        desk.stopped(&world, &before.plains),
        ["no-number", "other-number"]
    );
}

#[tokio::test]
async fn a_coding_and_its_ledger_are_kept_together_and_nobodys_but_their_authors() {
    let world = World::new().await;
    let mut a = Coder::of(&world, &world.counsellors[0], "shiojiri");
    let name = a.pseudonym([1; 32], &"1".repeat(32));
    a.codes(&world, &name, "power", false).await.is(204);
    let path = a.ledger_path();
    let kept = a.staff.get(&world, &path).await;
    kept.is(200);
    let file = client::unb64(kept.json()["file"].as_str().unwrap());
    let own = client::open(&a.staff.identity, &file).unwrap();
    assert_eq!(
        client::body_of(&own)["codings"].as_array().unwrap().len(),
        1
    );
    // The very number of a file of this window, sent to another.
    let id = path.rsplit('/').next().unwrap();
    let known = client::sha256(&file);
    for known in [None, Some(hex::encode(known))] {
        let file = json!({"id": id, "file": client::b64(&file), "known": known});
        let body = json!({"organisation": "mihon", "files": [file]});
        let sent = a.staff.send(&world, "PUT", "/desk/api/codings", &body);
        sent.await.is_problem(409, "moved-on");
    }
    // Another page of the same counsellor that has not seen it: neither of both is kept.
    let mut stale = Coder::of(&world, &world.counsellors[0], "shiojiri");
    let other = stale.pseudonym([2; 32], &"2".repeat(32));
    let refused = stale.codes(&world, &other, "power", false).await;
    refused.is_problem(409, "moved-on");
    let lead = in_may(&world).await;
    let gathered = lead.get(&world, "/desk/api/releases/shiojiri").await.json();
    assert_eq!(gathered["files"].as_array().unwrap().len(), 2);
    // At another window the same number leads to nothing.
    let elsewhere = path.replace("shiojiri", "mihon");
    let mut staff = a.staff.clone();
    staff.signs_in(&world, "desk").await.is(204);
    staff.get(&world, &elsewhere).await.is(404);
    let body = json!({"organisation": "shiojiri", "files": []});
    staff
        .send(&world, "PUT", "/desk/api/codings", &body)
        .await
        .is_problem(422, "wrong-count");
    world.later(24 * 3600 * 100);
    staff.signs_in(&world, "desk").await.is(204);
    staff
        .send(&world, "PUT", "/desk/api/codings", &body)
        .await
        .is_problem(409, "roster-expired");
    world.hr().await.get(&world, &path).await.is(401);
}

#[tokio::test]
async fn what_is_no_coding_is_not_kept() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let send = |file: Vec<u8>, ids: &[&str]| {
        let file = client::b64(&file);
        let files: Vec<Value> = ids
            .iter()
            .map(|id| json!({"id": id.repeat(32), "file": file, "known": null}))
            .collect();
        let body = json!({"organisation": "shiojiri", "files": files});
        let world = &world;
        async move { a.send(world, "PUT", "/desk/api/codings", &body).await }
    };
    let sealed = |length: usize| client::seal(&a.identity.to_public(), &vec![0; length]);
    send(vec![0; 1300], &["1"]).await.is_problem(422, "not-age");
    for length in [0, 100, 3000, 60_000, 600_000] {
        send(sealed(length), &["1"])
            .await
            .is_problem(422, "wrong-size");
    }
    send(sealed(1024), &["1", "1"])
        .await
        .is_problem(422, "wrong-count");
    send(sealed(1024), &["1", "2", "3"])
        .await
        .is_problem(422, "wrong-count");
    send(sealed(1024), &["1", "2"]).await.is(204);
    assert!(Day::parse(&world.today()).is_some());
}
