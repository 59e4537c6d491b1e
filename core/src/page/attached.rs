//! An attached file as it stands in the story: its name, what it is, how large, and in which form it was sealed.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::shown::Copy;
use super::words::Words;
use crate::entry::{Attachment, Copied, Form};

/// The page finds by `data-file`, the id of the age file, what it can fetch and open.
pub(super) fn attached(words: &Words, file: &Attachment, copy: Option<&Copy>) -> Markup {
    html! {
        div.file data-file=(file.file) {
            p {
                b { bdi { (name(file)) } }
                " " span.soft { (words.say(kind(file), &[])) "　" (words.say(size(file).0, &[("size", &size(file).1)])) }
            }
            @if let Some(form) = form(file.form) { p.soft { (words.say(form, &[])) } }
            @if let Some((is, name)) = copy { p.note data-copied=(word(*is)) { (words.say(copied(*is), &[("name", name)])) } }
        }
    }
}

/// The same as plain text, with the digests that its author stated.
pub(super) fn plain(words: &Words, file: &Attachment, copy: Option<&Copy>) -> String {
    let (unit, size) = size(file);
    let mut text = format!(
        "{}\n{}  {}\n",
        name(file),
        words.plain(kind(file), &[]),
        words.plain(unit, &[("size", &size)])
    );
    if let Some(digest) = file.digest {
        let _ = writeln!(text, "SHA-256  {digest}");
    }
    if let Some(form) = form(file.form) {
        let _ = writeln!(text, "{}", words.plain(form, &[]));
    }
    if let Some((is, name)) = copy {
        let _ = writeln!(text, "{}", words.plain(copied(*is), &[("name", name)]));
    }
    if let Some(other) = file.other {
        let label = match file.form {
            Form::Evidence => "desk-js-file-other-cleaned",
            Form::AsIs | Form::Cleaned => "desk-js-file-other-chosen",
        };
        let label = words.plain(label, &[]);
        let _ = writeln!(text, "{label}  SHA-256  {}", other.digest);
    }
    let _ = writeln!(text, "sealed/files/{}.age", file.file);
    text
}

/// The name without signs that turn the direction of writing: `gpj.exe` must not be read `exe.jpg`.
fn name(file: &Attachment) -> String {
    let turns = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    file.name.chars().filter(|letter| !turns(letter)).collect()
}

fn kind(file: &Attachment) -> &'static str {
    let of = file.media_type.split_once('/').map_or("", |(of, _)| of);
    match (of, file.media_type.as_str()) {
        ("image", _) => "desk-js-file-image",
        ("video", _) => "desk-js-file-video",
        ("audio", _) => "desk-js-file-audio",
        (_, "application/pdf") => "desk-js-file-pdf",
        ("text", _) => "desk-js-file-text",
        _ => "desk-js-file-other",
    }
}

/// The message of the unit, and the number: whole up to kilobytes, then with one place, never rounded to nothing.
fn size(file: &Attachment) -> (&'static str, String) {
    let bytes = file.bytes;
    match bytes {
        ..1_000 => ("desk-js-file-bytes", bytes.to_string()),
        1_000..1_000_000 => ("desk-js-file-kilobytes", bytes.div_ceil(1_000).to_string()),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            let (whole, tenth) = (tenths / 10, tenths % 10);
            ("desk-js-file-megabytes", format!("{whole}.{tenth}"))
        }
    }
}

const fn form(form: Form) -> Option<&'static str> {
    match form {
        Form::AsIs => None,
        Form::Cleaned => Some("desk-js-file-cleaned"),
        Form::Evidence => Some("desk-js-file-evidence"),
    }
}

const fn word(is: Copied) -> &'static str {
    match is {
        Copied::Masked => "masked",
        Copied::Cleaned => "cleaned",
    }
}

const fn copied(is: Copied) -> &'static str {
    match is {
        Copied::Masked => "desk-js-file-masked-copy",
        Copied::Cleaned => "desk-js-file-cleaned-copy",
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::entry::OtherForm;
    use crate::ids::Digest;
    use crate::policy::Lang;

    pub(in super::super) fn file(name: &str, media_type: &str) -> Attachment {
        Attachment {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: 2_345_678,
            digest: Some(Digest([1; 32])),
            form: Form::Evidence,
            other: Some(OtherForm {
                bytes: 2_345_000,
                digest: Digest([3; 32]),
            }),
            file: Digest([2; 32]),
            length: 3_146_696,
            copy: None,
        }
    }

    fn words() -> Words {
        let texts = [("desk-js-file-megabytes", "{$size} MB")];
        let texts = texts.map(|(id, text)| (id.to_owned(), text.to_owned()));
        Words::new(Lang::Ja, texts.into_iter().collect())
    }

    #[test]
    fn a_file_says_what_it_is() {
        let shown = attached(
            &words(),
            &file("録音《x》\u{202e}gpj.exe", "image/jpeg"),
            None,
        )
        .into_string();
        assert!(shown.contains(&format!("data-file=\"{}\"", Digest([2; 32]))));
        assert!(shown.contains("<bdi>録音《x》gpj.exe</bdi>"), "{shown}");
        assert!(shown.contains("desk-js-file-image") && shown.contains("2.4 MB"));
        assert!(shown.contains("desk-js-file-evidence"));
        let text = plain(&words(), &file("a.pdf", "application/pdf"), None);
        assert!(
            text.contains(&Digest([1; 32]).to_string())
                && text.contains(&Digest([3; 32]).to_string())
        );
        assert!(text.contains("desk-js-file-pdf") && text.contains("desk-js-file-other-cleaned"));
        let bare = Attachment {
            digest: None,
            form: Form::AsIs,
            other: None,
            ..file("a.pdf", "")
        };
        assert!(!plain(&words(), &bare, None).contains("SHA-256"));
    }

    #[test]
    fn a_copy_says_what_it_is_and_whose() {
        let copy = (Copied::Masked, "<b>A</b>".to_owned());
        let shown = attached(&words(), &file("a-masked.png", "image/png"), Some(&copy));
        let shown = shown.into_string();
        assert!(
            shown.contains("data-copied=\"masked\"") && !shown.contains("<b>A</b>"),
            "{shown}"
        );
        assert!(plain(&words(), &file("a", ""), Some(&copy)).contains("desk-js-file-masked-copy"));
    }

    #[test]
    fn a_size_is_never_nothing() {
        let of = |bytes| {
            size(&Attachment {
                bytes,
                ..file("a", "")
            })
            .1
        };
        assert_eq!(
            [0, 999, 1_000, 1_001, 999_999].map(of),
            ["0", "999", "1", "2", "1000"]
        );
        assert_eq!(
            [1_000_000, 1_000_001, 100_000_000].map(of),
            ["1.0", "1.1", "100.0"]
        );
    }
}
