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
            let text = last.and_then(|value| value.to_str().ok());
            return Ok(Self(text.and_then(last_of)));
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(
            peer.map(|ConnectInfo(peer)| peer.ip())
                .filter(|ip| !ip.to_canonical().is_loopback()),
        ))
    }
}

/// The last address of a list, with or without port, IPv6 with or without brackets.
fn last_of(text: &str) -> Option<IpAddr> {
    let last = text.rsplit(',').next().unwrap_or(text).trim();
    let bare = || {
        last.strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(last)
            .parse()
            .ok()
    };
    let with_port = || last.parse().ok().map(|both: SocketAddr| both.ip());
    bare().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_read_as_proxies_write_it() {
        let v4 = Some(IpAddr::from([192, 0, 2, 1]));
        let v6 = "2001:db8::1".parse().ok();
        for (text, is) in [
            ("192.0.2.1", v4),
            (" 192.0.2.1 ", v4),
            ("192.0.2.1:5678", v4),
            ("2001:db8::1", v6),
            ("[2001:db8::1]", v6),
            ("[2001:db8::1]:443", v6),
            ("198.51.100.9, 2001:db8::1", v6),
            ("2001:db8::2, 192.0.2.1:1", v4),
            ("192.0.2.1,", None),
            ("192.0.2.1, unknown", None),
            ("for=192.0.2.1", None),
            ("[192.0.2.1", None),
            ("192.0.2.1:65536", None),
            ("", None),
        ] {
            assert_eq!(last_of(text), is, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_address_is_read_however_it_is_written(
            address in any::<IpAddr>(),
            port in any::<u16>(),
            before in "[ -~]{0,40}",
        ) {
            let with_port = SocketAddr::from((address, port)).to_string();
            for text in [address.to_string(), format!("[{address}]"), with_port] {
                prop_assert_eq!(last_of(&text), Some(address));
                prop_assert_eq!(last_of(&format!("{before}, {text} ")), Some(address));
            }
        }

        #[test]
        fn anything_is_an_address_or_nothing(text in any::<String>()) {
            if let Some(address) = last_of(&text) {
                prop_assert_eq!(last_of(&address.to_string()), Some(address));
            }
        }
    }
}
