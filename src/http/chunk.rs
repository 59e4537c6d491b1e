//! The body of one piece of a file, read into memory: one piece for each request, and so much for all together.
//!
//! The signature is over the whole piece, so it must have come before anything of it may be kept.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use sotomado_core::ids::{CaseId, UploadId};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout, timeout_at};

use crate::http::refusal::{Refusal, broken};

/// A piece at most, in bytes.
pub const MOST: usize = 4 * 1024 * 1024;
/// What is counted in one, in bytes.
const UNIT: usize = 64 * 1024;
/// All pieces together that are in memory, in units: 64 MiB.
static ROOM: Semaphore = Semaphore::const_new(1024);
/// How long one waits for room.
const QUEUE: Duration = Duration::from_secs(60);
/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(30);
/// The slowest line that is waited for, in bytes a second; and how long it may take to get going.
const SLOWEST: u64 = 4096;
const START: Duration = Duration::from_secs(30);
/// Pieces of one case that come at one time.
const OF_ONE_CASE: usize = 4;

const BUSY: Refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "busy");
const SLOW: Refusal = Refusal::new(StatusCode::REQUEST_TIMEOUT, "stood-still");

/// A piece that has come whole; it keeps its room until it is let go.
#[derive(Debug)]
pub struct Chunk {
    /// As they came.
    pub bytes: Vec<u8>,
    /// To be held as long as the bytes are.
    pub room: SemaphorePermit<'static>,
}

/// Reads the body of a piece of `upload`. A newer piece of the same upload ends it: who comes back after a line was cut
/// does not wait for what will never come.
///
/// # Errors
/// 413, 408 and 503; nothing was kept then.
pub async fn read(
    case: CaseId,
    upload: UploadId,
    headers: &HeaderMap,
    body: Body,
) -> Result<Chunk, Refusal> {
    let announced = match headers.get(CONTENT_LENGTH) {
        Some(length) => length
            .to_str()
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or(Refusal::MALFORMED)?,
        None => MOST,
    };
    if announced > MOST {
        return Err(Refusal::TOO_LARGE);
    }
    let coming = Coming::begin(case, upload)?;
    tokio::select! {
        chunk = gather(announced, body) => chunk,
        () = coming.ended.notified() => Err(SLOW),
    }
}

async fn gather(announced: usize, mut body: Body) -> Result<Chunk, Refusal> {
    let units = u32::try_from(announced.div_ceil(UNIT).max(1)).map_err(|_| Refusal::TOO_LARGE)?;
    let room = match timeout(QUEUE, ROOM.acquire_many(units)).await {
        Ok(room) => room.map_err(|closed| broken(&closed))?,
        Err(_) => return Err(BUSY),
    };
    let whole = Duration::from_secs(announced as u64 / SLOWEST);
    let last = Instant::now() + START + whole;
    let mut bytes = Vec::with_capacity(announced);
    loop {
        let until = last.min(Instant::now() + SILENCE);
        let piece = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx));
        let Some(frame) = timeout_at(until, piece).await.map_err(|_| SLOW)? else {
            return Ok(Chunk { bytes, room });
        };
        // A line that is cut says nothing more; nobody hears the answer.
        let frame = frame.map_err(|_| Refusal::MALFORMED)?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > announced {
                return Err(Refusal::TOO_LARGE);
            }
            bytes.extend_from_slice(&data);
        }
    }
}

type Place = (CaseId, UploadId);

static ALL: LazyLock<Mutex<HashMap<Place, Arc<Notify>>>> = LazyLock::new(Mutex::default);

/// That a piece of an upload is coming.
struct Coming {
    place: Place,
    ended: Arc<Notify>,
}

impl Coming {
    fn begin(case: CaseId, upload: UploadId) -> Result<Self, Refusal> {
        let place = (case, upload);
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        let others = all
            .keys()
            .filter(|(of, other)| *of == case && *other != upload);
        if others.count() >= OF_ONE_CASE {
            return Err(BUSY);
        }
        let ended = Arc::new(Notify::new());
        if let Some(before) = all.insert(place, ended.clone()) {
            before.notify_one();
        }
        Ok(Self { place, ended })
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        if all
            .get(&self.place)
            .is_some_and(|now| Arc::ptr_eq(now, &self.ended))
        {
            all.remove(&self.place);
        }
    }
}
