//! One case opened in many places at once: nobody costs the memory of a whole case, and nobody takes the others' turn.

use axum::body::Body;
use axum::body::to_bytes;
use axum::http::Response;

use crate::http::Answer;
use crate::people::Reporter;
use crate::world::World;

/// More than waits to be taken at one time, in letters of three bytes.
const LONG: usize = 15_000;

async fn long_report(world: &World) -> (Reporter, String) {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    let words = "長".repeat(LONG);
    reporter.report(world, &words, "").await.is(201);
    let (mailbox, _) = reporter.mailbox(world).await;
    (reporter, mailbox["case"].as_str().unwrap().to_owned())
}

async fn begins(world: &World, reporter: &Reporter) -> Response<Body> {
    let ask = reporter.signed(world, "GET", "mailbox", "").await;
    world.begins(ask).await
}

#[tokio::test]
async fn of_one_case_eight_are_given_out_at_once_and_the_next_is_told_to_come_again() {
    let world = World::new().await;
    let (reporter, case) = long_report(&world).await;
    let mut taken = Vec::new();
    for _ in 0..8 {
        let answer = begins(&world, &reporter).await;
        assert_eq!(answer.status(), 200);
        taken.push(answer);
    }
    let ninth = Answer::read(begins(&world, &reporter).await).await;
    ninth.is_problem(503, "opened-often");
    assert_eq!(ninth.header("retry-after").unwrap(), "2");
    let other = Reporter::at(&world, "shiojiri").await;
    let answer = other.ask(&world, "GET", "mailbox", "").await;
    answer.is_problem(404, "no-such-mailbox");
    let path = format!("/desk/api/cases/{case}");
    for staff in &world.counsellors {
        let answer = staff.get(&world, &path).await.status;
        assert!(
            [200, 404].contains(&answer),
            "the desk has seats of its own"
        );
    }
    // One is taken to its end, the others are dropped in the middle.
    let whole = Answer::read(taken.remove(0)).await;
    assert_eq!(whole.json()["entries"].as_array().unwrap().len(), 1);
    drop(taken);
    loop {
        let answer = begins(&world, &reporter).await;
        if answer.status() == 200 {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_case_comes_in_pieces_and_one_that_is_cut_is_no_answer() {
    let world = World::new().await;
    let (mut reporter, _) = long_report(&world).await;
    for _ in 0..3 {
        let words = "続".repeat(LONG);
        reporter.write(&world, &words).await.is(201);
    }
    let answer = begins(&world, &reporter).await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    // Before all of it could have been read: what is taken from the disk ends in the middle.
    std::fs::remove_dir_all(world.data().join("files")).unwrap();
    to_bytes(answer.into_body(), usize::MAX).await.unwrap_err();
    let lost = begins(&world, &reporter).await;
    assert_eq!(lost.status(), 500, "and the next is told at once");
}
