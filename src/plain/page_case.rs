//! Coming back: the code, the conversation, writing on, taking back.

use maud::{Markup, html};
use sotomado_core::calendar::{Day, Wall, day_in};
use sotomado_core::entry::{Body, Entry, Grant, Handover, Leaving};
use sotomado_core::handing::Followed;
use sotomado_core::ids::AuthorKey;
use sotomado_core::log::{Checked, LogView};
use sotomado_core::roster::Roster;

use crate::http::locale::{rich, ruby, t};
use crate::http::widgets::restored;
use crate::plain::page::{Setting, carry, fault, lines};
use crate::plain::page_asked;
use crate::plain::page_file;
use crate::plain::page_newkeys;
use crate::plain::page_state;
use crate::plain::page_steps;
use crate::plain::say::Trouble;

/// Asks for the code. `typed` stands in the field again; `words` were written before and go along.
#[must_use]
pub fn enter(
    setting: &Setting<'_>,
    slip: &str,
    typed: &str,
    words: &str,
    trouble: Option<&Trouble>,
) -> Markup {
    let lang = setting.lang;
    let crossed = trouble.is_some_and(|trouble| trouble.id == "plain-code-browser");
    let body = html! {
        section.stack #plain-enter {
            h1 { (setting.say("window-mailbox-heading")) }
            p { (setting.say("plain-enter-lead")) }
            (restored(setting.lang, setting.restored))
            (setting.form("enter-form", "/plain/mailbox", html! {
                (carry("slip", slip))
                div.field {
                    label for="receipt" { (setting.say("window-mailbox-code")) }
                    input #receipt type="text" name="code" value=(typed) autocomplete="off" autocapitalize="characters" spellcheck="false"
                        aria-describedby="receipt-fault" aria-invalid=[trouble.map(|_| "true")];
                    (fault("receipt-fault", trouble.map(|trouble| trouble.sentence(lang))))
                    @if crossed { div.btns { a.btn.second #to-script href=(setting.link("/mailbox")) { (setting.say("plain-code-browser-link")) } } }
                }
                @if !words.is_empty() {
                    div.field {
                        label for="message" { (setting.say("plain-enter-words")) }
                        (lines("message", "words", words, 5, "receipt-fault", false))
                    }
                }
                button.btn #open type="submit" { (setting.say("window-mailbox-open")) }
                (setting.languages("/plain/mailbox"))
            }))
            div.btns { a.btn.text href=(setting.link("/lost")) { (setting.say("window-home-lost")) } }
        }
    };
    setting.document(true, body)
}

/// A case as its reporter sees it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    pub view: &'a LogView,
    pub rosters: &'a [Roster],
    pub author: AuthorKey,
    pub open: bool,
    /// A reader has fetched it.
    pub read: bool,
    pub next: Day,
    pub retention: Day,
    /// It is kept beyond that day.
    pub held: Option<Day>,
    /// To whose new key it may be handed.
    pub followed: &'a [Followed<'a>],
}

/// What the forms of the page carry.
#[derive(Clone, Copy, Debug)]
pub struct Carried<'a> {
    pub slip: &'a str,
    pub token: &'a str,
    pub words: &'a str,
}

/// The conversation; `said` is a sentence of what was just done.
#[must_use]
pub fn case(
    setting: &Setting<'_>,
    shown: &Shown<'_>,
    carried: &Carried<'_>,
    said: Option<&str>,
    trouble: Option<&Trouble>,
) -> Markup {
    let answered = shown.view.entries.iter().any(|one| {
        let entry = one.entry.as_ref().filter(|_| one.is_sound());
        entry.is_some_and(|entry| {
            let answers = matches!(entry.body, Body::Message(_) | Body::Step(_));
            answers && entry.header.author != shown.author
        })
    });
    let body = html! {
        section.stack #plain-case {
            h1 { (setting.say(if answered { "mailbox-js-case-answered" } else { "mailbox-js-case-waiting" })) }
            @if let Some(said) = said { p.note #said role="status" { (setting.say(said)) } }
            (page_newkeys::offered(setting, shown.followed, carried))
            (page_asked::asked(setting, &shown.view.asked, carried))
            ol.talk #talk {
                @for one in &shown.view.entries {
                    @if !is_quiet(one) { (line(setting, shown, carried, one)) }
                }
            }
            @if shown.view.reporter.is_none() { p.fault data-fault="no-report" { (setting.say("plain-no-report")) } }
            h2 { (setting.say("window-mailbox-state")) }
            (page_state::state(setting, shown))
            h2 { label for="message" { (setting.say("window-mailbox-write")) } }
            (setting.form("reply-form", "/plain/reply", html! {
                (carry("slip", carried.slip)) (carry("token", carried.token))
                div.field {
                    (lines("message", "words", carried.words, 5, "message-hint message-fault", trouble.is_some()))
                    p.hint #message-hint { (setting.say("plain-reply-hint")) }
                    (fault("message-fault", trouble.map(|trouble| trouble.sentence(setting.lang))))
                }
                (page_file::choose(setting))
                div.btns {
                    button.btn #send-message type="submit" name="to" value="send" { (setting.say("plain-check-send")) }
                    button.btn.text #again type="submit" name="to" value="again" { (setting.say("window-mailbox-again")) }
                }
                (setting.languages("/plain/reply"))
            }))
            (leave(setting, shown, carried))
        }
    };
    setting.document(true, body)
}

fn leave(setting: &Setting<'_>, shown: &Shown<'_>, carried: &Carried<'_>) -> Markup {
    let hidden = html! { (carry("slip", carried.slip)) (carry("token", carried.token)) };
    html! {
        (setting.form("end-form", "/plain/end", html! {
            (hidden)
            button.btn.second #end type="submit" { (setting.say("window-done-finish")) }
            p.soft { (setting.say("plain-case-end")) }
        }))
        @if !shown.read {
            (setting.form("take-back-form", "/plain/take-back", html! {
                (hidden)
                button.btn.text #take-back type="submit" { (setting.say("plain-take-back")) }
            }))
        }
    }
}

/// Asks once more before a report is taken back.
#[must_use]
pub fn sure(setting: &Setting<'_>, slip: &str, token: &str) -> Markup {
    let body = html! {
        section.stack #plain-sure {
            h1 { (setting.say("plain-sure-heading")) }
            p { (setting.say("plain-sure")) }
            (setting.form("sure-form", "/plain/take-back", html! {
                (carry("slip", slip)) (carry("token", token)) (carry("sure", "yes"))
                button.btn #sure type="submit" { (setting.say("plain-sure-yes")) }
            }))
            (setting.form("keep-form", "/plain/reply", html! {
                (carry("slip", slip)) (carry("token", token))
                button.btn.text #keep type="submit" name="to" value="again" { (setting.say("plain-sure-no")) }
            }))
        }
    };
    setting.document(true, body)
}

fn is_quiet(one: &Checked) -> bool {
    one.faults.is_empty()
        && one
            .entry
            .as_ref()
            .is_some_and(|entry| matches!(entry.body, Body::Seen(_)))
}

fn line(setting: &Setting<'_>, shown: &Shown<'_>, carried: &Carried<'_>, one: &Checked) -> Markup {
    let lang = setting.lang;
    let entry = one.entry.as_ref();
    let own = entry.is_some_and(|entry| entry.header.author == shown.author);
    let sound = one.faults.is_empty() && entry.is_some();
    let name = match entry.filter(|_| sound) {
        Some(_) if own => Some(t(lang, "mailbox-js-you", &[])),
        Some(entry) => name(shown, &entry.header.author),
        None => None,
    };
    let seen = shown.view.seen.contains(&one.id);
    html! {
        li.msg.ours[!own] data-entry=(one.id) data-kind=(entry.map_or("none", kind)) {
            p.who {
                // Whose words they are is said only where the signature and its right to be here hold.
                b { @match &name { Some(name) => (name), None => (setting.say("mailbox-js-unknown")) } }
                @if let Some(entry) = entry { time datetime=(entry.header.time) { (moment(setting, entry)) } }
                @if own && sound {
                    span data-seen=(if seen { "yes" } else { "no" }) { (setting.say(if seen { "mailbox-js-seen" } else { "mailbox-js-not-seen" })) }
                }
            }
            @match entry.map(|entry| &entry.body) {
                Some(Body::Attachment(file)) => (page_file::attached(setting, carried, (file, name.as_deref().filter(|_| !own)), one.is_sound())),
                _ => @if let Some(entry) = entry { (words(setting, shown, entry)) },
            }
            @for found in &one.faults { p.fault data-fault=(found.code()) { (page_steps::fault(setting.lang, *found)) } }
        }
    }
}

const fn kind(entry: &Entry) -> &'static str {
    match &entry.body {
        Body::Report(_) => "report",
        Body::Message(_) => "message",
        Body::Seen(_) => "seen",
        Body::Grant(_) => "grant",
        Body::Attachment(_) => "attachment",
        Body::Consent(_) => "consent",
        Body::Step(_) | Body::Handover(_) => "step",
        _ => "other",
    }
}

fn moment(setting: &Setting<'_>, entry: &Entry) -> Markup {
    let wall = Wall::of(entry.header.time.timestamp());
    let (hour, minute) = (wall.minute / 60, wall.minute % 60);
    ruby(&format!(
        "{} {hour}:{minute:02}",
        day_in(wall.day, setting.lang.core())
    ))
}

fn words(setting: &Setting<'_>, shown: &Shown<'_>, entry: &Entry) -> Markup {
    let said = |text: &str| html! { @if !text.is_empty() { p.words dir="auto" { (text) } } };
    html! {
        @match &entry.body {
            Body::Report(report) => {
                (said(&report.words))
                @if !report.people.is_empty() { p.soft { (setting.say("mailbox-js-people")) span dir="auto" { (report.people) } } }
            },
            Body::Message(message) => (said(&message.words)),
            Body::Grant(grant) => {
                p.words { (rich(setting.lang, granted(shown, grant), &[("name", &name(shown, &grant.reader).unwrap_or_default())])) }
                (said(&grant.reason))
            },
            Body::Step(step) => (page_steps::step(setting, step)),
            Body::Consent(consent) => (page_steps::reply(setting.lang, consent)),
            Body::Handover(step) => {
                @match left(shown, entry, step) {
                    Some((id, who)) => p.words data-left=(id) { (rich(setting.lang, &format!("mailbox-js-left-{id}"), &[("name", &who)])) },
                    None => (said(&step.what)),
                }
                (said(&step.text))
            },
            _ => p.words { (setting.say("mailbox-js-other-kind")) },
        }
    }
}

/// The sentence about a grant: with a new key of the case, nothing changes for whoever read it before.
fn granted(shown: &Shown<'_>, grant: &Grant) -> &'static str {
    let before = shown.view.readers.range(..grant.epoch);
    if before
        .flat_map(|(_, all)| all)
        .any(|one| *one == grant.reader)
    {
        "mailbox-js-grant-on"
    } else if follows(shown, grant) {
        "mailbox-js-grant-newkey"
    } else {
        "mailbox-js-grant"
    }
}

/// Whether the key took the place of another of the same person, who could read by that one.
fn follows(shown: &Shown<'_>, grant: &Grant) -> bool {
    let mut cards = shown
        .rosters
        .iter()
        .filter_map(|one| one.reader(&grant.reader));
    cards.any(|card| {
        let mut holders = shown.view.readers.values().flatten();
        holders.any(|holder| *holder != grant.reader && card.was(holder))
    })
}

/// How somebody reads no further, and who.
fn left(shown: &Shown<'_>, entry: &Entry, said: &Handover) -> Option<(&'static str, String)> {
    let (how, who) = match &said.leaving.as_ref()? {
        Leaving::Removed(removed) => ("removed", &removed.reader),
        Leaving::Aside if shown.view.has_read(&entry.header.author) => {
            ("aside", &entry.header.author)
        }
        Leaving::Aside => ("unread", &entry.header.author),
    };
    Some((how, name(shown, who).unwrap_or_default()))
}

/// A reader's name on the newest roster that knows them.
pub(super) fn name(shown: &Shown<'_>, author: &AuthorKey) -> Option<String> {
    let known = shown
        .rosters
        .iter()
        .filter_map(|roster| Some((roster.body().epoch, roster.reader(author)?)));
    known
        .max_by_key(|(epoch, _)| *epoch)
        .map(|(_, reader)| reader.name.clone())
}
