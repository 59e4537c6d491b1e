//! A new password by the old one.

use serde_json::json;

use crate::dump::seize;
use crate::people::Staff;
use crate::world::World;

#[tokio::test]
async fn a_new_password_takes_the_old_one_and_ends_all_other_sessions() {
    let world = World::new().await;
    let here = world.counsellors[0].clone();
    let mut office = here.clone();
    office.signs_in(&world, "desk").await.is(204);
    let back = crate::invited::lets_back_in(&world, "counsellor-a").await;
    let sets = async |password: &str, next: &str| {
        let body = json!({"password": password, "next": next});
        here.send(&world, "PUT", "/desk/api/own/password", &body)
            .await
    };
    let next = "an altogether new one";
    let wrong = sets("not the password", next).await;
    wrong.is_problem(401, "wrong-sign-in");
    let weak = sets(&here.password, "short").await;
    weak.is_problem(422, "weak-password");
    office.get(&world, "/desk/api/me").await.is(200);
    back.looks(&world).await.is(200);

    sets(&here.password, next).await.is(204);
    here.get(&world, "/desk/api/me").await.is(200);
    office.get(&world, "/desk/api/me").await.is(401);
    back.looks(&world).await.is_problem(410, "no-invitation");
    let refused = here.clone().signs_in(&world, "desk").await;
    refused.is_problem(401, "wrong-sign-in");
    let mut again = Staff::new("counsellor-a", next);
    again.signs_in(&world, "desk").await.is(204);
    assert!(!again.get(&world, "/desk/api/me").await.json()["key"].is_null());
    let dump = seize(&world.data()).await;
    let rows = dump.tables["audit"].iter();
    let set = rows.filter(|row| row["action"] == "'new-password'");
    assert_eq!(set.count(), 1);
}
