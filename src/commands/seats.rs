//! Who holds a connection, and whose ends when all seats are taken: one that asks for nothing, of the place that holds most
//! such; where nobody idles, one whose request hardly comes. So unfinished heads and dripping bodies, as many as they may
//! be, keep nobody out; and whoever has said all and is being answered is never cut off.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

/// How long nothing of a body may come, and how much of it at least in a second after that, in bytes, where seats are wanted.
const QUIET: Duration = Duration::from_secs(5);
const SLOWEST: u64 = 2048;
/// How often it is looked again while somebody waits.
const GLANCE: Duration = Duration::from_secs(1);

/// Connections of one address that is listened at, and who holds them.
#[derive(Debug)]
pub(super) struct Seats {
    most: usize,
    free: Arc<Semaphore>,
    begun: Instant,
    number: AtomicU64,
    taken: Mutex<BTreeMap<u64, Arc<Held>>>,
    /// Somebody became idle.
    changed: Notify,
}

/// A connection as the others' seats see it. Times are milliseconds since the seats were made.
#[derive(Debug)]
pub(super) struct Held {
    peer: IpAddr,
    seats: Arc<Seats>,
    /// A request is being answered.
    asked: AtomicBool,
    /// Something was written and is not with the system yet.
    unflushed: AtomicBool,
    /// Its body has not come whole.
    coming: AtomicBool,
    /// How much of it came.
    came: AtomicU64,
    /// Since when it asks for nothing, or when the request began; and when something of its body came last.
    since: AtomicU64,
    last: AtomicU64,
    /// It was told to end, and has not yet.
    ending: AtomicBool,
    end: Notify,
}

/// A seat, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    number: u64,
    held: Arc<Held>,
    _permit: OwnedSemaphorePermit,
}

impl Seats {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            free: Arc::new(Semaphore::new(most)),
            begun: Instant::now(),
            number: AtomicU64::new(0),
            taken: Mutex::default(),
            changed: Notify::new(),
        })
    }

    /// A seat for a connection that came from `peer`, as soon as there is one; none if all are busy, and more than half of
    /// them for that place.
    pub(super) async fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let permit = loop {
            if let Ok(permit) = self.free.clone().try_acquire_owned() {
                break permit;
            }
            self.make_room(peer)?;
            tokio::select! {
                permit = self.free.clone().acquire_owned() => break permit.ok()?,
                () = self.changed.notified() => {}
                () = sleep(GLANCE) => {}
            }
        };
        let (number, now) = (self.number.fetch_add(1, Ordering::AcqRel), self.now());
        let held = Arc::new(Held {
            peer,
            seats: self.clone(),
            asked: AtomicBool::new(false),
            unflushed: AtomicBool::new(false),
            coming: AtomicBool::new(false),
            came: AtomicU64::new(0),
            since: AtomicU64::new(now),
            last: AtomicU64::new(now),
            ending: AtomicBool::new(false),
            end: Notify::new(),
        });
        self.taken().insert(number, held.clone());
        Some(Seat {
            number,
            held,
            _permit: permit,
        })
    }

    /// Tells one to end that may. None where nobody may, and `peer` has more than its share.
    fn make_room(&self, peer: IpAddr) -> Option<()> {
        let (taken, now) = (self.taken(), self.now());
        let ending = |held: &Held| held.ending.load(Ordering::Acquire);
        let theirs = taken.values().filter(|held| held.peer == peer).count();
        if taken.values().any(|held| ending(held)) {
            // It ends at once; then it is seen whether that was enough.
            return Some(());
        }
        let idle: Vec<_> = taken.values().filter(|held| !held.is_busy()).collect();
        let may = if idle.is_empty() {
            taken.values().filter(|held| held.dawdles(now)).collect()
        } else {
            idle
        };
        let mut of_place: HashMap<IpAddr, usize> = HashMap::new();
        for held in &may {
            *of_place.entry(held.peer).or_default() += 1;
        }
        let first = may.into_iter().min_by_key(|held| {
            let many = of_place.get(&held.peer).copied().unwrap_or_default();
            (usize::MAX - many, held.since.load(Ordering::Acquire))
        });
        if let Some(held) = first {
            held.ending.store(true, Ordering::Release);
            held.end.notify_one();
            return Some(());
        }
        (theirs <= self.most / 2).then_some(())
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn taken(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Held>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// What is told of the connection while it goes on.
    pub(super) fn held(&self) -> Arc<Held> {
        self.held.clone()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.held.seats.taken().remove(&self.number);
    }
}

impl Held {
    /// Comes when the seat is wanted for somebody else, and may be had.
    pub(super) async fn wanted(&self) {
        loop {
            self.end.notified().await;
            // A request may have come since it was chosen.
            if !self.is_busy() || self.dawdles(self.seats.now()) {
                return;
            }
            self.ending.store(false, Ordering::Release);
            self.seats.changed.notify_one();
        }
    }

    /// A request came, with a body of which something is to come or not.
    pub(super) fn begins(&self, body: bool) {
        let now = self.seats.now();
        self.came.store(0, Ordering::Release);
        self.since.store(now, Ordering::Release);
        self.last.store(now, Ordering::Release);
        self.coming.store(body, Ordering::Release);
        self.asked.store(true, Ordering::Release);
    }

    /// So many bytes of its body came.
    pub(super) fn came(&self, bytes: usize) {
        self.came.fetch_add(bytes as u64, Ordering::AcqRel);
        self.last.store(self.seats.now(), Ordering::Release);
    }

    /// All of its body came, or nobody wants the rest.
    pub(super) fn came_whole(&self) {
        self.coming.store(false, Ordering::Release);
    }

    /// Its answer was taken.
    pub(super) fn answered(&self) {
        self.came_whole();
        self.since.store(self.seats.now(), Ordering::Release);
        self.asked.store(false, Ordering::Release);
        self.seats.changed.notify_one();
    }

    /// Bytes were written; they are under way once they are `flushed`.
    pub(super) fn written(&self, flushed: bool) {
        self.unflushed.store(!flushed, Ordering::Release);
        if flushed && !self.asked.load(Ordering::Acquire) {
            self.seats.changed.notify_one();
        }
    }

    fn is_busy(&self) -> bool {
        self.asked.load(Ordering::Acquire) || self.unflushed.load(Ordering::Acquire)
    }

    /// Whether its body hardly comes.
    fn dawdles(&self, now: u64) -> bool {
        let quiet = u64::try_from(QUIET.as_millis()).unwrap_or(u64::MAX);
        let since = |time: &AtomicU64| now.saturating_sub(time.load(Ordering::Acquire));
        let begun = since(&self.since);
        let slow = || self.came.load(Ordering::Acquire) < (begun / 1000).saturating_mul(SLOWEST);
        let coming = self.coming.load(Ordering::Acquire) && !self.unflushed.load(Ordering::Acquire);
        coming && begun >= quiet && (since(&self.last) >= quiet || slow())
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
            seat.held().begins(false);
            busy.push(seat);
        }
        assert!(seats.take(peer(1)).await.is_none(), "more than half");
        let minute = Duration::from_secs(60);
        let waits = tokio::time::timeout(minute, seats.take(peer(2)));
        assert!(waits.await.is_err(), "until somebody has his answer");
        let seat = busy.remove(0);
        let held = seat.held();
        held.written(false);
        held.answered();
        let ended = ends(seat);
        let waits = tokio::time::timeout(minute, seats.take(peer(2)));
        assert!(waits.await.is_err(), "its last bytes are not under way yet");
        assert!(!ended.is_finished());
        held.written(true);
        assert!(seats.take(peer(2)).await.is_some());
        assert!(ended.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn somebody_who_waits_has_the_seat_of_whoever_becomes_idle_next() {
        let seats = Seats::new(2);
        let mut held = Vec::new();
        for n in [1, 2] {
            let seat = seats.take(peer(n)).await.unwrap();
            seat.held().begins(false);
            held.push(seat.held());
            ends(seat);
        }
        let waiting = tokio::spawn({
            let seats = seats.clone();
            async move { seats.take(peer(3)).await.is_some() }
        });
        sleep(Duration::from_millis(10)).await;
        let begun = Instant::now();
        held.remove(1).answered();
        assert!(waiting.await.unwrap());
        assert!(begun.elapsed() < GLANCE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_gives_way_and_one_that_comes_does_not() {
        let seats = Seats::new(3);
        let mut lines = Vec::new();
        for n in [1, 1, 2] {
            let seat = seats.take(peer(n)).await.unwrap();
            seat.held().begins(true);
            lines.push((seat.held(), ends(seat)));
        }
        let guest = tokio::spawn({
            let seats = seats.clone();
            async move { seats.take(peer(3)).await }
        });
        for second in 0..20 {
            lines[0].0.came(4096);
            lines[2].0.came(if second < 8 { 1 << 20 } else { 4096 });
            if second % 4 == 0 {
                lines[1].0.came(1);
            }
            sleep(Duration::from_secs(1)).await;
        }
        assert!(guest.is_finished());
        let ended = lines.iter().map(|(_, line)| line.is_finished());
        assert_eq!(ended.collect::<Vec<_>>(), [false, true, false]);
        // All has come: it is being answered, however long that takes.
        lines[0].0.came_whole();
        sleep(Duration::from_secs(60)).await;
        let _ = seats.make_room(peer(3));
        sleep(Duration::from_secs(1)).await;
        assert!(!lines[0].1.is_finished());
    }
}
