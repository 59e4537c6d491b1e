//! What the pages without script share: the document, the form, the buttons of the languages.

use jiff::Timestamp;
use maud::{Markup, html};
use sotomado_core::calendar::Day;
use sotomado_core::policy::Policies;

use crate::http::locale::{Locale, link, rich, t};
use crate::http::shell::{Page, Surface};
use crate::http::widgets::{Room, contacts};

/// What every page of this path is given.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub lang: Locale,
    pub sample: bool,
    /// The organisation's short name.
    pub slug: &'a str,
    pub name: &'a str,
    pub policies: &'a Policies,
    pub now: Timestamp,
    /// The day of the copy from which the desk was put back.
    pub restored: Option<Day>,
}

impl Setting<'_> {
    /// A path of this organisation's window, language carried on.
    #[must_use]
    pub fn link(&self, under: &str) -> String {
        link(&format!("/o/{}{under}", self.slug), self.lang)
    }

    /// A message of this language.
    #[must_use]
    pub fn say(&self, id: &str) -> Markup {
        rich(self.lang, id, &[])
    }

    /// The whole document, without script. With `holds`, it holds what was typed: no link of it leads to another language.
    #[must_use]
    pub fn document(&self, holds: bool, body: Markup) -> Markup {
        let title = t(self.lang, "plain-title", &[]);
        let (path, home) = (
            format!("/o/{}/plain", self.slug),
            format!("/o/{}", self.slug),
        );
        let page = Page {
            organisation: Some(self.name),
            home: &home,
            sample: self.sample,
            languages: !holds,
            ..Page::new(self.lang, Surface::Window, &title, &path)
        };
        page.render(html! {
            div.beside {
                (contacts(self.lang, self.policies, Some(self.slug), self.now, Room::Short))
                (body)
            }
        })
    }

    /// A form that is posted whole, words and all, and nothing of which ever stands in an address.
    #[must_use]
    pub fn form(&self, id: &str, under: &str, body: Markup) -> Markup {
        html! {
            form.stack id=(id) method="post" action=(self.link(under)) enctype="multipart/form-data" accept-charset="utf-8" autocomplete="off" {
                (body)
            }
        }
    }

    /// Buttons that show this step in another language, with everything typed in it.
    #[must_use]
    pub fn languages(&self, under: &str) -> Markup {
        let path = format!("/o/{}{under}", self.slug);
        html! {
            p.soft.languages data-step="language" {
                @for other in Locale::ALL {
                    @if other != self.lang {
                        button.btn.text type="submit" lang=(other.html()) name="to" value="again" formaction=(link(&path, other)) data-hl=(other.id()) {
                            (other.own_name())
                        }
                    }
                }
            }
        }
    }
}

/// A value that goes along unseen.
#[must_use]
pub fn carry(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value) autocomplete="off"; }
}

/// A field for many lines.
#[must_use]
pub fn lines(id: &str, name: &str, value: &str, rows: u8, described: &str, wrong: bool) -> Markup {
    html! {
        textarea id=(id) name=(name) rows=(rows) autocomplete="off" autocapitalize="off" spellcheck="false" writingsuggestions="false"
            aria-describedby=(described) aria-invalid=[wrong.then_some("true")] {
            // A line end at the beginning is no part of the text: a browser drops the first.
            "\n" (value)
        }
    }
}

/// A sentence of what is wrong, read out at once.
#[must_use]
pub fn fault(id: &str, sentence: Option<Markup>) -> Markup {
    html! { p.fault id=(id) role="alert" { @if let Some(sentence) = sentence { (sentence) } } }
}
