//! The page around every page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::http::assets;
use crate::http::locale::{Locale, link, rich, t, words};

/// Where "close this page" goes: weather, of no meaning to whoever looks over a shoulder.
const AWAY: &str = "https://www.jma.go.jp/";

/// Whose page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    Window,
    Desk,
    Trends,
}

/// What stands around a page's own markup.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    pub lang: Locale,
    pub surface: Surface,
    /// The document's title, without marks.
    pub title: &'a str,
    /// Name of the organisation whose page it is.
    pub organisation: Option<&'a str>,
    /// Where the name of the program leads.
    pub home: &'a str,
    /// This page's own path, for the links to other languages.
    pub path: &'a str,
    /// A demonstration: every page is marked 見本.
    pub sample: bool,
    /// The script, by its plain name: `window.js`.
    pub script: Option<&'a str>,
    /// A style sheet beside the one that all pages have: `counter.css`.
    pub style: Option<&'a str>,
    /// Whether links lead to the other languages; a page that holds typed words would lose them by such a link.
    pub languages: bool,
    /// Prefixes of the messages that the script needs: `window-js-`.
    pub words: &'a [&'a str],
}

impl<'a> Page<'a> {
    /// A page without organisation and script.
    #[must_use]
    pub fn new(lang: Locale, surface: Surface, title: &'a str, path: &'a str) -> Self {
        let (organisation, script) = (None, None);
        Self {
            lang,
            surface,
            title,
            organisation,
            home: "/",
            path,
            sample: false,
            style: None,
            languages: true,
            script,
            words: &[],
        }
    }

    /// The whole document; `body` is what stands in `<main>`.
    #[must_use]
    pub fn render(&self, body: Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.lang.html()) data-hl=(self.lang.id()) data-surface=(self.surface.name()) {
                (self.head())
                body {
                    a.skip href="#main" { (rich(self.lang, "shell-skip", &[])) }
                    (self.header())
                    main #main tabindex="-1" { (body) }
                    (self.footer())
                    (self.messages())
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="format-detection" content="telephone=no";
                title { (self.title) }
                @if let Some(style) = assets::url("style.css") { link rel="stylesheet" href=(style); }
                @if let Some(style) = self.style.and_then(assets::url) { link rel="stylesheet" href=(style); }
                @if let Some(icon) = assets::url("icon.svg") { link rel="icon" type="image/svg+xml" href=(icon); }
                @if let Some(script) = self.script.and_then(assets::url) {
                    script type="module" src=(script) {}
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let lang = self.lang;
        html! {
            header.top {
                a.brand href=(link(self.home, lang)) {
                    b { (t(lang, self.surface.brand(), &[])) }
                    @if let Some(organisation) = self.organisation { span { (organisation) } }
                }
                @if self.sample { span.sample { (t(lang, "shell-sample", &[])) } }
                @if self.surface == Surface::Window {
                    a.leave #leave href=(AWAY) rel="noreferrer" aria-describedby="leave-note" { (rich(lang, "shell-leave", &[])) }
                }
                @if self.languages {
                    nav.languages aria-label=(t(lang, "shell-languages", &[])) {
                        @for other in Locale::ALL {
                            @if other != lang {
                                a lang=(other.html()) hreflang=(other.html()) href=(link(self.path, other)) data-step="language" { (other.own_name()) }
                            }
                        }
                    }
                }
                @if self.surface == Surface::Window {
                    span.leave-note #leave-note { (rich(lang, "shell-leave-note", &[])) }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let lang = self.lang;
        html! {
            footer.bottom {
                @if self.sample { p.sample-note { (rich(lang, "shell-sample-note", &[])) } }
                @if self.surface == Surface::Window {
                    p #leave-limits { (rich(lang, "shell-leave-limits", &[])) }
                    ul {
                        li { a href=(link("/how", lang)) { (rich(lang, "shell-how", &[])) } }
                        li { a href=(link("/trends", lang)) { (rich(lang, "shell-trends", &[])) } }
                    }
                }
            }
        }
    }

    fn messages(&self) -> Markup {
        let mut all = serde_json::Map::new();
        for prefix in self.words {
            all.extend(
                words(self.lang, prefix)
                    .into_iter()
                    .map(|(id, text)| (id, text.into())),
            );
        }
        if all.is_empty() {
            return html! {};
        }
        data("words", &serde_json::Value::Object(all))
    }
}

/// Values for the script, in a block that no browser runs.
#[must_use]
pub fn data(id: &str, value: &serde_json::Value) -> Markup {
    // The only way out of such a block is `</script`.
    let text = value.to_string().replace('<', "\\u003c");
    html! { script type="application/json" id=(id) { (PreEscaped(text)) } }
}

impl Surface {
    fn name(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Desk => "desk",
            Self::Trends => "trends",
        }
    }

    fn brand(self) -> &'static str {
        match self {
            Self::Window => "shell-brand",
            Self::Desk => "shell-brand-desk",
            Self::Trends => "shell-brand-trends",
        }
    }
}
