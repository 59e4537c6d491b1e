//! What a step of this path answers: a page, its status, and a sentence beside what was typed.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;

use crate::http::locale::{Locale, rich};
use crate::plain::act::Fault;
use crate::plain::chosen::{Came, MOST};
use crate::plain::form::Form;

/// A sentence and the status it comes with.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub status: StatusCode,
    /// Id of the message.
    pub id: String,
    /// Its one number, if it has one.
    pub n: Option<String>,
}

impl Trouble {
    /// 422 with a message.
    #[must_use]
    pub fn wrong(id: &str) -> Self {
        Self::of(StatusCode::UNPROCESSABLE_ENTITY, id)
    }

    /// A status with a message.
    #[must_use]
    pub fn of(status: StatusCode, id: &str) -> Self {
        Self {
            status,
            id: id.to_owned(),
            n: None,
        }
    }

    /// What is wrong with the file of a form, if something is. Nothing was kept then.
    #[must_use]
    pub fn of_file(form: &Form) -> Option<Self> {
        let most = |status, id: &str| Self {
            n: Some((MOST / 1_000_000).to_string()),
            ..Self::of(status, id)
        };
        match form.file {
            None | Some(Came::Whole(_)) => None,
            Some(Came::Empty) => Some(Self::wrong("plain-file-empty")),
            Some(Came::TooLarge) => Some(most(StatusCode::PAYLOAD_TOO_LARGE, "plain-file-large")),
            Some(Came::Busy) => Some(Self::of(StatusCode::TOO_MANY_REQUESTS, "plain-busy")),
            Some(Came::Still) => Some(Self::of(StatusCode::REQUEST_TIMEOUT, "plain-file-still")),
        }
    }

    /// The sentence in a language.
    #[must_use]
    pub fn sentence(&self, lang: Locale) -> Markup {
        match &self.n {
            Some(n) => rich(lang, &self.id, &[("n", n)]),
            None => rich(lang, &self.id, &[]),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NoReader => Self::wrong("plain-no-reader"),
            Fault::TooLong(bytes) => Self {
                // Three bytes a letter, as Japanese has them.
                n: Some(bytes.div_ceil(3).to_string()),
                ..Self::wrong("plain-too-long")
            },
            Fault::Busy => Self::of(StatusCode::TOO_MANY_REQUESTS, "plain-busy"),
            Fault::Differs => Self::of(StatusCode::CONFLICT, "files-js-failed-file-differs"),
            Fault::NoKey => Self::of(StatusCode::CONFLICT, "window-js-no-key"),
            Fault::OldRoster => Self::of(StatusCode::CONFLICT, "window-js-bundle-old-roster"),
            Fault::Refused(refusal) => {
                Self::of(refusal.status, &format!("faults-{}", refusal.code))
            }
        }
    }
}

/// A page with a status.
pub fn answer(trouble: Option<&Trouble>, page: Markup) -> Response {
    let status = trouble.map_or(StatusCode::OK, |trouble| trouble.status);
    (status, page).into_response()
}
