//! What was typed into a form, read into memory that is wiped.

use std::collections::BTreeMap;
use std::net::IpAddr;

use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request};
use axum::http::StatusCode;
use sotomado_core::entry::Answer;
use sotomado_core::ids::AuthorKey;
use sotomado_core::policy::{Kind, Policies};
use zeroize::Zeroizing;

use crate::access::slips::{Slip, Stage};
use crate::app::App;
use crate::http::locale::Locale;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::plain::chosen::{self, Came, Chosen};
use crate::store::Window;

/// Bytes of all texts of a form that are kept; what is beyond is not, and the page says so.
const TEXTS: usize = 512 * 1024;
/// Fields of a form that are looked at.
const FIELDS: usize = 300;

const CLOSED: Refusal = Refusal::new(StatusCode::FORBIDDEN, "plain-closed");
const NOT_A_FORM: Refusal = Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-form");

/// The fields, each as often as it was sent.
#[derive(Default)]
pub struct Form {
    fields: BTreeMap<String, Vec<Zeroizing<String>>>,
    /// More came than is kept.
    pub cut: bool,
    /// The file, if one was chosen.
    pub file: Option<Came>,
}

/// A form sent to an open window.
pub struct Sent {
    pub lang: Locale,
    /// Where it came from, for the bounds in memory alone.
    pub place: Option<IpAddr>,
    pub window: Window,
    pub form: Form,
}

impl Sent {
    /// The form's slip, if it is good and its reader agreed.
    pub fn agreed(&self, app: &App) -> Option<Slip> {
        self.slip(app).filter(|slip| slip.stage == Stage::Agreed)
    }

    /// The form's slip, if it is good.
    pub fn slip(&self, app: &App) -> Option<Slip> {
        let now = app.clock.now().as_second();
        app.slips.read(&self.window.id, self.form.one("slip"), now)
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let Ok(lang) = Locale::from_request_parts(&mut parts, app).await;
        let Ok(Place(place)) = Place::from_request_parts(&mut parts, app).await;
        let Path(org) = Path::<String>::from_request_parts(&mut parts, app)
            .await
            .map_err(|_| Refusal::NOT_FOUND)?;
        let window = app.window(&org).cloned().ok_or(Refusal::NOT_FOUND)?;
        if !app.policies.window.plain_at(&org) {
            return Err(CLOSED);
        }
        let multipart = Multipart::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(|_| NOT_A_FORM)?;
        let form = Form::read(multipart).await?;
        Ok(Self {
            lang,
            place,
            window,
            form,
        })
    }
}

impl Form {
    async fn read(mut parts: Multipart) -> Result<Self, Refusal> {
        let mut form = Self::default();
        let (mut room, mut count) = (TEXTS, 0);
        loop {
            let field = match parts.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(form),
                Err(error) => return form.broken(error.status()),
            };
            let name = field.name().unwrap_or_default().to_owned();
            count += 1;
            if name == "file" {
                match chosen::read(field).await {
                    Ok(came) => form.file = came,
                    Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                        form.file = Some(Came::TooLarge);
                        return Ok(form);
                    }
                    Err(_) => return Err(Refusal::MALFORMED),
                }
                if matches!(form.file, Some(Came::Still)) {
                    return Ok(form);
                }
                continue;
            }
            let mut bytes = Zeroizing::new(Vec::new());
            let mut field = field;
            loop {
                match field.chunk().await {
                    Ok(Some(chunk)) => {
                        let fits = chunk.len().min(room);
                        bytes.extend(chunk.iter().take(fits));
                        room -= fits;
                        form.cut |= fits < chunk.len();
                    }
                    Ok(None) => break,
                    Err(error) => {
                        form.put(name, &bytes);
                        return form.broken(error.status());
                    }
                }
            }
            if count <= FIELDS && name.len() <= 64 {
                form.put(name, &bytes);
            } else {
                // It may have been the name of a reader to leave out.
                form.cut = true;
            }
        }
    }

    /// A form larger than is read comes back with what was read of it; one that ends in its middle came over a broken
    /// line, and nobody waits for the answer.
    fn broken(mut self, status: StatusCode) -> Result<Self, Refusal> {
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            self.cut = true;
            Ok(self)
        } else {
            Err(Refusal::MALFORMED)
        }
    }

    fn put(&mut self, name: String, bytes: &[u8]) {
        // Browsers send CR LF whatever was typed; a byte that is no UTF-8 costs its letter, not the text.
        let text = Zeroizing::new(String::from_utf8_lossy(bytes).replace("\r\n", "\n"));
        self.fields.entry(name).or_default().push(text);
    }

    /// The first of a field; empty if there is none.
    pub fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// All of a field.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let all = self.fields.get(name).into_iter().flatten();
        all.map(|text| text.as_str())
    }

    /// Whether a field has this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|one| one == value)
    }

    /// The file as it came whole.
    pub fn chosen(&self) -> Option<&Chosen> {
        match &self.file {
            Some(Came::Whole(chosen)) => Some(chosen),
            _ => None,
        }
    }

    /// What belongs to a report, as name and value, to be carried on from page to page.
    pub fn carried(&self) -> impl Iterator<Item = (&str, &str)> {
        let ours = |name: &str| {
            ["words", "people", "consent", "out", "urgent"].contains(&name)
                || name.starts_with("q-")
        };
        self.fields
            .iter()
            .filter(move |(name, _)| ours(name))
            .flat_map(|(name, all)| all.iter().map(move |one| (name.as_str(), one.as_str())))
    }

    /// The readers to leave out.
    pub fn left_out(&self) -> Vec<AuthorKey> {
        let mut all: Vec<AuthorKey> = self.all("out").filter_map(|one| one.parse().ok()).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Answers to the questions that are asked; others are passed over.
    pub fn answers(&self, policies: &Policies) -> BTreeMap<String, Answer> {
        let mut answers = BTreeMap::new();
        for question in &policies.intake.questions {
            let name = format!("q-{}", question.id);
            let answer = match question.kind {
                Kind::One | Kind::Many => {
                    let known = question
                        .options
                        .iter()
                        .filter(|one| self.has(&name, &one.id));
                    let chosen: Vec<String> = known.map(|one| one.id.clone()).collect();
                    (!chosen.is_empty()).then_some(Answer::Options(chosen))
                }
                Kind::Text => text(self.one(&name).trim().to_owned()),
                Kind::Month => text(self.month(&name)),
            };
            answers.extend(answer.map(|answer| (question.id.clone(), answer)));
        }
        answers
    }

    /// `2026-11`, `2026`, or nothing.
    fn month(&self, name: &str) -> String {
        let number = |part: &str, most: u16| {
            let value = self.one(&format!("{name}-{part}")).parse::<u16>().ok()?;
            (1..=most).contains(&value).then_some(value)
        };
        match (number("year", 9999), number("month", 12)) {
            (Some(year), Some(month)) => format!("{year:04}-{month:02}"),
            (Some(year), None) => format!("{year:04}"),
            _ => String::new(),
        }
    }
}

fn text(text: String) -> Option<Answer> {
    (!text.is_empty()).then_some(Answer::Text(text))
}
