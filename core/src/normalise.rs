//! Policy files as an editor may have left them, made one.

use std::borrow::Cow;

/// Why a file could not be made text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Neither UTF-8, UTF-16 with a mark, nor Shift_JIS.
    #[error("文字コードが読めません。UTF-8 か Shift_JIS で保存し直してください")]
    Encoding,
}

/// Bytes as saved by any editor to the one text that is signed: UTF-8 without mark, LF, one LF at the end,
/// full-width ASCII made half-width outside quotes and comments. Normalising twice changes nothing.
///
/// # Errors
/// The bytes are text in no encoding that is expected.
pub fn normalise(bytes: &[u8]) -> Result<String, NotText> {
    Ok(normalise_text(&decode(bytes)?))
}

/// A text that is no TOML: its encoding and its line ends alone are made one.
///
/// # Errors
/// [`NotText`]
pub fn plain(bytes: &[u8]) -> Result<String, NotText> {
    Ok(lined(&decode(bytes)?))
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return encoding
            .decode_without_bom_handling_and_without_replacement(rest)
            .ok_or(NotText::Encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    encoding_rs::SHIFT_JIS
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(NotText::Encoding)
}

/// The same for text that is decoded already.
#[must_use]
pub fn normalise_text(text: &str) -> String {
    let lines = lined(text);
    let mut out = String::with_capacity(lines.len() + 1);
    let mut place = Place::Bare;
    let mut rest = lines.as_str();
    while let Some(first) = rest.chars().next() {
        let (written, taken, next) = step(place, first, rest);
        out.push_str(&written);
        place = next;
        rest = rest.get(taken..).unwrap_or_default();
    }
    ended(out)
}

fn lined(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    ended(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// With one line end.
fn ended(mut text: String) -> String {
    let kept = text.trim_end_matches('\n').len();
    text.truncate(kept);
    text.push('\n');
    text
}

/// Where in a TOML text the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Bare,
    Comment,
    /// Between quotes: which quote closes, how many of it, and whether it was typed full-width.
    Quoted {
        quote: char,
        triple: bool,
        wide: bool,
    },
}

/// One step: what is written, how many bytes of `rest` are taken, where the reader stands then.
fn step(place: Place, first: char, rest: &str) -> (String, usize, Place) {
    let one = first.len_utf8();
    match place {
        Place::Comment => {
            let next = if first == '\n' {
                Place::Bare
            } else {
                Place::Comment
            };
            (first.to_string(), one, next)
        }
        Place::Bare => open(first, rest),
        Place::Quoted {
            quote,
            triple,
            wide,
        } => {
            if quote == '"' && first == '\\' {
                let escaped: String = rest.chars().take(2).collect();
                let taken = escaped.len();
                return (escaped, taken, place);
            }
            let closes = first == quote || (wide && narrow(first) == quote);
            if !closes {
                let broken = first == '\n' && !triple;
                return (
                    first.to_string(),
                    one,
                    if broken { Place::Bare } else { place },
                );
            }
            if !triple {
                return (quote.to_string(), one, Place::Bare);
            }
            match three(rest, quote, wide) {
                Some(taken) => (quote.to_string().repeat(3), taken, Place::Bare),
                None => (first.to_string(), one, place),
            }
        }
    }
}

fn open(first: char, rest: &str) -> (String, usize, Place) {
    let one = first.len_utf8();
    let plain = narrow(first);
    match plain {
        '#' => ("#".to_owned(), one, Place::Comment),
        '"' | '\'' => {
            let wide = plain != first;
            match three(rest, plain, true) {
                Some(taken) => (
                    plain.to_string().repeat(3),
                    taken,
                    Place::Quoted {
                        quote: plain,
                        triple: true,
                        wide,
                    },
                ),
                None => (
                    plain.to_string(),
                    one,
                    Place::Quoted {
                        quote: plain,
                        triple: false,
                        wide,
                    },
                ),
            }
        }
        _ => (plain.to_string(), one, Place::Bare),
    }
}

/// The bytes taken by three quotes at the beginning of `rest`.
fn three(rest: &str, quote: char, wide: bool) -> Option<usize> {
    let mut taken = 0;
    for c in rest.chars().take(3) {
        if c != quote && !(wide && narrow(c) == quote) {
            return None;
        }
        taken += c.len_utf8();
    }
    (rest.chars().take(3).count() == 3).then_some(taken)
}

/// The half-width form of a full-width ASCII character or space.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_saving_is_one_text() {
        let plain = "[[contact]]\nid = \"police\" # １１０\ntel = \"１１０、＝\"\n";
        let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(plain);
        let wide = "\u{feff}［［contact］］\r\nｉｄ　＝ ＂police＂ ＃ １１０\r\ntel = \"１１０、＝\"\r\n\r\n";
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(plain.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [plain.as_bytes(), wide.as_bytes(), &shift_jis, &utf16] {
            assert_eq!(normalise(bytes).as_deref(), Ok(plain));
        }
    }

    #[test]
    fn quotes_keep_what_they_hold() {
        let text = "a = \"x \\\" ＃ ［\"\nb = 'y ＝ \"'\nc = \"\"\"\n＝ \" ＂\n\"\"\"\n";
        assert_eq!(normalise_text(text), text);
        assert_eq!(normalise_text("d ＝ ［１，２］"), "d = [1,2]\n");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(normalise(&[0x80, 0xff, 0xa0, 0xfd]), Err(NotText::Encoding));
    }

    proptest::proptest! {
        #[test]
        fn twice_is_once(text in "[a\"'#＝＂＃\\\\\n\r　１ x]{0,60}") {
            let once = normalise_text(&text);
            proptest::prop_assert_eq!(normalise_text(&once), once);
        }
    }
}
