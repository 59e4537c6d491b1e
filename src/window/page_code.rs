//! The receipt code where it is shown, the same for a report that was sent and for a draft; and reading it from a picture.

use maud::{Markup, html};

use crate::http::locale::{Locale, rich, t};

/// Groups, and the ways to keep them. `at` stands before every id, for there are two of these on one page.
#[must_use]
pub fn shown(lang: Locale, at: &str, label: &str) -> Markup {
    let id = |name: &str| format!("{at}{name}");
    let button = |name: &str, message: &str| {
        html! { button.btn.second id=(id(name)) type="button" { (rich(lang, message, &[])) } }
    };
    html! {
        div.code-large id=(id("large")) hidden {}
        ol.code id=(id("code")) aria-label=(t(lang, label, &[])) {}
        div.btns.two.no-print {
            (button("copy", "window-done-copy"))
            (button("print", "window-done-print"))
            (button("picture", "window-code-picture"))
            (button("enlarge", "window-code-enlarge"))
        }
        p.soft id=(id("copied")) role="status" {}
    }
}

/// The field into which a group of it is typed back; the script says which.
#[must_use]
pub fn echo(lang: Locale) -> Markup {
    html! {
        h2.no-print { (rich(lang, "window-done-check", &[])) }
        div.field.no-print {
            label for="echo" #echo-label {}
            input.paste #echo type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="echo-fault";
            p.fault #echo-fault role="alert" {}
        }
    }
}

/// The field that takes a picture of the code.
#[must_use]
pub fn from_picture(lang: Locale) -> Markup {
    html! {
        div.field.choose-files {
            input.aloud #picture-file type="file" accept="image/png" autocomplete="off" aria-describedby="picture-hint picture-fault";
            label.btn.second for="picture-file" { (rich(lang, "window-mailbox-picture", &[])) }
            p.hint #picture-hint { (rich(lang, "window-mailbox-picture-hint", &[])) }
            p.fault #picture-fault role="alert" {}
        }
    }
}
