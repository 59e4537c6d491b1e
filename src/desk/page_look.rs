//! The page of the frame in which a file of a case is drawn. Its script stands in it: a frame without network can fetch none.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::http::headers::GLASS_STYLE;
use crate::http::locale::{Locale, t};

/// `script` is the program's own; the header that goes with the page lets no other run.
pub fn frame(lang: Locale, script: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.html()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (t(lang, "desk-title", &[])) }
                style { (PreEscaped(GLASS_STYLE)) }
                script type="module" { (PreEscaped(script)) }
            }
            body {}
        }
    }
}
