//! Five plain pictures to jump by. Nobody is shown; the words beside them say the same.

use maud::{Markup, html};

/// The picture of that name, hidden from those who listen; nothing for a name that is not known.
pub(super) fn icon(name: &str) -> Markup {
    html! {
        svg.picture viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false" {
            @match name {
                "talk" => {
                    path d="M8 10h32v20H22l-8 8v-8H8z" {}
                    path d="M15 17h18M15 23h11" {}
                }
                "voice" => {
                    path d="M8 19v10h7l11 8V11l-11 8z" {}
                    path d="M32 18c3 3 3 9 0 12M37 13c6 6 6 16 0 22" {}
                }
                "clock" => {
                    circle cx="24" cy="24" r="16" {}
                    path d="M24 14v10l8 5" {}
                }
                "door" => {
                    path d="M12 42V8h20v34M6 42h36" {}
                    path d="M27 24v3" {}
                }
                "danger" => {
                    path d="M24 7 43 40H5z" {}
                    path d="M24 19v10M24 34v1" {}
                }
                _ => {}
            }
        }
    }
}

/// The message that says what is seen.
pub(super) fn caption(name: &str) -> Option<&'static str> {
    match name {
        "talk" => Some("counter-js-picture-talk"),
        "voice" => Some("counter-js-picture-voice"),
        "clock" => Some("counter-js-picture-clock"),
        "door" => Some("counter-js-picture-door"),
        "danger" => Some("counter-js-picture-danger"),
        _ => None,
    }
}
