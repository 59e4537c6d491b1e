//! Under a clock that the test moves.

use axum::body::Bytes;
use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use tokio::task::JoinHandle;
use tokio_util::io::ReaderStream;

use super::*;

/// Room for so many whole pieces, of this test alone.
fn room_for(pieces: usize) -> &'static Room {
    Box::leak(Box::new(Room::of(pieces * MOST / UNIT)))
}

type Read = JoinHandle<Result<Chunk, Refusal>>;

/// A piece that begins to be read, and the other end of its line.
fn coming(room: &'static Room, announced: usize) -> (DuplexStream, Read) {
    let (ours, theirs) = duplex(1 << 20);
    let body = Body::from_stream(ReaderStream::new(theirs));
    (ours, tokio::spawn(gather(room, announced, body)))
}

/// One that never stops and never hurries: so many bytes each second.
fn trickling(room: &'static Room, announced: usize, each: usize) -> Read {
    let (mut line, read) = coming(room, announced);
    tokio::spawn(async move {
        while line.write_all(&vec![b'x'; each]).await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    read
}

fn at_once(bytes: usize) -> Body {
    Body::from(Bytes::from(vec![b'x'; bytes]))
}

#[tokio::test(start_paused = true)]
async fn slow_senders_give_their_room_back_as_soon_as_another_waits_for_it() {
    let room = room_for(2);
    let slow = [trickling(room, MOST, 6000), trickling(room, MOST, 6000)];
    tokio::time::sleep(Duration::from_secs(40)).await;
    assert!(slow.iter().all(|read| !read.is_finished()), "nobody waited");
    let begun = Instant::now();
    let quick = gather(room, MOST, at_once(MOST)).await.unwrap();
    assert_eq!(quick.bytes.len(), MOST);
    assert!(begun.elapsed() <= 2 * GLANCE);
    for read in slow {
        assert_eq!(read.await.unwrap().unwrap_err(), SLOW);
    }
}

#[tokio::test(start_paused = true)]
async fn while_others_wait_who_is_quick_and_who_sends_little_may_end() {
    let room = room_for(1);
    let little = trickling(room, UNIT, 4200);
    let quick = trickling(room, MOST - UNIT, 300_000);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let next = gather(room, MOST, at_once(MOST)).await;
    assert_eq!(next.unwrap().bytes.len(), MOST);
    // A line that ends too late for its length is `TOO_LARGE` here: the sender never stops.
    for read in [little, quick] {
        assert_eq!(read.await.unwrap().unwrap_err(), Refusal::TOO_LARGE);
    }
}

#[tokio::test(start_paused = true)]
async fn a_place_whose_sender_is_silent_is_free_after_half_a_minute() {
    let room = room_for(1);
    let (line, silent) = coming(room, MOST);
    let begun = Instant::now();
    assert_eq!(silent.await.unwrap().unwrap_err(), SLOW);
    assert!(begun.elapsed() >= SILENCE && begun.elapsed() < SILENCE + GLANCE);
    assert_eq!(room.units.available_permits(), MOST / UNIT);
    drop(line);
}

#[tokio::test(start_paused = true)]
async fn no_piece_takes_longer_than_a_minute_and_a_half_though_it_never_stops() {
    for (announced, each, longest) in [(MOST, 9000, LONGEST), (UNIT, 1000, START + 16 * GLANCE)] {
        let begun = Instant::now();
        let read = trickling(room_for(1), announced, each);
        assert_eq!(read.await.unwrap().unwrap_err(), SLOW);
        assert!(begun.elapsed() >= longest && begun.elapsed() < longest + GLANCE);
    }
}

#[tokio::test(start_paused = true)]
async fn who_finds_no_room_in_a_minute_is_told_that_it_is_busy() {
    let room = room_for(1);
    let held = gather(room, MOST, at_once(MOST)).await.unwrap();
    let begun = Instant::now();
    let told = gather(room, 1, at_once(1)).await.unwrap_err();
    assert_eq!((told, begun.elapsed()), (BUSY, QUEUE));
    assert!(!room.is_wanted());
    drop(held);
    assert_eq!(gather(room, 1, at_once(1)).await.unwrap().bytes, b"x");
}

#[tokio::test(start_paused = true)]
async fn a_third_piece_of_an_upload_ends_the_oldest_and_four_uploads_of_a_case_come_at_once() {
    let case = CaseId([201; 16]);
    let wait = async |upload: u8| {
        let (line, theirs) = duplex(64);
        let body = Body::from_stream(ReaderStream::new(theirs));
        let upload = UploadId([upload; 16]);
        let read = tokio::spawn(async move { read(case, upload, &HeaderMap::new(), body).await });
        tokio::task::yield_now().await;
        (line, read)
    };
    let mut all = Vec::new();
    for upload in 0..4 {
        all.push(wait(upload).await);
    }
    let fifth = wait(4).await.1.await.unwrap();
    assert_eq!(fifth.unwrap_err(), BUSY);
    let (_dead, oldest) = all.remove(0);
    // The same once more, whichever of the two is the one on a dead line.
    let (_line, again) = wait(0).await;
    assert!(!oldest.is_finished() && !again.is_finished());
    let (_line, third) = wait(0).await;
    assert_eq!(oldest.await.unwrap().unwrap_err(), SLOW);
    assert!(!again.is_finished() && !third.is_finished());
}
