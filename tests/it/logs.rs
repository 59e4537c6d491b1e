//! Everything the program logs in this process, at every level.

use std::io::Write;
use std::sync::Mutex;
use std::sync::Once;

static KEPT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

struct Keeper;

impl Write for Keeper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        KEPT.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// From now on everything is kept.
pub fn listen() {
    LISTENING.call_once(|| {
        let all = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE);
        all.with_writer(|| Keeper).init();
    });
}

pub fn kept() -> String {
    String::from_utf8_lossy(&KEPT.lock().unwrap()).into_owned()
}
