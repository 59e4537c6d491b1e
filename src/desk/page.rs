//! The desk's shell page: one document, in which the script draws everything once a key may be opened.

use maud::{Markup, html};
use serde_json::json;
use sotomado_core::policy::{Intake, Lang};

use crate::http::assets;
use crate::http::locale::{Locale, plain, rich, t};
use crate::http::shell::{Page, Surface, data};

/// The page at `path`. `intake` gives the questions their words, so that an answer is not shown as a code;
/// `procedure` is the text of the one by which outsiders are told. `largest_file` in bytes.
pub fn shell(
    lang: Locale,
    path: &str,
    sample: bool,
    largest_file: u64,
    (intake, procedure): (&Intake, &str),
) -> Markup {
    let title = t(lang, "desk-title", &[]);
    let mut page = Page::new(lang, Surface::Desk, &title, path);
    page.home = "/desk";
    page.sample = sample;
    page.script = Some("desk.js");
    page.words = &["desk-js-", "consent-desk-"];
    page.render(html! {
        div #bar.bar {}
        p #status.status role="status" {}
        div #view {
            h1 { (title) }
            noscript { p #no-script { (rich(lang, "desk-no-script", &[])) } }
        }
        (data("core", &json!({ "wasm": assets::url("core.wasm"), "largest_file": largest_file })))
        (data("questions", &questions(lang, intake)))
        (data("procedure", &json!(procedure)))
    })
}

/// `{question: {"text": …, "options": {option: text}}}`
fn questions(lang: Locale, intake: &Intake) -> serde_json::Value {
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
    serde_json::Value::Object(all.collect())
}
