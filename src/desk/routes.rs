//! The desk's page over HTTP.

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, X_DNS_PREFETCH_CONTROL};
use axum::http::{HeaderName, Uri};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use maud::Markup;
use serde_json::json;
use sotomado_core::policy::Policies;

use crate::app::App;
use crate::desk::page;
use crate::desk::page_look;
use crate::http::assets;
use crate::http::headers;
use crate::http::locale::Locale;

/// `/desk` and every path that the script draws; what is none of them the script says itself.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(async || Redirect::to("/desk")))
        .route("/desk", get(shell))
        .route("/desk/look", get(look))
        .route("/desk/key", get(shell))
        .route("/desk/sign-in", get(shell))
        .route("/desk/rosters", get(shell))
        .route("/desk/succession", get(shell))
        .route("/desk/audit", get(shell))
        .route("/desk/board", get(shell))
        .route("/desk/phone", get(shell))
        .route("/desk/ledger", get(shell))
        .route("/desk/releases", get(shell))
        .route("/desk/invitations", get(shell))
        .route("/desk/invited", get(shell))
        .route("/desk/begin", get(shell))
        .route("/desk/inventory", get(shell))
        .route("/desk/poster/{org}", get(shell))
        .route("/desk/return", get(shell))
        .route("/desk/retention", get(shell))
        .route("/desk/case/{case}", get(shell))
        .route("/desk/case/{case}/readers", get(shell))
}

/// The frame in which a file of a case is drawn: the same for everybody, and nothing in it is anybody's.
async fn look(lang: Locale) -> impl IntoResponse {
    let script = assets::text("glass.js").unwrap_or_default();
    (
        [
            (CONTENT_SECURITY_POLICY, headers::glass(script)),
            // Firefox asks whether whoever has no origin may embed it: it is the same for everybody.
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "cross-origin".to_owned(),
            ),
            // A name that is looked up may carry words, and no policy of content is asked about it.
            (X_DNS_PREFETCH_CONTROL, "off".to_owned()),
        ],
        page_look::frame(lang, script),
    )
}

/// Where the desk itself is reached, as it signed it, for what it prints; null where it did not.
fn office(policies: &Policies) -> Option<serde_json::Value> {
    let desk = policies.window.desk.as_ref()?;
    let telephone = desk.telephone.as_ref()?;
    Some(json!({ "name": desk.name, "telephone": telephone, "hours": desk.hours }))
}

async fn shell(State(app): State<App>, lang: Locale, uri: Uri) -> Markup {
    page::shell(
        lang,
        uri.path(),
        app.config.sample,
        &json!({
            "wasm": assets::url("core.wasm"),
            "largest_file": app.config.largest_file,
            "window": app.config.window.url.to_string(),
            "runs": app.config.runs,
            "office": office(&app.policies),
        }),
        &app.policies,
    )
}
