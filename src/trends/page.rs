//! Pages of published figures; as long as there are none, they say so in words.

use maud::{Markup, html};
use sotomado_core::release::Release;

use crate::http::locale::{Locale, link, rich, t};
use crate::http::shell::{Page, Surface};
use crate::trends::page_table::table;

/// What one organisation has published, newest first, and the folder of its files.
#[derive(Debug)]
pub struct Published {
    pub name: String,
    pub folder: String,
    pub releases: Vec<Release>,
}

/// The form by which an HR reader signs in; `fault` is the code of a refusal.
pub fn sign_in(lang: Locale, sample: bool, fault: Option<&str>) -> Markup {
    let title = t(lang, "trends-signin-title", &[]);
    let mut page = Page::new(lang, Surface::Trends, &title, "/");
    page.sample = sample;
    page.render(html! {
        h1 { (rich(lang, "trends-signin-heading", &[])) }
        p { (rich(lang, "trends-signin-lead", &[])) }
        form method="post" action=(link("/signin", lang)) {
            @if let Some(code) = fault {
                p.fault #fault role="alert" { (rich(lang, &format!("faults-{code}"), &[])) }
            }
            div.field {
                label for="name" { (rich(lang, "trends-signin-name", &[])) }
                input #name name="name" type="text" required autocomplete="username" autocapitalize="none"
                    spellcheck="false" aria-invalid=[fault.map(|_| "true")] aria-describedby=[fault.map(|_| "fault")];
            }
            div.field {
                label for="password" { (rich(lang, "trends-signin-password", &[])) }
                input #password name="password" type="password" required autocomplete="current-password"
                    aria-invalid=[fault.map(|_| "true")] aria-describedby=[fault.map(|_| "fault")];
            }
            button.btn type="submit" { (rich(lang, "trends-signin-enter", &[])) }
        }
    })
}

/// What an HR reader sees of the own organisation.
pub fn own(lang: Locale, sample: bool, published: &Published, reader: &str) -> Markup {
    let title = t(lang, "trends-title", &[]);
    let mut page = Page::new(lang, Surface::Trends, &title, "/");
    page.sample = sample;
    page.style = Some("figures.css");
    page.organisation = Some(&published.name);
    page.render(html! {
        div.published { (figures(lang, std::slice::from_ref(published))) }
        p { (rich(lang, "trends-own-limits", &[])) }
        form method="post" action=(link("/signout", lang)) {
            p.note { (rich(lang, "trends-own-reader", &[("name", reader)])) }
            button.btn.second type="submit" { (rich(lang, "trends-own-leave", &[])) }
        }
    })
}

/// What everyone sees on the window's host: of one organisation (short name, name) or of the whole desk.
/// `help` are the telephones that answer now, which stand on every page of that host.
pub fn public(
    lang: Locale,
    sample: bool,
    organisation: Option<(&str, &str)>,
    help: &Markup,
    published: &[Published],
) -> Markup {
    let title = t(lang, "trends-title", &[]);
    let home = organisation.map_or("/".to_owned(), |(short, _)| format!("/o/{short}"));
    let path = organisation.map_or("/trends".to_owned(), |(short, _)| {
        format!("/o/{short}/trends")
    });
    let mut page = Page::new(lang, Surface::Window, &title, &path);
    page.sample = sample;
    page.style = Some("figures.css");
    page.home = &home;
    page.organisation = organisation.map(|(_, name)| name);
    page.script = Some("window.js");
    page.render(html! {
        div.published {
            (help)
            (figures(lang, published))
        }
    })
}

fn figures(lang: Locale, published: &[Published]) -> Markup {
    let alone = published.len() == 1;
    html! {
        h1 { (rich(lang, "trends-heading", &[])) }
        @for one in published {
            @if alone { p { (rich(lang, "trends-of", &[("organisation", &one.name)])) } }
            @else if !one.releases.is_empty() { h2.over { (one.name) } }
            @for release in &one.releases { (table(lang, release, &one.folder)) }
        }
        @if published.iter().all(|one| one.releases.is_empty()) {
            p { strong { (rich(lang, "trends-none", &[])) } }
            p { (rich(lang, "trends-none-why", &[])) }
        }
        p { (rich(lang, "trends-whole", &[])) }
    }
}
