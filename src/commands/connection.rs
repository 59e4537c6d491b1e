//! One connection: bounded in the time and memory that it may take, whatever comes over it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};
use tower::ServiceExt;

use crate::commands::passing::{Asked, Coming};
use crate::commands::seats::{Held, Seat};

/// How long a request's head may take from the first byte that could have come; an idle connection ends then, too.
const HEAD: Duration = Duration::from_secs(20);
/// How long an answer may lie without the other side taking a byte of it.
const STUCK: Duration = Duration::from_secs(60);
/// The longest head, in bytes, and what of a body is held at one time on its way in.
const BUFFER: usize = 16 * 1024;
/// Lines in a head at most.
const LINES: usize = 64;

/// Serves one connection until it ends, is stuck, its seat is wanted while it asks for nothing, or `watcher` tells it to stop.
pub(super) async fn serve<S>(
    stream: S,
    from: SocketAddr,
    router: Router,
    (seat, watcher): (Seat, Watcher),
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let held = seat.held();
    let told = held.clone();
    let service = tower::service_fn(move |request: hyper::Request<Incoming>| {
        let asked = Asked::begins(&told, &request);
        let mut request: Request = request.map(|body| Coming::body(body, told.clone()));
        request.extensions_mut().insert(ConnectInfo(from));
        let answer = router.clone().oneshot(request);
        async move { answer.await.map(|answer| asked.through(answer)) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(BUFFER)
        .max_headers(LINES)
        // Who has said all and only listens is answered.
        .half_close(true)
        .serve_connection(
            TokioIo::new(Moving::new(stream, held.clone())),
            TowerToHyperService::new(service),
        );
    tokio::select! {
        // How a connection breaks is the other side's doing, and would tell of it.
        _ = watcher.watch(connection) => {}
        () = held.wanted() => {}
    }
}

/// A stream that fails when nothing of what is to be written was taken for [`STUCK`].
struct Moving<S> {
    stream: S,
    held: Arc<Held>,
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Moving<S> {
    fn new(stream: S, held: Arc<Held>) -> Self {
        Self {
            stream,
            held,
            stuck: None,
        }
    }

    fn judge<T>(
        &mut self,
        context: &mut Context<'_>,
        moved: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if moved.is_ready() {
            self.stuck = None;
            return moved;
        }
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(STUCK)));
        match stuck.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Moving<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Moving<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.held.written(false);
        let moved = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, moved)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.held.written(false);
        let moved = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.judge(context, moved)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let moved = Pin::new(&mut self.stream).poll_flush(context);
        if moved.is_ready() {
            self.held.written(true);
        }
        self.judge(context, moved)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let moved = Pin::new(&mut self.stream).poll_shutdown(context);
        self.judge(context, moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::seats::Seats;
    use hyper_util::server::graceful::GracefulShutdown;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::Instant;

    /// A connection to a router that gives 16 MiB at `/long` and a word elsewhere.
    fn connected() -> (DuplexStream, tokio::task::JoinHandle<()>, GracefulShutdown) {
        let router = Router::new().fallback(async |asked: axum::http::Uri| {
            let length = if asked.path() == "/long" { 16 << 20 } else { 4 };
            vec![b'x'; length]
        });
        let (ours, theirs) = duplex(4096);
        let open = GracefulShutdown::new();
        let watcher = open.watcher();
        let served = tokio::spawn(async move {
            let from = std::net::SocketAddr::from(([127, 0, 0, 1], 1));
            let seat = Seats::new(1).take(from.ip()).await.unwrap();
            serve(theirs, from, router, (seat, watcher)).await;
        });
        (ours, served, open)
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_drips_is_cut_off() {
        let (mut ours, served, _open) = connected();
        let begun = Instant::now();
        let dripped = async {
            ours.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nx: ").await?;
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                ours.write_all(b"y").await?;
            }
        };
        let dripped: io::Result<()> = dripped.await;
        assert_eq!(dripped.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        served.await.unwrap();
        assert!(begun.elapsed() >= HEAD && begun.elapsed() < 2 * HEAD);
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_ends() {
        let (mut ours, served, _open) = connected();
        ours.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            .await
            .unwrap();
        let begun = Instant::now();
        let mut all = Vec::new();
        ours.read_to_end(&mut all).await.unwrap();
        served.await.unwrap();
        assert!(all.starts_with(b"HTTP/1.1 200"));
        assert!(begun.elapsed() < 2 * HEAD);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_nobody_takes_is_dropped() {
        let (mut ours, served, _open) = connected();
        ours.write_all(b"GET /long HTTP/1.1\r\nhost: a\r\n\r\n")
            .await
            .unwrap();
        let begun = Instant::now();
        served.await.unwrap();
        assert!(begun.elapsed() >= STUCK && begun.elapsed() < 2 * STUCK);
        drop(ours);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_that_goes_on_gets_it_all() {
        let (mut ours, _served, _open) = connected();
        ours.write_all(b"GET /long HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let (mut got, mut part) = (0, vec![0; 256 * 1024]);
        loop {
            let read = ours.read(&mut part).await.unwrap();
            if read == 0 {
                break;
            }
            got += read;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        assert!(got > 16 << 20);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_too_long_or_of_too_many_lines_is_refused() {
        for (head, status) in [
            (
                format!(
                    "GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n",
                    "y".repeat(2 * BUFFER)
                ),
                "431",
            ),
            (
                format!(
                    "GET / HTTP/1.1\r\nhost: a\r\n{}\r\n",
                    "x: y\r\n".repeat(1000)
                ),
                "431",
            ),
            (
                format!(
                    "GET /{} HTTP/1.1\r\nhost: a\r\n\r\n",
                    "y".repeat(2 * BUFFER)
                ),
                "431",
            ),
        ] {
            let (ours, _served, _open) = connected();
            let (mut read, mut write) = tokio::io::split(ours);
            let sent = tokio::spawn(async move { write.write_all(head.as_bytes()).await });
            let mut answer = Vec::new();
            let _ = read.read_to_end(&mut answer).await;
            let text = String::from_utf8_lossy(&answer);
            assert!(text.starts_with(&format!("HTTP/1.1 {status}")), "{text}");
            drop(read);
            let _ = sent.await.unwrap();
        }
    }
}
