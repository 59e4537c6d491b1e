//! How this works: sixteen promises, their limits, and what the server may know.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;
use sotomado_core::policy::{Policies, Text};
use sotomado_core::roster::Runs;

use crate::app::App;
use crate::config;
use crate::http::assets;
use crate::http::locale::{Locale, link, rich, ruby, t};
use crate::http::refusal::Refusal;
use crate::http::shell::{Page, Surface};
use crate::http::widgets::{Room, contacts};

/// For whom the page is written.
#[derive(Clone, Copy, Debug)]
pub struct How<'a> {
    pub lang: Locale,
    /// A demonstration: the page is marked 見本.
    pub sample: bool,
    /// Who runs the machine.
    pub runs: Runs,
    /// Short name and name of the organisation whose page it is; none for the whole desk.
    pub organisation: Option<(&'a str, &'a str)>,
    pub policies: &'a Policies,
    pub now: Timestamp,
}

impl How<'_> {
    /// Whether the path without script is open, as a message.
    fn plain(&self) -> &'static str {
        let window = &self.policies.window;
        let open = self
            .organisation
            .map_or(window.plain, |(short, _)| window.plain_at(short));
        if open {
            "how-plain-open"
        } else {
            "how-plain-closed"
        }
    }
}

/// `/how` for the whole desk, `/o/{org}/how` for one organisation.
pub fn router() -> Router<App> {
    Router::new()
        .route("/how", get(of_desk))
        .route("/o/{org}/how", get(of_organisation))
}

async fn of_desk(State(app): State<App>, lang: Locale) -> Markup {
    page(&how(&app, lang, None))
}

async fn of_organisation(
    State(app): State<App>,
    Path(org): Path<String>,
    lang: Locale,
) -> Result<Markup, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let organisation = Some((window.short.as_str(), window.name.as_str()));
    Ok(page(&how(&app, lang, organisation)))
}

fn how<'a>(app: &'a App, lang: Locale, organisation: Option<(&'a str, &'a str)>) -> How<'a> {
    How {
        lang,
        sample: app.config.sample,
        runs: match app.config.runs {
            config::Runs::Firm => Runs::Firm,
            config::Runs::City => Runs::City,
            config::Runs::Third => Runs::Third,
        },
        organisation,
        policies: &app.policies,
        now: app.clock.now(),
    }
}

/// What is said before the first word is written, in the order of the page.
const LIMITS: [&str; 8] = [
    "device", "small", "words", "script", "laptop", "kept", "phishing", "history",
];

/// The promises, and whether a part of each is not built yet.
const PROMISES: [(&str, bool); 16] = [
    ("01", false),
    ("02", false),
    ("03", false),
    ("04", false),
    ("05", false),
    ("06", false),
    ("07", false),
    ("08", true),
    ("09", true),
    ("10", false),
    ("11", true),
    ("12", true),
    ("13", false),
    ("14", true),
    ("15", false),
    ("16", false),
];

/// The list of what the server may hold; the test of a seized server reads the same file.
#[derive(Debug, Default, Deserialize)]
struct Knows {
    table: Vec<Table>,
    beside: Vec<Beside>,
}

#[derive(Debug, Deserialize)]
struct Table {
    name: String,
    text: Text,
    why: Text,
    column: Vec<Column>,
}

#[derive(Debug, Deserialize)]
struct Column {
    name: String,
    tells: Text,
}

#[derive(Debug, Deserialize)]
struct Beside {
    text: Text,
}

static KNOWS: LazyLock<Knows> = LazyLock::new(|| {
    // The file is part of the program; a test reads it, so that it cannot fail here.
    toml::from_str(include_str!("../../docs/server-knows.toml")).unwrap_or_default()
});

/// The whole page.
#[must_use]
pub fn page(how: &How<'_>) -> Markup {
    let lang = how.lang;
    let title = t(lang, "how-title", &[]);
    let (path, home) = match how.organisation {
        Some((short, _)) => (format!("/o/{short}/how"), format!("/o/{short}")),
        None => ("/how".to_owned(), "/".to_owned()),
    };
    let page = Page {
        organisation: how.organisation.map(|(_, name)| name),
        home: &home,
        sample: how.sample,
        script: Some("window.js"),
        ..Page::new(lang, Surface::Window, &title, &path)
    };
    let slug = how.organisation.map(|(short, _)| short);
    page.render(html! {
        div.stack {
            h1 { (say(lang, "how-title")) }
            p { (say(lang, "how-lead")) }
            (contacts(lang, how.policies, slug, how.now, Room::Short))
            (limits(lang))
            (runs(lang, how.runs))
            (promises(lang, how.plain()))
            (knows(lang))
            @if let Some(notices) = assets::url("notices.txt") {
                p.way { a #notices href=(notices) { (say(lang, "how-notices")) } }
            }
            p.way { a href=(link(&home, lang)) { (say(lang, "how-back")) } }
        }
    })
}

fn say(lang: Locale, id: &str) -> Markup {
    rich(lang, id, &[])
}

fn limits(lang: Locale) -> Markup {
    html! {
        h2 #limits { (say(lang, "how-limits-title")) }
        ul.points { @for limit in LIMITS { li { (say(lang, &format!("how-limit-{limit}"))) } } }
    }
}

fn runs(lang: Locale, runs: Runs) -> Markup {
    let who = match runs {
        Runs::Firm => "how-runs-firm",
        Runs::City => "how-runs-city",
        Runs::Third => "how-runs-third",
    };
    html! {
        h2 #runs { (say(lang, "how-runs-title")) }
        p { strong { (say(lang, who)) } }
        p { (say(lang, "how-runs-sees")) }
        p { (say(lang, "how-runs-address")) }
        p { (say(lang, "how-runs-lie")) }
    }
}

fn promises(lang: Locale, plain: &str) -> Markup {
    html! {
        h2 #promises { (say(lang, "how-promises-title")) }
        p { (say(lang, "how-promises-lead")) }
        ol.points {
            @for (number, unfinished) in PROMISES {
                li id=(format!("promise-{number}")) {
                    p { (say(lang, &format!("how-promise-{number}"))) }
                    @if number == "03" { p.soft #plain-state { (say(lang, plain)) } }
                    @if unfinished {
                        p.soft { b { (say(lang, "how-yet")) } " " (say(lang, &format!("how-promise-{number}-yet"))) }
                    }
                }
            }
        }
    }
}

fn knows(lang: Locale) -> Markup {
    html! {
        h2 #knows { (say(lang, "how-knows-title")) }
        p { (say(lang, "how-knows-lead")) }
        p { (say(lang, "how-knows-not")) }
        div {
            @for table in &KNOWS.table { (of_table(lang, table)) }
        }
        h3 { (say(lang, "how-knows-beside")) }
        ul.points { @for beside in &KNOWS.beside { li { (ruby(beside.text.get(lang.core()))) } } }
    }
}

fn of_table(lang: Locale, table: &Table) -> Markup {
    html! {
        details.fold {
            summary { span { (ruby(table.text.get(lang.core()))) } }
            div.inside.stack {
                p { (ruby(table.why.get(lang.core()))) }
                ul.points {
                    @for column in &table.column {
                        li { (ruby(column.tells.get(lang.core()))) " " code.soft { (table.name) "." (column.name) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use sotomado_core::policy::FILES;

    use super::*;

    #[test]
    fn the_list_of_what_the_server_knows_is_whole() {
        let knows: Result<Knows, _> = toml::from_str(include_str!("../../docs/server-knows.toml"));
        assert!(knows.is_ok_and(|knows| knows.table.len() > 10 && !knows.beside.is_empty()));
    }

    #[test]
    #[allow(clippy::panic, reason = "a test may fail by panicking")]
    fn promise_16_honest_every_promise_and_limit_is_on_the_page() {
        let files: Vec<(String, String)> = FILES
            .iter()
            .map(|name| {
                let path = format!("{}/policies/{name}", env!("CARGO_MANIFEST_DIR"));
                (
                    (*name).to_owned(),
                    std::fs::read_to_string(path).unwrap_or_default(),
                )
            })
            .collect();
        let policies =
            Policies::from_normalised(&files).unwrap_or_else(|faults| panic!("{faults:?}"));
        for lang in Locale::ALL {
            for runs in [Runs::Firm, Runs::City, Runs::Third] {
                let how = How {
                    lang,
                    sample: false,
                    runs,
                    organisation: Some(("shiojiri", "塩尻市")),
                    policies: &policies,
                    now: Timestamp::UNIX_EPOCH,
                };
                let page = page(&how).into_string();
                assert!(!page.contains(">how-"), "a message is missing: {page}");
                assert_eq!(page.matches("id=\"promise-").count(), 16);
                assert!(page.contains("cases.arrived_day") && page.contains("tel:110"));
            }
        }
    }
}
