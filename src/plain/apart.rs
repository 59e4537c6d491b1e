//! Deriving, sealing and opening, apart from the threads that answer: few at one time, whoever asks.

use tokio::sync::Semaphore;

use crate::http::refusal::{Refusal, broken};

/// Works at one time. Others wait for their turn in the order in which they came, within the time that a request has.
pub const HANDS: usize = 4;
static FREE: Semaphore = Semaphore::const_new(HANDS);

/// Does `work` on a thread that may be busy. It counts until it is done, though whoever asked may be gone.
///
/// # Errors
/// 500 if it fell.
pub async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let hand = FREE.acquire().await.map_err(|closed| broken(&closed))?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(hand);
        done
    });
    done.await.map_err(|fall| broken(&fall))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Condvar, Mutex};

    use super::*;

    /// How many run now, how many did at most, and how many were begun.
    #[derive(Default)]
    struct Seen(Mutex<(usize, usize, usize)>, Condvar);

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn so_many_work_at_one_time_and_no_more() {
        let seen = Arc::new(Seen::default());
        let all: Vec<_> = (0..5 * HANDS)
            .map(|_| {
                let seen = seen.clone();
                tokio::spawn(apart(move || {
                    let mut count = seen.0.lock().unwrap();
                    count.0 += 1;
                    count.1 = count.1.max(count.0);
                    count.2 += 1;
                    seen.1.notify_all();
                    // Nobody leaves before all hands are full.
                    let mut count = seen
                        .1
                        .wait_while(count, |(_, _, begun)| *begun < HANDS)
                        .unwrap();
                    count.0 -= 1;
                }))
            })
            .collect();
        for one in all {
            one.await.unwrap().unwrap();
        }
        assert_eq!(*seen.0.lock().unwrap(), (0, HANDS, 5 * HANDS));
    }

    /// On one thread: done in place, the work would wait for ever for what comes after it.
    #[tokio::test]
    async fn whoever_answers_goes_on_meanwhile() {
        let (send, receive) = std::sync::mpsc::channel();
        let work = apart(move || receive.recv().unwrap());
        let (done, ()) = tokio::join!(work, async { send.send(7).unwrap() });
        assert_eq!(done.unwrap(), 7);
    }
}
