//! What the page gave along for every case it shows: its language and messages, the report's questions, and the policies' texts.
//! Nothing of a case is in it, so that it is given once and each text is read once.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::ids::Digest;
use crate::page::words::{Words, bare};
use crate::policy::{
    self, ANSWERS, ASKING, Answers, Asking, CLOCKS, Clocks, Consent, Holidays, Hours, Lang,
    OF_A_CASE, REFERRALS, ROUTES, Referrals, Routes,
};
use crate::procedure::Procedure;

/// The same as it travels: `{"ask":"given",…}`, or inside a question's `draw`.
#[derive(Deserialize)]
pub(super) struct GivenQuestion {
    lang: Lang,
    /// Messages by id.
    words: BTreeMap<String, String>,
    /// The questions of the report in the reader's language.
    #[serde(default)]
    questions: BTreeMap<String, Asked>,
    /// The policies by which outsiders are told, by file.
    #[serde(default)]
    policies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) options: BTreeMap<String, String>,
}

#[derive(Serialize)]
pub(super) struct Kept {
    kept: bool,
}

pub(super) struct Given {
    pub(super) words: Words,
    pub(super) questions: BTreeMap<String, Asked>,
    pub(super) policies: Policies,
}

impl From<GivenQuestion> for Given {
    fn from(asked: GivenQuestion) -> Self {
        Self {
            words: Words::new(asked.lang, asked.words),
            questions: asked.questions,
            policies: Policies {
                texts: asked.policies,
                ..Policies::default()
            },
        }
    }
}

thread_local! {
    static KEPT: RefCell<Option<Rc<Given>>> = const { RefCell::new(None) };
}

/// Keeps it in place of what was kept before.
pub(super) fn keep(asked: GivenQuestion) -> Kept {
    KEPT.set(Some(Rc::new(asked.into())));
    Kept { kept: true }
}

/// What was kept last, if anything was.
pub(super) fn kept() -> Option<Rc<Given>> {
    KEPT.with_borrow(Clone::clone)
}

/// A text of the policies as it is read, and its digest.
pub(super) type Digested<T> = (T, Digest);

/// The policies' texts, each read when it is first asked for.
#[derive(Default)]
pub(super) struct Policies {
    texts: BTreeMap<String, String>,
    clocks: OnceCell<Option<(Clocks, Holidays, Hours)>>,
    procedures: OnceCell<Vec<(&'static str, Digested<Procedure>)>>,
    asking: OnceCell<Option<Digested<Asking>>>,
    routes: OnceCell<Option<Digested<Routes>>>,
    referrals: OnceCell<Option<Referrals>>,
    answers: OnceCell<Option<Answers>>,
    consent: OnceCell<Option<Consent>>,
}

impl Policies {
    fn text(&self, file: &str) -> Option<&str> {
        self.texts.get(file).map(String::as_str)
    }

    fn digested<T, F>(
        &self,
        file: &str,
        read: impl FnOnce(&str) -> Result<T, F>,
    ) -> Option<Digested<T>> {
        let text = self.text(file)?;
        Some((read(text).ok()?, Digest::of(text.as_bytes())))
    }

    pub(super) fn clocks(&self) -> Option<&(Clocks, Holidays, Hours)> {
        let read = || {
            let [clocks, holidays, hours] =
                [CLOCKS, "holidays.toml", "hours.toml"].map(|file| self.text(file));
            policy::clocks(clocks?, holidays?, hours?).ok()
        };
        self.clocks.get_or_init(read).as_ref()
    }

    /// The procedures of a case that the page gave along and that can be read, each with the file it came from.
    pub(super) fn procedures(&self) -> &[(&'static str, Digested<Procedure>)] {
        self.procedures.get_or_init(|| {
            let read = |file: &&'static str| {
                let read = self.digested(file, |text| policy::signed_procedure(file, text));
                Some((*file, read?))
            };
            OF_A_CASE.iter().filter_map(read).collect()
        })
    }

    pub(super) fn asking(&self) -> Option<&Digested<Asking>> {
        let read = || self.digested(ASKING, policy::asking);
        self.asking.get_or_init(read).as_ref()
    }

    pub(super) fn routes(&self) -> Option<&Digested<Routes>> {
        let read = || self.digested(ROUTES, policy::routes);
        self.routes.get_or_init(read).as_ref()
    }

    pub(super) fn referrals(&self) -> Option<&Referrals> {
        let read = || policy::referrals(self.text(REFERRALS)?).ok();
        self.referrals.get_or_init(read).as_ref()
    }

    pub(super) fn answers(&self) -> Option<&Answers> {
        let read = || policy::answers(self.text(ANSWERS)?).ok();
        self.answers.get_or_init(read).as_ref()
    }

    /// In which language a report's sentence of consent was shown: the page keeps the sentence, and no name of a language. None where
    /// it is no sentence of today's.
    pub(super) fn language_of(&self, level: &str, shown: &str) -> Option<Lang> {
        let read = || policy::ladder(self.text("consent.toml")?).ok();
        let all = self.consent.get_or_init(read).as_ref()?;
        let text = &all.level(level)?.text;
        Lang::ALL
            .into_iter()
            .find(|lang| bare(text.get(*lang)) == shown)
    }
}
