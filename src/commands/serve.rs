//! Serves until it is told to stop.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use crate::app::App;
use crate::clock::Clock;
use crate::commands::seats::Seats;
use crate::commands::{Failure, connection};
use crate::config::Config;
use crate::mail::{PATIENCE, Round, Sender};
use crate::router::{ALL, router_of, settings};
use crate::store::Swept;

/// How often the day is looked at, and on a server whether tables are to be written anew after a taking back.
const LOOKING: Duration = Duration::from_secs(600);
/// How often keys of open mailboxes are looked at.
const GLANCE: Duration = Duration::from_secs(5);
/// Connections open at one time, in equal parts for each address that is listened at, so that a crowd at the window takes
/// none of the desk's; more wait in the system's queue. Fewer than the 1,024 files that a process may commonly open, of
/// which the databases and sealed files need some.
const CONNECTIONS: usize = 768;
/// How long no connection is taken after one could not be: when files run out, trying at once helps nobody.
const BREATH: Duration = Duration::from_millis(100);

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
    tokio::spawn(let_go_of_mailboxes(app.clone()));
    tokio::spawn(close_daily(app.clone()));
    tokio::spawn(send_mail(app.clone()));
    let mut servers = JoinSet::new();
    let each = CONNECTIONS / addresses.len().max(1);
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
        servers.spawn(accept(listener, router, Seats::new(each)));
    }
    while let Some(ended) = servers.join_next().await {
        ended?;
    }
    Ok(())
}

/// Keys of mailboxes opened on the path without script go when their time is over, whether or not anybody visits.
async fn let_go_of_mailboxes(app: App) {
    loop {
        tokio::time::sleep(GLANCE).await;
        app.held.wipe(app.clock.now().as_second());
    }
}

/// Every day ends a moment after midnight, whether or not anything happened on it; the start has closed once already.
async fn close_daily(app: App) {
    let mut closed = app.clock.today();
    loop {
        tokio::time::sleep(GLANCE).await;
        let today = app.clock.today();
        if today != closed {
            app.close_days().await;
            closed = today;
        }
    }
}

/// Letters leave when the desk opens; whether anything came is not asked.
async fn send_mail(app: App) {
    let mut sender = Sender::new(PATIENCE);
    loop {
        match sender.round(&app).await {
            Ok(Round {
                given_up,
                trouble: Some(trouble),
                ..
            }) => tracing::warn!(%trouble, given_up, "mail did not leave"),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the mail queue could not be read"),
        }
        tokio::time::sleep(GLANCE).await;
    }
}

/// What has passed its last day goes in the night after it; the start has swept once already.
async fn sweep_daily(app: App) {
    let mut swept = app.clock.today();
    loop {
        tokio::time::sleep(LOOKING).await;
        let today = app.clock.today();
        if today == swept {
            if let Err(error) = app.store.lay_dregs_anew().await {
                tracing::error!(%error, "the tables could not be written anew");
            }
            continue;
        }
        match app.tidy().await {
            Ok(Swept { files: 0, keys: 0 }) => swept = today,
            Ok(Swept { files, keys }) => {
                swept = today;
                tracing::info!(files, keys, "swept what belonged to nothing");
            }
            Err(error) => tracing::error!(%error, "the daily sweep was not finished"),
        }
    }
}

/// Takes connections until it is told to stop, then lets those under way finish their answer.
async fn accept(listener: TcpListener, router: Router, seats: Arc<Seats>) {
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(told_to_stop());
    loop {
        let taken = async {
            let (stream, from) = listener.accept().await?;
            std::io::Result::Ok((stream, from, seats.take(from.ip()).await))
        };
        let taken = tokio::select! {
            () = &mut stop => break,
            taken = taken => taken,
        };
        let Ok((stream, from, seat)) = taken else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let Some(seat) = seat else { continue };
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        let (router, watcher) = (router.clone(), open.watcher());
        tokio::spawn(connection::serve(stream, from, router, (seat, watcher)));
    }
    drop(listener);
    open.shutdown().await;
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
