//! Rosters as the server takes them: deputies, another desk key, and a clock past a roster's end.

use ed25519_dalek::SigningKey;
use serde_json::Value;
use serde_json::json;

use crate::client;
use crate::client::chance;
use crate::http::Answer;
use crate::http::Ask;
use crate::people::Reporter;
use crate::people::key_file;
use crate::world::World;

const ORG: &str = "shiojiri";

/// The next roster, its third reader a deputy.
pub fn with_deputy(world: &World, epoch: u32) -> Value {
    let mut roster = world.roster(ORG, epoch);
    roster["v"] = json!(2);
    roster["readers"][2]["deputy"] = json!(true);
    roster
}

/// A key file for a deputy comes from no page of ours, and is not taken with a report; a reader of the case gives it.
#[tokio::test]
async fn promise_07_right_readers_no_report_comes_with_a_key_for_a_deputy() {
    let world = World::new().await;
    let key = &world.desk_key;
    world
        .lead_imports(ORG, &with_deputy(&world, 2), key)
        .await
        .is(201);
    let mut reporter = Reporter::at(&world, ORG).await;
    let deputy = reporter.readers[2].clone();
    let of_deputy = |reporter: &Reporter| {
        let recipient = deputy["recipient"].as_str().unwrap().parse().unwrap();
        key_file(
            &reporter.place,
            "case",
            &reporter.identity,
            (deputy["author"].as_str().unwrap(), &recipient),
            &reporter.keys.author,
            &world.now(),
        )
    };
    let body = reporter.report_body("ことば", "", "C0_listen", &[]);
    let mut sealed = reporter.sealed_report(&world, &body, &[]);
    sealed["keys"]
        .as_array_mut()
        .unwrap()
        .push(of_deputy(&reporter));
    let refused = reporter.post(&world, "report", &sealed).await;
    refused.is_problem(422, "not-on-roster");
    assert_eq!(refused.json()["kept"], false);

    sealed["keys"].as_array_mut().unwrap().pop();
    reporter.post(&world, "report", &sealed).await.is(201);
    let [a, _, c] = &world.counsellors[..] else {
        panic!("three counsellors")
    };
    assert_eq!(c.cases(&world).await.len(), 0);
    let path = format!("/desk/api/cases/{}/keys", reporter.place.case);
    let keys = json!({"keys": [of_deputy(&reporter)]});
    a.send(&world, "POST", &path, &keys).await.is(201);
    assert_eq!(c.cases(&world).await.len(), 1, "brought in by who reads it");
}

/// The first page says how many read; a deputy does not, until somebody asks.
#[tokio::test]
async fn a_roster_is_taken_with_deputies_but_not_of_deputies_alone() {
    let world = World::new().await;
    let key = &world.desk_key;
    let mut roster = with_deputy(&world, 2);
    roster["v"] = json!(1);
    // As a program from before there were deputies would spell it, and then draw them.
    let answer = world.lead_imports(ORG, &roster, key).await;
    answer.is_problem(422, "roster-signature");
    roster["v"] = json!(2);
    for reader in roster["readers"].as_array_mut().unwrap() {
        reader["deputy"] = json!(true);
    }
    let answer = world.lead_imports(ORG, &roster, key).await;
    answer.is_problem(422, "roster-empty");
    let mut roster = with_deputy(&world, 2);
    let readers = roster["readers"].as_array_mut().unwrap();
    readers.remove(1);
    world.lead_imports(ORG, &roster, key).await.is(201);
    let page = world
        .send(Ask::get("window", "/o/shiojiri?hl=en"))
        .await
        .text();
    let few = page.split("id=\"four\"").nth(1).unwrap();
    let first = few
        .split("<dd")
        .nth(1)
        .unwrap()
        .split("</dd>")
        .next()
        .unwrap();
    assert!(first.contains('1') && !first.contains('2'), "{first}");
}

/// The lead's page sends this: another key's word, and the roster that it signs.
pub struct Succeeding {
    from: SigningKey,
    to: SigningKey,
    window: String,
    day: String,
}

impl Succeeding {
    pub fn at(world: &World, from: &SigningKey, org: &str) -> Self {
        Self {
            from: from.clone(),
            to: SigningKey::from_bytes(&chance()),
            window: world.app.window(org).unwrap().id.to_string(),
            day: world.today(),
        }
    }

    pub fn to(mut self, key: &SigningKey) -> Self {
        self.to = key.clone();
        self
    }

    /// With the roster that `signer` signs.
    pub fn with(&self, org: &str, mut roster: Value, signer: &SigningKey) -> Value {
        let public = |key: &SigningKey| hex::encode(key.verifying_key().to_bytes());
        let body = json!({"v": 1, "window": self.window, "from": public(&self.from), "to": public(&self.to), "day": self.day});
        let succession = client::frame("succession", &body, &self.from, 1);
        roster["desk_key"] = json!(public(signer));
        let roster = client::frame("roster", &roster, signer, 1);
        json!({"organisation": org, "succession": client::b64(&succession), "roster": client::b64(&roster)})
    }
}

pub async fn sends(world: &World, windows: &[Value]) -> Answer {
    let body = json!({"windows": windows});
    let path = "/desk/api/successions";
    world.lead.send(world, "POST", path, &body).await
}

/// All organisations at once or none; and from then on the old key signs nothing.
#[tokio::test]
async fn another_desk_key_follows_for_all_organisations_at_once() {
    let world = World::new().await;
    let (old, new) = (&world.desk_key, SigningKey::from_bytes(&chance()));
    let other = world.other_organisation();
    let one = |org: &str, epoch| {
        let step = Succeeding::at(&world, old, org).to(&new);
        step.with(org, world.roster(org, epoch), &new)
    };
    // One that cannot be taken stops the other too.
    sends(&world, &[one(ORG, 2), one(other, 7)])
        .await
        .is_problem(422, "roster-epoch");
    assert_eq!(newest(&world, ORG).await["epoch"], 1);
    sends(&world, &[]).await.is_problem(422, "wrong-count");

    let before = Reporter::at(&world, ORG).await.readers.len();
    sends(&world, &[one(ORG, 2), one(other, 2)]).await.is(201);
    let bundle = bundle(&world, ORG).await;
    assert_eq!(bundle["successions"].as_array().unwrap().len(), 1);
    assert_eq!(newest(&world, ORG).await["epoch"], 2);
    let mut reporter = Reporter::at(&world, ORG).await;
    assert_eq!(reporter.readers.len(), before);
    reporter
        .report(&world, "あたらしい鍵のあとで", "")
        .await
        .is(201);

    let answer = world.lead_imports(ORG, &world.roster(ORG, 3), old).await;
    answer.is_problem(422, "roster-key");
    let mut third = world.roster(ORG, 3);
    third["desk_key"] = json!(hex::encode(new.verifying_key().to_bytes()));
    world.lead_imports(ORG, &third, &new).await.is(201);
}

/// Each with words of its own, and nothing is changed.
#[tokio::test]
async fn a_succession_that_leads_nowhere_is_refused() {
    let world = World::new().await;
    let key = world.desk_key.clone();
    let roster = |epoch| world.roster(ORG, epoch);
    let step = || Succeeding::at(&world, &key, ORG);
    let refused = |answer: Answer, code: &'static str| {
        answer.is_problem(422, code);
        assert!(answer.json()["detail"].as_str().unwrap().chars().count() > 20);
    };

    // Of another organisation.
    let other = Succeeding::at(&world, &key, world.other_organisation());
    refused(
        sends(&world, &[other.with(ORG, roster(2), &other.to)]).await,
        "succession-window",
    );
    // By a key that never signed here: a link is missing.
    let stranger = SigningKey::from_bytes(&chance());
    let missing = Succeeding::at(&world, &stranger, ORG);
    refused(
        sends(&world, &[missing.with(ORG, roster(2), &missing.to)]).await,
        "roster-key",
    );
    // The roster beside it is not the new key's.
    refused(
        sends(&world, &[step().with(ORG, roster(2), &stranger)]).await,
        "roster-key",
    );
    // Of a day that has passed, on which nobody could send under the new one.
    let mut late = step();
    late.day = world.day(-2);
    refused(
        sends(&world, &[late.with(ORG, roster(2), &late.to)]).await,
        "succession-day",
    );
    // A signature that is none.
    let mut bent = step().with(ORG, roster(2), &stranger);
    let mut frame = client::unb64(bent["succession"].as_str().unwrap());
    *frame.last_mut().unwrap() ^= 1;
    bent["succession"] = json!(client::b64(&frame));
    refused(sends(&world, &[bent]).await, "succession-signature");
    assert_eq!(newest(&world, ORG).await["epoch"], 1);

    // Two followers of one key, and a way back to a key that was followed.
    let good = step();
    sends(&world, &[good.with(ORG, roster(2), &good.to)])
        .await
        .is(201);
    let fork = step();
    refused(
        sends(&world, &[fork.with(ORG, roster(3), &fork.to)]).await,
        "succession-fork",
    );
    let round = Succeeding::at(&world, &good.to, ORG).to(&key);
    refused(
        sends(&world, &[round.with(ORG, roster(3), &key)]).await,
        "succession-fork",
    );
    assert_eq!(newest(&world, ORG).await["epoch"], 2);
}

async fn bundle(world: &World, org: &str) -> Value {
    let path = format!("/o/{org}/bundle");
    world.send(Ask::get("window", &path)).await.json()
}

async fn newest(world: &World, org: &str) -> Value {
    let bundle = bundle(world, org).await;
    client::body_of(&client::unb64(bundle["roster"].as_str().unwrap()))
}

/// Nothing new is taken and nothing is lost: what was said can be read, and all goes on once the lead has signed.
#[tokio::test]
async fn past_a_rosters_end_nothing_is_sealed_and_everything_is_read() {
    let world = World::new().await;
    let mut early = Reporter::at(&world, ORG).await;
    early.report(&world, "名簿のあるうちに", "").await.is(201);
    let mut a = world.counsellors[0].clone();
    let mut case = a.opens(&world, &early.place.case).await;
    a.answers(&world, &mut case, "読みました").await.is(201);

    for _ in 0..91 {
        world.next_day();
    }
    a.signs_in(&world, "desk").await.is(204);
    let mut lead = world.lead.clone();
    lead.signs_in(&world, "desk").await.is(204);
    let mut late = Reporter::at(&world, ORG).await;
    let refused = late.report(&world, "おそすぎた", "").await;
    refused.is_problem(409, "roster-expired");
    assert_eq!(refused.json()["kept"], false);
    // The contacts stand on the very page.
    let page = world
        .send(Ask::get("window", "/o/shiojiri/report?hl=en"))
        .await
        .text();
    assert!(page.contains("data-contact"));

    let (_, said) = early.mailbox(&world).await;
    let answer = |entry: &Value| entry["body"]["body"]["words"] == "読みました";
    assert!(said.iter().any(answer));
    early
        .write(&world, "つづき")
        .await
        .is_problem(409, "roster-expired");
    let mut case = a.opens(&world, &early.place.case).await;
    a.answers(&world, &mut case, "こたえ")
        .await
        .is_problem(409, "roster-expired");
    assert_eq!(a.cases(&world).await.len(), 1);

    let frame = client::frame("roster", &world.roster(ORG, 2), &world.desk_key, 1);
    let renewed = json!({"organisation": ORG, "roster": client::b64(&frame)});
    lead.send(&world, "POST", "/desk/api/rosters", &renewed)
        .await
        .is(201);
    let mut late = Reporter::at(&world, ORG).await;
    late.report(&world, "いまは届く", "").await.is(201);
    early.place.roster = late.place.roster.clone();
    early.write(&world, "つづき").await.is(201);
    assert_eq!(a.cases(&world).await.len(), 2);
}
