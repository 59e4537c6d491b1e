//! The key file that the desk keeps for a reader is changed by whoever knows the account's password, and by no session alone.

use serde_json::{Value, json};

use crate::client;
use crate::http::Answer;
use crate::people::Staff;
use crate::world::World;

/// Puts a file for this key, on the account of `by`.
async fn puts(world: &World, by: &Staff, key: &Staff, (file, more): (&[u8], Value)) -> Answer {
    let mut body = json!({
        "author": key.author(), "recipient": key.identity.to_public().to_string(), "file": client::b64(file),
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    by.send(world, "PUT", "/desk/api/key", &body).await
}

async fn kept(world: &World, of: &Staff) -> Value {
    of.get(world, "/desk/api/me").await.json()["key"].clone()
}

#[tokio::test]
async fn a_session_alone_puts_no_other_file_in_the_place_of_a_key() {
    let world = World::new().await;
    let a = world.counsellors[0].clone();
    let before = kept(&world, &a).await;
    let another = client::seal(&a.identity.to_public(), b"of no use");
    for more in [json!({}), json!({"password": "not this one"})] {
        let refused = puts(&world, &a, &a, (&another, more)).await;
        refused.is_problem(403, "wrong-password");
        assert_eq!(kept(&world, &a).await, before);
    }
    let right = json!({"password": a.password});
    puts(&world, &a, &a, (&another, right)).await.is(204);
    assert_eq!(kept(&world, &a).await["file"], client::b64(&another));
}

#[tokio::test]
async fn a_session_alone_does_not_change_a_key_that_waits_for_its_roster() {
    let world = World::new().await;
    let lead = &world.lead;
    lead.offers_key(&world).await.is(204);
    let waiting = kept(&world, lead).await;
    let thief = Staff::new(&lead.sign_in, "unknown to the thief");
    let theirs = client::seal(&thief.identity.to_public(), b"of the thief");
    let refused = puts(&world, lead, &thief, (&theirs, json!({}))).await;
    refused.is_problem(403, "wrong-password");
    assert_eq!(kept(&world, lead).await, waiting);
    // Whoever changed their mind may.
    let right = json!({"password": lead.password});
    puts(&world, lead, &thief, (&theirs, right)).await.is(204);
}
