//! Coming back over HTTP: the code, then a token for ten minutes.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sotomado_core::code::{self, Code, CodeFault};
use sotomado_core::derive::Keys;
use sotomado_core::handing;
use sotomado_core::ids::AuthorKey;

use crate::access::slips::Stage;
use crate::app::App;
use crate::http::locale::t;
use crate::http::refusal::Refusal;
use crate::http::sealed;
use crate::plain::act::Fault;
use crate::plain::form::Sent;
use crate::plain::page_case::{self, Carried, Shown};
use crate::plain::page_done;
use crate::plain::routes::{ask_again, setting, slip};
use crate::plain::say::{Trouble, answer};
use crate::plain::{act_case, act_file, act_newkeys};

/// The code that was typed, or the sentence of what is wrong with it.
fn typed_code(typed: &str) -> Result<Code, Trouble> {
    let numbered = |id: &str, n: String| Trouble {
        n: Some(n),
        ..Trouble::wrong(id)
    };
    match Code::read(typed) {
        // A code of the other path must not be made use of here: it was promised that the server never could.
        Ok(code) if code.path() == code::Path::Browser => Err(Trouble::wrong("plain-code-browser")),
        Ok(code) => Ok(code),
        Err(CodeFault::Unknown { group }) => Err(numbered("plain-code-letter", group.to_string())),
        Err(CodeFault::Short { .. }) => Err(Trouble::wrong("plain-code-short")),
        Err(CodeFault::Long { .. }) => Err(Trouble::wrong("plain-code-long")),
        Err(CodeFault::Check { groups }) if !groups.is_empty() => {
            let groups: Vec<String> = groups.iter().map(u8::to_string).collect();
            Err(numbered("plain-code-groups", groups.join("・")))
        }
        Err(CodeFault::Check { .. }) => Err(Trouble::wrong("mailbox-js-code-check")),
        Err(CodeFault::Version) => Err(Trouble::wrong("plain-code-kind")),
    }
}

pub(super) async fn mailbox(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    if sent.agreed(&app).is_none() {
        return ask_again(&app, &sent);
    }
    let (typed, words) = (sent.form.one("code"), sent.form.one("words"));
    if sent.form.has("to", "again") {
        return enter(&app, &sent, typed, None);
    }
    let code = match typed_code(typed) {
        Ok(code) => code,
        Err(trouble) => {
            // One of the other path goes no further than this, not even back into the page.
            let kept = if trouble.id == "plain-code-browser" {
                ""
            } else {
                typed
            };
            return enter(&app, &sent, kept, Some(trouble));
        }
    };
    let keys = match act_case::keys_of(&app, &sent.window, &code).await {
        Ok(keys) => keys,
        Err(Fault::Refused(refusal)) if refusal.status == StatusCode::NOT_FOUND => {
            let trouble = Trouble::of(StatusCode::NOT_FOUND, "mailbox-js-code-unknown");
            return enter(&app, &sent, typed, Some(trouble));
        }
        Err(fault) => return enter(&app, &sent, typed, Some(fault.into())),
    };
    let now = app.clock.now().as_second();
    let tag = |address| app.effort.tag(address, app.clock.today());
    let place = sent.place.map(tag).transpose()?;
    let token = app.held.hold(sent.window.id, keys.clone(), place, now)?;
    case(&app, &sent, &keys, (&token, words), None, None).await
}

fn enter(
    app: &App,
    sent: &Sent,
    typed: &str,
    trouble: Option<Trouble>,
) -> Result<Response, Refusal> {
    let setting = setting(app, sent.lang, &sent.window);
    let slip = slip(app, &sent.window, Stage::Agreed)?;
    let page = page_case::enter(
        &setting,
        &slip,
        typed,
        sent.form.one("words"),
        trouble.as_ref(),
    );
    Ok(answer(trouble.as_ref(), page))
}

/// The keys that the form's token stands for; else the page that asks for the code, with what was written.
pub(super) fn held(app: &App, sent: &Sent) -> Result<Arc<Keys>, Box<Result<Response, Refusal>>> {
    if sent.agreed(app).is_none() {
        return Err(Box::new(ask_again(app, sent)));
    }
    let now = app.clock.now().as_second();
    let keys = app.held.keys(&sent.window.id, sent.form.one("token"), now);
    keys.ok_or_else(|| {
        let over = Trouble::of(StatusCode::CONFLICT, "plain-ten-minutes");
        Box::new(enter(app, sent, "", Some(over)))
    })
}

pub(super) async fn case(
    app: &App,
    sent: &Sent,
    keys: &Arc<Keys>,
    (token, words): (&str, &str),
    done: Option<&str>,
    trouble: Option<Trouble>,
) -> Result<Response, Refusal> {
    let setting = setting(app, sent.lang, &sent.window);
    let mailbox = match act_case::open(app, &sent.window, keys).await {
        Ok(mailbox) => mailbox,
        Err(fault) => return enter(app, sent, "", Some(fault.into())),
    };
    // Where no roster is in force nothing can be handed to anybody.
    let today = sealed::roster_today(app, &sent.window).await.ok();
    let today = today.as_ref().filter(|_| mailbox.writable);
    let followed = today.map(|today| handing::followed(&mailbox.view, today));
    let followed = followed.unwrap_or_default();
    let shown = Shown {
        followed: &followed,
        view: &mailbox.view,
        rosters: &mailbox.rosters,
        author: mailbox.author,
        open: mailbox.case.open,
        read: mailbox.case.read,
        next: mailbox.case.next,
        retention: mailbox.case.retention,
        held: mailbox.case.held,
    };
    let slip = slip(app, &sent.window, Stage::Agreed)?;
    let carried = Carried {
        slip: &slip,
        token,
        words,
    };
    let page = page_case::case(&setting, &shown, &carried, done, trouble.as_ref());
    Ok(answer(trouble.as_ref(), page))
}

pub(super) async fn reply(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    let keys = match held(&app, &sent) {
        Ok(keys) => keys,
        Err(answer) => return *answer,
    };
    let (token, words) = (sent.form.one("token"), sent.form.one("words"));
    if sent.form.has("to", "again") {
        return case(&app, &sent, &keys, (token, words), None, None).await;
    }
    let chosen = sent.form.chosen();
    let trouble = match (Trouble::of_file(&sent.form), sent.agreed(&app)) {
        (Some(trouble), _) => trouble,
        _ if sent.form.cut => Trouble::of(StatusCode::PAYLOAD_TOO_LARGE, "plain-cut"),
        _ if words.trim().is_empty() && chosen.is_none() => Trouble::wrong("window-js-empty"),
        (None, Some(slip)) if app.held.take(token, &slip) => {
            match add(&app, &sent, &keys, words).await {
                Ok(()) => {
                    let done = Some("mailbox-js-sent");
                    return case(&app, &sent, &keys, (token, ""), done, None).await;
                }
                Err(fault) => {
                    app.held.give_back(token, &slip);
                    fault.into()
                }
            }
        }
        // The page was loaded again: what its form says is here already.
        _ => {
            let before = Some("plain-sent-before");
            return case(&app, &sent, &keys, (token, ""), before, None).await;
        }
    };
    case(&app, &sent, &keys, (token, words), None, Some(trouble)).await
}

/// The file first: if it fails, the words stand in their field still, and nothing was kept; the same file twice is once.
async fn add(app: &App, sent: &Sent, keys: &Arc<Keys>, words: &str) -> Result<(), Fault> {
    if let Some(chosen) = sent.form.chosen() {
        let evidence = sent.form.has("evidence", "yes");
        act_file::attach(app, &sent.window, keys, chosen, evidence).await?;
    }
    if words.trim().is_empty() {
        return Ok(());
    }
    act_case::write_on(app, &sent.window, keys, words).await
}

pub(super) async fn file(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    let keys = match held(&app, &sent) {
        Ok(keys) => keys,
        Err(answer) => return *answer,
    };
    let id = sent
        .form
        .one("id")
        .parse()
        .map_err(|_| Refusal::NOT_FOUND)?;
    match act_file::fetch(&app, &sent.window, &keys, id).await {
        Ok((name, bytes)) => Ok(handed_over(&name, &bytes)),
        Err(fault) => {
            let token = sent.form.one("token");
            case(&app, &sent, &keys, (token, ""), None, Some(fault.into())).await
        }
    }
}

/// Octets that a browser saves and never shows.
fn handed_over(name: &str, bytes: &[u8]) -> Response {
    let quoted: String = name.bytes().fold(String::new(), |quoted, byte| {
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            quoted + &char::from(byte).to_string()
        } else {
            quoted + &format!("%{byte:02X}")
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"file\"; filename*=UTF-8''{quoted}"),
        ),
    ];
    (headers, bytes.to_vec()).into_response()
}

pub(super) async fn take_back(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    let keys = match held(&app, &sent) {
        Ok(keys) => keys,
        Err(answer) => return *answer,
    };
    let (setting, token) = (
        setting(&app, sent.lang, &sent.window),
        sent.form.one("token"),
    );
    if !sent.form.has("sure", "yes") {
        let slip = slip(&app, &sent.window, Stage::Agreed)?;
        return Ok(answer(None, page_case::sure(&setting, &slip, token)));
    }
    match act_case::take_back(&app, &sent.window, &keys).await {
        Ok(()) => {
            app.held.let_go(&sent.window.id, token);
            Ok(answer(None, page_done::end(&setting, true)))
        }
        Err(fault) => case(&app, &sent, &keys, (token, ""), None, Some(fault.into())).await,
    }
}

pub(super) async fn hand_on(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    let keys = match held(&app, &sent) {
        Ok(keys) => keys,
        Err(answer) => return *answer,
    };
    let token = sent.form.one("token");
    let to = sent.form.one("to").parse();
    let to: AuthorKey = to.map_err(|_| Refusal::NOT_FOUND)?;
    let reason = t(sent.lang, "mailbox-js-newkey-reason", &[]);
    let handed = act_newkeys::hand_on(&app, &sent.window, &keys, (to, reason)).await;
    let (done, trouble) = match handed {
        Ok(true) => (Some("plain-newkey-done"), None),
        Ok(false) => (Some("plain-newkey-late"), None),
        Err(fault) => (None, Some(fault.into())),
    };
    case(&app, &sent, &keys, (token, ""), done, trouble).await
}

pub(super) async fn end(State(app): State<App>, sent: Sent) -> Response {
    app.held.let_go(&sent.window.id, sent.form.one("token"));
    answer(
        None,
        page_done::end(&setting(&app, sent.lang, &sent.window), false),
    )
}
