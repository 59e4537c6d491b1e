//! Where a request comes from, as far as the limits in memory must know: never kept, never logged.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::app::App;

/// The network address, or nothing where it cannot be told: behind a proxy whose header the settings do not name,
/// everyone has the proxy's.
#[derive(Clone, Copy)]
pub struct Place(pub Option<IpAddr>);

impl FromRequestParts<App> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        if let Some(name) = &app.config.address_header {
            // A client may have written the header too; what the proxy added stands last.
            let last = parts.headers.get_all(name).iter().next_back();
            let text = last.and_then(|value| value.to_str().ok()).unwrap_or("");
            let address = text.rsplit(',').next().unwrap_or("").trim();
            return Ok(Self(address.parse().ok()));
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(
            peer.map(|ConnectInfo(peer)| peer.ip())
                .filter(|ip| !ip.to_canonical().is_loopback()),
        ))
    }
}
