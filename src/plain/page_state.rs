//! How a case stands: who can read it, who has, whom the desk told, and what comes next.

use std::collections::BTreeSet;

use maud::{Markup, html};
use sotomado_core::calendar::{Day, day_in, day_of_year_in};
use sotomado_core::entry::Body;
use sotomado_core::ids::AuthorKey;
use sotomado_core::roster::{Earlier, Reader};

use crate::http::locale::rich;
use crate::plain::page::Setting;
use crate::plain::page_case::{Shown, name};
use crate::plain::page_steps;

#[must_use]
pub fn state(setting: &Setting<'_>, shown: &Shown<'_>) -> Markup {
    let view = shown.view;
    let sound = || {
        view.entries
            .iter()
            .filter(|one| one.is_sound())
            .filter_map(|one| one.entry.as_ref())
    };
    let given = view.readers.values().flatten();
    let can: BTreeSet<AuthorKey> = given
        .filter(|reader| !view.gone.contains(*reader))
        .copied()
        .collect();
    let have_read: BTreeSet<AuthorKey> = sound()
        .filter(|entry| matches!(entry.body, Body::Seen(_)))
        .map(|entry| entry.header.author)
        .collect();
    let nobody = if sound()
        .any(|entry| matches!(&entry.body, Body::Report(report) if report.heard.is_some()))
    {
        "mailbox-js-state-nobody-heard"
    } else {
        "mailbox-js-state-nobody"
    };
    let day = |day: Day| day_in(day, setting.lang.core());
    let row = |id: &str, key: &str, value: Markup| html! { div data-state=(key) { dt { (setting.say(id)) } dd { (value) } } };
    html! {
        dl.four #state {
            (row("mailbox-js-state-can", "can", readable(setting, shown, &can, &have_read)))
            (row("mailbox-js-state-read", "read", list(setting, shown, &have_read, nobody)))
            (page_steps::stages(setting, view))
            (row("mailbox-js-state-told", "told", page_steps::told(setting, view)))
            @if shown.open {
                @if let Some(id) = page_steps::next(setting, view, (shown.next, have_read.is_empty())) { (row("mailbox-js-state-next", "next", rich(setting.lang, id, &[("day", &day(shown.next))]))) }
            }
            @else { (row("mailbox-js-state-open", "open", setting.say("mailbox-js-state-closed"))) }
            (row("mailbox-js-state-retention", "retention", rich(setting.lang, "mailbox-js-state-retention-value", &[("day", &day_of_year_in(shown.retention, setting.lang.core()))])))
            @if let Some(held) = shown.held { (row("mailbox-js-state-held", "held", rich(setting.lang, "mailbox-js-state-held-value", &[("day", &day_of_year_in(held, setting.lang.core()))]))) }
        }
    }
}

/// Who can read; and of whom that is not so: no roster names them any more, so that the server gives them nothing, or their new key
/// was not given the case yet. It is offered above the conversation.
fn readable(
    setting: &Setting<'_>,
    shown: &Shown<'_>,
    can: &BTreeSet<AuthorKey>,
    have_read: &BTreeSet<AuthorKey>,
) -> Markup {
    let newest = shown.rosters.iter().max_by_key(|one| one.body().epoch);
    let readers = newest.into_iter().flat_map(|roster| &roster.body().readers);
    let has_new = |reader: &&Reader| {
        let holds = |one: &Earlier| can.contains(&one.author);
        !can.contains(&reader.author) && reader.earlier.iter().any(holds)
    };
    let late: Vec<&Reader> = readers.filter(has_new).collect();
    let named = |author: &AuthorKey| {
        newest.is_none_or(|roster| roster.body().readers.iter().any(|one| one.was(author)))
    };
    let (here, off): (BTreeSet<AuthorKey>, BTreeSet<AuthorKey>) =
        can.iter().partition(|author| named(author));
    let off: BTreeSet<String> = off.iter().filter_map(|one| name(shown, one)).collect();
    let read: BTreeSet<String> = have_read
        .iter()
        .filter_map(|one| name(shown, one))
        .collect();
    let now = |author: &&AuthorKey| !late.iter().any(|reader| reader.was(author));
    let now: BTreeSet<AuthorKey> = here.iter().filter(now).copied().collect();
    html! {
        @if late.is_empty() && off.is_empty() || !now.is_empty() { (list(setting, shown, &now, "mailbox-js-unknown")) }
        @for reader in &late {
            p.soft data-late { (rich(setting.lang, "mailbox-js-state-late", &[("name", &reader.name)])) }
        }
        @for name in &off {
            p.soft data-off { (rich(setting.lang, if read.contains(name) { "mailbox-js-state-off" } else { "mailbox-js-state-off-unread" }, &[("name", name)])) }
        }
    }
}

fn list(setting: &Setting<'_>, shown: &Shown<'_>, all: &BTreeSet<AuthorKey>, none: &str) -> Markup {
    let names: BTreeSet<String> = all
        .iter()
        .filter_map(|author| name(shown, author))
        .collect();
    html! {
        @if names.is_empty() { (setting.say(none)) }
        @for (place, name) in names.iter().enumerate() {
            span.whole-name { (name) @if place + 1 < names.len() { (setting.say("mailbox-js-and")) } }
        }
    }
}
