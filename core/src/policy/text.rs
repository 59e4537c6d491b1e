//! A sentence in the three languages of the desk.

use serde::{Deserialize, Serialize};

/// The languages in which every text exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[serde(rename = "ja")]
    Ja,
    /// Easy Japanese, with ruby marked as `漢字《かんじ》`.
    #[serde(rename = "ja-yasashii")]
    JaYasashii,
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// All of them, Japanese first.
    pub const ALL: [Self; 3] = [Self::Ja, Self::JaYasashii, Self::En];

    /// `ja`, `ja-yasashii`, `en`: the name in files, in addresses and in policy texts.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::JaYasashii => "ja-yasashii",
            Self::En => "en",
        }
    }

    /// What the HTML attribute `lang` says.
    #[must_use]
    pub const fn html(self) -> &'static str {
        match self {
            Self::Ja | Self::JaYasashii => "ja",
            Self::En => "en",
        }
    }

    /// The language with that [`id`](Self::id).
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.id() == id)
    }
}

/// One text in all languages, none of them empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub ja: String,
    #[serde(rename = "ja-yasashii")]
    pub ja_yasashii: String,
    pub en: String,
}

impl Text {
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::JaYasashii => &self.ja_yasashii,
            Lang::En => &self.en,
        }
    }
}

/// What is wrong with the ruby marks of a text, if anything: an empty or unclosed reading, one without a base,
/// or a reading that is not kana.
#[must_use]
pub fn ruby_fault(text: &str) -> Option<&'static str> {
    let mut before: Option<char> = None;
    let mut marked = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '》' => return Some("《 のない 》 があります"),
            '｜' => marked = true,
            '《' => {
                let Some(end) = rest.find('》') else {
                    return Some("》 がありません");
                };
                let reading = rest.get(..end).unwrap_or_default();
                if reading.is_empty() || !reading.chars().all(is_kana) {
                    return Some("《 》 の中は、ひらがな・カタカナで書いてください");
                }
                if !before.is_some_and(|base| marked || is_kanji(base)) {
                    return Some("《 の前に、ふりがなを付ける漢字がありません");
                }
                rest = rest.get(end + '》'.len_utf8()..).unwrap_or_default();
                (before, marked) = (None, false);
                continue;
            }
            _ => {}
        }
        before = (c != '｜').then_some(c);
    }
    marked.then_some("｜ のあとに 《 》 がありません")
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '〆' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::ruby_fault;

    #[test]
    fn ruby_marks_are_checked() {
        for good in [
            "漢字《かんじ》と 言葉《ことば》",
            "｜お金《おかね》",
            "なにもない",
            "24時間《じかん》",
        ] {
            assert_eq!(ruby_fault(good), None, "{good}");
        }
        for bad in [
            "漢字《》",
            "漢字《かんじ",
            "《かんじ》",
            "あ《あ》",
            "漢字》",
            "漢字《kanji》",
            "｜漢字",
        ] {
            assert!(ruby_fault(bad).is_some(), "{bad}");
        }
    }
}
