//! Languages: Fluent messages, ruby, the visitor's choice.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::LazyLock;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use maud::{Markup, PreEscaped, html};
use sotomado_core::policy::Lang;
use unic_langid::LanguageIdentifier;

/// (language, file, text) of every message file.
pub static MESSAGES: &[(&str, &str, &str)] = &include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// The language of a page. As an extractor: `?hl=` if it names one, else `Accept-Language`, else Japanese.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Locale {
    #[default]
    Ja,
    JaYasashii,
    En,
}

impl Locale {
    pub const ALL: [Self; 3] = [Self::Ja, Self::JaYasashii, Self::En];

    /// The name in addresses, folders and policies.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::JaYasashii => "ja-yasashii",
            Self::En => "en",
        }
    }

    /// The same language as policies and calendar know it.
    #[must_use]
    pub fn core(self) -> Lang {
        match self {
            Self::Ja => Lang::Ja,
            Self::JaYasashii => Lang::JaYasashii,
            Self::En => Lang::En,
        }
    }

    /// The value of HTML's `lang`, where plain Japanese is Japanese.
    #[must_use]
    pub fn html(self) -> &'static str {
        match self {
            Self::Ja | Self::JaYasashii => "ja",
            Self::En => "en",
        }
    }

    /// How the language calls itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Ja => "日本語",
            Self::JaYasashii => "やさしい日本語",
            Self::En => "English",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.id() == id)
    }

    fn from_query(query: &str) -> Option<Self> {
        query
            .split('&')
            .find_map(|pair| Self::from_id(pair.strip_prefix("hl=")?))
    }

    fn from_accept(accept: &str) -> Option<Self> {
        accept.split(',').find_map(|range| {
            let tag = range.split(';').next()?.trim().to_ascii_lowercase();
            match tag.split('-').next()? {
                "ja" => Some(Self::Ja),
                "en" => Some(Self::En),
                _ => None,
            }
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Locale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = parts.uri.query().and_then(Self::from_query);
        let accept = parts
            .headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        Ok(asked
            .or_else(|| accept.and_then(Self::from_accept))
            .unwrap_or_default())
    }
}

/// A path of this host with the language carried on. Two slashes at its start would make it another host's.
#[must_use]
pub fn link(path: &str, lang: Locale) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    let path = path.trim_start_matches(['/', '\\']);
    format!("/{path}{joint}hl={}", lang.id())
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<BTreeMap<Locale, Bundle>> = LazyLock::new(|| {
    Locale::ALL
        .into_iter()
        .map(|lang| (lang, bundle(lang)))
        .collect()
});

fn bundle(lang: Locale) -> Bundle {
    let id: LanguageIdentifier = lang.html().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    for (language, _, text) in MESSAGES {
        if *language == lang.id() {
            // A broken line is left out here and fails the test of the message files.
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(whole, _)| whole);
            let _ = bundle.add_resource(resource);
        }
    }
    bundle
}

/// A message with its marks of ruby and of sense still in it; the id itself if there is no such message.
fn raw(lang: Locale, id: &str, args: &[(&str, &str)]) -> String {
    let Some(bundle) = BUNDLES.get(&lang) else {
        return id.to_owned();
    };
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        return id.to_owned();
    };
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(*name, argument(value));
    }
    bundle
        .format_pattern(pattern, Some(&values), &mut Vec::new())
        .into_owned()
}

fn argument(value: &str) -> FluentValue<'_> {
    match value.parse::<i32>() {
        Ok(number) if number.to_string() == value => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

/// A message as plain text, for titles and attributes.
#[must_use]
pub fn t(lang: Locale, id: &str, args: &[(&str, &str)]) -> String {
    plain(&raw(lang, id, args))
}

/// A message as markup, with ruby and with breaks by sense.
#[must_use]
pub fn rich(lang: Locale, id: &str, args: &[(&str, &str)]) -> Markup {
    ruby(&raw(lang, id, args))
}

/// Every message under `prefix`, marks and `{$name}` left in, for the browser's `web/words`.
#[must_use]
pub fn words(lang: Locale, prefix: &str) -> BTreeMap<String, String> {
    ids(lang)
        .filter(|id| id.starts_with(prefix))
        // Fluent writes an argument that is not given as `{$name}`.
        .map(|id| (id.to_owned(), raw(lang, id, &[])))
        .collect()
}

/// The ids of all messages of a language.
pub fn ids(lang: Locale) -> impl Iterator<Item = &'static str> {
    MESSAGES
        .iter()
        .filter(move |(language, _, _)| *language == lang.id())
        .flat_map(|(_, _, text)| text.lines())
        .filter_map(|line| line.split_once(" ="))
        .map(|(id, _)| id)
        .filter(|id| id.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter(|id| {
            id.chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        })
}

/// Text with marks: `漢字《かんじ》` (base from `｜` if it is not simply the run of kanji before) and `¦`, a place
/// where a heading may break.
#[must_use]
pub fn ruby(text: &str) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Text(text) => (text),
                Piece::Ruby(base, reading) => ruby { (base) rp { "（" } rt { (reading) } rp { "）" } },
                Piece::Break => (PreEscaped("<wbr>")),
            }
        }
    }
}

/// The same text without its marks.
#[must_use]
pub fn plain(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Ruby(text, _) => text,
            Piece::Break => "",
        })
        .collect()
}

enum Piece<'a> {
    Text(&'a str),
    Ruby(&'a str, &'a str),
    Break,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    for (place, part) in text.split('¦').enumerate() {
        if place > 0 {
            found.push(Piece::Break);
        }
        let mut rest = part;
        while let Some((before, after)) = rest.split_once('《') {
            let Some((reading, after)) = after.split_once('》') else {
                break;
            };
            let (lead, base) = match before.rsplit_once('｜') {
                Some(parts) => parts,
                None => before.split_at(kanji_run(before)),
            };
            found.push(Piece::Text(lead));
            found.push(Piece::Ruby(base, reading));
            rest = after;
        }
        found.push(Piece::Text(rest));
    }
    found
}

/// Where the run of kanji at the end of `text` begins, in bytes.
fn kanji_run(text: &str) -> usize {
    text.char_indices()
        .rev()
        .take_while(|(_, letter)| is_kanji(*letter))
        .last()
        .map_or(text.len(), |(place, _)| place)
}

fn is_kanji(letter: char) -> bool {
    matches!(letter, '々' | '〆' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruby_stands_over_the_kanji_before_it() {
        assert_eq!(
            ruby("今日《きょう》は｜お休み《おやすみ》<").into_string(),
            "<ruby>今日<rp>（</rp><rt>きょう</rt><rp>）</rp></ruby>は<ruby>お休み<rp>（</rp><rt>おやすみ</rt><rp>）</rp></ruby>&lt;"
        );
        assert_eq!(plain("今日《きょう》は¦休み"), "今日は休み");
    }

    #[test]
    fn a_choice_in_the_address_wins() {
        assert_eq!(
            Locale::from_query("a=1&hl=ja-yasashii"),
            Some(Locale::JaYasashii)
        );
        assert_eq!(Locale::from_query("hl=xx"), None);
        assert_eq!(
            Locale::from_accept("fr, en-GB;q=0.8, ja;q=0.5"),
            Some(Locale::En)
        );
    }

    #[test]
    fn a_message_takes_its_values() {
        assert_eq!(t(Locale::Ja, "shell-brand", &[]), "外窓");
        assert_eq!(t(Locale::Ja, "no-such-message", &[]), "no-such-message");
        assert!(words(Locale::En, "shell-").contains_key("shell-leave"));
    }
}
