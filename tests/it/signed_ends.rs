//! Two people who end a case, or let one go, are two keys of the roster: no account, no password and no second account makes
//! one person two.

use serde_json::json;

use crate::invited::{invites, lets_back_in};
use crate::new_keys::{offers, other_key, word as follows};
use crate::people::Staff;
use crate::retention::{signed, worked_on, years_later};
use crate::world::World;

/// Somebody the lead lets in, with a session.
async fn comes_in(world: &World) -> Staff {
    let link = invites(world, "相談員D").await;
    let mut staff = Staff::new("counsellor-d", "a long password");
    link.comes_in(world, &staff.sign_in, &staff.password)
        .await
        .is(201);
    staff.signs_in(world, "desk").await.is(204);
    staff
}

#[tokio::test]
async fn promise_14_a_colleagues_password_makes_nobody_the_second_person() {
    let mut world = World::new().await;
    let case = worked_on(&world, "一人で消したい").await.place.case;
    let [_, b, _, lead] = years_later(&world).await;
    world.lead = lead.clone();
    let cases = [case.as_str()];
    lead.ends(&world, "propose", &cases).await.is(204);

    // The lead lets B back in, takes the link, and is signed in as B: without B's key.
    let link = lets_back_in(&world, "counsellor-b").await;
    link.comes_in(&world, "", "chosen by the lead")
        .await
        .is(201);
    let mut as_b = b.clone();
    as_b.password = "chosen by the lead".to_owned();
    as_b.signs_in(&world, "desk").await.is(204);
    let thief = Staff {
        key: lead.key.clone(),
        ..as_b.clone()
    };
    thief
        .ends(&world, "confirm", &cases)
        .await
        .is_problem(422, "unsigned-end");
    let before = lead.word(&world, "propose-destruction", &cases, &world.today());
    for word in ["", "AAAA", &before] {
        as_b.ends_by(&world, "confirm", &cases, word)
            .await
            .is_problem(422, "unsigned-end");
    }
    offers(&world, &other_key(&as_b), &json!({}))
        .await
        .is_problem(409, "key-in-use");
    // B is one of the two, by the key.
    as_b.ends(&world, "confirm", &cases).await.is(200);
}

#[tokio::test]
async fn promise_14_a_second_account_makes_nobody_the_second_person() {
    let mut world = World::new().await;
    let case = worked_on(&world, "二つめのアカウント").await.place.case;
    let [a, b, c, lead] = years_later(&world).await;
    world.lead = lead.clone();
    let cases = [case.as_str()];
    let second = comes_in(&world).await;
    second.offers_key(&world).await.is(204);
    a.ends(&world, "propose", &cases).await.is(204);
    second.ends(&world, "confirm", &cases).await.is(404);

    // A takes another key, so that no account has the first one, which the roster still names: A's second account cannot have it.
    let new = other_key(&a);
    let word = follows(&world, &a.key, &new);
    offers(&world, &new, &json!({"follows": word}))
        .await
        .is(204);
    let again = Staff {
        key: a.key.clone(),
        identity: a.identity.clone(),
        ..second.clone()
    };
    again.offers_key(&world).await.is_problem(409, "key-in-use");
    again.ends(&world, "confirm", &cases).await.is(404);

    // Nor by a later key, which a roster calls the same person's.
    let later = other_key(&second);
    let word = follows(&world, &a.key, &later);
    offers(&world, &later, &json!({"follows": word}))
        .await
        .is(204);
    let mut body = world.roster("shiojiri", 3);
    body["v"] = json!(3);
    let mut card = later.card();
    card["profession"] = json!("公認心理師");
    card["deputy"] = json!(true);
    card["earlier"] = json!([{"author": a.author(), "since": world.today()}]);
    body["readers"] = json!([b.card(), c.card(), card]);
    signed(&world, &lead, &body).await;
    later
        .ends(&world, "confirm", &cases)
        .await
        .is_problem(409, "second-person");
    b.ends(&world, "confirm", &cases).await.is(200);
}

#[tokio::test]
async fn a_lead_on_no_roster_looks_holds_and_withdraws_and_is_none_of_the_two() {
    let world = World::new().await;
    let case = worked_on(&world, "名簿にない責任者").await.place.case;
    let [a, b, _, lead] = years_later(&world).await;
    signed(&world, &lead, &world.roster("shiojiri", 3)).await;
    let cases = [case.as_str()];
    assert_eq!(lead.sees(&world).await["cases"][0]["case"], case);
    let off = |answer: crate::http::Answer| answer.is_problem(409, "off-roster");
    off(lead.ends(&world, "propose", &cases).await);
    a.ends(&world, "propose", &cases).await.is(204);
    off(lead.ends(&world, "confirm", &cases).await);
    lead.ends(&world, "withdraw", &cases).await.is(204);
    b.ends(&world, "confirm", &cases)
        .await
        .is_problem(409, "no-proposal");
    lead.holds(&world, &case, "2032-10-01").await.is(204);
    off(lead.lifts(&world, &case).await);
    a.lifts(&world, &case).await.is(200);
    off(lead.lifts(&world, &case).await);
    assert_eq!(b.lifts(&world, &case).await.json()["lifted"], true);
}

#[tokio::test]
async fn a_word_is_good_for_its_deed_its_cases_and_a_day() {
    let world = World::new().await;
    let case = worked_on(&world, "ひとつ").await.place.case;
    let other = worked_on(&world, "ふたつ").await.place.case;
    let [a, b, ..] = years_later(&world).await;
    let (cases, today) = ([case.as_str()], world.today());
    let said = |who: &Staff, deed: &str, of: &[&str], day: &str| who.word(&world, deed, of, day);
    let propose = "propose-destruction";
    for word in [
        said(&a, "confirm-destruction", &cases, &today),
        said(&a, "propose-lifting", &cases, &today),
        said(&a, "destroy", &cases, &today),
        said(&a, propose, &[&other], &today),
        said(&a, propose, &[&case, &other], &today),
        said(&a, propose, &[], &today),
        said(&a, propose, &cases, &world.day(-2)),
        said(&a, propose, &cases, &world.day(1)),
        said(&b, propose, &cases, &today),
    ] {
        a.ends_by(&world, "propose", &cases, &word)
            .await
            .is_problem(422, "unsigned-end");
    }
    assert_eq!(
        b.sees(&world).await["cases"][0]["proposed"],
        serde_json::Value::Null
    );
    let yesterday = said(&a, propose, &cases, &world.day(-1));
    a.ends_by(&world, "propose", &cases, &yesterday)
        .await
        .is(204);

    // A colleague was quicker: what was meant as the first word is not taken as the second.
    a.holds(&world, &other, "2032-10-01").await.is(204);
    a.lifts(&world, &other).await.is(200);
    let first = said(&b, "propose-lifting", &[&other], &today);
    b.lifts_by(&world, &other, &first)
        .await
        .is_problem(409, "term-moved");
    b.lifts_by(&world, &other, "")
        .await
        .is_problem(422, "unsigned-end");
    b.lifts(&world, &other).await.is(200);
}

/// Whoever has the machine writes down what nobody signed.
#[tokio::test]
async fn a_proposal_that_nobody_signed_is_none() {
    let world = World::new().await;
    let case = worked_on(&world, "書きかえられた").await.place.case;
    let [a, b, ..] = years_later(&world).await;
    let cases = [case.as_str()];
    a.ends(&world, "propose", &cases).await.is(204);
    crate::dump::tamper(&world.data(), "UPDATE destructions SET word = NULL").await;
    assert!(b.sees(&world).await["cases"][0]["proposed"].is_null());
    b.ends(&world, "confirm", &cases)
        .await
        .is_problem(409, "no-proposal");
    b.ends(&world, "propose", &cases).await.is(204);
    a.ends(&world, "confirm", &cases).await.is(200);
}

/// One colleague alone would end it, within a month of whoever was struck off.
#[tokio::test]
async fn who_proposed_an_end_and_was_struck_off_since_is_none_of_the_two() {
    let world = World::new().await;
    let case = worked_on(&world, "名簿から外れた").await.place.case;
    let [a, b, c, lead] = years_later(&world).await;
    let cases = [case.as_str()];
    a.ends(&world, "propose", &cases).await.is(204);
    let mut body = world.roster("shiojiri", 3);
    let readers = body["readers"].as_array_mut().unwrap();
    readers.retain(|reader| reader["author"] != a.author());
    readers.push(lead.card());
    signed(&world, &lead, &body).await;
    b.ends(&world, "confirm", &cases)
        .await
        .is_problem(409, "second-person");
    // Of those who are there, two end it.
    b.ends(&world, "withdraw", &cases).await.is(204);
    b.ends(&world, "propose", &cases).await.is(204);
    lead.ends(&world, "confirm", &cases).await.is(200);
    drop(c);
}

/// Both readers took other keys and have not handed the case on: it is theirs still, and no stranger's on the roster.
#[tokio::test]
async fn promise_14_readers_under_new_keys_are_no_strangers_to_their_case() {
    let mut world = World::new().await;
    let case = worked_on(&world, "鍵を替えた二人").await.place.case;
    let [a, b, c, lead] = years_later(&world).await;
    world.lead = lead.clone();
    let cases = [case.as_str()];
    let mut cards = vec![c.card()];
    let mut new = Vec::new();
    for old in [&a, &b] {
        let now = other_key(old);
        let word = follows(&world, &old.key, &now);
        offers(&world, &now, &json!({"follows": word}))
            .await
            .is(204);
        let mut card = now.card();
        card["earlier"] = json!([{"author": old.author(), "since": world.today()}]);
        cards.push(card);
        new.push(now);
    }
    let mut body = world.roster("shiojiri", 3);
    body["v"] = json!(3);
    body["readers"] = json!(cards);
    signed(&world, &lead, &body).await;
    c.ends(&world, "propose", &cases).await.is(404);
    new[0].ends(&world, "propose", &cases).await.is(204);
    new[1].ends(&world, "confirm", &cases).await.is(200);
}
