//! What the desk did and proposed, and what the reporter answered, as lines of the conversation.

use maud::{Markup, html};

use super::shown::Content;
use super::words::Words;
use crate::calendar::Day;

/// One line: the sentence that says what it is, and the paragraphs under it.
struct Line<'a> {
    /// Id of the message.
    id: String,
    recipient: &'a str,
    until: &'a str,
    lead: &'a str,
    text: &'a str,
    reason: &'a str,
}

fn line(content: &Content) -> Option<Line<'_>> {
    match content {
        Content::Step {
            is,
            what,
            text,
            recipient,
            until,
            reason,
        } => Some(Line {
            id: named("step", is),
            recipient,
            until,
            // A proposal bears the name of where it leads, which reads as if it had been done.
            lead: if is_decided(is) { what } else { "" },
            text,
            reason,
        }),
        Content::Reply {
            is,
            sentence,
            text,
            recipient,
            until,
        } => Some(Line {
            id: named("reply", is),
            recipient,
            until,
            lead: sentence,
            text,
            reason: "",
        }),
        _ => None,
    }
}

fn is_decided(is: &str) -> bool {
    !matches!(is, "proposed" | "danger" | "approved")
}

/// The day in the words of the language; what is no day is shown as it is.
fn until(words: &Words, line: &Line<'_>) -> Markup {
    let recipient = [("recipient", line.recipient)];
    match Day::parse(line.until) {
        Some(day) => words.say_day(&line.id, day, &recipient),
        None => words.say(
            &line.id,
            &[("recipient", line.recipient), ("day", line.until)],
        ),
    }
}

fn named(kind: &str, is: &str) -> String {
    if is.is_empty() {
        String::new()
    } else {
        format!("consent-desk-{kind}-{is}")
    }
}

pub(super) fn said(words: &Words, content: &Content) -> Markup {
    let Some(line) = line(content) else {
        return html! {};
    };
    html! {
        @if !line.id.is_empty() {
            p.what { (until(words, &line)) }
        }
        @if !line.lead.is_empty() { p { b { (line.lead) } } }
        @if !line.text.is_empty() { p.words { (line.text) } }
        @if !line.reason.is_empty() { p.soft { (words.say("consent-desk-reason", &[])) } p.words { (line.reason) } }
    }
}

pub(super) fn plain(words: &Words, content: &Content) -> String {
    let Some(line) = line(content) else {
        return String::new();
    };
    let mut parts = Vec::new();
    if !line.id.is_empty() {
        let values = [("recipient", line.recipient), ("day", line.until)];
        parts.push(words.plain(&line.id, &values));
    }
    parts.extend([line.lead, line.text].map(str::to_owned));
    if !line.reason.is_empty() {
        let label = words.plain("consent-desk-reason", &[]);
        parts.push(format!("{label}\n{}", line.reason));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}
