//! Small pieces that pages share.

use jiff::Timestamp;
use maud::{Markup, html};
use sotomado_core::calendar::{Day, day_in, day_of_year_in, hour_in};
use sotomado_core::policy::{Contact, Opening, Policies};

use crate::http::locale::{Locale, link, plain, rich, ruby, t};

/// How much room the contacts take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// All that answer now, one a line.
    Full,
    /// Danger and the first that answers now; the rest folded.
    Short,
}

/// Whom else to call: those that answer now first, danger before all, the others folded.
#[must_use]
pub fn contacts(
    lang: Locale,
    policies: &Policies,
    organisation: Option<&str>,
    now: Timestamp,
    room: Room,
) -> Markup {
    let all = policies.contacts.at(&policies.holidays, organisation, now);
    let danger: Vec<&Contact> = all
        .iter()
        .filter(|(contact, _)| contact.danger)
        .map(|(contact, _)| *contact)
        .collect();
    let calls = |open: bool| {
        let rest = all
            .iter()
            .filter(move |(contact, _)| !contact.danger && contact.tel.is_some() == open);
        rest.filter(move |(_, answers)| *answers == open)
            .map(|(contact, _)| *contact)
    };
    let shown = if room == Room::Full { usize::MAX } else { 1 };
    let now_open: Vec<&Contact> = calls(true).collect();
    let first: Vec<&Contact> = now_open.iter().copied().take(shown).collect();
    let later: Vec<(&Contact, bool)> = all
        .iter()
        .filter(|(contact, _)| !contact.danger && !first.iter().any(|one| one.id == contact.id))
        .copied()
        .collect();
    let unverified = all
        .iter()
        .map(|(contact, _)| *contact)
        .find(|contact| contact.tel.is_some() && !contact.verified);
    html! {
        aside.open.contacts.short[room == Room::Short] aria-labelledby="contacts-heading" data-step="contacts" {
            h2 #contacts-heading { (rich(lang, "window-contacts-now", &[])) }
            ul.calls {
                li.danger {
                    span.who { (rich(lang, "window-contacts-danger", &[])) }
                    span.tels { @for contact in &danger { (call(lang, contact)) } }
                }
                @for contact in &first { (line(lang, contact, true, room == Room::Full)) }
            }
            details.fold {
                summary { span { (rich(lang, "window-contacts-later", &[])) } }
                div.inside {
                    ul.calls { @for (contact, open) in &later { (line(lang, contact, *open, true)) } }
                    @if let Some(contact) = unverified {
                        p.source { (rich(lang, "window-contacts-unverified", &[("day", &day_in(contact.as_of, lang.core()))])) }
                    }
                }
            }
        }
    }
}

fn line(lang: Locale, contact: &Contact, open: bool, with_note: bool) -> Markup {
    html! {
        li data-contact=(contact.id) {
            span.who {
                span.name { (ruby(contact.name.get(lang.core()))) }
                @if let Some(note) = contact.note.as_ref().filter(|_| with_note) { span.when.note-text { (ruby(note.get(lang.core()))) } }
                @if !open && contact.tel.is_some() { span.when { (rich(lang, shut(contact), &[])) } }
            }
            (call(lang, contact))
        }
    }
}

/// Where no hours are written down, nobody knows whether somebody answers now.
fn shut(contact: &Contact) -> &'static str {
    if contact.opening == Opening::Unknown {
        "window-contacts-hours-unknown"
    } else {
        "window-contacts-shut"
    }
}

fn call(lang: Locale, contact: &Contact) -> Markup {
    let name = plain(contact.name.get(lang.core()));
    html! {
        @if let (Some(tel), Some(href)) = (&contact.tel, contact.tel_href()) {
            // The mark is drawn by the style sheet: spoken names must hold the words that are seen.
            a.tel.unverified[!contact.verified] href=(href) data-tel=(contact.id)
                aria-label=(t(lang, "window-contacts-call", &[("name", &name), ("tel", tel)])) { (tel) }
        }
    }
}

/// `11月27日（金）17時`, with ruby where the language has it.
#[must_use]
pub fn moment(lang: Locale, (day, hour): (sotomado_core::calendar::Day, u8)) -> (String, String) {
    (day_in(day, lang.core()), hour_in(hour, lang.core()))
}

/// A link that looks like a button; `second` is an outline, `text` underlined words.
#[must_use]
pub fn way(lang: Locale, id: &str, path: &str, message: &str, look: &str) -> Markup {
    html! { a id=(id) class={ "btn " (look) } href=(link(path, lang)) { (rich(lang, message, &[])) } }
}

/// That the desk was put back from a copy of that day, for whoever comes back.
#[must_use]
pub fn restored(lang: Locale, copy: Option<Day>) -> Markup {
    let Some(copy) = copy else {
        return html! {};
    };
    let day = day_of_year_in(copy, lang.core());
    html! { p.note #restored { (rich(lang, "window-mailbox-restored", &[("day", &day)])) } }
}

/// Where the desk's own office is reached, as the signed policies say; nothing where they do not.
#[must_use]
pub fn desk(lang: Locale, policies: &Policies) -> Markup {
    html! {
        @if let Some(desk) = &policies.window.desk {
            div.stack #desk-at {
                p { b { (rich(lang, "window-desk-at", &[])) } br; (desk.name) }
                @if let Some(telephone) = &desk.telephone {
                    p.way {
                        a href=(format!("tel:{}", dialled(telephone))) { (telephone) }
                        @if let Some(hours) = &desk.hours { " " span.soft { (hours) } }
                    }
                }
                @if let Some(address) = &desk.address { p { (address) } }
            }
        }
    }
}

fn dialled(telephone: &str) -> String {
    let signs = telephone.chars();
    signs
        .filter(|sign| sign.is_ascii_digit() || *sign == '+')
        .collect()
}
