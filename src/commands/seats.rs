//! Who holds a connection, and whose ends when all seats are taken: one that asks for nothing, of the place that holds most
//! such. So unfinished heads, as many as they may be, keep nobody out; and whoever is being answered is never cut off.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Connections of one address that is listened at, and who holds them.
#[derive(Debug)]
pub(super) struct Seats {
    most: usize,
    free: Arc<Semaphore>,
    turn: AtomicU64,
    taken: Mutex<BTreeMap<u64, Arc<Held>>>,
}

/// A connection as the others' seats see it.
#[derive(Debug)]
pub(super) struct Held {
    peer: IpAddr,
    /// Requests that are being answered: none or one.
    asked: AtomicBool,
    /// Something was written and is not with the system yet.
    unflushed: AtomicBool,
    /// The turn since which it asks for nothing.
    idle_since: AtomicU64,
    /// It was told to end, and has not yet.
    ending: AtomicBool,
    end: Notify,
}

/// A seat, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    number: u64,
    seats: Arc<Seats>,
    held: Arc<Held>,
    _permit: OwnedSemaphorePermit,
}

impl Seats {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            free: Arc::new(Semaphore::new(most)),
            turn: AtomicU64::new(0),
            taken: Mutex::default(),
        })
    }

    /// A seat for a connection that came from `peer`, as soon as there is one; none if all are busy, and more than half of
    /// them for that place.
    pub(super) async fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let permit = match self.free.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                self.make_room(peer)?;
                self.free.clone().acquire_owned().await.ok()?
            }
        };
        let number = self.next();
        let held = Arc::new(Held {
            peer,
            asked: AtomicBool::new(false),
            unflushed: AtomicBool::new(false),
            idle_since: AtomicU64::new(number),
            ending: AtomicBool::new(false),
            end: Notify::new(),
        });
        self.taken().insert(number, held.clone());
        Some(Seat {
            number,
            seats: self.clone(),
            held,
            _permit: permit,
        })
    }

    /// Tells one to end that asks for nothing. None where nobody does, and `peer` has more than its share.
    fn make_room(&self, peer: IpAddr) -> Option<()> {
        let taken = self.taken();
        let ending = |held: &Held| held.ending.load(Ordering::Acquire);
        let idle = taken.values().filter(|held| !held.is_busy());
        let mut idlers: HashMap<IpAddr, usize> = HashMap::new();
        for held in idle.clone() {
            *idlers.entry(held.peer).or_default() += 1;
        }
        let oldest = |held: &&Arc<Held>| {
            let many = idlers.get(&held.peer).copied().unwrap_or_default();
            (usize::MAX - many, held.idle_since.load(Ordering::Acquire))
        };
        if let Some(held) = idle.filter(|held| !ending(held)).min_by_key(oldest) {
            held.ending.store(true, Ordering::Release);
            held.end.notify_one();
            return Some(());
        }
        let theirs = taken.values().filter(|held| held.peer == peer).count();
        let room_comes = taken.values().any(|held| ending(held));
        (room_comes || theirs <= self.most / 2).then_some(())
    }

    fn next(&self) -> u64 {
        self.turn.fetch_add(1, Ordering::AcqRel)
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Arc<Held>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// What is told of the connection while it goes on.
    pub(super) fn held(&self) -> Arc<Held> {
        self.held.clone()
    }

    /// That a request came; it is over when what is returned is dropped.
    pub(super) fn asked(held: &Arc<Held>, seats: &Arc<Seats>) -> Asked {
        held.asked.store(true, Ordering::Release);
        Asked {
            held: held.clone(),
            seats: seats.clone(),
        }
    }

    pub(super) fn seats(&self) -> Arc<Seats> {
        self.seats.clone()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().remove(&self.number);
    }
}

impl Held {
    /// Comes when the seat is wanted for somebody else, and nothing is asked.
    pub(super) async fn wanted(&self) {
        loop {
            self.end.notified().await;
            // A request may have come since it was chosen.
            if !self.is_busy() {
                return;
            }
            self.ending.store(false, Ordering::Release);
        }
    }

    /// Bytes were written; they are under way once they are `flushed`.
    pub(super) fn written(&self, flushed: bool) {
        self.unflushed.store(!flushed, Ordering::Release);
    }

    fn is_busy(&self) -> bool {
        self.asked.load(Ordering::Acquire) || self.unflushed.load(Ordering::Acquire)
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Asked {
    held: Arc<Held>,
    seats: Arc<Seats>,
}

impl Asked {
    /// The answer, which ends the asking once its body was taken.
    pub(super) fn through(self, answer: Response) -> Response {
        answer.map(|body| Body::new(Answered { body, _asked: self }))
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.held
            .idle_since
            .store(self.seats.next(), Ordering::Release);
        self.held.asked.store(false, Ordering::Release);
    }
}

struct Answered {
    body: Body,
    _asked: Asked,
}

impl hyper::body::Body for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn peer(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    /// The seats of those who were told to end, which they do at once.
    fn ends(seat: Seat) -> tokio::task::JoinHandle<()> {
        tokio::spawn(async move {
            seat.held().wanted().await;
            drop(seat);
        })
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_idler_of_the_place_with_most_gives_way() {
        let seats = Seats::new(4);
        let alone = ends(seats.take(peer(1)).await.unwrap());
        let many = [2, 2, 2].map(peer);
        let mut theirs = Vec::new();
        for peer in many {
            theirs.push(ends(seats.take(peer).await.unwrap()));
        }
        for n in 0..2 {
            let guest = seats.take(peer(3)).await.unwrap();
            let ended = theirs.iter().filter(|one| one.is_finished()).count();
            assert!(theirs[n].is_finished() && ended == n + 1 && !alone.is_finished());
            std::mem::forget(guest);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_answered_is_never_cut_off_and_one_place_takes_no_more_than_half() {
        let seats = Seats::new(4);
        let mut busy = Vec::new();
        for n in [1, 1, 1, 2] {
            let seat = seats.take(peer(n)).await.unwrap();
            busy.push((Seat::asked(&seat.held(), &seats), seat));
        }
        assert!(
            seats.take(peer(1)).await.is_none(),
            "more than half are theirs"
        );
        let waits = tokio::time::timeout(Duration::from_secs(60), seats.take(peer(2)));
        assert!(
            waits.await.is_err(),
            "another waits until somebody has his answer"
        );
        let (asked, seat) = busy.remove(0);
        seat.held().written(false);
        drop(asked);
        let ended = ends(seat);
        let waits = tokio::time::timeout(Duration::from_secs(60), seats.take(peer(2)));
        assert!(waits.await.is_err(), "its last bytes are not under way yet");
        assert!(!ended.is_finished());
        seats.taken().values().for_each(|held| held.written(true));
        assert!(seats.take(peer(2)).await.is_some());
        assert!(ended.is_finished());
    }
}
