//! Choosing one file, and opening one that was attached.

use maud::{Markup, html};
use sotomado_core::entry::attached::{Attachment, Copied, Form};

use crate::http::locale::rich;
use crate::plain::chosen::MOST;
use crate::plain::page::{Setting, carry};
use crate::plain::page_case::Carried;

/// The field for one file, and whether it is attached as it is.
#[must_use]
pub fn choose(setting: &Setting<'_>) -> Markup {
    let most = (MOST / 1_000_000).to_string();
    html! {
        div.field {
            label for="file" { (setting.say("files-choose")) }
            input #file type="file" name="file" aria-describedby="file-hint";
            p.hint #file-hint { (rich(setting.lang, "plain-file-hint", &[("n", &most)])) }
            label.choice { input #evidence type="checkbox" name="evidence" value="yes" autocomplete="off"; span { (setting.say("plain-file-evidence")) } }
        }
    }
}

/// A file in the conversation. `sound`: its entry is without fault; `by`: the reader who attached it, who may have made it of another.
#[must_use]
pub fn attached(
    setting: &Setting<'_>,
    carried: &Carried<'_>,
    (file, by): (&Attachment, Option<&str>),
    sound: bool,
) -> Markup {
    let form = match file.form {
        Form::AsIs => None,
        Form::Cleaned => Some("files-js-form-cleaned"),
        Form::Evidence => Some("files-js-form-evidence"),
    };
    html! {
        p.words dir="auto" { (file.name) }
        @if let Some(form) = form { p.soft { (setting.say(form)) } }
        @if let Some((copy, name)) = file.copy.zip(by) {
            @let is = match copy { Copied::Masked => "masked", Copied::Cleaned => "cleaned" };
            p.note data-copied=(is) { (rich(setting.lang, &format!("mailbox-js-copied-{is}"), &[("name", name)])) }
        }
        @if file.bytes > MOST as u64 {
            p.soft { (setting.say("plain-file-elsewhere")) }
        } @else if sound {
            form method="post" action=(setting.link("/plain/file")) enctype="multipart/form-data" accept-charset="utf-8" {
                (carry("slip", carried.slip)) (carry("token", carried.token)) (carry("id", &file.file.to_string()))
                button.btn.text data-open-file=(file.file) type="submit" aria-label=(crate::http::locale::t(setting.lang, "files-js-open-name", &[("name", &file.name)])) { (setting.say("files-js-open")) }
            }
        }
    }
}
