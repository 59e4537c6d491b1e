//! Where files are chosen, and where their way is shown.

use maud::{Markup, html};

use crate::http::locale::{Locale, rich};

/// The field. `most` is the size of the largest file in bytes.
pub fn choose(lang: Locale, most: u64) -> Markup {
    let most = format!("{} MB", most / 1_000_000);
    html! {
        div.field.choose-files {
            input.aloud #files type="file" multiple aria-describedby="files-hint files-fault";
            label.btn.second for="files" { (rich(lang, "files-choose", &[])) }
            p.hint #files-hint { (rich(lang, "files-hint", &[("most", &most)])) }
            div.fault #files-fault role="alert" {}
            ul.files #files-list {}
        }
    }
}

/// Below the page with the code: files go on being sent there, whichever step is shown.
pub fn sending(lang: Locale) -> Markup {
    html! {
        section.stack.no-print #files-sending aria-labelledby="files-sending-heading" hidden {
            h2 #files-sending-heading { (rich(lang, "files-sending", &[])) }
            p.soft { (rich(lang, "files-sending-hint", &[])) }
        }
    }
}
