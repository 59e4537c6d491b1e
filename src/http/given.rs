//! A case as it is given out: read from the disk while it is taken, so that opening one costs a list and a few pieces of
//! memory, however much it holds and however slowly it is taken.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sotomado_core::calendar::Day;
use sotomado_core::ids::{CaseId, Digest};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadBuf, duplex};
use tokio::time::timeout;
use tokio_util::io::ReaderStream;

use crate::app::App;
use crate::http::refusal::{Refusal, broken};
use crate::http::sealed;
use crate::http::shell::Surface;
use crate::store::{Log, Lying};

/// How often one case is given out at one time, at the window and at the desk each.
const OF_ONE_CASE: usize = 8;
/// Read from the disk at one time, in bytes: whole groups of three, as base64 has them.
const PIECE: usize = 48 * 1024;
/// What waits to be taken, in bytes.
const AHEAD: usize = 64 * 1024;
/// How long it may take until a piece is taken: about 1 kB a second.
const PATIENCE: Duration = Duration::from_secs(60);

const OFTEN: Refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "opened-often");

type Place = (bool, CaseId);

static TAKEN: LazyLock<Mutex<HashMap<Place, usize>>> = LazyLock::new(Mutex::default);

/// That a case is being given out.
#[derive(Debug)]
pub struct Seat(Place);

impl Seat {
    /// Takes one of the seats of a case. Whoever has the code takes none of the desk's.
    ///
    /// # Errors
    /// 503 when all are taken.
    pub fn take(at: Surface, case: CaseId) -> Result<Self, Refusal> {
        let place = (at == Surface::Desk, case);
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let seats = taken.entry(place).or_default();
        if *seats >= OF_ONE_CASE {
            return Err(OFTEN);
        }
        *seats += 1;
        Ok(Self(place))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seats) = taken.get_mut(&self.0) {
            *seats -= 1;
            if *seats == 0 {
                taken.remove(&self.0);
            }
        }
    }
}

#[derive(Serialize)]
struct About {
    id: Digest,
    log: Log,
    day: Day,
}

/// The answer: the object `head`, and in it `entries`.
///
/// # Errors
/// When `head` is no object.
pub fn case(
    app: &App,
    seat: Seat,
    head: &impl Serialize,
    entries: Vec<Lying>,
) -> Result<Response, Refusal> {
    let head = open(head).map_err(|error| broken(&error))?;
    let (mut into, from) = duplex(AHEAD);
    let whole = Arc::new(AtomicBool::new(false));
    let (told, app) = (whole.clone(), app.clone());
    tokio::spawn(async move {
        let _seat = seat;
        match write(&app, &mut into, &head, &entries).await {
            Ok(()) => told.store(true, Ordering::Release),
            // Whoever takes no more has gone.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => {
                broken(&error);
            }
        }
    });
    let body = Body::from_stream(ReaderStream::with_capacity(Given { from, whole }, AHEAD));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

async fn write(
    app: &App,
    into: &mut DuplexStream,
    head: &str,
    entries: &[Lying],
) -> io::Result<()> {
    hand_over(into, head.as_bytes()).await?;
    hand_over(into, br#","entries":["#).await?;
    let mut piece = vec![0; PIECE];
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            hand_over(into, b",").await?;
        }
        let about = About {
            id: entry.id,
            log: entry.log,
            day: entry.day,
        };
        hand_over(into, open(&about)?.as_bytes()).await?;
        hand_over(into, br#","file":""#).await?;
        let opened = app.store.open_entry(entry).await;
        let mut file = opened.map_err(io::Error::other)?.file;
        loop {
            let bytes = fill(&mut file, &mut piece).await?;
            hand_over(into, sealed::write(bytes).as_bytes()).await?;
            if bytes.len() < PIECE {
                break;
            }
        }
        hand_over(into, br#""}"#).await?;
    }
    hand_over(into, b"]}").await
}

/// Waits until all but the last bytes were taken; whoever takes them one by one has not come to read.
async fn hand_over(into: &mut DuplexStream, bytes: &[u8]) -> io::Result<()> {
    match timeout(PATIENCE, into.write_all(bytes)).await {
        Ok(taken) => taken,
        Err(_) => Err(io::ErrorKind::BrokenPipe.into()),
    }
}

/// As much as there is, up to the whole piece.
async fn fill<'a>(file: &mut tokio::fs::File, piece: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let mut got = 0;
    while let Some(rest) = piece.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match file.read(rest).await? {
            0 => break,
            more => got += more,
        }
    }
    Ok(piece.get(..got).unwrap_or_default())
}

/// A JSON object without its last brace.
fn open(object: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(object)?;
    text.pop();
    Ok(text)
}

/// What was written, and an error where it ends too soon: the answer is cut then, and nobody takes a part for the whole.
struct Given {
    from: DuplexStream,
    whole: Arc<AtomicBool>,
}

impl AsyncRead for Given {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.from).poll_read(context, into);
        let over = matches!(read, Poll::Ready(Ok(()))) && into.filled().len() == before;
        if over && !self.whole.load(Ordering::Acquire) {
            return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
        }
        read
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_takes_a_byte_now_and_then_is_waited_for_a_minute_and_no_longer() {
        let (mut into, mut from) = duplex(AHEAD);
        let begun = Instant::now();
        let taking = tokio::spawn(async move {
            while from.read_u8().await.is_ok() {
                sleep(Duration::from_secs(5)).await;
            }
        });
        let piece = vec![0; AHEAD];
        hand_over(&mut into, &piece).await.unwrap();
        let error = hand_over(&mut into, &piece).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        assert!(begun.elapsed() <= PATIENCE + Duration::from_secs(1));
        drop(into);
        taking.abort();
    }
}
