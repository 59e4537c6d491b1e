//! A year's table as the lead's browser makes it: what stops it, by name, or what would be signed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Bytes, Fault};
use crate::calendar::Day;
use crate::ids::{AuthorKey, WindowId};
use crate::ledger::mark;
use crate::page::release::preview;
use crate::page::words::Words;
use crate::policy::Lang;
use crate::release::{Offered, Stop, Stopped, Wrong, make, names};

#[derive(Deserialize)]
pub(super) struct ReleaseQuestion {
    window: WindowId,
    /// Public half of the key that will sign.
    desk_key: AuthorKey,
    rosters: Vec<Bytes>,
    #[serde(default)]
    successions: Vec<Bytes>,
    releases: Vec<Bytes>,
    disclosure: String,
    taxonomy: String,
    /// What the identity of the year opened.
    plains: Vec<Bytes>,
    numbers: Vec<String>,
    year: i16,
    today: Day,
    lang: Lang,
    /// Messages by id.
    words: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ReleaseAnswer {
    /// The body to sign, as JSON in its one spelling, and how it would stand.
    Draft { body: String, html: String },
    /// The code, and of codings each that is wrong.
    Stopped {
        code: &'static str,
        wrong: Vec<Named>,
    },
}

/// What is wrong, and whose it is by name.
#[derive(Serialize)]
pub(super) struct Named {
    code: Stop,
    name: Option<String>,
    /// The case, as its counsellor's pages name it.
    case: Option<String>,
    number: Option<String>,
}

pub(super) fn answer(asked: ReleaseQuestion) -> Result<ReleaseAnswer, Fault> {
    let bytes = |all: Vec<Bytes>| all.into_iter().map(|one| one.0).collect::<Vec<_>>();
    let (rosters, successions) = (bytes(asked.rosters), bytes(asked.successions));
    let (releases, plains) = (bytes(asked.releases), bytes(asked.plains));
    let made = make(&Offered {
        window: asked.window,
        desk_key: asked.desk_key,
        rosters: &rosters,
        successions: &successions,
        releases: &releases,
        disclosure: &asked.disclosure,
        taxonomy: &asked.taxonomy,
        plains: &plains,
        numbers: &asked.numbers,
        year: asked.year,
        day: asked.today,
    });
    match made {
        Ok(draft) => {
            let body = serde_json::to_string(&draft.body).map_err(|_| Fault::of("answer"))?;
            let words = Words::new(asked.lang, asked.words);
            let html = preview(&words, &draft, releases.len()).into_string();
            Ok(ReleaseAnswer::Draft { body, html })
        }
        Err(stopped) => {
            let code = stopped.code();
            let wrong = match stopped {
                Stopped::Codings(wrong) => named(wrong, &names(&rosters)),
                _ => Vec::new(),
            };
            Ok(ReleaseAnswer::Stopped { code, wrong })
        }
    }
}

/// What is the same in every word is said once.
fn named(wrong: Vec<Wrong>, names: &BTreeMap<AuthorKey, String>) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for one in wrong {
        let name = one.author.map(|author| {
            let known = names.get(&author).cloned();
            known.unwrap_or_else(|| author.to_string().chars().take(16).collect())
        });
        let case = one.pseudonym.map(|pseudonym| mark(&pseudonym));
        let same = |other: &Named| {
            (other.code, &other.name, &other.case, &other.number)
                == (one.code, &name, &case, &one.number)
        };
        if !all.iter().any(same) {
            all.push(Named {
                code: one.code,
                name,
                case,
                number: one.number,
            });
        }
    }
    all
}
