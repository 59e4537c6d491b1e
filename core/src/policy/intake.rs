//! What the window may ask beside the words themselves. Nothing of it is ever required.

use std::collections::BTreeSet;

use serde::Serialize;

use super::reading::{Reading, Table};
use super::text::Text;

/// The questions, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Intake {
    pub questions: Vec<Question>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    pub id: String,
    pub kind: Kind,
    pub text: Text,
    pub note: Option<Text>,
    /// Whether a month that is asked for lies ahead.
    pub ahead: bool,
    /// Empty for `text` and `month`.
    pub options: Vec<Choice>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    One,
    Many,
    Text,
    /// A year and a month; never a day, which would single a person out.
    Month,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub id: String,
    pub text: Text,
}

impl Intake {
    /// The question with that id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Intake> {
    reading.only(root, &["question"]);
    let mut seen = BTreeSet::new();
    let tables = reading.tables(root, "question");
    let questions: Vec<Question> = tables
        .iter()
        .filter_map(|table| question(reading, *table, &mut seen))
        .collect();
    if !seen.contains("families") {
        reading.fault(
            root.at(),
            "「families」（どんなことに近いか）の質問がありません",
        );
    }
    Some(Intake { questions })
}

fn question(
    reading: &mut Reading<'_>,
    table: Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<Question> {
    reading.only(
        table,
        &["id", "kind", "text", "note", "ahead", "option", "required"],
    );
    let id = reading.id(table, seen);
    if matches!(id.as_deref(), Some("words" | "people")) {
        reading.fault(
            table.place("id"),
            "本文（words）と関係する人（people）の欄は初めからあります。ここには書けません",
        );
    }
    if reading.flag(table, "required") {
        reading.fault(
            table.place("required"),
            "必ず答える質問は作れません。本文のほかは、いつも答えなくてよい質問です",
        );
    }
    let kind = kind(reading, table);
    let text = reading.text(table, "text");
    let note = reading.text_or_none(table, "note");
    let ahead = reading.flag(table, "ahead");
    if ahead && kind != Some(Kind::Month) {
        reading.fault(
            table.place("ahead"),
            "「ahead」は、kind が month の質問にだけ書けます",
        );
    }
    let options = options(reading, table, kind);
    if id.as_deref() == Some("families") {
        families(reading, table, kind, &options);
    }
    Some(Question {
        id: id?,
        kind: kind?,
        text: text?,
        note,
        ahead,
        options,
    })
}

fn kind(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Kind> {
    let name = reading.string(table, "kind")?;
    let kind = match name.as_str() {
        "one" => Some(Kind::One),
        "many" => Some(Kind::Many),
        "text" => Some(Kind::Text),
        "month" => Some(Kind::Month),
        _ => None,
    };
    if kind.is_none() {
        reading.fault(
            table.place("kind"),
            "「kind」は one、many、text、month のどれかです",
        );
    }
    kind
}

fn options(reading: &mut Reading<'_>, table: Table<'_>, kind: Option<Kind>) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    if matches!(kind, Some(Kind::Text | Kind::Month)) {
        if table.has("option") {
            reading.fault(
                table.at(),
                "kind が text か month の質問に [[question.option]] は書けません",
            );
        }
        return Vec::new();
    }
    let tables = reading.tables(table, "option");
    let mut options = Vec::new();
    for option in tables {
        reading.only(option, &["id", "text"]);
        let id = reading.id(option, &mut seen);
        let text = reading.text(option, "text");
        if let (Some(id), Some(text)) = (id, text) {
            options.push(Choice { id, text });
        }
    }
    options
}

/// Someone who does not know what it is called must find that answer first.
fn families(reading: &mut Reading<'_>, table: Table<'_>, kind: Option<Kind>, options: &[Choice]) {
    if kind.is_some_and(|kind| kind != Kind::Many) {
        reading.fault(
            table.place("kind"),
            "「families」はいくつも選べるように kind = \"many\" にしてください",
        );
    }
    if options.first().is_some_and(|first| first.id != "unknown") {
        reading.fault(
            table.at(),
            "「families」の最初の選択肢は id = \"unknown\"（わからない）にしてください",
        );
    }
}
