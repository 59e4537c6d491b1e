//! The steps of the path over HTTP: each is a form in, a page out.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::Markup;
use sotomado_core::calendar::first_answer_from;
use sotomado_core::policy::Level;
use sotomado_core::report::Said;
use sotomado_core::roster::Roster;

use crate::access::slips::{Slip, Stage};
use crate::app::App;
use crate::http::locale::{Locale, plain};
use crate::http::refusal::Refusal;
use crate::http::widgets::moment;
use crate::plain::act::{self, Fault, Filed};
use crate::plain::answers::answered;
use crate::plain::form::{Form, Sent};
use crate::plain::page::Setting;
use crate::plain::page_done::{self, Receipt};
use crate::plain::say::{Trouble, answer};
use crate::plain::visits::{end, file, hand_on, mailbox, reply, take_back};
use crate::plain::{act_case, act_file, page_ask, page_case, page_write};
use crate::store::Window;

/// `/o/{org}/plain…`
pub fn router() -> Router<App> {
    Router::new()
        .route("/o/{org}/plain", get(ask).post(agree))
        .route("/o/{org}/plain/words", post(words))
        .route("/o/{org}/plain/mailbox", post(mailbox))
        .route("/o/{org}/plain/file", post(file))
        .route("/o/{org}/plain/take-back", post(take_back))
        .route("/o/{org}/plain/answer", post(answered))
        .route("/o/{org}/plain/hand-on", post(hand_on))
        .route("/o/{org}/plain/end", post(end))
}

/// Those of them that a file comes with.
pub fn patient_router() -> Router<App> {
    Router::new()
        .route("/o/{org}/plain/report", post(report))
        .route("/o/{org}/plain/reply", post(reply))
}

pub(super) fn setting<'a>(app: &'a App, lang: Locale, window: &'a Window) -> Setting<'a> {
    Setting {
        lang,
        sample: app.config.sample,
        slug: &window.short,
        name: &window.name,
        policies: &app.policies,
        now: app.clock.now(),
        restored: app.restored.map(|restored| restored.copy),
    }
}

pub(super) fn slip(app: &App, window: &Window, stage: Stage) -> Result<String, Refusal> {
    let now = app.clock.now().as_second();
    Ok(app.slips.issue(&window.id, stage, now)?)
}

async fn ask(
    State(app): State<App>,
    lang: Locale,
    Path(org): Path<String>,
) -> Result<Markup, Refusal> {
    let window = app.window(&org).ok_or(Refusal::NOT_FOUND)?;
    let setting = setting(&app, lang, window);
    if !app.policies.window.plain_at(&org) {
        return Ok(page_ask::closed(&setting));
    }
    let slip = slip(&app, window, Stage::Told)?;
    Ok(page_ask::ask(&setting, &slip, None, None))
}

async fn agree(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    if sent.slip(&app).is_none() {
        return ask_again(&app, &sent);
    }
    if !sent.form.has("agree", "yes") {
        let trouble = Trouble::wrong("plain-agree-first");
        return asked(&app, &sent, &trouble);
    }
    let setting = setting(&app, sent.lang, &sent.window);
    let slip = slip(&app, &sent.window, Stage::Agreed)?;
    let words = sent.form.one("words");
    Ok(answer(
        None,
        if sent.form.has("to", "return") {
            page_case::enter(&setting, &slip, "", words, None)
        } else {
            page_write::write(&setting, &slip, &sent.form, None)
        },
    ))
}

/// Nobody agreed, or so long ago that the slip is not good any more: what was typed goes along.
pub(super) fn ask_again(app: &App, sent: &Sent) -> Result<Response, Refusal> {
    asked(
        app,
        sent,
        &Trouble::of(StatusCode::CONFLICT, "plain-ask-first"),
    )
}

fn asked(app: &App, sent: &Sent, trouble: &Trouble) -> Result<Response, Refusal> {
    let setting = setting(app, sent.lang, &sent.window);
    let slip = slip(app, &sent.window, Stage::Told)?;
    let page = page_ask::ask(&setting, &slip, Some(&sent.form), Some(trouble));
    Ok(answer(Some(trouble), page))
}

fn said(app: &App, lang: Locale, form: &Form) -> Said {
    let levels = &app.policies.consent.levels;
    let chosen = levels.iter().find(|level| form.has("consent", &level.id));
    let level: Option<&Level> = chosen.or_else(|| levels.first());
    Said {
        words: form.one("words").to_owned(),
        people: form.one("people").trim().to_owned(),
        answers: form.answers(&app.policies),
        consent: level.map(|level| level.id.clone()).unwrap_or_default(),
        consent_text: level
            .map(|level| plain(level.text.get(lang.core())))
            .unwrap_or_default(),
    }
}

/// What is wrong with the words, or the roster under which they may be sent.
async fn measured(app: &App, sent: &Sent) -> Result<Roster, Trouble> {
    if sent.form.cut {
        return Err(Trouble::of(StatusCode::PAYLOAD_TOO_LARGE, "plain-cut"));
    }
    if sent.form.one("words").trim().is_empty() {
        return Err(Trouble::wrong("window-js-empty"));
    }
    let said = said(app, sent.lang, &sent.form);
    Ok(act::measure(app, &sent.window, said).await?)
}

async fn words(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    if sent.agreed(&app).is_none() {
        return ask_again(&app, &sent);
    }
    let setting = setting(&app, sent.lang, &sent.window);
    let slip = sent.form.one("slip");
    if sent.form.has("to", "again") {
        return Ok(answer(
            None,
            page_write::write(&setting, slip, &sent.form, None),
        ));
    }
    Ok(match measured(&app, &sent).await {
        Ok(roster) => {
            let offered = (&roster, app.calls(Some(&roster)).await?);
            let page = page_write::check(&setting, slip, &sent.form, offered, None);
            answer(None, page)
        }
        Err(trouble) => {
            let page = page_write::write(&setting, slip, &sent.form, Some(&trouble));
            answer(Some(&trouble), page)
        }
    })
}

async fn report(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    let Some(good) = sent.agreed(&app) else {
        return ask_again(&app, &sent);
    };
    let (setting, slip) = (
        setting(&app, sent.lang, &sent.window),
        sent.form.one("slip"),
    );
    if sent.form.has("to", "back") {
        return Ok(answer(
            None,
            page_write::write(&setting, slip, &sent.form, None),
        ));
    }
    let roster = match measured(&app, &sent).await {
        Ok(roster) => roster,
        Err(trouble) => {
            let page = page_write::write(&setting, slip, &sent.form, Some(&trouble));
            return Ok(answer(Some(&trouble), page));
        }
    };
    let offered = (&roster, app.calls(Some(&roster)).await?);
    if sent.form.has("to", "again") {
        let page = page_write::check(&setting, slip, &sent.form, offered, None);
        return Ok(answer(None, page));
    }
    let trouble = match Trouble::of_file(&sent.form) {
        Some(trouble) => trouble,
        None => match filed(&app, &sent, &good).await {
            Ok((filed, file)) => return Ok(answer(None, receipt(&app, &setting, &filed, file))),
            Err(fault) => fault.into(),
        },
    };
    let page = page_write::check(&setting, slip, &sent.form, offered, Some(&trouble));
    Ok(answer(Some(&trouble), page))
}

/// The report that is kept, and whether its file, if it has one, is kept with it.
async fn filed(app: &App, sent: &Sent, slip: &Slip) -> Result<(Filed, Option<bool>), Fault> {
    let (said, out) = (said(app, sent.lang, &sent.form), sent.form.left_out());
    let urgent = sent.form.has("urgent", "yes");
    let filed = act::file_report(app, &sent.window, slip, said, (&out, urgent)).await?;
    let Some(chosen) = sent.form.chosen() else {
        return Ok((filed, None));
    };
    // The report is kept by now: what fails from here on must not hide its code.
    let evidence = sent.form.has("evidence", "yes");
    let attached = match act_case::keys_of(app, &sent.window, &filed.code).await {
        Ok(keys) => act_file::attach(app, &sent.window, &keys, chosen, evidence).await,
        Err(fault) => Err(fault),
    };
    Ok((filed, Some(attached.is_ok())))
}

fn receipt(app: &App, setting: &Setting<'_>, filed: &Filed, file: Option<bool>) -> Markup {
    let (day, hour) = moment(
        setting.lang,
        first_answer_from(&app.policies, filed.arrived),
    );
    let shown = zeroize::Zeroizing::new(filed.code.shown());
    let receipt = Receipt {
        code: &shown,
        first: (&day, &hour),
        before: filed.before,
        file,
    };
    page_done::receipt(setting, &receipt)
}
