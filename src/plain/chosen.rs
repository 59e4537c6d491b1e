//! The one file of a form: read within bounds of its own, into memory that is wiped.

use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

/// The largest file that is taken on this path, in bytes.
pub const MOST: usize = 10_000_000;
/// What is in memory of all files at one time, in pieces: as much as came, not as much as may come, so that lines on which
/// little comes keep nobody out.
static ROOM: Semaphore = Semaphore::const_new(6 * MOST / PIECE);
/// A piece, in bytes.
const PIECE: usize = 50_000;
/// By so much grows what is held of one, in bytes.
const STEP: usize = 1_000_000;
/// How long nothing may come of one.
const SILENCE: Duration = Duration::from_secs(30);
/// How long one may take altogether: the largest, over a line of 20 kB a second.
const WHOLE: Duration = Duration::from_secs(500);
/// Letters of a name, and of a type.
const NAME: usize = 120;

/// A file that came whole.
pub struct Chosen {
    pub name: String,
    pub media_type: String,
    pub bytes: Zeroizing<Vec<u8>>,
    _room: Vec<SemaphorePermit<'static>>,
}

/// What became of the field.
pub enum Came {
    Whole(Chosen),
    Empty,
    TooLarge,
    /// Too many came at once.
    Busy,
    /// The line stood still.
    Still,
}

/// Reads the field to its end, whatever is kept of it: an answer that is given earlier reaches no browser that still
/// sends. None if no file was chosen.
///
/// # Errors
/// [`MultipartError`] when the form breaks off.
pub async fn read(mut field: Field<'_>) -> Result<Option<Came>, MultipartError> {
    let name = field.file_name().map(last_part).unwrap_or_default();
    let media_type = shown(field.content_type().unwrap_or_default());
    let (mut bytes, mut room) = (Zeroizing::new(Vec::new()), Vec::new());
    let (mut length, mut refused) = (0, false);
    let until = Instant::now() + WHOLE;
    loop {
        let Ok(chunk) = timeout_at(until.min(Instant::now() + SILENCE), field.chunk()).await else {
            return Ok(Some(Came::Still));
        };
        let Some(chunk) = chunk? else {
            break;
        };
        length += chunk.len();
        refused = refused || length > MOST || !grow(&mut room, length);
        if refused {
            // What is read on is kept nowhere.
            room.clear();
            bytes = Zeroizing::default();
        } else {
            if bytes.capacity() - bytes.len() < chunk.len() {
                // Doubling would hold twice of what is counted.
                bytes.reserve_exact(chunk.len().max(STEP));
            }
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(match length {
        0 if name.is_empty() => None,
        0 => Some(Came::Empty),
        _ if length > MOST => Some(Came::TooLarge),
        _ if refused => Some(Came::Busy),
        _ => Some(Came::Whole(Chosen {
            name,
            media_type,
            bytes,
            _room: room,
        })),
    })
}

/// Takes room for so many bytes; false if there is none left.
fn grow(room: &mut Vec<SemaphorePermit<'static>>, length: usize) -> bool {
    while room.len() * PIECE < length {
        let Ok(piece) = ROOM.try_acquire() else {
            return false;
        };
        room.push(piece);
    }
    true
}

/// Old browsers send the whole path, which names its owner.
fn last_part(name: &str) -> String {
    shown(name.rsplit(['\\', '/']).next().unwrap_or_default())
}

fn shown(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_control());
    letters.take(NAME).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::{FromRequest as _, Multipart, Request};
    use tokio::io::{AsyncWriteExt as _, DuplexStream, duplex};
    use tokio::task::JoinHandle;
    use tokio::time::sleep;
    use tokio_util::io::ReaderStream;

    use super::*;

    const BEGIN: &[u8] =
        b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n";
    const END: &[u8] = b"\r\n--x--\r\n";

    /// A form with a file of which nothing came yet.
    async fn line() -> (DuplexStream, JoinHandle<Option<Came>>) {
        let (mut ours, theirs) = duplex(64 * 1024);
        let request = Request::builder()
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::from_stream(ReaderStream::new(theirs)))
            .unwrap();
        let came = tokio::spawn(async move {
            let mut parts = Multipart::from_request(request, &()).await.unwrap();
            let field = parts.next_field().await.unwrap().unwrap();
            read(field).await.unwrap()
        });
        ours.write_all(BEGIN).await.unwrap();
        (ours, came)
    }

    #[tokio::test(start_paused = true)]
    async fn lines_on_which_little_comes_keep_nobody_out_and_none_lasts_for_ever() {
        let mut slow = Vec::new();
        for _ in 0..30 {
            let (mut ours, came) = line().await;
            ours.write_all(&[7; 1000]).await.unwrap();
            slow.push((ours, came));
        }
        let (mut ours, came) = line().await;
        ours.write_all(&vec![7; 300_000]).await.unwrap();
        ours.write_all(END).await.unwrap();
        let Some(Came::Whole(file)) = came.await.unwrap() else {
            panic!("not whole");
        };
        assert_eq!((file.bytes.len(), file.name.as_str()), (300_000, "a.txt"));

        let begun = Instant::now();
        let (mut ours, came) = slow.remove(0);
        while ours.write_all(&[7]).await.is_ok() {
            sleep(SILENCE / 2).await;
        }
        assert!(matches!(came.await.unwrap(), Some(Came::Still)));
        assert!(begun.elapsed() <= WHOLE + SILENCE);
    }
}
