//! The window's pages: values in, markup out.

use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::json;
use sotomado_core::calendar::Day;
use sotomado_core::policy::Policies;
use sotomado_core::roster::Runs;

use crate::http::locale::{Locale, link, rich, t};
use crate::http::shell::{self, Page, Surface};
use crate::http::widgets::{Room, contacts};

/// What every page of an organisation's window is given.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub lang: Locale,
    /// A demonstration.
    pub sample: bool,
    /// The organisation's short name, as in the path.
    pub slug: &'a str,
    pub name: &'a str,
    /// Window id, hex.
    pub window: &'a str,
    pub runs: Runs,
    /// How many readers the roster in force names.
    pub readers: usize,
    /// Whether an urgent call would reach every reader.
    pub calls: bool,
    /// The largest file that is taken, in bytes.
    pub largest_file: u64,
    pub policies: &'a Policies,
    pub now: Timestamp,
    /// The day of the copy from which the desk was put back.
    pub restored: Option<Day>,
}

impl Setting<'_> {
    /// A path under this organisation: `path("/report")`.
    #[must_use]
    pub fn path(&self, under: &str) -> String {
        format!("/o/{}{under}", self.slug)
    }

    /// The whole document. With `scripted`, the script runs and is told whose window it is.
    #[must_use]
    pub fn document(&self, under: &str, title: &str, scripted: bool, body: Markup) -> Markup {
        let (path, home) = (self.path(under), self.path(""));
        let title = t(self.lang, title, &[("organisation", self.name)]);
        let mut page = Page::new(self.lang, Surface::Window, &title, &path);
        page.organisation = Some(self.name);
        page.home = &home;
        page.sample = self.sample;
        // A report's page is fetched in a hurry, over whatever line there is: it carries nothing of the mailbox.
        let back = under == "/mailbox";
        page.style = (under == "/paper").then_some("figures.css");
        page.script = Some(if back { "mailbox.js" } else { "window.js" });
        if scripted {
            page.words = if back {
                &["window-js-", "mailbox-js-"]
            } else {
                &["window-js-"]
            };
        }
        page.render(html! {
            (body)
            @if scripted {
                (shell::data("page", &json!({
                    "organisation": self.slug, "window": self.window, "hl": self.lang.id(), "page": under.trim_start_matches('/'), "largest_file": self.largest_file,
                })))
            }
        })
    }

    /// Contacts in the given room.
    #[must_use]
    pub fn contacts(&self, room: Room) -> Markup {
        contacts(self.lang, self.policies, Some(self.slug), self.now, room)
    }
}

/// What stands on a page that needs its script until the script has run; shown for good where scripts are off.
#[must_use]
pub fn needs_script(lang: Locale, plain: &str) -> Markup {
    html! {
        noscript {
            p.note #script-off { (rich(lang, "window-script-off", &[])) }
            p { a.btn.second #to-plain href=(link(plain, lang)) { (rich(lang, "window-script-off-way", &[])) } }
        }
        // The script takes this away when it begins; the style sheet shows it to whoever waits in vain.
        p.fault.whole #script-late role="alert" { (rich(lang, "window-script-late", &[])) }
        p.soft.progress #waiting role="status" hidden { (rich(lang, "window-script-waiting", &[])) }
    }
}

/// `/`: every organisation of this desk, as (short name, name).
#[must_use]
pub fn organisations(
    lang: Locale,
    sample: bool,
    all: &[(&str, &str)],
    policies: &Policies,
    now: Timestamp,
) -> Markup {
    let title = t(lang, "window-orgs-title", &[]);
    let mut page = Page::new(lang, Surface::Window, &title, "/");
    page.sample = sample;
    page.script = Some("window.js");
    page.render(html! {
        div.home {
            section.say.stack {
                h1 { (rich(lang, "window-orgs-heading", &[])) }
                p { (rich(lang, "window-orgs-lead", &[])) }
                ul.orgs {
                    @for (slug, name) in all {
                        li { a href=(link(&format!("/o/{slug}"), lang)) data-organisation=(slug) { (name) } }
                    }
                }
            }
            (contacts(lang, policies, None, now, Room::Full))
        }
    })
}
