//! Mail to staff: one letter to each address on each working day, the same whether or not anything came. The one exception is
//! the call that a reporter chose, after being told what it reveals.
//!
//! What is sent, and when, follows from accounts, calendar and opening hours; this room is not given a case to look at.

mod post;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sotomado_core::calendar::{Day, is_business_day};
use sotomado_core::policy::Policies;

use crate::app::App;
use crate::config::Mail;
use crate::store::{Letter, LetterId, LetterKind, Outcome, StoreError};

pub use post::{Post, Trouble};

/// How long a server may take for one answer.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// So many tries, and a letter is given up: some six hours, so that it is over before the next day's.
const TRIES: u32 = 12;
/// The pause after the first try in vain; it doubles with each one, up to an hour.
const PAUSE: i64 = 60;
const LONGEST_PAUSE: i64 = 3600;
/// From one call to the next: how many came within the hour, no line shows.
const BETWEEN_CALLS: SignedDuration = SignedDuration::from_hours(1);

/// Sends letters, round by round. When a letter is tried again is known here alone: the queue keeps no clock time, and a
/// start tries at once.
#[derive(Debug)]
pub struct Sender {
    patience: Duration,
    again: BTreeMap<LetterId, Timestamp>,
    /// When a call left last.
    called: Option<Timestamp>,
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters that the server took.
    pub sent: usize,
    /// Letters that wait for another try.
    pub failed: usize,
    /// Letters that were given up.
    pub given_up: usize,
    /// What stood in the way, if anything did.
    pub trouble: Option<Trouble>,
}

impl Sender {
    /// With so much patience for each answer of the server.
    #[must_use]
    pub fn new(patience: Duration) -> Self {
        Self {
            patience,
            again: BTreeMap::new(),
            called: None,
        }
    }

    /// Makes the letters of today once the desk has opened, and tries those whose time has come.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn round(&mut self, app: &App) -> Result<Round, StoreError> {
        let mut round = Round::default();
        let Some(mail) = &app.config.mail else {
            return Ok(round);
        };
        let (now, today) = (app.clock.now(), app.clock.today());
        if opens(&app.policies, today).is_some_and(|opens| opens <= now) {
            let outside = mail.heads_to.is_some();
            app.store.queue_daily(today, outside).await?;
        }
        let waiting = app.store.waiting(mail.heads_to.as_deref()).await?;
        self.again
            .retain(|id, _| waiting.iter().any(|letter| letter.id == *id));
        let due: Vec<Letter> = waiting
            .into_iter()
            .filter(|letter| self.again.get(&letter.id).is_none_or(|at| *at <= now))
            .filter(|letter| !self.must_wait(letter, now))
            .collect();
        if due.is_empty() {
            return Ok(round);
        }
        let head = app.store.newest_head().await?.map(|head| head.line());
        let post = self.post(app, mail).await;
        for letter in due {
            if letter.kind == LetterKind::Call {
                self.called = Some(now);
            }
            let done = match &post {
                Ok(post) => post.send(&letter, head.as_deref(), now).await,
                Err(trouble) => Err(*trouble),
            };
            // Not on the way to the server: whoever mends a password must find nothing given up.
            let hopeless = post.is_ok() && matches!(done, Err(Trouble::Refused(500..)));
            self.settle(app, &letter, done, hopeless, &mut round)
                .await?;
        }
        Ok(round)
    }

    /// A call that was never tried, less than an hour after another.
    fn must_wait(&self, letter: &Letter, now: Timestamp) -> bool {
        let soon = self.called.is_some_and(|at| now - BETWEEN_CALLS < at);
        letter.kind == LetterKind::Call && letter.tries == 0 && soon
    }

    /// The way to the server, once it has been gone for nothing: signing in included.
    async fn post(&self, app: &App, mail: &Mail) -> Result<Post, Trouble> {
        let post = Post::new(mail, &app.config.desk.url, self.patience)?;
        post.reach().await.map(|()| post)
    }

    async fn settle(
        &mut self,
        app: &App,
        letter: &Letter,
        done: Result<(), Trouble>,
        hopeless: bool,
        round: &mut Round,
    ) -> Result<(), StoreError> {
        let outcome = match done {
            Ok(()) => Outcome::Sent,
            Err(_) if hopeless || letter.tries + 1 >= TRIES => Outcome::GivenUp,
            Err(_) => Outcome::Failed,
        };
        round.trouble = done.err().or(round.trouble);
        match outcome {
            Outcome::Sent => round.sent += 1,
            Outcome::Failed => round.failed += 1,
            Outcome::GivenUp => round.given_up += 1,
        }
        let pause = SignedDuration::from_secs(pause(letter.tries));
        self.again.insert(letter.id, app.clock.now() + pause);
        app.store.settle(letter, outcome).await
    }
}

/// Seconds until the next try of a letter that was tried `before` times, and once more now.
fn pause(before: u32) -> i64 {
    let doubled = 1_i64.checked_shl(before.min(16)).unwrap_or(i64::MAX);
    PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
}

/// When the desk opens on a working day: letters leave then, at one time on each such day of the week.
fn opens(policies: &Policies, day: Day) -> Option<Timestamp> {
    if !is_business_day(&policies.holidays, day) {
        return None;
    }
    let today = policies
        .hours
        .reading
        .iter()
        .filter(|span| span.days.contains(&day.weekday()));
    let minute = today.map(|span| span.from).min()?;
    let hour = u8::try_from(minute / 60).ok()?;
    day.at(hour, u8::try_from(minute % 60).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour_and_end_within_a_working_day() {
        let all: Vec<i64> = (0..TRIES - 1).map(pause).collect();
        assert_eq!(
            all.iter().take(7).copied().collect::<Vec<_>>(),
            [60, 120, 240, 480, 960, 1920, 3600]
        );
        assert!(all.iter().sum::<i64>() < 8 * 3600);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }
}
