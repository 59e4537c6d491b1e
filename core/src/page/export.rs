//! The readable half of an export: one text file an entry, and a README.

use std::fmt::Write as _;

use super::attached;
use super::faults;
use super::shown::{Content, ShownCase, ShownEntry, Who};
use super::steps;
use super::words::Words;

/// A text file of the archive; `path` is ASCII and relative.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TextFile {
    pub path: String,
    pub text: String,
}

/// `id` is the case's, `window` the organisation's name; `sealed_here` if the server says that it sealed the report.
#[must_use]
pub fn texts(
    words: &Words,
    case: &ShownCase,
    (id, window): (&str, &str),
    sealed_here: bool,
) -> Vec<TextFile> {
    let mut files = vec![TextFile {
        path: "README.txt".to_owned(),
        text: readme(words, case, (id, window), sealed_here),
    }];
    for (place, entry) in case.entries.iter().enumerate() {
        let kind = entry.content.kind();
        files.push(TextFile {
            path: format!("entries/{:03}-{kind}.txt", place + 1),
            text: one(words, case, entry),
        });
    }
    files
}

fn readme(
    words: &Words,
    case: &ShownCase,
    (id, window): (&str, &str),
    sealed_here: bool,
) -> String {
    let or_nobody = |names: &[String]| {
        if names.is_empty() {
            words.plain("desk-js-nobody", &[])
        } else {
            names.join(words.between())
        }
    };
    let mut text = String::new();
    for line in [
        "desk-js-export-readme-1",
        "desk-js-export-readme-2",
        "desk-js-export-readme-3",
        "desk-js-export-readme-4",
    ] {
        let _ = writeln!(text, "{}", words.plain(line, &[]));
    }
    let _ = writeln!(text, "\n{window}\n{id}\n");
    if sealed_here {
        let _ = writeln!(text, "{}\n", words.plain("desk-js-sealed-here", &[]));
    }
    let _ = writeln!(
        text,
        "{}: {}",
        words.plain("desk-js-people", &[]),
        case.people.trim()
    );
    let _ = writeln!(
        text,
        "{}: {}",
        words.plain("desk-js-readers-now", &[]),
        or_nobody(&case.readers)
    );
    let _ = writeln!(
        text,
        "{}: {}",
        words.plain("desk-js-readers-left-out", &[]),
        or_nobody(&case.left_out)
    );
    text
}

fn one(words: &Words, case: &ShownCase, entry: &ShownEntry) -> String {
    let log = if entry.internal { "desk" } else { "case" };
    let mut text = String::new();
    let who = match &entry.who {
        Who::Reporter if entry.content.is_heard() => words.plain("phone-js-who-heard", &[]),
        Who::Reporter => words.plain("desk-js-who-reporter", &[]),
        Who::Me(name) | Who::Reader(name) => name.clone(),
        Who::Unknown => words.plain("desk-js-who-unknown", &[]),
    };
    let _ = writeln!(text, "{who}");
    if let Some(at) = entry.time {
        let _ = writeln!(text, "{}", words.moment_plain(at));
    }
    if entry.internal {
        let _ = writeln!(text, "{}", words.plain("desk-js-internal", &[]));
    }
    if entry.faults.is_empty() {
        let _ = writeln!(text, "{}", words.plain("desk-js-signed", &[]));
    }
    for code in &entry.faults {
        let _ = writeln!(text, "{}", words.plain(&faults::message(code), &[]));
    }
    if !entry.seen_by.is_empty() {
        let names = entry.seen_by.join(words.between());
        let _ = writeln!(
            text,
            "{}",
            words.plain("desk-js-seen-by", &[("names", &names)])
        );
    }
    let _ = writeln!(text, "sealed/{log}/{}.age\n", entry.id);
    text.push_str(&content(words, case, &entry.content));
    text.push('\n');
    text
}

fn content(words: &Words, case: &ShownCase, content: &Content) -> String {
    match content {
        Content::Report {
            words: story,
            answers,
            consent,
            heard,
            ..
        } => {
            let mut text = heard.as_ref().map_or_else(String::new, |(way, name)| {
                let said = words.plain(&format!("phone-js-heard-{way}"), &[("name", name)]);
                format!("{said}\n\n")
            });
            let _ = write!(
                text,
                "{}: {}\n\n{story}\n",
                words.plain("desk-js-people", &[]),
                case.people.trim()
            );
            for (question, answer) in answers {
                let _ = write!(text, "\n{question}\n  {answer}\n");
            }
            let _ = write!(
                text,
                "\n{} {consent}\n",
                words.plain("desk-js-consent-chosen", &[])
            );
            text
        }
        Content::Message(text) | Content::Note(text) => text.clone(),
        Content::Task(text, day) => {
            let day = day.map_or_else(String::new, |day| day.to_string());
            format!(
                "{}\n\n{text}",
                words.plain("desk-js-todo-until", &[("day", &day)])
            )
        }
        Content::Done => words.plain("desk-js-todo-was-done", &[]),
        Content::Draft(text) => format!("{}\n\n{text}", words.plain("desk-js-draft", &[])),
        Content::Seen(count) => words.plain("desk-js-line-seen", &[("count", &count.to_string())]),
        Content::Grant { reader, reason } => words.plain(
            "desk-js-line-grant",
            &[("name", reader), ("reason", reason)],
        ),
        Content::Leaving {
            how,
            reader,
            reason,
        } => words.plain(
            &format!("desk-js-line-{how}"),
            &[("name", reader), ("reason", reason)],
        ),
        Content::Code => words.plain("phone-js-code-replaced", &[]),
        Content::Attachment(file, copy) => attached::plain(words, file, copy.as_ref()),
        Content::Reply { .. } | Content::Step { .. } => steps::plain(words, content),
        Content::Unread => String::new(),
    }
}
