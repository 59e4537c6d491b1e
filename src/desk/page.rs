//! The desk's shell page: one document, in which the script draws everything once a key may be opened.

use maud::{Markup, html};
use serde_json::json;
use sotomado_core::policy::{
    ANSWERS, ASKING, CLOCKS, Intake, Lang, OF_A_CASE, Policies, REFERRALS, ROUTES, Taxonomy, Term,
};

use crate::http::locale::{Locale, plain, rich, t};
use crate::http::shell::{Page, Surface, data};

/// The page at `path`. `intake` gives the questions their words, so that an answer is not shown as a code;
/// `policies` give the texts that a case is worked by. `core` are values that the script goes by.
pub fn shell(
    lang: Locale,
    path: &str,
    sample: bool,
    core: &serde_json::Value,
    policies: &Policies,
) -> Markup {
    let title = t(lang, "desk-title", &[]);
    let mut page = Page::new(lang, Surface::Desk, &title, path);
    page.home = "/desk";
    page.sample = sample;
    page.script = Some("desk.js");
    page.style = Some("figures.css");
    page.words = &[
        "desk-js-",
        "own-js-",
        "consent-desk-",
        "sitting-js-",
        "phone-js-",
        // What the questions of a report say, whoever types the answers.
        "window-js-year",
        "window-js-month",
        "window-js-chosen",
        "window-js-consent",
    ];
    page.render(html! {
        div #bar.bar {}
        p #status.status role="status" {}
        div #view {
            h1 { (title) }
            noscript { p #no-script { (rich(lang, "desk-no-script", &[])) } }
        }
        (data("core", core))
        (data("questions", &questions(lang, &policies.intake, &policies.taxonomy)))
        (data("taxonomy", &terms(lang, &policies.taxonomy)))
        (data("telling", &telling(policies)))
    })
}

/// The policies that a case is worked by, by file.
fn telling(policies: &Policies) -> serde_json::Value {
    let files = OF_A_CASE.into_iter().chain([
        ROUTES,
        ANSWERS,
        ASKING,
        CLOCKS,
        REFERRALS,
        "holidays.toml",
        "hours.toml",
        "intake.toml",
        "consent.toml",
    ]);
    let texts = files.filter_map(|name| policies.file(name));
    let texts = texts.map(|file| (file.name.clone(), json!(file.text)));
    serde_json::Value::Object(texts.collect())
}

/// `{question: {"text": …, "options": {option: text}}}`
fn questions(lang: Locale, intake: &Intake, taxonomy: &Taxonomy) -> serde_json::Value {
    let words = coding(lang, taxonomy);
    let lang = Lang::from_id(lang.id()).unwrap_or(Lang::Ja);
    let all = intake.questions.iter().map(|question| {
        let options = question
            .options
            .iter()
            .map(|option| (option.id.clone(), plain(option.text.get(lang)).into()));
        let options: serde_json::Map<_, _> = options.collect();
        (
            question.id.clone(),
            json!({ "text": plain(question.text.get(lang)), "options": options }),
        )
    });
    let all = all.chain([("coding.".to_owned(), words)]);
    serde_json::Value::Object(all.collect())
}

/// The words of the yearly table by kind and id, as a note in a case shows them. No question has a dot in its id.
fn coding(lang: Locale, taxonomy: &Taxonomy) -> serde_json::Value {
    let mut options = serde_json::Map::new();
    for (kind, terms) in kinds(taxonomy) {
        for term in terms {
            let name = plain(term.name.get(lang.core()));
            options.insert(format!("{kind}.{}", term.id), name.into());
        }
    }
    options.insert(
        "told.yes".into(),
        t(lang, "desk-js-coding-told-yes", &[]).into(),
    );
    options.insert(
        "told.no".into(),
        t(lang, "desk-js-coding-told-no", &[]).into(),
    );
    json!({ "text": t(lang, "desk-js-coding-note", &[]) + "\n", "options": options })
}

const fn kinds(taxonomy: &Taxonomy) -> [(&'static str, &Vec<Term>); 4] {
    [
        ("family", &taxonomy.families),
        ("stage", &taxonomy.stages),
        ("outcome", &taxonomy.outcomes),
        ("channel", &taxonomy.channels),
    ]
}

/// `{kind: [[id, name], …]}`, for the form by which a case is coded.
fn terms(lang: Locale, taxonomy: &Taxonomy) -> serde_json::Value {
    let all = kinds(taxonomy).map(|(kind, terms)| {
        let pairs: Vec<_> = terms
            .iter()
            .map(|term| json!([term.id, plain(term.name.get(lang.core()))]))
            .collect();
        (kind.to_owned(), json!(pairs))
    });
    serde_json::Value::Object(all.into_iter().collect())
}
