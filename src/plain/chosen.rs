//! The one file of a form: read within bounds of its own, into memory that is wiped.

use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// The largest file that is taken on this path, in bytes.
pub const MOST: usize = 10_000_000;
/// Files that are in memory at one time.
static ROOM: Semaphore = Semaphore::const_new(6);
/// How long nothing may come of one.
const SILENCE: Duration = Duration::from_secs(30);
/// Letters of a name, and of a type.
const NAME: usize = 120;

/// A file that came whole.
pub struct Chosen {
    pub name: String,
    pub media_type: String,
    pub bytes: Zeroizing<Vec<u8>>,
    _room: SemaphorePermit<'static>,
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
    let room = ROOM.try_acquire().ok();
    let mut bytes = Zeroizing::new(Vec::new());
    let mut length = 0;
    loop {
        let Ok(chunk) = timeout(SILENCE, field.chunk()).await else {
            return Ok(Some(Came::Still));
        };
        let Some(chunk) = chunk? else {
            break;
        };
        length += chunk.len();
        if room.is_some() && length <= MOST {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(match room {
        _ if name.is_empty() && length == 0 => None,
        _ if length == 0 => Some(Came::Empty),
        _ if length > MOST => Some(Came::TooLarge),
        None => Some(Came::Busy),
        Some(room) => Some(Came::Whole(Chosen {
            name,
            media_type,
            bytes,
            _room: room,
        })),
    })
}

/// Old browsers send the whole path, which names its owner.
fn last_part(name: &str) -> String {
    shown(name.rsplit(['\\', '/']).next().unwrap_or_default())
}

fn shown(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_control());
    letters.take(NAME).collect::<String>().trim().to_owned()
}
