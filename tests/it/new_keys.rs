//! A reader's key is replaced: by its own word or by the desk's key, never by whoever holds a session; and the case goes to the new
//! key from whoever may hand it on, and to nobody besides.

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use crate::client;
use crate::http::Answer;
use crate::people::{OpenCase, Reporter, Staff, key_file};
use crate::world::World;

const ORG: &str = "shiojiri";

/// The same account with another key.
pub fn other_key(staff: &Staff) -> Staff {
    let mut new = Staff::new(&staff.sign_in, &staff.password);
    new.cookie.clone_from(&staff.cookie);
    new
}

/// The next roster: `old` stands on it no more, `new` does in their place.
pub fn replaced(world: &World, org: &str, (old, new): (&Staff, &Staff)) -> Value {
    let mut roster = world.roster(org, 2);
    roster["v"] = json!(3);
    for reader in roster["readers"].as_array_mut().unwrap() {
        if reader["author"] == old.author() {
            reader["author"] = json!(new.author());
            reader["recipient"] = json!(new.identity.to_public().to_string());
            reader["earlier"] = json!([{"author": old.author(), "since": world.today()}]);
        }
    }
    roster
}

/// A key's word for another.
pub fn word(world: &World, from: &SigningKey, to: &Staff) -> Value {
    let body = json!({
        "v": 1, "window": world.app.window(ORG).unwrap().id.to_string(), "from": hex::encode(from.verifying_key().to_bytes()),
        "to": to.author(), "day": world.today(),
    });
    json!(client::b64(&client::frame("succession", &body, from, 1)))
}

pub async fn offers(world: &World, new: &Staff, more: &Value) -> Answer {
    let file = client::seal(&new.identity.to_public(), b"sealed");
    let mut body = json!({
        "author": new.author(), "recipient": new.identity.to_public().to_string(), "file": client::b64(&file), "password": new.password,
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    new.send(world, "PUT", "/desk/api/key", &body).await
}

/// One more key after those, and what the roster says of it.
async fn and_another(world: &World, epoch: i64, [old, new]: [&Staff; 2], earlier: &[&Staff]) {
    let follows = word(world, &old.key, new);
    offers(world, new, &json!({"follows": follows}))
        .await
        .is(204);
    let mut roster = replaced(world, ORG, (&world.counsellors[0], new));
    roster["epoch"] = json!(epoch);
    let named: Vec<Value> = earlier
        .iter()
        .map(|one| json!({"author": one.author(), "since": world.today()}))
        .collect();
    for reader in roster["readers"].as_array_mut().unwrap() {
        if reader["author"] == new.author() {
            reader["earlier"] = json!(named);
        }
    }
    world
        .lead_imports(ORG, &roster, &world.desk_key)
        .await
        .is(201);
}

/// Gives the case to `to`, by whoever opened it.
pub async fn gives(world: &World, by: &Staff, held: &OpenCase, to: &Staff) -> Answer {
    let whom = (&*to.author(), &to.identity.to_public());
    let identity = &held.identities["case"];
    let file = key_file(&held.place, "case", identity, whom, &by.key, &world.now());
    let path = format!("/desk/api/cases/{}/keys", held.place.case);
    by.send(world, "POST", &path, &json!({"keys": [file]}))
        .await
}

/// What the reporter sends to hand the case to a new key; with a key file of this purpose.
async fn grant_to(world: &World, reporter: &mut Reporter, to: &Staff, purpose: &str) -> Value {
    let (_, entries) = reporter.mailbox(world).await;
    let identity = reporter.identity.clone();
    let grant = json!({"reader": to.author(), "epoch": 1, "recipient": identity.to_public().to_string(), "reason": "新しい鍵"});
    let (at, now) = (&reporter.place, world.now());
    let pen = &mut reporter.pen;
    let file = pen.write(at, "case", "grant", &now, &grant, &identity.to_public());
    let whom = (&*to.author(), &to.identity.to_public());
    let maker = &reporter.keys.author;
    let key = key_file(at, purpose, &identity, whom, maker, &now);
    json!({"entries": [client::sent("case", &file)], "known": entries.len(), "keys": [key]})
}

/// The reporter hands the case to a new key.
pub async fn grants(world: &World, reporter: &mut Reporter, to: &Staff) -> Answer {
    let body = grant_to(world, reporter, to, "case").await;
    reporter.post(world, "entries", &body).await
}

/// Takes the place of A's key by A's own word; the lead signs.
pub async fn a_has_another_key(world: &World) -> (Staff, Staff) {
    let old = world.counsellors[0].clone();
    let new = other_key(&old);
    let follows = word(world, &old.key, &new);
    offers(world, &new, &json!({"follows": follows}))
        .await
        .is(204);
    let roster = replaced(world, ORG, (&old, &new));
    world
        .lead_imports(ORG, &roster, &world.desk_key)
        .await
        .is(201);
    (old, new)
}

pub async fn earlier(world: &World, new: &Staff, old: &Staff) -> Vec<Value> {
    let path = format!("/desk/api/cases?earlier={}", old.author());
    new.get(world, &path).await.json()["cases"]
        .as_array()
        .unwrap()
        .clone()
}

#[tokio::test]
async fn nobody_replaces_a_key_on_a_roster_by_a_session_alone() {
    let world = World::new().await;
    let old = world.counsellors[0].clone();
    let thief = other_key(&old);
    offers(&world, &thief, &json!({}))
        .await
        .is_problem(409, "key-in-use");
    let by_itself = word(&world, &thief.key, &thief);
    let refused = offers(&world, &thief, &json!({"follows": by_itself})).await;
    refused.is_problem(409, "key-in-use");
    let another = word(&world, &old.key, &other_key(&old));
    let refused = offers(&world, &thief, &json!({"follows": another})).await;
    refused.is_problem(409, "key-in-use");
    // A roster is the lead's to bring, and the desk's key to sign.
    let next = |org: &str| {
        let roster = replaced(&world, org, (&old, &thief));
        let frame = client::frame("roster", &roster, &thief.key, 1);
        json!({"organisation": org, "roster": client::b64(&frame)})
    };
    let of_one = json!({"rosters": [next(ORG)]});
    let refused = offers(&world, &thief, &of_one).await;
    refused.is_problem(409, "key-in-use");
    let of_all = json!({"rosters": [next(ORG), next(world.other_organisation())]});
    offers(&world, &thief, &of_all).await.is(403);
}

/// Once another has taken its place no account has it, and the newest roster names it still: whoever had its account would be given
/// what was sealed to it.
#[tokio::test]
async fn nobody_has_a_colleague_s_key_put_to_their_own_account() {
    let world = World::new().await;
    let old = world.counsellors[0].clone();
    let new = other_key(&old);
    let follows = word(&world, &old.key, &new);
    offers(&world, &new, &json!({"follows": follows}))
        .await
        .is(204);
    let other = world.counsellors[2].clone();
    let mut thief = other.clone();
    thief.key = old.key.clone();
    thief.identity = old.identity.clone();
    let own_word = word(&world, &other.key, &thief);
    let refused = offers(&world, &thief, &json!({"follows": own_word})).await;
    refused.is_problem(409, "key-in-use");
    let roster = replaced(&world, ORG, (&old, &new));
    world
        .lead_imports(ORG, &roster, &world.desk_key)
        .await
        .is(201);
    let refused = offers(&world, &thief, &json!({"follows": own_word})).await;
    refused.is_problem(409, "key-in-use");
    let mut keyless = world.lead.clone();
    keyless.key = old.key.clone();
    keyless.identity = old.identity.clone();
    let refused = offers(&world, &keyless, &json!({})).await;
    refused.is_problem(409, "key-in-use");
}

/// A firm of one: the lead is the one reader, and the key is lost. The desk's key signs the next roster, and all of it is one deed.
#[tokio::test]
async fn a_firm_of_one_replaces_a_lost_key_by_the_desk_s() {
    let world = World::new().await;
    let mut lead = other_key(&world.lead);
    lead.key = SigningKey::from_bytes(&client::chance());
    lead.offers_key(&world).await.is(204);
    let card = |of: &Staff, earlier: Value| {
        let mut roster = world.roster(ORG, 2);
        let mut reader = roster["readers"][0].clone();
        reader["author"] = json!(of.author());
        reader["recipient"] = json!(of.identity.to_public().to_string());
        reader["name"] = json!(crate::world::card(&of.sign_in));
        if earlier != Value::Null {
            reader["earlier"] = earlier;
            roster["v"] = json!(3);
            roster["epoch"] = json!(3);
        }
        roster["readers"] = json!([reader]);
        roster
    };
    let alone = card(&lead, Value::Null);
    world
        .lead_imports(ORG, &alone, &world.desk_key)
        .await
        .is(201);
    let mut reporter = Reporter::at(&world, ORG).await;
    reporter.report(&world, "ことば", "").await.is(201);

    let new = other_key(&lead);
    let signed = |key: &SigningKey, roster: &Value| {
        let frame = client::frame("roster", roster, key, 1);
        json!({"rosters": [{"organisation": ORG, "roster": client::b64(&frame)}]})
    };
    let next = card(
        &new,
        json!([{"author": lead.author(), "since": world.today()}]),
    );
    let refused = offers(&world, &new, &signed(&new.key, &next)).await;
    assert!(refused.status >= 400, "another key than the desk's");
    let still = card(
        &lead,
        json!([{"author": new.author(), "since": world.today()}]),
    );
    let refused = offers(&world, &new, &signed(&world.desk_key, &still)).await;
    refused.is_problem(422, "roster-readers");
    offers(&world, &new, &signed(&world.desk_key, &next))
        .await
        .is(204);
    // Nothing of the old cases opens; that they are there is said.
    assert!(new.cases(&world).await.is_empty());
    assert_eq!(earlier(&world, &new, &lead).await.len(), 1);
}

#[tokio::test]
async fn what_the_old_key_held_is_given_out_sealed_and_handed_on_once() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, ORG).await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let (old, new) = a_has_another_key(&world).await;
    assert!(new.cases(&world).await.is_empty());
    assert_eq!(earlier(&world, &new, &old).await.len(), 1);
    let stranger = &world.counsellors[1];
    assert!(
        earlier(&world, stranger, &old).await.is_empty(),
        "B never had that key"
    );

    // The server holds nothing that the new key opens; with the old one, A hands it on.
    let path = format!("/desk/api/cases/{case}");
    for (under, body) in [
        ("next", json!({"day": world.day(3)})),
        ("open", json!({"open": false})),
    ] {
        new.send(&world, "POST", &format!("{path}/{under}"), &body)
            .await
            .is(404);
    }
    let mut before = new.clone();
    before.identity = old.identity.clone();
    let held = before.opens(&world, &case).await;
    gives(&world, &new, &held, &new).await.is(201);
    assert_eq!(new.cases(&world).await.len(), 1);
    assert!(earlier(&world, &new, &old).await.is_empty());
    new.opens(&world, &case).await;
    let dump = crate::dump::seize(&world.data()).await;
    let mut files = dump.tables["key_files"].iter();
    assert!(
        !files.any(|row| row["to"].contains(&old.author())),
        "destroyed"
    );
}

#[tokio::test]
async fn promise_07_right_readers_a_mailbox_gives_the_case_to_a_new_key_of_its_readers_alone() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, ORG).await;
    reporter.report(&world, "ことば", "").await.is(201);
    let (_, new) = a_has_another_key(&world).await;
    reporter.place.roster = json!({"epoch": 2, "digest": world.roster_digest(ORG).await});
    let [_, b, c] = &world.counsellors[..] else {
        panic!("three counsellors")
    };
    for (to, purpose, code) in [
        (c, "case", Some("not-on-roster")),
        (b, "case", Some("not-on-roster")),
        (&new, "desk", Some("not-on-roster")),
        (&other_key(b), "case", Some("not-on-roster")),
        (&new, "case", None),
    ] {
        let mut body = grant_to(&world, &mut reporter, to, purpose).await;
        let answer = reporter.post(&world, "entries", &body).await;
        match code {
            Some(code) => answer.is_problem(422, code),
            None => {
                answer.is(201);
                // The same again is the same, and says so.
                reporter.post(&world, "entries", &body).await.is(200);
                body["known"] = json!(0);
            }
        }
    }
    assert_eq!(new.cases(&world).await.len(), 1);
    assert!(c.cases(&world).await.is_empty());
    new.opens(&world, &reporter.place.case).await;
}

#[tokio::test]
async fn whoever_leaves_under_the_new_key_leaves_under_the_old() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, ORG).await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let b = &world.counsellors[1];
    let (old, new) = a_has_another_key(&world).await;
    // B hands it on, and A, who finds out that it is about a friend, goes.
    let held = b.opens(&world, &case).await;
    let path = format!("/desk/api/cases/{case}");
    gives(&world, b, &held, &new).await.is(201);
    let mut held = new.opens(&world, &case).await;
    new.steps_aside(&world, &mut held, &[]).await.is(201);
    new.get(&world, &path).await.is(404);
    assert!(earlier(&world, &new, &old).await.is_empty());
}

#[tokio::test]
async fn whoever_handed_the_case_on_once_is_given_it_again_by_the_reporter() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, ORG).await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let (old, new) = a_has_another_key(&world).await;
    let mut before = new.clone();
    before.identity = old.identity.clone();
    let held = before.opens(&world, &case).await;
    let read = format!("/desk/api/cases/{case}/read");
    new.send(&world, "POST", &read, &json!({})).await.is(204);
    gives(&world, &new, &held, &new).await.is(201);
    // And that one is lost altogether.
    let third = other_key(&new);
    and_another(&world, 3, [&new, &third], &[&old, &new]).await;
    assert!(third.cases(&world).await.is_empty());
    reporter.place.roster = json!({"epoch": 3, "digest": world.roster_digest(ORG).await});
    // What was read under a key that is gone stays read.
    let late = reporter.signed(&world, "DELETE", "mailbox", "").await;
    world.send(late).await.is_problem(409, "already-read");
    grants(&world, &mut reporter, &third).await.is(201);
    assert_eq!(third.cases(&world).await.len(), 1);
    third.opens(&world, &case).await;
}

#[tokio::test]
async fn promise_07_right_readers_whoever_was_removed_comes_back_under_no_later_key() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, ORG).await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let a = world.counsellors[0].clone();
    let mut held = a.opens(&world, &case).await;
    a.steps_aside(&world, &mut held, &[]).await.is(201);
    let (_, new) = a_has_another_key(&world).await;
    let b = &world.counsellors[1];
    let held = b.opens(&world, &case).await;
    gives(&world, b, &held, &new)
        .await
        .is_problem(409, "gone-reader");
    new.get(&world, &format!("/desk/api/cases/{case}"))
        .await
        .is(404);
}

#[tokio::test]
async fn a_colleague_s_word_ends_no_key_of_somebody_else() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, ORG).await;
    reporter.report(&world, "ことば", "").await.is(201);
    let case = reporter.place.case.clone();
    let (old, new) = a_has_another_key(&world).await;
    let b = &world.counsellors[1];
    // Sealed to B, so that A opens nothing with it.
    let mut held = b.opens(&world, &case).await;
    held.identities.insert("case", b.identity.clone());
    gives(&world, b, &held, &new).await.is(201);
    let dump = crate::dump::seize(&world.data()).await;
    let mut files = dump.tables["key_files"].iter();
    assert!(files.any(|row| row["to"].contains(&old.author())));
    reporter.place.roster = json!({"epoch": 2, "digest": world.roster_digest(ORG).await});
    grants(&world, &mut reporter, &new).await.is(201);
}
