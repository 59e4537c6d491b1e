//! However a file is split, cut, repeated and sent to wrong places: it ends as the very bytes, and a cut costs one piece.

use std::io;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;

use axum::body::Body;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::ReadBuf;
use tokio_util::io::ReaderStream;

use crate::attached::plain;
use crate::attached::reported;
use crate::people::Attached;
use crate::people::Reporter;
use crate::world::World;

/// What happens next to whoever sends a file. Places and lengths are parts of 65536 of what there is.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// A piece goes through.
    Piece(u16),
    /// A piece of which so much comes, and the line breaks.
    Cut(u16, u16),
    /// A piece of which so much comes, and the body ends as if that were all.
    Short(u16, u16),
    /// A piece goes through, and its answer is lost.
    Unheard(u16),
    /// A piece that was sent before comes once more.
    Again(u16, u16),
    /// A piece for a place that is not the next.
    Elsewhere(u16, u16),
    /// A piece that runs beyond the end.
    Beyond,
    /// The same file is announced once more, as after a page was left.
    Announced,
}

fn turns() -> impl Strategy<Value = Turn> {
    let part = any::<u16>;
    prop_oneof![
        4 => part().prop_map(Turn::Piece),
        4 => (part(), part()).prop_map(|(length, at)| Turn::Cut(length, at)),
        2 => (part(), part()).prop_map(|(length, at)| Turn::Short(length, at)),
        2 => part().prop_map(Turn::Unheard),
        1 => (part(), part()).prop_map(|(from, length)| Turn::Again(from, length)),
        1 => (part(), part()).prop_map(|(from, length)| Turn::Elsewhere(from, length)),
        1 => Just(Turn::Beyond),
        1 => Just(Turn::Announced),
    ]
}

/// So much of `whole`; at least 1 where there is any.
fn part(of: u16, whole: usize) -> usize {
    (whole * usize::from(of) / 65_536 + 1).min(whole)
}

/// A line that breaks.
struct Breaks;

impl AsyncRead for Breaks {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
    }
}

/// Who sends a file, and what was sent of it so far.
struct Sending<'a> {
    world: &'a World,
    reporter: &'a Reporter,
    file: Attached,
    /// As the server says.
    received: usize,
    /// Bytes that crossed the line on their way to the right place.
    crossed: usize,
    /// What cuts may have cost: of each, one piece.
    cost: usize,
}

impl Sending<'_> {
    async fn how_far(&self) -> usize {
        let told = self.reporter.asks_how_far(self.world, &self.file).await;
        told.is(200);
        assert_eq!(told.json()["length"], self.file.sealed.len());
        usize::try_from(told.json()["received"].as_u64().unwrap()).unwrap()
    }

    /// A piece that does not come as it was signed: `at` bytes, then the line breaks or the body is over.
    async fn broken(&mut self, to: usize, at: usize, breaks: bool) {
        let from = self.received;
        let bytes = self.file.sealed[from..to].to_vec();
        let mut ask = self
            .reporter
            .piece(self.world, &self.file.upload, from, &bytes)
            .await;
        let came = bytes[..at].to_vec();
        ask.body.clear();
        let body = if breaks {
            let line = io::Cursor::new(came).chain(Breaks);
            Body::from_stream(ReaderStream::with_capacity(line, 1000))
        } else {
            Body::from(came)
        };
        let answer = self.world.send_with(ask, body).await;
        assert!(
            [400, 401].contains(&answer.status),
            "{} {}",
            answer.status,
            answer.text()
        );
        let now = self.how_far().await;
        assert!((from..=from + at).contains(&now), "{from} {at} {now}");
        self.crossed += at;
        self.cost += to - from;
        self.received = now;
    }

    async fn whole(&mut self, to: usize) {
        let from = self.received;
        let answer = self.reporter.sends(self.world, &self.file, from, to).await;
        answer.is(200);
        assert_eq!(answer.json()["received"], json!(to));
        self.crossed += to - from;
        self.received = to;
    }

    async fn refused(&self, from: usize, to: usize, status: u16, code: &str) {
        let answer = self.reporter.sends(self.world, &self.file, from, to).await;
        answer.is_problem(status, code);
        assert_eq!(self.how_far().await, self.received, "nothing was kept");
    }

    async fn turn(&mut self, turn: Turn) {
        let (from, end) = (self.received, self.file.sealed.len());
        let next = |length| from + part(length, end - from);
        match turn {
            Turn::Announced => {
                let told = self.reporter.announces(self.world, &self.file).await;
                told.is(200);
                assert_eq!(told.json(), json!({"received": from, "length": end}));
            }
            Turn::Again(place, length) if from > 0 => {
                let place = part(place, from) - 1;
                let to = place + part(length, end - place);
                self.refused(place, to, 409, "wrong-place").await;
            }
            Turn::Elsewhere(place, length) => {
                let place = part(place, end) - 1;
                let to = place + part(length, end - place);
                if place != from {
                    self.refused(place, to, 409, "wrong-place").await;
                }
            }
            Turn::Beyond => {
                let bytes = vec![7; end - from + 1];
                let upload = &self.file.upload;
                let piece = self.reporter.piece(self.world, upload, from, &bytes).await;
                let answer = self.world.send(piece).await;
                answer.is_problem(422, "wrong-length");
                assert_eq!(self.how_far().await, from);
            }
            _ if from == end => {}
            Turn::Piece(length) => self.whole(next(length)).await,
            Turn::Unheard(length) => {
                self.whole(next(length)).await;
                // What was not heard is asked for.
                assert_eq!(self.how_far().await, self.received);
            }
            Turn::Cut(length, at) => {
                let to = next(length);
                self.broken(to, part(at, to - from), true).await;
            }
            Turn::Short(length, at) => {
                let to = next(length);
                self.broken(to, part(at, to - from) - 1, false).await;
            }
            Turn::Again(..) => {}
        }
    }
}

async fn ends_as_the_very_bytes(world: &World, size: usize, turns: Vec<Turn>, step: u16) {
    let mut reporter = reported(world).await;
    let file = reporter.seals(&plain(size));
    reporter.announces(world, &file).await.is(201);
    let mut sending = Sending {
        world,
        reporter: &reporter,
        file: file.clone(),
        received: 0,
        crossed: 0,
        cost: 0,
    };
    for turn in turns {
        sending.turn(turn).await;
    }
    let end = file.sealed.len();
    while sending.received < end {
        let step = part(step, end).max(8192);
        let to = end.min(sending.received + step);
        sending.whole(to).await;
    }
    let (crossed, cost) = (sending.crossed, sending.cost);
    assert!(crossed <= end + cost, "{crossed} > {end} + {cost}");
    let entry = reporter.names(world, &file, "a");
    reporter
        .post(world, "entries", &file.finished(&entry))
        .await
        .is(201);
    let reader = &world.counsellors[0];
    let given = reader
        .fetches(world, &reporter.place.case, &file.id())
        .await;
    given.is(200);
    assert!(given.body == file.sealed, "not the very bytes");
}

#[test]
fn any_split_cut_repeat_and_wrong_place_end_as_the_very_bytes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let mut config = ProptestConfig::with_cases(16);
    config.failure_persistence = None;
    config.max_shrink_iters = 64;
    let any = (
        1..140_000_usize,
        prop::collection::vec(turns(), 0..12),
        any::<u16>(),
    );
    TestRunner::new(config)
        .run(&any, |(size, turns, step)| {
            runtime.block_on(ends_as_the_very_bytes(&world, size, turns, step));
            Ok(())
        })
        .unwrap();
}
