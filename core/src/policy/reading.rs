//! Reads a policy file field by field and remembers every fault with its line.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Weekday;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::PolicyFault;
use super::text::{Lang, Text, ruby_fault};
use crate::calendar::Day;

/// One file being read.
pub(super) struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<PolicyFault>,
}

/// One table of it, with the place where it begins.
#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    fields: &'t DeTable<'t>,
    at: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            faults: Vec::new(),
        }
    }

    pub(super) fn faults(self) -> Vec<PolicyFault> {
        self.faults
    }

    /// SHA-256 of the whole text, in lower-case hex.
    pub(super) fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.text.as_bytes()))
    }

    /// How many faults are known so far.
    pub(super) fn count(&self) -> usize {
        self.faults.len()
    }

    /// Remembers a fault at that byte of the file.
    pub(super) fn fault(&mut self, at: usize, what: impl Into<String>) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        self.faults.push(PolicyFault {
            file: self.file.to_owned(),
            line,
            what: what.into(),
        });
    }

    /// Faults of the TOML itself.
    pub(super) fn syntax(&mut self, errors: &[toml::de::Error]) {
        for error in errors {
            let at = error.span().unwrap_or(Range { start: 0, end: 0 }).start;
            let what = if error.message().contains("duplicate") {
                "同じ名前の項目が二つあります。一つにしてください"
            } else {
                "書き方が読めません。「\"」「[ ]」「{ }」「=」「,」の付け忘れがないか、この行と前の行を見てください"
            };
            self.fault(at, what);
        }
    }

    /// Faults for fields that nobody reads.
    pub(super) fn only(&mut self, table: Table<'_>, known: &[&str]) {
        for (key, _) in table.fields {
            if !known.contains(&key.get_ref().as_ref()) {
                let what = format!(
                    "「{}」という項目はありません。使えるのは {} です",
                    key.get_ref(),
                    known.join("、")
                );
                self.fault(key.span().start, what);
            }
        }
    }

    fn missing(&mut self, table: Table<'_>, name: &str) {
        self.fault(table.at, format!("「{name}」がありません"));
    }

    /// The tables of `[[name]]`; a fault if there are none.
    pub(super) fn tables<'t>(&mut self, table: Table<'t>, name: &str) -> Vec<Table<'t>> {
        let found = self.tables_or_none(table, name);
        if found.is_empty() {
            self.fault(table.at, format!("[[{name}]] が一つもありません"));
        }
        found
    }

    /// The tables of `[[name]]`, which may be missing.
    pub(super) fn tables_or_none<'t>(&mut self, table: Table<'t>, name: &str) -> Vec<Table<'t>> {
        let Some(value) = table.fields.get(name) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.fault(
                value.span().start,
                format!("「{name}」は [[{name}]] と書いてください"),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(fields) => tables.push(Table {
                    fields,
                    at: item.span().start,
                }),
                None => self.fault(
                    item.span().start,
                    format!("「{name}」は [[{name}]] と書いてください"),
                ),
            }
        }
        tables
    }

    /// The table of `[name]` or `name = { … }`.
    pub(super) fn table<'t>(&mut self, table: Table<'t>, name: &str) -> Option<Table<'t>> {
        let Some(value) = table.fields.get(name) else {
            self.missing(table, name);
            return None;
        };
        let found = value.get_ref().as_table().map(|fields| Table {
            fields,
            at: value.span().start,
        });
        if found.is_none() {
            self.fault(
                value.span().start,
                format!("「{name}」は [{name}] か {{ }} で書いてください"),
            );
        }
        found
    }

    /// A string that is not empty.
    pub(super) fn string(&mut self, table: Table<'_>, name: &str) -> Option<String> {
        if !table.has(name) {
            self.missing(table, name);
            return None;
        }
        self.string_or_none(table, name)
    }

    pub(super) fn string_or_none(&mut self, table: Table<'_>, name: &str) -> Option<String> {
        let value = table.fields.get(name)?;
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            Some(_) => {
                self.fault(value.span().start, format!("「{name}」が空です"));
                None
            }
            None => {
                self.fault(
                    value.span().start,
                    format!("「{name}」は \" \" で囲んで書いてください"),
                );
                None
            }
        }
    }

    /// A list of strings with their places; none if it is missing.
    pub(super) fn strings(&mut self, table: Table<'_>, name: &str) -> Vec<(String, usize)> {
        let Some(value) = table.fields.get(name) else {
            return Vec::new();
        };
        let read: Option<Vec<_>> = value.get_ref().as_array().and_then(|items| {
            let pair = |item: &Spanned<DeValue<'_>>| {
                Some((item.get_ref().as_str()?.to_owned(), item.span().start))
            };
            items.iter().map(pair).collect()
        });
        read.unwrap_or_else(|| {
            let what = format!("「{name}」は [\"…\", \"…\"] のように書いてください");
            self.fault(value.span().start, what);
            Vec::new()
        })
    }

    pub(super) fn flag(&mut self, table: Table<'_>, name: &str) -> bool {
        let Some(value) = table.fields.get(name) else {
            return false;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.fault(
                value.span().start,
                format!("「{name}」は true か false で書いてください"),
            );
            false
        })
    }

    /// A whole number within `allowed`.
    pub(super) fn number(
        &mut self,
        table: Table<'_>,
        name: &str,
        allowed: Range<u32>,
    ) -> Option<u32> {
        let Some(value) = table.fields.get(name) else {
            self.missing(table, name);
            return None;
        };
        let read = value
            .get_ref()
            .as_integer()
            .and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        let good = read.filter(|n| allowed.contains(n));
        if good.is_none() {
            let what = format!(
                "「{name}」は {} から {} までの数で書いてください",
                allowed.start,
                allowed.end - 1
            );
            self.fault(value.span().start, what);
        }
        good
    }

    /// A day, as a string or as a TOML date.
    pub(super) fn day(&mut self, table: Table<'_>, name: &str) -> Option<Day> {
        let Some(value) = table.fields.get(name) else {
            self.missing(table, name);
            return None;
        };
        let read = match value.get_ref() {
            DeValue::String(text) => Day::parse(text),
            DeValue::Datetime(date) => Day::parse(&date.to_string()),
            _ => None,
        };
        if read.is_none() {
            let what =
                format!("「{name}」の日が読めません。2026-11-24 のように、ある日を書いてください");
            self.fault(value.span().start, what);
        }
        read
    }

    /// Minutes since midnight from `"09:00"`, up to `"24:00"`.
    pub(super) fn minute(&mut self, table: Table<'_>, name: &str) -> Option<u16> {
        let text = self.string(table, name)?;
        let read = text.split_once(':').and_then(|(hour, minute)| {
            let shaped = hour.len() == 2 && minute.len() == 2;
            let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
            let total = hour * 60 + minute;
            (shaped && minute < 60 && total <= 1440).then_some(total)
        });
        if read.is_none() {
            self.fault(
                table.place(name),
                format!("「{name}」は \"09:00\" のように書いてください"),
            );
        }
        read
    }

    /// Days of the week, `mon` to `sun`, each once.
    pub(super) fn weekdays(&mut self, table: Table<'_>, name: &str) -> Vec<Weekday> {
        let items = table
            .fields
            .get(name)
            .and_then(|value| value.get_ref().as_array());
        let read: Option<Vec<Weekday>> = items.and_then(|items| {
            items
                .iter()
                .map(|item| item.get_ref().as_str().and_then(weekday))
                .collect()
        });
        let days = read.unwrap_or_default();
        if days.is_empty() {
            let what = format!(
                "「{name}」は [\"mon\", \"tue\"] のように書いてください（mon tue wed thu fri sat sun）"
            );
            self.fault(table.place(name), what);
        }
        days
    }

    /// A text in all languages, as `{ ja = "", ja-yasashii = "", en = "" }`.
    pub(super) fn text(&mut self, table: Table<'_>, name: &str) -> Option<Text> {
        let inner = self.table(table, name)?;
        self.only(inner, &Lang::ALL.map(Lang::id));
        let ja = self.language(inner, name, Lang::Ja);
        let ja_yasashii = self.language(inner, name, Lang::JaYasashii);
        let en = self.language(inner, name, Lang::En);
        Some(Text {
            ja: ja?,
            ja_yasashii: ja_yasashii?,
            en: en?,
        })
    }

    pub(super) fn text_or_none(&mut self, table: Table<'_>, name: &str) -> Option<Text> {
        if table.has(name) {
            self.text(table, name)
        } else {
            None
        }
    }

    fn language(&mut self, table: Table<'_>, name: &str, lang: Lang) -> Option<String> {
        if !table.has(lang.id()) {
            self.fault(
                table.at,
                format!("「{name}」に {} の文がありません", lang.id()),
            );
            return None;
        }
        let text = self.string_or_none(table, lang.id())?;
        let at = table.place(lang.id());
        match lang {
            Lang::JaYasashii => {
                if let Some(what) = ruby_fault(&text) {
                    self.fault(at, format!("ふりがなの書き方：{what}"));
                }
            }
            Lang::Ja | Lang::En => {
                if text.contains(['《', '》']) {
                    self.fault(at, format!("{} の文には《 》を書けません", lang.id()));
                }
            }
        }
        Some(text)
    }

    /// An id: lower-case letters, digits and `_`, beginning with a letter, not used before in `seen`.
    pub(super) fn id(&mut self, table: Table<'_>, seen: &mut BTreeSet<String>) -> Option<String> {
        let id = self.string(table, "id")?;
        let shaped = id.starts_with(|c: char| c.is_ascii_alphabetic())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !shaped {
            self.fault(
                table.place("id"),
                "「id」は英字で始め、英字・数字・_ だけで書いてください",
            );
        }
        if !seen.insert(id.clone()) {
            self.fault(
                table.place("id"),
                format!("id「{id}」が二つあります。別の名前にしてください"),
            );
        }
        Some(id)
    }
}

impl<'t> Table<'t> {
    pub(super) fn root(fields: &'t DeTable<'t>) -> Self {
        Self { fields, at: 0 }
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    pub(super) fn is_list(self, name: &str) -> bool {
        let value = self.fields.get(name);
        value.is_some_and(|value| value.get_ref().is_array())
    }

    /// Where the value of `name` stands, or where the table begins.
    pub(super) fn place(self, name: &str) -> usize {
        self.fields
            .get(name)
            .map_or(self.at, |value: &Spanned<DeValue<'_>>| value.span().start)
    }

    pub(super) fn at(self) -> usize {
        self.at
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}
