//! The reporter's answer to a proposal, on the path without script.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sotomado_core::derive::Keys;
use sotomado_core::entry::{Agreed, Consent, Declined, Reply, Revoked};
use sotomado_core::ids::Digest;
use sotomado_core::log::{Asked, Standing};
use sotomado_core::report::More;

use crate::app::App;
use crate::http::locale::t;
use crate::http::refusal::Refusal;
use crate::plain::act::Fault;
use crate::plain::act_case::{add, open_to_write};
use crate::plain::form::Sent;
use crate::plain::page_asked::pieces;
use crate::plain::say::Trouble;
use crate::plain::visits::{case, held};

pub(super) async fn answered(State(app): State<App>, sent: Sent) -> Result<Response, Refusal> {
    let keys = match held(&app, &sent) {
        Ok(keys) => keys,
        Err(answer) => return *answer,
    };
    let token = sent.form.one("token");
    match answer(&app, &sent, &keys).await {
        Ok(()) => {
            let done = Some("consent-js-kept");
            case(&app, &sent, &keys, (token, ""), done, None).await
        }
        Err(trouble) => case(&app, &sent, &keys, (token, ""), None, Some(trouble)).await,
    }
}

/// Signs what was chosen, if the proposal still stands as the form showed it; what is signed already is not signed twice.
async fn answer(app: &App, sent: &Sent, keys: &Arc<Keys>) -> Result<(), Trouble> {
    let changed = || Trouble::of(StatusCode::CONFLICT, "consent-js-changed");
    let proposal: Digest = sent.form.one("proposal").parse().map_err(|_| changed())?;
    let opened = open_to_write(app, &sent.window, keys).await?;
    let asked = opened.0.view.asked.iter().find(|one| one.entry == proposal);
    let asked = asked.ok_or_else(changed)?;
    let Some(reply) = reply(sent, asked)? else {
        return Ok(());
    };
    let word = match &reply {
        Reply::Agreed(_) => "consent-js-sentence-agreed",
        Reply::Declined(_) => "consent-js-sentence-declined",
        Reply::Revoked(_) => "consent-js-sentence-revoked",
        Reply::Filled(_) => "consent-js-sentence-filled",
    };
    let sentence = t(sent.lang, word, &[]);
    let more = More::Reply(Consent { sentence, reply });
    let added = add(app, &sent.window, keys, &Arc::new(opened), more, &[]).await;
    added.map_err(|fault: Fault| fault.into())
}

/// What is to be signed; none if it stands there already, from a form that was sent twice.
fn reply(sent: &Sent, asked: &Asked) -> Result<Option<Reply>, Trouble> {
    let changed = Trouble::of(StatusCode::CONFLICT, "consent-js-changed");
    let left = left(sent, asked);
    match (sent.form.one("to"), &asked.standing) {
        ("declined", Standing::Declined) | ("revoked", Standing::Revoked) => Ok(None),
        ("agreed", Standing::Agreed { text, .. }) if *text == left => Ok(None),
        ("agreed", Standing::Open) if left.trim().is_empty() => {
            Err(Trouble::wrong("consent-js-empty"))
        }
        ("agreed", Standing::Open) => Ok(Some(Reply::Agreed(Agreed {
            proposal: asked.entry,
            text: left,
            recipient: asked.proposal.recipient.clone(),
            until: asked.last,
        }))),
        ("declined", Standing::Open) => Ok(Some(Reply::Declined(Declined {
            proposal: asked.entry,
        }))),
        ("revoked", Standing::Agreed { consent, .. }) => {
            Ok(Some(Reply::Revoked(Revoked { consent: *consent })))
        }
        _ => Err(changed),
    }
}

fn left(sent: &Sent, asked: &Asked) -> String {
    let all = pieces(&asked.text).into_iter().enumerate();
    all.filter(|(place, _)| !sent.form.has("struck", &place.to_string()))
        .map(|(_, piece)| piece)
        .collect()
}
