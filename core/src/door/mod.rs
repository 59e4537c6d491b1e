//! The core's one question-and-answer door for the browser: JSON in, JSON out. Nothing of a case is kept between; what a page
//! gave along for all of them is.

mod acts;
mod alike;
mod asking;
mod case;
mod counter;
mod deeds;
mod given;
mod hearing;
mod record;
mod release;
mod roster;
mod route;
mod show;
mod steps;
mod told;
mod wish;
mod work;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, de};

/// A question. Bytes are standard Base64, ids lower-case hex.
#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "lowercase")]
enum Question {
    Roster(roster::RosterQuestion),
    Given(given::GivenQuestion),
    Case(Box<case::CaseQuestion>),
    Alike(alike::AlikeQuestion),
    Counter(Box<counter::CounterQuestion>),
    Record(record::RecordQuestion),
    Release(Box<release::ReleaseQuestion>),
    Route(route::RouteQuestion),
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer<T> {
    Ok(T),
    Fault(Fault),
}

#[derive(Serialize)]
struct Fault {
    code: &'static str,
    /// Line and column of a question that cannot be read; never its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<(usize, usize)>,
}

impl Fault {
    const fn of(code: &'static str) -> Self {
        Self { code, at: None }
    }
}

/// Bytes that travel as Base64.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD
            .decode(text)
            .map(Self)
            .map_err(|_| de::Error::custom("not Base64"))
    }
}

/// Answers `{"ok":…}` or `{"fault":{"code":…}}`. A question that cannot be read has the code `question`.
#[must_use]
pub fn ask(question: &[u8]) -> Vec<u8> {
    match serde_json::from_slice(question) {
        Ok(Question::Roster(asked)) => told(roster::answer(&asked)),
        Ok(Question::Given(asked)) => told(Ok(given::keep(asked))),
        Ok(Question::Case(asked)) => told(case::answer(*asked)),
        Ok(Question::Alike(asked)) => told(Ok(alike::answer(&asked))),
        Ok(Question::Counter(asked)) => told(counter::answer(*asked)),
        Ok(Question::Record(asked)) => told(Ok(record::answer(&asked))),
        Ok(Question::Release(asked)) => told(release::answer(*asked)),
        Ok(Question::Route(asked)) => told(route::answer(&asked)),
        Err(error) => {
            let at = Some((error.line(), error.column()));
            told::<()>(Err(Fault {
                code: "question",
                at,
            }))
        }
    }
}

fn told<T: Serialize>(answer: Result<T, Fault>) -> Vec<u8> {
    let answer = match answer {
        Ok(answer) => Answer::Ok(answer),
        Err(fault) => Answer::Fault(fault),
    };
    serde_json::to_vec(&answer).unwrap_or_else(|_| br#"{"fault":{"code":"answer"}}"#.to_vec())
}
