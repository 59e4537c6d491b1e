//! Serves until it is told to stop.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use crate::app::App;
use crate::clock::Clock;
use crate::commands::Failure;
use crate::config::Config;
use crate::router::{ALL, router_of, settings};

/// How often the day is looked at.
const LOOKING: Duration = Duration::from_secs(600);

/// `sotomado serve`
pub(super) async fn serve(config: &Path) -> Result<(), Failure> {
    let app = App::build(Config::load(config)?, Clock::system()).await?;
    listen(app).await
}

/// Opens every address that the settings name and serves there the surfaces that belong to it.
pub(super) async fn listen(app: App) -> Result<(), Failure> {
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for surface in ALL {
        let surface = settings(&app, surface);
        if !surface.off && !addresses.contains(&surface.listen) {
            addresses.push(surface.listen);
        }
    }
    // It ends with the runtime, when nobody is served any more.
    tokio::spawn(sweep_daily(app.clone()));
    let mut servers = JoinSet::new();
    for address in addresses {
        let here: Vec<_> = ALL
            .into_iter()
            .filter(|surface| settings(&app, *surface).listen == address)
            .collect();
        let router = router_of(&app, &here);
        let listener = TcpListener::bind(address)
            .await
            .map_err(|e| format!("{address}: {e}"))?;
        tracing::info!(%address, "listening");
        servers.spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service)
                .with_graceful_shutdown(told_to_stop())
                .await
        });
    }
    while let Some(ended) = servers.join_next().await {
        ended??;
    }
    Ok(())
}

/// What has passed its last day goes in the night after it; the start has swept once already.
async fn sweep_daily(app: App) {
    let mut swept = app.clock.today();
    loop {
        tokio::time::sleep(LOOKING).await;
        let today = app.clock.today();
        if today == swept {
            continue;
        }
        match app.store.sweep(today).await {
            Ok(()) => swept = today,
            Err(error) => tracing::error!(%error, "the daily sweep was not finished"),
        }
    }
}

async fn told_to_stop() {
    let (Ok(mut term), Ok(mut int)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
