//! Every room's routes and every layer, on one page.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::config;
use crate::desk;
use crate::http::refusal::{self, Refusal};
use crate::http::shell::Surface;
use crate::http::{assets, challenge, headers, session, strict};
use crate::plain;
use crate::trends;
use crate::window;

/// The largest body that is read, in bytes.
const BODY: usize = 1024 * 1024;
/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The three surfaces.
pub const ALL: [Surface; 3] = [Surface::Window, Surface::Desk, Surface::Trends];

/// All surfaces that are switched on, told apart by host name.
pub fn router(app: App) -> Router {
    router_of(&app, &ALL)
}

/// The surfaces named, as far as they are switched on, told apart by host name.
pub fn router_of(app: &App, which: &[Surface]) -> Router {
    let mut hosts = Vec::new();
    for surface in which {
        let settings = settings(app, *surface);
        if !settings.off {
            hosts.push((
                settings.url.host().to_owned(),
                surface_router(app, *surface),
            ));
        }
    }
    let dispatch = Dispatch {
        hosts,
        nowhere: nowhere(app),
    };
    Router::new().fallback(by_host).with_state(dispatch)
}

/// The settings of a surface.
pub fn settings(app: &App, surface: Surface) -> &config::Surface {
    match surface {
        Surface::Window => &app.config.window,
        Surface::Desk => &app.config.desk,
        Surface::Trends => &app.config.trends,
    }
}

fn surface_router(app: &App, surface: Surface) -> Router {
    let rooms = match surface {
        Surface::Window => window::router()
            .merge(plain::router())
            .merge(trends::public_router()),
        Surface::Desk => desk::router().layer(from_fn(session::same_origin)),
        Surface::Trends => trends::router().layer(from_fn(session::same_origin)),
    };
    let patient = match surface {
        Surface::Window => window::patient_router().merge(plain::patient_router()),
        Surface::Desk => desk::patient_router().layer(from_fn(session::same_origin)),
        Surface::Trends => Router::new(),
    };
    let https = settings(app, surface).url.is_https();
    rooms
        .merge(assets::router())
        .layer(DefaultBodyLimit::max(BODY))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .merge(patient)
        .layer(from_fn(strict::check))
        .layer(from_fn_with_state((app.clone(), surface), refusal::speak))
        .layer(from_fn(challenge::renew))
        .layer(from_fn_with_state((surface, https), headers::set))
        .with_state(app.clone())
}

/// What a host name that is none of ours is told.
fn nowhere(app: &App) -> Router {
    Router::new()
        .fallback(async || Refusal::WRONG_HOST)
        .layer(from_fn(strict::check))
        .layer(from_fn_with_state(
            (app.clone(), Surface::Trends),
            refusal::speak,
        ))
        .layer(from_fn_with_state((Surface::Trends, false), headers::set))
}

#[derive(Clone)]
struct Dispatch {
    hosts: Vec<(String, Router)>,
    nowhere: Router,
}

async fn by_host(State(dispatch): State<Dispatch>, request: Request) -> Response {
    let named = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    let host = named.or_else(|| request.uri().host()).unwrap_or_default();
    let name = host
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let found = dispatch.hosts.iter().find(|(host, _)| *host == name);
    let router = found.map_or(&dispatch.nowhere, |(_, router)| router);
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
    .into_response()
}
