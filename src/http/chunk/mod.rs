//! The body of one piece of a file, read into memory: one piece for each request, and so much for all together.
//!
//! The signature is over the whole piece, so it must have come before anything of it may be kept. Whoever sends slowly gives
//! the memory back as soon as others wait for it: nothing that was kept before is lost by it, and smaller pieces get through.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
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
static ROOM: Room = Room::of(1024);
/// How long one waits for room.
const QUEUE: Duration = Duration::from_secs(60);
/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(30);
/// The slowest line that is waited for, in bytes a second; and how long it may take to get going.
const SLOWEST: u64 = 4096;
const START: Duration = Duration::from_secs(30);
/// The longest that any piece may take: a slow line sends smaller ones.
const LONGEST: Duration = Duration::from_secs(90);
/// While others wait for room, whoever has more than one unit of it and is slower than so many bytes a second, gives it
/// back; and how long after its beginning that is asked for the first time.
const QUICK: u64 = 256 * 1024;
const GRACE: Duration = Duration::from_secs(10);
/// How often it is looked whether others wait.
const GLANCE: Duration = Duration::from_secs(1);
/// Uploads of one case of which pieces come at one time.
const OF_ONE_CASE: usize = 4;
/// Pieces of one upload that come at one time: the one on a line that was cut and does not know it yet, and the same again. Which
/// of the two is heard of first is chance, so neither ends the other.
const OF_ONE_UPLOAD: usize = 2;

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

/// Reads the body of a piece of `upload`. Where two come already, a newer one ends the oldest: who comes back
/// after a line was cut does not wait for what will never come.
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
        chunk = gather(&ROOM, announced, body) => chunk,
        () = coming.ended.notified() => Err(SLOW),
    }
}

/// Memory for pieces, and how many wait for some.
struct Room {
    units: Semaphore,
    waiting: AtomicUsize,
}

impl Room {
    const fn of(units: usize) -> Self {
        Self {
            units: Semaphore::const_new(units),
            waiting: AtomicUsize::new(0),
        }
    }

    async fn take(&'static self, units: u32) -> Result<SemaphorePermit<'static>, Refusal> {
        if let Ok(room) = self.units.try_acquire_many(units) {
            return Ok(room);
        }
        let _waiting = Waiting::begin(&self.waiting);
        match timeout(QUEUE, self.units.acquire_many(units)).await {
            Ok(room) => room.map_err(|closed| broken(&closed)),
            Err(_) => Err(BUSY),
        }
    }

    fn is_wanted(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}

/// That one more waits, until it does not.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(all: &'a AtomicUsize) -> Self {
        all.fetch_add(1, Ordering::Relaxed);
        Self(all)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn gather(all: &'static Room, announced: usize, mut body: Body) -> Result<Chunk, Refusal> {
    let units = u32::try_from(announced.div_ceil(UNIT).max(1)).map_err(|_| Refusal::TOO_LARGE)?;
    let room = all.take(units).await?;
    let begun = Instant::now();
    let whole = Duration::from_secs(announced as u64 / SLOWEST);
    let last = begun + LONGEST.min(START + whole);
    let mut came = begun;
    let mut bytes = Vec::with_capacity(announced);
    loop {
        let glance = Instant::now() + GLANCE;
        let until = last.min(came + SILENCE).min(glance);
        let piece = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx));
        let frame = timeout_at(until, piece).await;
        if let Ok(None) = frame {
            return Ok(Chunk { bytes, room });
        }
        if units > 1 && all.is_wanted() && dawdles(begun.elapsed(), bytes.len()) {
            return Err(SLOW);
        }
        let Ok(Some(frame)) = frame else {
            if until < glance {
                return Err(SLOW);
            }
            continue;
        };
        came = Instant::now();
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

/// Whether so few bytes came in that time that the room is another's turn.
fn dawdles(since: Duration, came: usize) -> bool {
    since >= GRACE && (came as u64) < since.as_secs() * QUICK
}

type Place = (CaseId, UploadId);

/// The oldest first.
type Ends = VecDeque<Arc<Notify>>;

static ALL: LazyLock<Mutex<HashMap<Place, Ends>>> = LazyLock::new(Mutex::default);

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
        let coming = all.entry(place).or_default();
        if coming.len() >= OF_ONE_UPLOAD
            && let Some(oldest) = coming.pop_front()
        {
            oldest.notify_one();
        }
        coming.push_back(ended.clone());
        Ok(Self { place, ended })
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(coming) = all.get_mut(&self.place) else {
            return;
        };
        coming.retain(|one| !Arc::ptr_eq(one, &self.ended));
        if coming.is_empty() {
            all.remove(&self.place);
        }
    }
}

#[cfg(test)]
mod tests;
