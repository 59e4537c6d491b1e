//! The sheet of an incident, in the page's language down to its days and its marks between words.

use std::collections::BTreeMap;

use sotomado_core::page::counter::{Counter, Incident, sheet, text};
use sotomado_core::page::words::Words;
use sotomado_core::policy::Lang;
use sotomado_core::procedure::{Event, Record, Start, advise, run};

/// 2026-11-20, a Friday, 10:15 in Japan.
const MORNING: i64 = 1_795_137_300;

fn words(lang: Lang, folder: &str) -> Words {
    let file = format!(
        "{}/../locales/{folder}/counter.ftl",
        env!("CARGO_MANIFEST_DIR")
    );
    let file = std::fs::read_to_string(file).expect("messages");
    let lines = file.lines().filter_map(|line| line.split_once(" = "));
    let texts: BTreeMap<String, String> = lines
        .map(|(id, text)| (id.to_owned(), text.replace("{ \" \" }", " ")))
        .collect();
    Words::new(lang, texts)
}

fn record(at: i64, event: Event) -> Record {
    Record {
        at,
        by: String::new(),
        event,
    }
}

/// As markup, and as the text for the desk.
fn drawn(lang: Lang, folder: &str, more: &[Record]) -> (String, String) {
    let procedure = super::read("counter");
    let mut history = vec![record(
        MORNING,
        Event::Began(Start {
            staff: 2,
            place: Some("counter".to_owned()),
            ..Start::default()
        }),
    )];
    history.extend_from_slice(more);
    let run = run(&procedure, &history);
    let words = words(lang, folder);
    let state = run.state.as_ref().expect("begun");
    let standing = advise(&procedure, state, MORNING + 60);
    let incident = Incident {
        counter: Counter {
            words: &words,
            procedure: &procedure,
            practice: false,
            organisation: "塩尻市",
            help: &[],
        },
        history: &history,
        run: &run,
        state,
        standing: &standing,
    };
    (sheet(&incident).into_string(), text(&incident))
}

#[test]
fn the_day_and_the_span_stand_in_the_page_s_language() {
    let later = [record(MORNING + 780, Event::Danger)];
    let (_, ja) = drawn(Lang::Ja, "ja", &later);
    assert!(ja.contains("日：令和8年11月20日（金）\n"), "{ja}");
    assert!(ja.contains("10:15〜10:28"), "{ja}");

    let (page, en) = drawn(Lang::En, "en", &later);
    assert!(en.contains("Day: Friday 20 November 2026\n"), "{en}");
    assert!(en.contains("Time: 10:15–10:28\n"), "{en}");
    let japanese = |text: &str| {
        let text = text.replace("塩尻市", "");
        text.chars()
            .find(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
    };
    assert_eq!(japanese(&en), None, "{en}");
    assert_eq!(japanese(&page), None, "{page}");

    let (page, easy) = drawn(Lang::JaYasashii, "ja-yasashii", &later);
    assert!(easy.contains("令和8年11月20日（金）"), "{easy}");
    for reading in ["れいわ", "ねん", "はつか", "きん"] {
        assert!(page.contains(&format!("<rt>{reading}</rt>")), "{reading}");
    }
}
