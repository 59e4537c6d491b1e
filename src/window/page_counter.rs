//! The counter's page: the way to 110, which stands without script and without network, and a place for the procedure.

use maud::{Markup, html};
use serde_json::json;
use sotomado_core::policy::{Room, Text};

use crate::http::assets;
use crate::http::locale::{Locale, plain, rich, ruby, t};
use crate::http::shell::{self, Page, Surface};
use crate::window::page::Setting;
use crate::window::page_code;

/// `/o/{org}/counter`.
#[must_use]
pub fn counter(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let (path, home) = (setting.path("/counter"), setting.path(""));
    let title = t(lang, "counter-title", &[("organisation", setting.name)]);
    let mut page = Page::new(lang, Surface::Window, &title, &path);
    page.organisation = Some(setting.name);
    page.home = &home;
    page.sample = setting.sample;
    (page.script, page.style) = (Some("counter.js"), Some("counter.css"));
    // The last are of the code of a case, which is shown and asked back as after a report.
    page.words = &[
        "counter-js-",
        "window-js-deputy",
        "window-js-echo",
        "window-js-copied",
        "window-js-copy-failed",
        "window-js-print-failed",
        "window-js-picture-",
    ];
    page.render(html! {
        div.counter {
            (call(setting))
            div #view {
                h1 tabindex="-1" { (rich(lang, "counter-heading", &[])) }
                p { (rich(lang, "counter-lead", &[])) }
                noscript { p.note #script-off { (rich(lang, "counter-script-off", &[])) } (stages(setting)) }
                p.fault.whole #script-late role="alert" { (rich(lang, "counter-script-late", &[])) }
                p.soft #waiting role="status" hidden { (rich(lang, "counter-wait", &[])) }
            }
            p.fault.whole #fault role="alert" tabindex="-1" {}
            div.kept #kept hidden {}
            p.aloud #said role="status" aria-live="polite" {}
            template #filed { (filed(lang)) }
        }
        (shell::data("page", &json!({
            "organisation": setting.slug, "window": setting.window, "hl": lang.id(), "page": "counter",
            "name": setting.name, "wasm": assets::url("core.wasm"), "help": help(setting),
        })))
    })
}

/// The code of the case that a record became.
fn filed(lang: Locale) -> Markup {
    html! {
        section.stack data-view="desk" {
            h1 tabindex="-1" { (rich(lang, "counter-filed-heading", &[])) }
            p { (rich(lang, "window-done-lead", &[])) }
            (page_code::shown(lang, "", "window-done-code"))
            (page_code::echo(lang))
            div.btns.no-print {
                button.btn #finish type="button" { (rich(lang, "window-done-finish", &[])) }
                button.btn.text #filing-back type="button" { (rich(lang, "counter-filed-later", &[])) }
            }
        }
    }
}

/// First in the order of the page, last on the screen: one press opens it, and a second leads back to where one was.
fn call(setting: &Setting<'_>) -> Markup {
    let lang = setting.lang;
    let rooms: Vec<&Room> = setting.policies.rooms.of(setting.slug).collect();
    html! {
        details.call #call {
            summary {
                b { "110" }
                span.shut { (rich(lang, "counter-call", &[])) }
                span.opened { (rich(lang, "counter-call-close", &[])) }
            }
            section.call-sheet.stack aria-labelledby="call-heading" {
                h2 #call-heading { (rich(lang, "counter-call-heading", &[])) }
                p { (rich(lang, "counter-call-hands", &[])) }
                div.btns.two data-dial="" {
                    a.btn href="tel:110" data-tel="110" { (rich(lang, "counter-call-mobile", &[])) }
                    a.btn.second href="tel:119" data-tel="119" { (rich(lang, "counter-call-mobile-119", &[])) }
                }
                div.stack #no-dial hidden {
                    p.note { (rich(lang, "counter-call-practice", &[])) }
                    button.btn #leave-practice type="button" { (rich(lang, "counter-call-real", &[])) }
                }
                @for room in &rooms { (one(setting, room, rooms.len() > 1)) }
                @if rooms.is_empty() { p.note data-room="" { (rich(lang, "counter-call-none", &[])) } }
                h3 { (rich(lang, "counter-call-say", &[])) }
                ul.points.sayings {
                    li { (rich(lang, "counter-call-say-case", &[])) }
                    li { (rich(lang, "counter-call-say-place", &[("place", &place(setting, &rooms))])) }
                    li { (rich(lang, "counter-call-say-what", &[])) }
                    li { (rich(lang, "counter-call-say-hurt", &[])) }
                    li { (rich(lang, "counter-call-say-who", &[])) }
                }
                div #called {}
            }
        }
    }
}

fn said<'t>(setting: &Setting<'_>, text: &'t Text) -> &'t str {
    text.get(setting.lang.core())
}

fn one(setting: &Setting<'_>, room: &Room, several: bool) -> Markup {
    let lang = setting.lang;
    let phones = |reaches: bool| {
        let all = room.telephones.iter();
        all.filter(move |telephone| room.verified && telephone.reaches_110 == reaches)
    };
    html! {
        section.room.stack data-room=(room.id) data-verified[room.verified] {
            @if several || room.verified { h3 { (ruby(said(setting, &room.name))) } }
            @if phones(true).next().is_some() {
                dl.four {
                    div.phones { dt { (rich(lang, "counter-call-reaches", &[])) } @for phone in phones(true) { dd { (ruby(said(setting, &phone.name))) } } }
                }
            } @else {
                p.note { (rich(lang, "counter-call-none", &[])) }
            }
            dl.four {
                @if phones(false).next().is_some() {
                    div { dt { (rich(lang, "counter-call-not", &[])) } @for phone in phones(false) { dd { (ruby(said(setting, &phone.name))) } } }
                }
                div {
                    dt { (rich(lang, "counter-call-address", &[])) }
                    @match room.address.as_ref().filter(|_| room.verified) {
                        Some(address) => dd { (ruby(said(setting, address))) },
                        None => dd.unknown { (rich(lang, "counter-call-address-none", &[])) },
                    }
                }
                @if let Some(entrance) = room.entrance.as_ref().filter(|_| room.verified) {
                    div { dt { (rich(lang, "counter-call-entrance", &[])) } dd { (ruby(said(setting, entrance))) } }
                }
            }
            p.soft { (rich(lang, "counter-call-pbx", &[])) }
        }
    }
}

/// The address of the only room, or the organisation's name.
fn place(setting: &Setting<'_>, rooms: &[&Room]) -> String {
    match rooms {
        [room] if room.verified => room.address.as_ref().map_or_else(
            || setting.name.to_owned(),
            |address| plain(said(setting, address)),
        ),
        _ => setting.name.to_owned(),
    }
}

fn help(setting: &Setting<'_>) -> Vec<String> {
    let rooms = setting.policies.rooms.of(setting.slug);
    rooms
        .filter(|room| room.verified)
        .flat_map(|room| &room.help)
        .map(|name| plain(said(setting, name)))
        .collect()
}

/// What is said in each stage, for whoever has no script.
fn stages(setting: &Setting<'_>) -> Markup {
    html! {
        h2 { (rich(setting.lang, "counter-stages", &[])) }
        @for stage in &setting.policies.counter.stages {
            details.fold {
                summary { span { (ruby(said(setting, &stage.name))) } }
                div.inside { p { (ruby(said(setting, &stage.say))) } }
            }
        }
    }
}
