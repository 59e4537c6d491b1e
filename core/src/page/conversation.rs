//! What was said in a case, oldest first.

use maud::{Markup, html};

use super::attached;
use super::faults;
use super::readers;
use super::shown::{Content, ShownCase, ShownEntry, Who};
use super::steps;
use super::words::Words;
use crate::policy::Lang;

/// Story and conversation.
#[must_use]
pub fn conversation(words: &Words, case: &ShownCase) -> Markup {
    html! {
        h2 { (words.say("desk-js-conversation", &[])) }
        ol.talk { @for entry in &case.entries { (one(words, entry)) } }
    }
}

fn one(words: &Words, entry: &ShownEntry) -> Markup {
    let small = matches!(
        entry.content,
        Content::Seen(_) | Content::Grant { .. } | Content::Leaving { .. } | Content::Code
    );
    let class = match (&entry.who, entry.internal, small) {
        (_, _, true) => "line",
        (_, true, _) => "msg internal",
        (Who::Me(_) | Who::Reader(_), ..) => "msg ours",
        _ => "msg",
    };
    html! {
        li class=(class) data-kind=(entry.content.kind()) data-faults=[(!entry.faults.is_empty()).then_some("")] {
            (head(words, entry, small))
            (faults::beside(words, entry))
            @if entry.counts {
                (content(words, &entry.content))
            } @else if entry.content != Content::Unread {
                // What is not confirmed is not read by accident.
                details { summary { (words.say("desk-js-show-unconfirmed", &[])) } (content(words, &entry.content)) }
            }
        }
    }
}

fn head(words: &Words, entry: &ShownEntry, small: bool) -> Markup {
    html! {
        p.who {
            b { @if entry.content.is_heard() { (words.say("phone-js-who-heard", &[])) } @else { (who(words, &entry.who)) } }
            @if let Some(at) = entry.time { " " (words.moment(at)) }
            @if entry.internal { " " span { (words.say("desk-js-internal", &[])) } }
            @if entry.faults.is_empty() && !small { " " span { (words.say("desk-js-signed", &[])) } }
            @if !entry.seen_by.is_empty() && !small {
                " " span { (words.say("desk-js-seen-by", &[("names", &entry.seen_by.join(words.between()))])) }
            }
        }
    }
}

fn who(words: &Words, who: &Who) -> Markup {
    match who {
        Who::Reporter => words.say("desk-js-who-reporter", &[]),
        Who::Me(_) => words.say("desk-js-who-me", &[]),
        Who::Reader(name) => html! { (name) },
        Who::Unknown => words.say("desk-js-who-unknown", &[]),
    }
}

fn content(words: &Words, content: &Content) -> Markup {
    match content {
        Content::Report {
            words: story,
            answers,
            consent,
            language,
            heard,
        } => html! {
            @if let Some((way, name)) = heard { p.note data-heard=(way) { (words.say(&format!("phone-js-heard-{way}"), &[("name", name)])) } }
            p.words { (story) }
            @if !answers.is_empty() {
                dl.facts { @for (question, answer) in answers { div { dt { (question) } dd { (answer) } } } }
            }
            @if !consent.is_empty() {
                p.soft { (words.say("desk-js-consent-chosen", &[])) " " (consent) }
            }
            @if let Some(language) = language.filter(|language| *language != Lang::Ja) {
                p.note data-written-in=(language.id()) { (words.say(&format!("desk-js-written-{}", language.id()), &[])) }
            }
        },
        Content::Message(text) | Content::Note(text) => html! { p.words { (text) } },
        Content::Task(text, day) => html! {
            @if let Some(day) = day { p.what { (words.say_day("desk-js-todo-until", *day, &[])) } }
            p.words { (text) }
        },
        Content::Done => html! { p.what { (words.say("desk-js-todo-was-done", &[])) } },
        Content::Draft(text) => html! {
            p.what { (words.say("desk-js-draft", &[])) }
            p.words { (text) }
            p { button.btn.text type="button" data-use="answer" { (words.say("desk-js-draft-use", &[])) } }
        },
        Content::Seen(count) => {
            html! { p { (words.say("desk-js-line-seen", &[("count", &count.to_string())])) } }
        }
        Content::Grant { .. } | Content::Leaving { .. } => {
            html! { p { (readers::change(words, content)) } }
        }
        Content::Code => {
            html! { p data-code-replaced { (words.say("phone-js-code-replaced", &[])) } }
        }
        Content::Attachment(file, copy) => attached::attached(words, file, copy.as_ref()),
        Content::Reply { .. } | Content::Step { .. } => steps::said(words, content),
        Content::Unread => html! {},
    }
}

#[cfg(test)]
mod tests {
    use super::super::{faults, people};
    use super::*;
    use crate::entry::Copied;

    const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>《<b>》{$names}";

    fn evil_copy() -> Content {
        let copy = (Copied::Masked, EVIL.to_owned());
        Content::Attachment(attached::tests::file(EVIL, EVIL), Some(copy))
    }

    fn shown(faults: &[&str]) -> ShownCase {
        let answers = vec![(EVIL.to_owned(), EVIL.to_owned())];
        let (words, consent) = (EVIL.to_owned(), EVIL.to_owned());
        let contents = [
            Content::Report {
                words,
                answers,
                consent,
                language: Some(Lang::En),
                heard: Some(("phone", EVIL.to_owned())),
            },
            Content::Message(EVIL.to_owned()),
            Content::Note(EVIL.to_owned()),
            Content::Seen(2),
            Content::Grant {
                reader: EVIL.to_owned(),
                reason: EVIL.to_owned(),
            },
            Content::Leaving {
                how: "removed",
                reader: EVIL.to_owned(),
                reason: EVIL.to_owned(),
            },
            evil_copy(),
            Content::Step {
                is: "danger",
                what: EVIL.to_owned(),
                text: EVIL.to_owned(),
                recipient: EVIL.to_owned(),
                until: EVIL.to_owned(),
                reason: EVIL.to_owned(),
            },
            Content::Reply {
                is: "agreed",
                sentence: EVIL.to_owned(),
                text: EVIL.to_owned(),
                recipient: EVIL.to_owned(),
                until: EVIL.to_owned(),
            },
            Content::Code,
            Content::Unread,
        ];
        let entry = |content| ShownEntry {
            id: "00".repeat(32),
            internal: false,
            who: Who::Reader(EVIL.to_owned()),
            time: Some("2026-11-24T07:03:13Z".parse().unwrap()),
            content,
            faults: faults.iter().map(|code| (*code).to_owned()).collect(),
            counts: faults.is_empty(),
            seen_by: vec![EVIL.to_owned()],
        };
        ShownCase {
            people: EVIL.to_owned(),
            entries: contents.into_iter().map(entry).collect(),
            readers: vec![EVIL.to_owned()],
            left_out: vec![EVIL.to_owned()],
            gone: vec![EVIL.to_owned()],
            bad_keys: 1,
            faults: vec!["no-report".to_owned()],
        }
    }

    #[test]
    fn nothing_said_becomes_markup() {
        let words = Words::new(Lang::Ja, std::collections::BTreeMap::new());
        for faults in [&[][..], &["bad-signature"], &["<b>"]] {
            let case = shown(faults);
            let pages = [
                conversation(&words, &case).into_string(),
                people::people(&words, &case.people).into_string(),
                readers::readers(&words, &case).into_string(),
                faults::summary(&words, &case).unwrap().into_string(),
            ];
            for page in pages {
                assert!(
                    !page.contains("<script") && !page.contains("<img") && !page.contains("<b>》"),
                    "{page}"
                );
                assert!(
                    !page.contains("style=") && !page.contains("href="),
                    "{page}"
                );
            }
        }
    }

    #[test]
    fn a_fault_stands_beside_its_entry_and_folds_it() {
        let words = Words::new(Lang::Ja, std::collections::BTreeMap::new());
        let page = conversation(&words, &shown(&["wrong-kind"])).into_string();
        assert_eq!(page.matches("data-code=\"wrong-kind\"").count(), 11);
        assert_eq!(page.matches("<details>").count(), 10);
        assert!(!page.contains("desk-js-signed"));
    }
}
