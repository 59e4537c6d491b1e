//! The messages of a page in its language, as the page gave them along.

use std::collections::BTreeMap;

use jiff::Timestamp;
use maud::{Markup, html};

use crate::calendar::{Day, Wall, day_in};
use crate::policy::{Lang, Text};

/// Messages by id, marks of ruby and `{$name}` left in.
#[derive(Clone, Debug)]
pub struct Words {
    lang: Lang,
    texts: BTreeMap<String, String>,
}

impl Words {
    /// Messages in `lang`.
    #[must_use]
    pub fn new(lang: Lang, texts: BTreeMap<String, String>) -> Self {
        Self { lang, texts }
    }

    fn filled(&self, id: &str, values: &[(&str, String)]) -> String {
        let pattern = self.texts.get(id).map_or(id, String::as_str);
        let mut text = String::with_capacity(pattern.len());
        let mut rest = pattern;
        // One pass from the left: a value is never searched for further places.
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                break;
            };
            text.push_str(before);
            let wanted = name.trim().trim_start_matches('$');
            match values.iter().find(|(name, _)| *name == wanted) {
                Some((_, value)) => text.push_str(value),
                None => text.push_str(name),
            }
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    /// A message as markup with its ruby. Values may be sealed content: they are escaped, and marks in them
    /// are taken out first, so that nobody can draw with them.
    #[must_use]
    pub fn say(&self, id: &str, values: &[(&str, &str)]) -> Markup {
        marked(&self.filled(id, &unmarked(values)))
    }

    /// A message with a day in it, as the language writes days.
    #[must_use]
    pub fn say_day(&self, id: &str, day: Day, values: &[(&str, &str)]) -> Markup {
        let mut all = unmarked(values);
        // The calendar's own marks are ruby; nobody typed them.
        all.push(("day", day_in(day, self.lang)));
        marked(&self.filled(id, &all))
    }

    /// A message with a fiscal year in it, as the calendar writes it with its ruby.
    #[must_use]
    pub fn of_year(&self, id: &str, year: &str) -> Markup {
        marked(&self.filled(id, &[("year", year.to_owned())]))
    }

    /// A text of the policies in this language, which the roster's signature covers, with its ruby.
    #[must_use]
    pub fn policy(&self, text: &Text) -> Markup {
        marked(text.get(self.lang))
    }

    /// The same without ruby.
    #[must_use]
    pub fn policy_plain(&self, text: &Text) -> String {
        let all = pieces(text.get(self.lang));
        all.into_iter().map(|(base, _)| base).collect()
    }

    /// A message as plain text, for the files of an export.
    #[must_use]
    pub fn plain(&self, id: &str, values: &[(&str, &str)]) -> String {
        pieces(&self.filled(id, &unmarked(values)))
            .into_iter()
            .map(|(base, _)| base)
            .collect()
    }

    /// A message with all marks left in, for what is put together from several. The values must be nobody's free words:
    /// texts of a signed policy, numbers, or what [`unmark`] cleaned.
    #[must_use]
    pub fn told(&self, id: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<(&str, String)> = values
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self.filled(id, &values)
    }

    /// A text of a policy, its marks left in.
    #[must_use]
    pub fn of<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// What stands between the members of a list.
    #[must_use]
    pub const fn between(&self) -> &'static str {
        match self.lang {
            Lang::En => ", ",
            Lang::Ja | Lang::JaYasashii => "、",
        }
    }

    /// What stands between a name and what is said of it.
    #[must_use]
    pub const fn colon(&self) -> &'static str {
        match self.lang {
            Lang::En => ": ",
            Lang::Ja | Lang::JaYasashii => "：",
        }
    }

    /// What stands between a beginning and an end.
    #[must_use]
    pub const fn until(&self) -> &'static str {
        match self.lang {
            Lang::En => "–",
            Lang::Ja | Lang::JaYasashii => "〜",
        }
    }

    /// What stands before each member of a list in plain text.
    #[must_use]
    pub const fn bullet(&self) -> &'static str {
        match self.lang {
            Lang::En => "- ",
            Lang::Ja | Lang::JaYasashii => "・",
        }
    }

    /// The language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The Japanese day and minute of a moment, in a `time` element.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> Markup {
        html! { time datetime=(at) { (marked(&self.moment_text(at))) } }
    }

    fn moment_text(&self, at: Timestamp) -> String {
        let wall = Wall::of(at);
        let (hour, minute) = (wall.minute / 60, wall.minute % 60);
        format!("{} {hour}:{minute:02}", day_in(wall.day, self.lang))
    }

    /// The same as plain text with its year.
    #[must_use]
    pub fn moment_plain(&self, at: Timestamp) -> String {
        let wall = Wall::of(at);
        format!(
            "{} {:02}:{:02} (UTC+9)",
            wall.day,
            wall.minute / 60,
            wall.minute % 60
        )
    }

    /// A day as markup.
    #[must_use]
    pub fn day(&self, day: Day) -> Markup {
        html! { time datetime=(day) { (marked(&day_in(day, self.lang))) } }
    }
}

/// Takes the marks out of free words.
#[must_use]
pub fn unmark(text: &str) -> String {
    text.replace(['《', '》', '｜', '¦'], "")
}

/// Without its marks, for plain text.
#[must_use]
pub fn bare(text: &str) -> String {
    pieces(text).into_iter().map(|(base, _)| base).collect()
}

fn unmarked<'a>(values: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    values
        .iter()
        .map(|(name, value)| (*name, unmark(value)))
        .collect()
}

/// `漢字《かんじ》` (base from `｜` if it is not simply the kanji before) as ruby.
#[must_use]
pub fn marked(text: &str) -> Markup {
    html! {
        @for (base, reading) in pieces(text) {
            @match reading {
                Some(reading) => ruby { (base) rp { "（" } rt { (reading) } rp { "）" } },
                None => (base),
            }
        }
    }
}

fn pieces(text: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('《') {
        let Some((reading, after)) = after.split_once('》') else {
            break;
        };
        let (lead, base) = before
            .rsplit_once('｜')
            .unwrap_or_else(|| before.split_at(kanji_run(before)));
        found.push((lead.replace('¦', ""), None));
        found.push((base.to_owned(), Some(reading.to_owned())));
        rest = after;
    }
    found.push((rest.replace('¦', ""), None));
    found
}

/// Where the run of kanji at the end of `text` begins, in bytes.
fn kanji_run(text: &str) -> usize {
    text.char_indices()
        .rev()
        .take_while(|(_, letter)| matches!(letter, '々' | '〆' | '\u{3400}'..='\u{9fff}'))
        .last()
        .map_or(text.len(), |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lang: Lang) -> Words {
        let texts = [("a", "今日《きょう》は{$what}です"), ("b", "{ $x }と{$y}")];
        let texts = texts.map(|(id, text)| (id.to_owned(), text.to_owned()));
        Words::new(lang, texts.into_iter().collect())
    }

    #[test]
    fn values_are_escaped_and_draw_nothing() {
        let said = words(Lang::Ja)
            .say("a", &[("what", "<b>強《つよ》")])
            .into_string();
        assert_eq!(
            said,
            "<ruby>今日<rp>（</rp><rt>きょう</rt><rp>）</rp></ruby>は&lt;b&gt;強つよです"
        );
        assert_eq!(
            words(Lang::Ja).plain("b", &[("x", "{$y}"), ("y", "z")]),
            "{$y}とz"
        );
        assert_eq!(words(Lang::Ja).plain("none", &[]), "none");
    }

    #[test]
    fn a_moment_is_told_in_japan() {
        let at: Timestamp = "2026-11-26T16:03:00Z".parse().unwrap();
        assert_eq!(words(Lang::Ja).moment_text(at), "11月27日（金） 1:03");
        assert_eq!(words(Lang::En).moment_plain(at), "2026-11-27 01:03 (UTC+9)");
    }
}
