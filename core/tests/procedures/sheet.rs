//! The sheet of an incident, in the page's language down to its days and its marks between words.

use std::collections::BTreeMap;

use sotomado_core::page::counter::{Counter, Incident, running, sheet, text};
use sotomado_core::page::words::{Words, bare};
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

/// The sheet as markup, and as the text for the desk.
fn drawn(lang: Lang, folder: &str, more: &[Record]) -> (String, String) {
    with(lang, folder, more, |incident| {
        (sheet(incident).into_string(), text(incident))
    })
}

fn with<T>(lang: Lang, folder: &str, more: &[Record], draw: impl Fn(&Incident<'_>) -> T) -> T {
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
    draw(&Incident {
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
    })
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

const ALL: [(Lang, &str); 3] = [
    (Lang::Ja, "ja"),
    (Lang::JaYasashii, "ja-yasashii"),
    (Lang::En, "en"),
];

#[test]
fn no_words_are_put_into_anybody_s_mouth() {
    let procedure = super::read("counter");
    let said: Vec<_> = procedure
        .acts
        .iter()
        .filter(|act| act.say.is_some())
        .collect();
    assert!(said.len() > 4);
    let taps: Vec<Record> = said
        .iter()
        .map(|act| {
            let act = act.id.clone();
            record(MORNING + 60, Event::Did { act })
        })
        .collect();
    for (lang, folder) in ALL {
        let (page, text) = drawn(lang, folder, &taps);
        for act in &said {
            let name = bare(act.name.get(lang));
            let words = bare(act.say.as_ref().expect("said").get(lang));
            assert!(text.contains(&name), "{name} in {text}");
            assert!(!text.contains(&words), "{words} in {text}");
        }
        for mark in ["◯◯", "…", "「", "“"] {
            assert!(
                !page.contains(mark) && !text.contains(mark),
                "{mark} {text}"
            );
        }
    }
}

#[test]
fn a_record_that_was_sent_says_so_and_when() {
    let sent = [record(MORNING + 900, Event::Filed)];
    for (lang, folder, line) in [
        (Lang::Ja, "ja", "相談窓口に送った：11月20日（金） 10:30\n"),
        (Lang::JaYasashii, "ja-yasashii", "11月20日（金） 10:30\n"),
        (
            Lang::En,
            "en",
            "Sent to the desk: Friday 20 November 10:30\n",
        ),
    ] {
        let (_, text) = drawn(lang, folder, &sent);
        assert!(text.contains(line), "{text}");
    }
    let (_, text) = drawn(Lang::Ja, "ja", &[]);
    assert!(!text.contains("相談窓口"), "{text}");
}

#[test]
fn whom_nobody_counted_is_unknown_beside_the_buttons_too() {
    let counts = |visitors: u32| {
        let people = Event::People {
            staff: 2,
            visitors,
            roles: Vec::new(),
        };
        let page = with(
            Lang::En,
            "en",
            &[record(MORNING + 60, people)],
            |incident| running(incident).into_string(),
        );
        let (told, _) = page.split_once(" visitors</span>").expect("people");
        let (_, stepped) = page.split_once("data-fewer=\"visitors\"").expect("buttons");
        let (_, stepped) = stepped.split_once("<b>").expect("count");
        let (stepped, _) = stepped.split_once("</b>").expect("count");
        let told = told.rsplit(' ').next().expect("count");
        (told.to_owned(), stepped.to_owned())
    };
    assert_eq!(counts(0), ("?".to_owned(), "?".to_owned()));
    assert_eq!(counts(3), ("3".to_owned(), "3".to_owned()));
}
