//! On the path without script, too, a case is handed to the new key of whoever reads it: by its reporter's press, and by nothing else.

use crate::new_keys::a_has_another_key;
use crate::people::plain::{PlainReporter, code_on};
use crate::world::World;

const WORDS: &str = "毎週どなられます";

/// A report that A and B read; its code, and its case.
async fn reported(world: &World) -> (String, String) {
    let reporter = PlainReporter::agrees(world, "shiojiri").await;
    let c = world.counsellors[2].author();
    let said = [("words", WORDS), ("out", c.as_str()), ("to", "send")];
    let page = reporter.sends(world, "/report", &said).await;
    page.is(200);
    let cases = world.counsellors[0].cases(world).await;
    let case = cases[0]["case"].as_str().unwrap().to_owned();
    (code_on(&page.text()), case)
}

#[tokio::test]
async fn promise_07_right_readers_without_script_a_new_key_is_given_the_case_when_it_is_pressed() {
    let world = World::new().await;
    let (code, case) = reported(&world).await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let page = reporter.opens(&world, &code).await.text();
    assert!(!page.contains("data-give"), "nobody has another key yet");
    let (_, new) = a_has_another_key(&world).await;
    let mut reporter = PlainReporter::agrees(&world, "shiojiri").await;
    let page = reporter.opens(&world, &code).await.text();
    assert!(page.contains(&format!("data-give=\"{}\"", new.author())));
    assert!(new.cases(&world).await.is_empty(), "looking gives nothing");

    // Nobody but those who follow a reader, whatever the form says.
    let stranger = world.counsellors[2].author();
    let late = "もう渡す必要がないか";
    for to in [stranger.as_str(), &"0".repeat(64)] {
        let fields = [("to", to)];
        let refused = reporter.sends(&world, "/hand-on", &fields).await.text();
        assert!(refused.contains(late), "{refused}");
    }
    assert!(new.cases(&world).await.is_empty());

    let author = new.author();
    let fields = [("to", author.as_str())];
    let given = reporter.sends(&world, "/hand-on", &fields).await;
    given.is(200);
    let page = given.text();
    assert!(page.contains("新しい鍵にも渡しました") && !page.contains("data-give"));
    assert!(!page.contains("data-fault"), "{page}");
    let opened = new.opens(&world, &case).await;
    // Entries come in no order.
    let mut all = opened.entries.iter();
    assert!(all.any(|one| one["body"]["body"]["words"] == WORDS));
    // The form sent twice says what stands.
    let again = reporter.sends(&world, "/hand-on", &fields).await.text();
    assert!(again.contains(late));
}
